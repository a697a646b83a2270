"""A call that is interrupted ends in one way, whenever that is; one that runs until it is stopped ends well."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sagsgang.journal.application import Journal
from sagsgang.journal.connection.locks import take
from sagsgang.journal.recorder import WRITERS

from ..projections.followers import at_work
from ..scheduler.nodes import until
from .office import EVENTS, publish, write
from .program import begin, end, environment
from .reminded_permits import CHANNELS

INTERRUPTED = (130, b"", "sagsgang: interrupted; what was written stands.\n")
BOTH = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
# A program that gets a signal as soon as it begins to read a module.
READING = """
import os, sys
from importlib.abc import MetaPathFinder

module, number = sys.argv[1:3]
del sys.argv[1:3]

class Interrupts(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == module:
            os.kill(os.getpid(), int(number))

sys.meta_path.insert(0, Interrupts())
from sagsgang.__main__ import main
main()
"""


@BOTH
@pytest.mark.parametrize("module", ["sagsgang.cli", "cyclopts", "sagsgang.commands.adapter", "psycopg"])
def test_while_it_starts(module: str, number: signal.Signals) -> None:
    """Given a call that reads its modules, when it is interrupted then, then a line says so, with exit status 130."""
    done = subprocess.run(
        [sys.executable, "-c", READING, module, str(int(number)), "queue"],
        env=environment("postgresql://nowhere.invalid/nothing"),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr.decode()) == INTERRUPTED


@BOTH
def test_while_it_works(database_url: str, tmp_path: Path, number: signal.Signals) -> None:
    """Given a call that waits for its turn to write, when it is interrupted, then a line says so, with exit status 130, and
    nothing was written."""
    publish(database_url, tmp_path)
    with Journal.open(database_url) as journal, journal.connect() as other:
        before = journal.head().position
        take(other, WRITERS)
        call = begin(database_url, "live")
        until(lambda: is_waiting(database_url))
        call.send_signal(number)
        assert end(call) == INTERRUPTED
        assert journal.head().position == before


@BOTH
def test_while_a_batch_lands(database_url: str, tmp_path: Path, number: signal.Signals) -> None:
    """Given an append whose batch waits for its turn, when it is interrupted, then the batch lands whole, which is said, and
    the call ends as any other."""
    publish(database_url, tmp_path)
    file = write(tmp_path / "events.jsonl", EVENTS)
    with Journal.open(database_url) as journal, journal.connect() as other:
        take(other, WRITERS)
        call = begin(database_url, "append", file)
        until(lambda: is_waiting(database_url))
        call.send_signal(number)
        other.rollback()
        status, _, err = end(call)
        assert journal.head().position == 4 + len(EVENTS) + 1  # what was published, and that it went live
    assert status == 130
    assert "What was written is recorded: " in err
    assert "interrupted; what was written stands." in err


def is_waiting(url: str) -> bool:
    """Whether anybody waits for a lock of this database."""
    with psycopg.connect(url) as connection:
        [(found,)] = connection.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database()))"
        ).fetchall()
    return bool(found)


@pytest.fixture
def ignoring() -> Iterator[None]:
    """What is started in here is started by a program that ignores SIGINT, as a shell that starts it in the background."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGINT, before)


@BOTH
@pytest.mark.usefixtures("ignoring")
def test_a_follower_at_work_ends_well(journal: Journal, number: signal.Signals) -> None:
    """Given a follower, started by a program that ignores SIGINT, when it is told to stop, then it ends with status 0."""
    call = begin(journal.url, "follow")
    until(lambda: at_work(journal, call))
    call.send_signal(number)
    assert end(call).status == 0


@contextmanager
def unanswered(*words: str | Path) -> Iterator[subprocess.Popen[bytes]]:
    """A call whose database has let it in, and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(60)
        call = begin(f"postgresql://postgres@127.0.0.1:{silent.getsockname()[1]}/none", *words)
        connection, _ = silent.accept()
        with connection:
            yield call


@BOTH
@pytest.mark.usefixtures("ignoring")
@pytest.mark.parametrize("words", ["follow", "scheduler run --channels"])
def test_one_that_is_not_at_work_yet_ends_well_too(tmp_path: Path, words: str, number: signal.Signals) -> None:
    """Given a follower or a node that has no answer from its database yet, when it is told to stop, then it ends with
    status 0, and no word of what went wrong."""
    channels = tmp_path / "channels.toml"
    channels.write_text(CHANNELS.format(folder=tmp_path), encoding="utf-8")
    with unanswered(*words.split(), *([channels] if "--channels" in words else [])) as call:
        call.send_signal(number)
        assert end(call) == (0, b"", "")


@BOTH
@pytest.mark.usefixtures("ignoring")
def test_a_call_is_interrupted_whoever_started_it(number: signal.Signals) -> None:
    """Given a question, started by a program that ignores SIGINT, when it is interrupted, then it ends as any other."""
    with unanswered("queue") as call:
        call.send_signal(number)
        assert end(call) == INTERRUPTED
