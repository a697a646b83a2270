"""How the scheduler stands, and what is wrong with it: a question like any other, that every node can ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, LiteralString, Self

import msgspec
from psycopg.errors import UndefinedTable
from psycopg.rows import dict_row

from ...delivery.outbox.circuit_breaker import OpenCircuit
from ...delivery.outbox.outbox import Depth, depth
from ...domain.problem import Problem
from ...domain.text import Text
from ...journal.application import Journal
from ...journal.clock_standing import clock_standing
from ...journal.reader import Snapshot
from ...projections.asking.reader import Moment, NotProjected, Reader
from ...projections.queue.calendar_coverage import calendars_ended
from ...projections.queue.reminders import next_due
from ...projections.upkeep import quarantine
from ...projections.upkeep.checkpoint import Lag, lag_of
from ..state import Connection, is_there

NODES: LiteralString = """
    SELECT node, host, pid, started_at, seen_at,
        extract(epoch FROM clock_timestamp() - seen_at)::double precision AS silent_seconds,
        node IN (SELECT node FROM sagsgang.scheduler_leader) AS leads
    FROM sagsgang.scheduler_nodes ORDER BY started_at, node"""

STATE: LiteralString = """
    SELECT clock_timestamp() AS at, since, left_at, takeovers, takeover_seconds, ticks, last_tick_at, last_tick_seconds,
        decided_until, extract(epoch FROM clock_timestamp() - decided_until)::double precision AS lag_seconds
    FROM sagsgang.scheduler_state"""


# The same before the first node ever ran.
NEVER: LiteralString = """
    SELECT clock_timestamp() AS at, NULL AS since, NULL AS left_at, 0 AS takeovers, NULL AS takeover_seconds, 0 AS ticks,
        NULL AS last_tick_at, NULL AS last_tick_seconds, NULL AS decided_until, NULL AS lag_seconds"""


class Node(msgspec.Struct, frozen=True):
    """A process that ticks or stands by. Times are UTC and the database's; silent_seconds: since it was last seen."""

    node: str
    host: str
    pid: int
    started_at: datetime
    seen_at: datetime
    silent_seconds: float
    leads: bool


class Outbox(msgspec.Struct, frozen=True):
    """How many messages are in which state; since when (UTC) the oldest one waits; the channels that are away; how
    many that were given up somebody dismissed."""

    waiting: int = 0
    sending: int = 0
    delivered: int = 0
    dead: int = 0
    oldest_waiting_at: datetime | None = None
    resting: tuple[OpenCircuit, ...] = ()
    dismissed: int = 0


class Trouble(msgspec.Struct, frozen=True):
    """One thing that is wrong: a code that never changes, and what to do. see: the operation, or command, that helps on."""

    code: str
    text: Text
    see: str | None = None

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """That there is a problem."""
        return cls(problem.code, problem.text, problem.see)


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """What was found at an instant of the database's clock. All times are UTC.

    lag_seconds: how far behind ``at`` all due steps are decided. since: when the leader began; left_at: when the last
    one gave up leading in order and nobody took over, as between calls by cron. takeovers: how often any
    node began to lead, takeover_seconds: how long nobody had led before the last of them. set_aside: how many cases are.
    calendars_ended: the calendars in use whose last day has passed. slip_seconds: how far the journal's last time of
    registration lies ahead of ``at``; clock_problems: what is wrong with the clocks. lag_seconds is below 0 while what is
    decided lies ahead of ``at``: the database's clock was ahead, or was set back. projections: how far they are behind the
    journal, and who follows it.
    """

    at: datetime
    leader: Node | None
    nodes: list[Node]
    since: datetime | None
    left_at: datetime | None
    takeovers: int
    takeover_seconds: float | None
    ticks: int
    last_tick_at: datetime | None
    last_tick_seconds: float | None
    decided_until: datetime | None
    lag_seconds: float | None
    outbox: Outbox
    next_step_at: datetime | None
    next_run_at: datetime | None
    set_aside: int = 0
    calendars_ended: tuple[str, ...] = ()
    slip_seconds: float = 0.0
    clock_problems: tuple[Trouble, ...] = ()
    projections: Lag = Lag()


class SchedulerHealth(Observation, frozen=True, kw_only=True):
    """How the scheduler stands, and what is wrong with it."""

    problems: list[Trouble]
    healthy: bool


class Limits(msgspec.Struct, frozen=True):
    """From when on something is wrong: steps decided later than ``late``; a message that waits longer than ``stuck``;
    a leader not seen for longer than ``silent``."""

    late: timedelta = timedelta(minutes=5)
    stuck: timedelta = timedelta(hours=1)
    silent: timedelta = timedelta(seconds=15)


def status(
    journal: Journal,
    *,
    next_run: Callable[[Snapshot, datetime], datetime | None],
    lag: Lag | None = None,
    limits: Limits = Limits(),  # noqa: B008 - it is frozen
    depth: Callable[[Connection], Depth] = depth,
) -> SchedulerHealth:
    """How the scheduler of this journal stands, now. Raises psycopg.Error when the database cannot be reached.

    next_run: of the report calendar, after an instant. lag: of the projections when it was asked (None: now).
    """
    clocks, behind = clock_standing(journal, journal.host), lag or lag_of(journal)
    with journal.snapshot() as seen:
        found = depth(seen.connection)
        nodes, state = _nodes(seen.connection), _state(seen.connection)
        observed = Observation(
            **state,
            leader=next((node for node in nodes if node.leads), None),
            nodes=nodes,
            outbox=Outbox(
                found.waiting,
                found.sending,
                found.delivered,
                found.undelivered,
                found.oldest_waiting_at,
                found.resting,
                found.dismissed,
            ),
            next_step_at=_next_step(seen, state["at"]),
            next_run_at=next_run(seen, state["at"]),
            set_aside=quarantine.count(seen.connection),
            calendars_ended=calendars_ended(seen, state["at"]),
            slip_seconds=clocks.slip.total_seconds(),
            clock_problems=tuple(map(Trouble.of, clocks.problems)),
            projections=behind,
        )
    return judged(observed, limits)


def _next_step(seen: Snapshot, at: datetime) -> datetime | None:
    """None as well where no projection has been made yet."""
    try:
        with seen.connection.transaction():  # what fails in it takes nothing else along
            return next_due(Reader(seen, Moment(at)))
    except (NotProjected, UndefinedTable):
        return None


def judged(found: Observation, limits: Limits) -> SchedulerHealth:
    """What is wrong with what was found; of troubles with one cause, the cause alone."""
    problems = [
        *found.clock_problems,
        *_ahead(found, limits),
        *_leading(found, limits),
        *_ticking(found, limits),
        *_outbox(found, limits),
        *_quarantined(found),
        *_calendars(found),
        *_projections(found, limits),
    ]
    return SchedulerHealth(**msgspec.structs.asdict(found), problems=problems, healthy=not problems)


def _ahead(found: Observation, limits: Limits) -> Iterator[Trouble]:
    """What is decided lies ahead of the clock."""
    if found.lag_seconds is not None and found.lag_seconds < -limits.late.total_seconds():
        said = _minutes(-found.lag_seconds)
        yield Trouble(
            "decided-ahead",
            Text(
                f"Erindringer er afgjort {said} forud for databasens ur: det har været foran eller er stillet tilbage. Det "
                "næste tik går efter uret igen. Se efter, at det går rigtigt.",
                f"Reminders are decided {said} ahead of the database's clock: it was ahead, or has been set back. The next "
                "tick goes by the clock again. See that it is right.",
            ),
            see="clock",
        )


def _leading(found: Observation, limits: Limits) -> Iterator[Trouble]:
    leader = found.leader
    if leader is None and (found.left_at is None or _is_late(found, limits)):
        yield Trouble(
            "no-leader",
            Text("Ingen knude leder. Start en.", "No node leads. Start one."),
            see="scheduler.run",
        )
    elif leader is not None and leader.silent_seconds > limits.silent.total_seconds():
        said = _minutes(leader.silent_seconds)
        yield Trouble(
            "silent-leader",
            Text(
                f"Den ledende knude {leader.node} har været tavs i {said}. En anden overtager, hvis der er en; "
                "se efter, om processen hænger.",
                f"The leading node {leader.node} has been silent for {said}. Another takes over if there is one; "
                "see whether its process hangs.",
            ),
        )


def _is_late(found: Observation, limits: Limits) -> bool:
    return found.lag_seconds is not None and found.lag_seconds > limits.late.total_seconds()


def _ticking(found: Observation, limits: Limits) -> Iterator[Trouble]:
    leads_long = found.leader is not None and found.since is not None and found.at - found.since > limits.late
    if found.lag_seconds is not None and _is_late(found, limits):
        said = _minutes(found.lag_seconds)
        yield Trouble(
            "late",
            Text(
                f"Erindringer er afgjort {said} for sent. De indhentes i rækkefølge, når der tikkes; se loggen.",
                f"Reminders are decided {said} late. They are caught up in order once it ticks; see the log.",
            ),
        )
    elif found.lag_seconds is None and leads_long:
        yield Trouble(
            "no-tick",
            Text(
                "Der er en ledende knude, men den har endnu ikke afgjort noget. Se loggen.",
                "A node leads, but has not decided anything yet. See the log.",
            ),
        )


def _outbox(found: Observation, limits: Limits) -> Iterator[Trouble]:
    outbox = found.outbox
    if outbox.dead:
        yield Trouble(
            "dead-letters",
            Text(
                f"Beskeder opgivet: {outbox.dead}. Se hvorfor, og send dem igen, eller frafald dem.",
                f"Messages given up: {outbox.dead}. See why, and offer them again, or dismiss them.",
            ),
            see="outbox.list",
        )
    waited = found.at - outbox.oldest_waiting_at if outbox.oldest_waiting_at else timedelta()
    if waited > limits.stuck:
        said, why = _minutes(waited.total_seconds()), _why_stuck(found)
        yield Trouble(
            "outbox-stuck",
            Text(f"En besked har ventet i {said}. {why.da}", f"A message has waited for {said}. {why.en}"),
            see=None if outbox.resting else "outbox.list",
        )


def _why_stuck(found: Observation) -> Text:
    """The channels that are away; else where to look."""
    da, en = [], []
    for one in found.outbox.resting:
        gone = _minutes((found.at - one.since).total_seconds())
        da.append(f"Kanalen {one.channel} har været væk i {gone}: {one.reason.da}")
        en.append(f"The channel {one.channel} has been away for {gone}: {one.reason.en}")
    return Text(
        " ".join(da) or "Se blandt dem, der venter, hvorfor den ikke kan sendes.",
        " ".join(en) or "See among those that wait why it cannot be sent.",
    )


def _quarantined(found: Observation) -> Iterator[Trouble]:
    if found.set_aside:
        yield Trouble(
            "cases-set-aside",
            Text(
                f"Sager sat til side: {found.set_aside}. Programmet kan ikke gennemregne dem, og deres erindringer kan "
                "mangle.",
                f"Cases set aside: {found.set_aside}. The program cannot compute them, and reminders of them may be "
                "missing.",
            ),
            see="set-aside",
        )


def _calendars(found: Observation) -> Iterator[Trouble]:
    if found.calendars_ended:
        named = ", ".join(found.calendars_ended)
        yield Trouble(
            "calendar-ended",
            Text(
                f"Kalendere i brug er sluttet: {named}. Frister og kørsler, der ender senere, kan ikke beregnes, og deres "
                "erindringer mangler.",
                f"Calendars in use have ended: {named}. Deadlines and runs that end later cannot be computed, and "
                "their reminders are missing.",
            ),
            see="calendar.list",
        )


def _projections(found: Observation, limits: Limits) -> Iterator[Trouble]:
    behind = found.projections
    # Where nobody follows, whoever asks folds it in.
    if behind.follower is not None and behind.lag_seconds > limits.late.total_seconds():
        said = _minutes(behind.lag_seconds)
        yield Trouble(
            "projections-behind",
            Text(
                f"Projektionerne mangler {behind.lag_events} af journalens hændelser, den ældste registreret for {said} "
                f"siden, skønt {behind.follower} følger den. Se dens log.",
                f"The projections lack {behind.lag_events} of the journal's events, the oldest recorded {said} ago, though "
                f"{behind.follower} follows it. See its log.",
            ),
        )


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 120 else f"{seconds:.0f} s"


def _state(connection: Connection) -> dict[str, Any]:
    with connection.cursor(row_factory=dict_row) as cursor:
        [row] = cursor.execute(STATE if is_there(connection) else NEVER).fetchall()
    return row


def _nodes(connection: Connection) -> list[Node]:
    if not is_there(connection):
        return []
    with connection.cursor(row_factory=dict_row) as cursor:
        return [Node(**row) for row in cursor.execute(NODES)]
