"""``python -m bench.importing``: the import of logs by this checkout and by another, in turn on one server.

SAGSGANG_BENCH_BESIDE names the other checkout, set up by ``make setup``; without it this one is measured alone.
SAGSGANG_BENCH_EVENTS is the size of the generated log (1,000,000), SAGSGANG_BENCH_RUNS how often each imports (5).
SAGSGANG_BENCH_LOG adds a log of one's own: ``MAPPING=FILE=TYPE=ACTION,…``. SAGSGANG_TEST_DATABASE names another server.

Wall time says how long one waits, and depends on what else the machine does; processor time, of the importing processes
and of the server, hardly does. So each pair of runs gives a ratio, and the median of the ratios is what counts.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median
from typing import NamedTuple

import msgspec
import psycopg
from rich.console import Console
from sagsgang import __version__

from .log import log, write_csv
from .measuring import Figure, database, figure, keep, say, server, show

HERE = Path(__file__).parents[1]
BESIDE = os.environ.get("SAGSGANG_BENCH_BESIDE")
EVENTS = int(os.environ.get("SAGSGANG_BENCH_EVENTS", "1000000"))
RUNS = int(os.environ.get("SAGSGANG_BENCH_RUNS", "5"))
EVENTS_A_CASE = 5  # fewer than the generated cases have: there are enough of them


class Log(NamedTuple):
    """A log to import. actions: ``TYPE=ACTION,…``, what the case type declares."""

    name: str
    mapping: Path
    file: Path
    actions: str


class Run(NamedTuple):
    """One import: seconds of wall, of processor in the importing processes, and of processor in the server."""

    wall: float
    processor: float
    server: float


def logs(folder: Path) -> Iterator[Log]:
    """The generated log, and the one that the call adds."""
    if EVENTS:
        file = folder / "generated.csv"
        write_csv(islice(log(EVENTS // EVENTS_A_CASE + 1_000), EVENTS), file)
        yield Log(f"generated, {EVENTS:,} events", Path(__file__).parent / "mapping.toml", file, "measured=task")
    if added := os.environ.get("SAGSGANG_BENCH_LOG"):
        mapping, file_, actions = added.split("=", 2)
        yield Log(Path(file_).name, Path(mapping).resolve(), Path(file_).resolve(), actions)


def run(checkout: Path, server_url: str, one: Log) -> tuple[Run, Run]:
    """The import of a log by a checkout into an empty journal, and then of the same log once more."""
    python = Path(sys.executable) if checkout == HERE else checkout / ".venv" / "bin" / "python"
    with database(server_url, "bench_import") as url:
        words = [url, *map(str, (one.mapping, one.file)), one.actions]
        return imported(python, server_url, words), imported(python, server_url, words)


def imported(python: Path, server_url: str, words: list[str]) -> Run:
    """One import in a process of its own."""
    before = processor_of_server(server_url)
    done = subprocess.run(
        [str(python), str(Path(__file__).parent / "one_import.py"), *words],
        stdout=subprocess.PIPE,
        check=True,
        cwd=tempfile.gettempdir(),  # not in a checkout: its Python finds the package that is set up for it
    )
    told = msgspec.json.decode(done.stdout.splitlines()[-1])
    assert told["rejected"] == 0, told
    return Run(told["wall"], told["processor"], processor_of_server(server_url) - before)


def processor_of_server(url: str) -> float:
    """Seconds of processor that the server on this machine has used; 0 where it is on another, or that cannot be read."""
    try:
        with psycopg.connect(url) as connection:
            [(said,)] = connection.execute("SELECT pg_read_file('postmaster.pid')").fetchall()
    except psycopg.Error:  # not its superuser
        return 0.0
    first = said.split()[0]
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:  # it has ended
            continue
        if stat.parent.name == first:
            ticks += sum(map(int, fields[11:15]))  # its own, and those of its processes that have ended
        elif fields[1] == first:
            ticks += sum(map(int, fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def measure(server_url: str, one: Log) -> tuple[list[Figure], dict[str, float]]:
    """Both checkouts in turn."""
    checkouts = {"this": HERE} | ({"beside": Path(BESIDE)} if BESIDE else {})
    found: dict[str, list[tuple[Run, Run]]] = {name: [] for name in checkouts}
    for number in range(RUNS):
        for name in sorted(checkouts, reverse=bool(number % 2)):
            say(f"{one.name}: run {number + 1} of {RUNS}, {name}")
            found[name].append(run(checkouts[name], server_url, one))
    figures = [
        figure(f"{one.name}, {name}, {which}: {what}", "s", [getattr(pair[again], what) for pair in runs])
        for name, runs in found.items()
        for again, which in enumerate(("first", "again"))
        for what in Run._fields
    ]
    ratios = {
        f"{one.name}: again as quick as the first, times": _ratio([(f.wall, a.wall) for f, a in found["this"]])
    }
    if BESIDE:
        pairs = [(theirs[0], ours[0]) for theirs, ours in zip(found["beside"], found["this"], strict=True)]
        ratios |= {
            f"{one.name}: wall, beside by this": _ratio([(theirs.wall, ours.wall) for theirs, ours in pairs]),
            f"{one.name}: processor, beside by this": _ratio(
                [(theirs.processor + theirs.server, ours.processor + ours.server) for theirs, ours in pairs]
            ),
        }
    return figures, ratios


def _ratio(pairs: list[tuple[float, float]]) -> float:
    return round(median(one / other for one, other in pairs if other), 2)


def main() -> None:
    """Measure, show and keep."""
    figures: list[Figure] = []
    ratios: dict[str, float] = {}
    with server() as server_url, tempfile.TemporaryDirectory() as folder:
        for one in logs(Path(folder)):
            more, found = measure(server_url, one)
            figures += more
            ratios |= found
    show(figures, f"sagsgang {__version__}, imports")
    for name, ratio in ratios.items():
        Console().print(f"{name}: {ratio}")
    keep("imports", figures, ratios=ratios)


if __name__ == "__main__":
    sys.exit(main())
