"""``python -m bench.out_of_order``: what one case costs whose events come out of order, by its number of events.

What the whole history costs to fold, every position of it, and, on a database, what one event more costs when the case is
that large: CPU time of this process. How long others' questions take while another process tells that event: wall time,
since a wait is one; the longest counts. SAGSGANG_BENCH_HISTORIES sets the numbers of events ("1000,2000,4000,8000"),
SAGSGANG_BENCH_RUNS how often each is done (3). SAGSGANG_BENCH_BESIDE names another checkout, set up by ``make setup``, which
folds the same once; what takes it longer than SAGSGANG_BENCH_MOST seconds (120) is cut off, and larger ones not begun.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from math import log2
from pathlib import Path
from time import process_time

import msgspec
from rich.console import Console
from sagsgang import __version__
from sagsgang.domain.events.case_events import Event
from sagsgang.domain.events.publications import CalendarPublished, CaseTypePublished
from sagsgang.domain.fold.rows import rows
from sagsgang.domain.written import calendar_file
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry
from sagsgang.projections.upkeep.catch_up import catch_up

from .late_histories import BEGIN, CASE_TYPE, HISTORIES, law, recorded
from .measuring import Figure, database, figure, keep, say, server, show
from .others_wait import Waits, begin_other, waits

SIZES = [int(size) for size in os.environ.get("SAGSGANG_BENCH_HISTORIES", "1000,2000,4000,8000").split(",")]
RUNS = int(os.environ.get("SAGSGANG_BENCH_RUNS", "3"))
BESIDE = os.environ.get("SAGSGANG_BENCH_BESIDE")
MOST = int(os.environ.get("SAGSGANG_BENCH_MOST", "120"))
ROOT = Path(__file__).parents[1]


def cpu(work: Callable[[], object]) -> float:
    """Seconds of CPU that something takes in this process."""
    began = process_time()
    work()
    return process_time() - began


def fold(name: str, size: int) -> float:
    """The whole history, every position of it."""
    history, governing = recorded(HISTORIES[name](size)), law()
    return cpu(lambda: rows(history, governing))


def one_more(server_url: str, name: str, size: int) -> float:
    """One event more in a case that is that large, from the journal to the tables."""
    *events, last = HISTORIES[name](size)
    with database(server_url, "bench_order") as url, Journal.open(url) as journal:
        publish(journal)
        append(journal, events)
        catch_up(journal)
        append(journal, [last])
        return cpu(lambda: catch_up(journal))


def others(server_url: str, name: str, size: int) -> Waits:
    """What others wait while that is done by another process."""
    *events, last = HISTORIES[name](size)
    with database(server_url, "bench_order") as url, Journal.open(url) as journal:
        publish(journal)
        begin_other(journal)
        append(journal, events)
        catch_up(journal)
        append(journal, [last])
        return waits(journal)


def beside(checkout: Path) -> dict[str, dict[str, float | str]]:
    """Seconds that another checkout takes for the whole histories, or that it was cut off, by history and number."""
    found: dict[str, dict[str, float | str]] = {name: {} for name in HISTORIES}
    for name in HISTORIES:
        for size in SIZES:
            if any(isinstance(one, str) for one in found[name].values()):
                found[name][str(size)] = "not begun"
                continue
            say(f"beside: {name}, {size:,} events")
            done = subprocess.run(
                [checkout / ".venv/bin/python", ROOT / "bench/one_fold.py", name, str(size), str(MOST)],
                stdout=subprocess.PIPE,
                check=True,
                cwd=tempfile.gettempdir(),  # not in a checkout: its Python finds the package that is set up for it
            )
            told = msgspec.json.decode(done.stdout)
            found[name][str(size)] = round(told["seconds"], 2) if told["done"] else f"cut off after {MOST} s"
    return found


def publish(journal: Journal) -> None:
    """The rules."""
    head = {"source": "bench", "id": "", "occurred": BEGIN}
    journal.publish(
        [
            CalendarPublished(**head, definition=calendar_file.shipped()["denmark"]),
            CaseTypePublished(**head, definition=CASE_TYPE),
        ],
        BEGIN,
    )


def append(journal: Journal, events: list[Event]) -> None:
    """Some events of the case, after what it has."""
    after = journal.head().position
    at = [BEGIN + timedelta(days=30, minutes=after + number) for number in range(len(events))]
    journal.append([Entry("M-1", event) for event in events], recorded=at)


def growth(figures: list[Figure]) -> dict[str, list[float]]:
    """By history, how many times the time of one size is that of the size before, and what n log n would be."""
    found = {"n log n": [round(b * log2(b) / (a * log2(a)), 2) for a, b in pairwise(SIZES)]}
    for name in HISTORIES:
        medians = [one.median for one in figures if one.what.startswith(f"{name}, ")]
        found[name] = [round(b / a, 2) for a, b in pairwise(medians)]
    return found


def main() -> None:
    """Measure, show and keep."""
    figures = []
    for name in HISTORIES:
        for size in SIZES:
            say(f"{name}, {size:,} events")
            took = [1000 * fold(name, size) for _ in range(RUNS)]
            figures.append(figure(f"{name}, {size:,} events", "ms", took))
    grown = growth(figures)
    with server() as server_url:
        for name in HISTORIES:
            say(f"{name}, one event more")
            took = [1000 * one_more(server_url, name, SIZES[-1]) for _ in range(RUNS)]
            figures.append(figure(f"one event more after {SIZES[-1]:,}: {name}", "ms", took))
        for name in HISTORIES:
            say(f"{name}, what others wait")
            found = [others(server_url, name, SIZES[-1]) for _ in range(RUNS)]
            told = f"while one event more after {SIZES[-1]:,} is told: {name}"
            figures += [
                figure(f"another case, {told}", "ms", [one for run in found for one in run.other]),
                figure(f"all cases, {told}", "ms", [one for run in found for one in run.all_cases]),
            ]
    show(figures, f"sagsgang {__version__}, one case out of order")
    for name, ratios in grown.items():
        Console().print(f"{name}: " + ", ".join(f"x {ratio}" for ratio in ratios))
    more = {"beside": {"seconds": beside(Path(BESIDE))}} if BESIDE else {}
    keep("out-of-order", figures, events=SIZES, growth=grown, **more)


if __name__ == "__main__":
    sys.exit(main())
