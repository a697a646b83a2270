"""Telling cases apart that take long, while nobody waits for it but who asks about them.

One process at a time tells a case. It holds a lock of that case alone, reads and folds without any transaction, and writes
rows that no answer sees yet; the lock that others wait for is taken at the end, to say how far the rows now tell. Killed
anywhere before, it has done nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from time import monotonic
from typing import NamedTuple
from zlib import crc32

from psycopg import Rollback
from psycopg.errors import UndefinedTable

from ..domain.fold.law import Law
from ..domain.text import Text
from ..journal.application import Journal
from ..journal.waiting import Hold, Lock, LockHeld, hold, take
from . import behind, set_aside
from .behind import Standings
from .follow import types_changed, write
from .set_aside import Told, give_notice, tell
from .store import ROWS, Connection, standings
from .table import Projection

# Held while a case is told apart, by a connection that gives signs of life. Each case has a number of its own, nearly.
TELLING = Lock(
    0x5A65_0003,
    Text("Låsen for at gennemregne en stor sag", "The lock for computing a large case"),
    wait=3600,
    idle=60,
    whole=None,
)
# Held while its rows are written: whoever is stopped in it is ended by the server.
WRITING = Lock(0x5A65_0004, Text("Låsen for en stor sags rækker", "The lock of a large case's rows"), 90, 60, 3600)
AT_ONCE = 0.001


class Level(NamedTuple):
    """Projections in which a case is behind that stand at the same position. told: how far its rows tell, by projection."""

    projections: list[Projection]
    until: int
    found: Standings
    told: dict[str, int]


def tell_apart(
    connection: Connection,
    journal: Journal,
    projections: Sequence[Projection],
    head: int,
    *,
    building: Standings | None = None,
    about: Iterable[str] | None = None,
    wait: float | None = None,
) -> None:
    """Tell the cases that are behind, at least up to ``head``; those last that somebody else is telling.

    building: standings of generations that no reader uses yet; None means the registry's. about: these cases alone.
    wait: seconds that others' telling is waited for, all in all; what they have not told by then stays behind, and whoever
    answers has to say so (``behind.of_readers``). None: as long as they take; raises LockHeld where it is too long.
    """
    with connection.transaction():
        found = standings(connection) if building is None else building
        by_projection = behind.positions(connection, projections, found)
    left = dict.fromkeys(
        case for told in by_projection.values() for case, position in told.items() if position < head
    )
    wanted = None if about is None else {*about}
    others = [
        case
        for case in left
        if (wanted is None or case in wanted)
        and not _tried(connection, journal, projections, building, case, AT_ONCE)
    ]
    ends = None if wait is None else monotonic() + wait
    for case in others:
        if ends is None:
            _tell_alone(connection, journal, projections, building, case, TELLING.wait)
        else:
            _tried(connection, journal, projections, building, case, max(AT_ONCE, ends - monotonic()))


def lock_of(lock: Lock, case: str) -> Lock:
    """The lock of one case."""
    return lock._replace(number=lock.number << 32 | crc32(case.encode()))


def _tried(
    connection: Connection,
    journal: Journal,
    projections: Sequence[Projection],
    building: Standings | None,
    case: str,
    wait: float,
) -> bool:
    """Tell a case, unless somebody else is at it for longer than one waits."""
    try:
        _tell_alone(connection, journal, projections, building, case, wait)
    except LockHeld:
        return False
    return True


def _tell_alone(
    connection: Connection,
    journal: Journal,
    projections: Sequence[Projection],
    building: Standings | None,
    case: str,
    wait: float,
) -> None:
    """Tell a case while nobody else does. Raises LockHeld where somebody else is at it for longer than one waits."""
    with hold(journal.connect(), lock_of(TELLING, case)._replace(wait=wait)) as held:
        _tell(connection, journal, projections, building, case, held)


def _tell(
    connection: Connection,
    journal: Journal,
    projections: Sequence[Projection],
    building: Standings | None,
    case: str,
    held: Hold,
) -> None:
    """Tell a case until it is behind no more. Somebody else may have done it meanwhile, or made other generations."""
    while (level := _level(connection, projections, building, case)) is not None:
        law = Law(journal.publications(level.until))
        told = Told([], {}, [])
        for page in journal.history_pages_of([case], level.until):
            told = tell(page, law)
        held.confirm()
        if _written(connection, journal, level, building, case, told, held):
            give_notice(told.faults)


def _level(
    connection: Connection, projections: Sequence[Projection], building: Standings | None, case: str
) -> Level | None:
    """Where the case is behind, as far as the first of those projections stands; None: nowhere."""
    with connection.transaction():
        found = standings(connection) if building is None else building
        told = {name: one[case] for name, one in behind.positions(connection, projections, found, case).items()}
    if not told:
        return None
    until = min(found[name].position for name in told)
    level = [one for one in projections if one.name in told and found[one.name].position == until]
    return Level(level, until, found, {one.name: told[one.name] for one in level})


def _written(
    connection: Connection,
    journal: Journal,
    level: Level,
    building: Standings | None,
    case: str,
    told: Told,
    held: Hold,
) -> bool:
    """Write what is told, unless it is not what is missing any more, or the tables are gone: readers have others then."""
    before = {name: level.found[name]._replace(position=position) for name, position in level.told.items()}
    written = False
    with suppress(UndefinedTable), connection.transaction():
        take(connection, lock_of(WRITING, case))
        write(connection, level.projections, before, told, set_aside.references(connection))
        take(connection, ROWS)
        held.confirm()
        now = standings(connection) if building is None else building
        if not _is_still(connection, level, now, case):
            raise Rollback
        for projection in level.projections:
            standing = now[projection.name]
            newer = _is_newer(journal, case, level.until, standing.position)
            behind.move(connection, projection, standing.generation, case, level.until if newer else None)
        written = True
    return written


def _is_still(connection: Connection, level: Level, now: Standings, case: str) -> bool:
    """Whether the case is behind as it was, in the same generations."""
    places = behind.positions(connection, level.projections, now, case)
    return level.told == {name: one[case] for name, one in places.items()} and all(
        now[name].generation == level.found[name].generation for name in level.told
    )


def _is_newer(journal: Journal, case: str, after: int, until: int) -> bool:
    """Whether something came since that may change what is told of a case: an event of it, or rules."""
    law = Law(journal.publications(until))
    return journal.is_touched(case, after, until) or bool(types_changed(law, after, until))
