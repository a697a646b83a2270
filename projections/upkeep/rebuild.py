"""Rebuilding: every case folded anew into a new generation of tables, while readers and appends go on.

A case that can't be folded is set aside, with the rows that the generation before has of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from time import perf_counter
from typing import NamedTuple

import psycopg
from psycopg import sql

from ...domain.problem import Conflict, Problem
from ...journal.application import Journal
from ...journal.connection.locks import Hold, LockHeld, hold, take
from ...log import log
from ..tables import behind
from ..tables.catalogue import FOLD, PROJECTIONS
from ..tables.registry import (
    REBUILDING,
    ROWS,
    Connection,
    TableStanding,
    drop_other_generations,
    newest_generation,
    prepare,
    put_standing,
    standings,
)
from ..tables.table import Projection
from . import quarantine
from .apart import tell_apart
from .differing_rows import Differing, Each, differing_rows, keep_replaced, no_each
from .follow import BATCH, follow
from .generation import Progress, fill, no_progress
from .origin import strangers
from .quarantine import give_notice

LONGEST_REBUILD_SECONDS = 3600  # that anyone waits for another's
# Each takes some 70 MB, and the database is the slower one beyond: more are had by asking for them.
PROCESSES = 4
# How often a rebuild goes after what was appended meanwhile before it makes those wait who follow: an end comes, however
# much is appended beside it.
ROUNDS = 5


class Rebuilt(NamedTuple):
    """What a rebuild did.

    differences: rows that differ from what the live projection held: a fault of the program, or somebody touched them.
    replaced: whether readers use the new tables. differing: the first of the rows that differ, in words.
    """

    events: int
    seconds: float
    differences: int
    replaced: bool = True
    differing: tuple[str, ...] = ()


class RebuildRunning(Conflict):
    """Another rebuild has not ended."""

    code = "rebuild-running"


def rebuild(
    journal: Journal,
    names: Sequence[str] = (),
    progress: Progress = no_progress,
    *,
    processes: int | None = None,
    replace: bool = True,
    each: Each = no_each,
) -> Rebuilt:
    """Fold the whole journal anew into the named projections (none: all) and let readers change over at once.

    progress: called with events done and events in all. processes: how many share the work (default: as many as
    there are cores, up to ``PROCESSES``).
    replace: readers change over although rows differ from what was live; what was live of those is kept beside them
    (``differing_rows``). Else nothing is changed then. each: told of every row that differs. Rows of another fold are
    expected to differ: they are not compared.
    Raises RebuildRunning.
    """
    began = perf_counter()
    with journal.connect() as connection:
        prepare(connection)
        quarantine.TABLES.prepare(connection)
        with _alone(journal) as held:
            building = Building(connection, journal, [PROJECTIONS[name] for name in names or PROJECTIONS])
            with building.clearing_away():
                building.fill(progress, processes or min(os.cpu_count() or 1, PROCESSES), held)
                building.come_close()
                found = building.compare(each)
                if found.count and not replace:
                    building.drop()
                    return _told(found, building.head, began, replaced=False)
                if found.count:
                    building.keep(found)
                events = building.change_over(held)
    return _told(found, events, began)


def _told(found: Differing, events: int, began: float, *, replaced: bool = True) -> Rebuilt:
    return Rebuilt(events, perf_counter() - began, found.count, replaced, tuple(found.first))


@contextmanager
def _alone(journal: Journal) -> Iterator[Hold]:
    try:
        with hold(journal.connect(), REBUILDING) as held:
            yield held
    except LockHeld as taken:
        raise RebuildRunning(
            da=f"En anden genopbygning er i gang. Vent til den er færdig, og prøv igen. ({taken.text.da})",
            en=f"Another rebuild is running. Wait until it has ended, and try again. ({taken.text.en})",
        ) from None


def wait_for_rebuild(connection: Connection, seconds: float) -> None:
    """Return when no rebuild is running. Raises LockHeld when one has not ended for so long."""
    with connection.transaction():
        take(connection, REBUILDING._replace(wait=seconds))


class Building:
    """New generations of projections, that no reader uses before the change-over. head: the journal's end as it began.

    found: the standings that readers had then. new: those of the new generations.
    """

    def __init__(self, connection: Connection, journal: Journal, projections: Sequence[Projection]) -> None:
        self.connection, self.journal, self.projections = connection, journal, projections
        self.found = standings(connection)
        connection.commit()
        self.head = journal.head().position
        self.new: dict[str, TableStanding] = {}
        with connection.transaction():
            for projection in projections:
                current = self.found.get(projection.name)
                # Never a number that was used: what a killed rebuild's processes still write goes to tables of its own.
                generation = 1 + max(
                    newest_generation(connection, projection), current.generation if current else 0
                )
                kept = [current.generation] if current else []
                drop_other_generations(connection, projection, kept)
                self._forget(projection, kept)
                connection.execute(projection.create(generation))
                self.new[projection.name] = TableStanding(generation, self.head, FOLD)

    def _forget(self, projection: Projection, kept: Sequence[int]) -> None:
        quarantine.forget(self.connection, projection, kept)
        behind.forget(self.connection, projection, kept)

    @contextmanager
    def clearing_away(self) -> Iterator[None]:
        """Where a rebuild ends early its tables go at once, if that can be; else the next one drops them."""
        try:
            yield
        except BaseException:
            with suppress(psycopg.Error, Problem), self.journal.connect() as connection:
                connection.execute("SET lock_timeout = '2s'")
                live = standings(connection)
                for projection in self.projections:
                    ours = self.new[projection.name].generation
                    # It may have been over already: what readers use is kept. Another's have other numbers.
                    if projection.name not in live or live[projection.name].generation != ours:
                        connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(projection.table(ours)))
                    connection.commit()
            raise

    def fill(self, progress: Progress, processes: int, held: Hold) -> None:
        """Fold every case; those that can't be are set aside, with the rows that readers have of them."""
        generations = {name: standing.generation for name, standing in self.new.items()}
        faults = fill(self.journal, generations, self.head, progress, processes)
        held.confirm()
        with self.connection.transaction():
            for projection in self.projections:
                old, new = self.found.get(projection.name), self.new[projection.name]
                quarantine.carry_over(self.connection, projection, old, new, faults)
        give_notice(faults)

    def come_close(self) -> None:
        """Follow what was appended meanwhile, while others follow too. Cases that take long are told while nobody waits, in
        the new generation and in that which readers use: so that both can be compared."""
        for _ in range(ROUNDS):
            head = self.journal.head().position
            if head - self._stands_at() <= BATCH:
                break
            self._follow(head)
        tell_apart(self.connection, self.journal, self.projections, self.head, building=self.new)
        live = [projection for projection, _, _ in self._pairs()]
        self.connection.commit()
        tell_apart(self.connection, self.journal, live, self.head)

    def _follow(self, head: int) -> None:
        while self._stands_at() < head:
            follow(self.connection, self.journal, self.projections, head, self.new)

    def _stands_at(self) -> int:
        return min(standing.position for standing in self.new.values())

    def change_over(self, held: Hold) -> int:
        """Let readers change over. Gives how many events there are."""
        with self.connection.transaction():
            # Nobody else follows the journal now; the rest is a batch or two, or what came during the last of the rounds.
            take(self.connection, ROWS)
            held.confirm()  # while we were stopped another may have begun, and dropped our tables
            head = self.journal.head().position
            self._follow(head)
            for projection in self.projections:
                put_standing(self.connection, projection, self.new[projection.name])
                self._forget(projection, [self.new[projection.name].generation])
        self.connection.commit()
        for projection in self.projections:  # unless a reader is still in them; the next rebuild drops them then
            with self.connection.transaction():
                drop_other_generations(self.connection, projection, [self.new[projection.name].generation])
        return self.journal.count(head)

    def compare(self, each: Each) -> Differing:
        """Rows that the live generation has otherwise than the new one, as known where both stand.

        What is read was committed, so nobody has to wait for the comparison.
        """
        self.end = self.journal.head().position
        found = Differing()
        with self.connection.transaction():
            self.connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            for stranger in strangers(self.connection, [projection.name for projection in self.projections]):
                found.add_stranger(stranger)
            for projection, old, new in self._pairs():
                for one in differing_rows(self.connection, projection, old, new, self.end):
                    found.add(one)
                    each(one)
        return found

    def keep(self, found: Differing) -> None:
        """Keep what readers were given of the rows that differ, before they are given others."""
        with self.connection.transaction():
            for projection, old, new in self._pairs():
                keep_replaced(self.connection, projection, old, new, self.end)
        log.error("rows of projections differed from the journal", rows=found.count, kept="sagsgang.replaced_rows")

    def _pairs(self) -> list[tuple[Projection, TableStanding, TableStanding]]:
        """The projections whose live rows must be those of the new generation, with both standings."""
        found = standings(self.connection)
        return [
            (projection, old, new)
            for projection in self.projections
            if (old := found.get(projection.name)) is not None
            and old.fold == (new := self.new[projection.name]).fold
        ]

    def drop(self) -> None:
        """Drop what was built: readers go on with what they have."""
        with self.connection.transaction():
            for projection in self.projections:
                ours = self.new[projection.name].generation
                self.connection.execute(sql.SQL("DROP TABLE {}").format(projection.table(ours)))
                for table in ("cases_set_aside", "cases_behind"):
                    query = sql.SQL("DELETE FROM {} WHERE (projection, generation) = (%s, %s)")
                    name = sql.Identifier("sagsgang", table)
                    self.connection.execute(query.format(name), (projection.name, ours))
