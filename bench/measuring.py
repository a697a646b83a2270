"""Measuring: figures with their spread, a server and fresh databases to measure on."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

import msgspec
import psycopg
from psycopg import sql
from rich.console import Console
from rich.table import Table
from sagsgang import __version__
from sagsgang.journal.server.embedded import start, stop

# Where the figures are kept; the tests, which only see that a bench runs, say another place.
RESULTS = Path(os.environ.get("SAGSGANG_BENCH_RESULTS") or Path(__file__).parent / "results")
console = Console(stderr=True)


class Figure(msgspec.Struct, kw_only=True):
    """What was measured: events per second, or milliseconds, over several runs."""

    what: str
    unit: str
    median: float
    least: float
    most: float
    runs: int


def figure(what: str, unit: str, measured: Sequence[float]) -> Figure:
    """The median of several runs, with their spread."""
    return Figure(
        what=what,
        unit=unit,
        median=round(median(measured), 2),
        least=round(min(measured), 2),
        most=round(max(measured), 2),
        runs=len(measured),
    )


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    began = perf_counter()
    work()
    return perf_counter() - began


@contextmanager
def server() -> Iterator[str]:
    """The URL of a database on the server that is measured on."""
    if given := os.environ.get("SAGSGANG_TEST_DATABASE"):
        yield given
        return
    home = Path(tempfile.mkdtemp(prefix="sagsgang-bench-"))
    try:
        yield start(home)
    finally:
        stop(home)
        shutil.rmtree(home)


@contextmanager
def database(server_url: str, name: str, copy_of: str | None = None) -> Iterator[str]:
    """A fresh database, or a copy of one that nobody is connected to, by its URL."""
    named = sql.Identifier(name)
    template = sql.Identifier(urlsplit(copy_of).path.removeprefix("/") if copy_of else "template0")
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(named))
        connection.execute(sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE {}").format(named, template))
        try:
            yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(named))


def say(text: str) -> None:
    """What is being measured now, for whoever waits."""
    console.print(text, style="dim")


def show(figures: Sequence[Figure], title: str) -> None:
    """The figures side by side."""
    table = Table("", "median", "least", "most", "runs", "", title=title)
    for one in figures:
        table.add_row(
            one.what, f"{one.median:,.1f}", f"{one.least:,.1f}", f"{one.most:,.1f}", str(one.runs), one.unit
        )
    Console().print(table)


def keep(name: str, figures: Sequence[Figure], **more: Any) -> None:
    """The figures in a file of ``RESULTS``, with what they were measured on. more: what is to be known of them beside."""
    kept = {
        "sagsgang": __version__,
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        **more,
        "figures": figures,
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_bytes(msgspec.json.format(msgspec.json.encode(kept), indent=2) + b"\n")
