"""The embedded PostgreSQL: made and started when needed, by whoever comes first."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from sagsgang.domain.problem import Problem
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry
from sagsgang.journal.server import server_log
from sagsgang.journal.server.embedded import keep_log_bounded, start, stop

from ..examples import ANNA, application


@pytest.fixture
def home() -> Iterator[Path]:
    """A home that does not exist yet, in a folder that does not either; whatever runs in it is stopped."""
    top = Path(tempfile.mkdtemp(prefix="sagsgang-tests-"))
    yield top / "new" / "home"
    stop(top / "new" / "home")
    shutil.rmtree(top)


def test_a_server_lives_in_its_home(home: Path) -> None:
    """Given a new home, when started, stopped and started again, then it is one durable server, the owner's alone.

    A second start finds it running; stopping twice says that there was nothing to stop.
    """
    url = start(home)
    assert start(home) == url
    with psycopg.connect(url) as connection:
        settings = {
            name: connection.execute("SELECT current_setting(%s)", (name,)).fetchone()
            for name in (
                "fsync",
                "synchronous_commit",
                "full_page_writes",
                "unix_socket_permissions",
                "server_encoding",
            )
        }
    assert settings == {
        "fsync": ("on",),
        "synchronous_commit": ("on",),
        "full_page_writes": ("on",),
        "unix_socket_permissions": ("0700",),
        "server_encoding": ("UTF8",),
    }
    with Journal.open(url) as journal:
        journal.append([Entry(ANNA, application("a1"))])
    assert [stop(home), stop(home)] == [True, False]
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
    with Journal.open(start(home)) as journal:
        assert journal.head().position == 1


def test_processes_may_start_it_at_once(home: Path) -> None:
    """Given a new home, when three processes start the server at once, then each is told the same address."""
    script = (
        "import sys, pathlib; from sagsgang.journal.server.embedded import start; "
        "sys.stderr.write(start(pathlib.Path(sys.argv[1])))"
    )
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", script, str(home)],
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(3)
        ]
        said = [process.communicate()[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert set(said) == {start(home)}


def test_a_home_that_can_not_be_is_said_so(home: Path) -> None:
    """Given a name with a line break or a comma, a file in the way, or data of another major version, then that is said."""
    home.mkdir(parents=True)
    (home / "file").write_text("")
    (home / "old" / "postgres").mkdir(parents=True)
    (home / "old" / "postgres" / "PG_VERSION").write_text("12\n")
    codes = []
    for place in ("broken\nname", "a,b", "file", "old"):
        with pytest.raises(Problem) as problem:
            start(home / place)
        codes.append(problem.value.code)
    assert codes == ["home-path", "home-path", "home-not-writable", "embedded-version"]


def test_nothing_is_stopped_where_nothing_is(home: Path) -> None:
    """Given a home that was never used, when it is stopped, then nothing was running and no folder is made."""
    assert stop(home) is False
    assert not home.exists()


@pytest.mark.soak
def test_a_slow_start_is_waited_for(home: Path) -> None:
    """Given a server that takes some seven seconds to start, then it is waited for.

    It reads back an archive whose every file takes seven seconds to be found missing.
    """
    with Journal.open(start(home)) as journal, journal.connect() as connection:
        journal.append([Entry(ANNA, application("a1"))])
        connection.autocommit = True
        connection.execute("ALTER SYSTEM SET restore_command = 'sleep 7; false'")
    stop(home)
    signal_file = home / "postgres" / "recovery.signal"
    signal_file.touch()
    owner = (home / "postgres").stat()
    os.chown(signal_file, owner.st_uid, owner.st_gid)
    with Journal.open(start(home)) as journal:
        assert journal.head().position == 1


def test_the_servers_log_is_bounded(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a server whose log may have 20 kB, when thousands of statements fail, then whoever starts it next, or looks
    after it while it runs on, lets it begin anew: twice the bound is kept at most, the last words among it, and what is said
    afterwards is in it; a link in the place of what is kept is replaced and not followed."""
    monkeypatch.setattr(server_log, "LARGEST", 20_000)
    url, pgdata = start(home), home / "postgres"
    victim = home / "victim"
    victim.write_text("mine")
    (pgdata / "log.1").symlink_to(victim)

    def fail(word: str, times: int) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            for number in range(times):
                with pytest.raises(psycopg.errors.UndefinedTable):
                    connection.execute(f"SELECT FROM {word}_{number}".encode())

    for round_, look in enumerate((start, keep_log_bounded, start)):
        fail(f"round{round_}", 400)
        assert (pgdata / "log").stat().st_size > 20_000
        look(home)
        assert (pgdata / "log").stat().st_size < 2_000
        assert (pgdata / "log.1").stat().st_size == 20_000
        assert f"round{round_}_399" in (pgdata / "log.1").read_text()
    assert victim.read_text() == "mine"
    assert (pgdata / "log.1").stat().st_mode & 0o077 == 0
    assert (pgdata / "log.1").stat().st_uid == (pgdata / "log").stat().st_uid
    fail("after", 1)
    assert "after_0" in (pgdata / "log").read_text()
