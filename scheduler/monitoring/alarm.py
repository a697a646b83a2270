"""The scheduler's own alarm: when it is late, messages were given up, cases set aside, or a clock is off, someone is told,
once among all nodes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from ...journal.application import Journal
from ...log import log
from ..state import Connection, prepare
from .status import SchedulerHealth, Trouble

# What somebody must be told. That nobody leads, or the leader is silent, mends itself, or makes the work late.
ALARMING = (
    "late",
    "no-tick",
    "dead-letters",
    "outbox-stuck",
    "cases-set-aside",
    "decided-ahead",
    "clock-slipped",
    "clock-ahead",
    "clock-behind",
)
AGAIN_AFTER = timedelta(hours=1)


class Alarm(msgspec.Struct, frozen=True):
    """What is told. problems: all that is wrong now; over: codes of what was told before and is no longer so."""

    at: datetime
    problems: list[Trouble]
    over: list[str]


class AlarmsSent(msgspec.Struct, frozen=True):
    """What was told so far. last: when each code was told last; standing: what is not yet said to be over; counts:
    of how many messages given up and cases set aside whoever was told knows."""

    last: dict[str, datetime] = {}
    standing: list[str] = []
    counts: dict[str, int] = {}


def decide(status: SchedulerHealth, told: AlarmsSent) -> tuple[Alarm | None, AlarmsSent]:
    """Whether somebody is to be told now, and what was told then.

    No code is told again within an hour, however often it comes and goes; what is counted only when it is more than was
    told. What is over is said once.
    """
    wrong = [problem for problem in status.problems if problem.code in ALARMING]
    codes = [problem.code for problem in wrong]
    news = [code for code in codes if _is_news(code, status, told)]
    over = [code for code in told.standing if code not in codes]
    now = _counts(status)
    known = {code: min(told.counts.get(code, 0), count) for code, count in now.items()}
    if not news and not over:
        return None, msgspec.structs.replace(told, counts=known)
    standing = [code for code in codes if code in told.standing or code in news]
    return Alarm(status.at, wrong, over), AlarmsSent(
        last=told.last | dict.fromkeys(news, status.at),
        standing=standing,
        counts=known | {code: count for code, count in now.items() if code in news},
    )


def raise_alarm(
    journal: Journal, node: str, status: SchedulerHealth, send: Callable[[Alarm], None]
) -> Alarm | None:
    """Tell somebody if ``decide`` says so and no other node did. Gives what was told.

    It counts as told before it is sent, so that two nodes do not both send it; when sending fails, it is taken back,
    to be told at the next look, and the error goes on. Raises psycopg.Error when the database cannot be reached.
    """
    with journal.connect() as connection:
        prepare(connection)  # a node may look before its first beat makes the tables
        with connection.transaction():
            before = _told(connection)
            alarm, after = decide(status, before)
            if after != before:
                _put(connection, after)
        if alarm is None:
            return None
        try:
            send(alarm)
        except BaseException:
            with connection.transaction():
                if _told(connection) == after:
                    _put(connection, before)
            raise
    log.warning("alarm", node=node, problems=[problem.code for problem in alarm.problems], over=alarm.over)
    return alarm


def _is_news(code: str, status: SchedulerHealth, told: AlarmsSent) -> bool:
    if _counts(status).get(code, 1) <= told.counts.get(code, 0):
        return False
    return code not in told.last or status.at - told.last[code] >= AGAIN_AFTER


def _counts(status: SchedulerHealth) -> dict[str, int]:
    return {"dead-letters": status.outbox.dead, "cases-set-aside": status.set_aside}


def _told(connection: Connection) -> AlarmsSent:
    found = connection.execute("SELECT alarm FROM sagsgang.scheduler_state FOR UPDATE").fetchone()
    return msgspec.convert(found[0], AlarmsSent) if found and found[0] is not None else AlarmsSent()


def _put(connection: Connection, told: AlarmsSent) -> None:
    connection.execute(
        "UPDATE sagsgang.scheduler_state SET alarm = %s::jsonb", (msgspec.json.encode(told).decode(),)
    )
