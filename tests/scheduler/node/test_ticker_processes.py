"""Nodes as processes: killed, stopped, hung and told to end, while another takes over."""

from __future__ import annotations

import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from sagsgang.journal.application import Journal
from sagsgang.journal.server.embedded import start, stop

from ..nodes import leader, node, prepare_notes, turns, until


@pytest.fixture
def noted(database_url: str) -> str:
    """The URL of an empty journal in which nodes note what they do."""
    with Journal.open(database_url):
        prepare_notes(database_url)
    return database_url


def leads(url: str) -> str | None:
    """Who leads, if its table is there by now."""
    try:
        return leader(url)
    except psycopg.errors.UndefinedTable:
        return None


def test_a_killed_leader_is_followed(noted: str) -> None:
    """Given three nodes, when the one that leads is killed, and then the next, then another takes over each time, and ticks
    and delivers after it has taken over."""
    names = ["a", "b", "c"]
    with ExitStack() as stack:
        calls = {name: stack.enter_context(node(noted, name)) for name in names}
        gone: set[str] = set()
        while len(gone) < 2:
            first = until(lambda: leads(noted) if leads(noted) not in gone else None)
            until(lambda name=first: turns(noted, name, "tick") and turns(noted, name, "deliver"))  # type: ignore[misc]
            assert turns(noted, first)[0] == (first, "take over")
            calls[first].kill()
            gone.add(first)
        last = until(lambda: leads(noted) if leads(noted) not in gone else None)
        until(lambda: turns(noted, last, "tick"))
        assert {*gone, last} == set(names)


def test_a_hung_leader_is_put_aside_and_goes_on_as_a_standby(noted: str) -> None:
    """Given a leader that is stopped in its tracks, when another node does not see it for a second, then that one leads;
    when the first one goes on, it learns that it leads no more, and stands by."""
    with node(noted, "first", 1.0) as hung:
        until(lambda: turns(noted, "first", "tick"))
        with node(noted, "second", 1.0) as second:
            until(lambda: _seen(noted, "second"))
            hung.send_signal(signal.SIGSTOP)
            until(lambda: turns(noted, "second", "tick"))
            assert leader(noted) == "second"
            before = len(turns(noted, "first"))
            hung.send_signal(signal.SIGCONT)
            until(lambda: _seen_again(noted, "first"))
            assert leader(noted) == "second"
            # One turn may have been past its last sign of life when it was stopped.
            assert len(turns(noted, "first")) <= before + 2
            second.send_signal(signal.SIGTERM)
            until(lambda: leads(noted) == "first")
            assert second.wait(60) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_node_in_order(noted: str, number: signal.Signals) -> None:
    """Given a node that leads, when it gets SIGTERM or SIGINT, then it ends with status 0, is no node any more, and left
    nobody in doubt of who leads."""
    with node(noted, "only") as call:
        until(lambda: turns(noted, "only", "deliver"))
        call.send_signal(number)
        assert call.wait(60) == 0
    assert leader(noted) is None
    with psycopg.connect(noted) as connection:
        assert connection.execute("SELECT * FROM sagsgang.scheduler_nodes").fetchall() == []


@pytest.fixture
def home() -> Iterator[Path]:
    """A home of a database server of this test's own."""
    top = Path(tempfile.mkdtemp(prefix="sagsgang-tests-"))
    yield top / "home"
    stop(top / "home")
    shutil.rmtree(top)


def test_a_server_that_is_stopped_and_started(home: Path) -> None:
    """Given a node that leads, when the database server is stopped and started again, then the node lives on, says once
    that it was away and once that it is back, and leads and ticks again."""
    url = start(home)
    with Journal.open(url):
        prepare_notes(url)
    with node(url, "only") as call:
        until(lambda: turns(url, "only", "tick"))
        stop(home)
        assert call.stderr is not None
        before = b""
        while b"database away" not in before:  # the server is back only when the node has seen that it was away
            before += call.stderr.readline()
        url = start(home)
        ticks = len(turns(url, "only", "tick"))
        until(lambda: len(turns(url, "only", "tick")) > ticks)
        assert len(turns(url, "only", "take over")) == 2
        call.send_signal(signal.SIGTERM)
        _, after = call.communicate(timeout=60)
        assert call.returncode == 0
    said = (before + after).decode()
    assert said.count("database away") == said.count("database back") == 1


def _seen(url: str, name: str) -> bool:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT 1 FROM sagsgang.scheduler_nodes WHERE node = %s", (name,))
        return found.fetchone() is not None


def _seen_again(url: str, name: str) -> bool:
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT 1 FROM sagsgang.scheduler_nodes JOIN sagsgang.scheduler_state ON true"
            " WHERE node = %s AND seen_at > since",
            (name,),
        )
        return found.fetchone() is not None
