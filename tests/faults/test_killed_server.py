"""The embedded server and those who append, killed at any moment: the next command works, and what was said stands."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from random import Random
from threading import Thread

import psutil
import psycopg
import pytest
from sagsgang.cli import run
from sagsgang.journal.application import Journal
from sagsgang.journal.server.embedded import start, stop
from sagsgang.journal.server.postmaster import processes

APPENDER = Path(__file__).parents[1] / "journal" / "appender.py"
KINDS = ("writer", "server", "both", "busy", "stopped", "number taken")


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home with an empty journal whose server is running; stopped and removed afterwards."""
    top = Path(tempfile.mkdtemp(prefix="sagsgang-kills-"))
    with Journal.open(start(top / "home")) as journal, journal.connect() as connection:
        connection.autocommit = True
        # Its processes are killed, and not the machine: what they wrote is there, on the disk or on its way.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    yield top / "home"
    stop(top / "home")
    shutil.rmtree(top)


def postmaster(home: Path) -> psutil.Process:
    """The server's first process."""
    return psutil.Process(int((home / "postgres" / "postmaster.pid").read_text().split()[0]))


def kill_server(home: Path) -> None:
    """Kill the server's first process, and it alone; back when it is gone."""
    server = postmaster(home)
    server.send_signal(signal.SIGKILL)
    psutil.wait_procs([server])


@contextmanager
def namesake(home: Path) -> Iterator[None]:
    """The number of the killed server comes to belong to another program of the same user, as long as this lasts."""
    pgdata = home / "postgres"
    owner = pgdata.stat()
    as_owner = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    with subprocess.Popen(["sleep", "3600"], **as_owner) as other:
        try:
            for file in (pgdata / "postmaster.pid", *pgdata.glob(".s.PGSQL.*.lock")):
                _, *rest = file.read_text().splitlines(keepends=True)
                file.write_text("".join([f"{other.pid}\n", *rest]))
            yield
        finally:
            other.kill()


def busy_backend(url: str) -> psycopg.Connection:
    """A connection whose server process counts for ever and never looks whether its server is still there."""
    connection = psycopg.connect(url, autocommit=True)

    def count() -> None:
        with suppress(psycopg.Error):
            connection.execute("SELECT count(*) FROM generate_series(1, 1000000000000)")

    with psycopg.connect(url) as looking:
        Thread(target=count, daemon=True).start()
        asked = "SELECT state = 'active' AND query LIKE '%%generate_series%%' FROM pg_stat_activity WHERE pid = %s"
        while looking.execute(asked, (connection.info.backend_pid,)).fetchone() != (True,):
            looking.rollback()
    return connection


def works(home: Path) -> None:
    """The next command works."""
    assert run(["--home", str(home), "status", "--json"]) == 0


def test_a_number_that_another_program_has_now(home: Path) -> None:
    """Given a killed server whose process number, in both its lock files, is now that of another program of the same
    user, when a command is given, then it works, while that program still runs."""
    kill_server(home)
    psutil.wait_procs(processes(home / "postgres"))
    with namesake(home):
        works(home)


def test_processes_that_outlive_their_server(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Given a server killed while one of its processes counts, and another is stopped, when a command is given, then it
    says that it waits for them, works, and they are gone."""
    url = start(home)
    with busy_backend(url) as busy, psycopg.connect(url) as idle:
        left = {connection.info.backend_pid for connection in (busy, idle)}
        psutil.Process(idle.info.backend_pid).suspend()
        kill_server(home)
        works(home)
        assert not left & {process.pid for process in processes(home / "postgres")}
    assert "waiting for processes of a killed PostgreSQL" in capfd.readouterr().err


def test_a_server_killed_while_it_starts(home: Path) -> None:
    """Given a server of which a process is killed as soon as one can be seen, while it is waited for to start, then the
    start ends well, and so does the next command."""
    stop(home)
    begun = Thread(target=kill_first, args=(home,))
    begun.start()
    start(home)
    begun.join()
    works(home)


def kill_first(home: Path) -> None:
    """Kill the first process of the server that can be seen."""
    while not (found := processes(home / "postgres")):
        continue
    with suppress(psutil.NoSuchProcess):
        found[0].kill()


def append_from(url: str, first: int) -> subprocess.Popen[str]:
    """A process that appends from this number on."""
    words = [sys.executable, str(APPENDER), url, "north", str(first), "1000000"]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def strike(home: Path, kind: str, writer: subprocess.Popen[str], url: str) -> None:
    """One blow of a kind; afterwards the writer is gone."""
    busy = busy_backend(url) if kind in ("busy", "stopped") else None
    if kind == "writer":
        writer.kill()
    else:
        kill_server(home)
    if busy is not None and kind == "stopped":
        psutil.Process(busy.info.backend_pid).suspend()
    writer.kill()


def survive(home: Path, kills: int, seed: int, kinds: tuple[str, ...]) -> None:
    """So many blows, each followed by a command that must work; then nothing that was acknowledged is missing."""
    chance = Random(seed)
    acknowledged = -1
    for _ in range(kills):
        url = start(home)
        writer = append_from(url, max(0, acknowledged + 1 - chance.randrange(4)))
        assert writer.stdout is not None
        with writer:
            for _ in range(chance.randrange(1, 40)):
                acknowledged = max(acknowledged, int(writer.stdout.readline()))
            kind = chance.choice(kinds)
            strike(home, kind, writer, url)
            for line in writer.stdout:
                acknowledged = max(acknowledged, int(line))
        if kind == "number taken":
            psutil.wait_procs(processes(home / "postgres"))
            with namesake(home):
                works(home)
        else:
            works(home)
    with Journal.open(start(home)) as journal:
        events = list(journal.read(0, journal.head().position))
    assert [recorded.position for recorded in events] == list(range(1, len(events) + 1))
    ids = [int(recorded.event.id) for recorded in events]
    assert ids == list(range(len(ids)))
    assert len(ids) > acknowledged
    assert all(before.recorded <= after.recorded for before, after in pairwise(events))


def test_ten_kills(home: Path) -> None:
    """Given the server and a writer killed ten times, by turns or together, then each next command works, and what was
    acknowledged is there, once, in order."""
    survive(home, 10, 662, ("writer", "server", "both", "number taken"))


@pytest.mark.soak
def test_a_thousand_kills(home: Path) -> None:
    """Given a thousand such blows, some with a process that counts on or is stopped, then the same holds."""
    survive(home, int(os.environ.get("SAGSGANG_KILLS", "1000")), 2007, KINDS)
