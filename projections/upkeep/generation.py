"""A new generation of tables: every case folded into them, by several processes, and then their indexes."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from itertools import pairwise
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import NamedTuple

from psycopg import sql

from ...domain.problem import See, Unavailable
from ...journal.application import Journal
from ..tables.catalogue import PROJECTIONS
from ..tables.registry import by_kind, copy_rows
from .quarantine import tell

Progress = Callable[[int, int], None]
# Below this many events one process is done before a second has started.
WORTH_SHARING = 20_000
# Shares of the work per process: enough for an honest progress bar and even loads.
SHARES = 8
# Objects made before cycles are looked for; the usual is 700.
OBJECTS_BETWEEN = 50_000
# What the server may use for one index at a time: more is not quicker here.
INDEX_MEMORY = "32MB"


class Filled(NamedTuple):
    """What was folded: how many events; the cases that could not be, each with its fault."""

    events: int
    faults: dict[str, str]


class WorkerKilled(Unavailable):
    """A process that shared the work of a rebuild was ended from outside."""

    code = "worker-killed"

    def __init__(self) -> None:
        super().__init__(
            see=See("rebuild", {"processes": "1"}),
            da="En af genopbygningens processer blev afbrudt udefra, oftest fordi maskinen manglede hukommelse. Intet er "
            "ændret: der svares fra de hidtidige tabeller. Giv plads, og genopbyg igen; med én proces "
            "bruges der mindst.",
            en="One of the processes of the rebuild was ended from outside, most often because the machine was short of "
            "memory. Nothing has changed: answers come from the tables of before. Make room and rebuild again; "
            "one process uses the least.",
        )


def no_progress(done: int, total: int) -> None:
    """For callers that show none."""


def fill(
    journal: Journal, generations: dict[str, int], head: int, progress: Progress, processes: int
) -> dict[str, str]:
    """Fill and index the new tables. Gives the cases that can't be folded, each with its fault.

    generations: the number of each projection's. progress: called with events done and events in all.
    """
    total = journal.count(head)
    progress(0, total)
    if total < WORTH_SHARING or processes == 1:
        filled = fill_share(journal, generations, None, None, head)
        progress(filled.events, total)
        _index(journal, generations, 1)
        return filled.faults
    faults = _shared_out(journal, generations, head, progress, processes)
    _index(journal, generations, processes)
    return faults


def _shared_out(
    journal: Journal, generations: dict[str, int], head: int, progress: Progress, processes: int
) -> dict[str, str]:
    """Let several processes fold the cases, a share at a time. Raises WorkerKilled."""
    total = journal.count(head)
    bounds = [None, *journal.case_bounds(processes * SHARES, head), None]
    done, faults = 0, dict[str, str]()
    try:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=end_with_parent) as pool:
            shares = [
                pool.submit(fill_share_of, journal.url, generations, first, last, head)
                for first, last in pairwise(bounds)
            ]
            try:
                for share in as_completed(shares):
                    filled = share.result()
                    done, faults = done + filled.events, faults | filled.faults
                    progress(min(done, total), total)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)  # what has not begun need not: it is for nothing
                raise
    except BrokenProcessPool:
        raise WorkerKilled from None
    return faults


def end_with_parent() -> None:
    """A rebuild that is killed can't call its processes back: each ends by itself when its parent is gone."""
    parent = parent_process()
    assert parent is not None
    sentinel = parent.sentinel
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # whoever is at the terminal stops the parent, and that ends this one

    def watch() -> None:
        wait([sentinel])
        os._exit(1)

    Thread(target=watch, daemon=True).start()


def fill_share_of(url: str, generations: dict[str, int], first: str | None, last: str | None, head: int) -> Filled:
    """``fill_share`` in a process of its own, with a journal of its own."""
    look_for_cycles_seldom()
    with Journal.open(url) as journal:
        return fill_share(journal, generations, first, last, head)


def look_for_cycles_seldom() -> None:
    """The folds make millions of small objects and no cycles; should one be made all the same, it is found in time."""
    gc.freeze()  # what was imported stays
    gc.set_threshold(OBJECTS_BETWEEN, 20, 100)


def fill_share(
    journal: Journal,
    generations: dict[str, int],
    first: str | None,
    last: str | None,
    head: int,
) -> Filled:
    """Fold the cases from ``first`` (included) to ``last`` (excluded)."""
    law = journal.law(head)
    events, faults = 0, dict[str, str]()
    with journal.connect() as connection:
        for chunk in journal.history_pages(head, first=first, last=last):
            events += sum(len(history) for _, history in chunk)
            told = tell(chunk, law)
            faults |= told.faults
            kept = by_kind(told.cases)
            for name, generation in generations.items():
                projection = PROJECTIONS[name]
                copy_rows(connection, projection, generation, kept.get(projection.kind, ()))
            connection.commit()
    return Filled(events, faults)


def _index(journal: Journal, generations: dict[str, int], processes: int) -> None:
    """Index the new tables, several indexes at a time: the server does the work."""
    made = [(PROJECTIONS[name], generation) for name, generation in generations.items()]
    indexes = [index for projection, generation in made for index in projection.create_indexes(generation)]

    def carry_out(left: Iterator[sql.Composed]) -> None:
        with journal.connect() as connection:
            for statement in left:
                connection.execute(f"SET LOCAL maintenance_work_mem = '{INDEX_MEMORY}'")
                connection.execute(statement)
                connection.commit()

    with ThreadPoolExecutor(processes) as pool:
        for statements in (indexes, [projection.analyse(generation) for projection, generation in made]):
            # Each takes the next that is left: a list's iterator gives no two threads the same.
            left = iter(statements)
            list(pool.map(carry_out, [left] * processes))
