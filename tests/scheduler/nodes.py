"""Nodes for the tests: processes of their own that tick on a database, and note in it what they do.

Run as a program: ``nodes.py URL NODE SECONDS_BEFORE_DEPOSING``.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import psycopg
import structlog
from sagsgang.journal.application import Journal
from sagsgang.scheduler.leader_work import Alive, DeliveryDone, TickDone
from sagsgang.scheduler.monitoring.metrics import Metrics
from sagsgang.scheduler.node.leadership import Leadership, address_of
from sagsgang.scheduler.node.node_turns import NodeTurns
from sagsgang.scheduler.node.stop_signals import stopped_by_signals
from sagsgang.scheduler.node.ticker import Ticker

PATIENCE = 60.0  # seconds until a condition that should come true is given up; no test waits so long


class NotingWork:
    """Work that notes in the database what it is asked to do, by whom."""

    def __init__(self, journal: Journal, node: str) -> None:
        self.journal = journal
        self.node = node

    def note(self, what: str) -> None:
        """Write a line."""
        with self.journal.connect() as connection:
            connection.execute("INSERT INTO public.turns (node, what) VALUES (%s, %s)", (self.node, what))

    def take_over(self) -> None:
        """Note it."""
        self.note("take over")

    def tick(self, alive: Alive) -> TickDone:
        """Note it."""
        alive()
        self.note("tick")
        with self.journal.connect() as connection:
            [(now,)] = connection.execute("SELECT clock_timestamp()").fetchall()
        return TickDone(now, 0, 0, 0)

    def deliver(self, alive: Alive) -> DeliveryDone:
        """Note it."""
        alive()
        self.note("deliver")
        return DeliveryDone(0, 0, 0)


def prepare_notes(url: str) -> None:
    """Make the table of what nodes note."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "CREATE TABLE public.turns (n bigint GENERATED ALWAYS AS IDENTITY, node text, what text)"
        )


def turns(url: str, node: str | None = None, what: str | None = None) -> list[tuple[str, str]]:
    """What was noted, in order."""
    with psycopg.connect(url) as connection:
        return connection.execute(
            "SELECT node, what FROM public.turns WHERE node = coalesce(%s, node) AND what = coalesce(%s, what) ORDER BY n",
            (node, what),
        ).fetchall()


def leader(url: str) -> str | None:
    """Who holds the leader's lock."""
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT node FROM sagsgang.scheduler_leader").fetchall()
    assert len(found) <= 1
    return str(found[0][0]) if found else None


def state(url: str, column: str) -> Any:
    """A column of the scheduler's state."""
    with psycopg.connect(url) as connection:
        [row] = connection.execute("SELECT to_jsonb(s) FROM sagsgang.scheduler_state AS s").fetchall()
    return row[0][column]


def until(condition: Callable[[], Any]) -> Any:
    """Wait until something is true, and give it. Fails when it does not become true."""
    give_up = monotonic() + PATIENCE
    pause = Event()
    while not (found := condition()):
        assert monotonic() < give_up, "it did not come true"
        pause.wait(0.02)
    return found


@contextmanager
def node(url: str, name: str, depose_after: float = 60.0) -> Iterator[subprocess.Popen[bytes]]:
    """A node as a process of its own; killed in the end if it still runs."""
    call = subprocess.Popen([sys.executable, Path(__file__), url, name, str(depose_after)], stderr=subprocess.PIPE)
    try:
        yield call
    finally:
        with suppress(ProcessLookupError):
            call.kill()
        call.communicate()


def main(url: str, name: str, depose_after: str) -> None:
    """Tick until told to stop."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    with Journal.open(address_of(url, name)) as journal:
        leadership = Leadership(journal, name, depose_after=timedelta(seconds=float(depose_after)))
        ticker = Ticker(
            NodeTurns(leadership, NotingWork(journal, name), Metrics()),
            every=0.2,
            deliver_every=0.2,
            lead_every=0.2,
        )
        with stopped_by_signals(ticker):
            ticker.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
