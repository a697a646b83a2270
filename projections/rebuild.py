"""Rebuilding: every case folded anew into a new generation of tables, while readers and appends go on.

A case that can't be folded is set aside, with the rows that the generation before has of it.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from itertools import pairwise
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from time import perf_counter
from typing import NamedTuple

import psycopg
from psycopg import sql

from ..domain.events.history import Recorded
from ..domain.fold.law import Law
from ..domain.text import Problem
from ..journal.application import Journal
from . import set_aside
from .catalogue import FOLD, PROJECTIONS
from .follow import BATCH, follow
from .set_aside import give_notice, tell
from .store import (
    REBUILD_LOCK,
    ROWS_LOCK,
    Connection,
    Standing,
    by_kind,
    copy_rows,
    drop_other_generations,
    newest_generation,
    prepare,
    put_standing,
    standings,
)
from .table import Projection

Progress = Callable[[int, int], None]
# Below this many events one process is done before a second has started.
WORTH_SHARING = 20_000
# Shares of the work per process: enough for an honest progress bar and even loads.
SHARES = 8
# Events folded between two writes to the tables.
AT_ONCE = 10_000


class Rebuilt(NamedTuple):
    """What a rebuild did. differences: rows that differ from what the live projection held (a bug, if any)."""

    events: int
    seconds: float
    differences: int


class Filled(NamedTuple):
    """What was folded: how many events; the cases that could not be, each with its fault."""

    events: int
    faults: dict[str, str]


class RebuildRunning(Problem):
    """Another rebuild has not ended."""

    code = "rebuild-running"


def no_progress(done: int, total: int) -> None:
    """For callers that show none."""


def rebuild(
    journal: Journal,
    names: Sequence[str] = (),
    progress: Progress = no_progress,
    *,
    processes: int | None = None,
    compare: bool = True,
) -> Rebuilt:
    """Fold the whole journal anew into the named projections (none: all) and let readers change over at once.

    progress: called with events done and events in all. processes: how many share the work (default: the cores).
    compare: whether to count the rows that differ from what was live.
    Raises RebuildRunning.
    """
    began = perf_counter()
    projections = [PROJECTIONS[name] for name in names or PROJECTIONS]
    with journal.connect() as connection:
        prepare(connection)
        set_aside.TABLES.prepare(connection)
        _lock(connection)
        try:
            found = standings(connection)
            connection.commit()
            head = journal.head().position
            building = _new_generations(connection, projections, found, head)
            faults = _fill(journal, projections, building, head, progress, processes or os.cpu_count() or 1)
            _set_aside(connection, projections, found, building, faults)
            differences, events = _change_over(connection, journal, projections, building, compare)
        finally:
            connection.execute("SELECT pg_advisory_unlock(%s)", (REBUILD_LOCK,))
            connection.commit()
    return Rebuilt(events, perf_counter() - began, differences)


def _lock(connection: Connection) -> None:
    locked = connection.execute("SELECT pg_try_advisory_lock(%s)", (REBUILD_LOCK,)).fetchone()
    connection.commit()
    if locked != (True,):
        raise RebuildRunning(
            da="En anden genopbygning er i gang. Vent til den er færdig, og prøv igen.",
            en="Another rebuild is running. Wait until it has ended, and try again.",
        )


def wait_for_rebuild(connection: Connection) -> None:
    """Return when no rebuild is running."""
    connection.execute("SELECT pg_advisory_lock(%s)", (REBUILD_LOCK,))
    connection.execute("SELECT pg_advisory_unlock(%s)", (REBUILD_LOCK,))
    connection.commit()


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
            set_aside.forget(connection, projection, kept)
            connection.execute(projection.create(generation))
            building[projection.name] = Standing(generation, head, FOLD)
    return building


def _fill(
    journal: Journal,
    projections: Sequence[Projection],
    building: dict[str, Standing],
    head: int,
    progress: Progress,
    processes: int,
) -> dict[str, str]:
    """Fill the new tables. Gives the cases that can't be folded, each with its fault."""
    generations = {projection.name: building[projection.name].generation for projection in projections}
    total = journal.count(head)
    progress(0, total)
    if total < WORTH_SHARING or processes == 1:
        filled = fill_share(journal, generations, None, None, head)
        progress(filled.events, total)
        _index(journal, generations, 1)
        return filled.faults
    bounds = [None, *journal.case_bounds(processes * SHARES, head), None]
    done, faults = 0, dict[str, str]()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=end_with_parent) as pool:
        shares = [
            pool.submit(fill_share_of, journal.url, generations, first, last, head)
            for first, last in pairwise(bounds)
        ]
        for share in as_completed(shares):
            filled = share.result()
            done, faults = done + filled.events, faults | filled.faults
            progress(min(done, total), total)
    _index(journal, generations, processes)
    return faults


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
            set_aside.carry_over(connection, projection, old, new, faults)
    give_notice(faults)


def end_with_parent() -> None:
    """A rebuild that is killed can't call its processes back: each ends by itself when its parent is gone."""
    parent = parent_process()
    assert parent is not None
    sentinel = parent.sentinel

    def watch() -> None:
        wait([sentinel])
        os._exit(1)

    Thread(target=watch, daemon=True).start()


def fill_share_of(url: str, generations: dict[str, int], first: str | None, last: str | None, head: int) -> Filled:
    """``fill_share`` in a process of its own, with a journal of its own."""
    # The folds make millions of small objects and no cycles: the collector would only slow this process down.
    gc.disable()
    with Journal.open(url) as journal:
        return fill_share(journal, generations, first, last, head)


def fill_share(
    journal: Journal,
    generations: dict[str, int],
    first: str | None,
    last: str | None,
    head: int,
) -> Filled:
    """Fold the cases from ``first`` (included) to ``last`` (excluded)."""
    law = Law(journal.publications(head))
    events, faults = 0, dict[str, str]()
    with journal.connect() as connection:
        for chunk in _chunks(journal.histories(head, first=first, last=last)):
            events += sum(len(history) for _, history in chunk)
            told = tell(chunk, law)
            faults |= told.faults
            kept = by_kind(told.cases)
            for name, generation in generations.items():
                projection = PROJECTIONS[name]
                copy_rows(connection, projection, generation, kept.get(projection.kind, ()))
            connection.commit()
    return Filled(events, faults)


def _chunks(
    histories: Iterator[tuple[str, list[Recorded]]],
) -> Iterator[list[tuple[str, list[Recorded]]]]:
    """Cases in batches of about ``AT_ONCE`` events: constant memory, few round trips."""
    chunk: list[tuple[str, list[Recorded]]] = []
    size = 0
    for case, history in histories:
        chunk.append((case, history))
        size += len(history)
        if size >= AT_ONCE:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _index(journal: Journal, generations: dict[str, int], processes: int) -> None:
    """Index the new tables, several indexes at a time: the server does the work."""
    statements: list[sql.Composed] = []
    for name, generation in generations.items():
        statements += PROJECTIONS[name].create_indexes(generation)

    def carry_out(statement: sql.Composed) -> None:
        with journal.connect() as connection:
            connection.execute("SET LOCAL maintenance_work_mem = '256MB'")
            connection.execute(statement)

    with ThreadPoolExecutor(processes) as pool:
        list(pool.map(carry_out, statements))
        list(pool.map(carry_out, [PROJECTIONS[name].analyse(one) for name, one in generations.items()]))


def _change_over(
    connection: Connection,
    journal: Journal,
    projections: Sequence[Projection],
    building: dict[str, Standing],
    compare: bool,
) -> tuple[int, int]:
    """Follow what was appended meanwhile, compare with what is live, and let readers change over."""
    while journal.head().position - _behind_most(building) > BATCH:
        follow(connection, journal, projections, journal.head().position, building)
    differences = _compare(connection, projections, building) if compare else 0
    with connection.transaction():
        # Nobody else follows the journal now; the rest is a batch or two.
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (ROWS_LOCK,))
        head = journal.head().position
        while _behind_most(building) < head:
            follow(connection, journal, projections, head, building)
        for projection in projections:
            put_standing(connection, projection, building[projection.name])
            set_aside.forget(connection, projection, [building[projection.name].generation])
    _drop_retired(connection, projections, building)
    return differences, journal.count(head)


def _behind_most(building: dict[str, Standing]) -> int:
    return min(standing.position for standing in building.values())


def _compare(connection: Connection, projections: Sequence[Projection], building: dict[str, Standing]) -> int:
    """Rows that the live generation has otherwise than the new one, as known where both stand.

    What is read was committed, so nobody has to wait for the comparison.
    """
    differences = 0
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        found = standings(connection)
        for projection in projections:
            old, new = found.get(projection.name), building[projection.name]
            if old is not None and old.fold == new.fold:
                differences += _differences(connection, projection, old, new)
    return differences


def _differences(connection: Connection, projection: Projection, old: Standing, new: Standing) -> int:
    """Rows that are in one generation only, read as they were known where the one that is behind stands."""
    columns = sql.SQL(", ").join(
        sql.Identifier(name)
        for name in projection.all_columns
        if name not in ("closed_at", "closed_pos", "withdrawn_pos")
    )
    as_known = sql.SQL(
        "SELECT {columns}, CASE WHEN closed_pos <= %(until)s THEN closed_at END,"
        " CASE WHEN closed_pos <= %(until)s THEN closed_pos END,"
        " CASE WHEN withdrawn_pos <= %(until)s THEN withdrawn_pos END"
        " FROM {table} WHERE opened_pos <= %(until)s"
    )
    left = as_known.format(columns=columns, table=projection.table(old.generation))
    right = as_known.format(columns=columns, table=projection.table(new.generation))
    found = connection.execute(
        sql.SQL(
            "SELECT (SELECT count(*) FROM ({left} EXCEPT {right}) AS gone)"
            " + (SELECT count(*) FROM ({right} EXCEPT {left}) AS came)"
        ).format(left=left, right=right),
        {"until": min(old.position, new.position)},
    ).fetchone()
    return int(found[0]) if found else 0


def _drop_retired(
    connection: Connection, projections: Sequence[Projection], building: dict[str, Standing]
) -> None:
    """Drop the old tables unless a reader is still in them; the next rebuild then does."""
    connection.commit()
    for projection in projections:
        try:
            with connection.transaction():
                connection.execute("SET LOCAL lock_timeout = '2s'")
                drop_other_generations(connection, projection, [building[projection.name].generation])
        except psycopg.errors.LockNotAvailable:
            continue
