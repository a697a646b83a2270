"""``python -m bench.reminders``: 100,000 reminders that come due at one instant, decided on and delivered.

Each part runs in a process of its own, so that its memory is its own. SAGSGANG_BENCH_REMINDERS sets the numbers of
reminders ("10000,50000,100000"; nothing is measured if it is empty), SAGSGANG_BENCH_RUNS how often each is done (3).
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, NamedTuple

import psutil
import psycopg
import structlog
from sagsgang import __version__
from sagsgang.delivery.channels.folder import FolderChannel
from sagsgang.delivery.channels.message import Channel, Delivered, Message
from sagsgang.delivery.outbox import outbox
from sagsgang.delivery.sending.dispatcher import deliver
from sagsgang.delivery.settings.address_book import AddressBook, Reached
from sagsgang.delivery.settings.settings import DeliverySettings
from sagsgang.domain.events.case_events import ApplicationReceived
from sagsgang.domain.events.publications import CalendarPublished, CaseTypePublished
from sagsgang.domain.rules.casetype import CaseType, DeadlineRule, Term
from sagsgang.domain.rules.reminder_step import Distance, ReminderStep
from sagsgang.domain.text import Text
from sagsgang.domain.written import calendar_file
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry
from sagsgang.projections.asking.reader import Moment, ask
from sagsgang.projections.queue.reminders import due
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.scheduler.reminders.reminder_decisions import decide

from .measuring import Figure, database, figure, keep, say, seconds, server, show

SIZES = [int(size) for size in os.environ.get("SAGSGANG_BENCH_REMINDERS", "10000,50000,100000").split(",") if size]
RUNS = int(os.environ.get("SAGSGANG_BENCH_RUNS", "3"))
BATCH = 4_000
TICKS = 20
MB = 1024 * 1024

TITLE = Text("Målt sag", "Measured case")
# The ladder spans the ticks in which nothing is due, so that none of its rows is out of the question beforehand.
LADDER = tuple(
    ReminderStep(to=("responsible",), channel="files", **when)  # type: ignore[arg-type]
    for when in (
        {"id": "week-before", "before": Distance(7, "days")},
        {"id": "day", "before": Distance(0, "days")},
        {"id": "overdue", "after": Distance(1, "days"), "every": Distance(1, "weeks"), "times": 3},
    )
)
CASE_TYPE = CaseType(
    id="measured",
    title=TITLE,
    deadlines=(
        DeadlineRule(
            id="decision",
            label=TITLE,
            after=("application-received",),
            term=Term(30, "days"),
            met_by=("decided",),
            reminders=LADDER,
        ),
    ),
)
BOOK = AddressBook(people={"caseworker": Reached({"files": "caseworker"})})
RECEIVED = datetime(2025, 3, 3, 9, tzinfo=UTC)
QUIET = datetime(2025, 4, 1, 10, tzinfo=UTC)  # nothing comes due at this time
DUE = datetime(2025, 4, 2, 6, tzinfo=UTC)  # 08:00 local time
AFTER = DUE + timedelta(hours=1)


class Part(NamedTuple):
    """What one part of the work took, with the memory of its process before and at most. result: what it gave."""

    seconds: float
    began_mb: float
    most_mb: float
    result: Any


class Nowhere:
    """A channel that takes everything and keeps nothing: what is left is our own work."""

    name = "files"
    repeatable = True

    @contextmanager
    def open(self) -> Iterator[Nowhere]:
        """There is nothing to open."""
        yield self

    def ready(self) -> None:
        """It is always there."""

    def send(self, message: Message) -> Delivered:
        """Done."""
        return Delivered()


def alone(work: Callable[..., Any], *arguments: Any) -> Part:
    """Do some work in a fresh process, and watch its memory."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(_watched, work, *arguments).result()


def _watched(work: Callable[..., Any], *arguments: Any) -> Part:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    began, at = psutil.Process().memory_info().rss / MB, perf_counter()
    result = work(*arguments)
    return Part(perf_counter() - at, began, _most(), result)


def _most() -> float:
    """The highest mark of this process's memory in MB. That of ``getrusage`` would be its parent's, if it is higher."""
    with Path("/proc/self/status").open() as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM:"))


def fill(url: str, cases: int) -> None:
    """A journal with so many cases, all due on 2 April 2025, and an outbox."""
    begin = datetime(2025, 1, 1, tzinfo=UTC)
    head = {"source": "bench", "id": "", "occurred": begin}
    with Journal.open(url) as journal:
        journal.publish(
            [
                CalendarPublished(**head, definition=calendar_file.shipped()["denmark"]),
                CaseTypePublished(**head, definition=CASE_TYPE),
            ],
            begin,
        )
        entries = (Entry(f"R-{number:06d}", _received(number)) for number in range(cases))
        while batch := list(islice(entries, BATCH)):
            journal.append(batch, recorded=[entry.event.occurred for entry in batch])
        with journal.connect() as connection:
            outbox.prepare(connection)


def _received(number: int) -> ApplicationReceived:
    """Each at its own time of one day, as no two rows of an office are alike."""
    return ApplicationReceived(
        source="bench",
        id=f"{number}",
        occurred=RECEIVED + number * timedelta(milliseconds=100),
        case_type="measured",
        unit="Unit",
        responsible="caseworker",
    )


def project(url: str) -> None:
    """Bring all projections up to date."""
    with Journal.open(url) as journal:
        catch_up(journal)


def idle(url: str, since: datetime) -> list[float]:
    """Ticks, each of 30 seconds, in which nothing is due. Milliseconds each."""
    took = []
    with Journal.open(url) as journal:
        for number in range(TICKS):
            begins = since + number * timedelta(seconds=30)
            at = perf_counter()
            journal.settled()
            catch_up(journal)
            done = decide(journal, begins, begins + timedelta(seconds=30))
            took.append(1000 * (perf_counter() - at))
            assert (done.issued, done.withheld) == (0, 0)
    return took


def year(url: str) -> int:
    """All that is due in a year, read to its end."""
    since, until = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    with Journal.open(url) as journal:
        return ask(journal, Moment(until), lambda reader: sum(1 for _ in due(reader, since, until)))


def tick(url: str) -> int:
    """The tick in which all is due. Gives how many reminders it issued."""
    with Journal.open(url) as journal:
        return decide(journal, DUE - timedelta(seconds=30), DUE, recorded=DUE).issued


def send(url: str, folder: str | None) -> int:
    """Deliver the outbox to a folder, or nowhere. Gives how many messages were delivered."""
    channel: Channel = FolderChannel("files", Path(folder)) if folder else Nowhere()
    with Journal.open(url) as journal:
        return deliver(
            journal, DeliverySettings({"files": channel}, BOOK), "bench", lambda: AFTER, recorded=AFTER
        ).delivered


def measure(server_url: str, size: int) -> list[Figure]:
    """All parts, in the order in which they come in life, with so many cases."""
    found: dict[tuple[str, str], list[float]] = {}

    def keep(what: str, unit: str, *values: float) -> None:
        found.setdefault((f"{what}, {size:,}", unit), []).extend(values)

    def keep_part(what: str, unit: str, part: Part) -> None:
        assert part.result == size, part
        keep(what, f"{unit}/s", size / part.seconds)
        keep(f"{what}: memory at most", "MB", part.most_mb)
        keep(f"{what}: memory gained", "MB", part.most_mb - part.began_mb)

    for run in range(RUNS):
        say(f"{size:,} reminders, run {run + 1} of {RUNS}")
        with database(server_url, "bench_reminders") as url:
            keep("append", "events/s", size / seconds(lambda url=url: fill(url, size)))
            keep("catch up: all cases", "s", alone(project, url).seconds)
            keep("a tick with nothing due, before", "ms", *alone(idle, url, QUIET).result)
            keep_part("decide", "reminders", alone(tick, url))
            keep("catch up: all that was issued", "s", alone(project, url).seconds)
            keep("a tick with nothing due, after", "ms", *alone(idle, url, AFTER).result)
            keep("what was due in a year", "s", alone(year, url).seconds)
            if size == min(SIZES):  # the disk says how long this takes, and not how many they are
                with database(server_url, "bench_copy", copy_of=url) as copy, TemporaryDirectory() as folder:
                    keep_part("deliver, folder", "messages", alone(send, copy, folder))
                    assert sum(1 for _ in Path(folder).glob("*.json")) == size
            keep_part("deliver, nowhere", "messages", alone(send, url, None))
            keep("catch up: all that was delivered", "s", alone(project, url).seconds)
    return [figure(what, unit, measured) for (what, unit), measured in found.items()]


def main() -> None:
    """Measure, show and keep."""
    if not SIZES:
        return
    with server() as server_url:
        figures = [one for size in SIZES for one in measure(server_url, size)]
        with psycopg.connect(server_url) as connection:
            version = connection.execute("SHOW server_version").fetchone()
    show(figures, f"sagsgang {__version__}, reminders due at one instant")
    keep("reminders", figures, postgresql=version[0] if version else None, reminders=SIZES)


if __name__ == "__main__":
    sys.exit(main())
