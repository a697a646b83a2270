"""``python -m bench.great_tick``: a million steps that came due while no scheduler ran, decided on by one that starts.

Daily steps of many cases; all but the last day's are overtaken. The node is killed half-way, and another goes on. Beside
them one process appends and asks. SAGSGANG_BENCH_CASES sets the number of cases (20,000), SAGSGANG_BENCH_TIMES how many
steps each has (50).
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count, islice
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from queue import Empty
from time import perf_counter
from typing import Any, NamedTuple

import msgspec
import structlog
from sagsgang import __version__
from sagsgang.delivery.settings.address_book import AddressBook
from sagsgang.delivery.settings.settings import DeliverySettings
from sagsgang.domain.events.case_events import ApplicationReceived
from sagsgang.domain.events.publications import CalendarPublished, CaseTypePublished
from sagsgang.domain.rules.reminder_step import Distance, ReminderStep
from sagsgang.domain.written import calendar_file
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry
from sagsgang.projections.asking.reader import Moment, ask
from sagsgang.projections.queue.cases import CaseFilter, overview
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.scheduler.monitoring.metrics import Metrics
from sagsgang.scheduler.node.leader_duty import LeaderDuty

from .importing import processor_of_server
from .measuring import Figure, database, figure, keep, say, server, show
from .reminders import CASE_TYPE, RECEIVED

CASES = int(os.environ.get("SAGSGANG_BENCH_CASES", "20000"))
TIMES = int(os.environ.get("SAGSGANG_BENCH_TIMES", "50"))
BATCH = 10_000
MEBIBYTE = 1 << 20
SPAWN = get_context("spawn")
DAILY = ReminderStep(
    id="daily",
    after=Distance(1, "days"),
    every=Distance(1, "days"),
    times=TIMES,
    to=("responsible",),
    channel="files",
)
DAILY_TYPE = msgspec.structs.replace(
    CASE_TYPE, deadlines=(msgspec.structs.replace(CASE_TYPE.deadlines[0], reminders=(DAILY,)),)
)


class Ticked(NamedTuple):
    """What a node did with one tick. seconds: by the wall; processor: of this process; most: bytes that it ever had."""

    number: int
    left: bool
    seconds: float
    processor: float
    most: int


class Beside(NamedTuple):
    """How long the others' work took at most and in the middle, in seconds."""

    appended: list[float]
    answered: list[float]


def fill(url: str) -> None:
    """So many cases, all received on one day of 2025, whose answers are long overdue."""
    begin = RECEIVED - timedelta(days=30)
    head: dict[str, Any] = {"source": "bench", "id": "", "occurred": begin}
    denmark = calendar_file.shipped()["denmark"]
    with Journal.open(url) as journal:
        journal.publish(
            [CalendarPublished(**head, definition=denmark), CaseTypePublished(**head, definition=DAILY_TYPE)],
            begin,
        )
        journal.begin_reminders(begin, begin)
        entries = (Entry(f"R-{number:06d}", _received(number)) for number in range(CASES))
        while batch := list(islice(entries, BATCH)):
            journal.append(batch, recorded=[RECEIVED] * len(batch))
        catch_up(journal)


def _received(number: int) -> ApplicationReceived:
    return ApplicationReceived(
        source="bench",
        id=f"{number}",
        occurred=RECEIVED,
        case_type="measured",
        unit=f"Unit {number % 7}",
        responsible=f"caseworker {number % 90:02d}",
    )


def tick(url: str, told: Any) -> None:
    """A node that leads: it ticks until nothing is left. ``told`` is given each tick."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with Journal.open(url) as journal:
        duty = LeaderDuty(journal, DeliverySettings({}, AddressBook()), "node", Metrics())
        duty.take_over()
        left = True
        while left:
            began, before = perf_counter(), _processor()
            done = duty.tick(lambda: None)
            left = done.left
            told.put(
                Ticked(done.issued + done.withheld, left, perf_counter() - began, _processor() - before, _most())
            )


def work_beside(url: str, ended: Any, told: Any) -> None:
    """Somebody else, who appends an event to a case and asks what the projections hold, again and again."""
    appended: list[float] = []
    answered: list[float] = []
    with Journal.open(url) as journal:
        for number in count():
            began = perf_counter()
            event = msgspec.structs.replace(_received(number), id=f"beside-{number}", occurred=journal.clock())
            journal.append([Entry(f"B-{number:06d}", event)])
            appended.append(perf_counter() - began)
            began = perf_counter()
            ask(journal, Moment(journal.clock()), lambda reader: overview(reader, CaseFilter(limit=20)))
            answered.append(perf_counter() - began)
            if ended.wait(0.25):
                break
    told.put(Beside(appended, answered))


def _processor() -> float:
    took = os.times()
    return took.user + took.system


def _most() -> int:
    """The highest mark of this process's memory in bytes."""
    with Path("/proc/self/status").open() as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))


@contextmanager
def process(work: Callable[..., None], *arguments: object) -> Iterator[BaseProcess]:
    """A process of its own, which is killed if it is still there in the end."""
    begun = SPAWN.Process(target=work, args=arguments)
    begun.start()
    try:
        yield begun
    finally:
        begun.kill()
        begun.join()


def noted(url: str) -> int:
    """How many steps have been decided on."""
    with Journal.open(url) as journal, journal.connect() as connection:
        query = (
            "SELECT count(*) FROM sagsgang.stored_events WHERE topic IN ('reminder-issued', 'reminder-withheld')"
        )
        [(number,)] = connection.execute(query).fetchall()
    return int(number)


def all_ticks(url: str, until: Callable[[], bool]) -> list[Ticked]:
    """The ticks of a node that works until nothing is left, or is killed when that holds."""
    told = SPAWN.Queue()
    ticks: list[Ticked] = []
    with process(tick, url, told) as node:
        while not (ticks and not ticks[-1].left):
            try:
                ticks.append(told.get(timeout=0.5))
            except Empty:
                assert node.is_alive(), "the node ended by itself"
            if until():
                break
    return ticks


def measure(url: str) -> list[Figure]:
    """A node killed half-way, one that goes on, and one more that finds nothing to do."""
    due = CASES * TIMES
    say(f"{CASES:,} cases, {due:,} steps")
    began = perf_counter()
    fill(url)
    filled = perf_counter() - began
    ended, said = SPAWN.Event(), SPAWN.Queue()
    before = processor_of_server(url)
    began = perf_counter()
    with process(work_beside, url, ended, said) as other:
        with Journal.open(url) as journal:  # its positions are counted cheaply; what is appended beside is little
            first = all_ticks(url, lambda: journal.head().position - CASES >= due // 2)
        half, at = noted(url), perf_counter()
        second = all_ticks(url, lambda: False)
        took, resumed = perf_counter() - began, perf_counter() - at
        ended.set()
        assert other.is_alive(), "whoever works beside ended early"
        beside = said.get()
    of_server = processor_of_server(url) - before
    assert noted(url) == due, (noted(url), due)
    [third] = all_ticks(url, lambda: False)
    assert third.number == 0
    ticks = [*first, *second]
    name = f"{due:,} steps"
    return [
        figure(f"{name}: filling", "s", [filled]),
        figure(f"{name}: decided when the node was killed", "steps", [half]),
        figure(f"{name}: all, with the kill", "s", [took]),
        figure(f"{name}: the second node, all that was left", "s", [resumed]),
        figure(
            f"{name}: decided by the second node, for each second of its processor",
            "steps/s",
            [(due - half) / sum(one.processor for one in second)],
        ),
        figure(f"{name}: the server's processor", "s", [of_server]),
        figure(f"{name}: a tick", "s", [one.seconds for one in ticks]),
        figure(f"{name}: a node's memory at most", "MiB", [max(one.most for one in ticks) / MEBIBYTE]),
        figure(f"{name}: the tick after, folding in what was decided", "s", [third.seconds]),
        figure(f"{name}: its memory at most", "MiB", [third.most / MEBIBYTE]),
        figure(f"{name}: appending beside", "ms", [1000 * one for one in beside.appended]),
        figure(f"{name}: answering beside", "ms", [1000 * one for one in beside.answered]),
    ]


def main() -> None:
    """Measure, show and keep."""
    with server() as server_url, database(server_url, "bench_great_tick") as url:
        figures = measure(url)
    show(figures, f"sagsgang {__version__}, very many steps due at once")
    keep("great-tick", figures)


if __name__ == "__main__":
    sys.exit(main())
