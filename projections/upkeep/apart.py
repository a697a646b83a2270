"""Telling cases apart that take long, while nobody waits for it but who asks about them.

One process at a time tells a case. It holds a lock of that case alone, reads and folds without any transaction, and writes
rows that no answer sees yet; the lock that others wait for is taken at the end, to say how far the rows now tell. Killed
anywhere before, it has done nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Literal, NamedTuple
from zlib import crc32

from psycopg import Rollback
from psycopg.errors import UndefinedTable

from ...domain.fold.rows import no_matter
from ...domain.text import Text
from ...journal.application import Journal
from ...journal.connection.locks import Hold, Lock, LockHeld, hold, take
from ..tables import behind
from ..tables.behind import Patience, Standings, TooLong
from ..tables.registry import ROWS, Connection, standings
from ..tables.table import Projection
from . import quarantine
from .follow import types_changed, write
from .quarantine import Told, give_notice, tell

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
# Events of a case, or bytes of them, beyond which one who waits does not begin to tell it: it would not come to an end.
TOO_MANY = 2_000
TOO_HEAVY = 8 << 20


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
    about: Collection[str] | None = None,
    wait: float | None = None,
) -> None:
    """Tell the cases that are behind, at least up to ``head``; those last that somebody else is telling.

    building: standings of generations that no reader uses yet; None means the registry's. about: these cases alone.
    wait: seconds that this may take, by whoever tells; what is not told by then stays behind, and whoever answers has to
    say so (``behind.of_readers``). None: as long as it takes; raises LockHeld where others take too long.
    """
    with connection.transaction():
        found = standings(connection) if building is None else building
        by_projection = behind.positions(connection, projections, found)
    cases = dict.fromkeys(
        case
        for told in by_projection.values()
        for case, position in told.items()
        if position < head and (about is None or case in about)
    )
    patience = None if wait is None else Patience(wait, monotonic)
    too_large = journal.large(cases, sys.maxsize, events=TOO_MANY, size=TOO_HEAVY) if patience else set[str]()
    teller = Teller(connection, journal, projections, building, patience)
    taken = [case for case in cases if case not in too_large and teller.tried(case, AT_ONCE) == "taken"]
    for case in taken:
        if patience is None:
            teller.tell_alone(case, TELLING.wait)
        else:
            teller.tried(case, max(AT_ONCE, patience.left))
    for case in too_large:
        if patience is not None and is_being_told(connection, case):
            wait_for_teller(journal, case, patience)


def wait_for_teller(journal: Journal, case: str, patience: Patience) -> None:
    """Return when whoever is telling the case has done it, or patience ends."""
    waiting = lock_of(TELLING, case)._replace(wait=max(AT_ONCE, patience.left))
    with suppress(LockHeld), hold(journal.connect(), waiting):
        pass


def is_being_told(connection: Connection, case: str) -> bool:
    """Whether somebody is telling the case just now."""
    with connection.transaction():
        [(free,)] = connection.execute(
            "SELECT pg_try_advisory_xact_lock(%s)", (lock_of(TELLING, case).number,)
        ).fetchall()
    return not free


def lock_of(lock: Lock, case: str) -> Lock:
    """The lock of one case."""
    return lock._replace(number=lock.number << 32 | crc32(case.encode()))


@dataclass(frozen=True)
class Teller:
    """One who tells cases that are behind. building: as of ``tell_apart``. patience: None: as long as it takes."""

    connection: Connection
    journal: Journal
    projections: Sequence[Projection]
    building: Standings | None
    patience: Patience | None

    def _patience_of(self, events: int) -> Callable[[], None]:
        return self.patience or no_matter

    def tried(self, case: str, wait: float) -> Literal["told", "taken", "late"]:
        """Tell a case, unless somebody else is at it for longer than one waits, or it takes longer than one has patience."""
        try:
            if self.patience is not None:
                self.patience()
            self.tell_alone(case, wait)
        except LockHeld:
            return "taken"
        except TooLong:
            return "late"
        return "told"

    def tell_alone(self, case: str, wait: float) -> None:
        """Tell a case while nobody else does. Raises LockHeld where somebody else is at it for longer than one waits, and
        TooLong where patience ends."""
        with hold(self.journal.connect(), lock_of(TELLING, case)._replace(wait=wait)) as held:
            self._tell(case, held)

    def _tell(self, case: str, held: Hold) -> None:
        """Tell a case until it is behind no more. Somebody else may have done it meanwhile, or made other generations."""
        while (level := self._level(case)) is not None:
            law = self.journal.law(level.until)
            told = Told([], {}, [])
            for page in self.journal.history_pages_of([case], level.until):
                told = tell(page, law, self._patience_of)
            if told.late:
                raise TooLong
            held.confirm()
            if self._written(level, case, told, held):
                give_notice(told.faults)

    def _standings(self) -> Standings:
        return standings(self.connection) if self.building is None else self.building

    def _behind(self, projections: Sequence[Projection], found: Standings, case: str) -> dict[str, int]:
        """By projection in which the case is behind, how far its rows tell."""
        told = behind.positions(self.connection, projections, found, case)
        return {name: one[case] for name, one in told.items()}

    def _level(self, case: str) -> Level | None:
        """Where the case is behind, as far as the first of those projections stands; None: nowhere."""
        with self.connection.transaction():
            found = self._standings()
            told = self._behind(self.projections, found, case)
        if not told:
            return None
        until = min(found[name].position for name in told)
        level = [one for one in self.projections if one.name in told and found[one.name].position == until]
        return Level(level, until, found, {one.name: told[one.name] for one in level})

    def _is_still(self, level: Level, now: Standings, case: str) -> bool:
        """Whether the case is behind as it was, in the same generations."""
        return level.told == self._behind(level.projections, now, case) and all(
            now[name].generation == level.found[name].generation for name in level.told
        )

    def _written(self, level: Level, case: str, told: Told, held: Hold) -> bool:
        """Write what is told, unless it is not what is missing any more, or the tables are gone."""
        connection, written = self.connection, False
        before = {name: level.found[name]._replace(position=position) for name, position in level.told.items()}
        with suppress(UndefinedTable), connection.transaction():
            take(connection, lock_of(WRITING, case))
            write(connection, level.projections, before, told, quarantine.references(connection))
            take(connection, ROWS)
            held.confirm()
            now = self._standings()
            if not self._is_still(level, now, case):
                raise Rollback
            for projection in level.projections:
                standing = now[projection.name]
                newer = _is_newer(self.journal, case, level.until, standing.position)
                behind.move(connection, projection, standing.generation, case, level.until if newer else None)
            written = True
        return written


def _is_newer(journal: Journal, case: str, after: int, until: int) -> bool:
    """Whether something came since that may change what is told of a case: an event of it, or rules."""
    law = journal.law(until)
    return journal.is_touched(case, after, until) or bool(types_changed(law, after, until))
