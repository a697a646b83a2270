"""``make bench``: import, rebuild and queue, beside the library's own ways, in one run on one database.

Every figure is the median of several runs with its spread. SAGSGANG_BENCH_CASES sets the number of cases
(200,000), SAGSGANG_BENCH_RUNS how often each part is done (5), SAGSGANG_TEST_DATABASE another server than the embedded
one.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import perf_counter

import psycopg
from rich.console import Console
from sagsgang import __version__
from sagsgang.intake.loading.importing import import_log
from sagsgang.intake.mapping.mapping_file import read_mapping
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry
from sagsgang.projections.asking.reader import Moment, ask
from sagsgang.projections.queue import queue_items
from sagsgang.projections.tables.catalogue import PROJECTIONS
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.projections.upkeep.rebuild import rebuild

from .library import run_projection, save_one_by_one
from .log import log, moments, publications, write_csv
from .measuring import Figure, database, figure, keep, say, seconds, server, show

CASES = int(os.environ.get("SAGSGANG_BENCH_CASES", "200000"))
RUNS = int(os.environ.get("SAGSGANG_BENCH_RUNS", "5"))
FEW = 2_000  # events for the library's ways, which take a transaction each
BATCH = 4_000


def fill(url: str, entries: Iterator[Entry]) -> int:
    """Append a log in batches, as an import does. Gives the number of events."""
    events = 0
    with Journal.open(url) as journal:
        journal.publish(publications(datetime(2026, 1, 1, tzinfo=UTC)))
        while batch := list(islice(entries, BATCH)):
            journal.append(batch)
            events += len(batch)
        return events


def measure_importing(server_url: str) -> list[Figure]:
    """Our import of a CSV log through a mapping beside one save per event by the library."""
    entries = list(islice(log(CASES), 100_000))
    appended, imported, theirs = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "log.csv"
        write_csv(entries, file)
        for run in range(RUNS):
            say(f"importing, run {run + 1} of {RUNS}")
            with database(server_url, "bench_append") as url:
                appended.append(len(entries) / seconds(lambda url=url: fill(url, iter(entries))))
            with database(server_url, "bench_import") as url:
                fill(url, iter(()))
                imported.append(len(entries) / seconds(lambda url=url: import_csv(url, file)))
            with database(server_url, "bench_library") as url:
                create_schema(url)
                theirs.append(FEW / seconds(lambda url=url: save_one_by_one(url, entries[:FEW])))
    return [
        figure("append, in batches", "events/s", appended),
        figure("import, CSV through a mapping", "events/s", imported),
        figure("import, one save per event (library)", "events/s", theirs),
    ]


def import_csv(url: str, file: Path) -> None:
    """What ``sagsgang import`` does with a file."""
    with Journal.open(url) as journal:
        tally = import_log(
            journal,
            read_mapping(Path(__file__).parent / "mapping.toml"),
            [file],
            known={"measured": frozenset({"task"})},
            now=datetime.now(UTC),
            rejections_file=file.with_suffix(".rejections.jsonl"),
        )
    assert tally.rejected == tally.duplicates == 0, tally


def create_schema(url: str) -> None:
    """Where the library keeps its own tables."""
    with psycopg.connect(url) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS library")


def measure_rebuilding(url: str, events: int) -> list[Figure]:
    """Our rebuild of the deadlines view beside the library's runner doing the same view."""
    ours, everything, theirs = [], [], []
    with Journal.open(url) as journal:
        create_schema(url)
        for run in range(3):
            say(f"rebuilding, run {run + 1} of 3")
            ours.append(events / seconds(lambda: rebuild(journal, ["deadlines"])))
        everything.append(events / seconds(lambda: rebuild(journal)))
        few = min(FEW, events)
        for _ in range(3):
            theirs.append(few / seconds(lambda: run_projection(url, few)))
            with journal.connect() as connection:
                connection.execute("DROP TABLE sagsgang.deadlines_0")
                connection.execute("DROP SCHEMA library CASCADE")
                connection.execute("CREATE SCHEMA library")
                connection.commit()
    return [
        figure("rebuild, deadlines", "events/s", ours),
        figure(f"rebuild, all {len(PROJECTIONS)} projections", "events/s", everything),
        figure("rebuild, deadlines, ProjectionRunner (library)", "events/s", theirs),
    ]


def measure_queue(url: str) -> list[Figure]:
    """The queue at past dates, as known now and as known when half was recorded."""
    found = []
    with Journal.open(url) as journal:
        catch_up(journal)
        half = journal.recorded_at(journal.head().position // 2)
        wanted = queue_items.QueueFilter(limit=50)
        for what, known_at in (("queue at a past date", None), ("queue at a past date, known at half", half)):
            took, sizes = [], []
            for as_of in moments() * RUNS:
                moment = Moment(as_of, known_at)
                began = perf_counter()
                answer = ask(journal, moment, lambda reader: queue_items.queue(reader, wanted))
                took.append(1000 * (perf_counter() - began))
                sizes.append(answer.open)
            found.append(figure(f"{what} ({min(sizes):,} to {max(sizes):,} open)", "ms", took))
    return found


def main() -> None:
    """Measure, show and keep."""
    with server() as server_url:
        figures = measure_importing(server_url)
        with database(server_url, "bench_large") as url:
            say(f"appending {CASES:,} cases")
            events = fill(url, log(CASES))
            figures += measure_rebuilding(url, events)
            figures += measure_queue(url)
            with psycopg.connect(url) as connection:
                version = connection.execute("SHOW server_version").fetchone()
    by_name = {one.what: one.median for one in figures}
    ratios = {
        "import": by_name["import, CSV through a mapping"] / by_name["import, one save per event (library)"],
        "rebuild": by_name["rebuild, deadlines"] / by_name["rebuild, deadlines, ProjectionRunner (library)"],
    }
    show(figures, f"sagsgang {__version__}, {CASES:,} cases")
    for name, ratio in ratios.items():
        Console().print(f"{name}: {ratio:.1f} times the library's own way")
    keep(
        f"{CASES}-cases",
        figures,
        postgresql=version[0] if version else None,
        cases=CASES,
        events=events,
        ratios={name: round(ratio, 1) for name, ratio in ratios.items()},
    )


if __name__ == "__main__":
    sys.exit(main())
