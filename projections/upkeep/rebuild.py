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
    Standing,
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
    projections = [PROJECTIONS[name] for name in names or PROJECTIONS]
    with journal.connect() as connection:
        prepare(connection)
        quarantine.TABLES.prepare(connection)
        with _alone(journal) as held:
            found = standings(connection)
            connection.commit()
            head = journal.head().position
            building = _new_generations(connection, projections, found, head)
            with _clearing_away(journal, projections, building):
                generations = {name: standing.generation for name, standing in building.items()}
                shared_by = processes or min(os.cpu_count() or 1, PROCESSES)
                faults = fill(journal, generations, head, progress, shared_by)
                held.confirm()
                _set_aside(connection, projections, found, building, faults)
                _come_close(connection, journal, projections, building)
                _tell_what_is_behind(connection, journal, projections, building, head)
                end = journal.head().position
                found_differing = _compare(connection, projections, building, end, each)
                if found_differing.count and not replace:
                    _drop(connection, projections, building)
                    return _told(found_differing, head, began, replaced=False)
                if found_differing.count:
                    _keep(connection, projections, building, end, found_differing)
                events = _change_over(connection, journal, projections, building, held)
    return _told(found_differing, events, began)


def _told(found: Differing, events: int, began: float, *, replaced: bool = True) -> Rebuilt:
    return Rebuilt(events, perf_counter() - began, found.count, replaced, tuple(found.first))


@contextmanager
def _clearing_away(
    journal: Journal, projections: Sequence[Projection], building: dict[str, Standing]
) -> Iterator[None]:
    """Where a rebuild ends early its tables go at once, if that can be; else the next one drops them."""
    try:
        yield
    except BaseException:
        with suppress(psycopg.Error, Problem), journal.connect() as connection:
            connection.execute("SET lock_timeout = '2s'")
            live = standings(connection)
            for projection in projections:
                ours = building[projection.name].generation
                # It may have been over already: what readers use is kept. Another's have other numbers.
                if projection.name not in live or live[projection.name].generation != ours:
                    connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(projection.table(ours)))
                connection.commit()
        raise


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


def _new_generations(
    connection: Connection, projections: Sequence[Projection], found: dict[str, Standing], head: int
) -> dict[str, Standing]:
    building = {}
    with connection.transaction():
        for projection in projections:
            current = found.get(projection.name)
            # Never a number that was used: what a killed rebuild's processes still write goes to tables of its own.
            generation = 1 + max(newest_generation(connection, projection), current.generation if current else 0)
            kept = [current.generation] if current else []
            drop_other_generations(connection, projection, kept)
            quarantine.forget(connection, projection, kept)
            behind.forget(connection, projection, kept)
            connection.execute(projection.create(generation))
            building[projection.name] = Standing(generation, head, FOLD)
    return building


def _set_aside(
    connection: Connection,
    projections: Sequence[Projection],
    found: dict[str, Standing],
    building: dict[str, Standing],
    faults: dict[str, str],
) -> None:
    with connection.transaction():
        for projection in projections:
            old, new = found.get(projection.name), building[projection.name]
            quarantine.carry_over(connection, projection, old, new, faults)
    give_notice(faults)


def _come_close(
    connection: Connection, journal: Journal, projections: Sequence[Projection], building: dict[str, Standing]
) -> None:
    """Follow what was appended meanwhile, while others follow too."""
    for _ in range(ROUNDS):
        head = journal.head().position
        if head - _behind_most(building) <= BATCH:
            break
        while _behind_most(building) < head:
            follow(connection, journal, projections, head, building)


def _tell_what_is_behind(
    connection: Connection,
    journal: Journal,
    projections: Sequence[Projection],
    building: dict[str, Standing],
    head: int,
) -> None:
    """Cases that take long are told while nobody waits, in the new generation and in that which readers use: so that both
    can be compared."""
    tell_apart(connection, journal, projections, head, building=building)
    live = [projection for projection, _, _ in _pairs(connection, projections, building)]
    connection.commit()
    tell_apart(connection, journal, live, head)


def _change_over(
    connection: Connection,
    journal: Journal,
    projections: Sequence[Projection],
    building: dict[str, Standing],
    held: Hold,
) -> int:
    """Let readers change over. Gives how many events there are."""
    with connection.transaction():
        # Nobody else follows the journal now; the rest is a batch or two, or what came during the last of the rounds.
        take(connection, ROWS)
        held.confirm()  # while we were stopped another may have begun, and dropped our tables
        head = journal.head().position
        while _behind_most(building) < head:
            follow(connection, journal, projections, head, building)
        for projection in projections:
            put_standing(connection, projection, building[projection.name])
            quarantine.forget(connection, projection, [building[projection.name].generation])
            behind.forget(connection, projection, [building[projection.name].generation])
    _drop_retired(connection, projections, building)
    return journal.count(head)


def _behind_most(building: dict[str, Standing]) -> int:
    return min(standing.position for standing in building.values())


def _compare(
    connection: Connection,
    projections: Sequence[Projection],
    building: dict[str, Standing],
    end: int,
    each: Each,
) -> Differing:
    """Rows that the live generation has otherwise than the new one, as known where both stand.

    What is read was committed, so nobody has to wait for the comparison.
    """
    found = Differing()
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for stranger in strangers(connection, [projection.name for projection in projections]):
            found.add_stranger(stranger)
        for projection, old, new in _pairs(connection, projections, building):
            for one in differing_rows(connection, projection, old, new, end):
                found.add(one)
                each(one)
    return found


def _keep(
    connection: Connection,
    projections: Sequence[Projection],
    building: dict[str, Standing],
    end: int,
    found: Differing,
) -> None:
    """Keep what readers were given of the rows that differ, before they are given others."""
    with connection.transaction():
        for projection, old, new in _pairs(connection, projections, building):
            keep_replaced(connection, projection, old, new, end)
    log.error("rows of projections differed from the journal", rows=found.count, kept="sagsgang.replaced_rows")


def _pairs(
    connection: Connection, projections: Sequence[Projection], building: dict[str, Standing]
) -> list[tuple[Projection, Standing, Standing]]:
    """The projections whose live rows must be those of the new generation, with both standings."""
    found = standings(connection)
    return [
        (projection, old, building[projection.name])
        for projection in projections
        if (old := found.get(projection.name)) is not None and old.fold == building[projection.name].fold
    ]


def _drop(connection: Connection, projections: Sequence[Projection], building: dict[str, Standing]) -> None:
    """Drop what was built: readers go on with what they have."""
    with connection.transaction():
        for projection in projections:
            ours = building[projection.name].generation
            connection.execute(sql.SQL("DROP TABLE {}").format(projection.table(ours)))
            for table in ("cases_set_aside", "cases_behind"):
                connection.execute(
                    sql.SQL("DELETE FROM {} WHERE (projection, generation) = (%s, %s)").format(
                        sql.Identifier("sagsgang", table)
                    ),
                    (projection.name, ours),
                )


def _drop_retired(
    connection: Connection, projections: Sequence[Projection], building: dict[str, Standing]
) -> None:
    """Drop the old tables unless a reader is still in them; the next rebuild then does."""
    connection.commit()
    for projection in projections:
        with connection.transaction():
            drop_other_generations(connection, projection, [building[projection.name].generation])
