"""How the scheduler stands, and what is wrong with it: a question like any other, that every node can ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, LiteralString, Protocol

import msgspec
from psycopg import IsolationLevel
from psycopg.rows import dict_row

from ...delivery.outbox.circuit_breaker import Rest
from ...domain.text import Text
from ...journal.application import Journal
from ...journal.clock_standing import ClockStanding
from ...projections.upkeep import quarantine
from ...projections.upkeep.checkpoint import Lag
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


class Depth(Protocol):
    """How many lines of the outbox are in which state, since when the oldest that waits has done so, and the channels
    that are away."""

    @property
    def waiting(self) -> int: ...
    @property
    def sending(self) -> int: ...
    @property
    def delivered(self) -> int: ...
    @property
    def dead(self) -> int: ...
    @property
    def dismissed(self) -> int: ...
    @property
    def oldest_waiting_at(self) -> datetime | None: ...
    @property
    def resting(self) -> tuple[Rest, ...]: ...


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
    resting: tuple[Rest, ...] = ()
    dismissed: int = 0


class Trouble(msgspec.Struct, frozen=True):
    """One thing that is wrong: a code that never changes, and what to do."""

    code: str
    text: Text


class Standing(msgspec.Struct, frozen=True, kw_only=True):
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


class Status(Standing, frozen=True, kw_only=True):
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
    depth: Callable[[Connection], Depth],
    next_step: Callable[[Connection], datetime | None],
    next_run: Callable[[Connection], datetime | None],
    calendars_ended: Callable[[Connection], tuple[str, ...]] = lambda _: (),
    clocks: Callable[[], ClockStanding | None] = lambda: None,
    lag: Callable[[], Lag] = Lag,
    limits: Limits = Limits(),  # noqa: B008 - it is frozen
) -> Status:
    """How the scheduler of this journal stands, now. Raises psycopg.Error when the database cannot be reached."""
    stand, behind = clocks(), lag()
    with journal.connect() as connection:
        connection.set_isolation_level(IsolationLevel.REPEATABLE_READ)
        connection.set_read_only(True)
        with connection.transaction():
            found = depth(connection)
            nodes = _nodes(connection)
            standing = Standing(
                **_state(connection),
                leader=next((node for node in nodes if node.leads), None),
                nodes=nodes,
                outbox=Outbox(
                    found.waiting,
                    found.sending,
                    found.delivered,
                    found.dead,
                    found.oldest_waiting_at,
                    found.resting,
                    found.dismissed,
                ),
                next_step_at=next_step(connection),
                next_run_at=next_run(connection),
                set_aside=quarantine.count(connection),
                calendars_ended=calendars_ended(connection),
                slip_seconds=stand.slip.total_seconds() if stand else 0.0,
                clock_problems=tuple(Trouble(one.code, one.text) for one in stand.problems) if stand else (),
                projections=behind,
            )
    return judged(standing, limits)


def judged(standing: Standing, limits: Limits) -> Status:
    """What is wrong with what was found; of troubles with one cause, the cause alone."""
    problems = [
        *standing.clock_problems,
        *_ahead(standing, limits),
        *_ticking(standing, limits),
        *_outbox(standing, limits),
        *_set_aside(standing),
        *_calendars(standing),
        *_projections(standing, limits),
    ]
    return Status(**msgspec.structs.asdict(standing), problems=problems, healthy=not problems)


def _ticking(standing: Standing, limits: Limits) -> list[Trouble]:
    problems = []
    leader = standing.leader
    late = standing.lag_seconds is not None and standing.lag_seconds > limits.late.total_seconds()
    if leader is None and (late or standing.left_at is None):
        problems.append(
            Trouble(
                "no-leader",
                Text(
                    "Ingen knude leder. Start en med 'sagsgang scheduler run'.",
                    "No node leads. Start one with 'sagsgang scheduler run'.",
                ),
            )
        )
    elif leader is not None and leader.silent_seconds > limits.silent.total_seconds():
        said = _minutes(leader.silent_seconds)
        problems.append(
            Trouble(
                "silent-leader",
                Text(
                    f"Den ledende knude {leader.node} har været tavs i {said}. En anden overtager, hvis der er en; "
                    "se efter, om processen hænger.",
                    f"The leading node {leader.node} has been silent for {said}. Another takes over if there is one; "
                    "see whether its process hangs.",
                ),
            )
        )
    if standing.lag_seconds is not None and late:
        said = _minutes(standing.lag_seconds)
        problems.append(
            Trouble(
                "late",
                Text(
                    f"Erindringer er afgjort {said} for sent. De indhentes i rækkefølge, når der tikkes; se loggen.",
                    f"Reminders are decided {said} late. They are caught up in order once it ticks; see the log.",
                ),
            )
        )
    elif standing.lag_seconds is None and leader is not None and _long_since(standing, limits):
        problems.append(
            Trouble(
                "no-tick",
                Text(
                    "Der er en ledende knude, men den har endnu ikke afgjort noget. Se loggen.",
                    "A node leads, but has not decided anything yet. See the log.",
                ),
            )
        )
    return problems


def _ahead(standing: Standing, limits: Limits) -> list[Trouble]:
    """What is decided lies ahead of the clock."""
    if standing.lag_seconds is None or standing.lag_seconds >= -limits.late.total_seconds():
        return []
    said = _minutes(-standing.lag_seconds)
    return [
        Trouble(
            "decided-ahead",
            Text(
                f"Erindringer er afgjort {said} forud for databasens ur: det har været foran eller er stillet tilbage. Det "
                "næste tik går efter uret igen. Se efter, at det går rigtigt, med 'sagsgang clock'.",
                f"Reminders are decided {said} ahead of the database's clock: it was ahead, or has been set back. The next "
                "tick goes by the clock again. See that it is right with 'sagsgang clock'.",
            ),
        )
    ]


def _long_since(standing: Standing, limits: Limits) -> bool:
    return standing.since is not None and standing.at - standing.since > limits.late


def _outbox(standing: Standing, limits: Limits) -> list[Trouble]:
    problems = []
    outbox = standing.outbox
    if outbox.dead:
        problems.append(
            Trouble(
                "dead-letters",
                Text(
                    f"Beskeder opgivet: {outbox.dead}. Se dem med 'sagsgang outbox list', og send dem igen med "
                    "'sagsgang outbox retry', eller frafald dem med 'sagsgang outbox dismiss'.",
                    f"Messages given up: {outbox.dead}. See them with 'sagsgang outbox list', and offer them again "
                    "with 'sagsgang outbox retry', or dismiss them with 'sagsgang outbox dismiss'.",
                ),
            )
        )
    waited = standing.at - outbox.oldest_waiting_at if outbox.oldest_waiting_at else timedelta()
    if waited > limits.stuck:
        said = _minutes(waited.total_seconds())
        why = _why_stuck(standing)
        problems.append(
            Trouble(
                "outbox-stuck",
                Text(
                    f"En besked har ventet i {said}. {why.da}",
                    f"A message has waited for {said}. {why.en}",
                ),
            )
        )
    return problems


def _why_stuck(standing: Standing) -> Text:
    """The channels that are away; else where to look."""
    da, en = [], []
    for one in standing.outbox.resting:
        gone = _minutes((standing.at - one.since).total_seconds())
        da.append(f"Kanalen {one.channel} har været væk i {gone}: {one.reason.da}")
        en.append(f"The channel {one.channel} has been away for {gone}: {one.reason.en}")
    return Text(
        " ".join(da) or "Se med 'sagsgang outbox list --state waiting', hvorfor den ikke kan sendes.",
        " ".join(en) or "See with 'sagsgang outbox list --state waiting' why it cannot be sent.",
    )


def _set_aside(standing: Standing) -> list[Trouble]:
    if not standing.set_aside:
        return []
    return [
        Trouble(
            "cases-set-aside",
            Text(
                f"Sager sat til side: {standing.set_aside}. Programmet kan ikke gennemregne dem, og deres erindringer kan "
                "mangle. Se dem med 'sagsgang set-aside'.",
                f"Cases set aside: {standing.set_aside}. The program cannot compute them, and reminders of them may be "
                "missing. See them with 'sagsgang set-aside'.",
            ),
        )
    ]


def _calendars(standing: Standing) -> list[Trouble]:
    if not standing.calendars_ended:
        return []
    named = ", ".join(standing.calendars_ended)
    return [
        Trouble(
            "calendar-ended",
            Text(
                f"Kalendere i brug er sluttet: {named}. Frister og kørsler, der ender senere, kan ikke beregnes, og deres "
                "erindringer mangler. Se dem med 'sagsgang calendar list'.",
                f"Calendars in use have ended: {named}. Deadlines and runs that end later cannot be computed, and "
                "their reminders are missing. See them with 'sagsgang calendar list'.",
            ),
        )
    ]


def _projections(standing: Standing, limits: Limits) -> list[Trouble]:
    behind = standing.projections
    # Where nobody follows, whoever asks folds it in.
    if behind.follower is None or behind.lag_seconds <= limits.late.total_seconds():
        return []
    said = _minutes(behind.lag_seconds)
    return [
        Trouble(
            "projections-behind",
            Text(
                f"Projektionerne mangler {behind.lag_events} af journalens hændelser, den ældste registreret for {said} "
                f"siden, skønt {behind.follower} følger den. Se dens log.",
                f"The projections lack {behind.lag_events} of the journal's events, the oldest recorded {said} ago, though "
                f"{behind.follower} follows it. See its log.",
            ),
        )
    ]


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
