"""The scheduler's own alarm: in time, not again and again, once among the nodes, and with an end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sagsgang.journal.application import Journal
from sagsgang.scheduler.monitoring.alarm import Alarm, AlarmsSent, decide, raise_alarm
from sagsgang.scheduler.monitoring.status import Limits, Observation, Outbox, SchedulerHealth, judged
from sagsgang.scheduler.state import prepare

from ..nodes import until

NOON = datetime(2026, 10, 25, 12, tzinfo=UTC)


def seen(minute: int, *, lag_minutes: float = 0.5, dead: int = 0, set_aside: int = 0) -> SchedulerHealth:
    """How the scheduler stands at a minute after noon."""
    at = NOON + timedelta(minutes=minute)
    return judged(
        Observation(
            at=at,
            leader=None,
            nodes=[],
            since=None,
            left_at=at,
            takeovers=1,
            takeover_seconds=None,
            ticks=1,
            last_tick_at=at,
            last_tick_seconds=0.1,
            decided_until=at - timedelta(minutes=lag_minutes),
            lag_seconds=lag_minutes * 60,
            outbox=Outbox(dead=dead),
            next_step_at=None,
            next_run_at=None,
            set_aside=set_aside,
        ),
        Limits(),
    )


def told(*looks: SchedulerHealth) -> list[tuple[int, list[str], list[str]]]:
    """What is told at which minute after noon, looking again and again: what is wrong, and what is over."""
    known, answers = AlarmsSent(), []
    for look in looks:
        alarm, known = decide(look, known)
        if alarm is not None:
            minute = round((alarm.at - NOON).total_seconds() / 60)
            answers.append((minute, [problem.code for problem in alarm.problems], alarm.over))
    return answers


def test_late_is_told_every_hour_until_it_is_over() -> None:
    """Given work that is late for two and a half hours, when it is looked at each minute, then it is told at once and
    every hour, and its end once."""
    looks = [seen(minute, lag_minutes=6 if 10 <= minute < 160 else 0) for minute in range(240)]
    assert told(*looks) == [(10, ["late"], []), (70, ["late"], []), (130, ["late"], []), (160, [], ["late"])]


def test_what_comes_and_goes_is_not_told_more_than_every_hour() -> None:
    """Given work that is late every other minute, when it is looked at each minute of two hours, then it is told, with its
    end, once an hour."""
    looks = [seen(minute, lag_minutes=6 if minute % 2 == 0 else 0) for minute in range(120)]
    assert told(*looks) == [(0, ["late"], []), (1, [], ["late"]), (60, ["late"], []), (61, [], ["late"])]


def test_dead_letters_are_told_when_there_are_more() -> None:
    """Given dead letters that stay for hours, when more of them appear, then that is told, not within an hour of the last
    time; when some were offered again and others appear, too; when none is left, that is over."""
    counts = {0: 1, 30: 3, 200: 2, 210: 3, 300: 0}
    looks, dead = [], 0
    for minute in range(320):
        dead = counts.get(minute, dead)
        looks.append(seen(minute, dead=dead))
    assert told(*looks) == [
        (0, ["dead-letters"], []),
        (60, ["dead-letters"], []),
        (210, ["dead-letters"], []),
        (300, [], ["dead-letters"]),
    ]


def test_another_trouble_is_told_beside_the_first() -> None:
    """Given work that is late, when dead letters appear ten minutes later, then both are told; when the first is over, the
    other is told as what is left."""
    assert told(
        seen(0, lag_minutes=6),
        seen(10, lag_minutes=16, dead=1),
        seen(11, lag_minutes=17, dead=1),
        seen(20, dead=1),
    ) == [(0, ["late"], []), (10, ["late", "dead-letters"], []), (20, ["dead-letters"], ["late"])]


def test_a_change_of_leaders_is_no_alarm() -> None:
    """Given that nobody leads for a moment, as when a node was killed, when it is looked at, then nobody is told."""
    nobody = msgspec.structs.replace(seen(0), problems=judged(_lost(), Limits()).problems)
    assert [problem.code for problem in nobody.problems] == ["no-leader"]
    assert told(nobody) == []


def _lost() -> Observation:
    """Nobody leads, and nobody gave it up."""
    values = {field: getattr(seen(0), field) for field in Observation.__struct_fields__}
    return Observation(**(values | {"left_at": None}))


def test_one_node_tells(journal: Journal) -> None:
    """Given four nodes that all see the same trouble at once, when each would tell it, then one does."""
    with journal.connect() as connection:
        prepare(connection)
    sent: list[Alarm] = []
    look = seen(0, lag_minutes=6)
    with ThreadPoolExecutor(4) as pool, journal.connect() as held:
        held.execute("SELECT FROM sagsgang.scheduler_state FOR UPDATE")
        answers = [pool.submit(raise_alarm, journal, f"host:{node}:a", look, sent.append) for node in range(4)]
        until(lambda: _waiting(journal) == 4)
        held.commit()
    assert len(sent) == 1
    assert [answer.result() for answer in answers if answer.result() is not None] == sent
    assert raise_alarm(journal, "host:9:a", seen(59, lag_minutes=65), sent.append) is None
    assert raise_alarm(journal, "host:9:a", seen(60, lag_minutes=66), sent.append) is not None
    assert raise_alarm(journal, "host:1:a", seen(61), sent.append) is not None
    assert [alarm.over for alarm in sent] == [[], [], ["late"]]


def _waiting(journal: Journal) -> int:
    """How many wait for a row that another holds."""
    with journal.connect() as connection:
        [(count,)] = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ).fetchall()
    return int(count)


def test_an_alarm_that_could_not_be_sent_is_told_at_the_next_look(journal: Journal) -> None:
    """Given an alarm whose channel fails, of a node that looked before its tables were made, when it is looked at again,
    by any node, then it is told."""

    def refuse(alarm: Alarm) -> None:
        raise OSError("the mail server is away")

    with pytest.raises(OSError, match="mail server"):
        raise_alarm(journal, "host:1:a", seen(0, lag_minutes=6), refuse)
    sent: list[Alarm] = []
    raise_alarm(journal, "host:2:b", seen(1, lag_minutes=7), sent.append)
    assert [problem.code for alarm in sent for problem in alarm.problems] == ["late"]
