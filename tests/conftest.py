"""A real PostgreSQL for the tests: the embedded one, or the server of ``SAGSGANG_TEST_DATABASE``.

That is the URL of any database on a server where its user may create databases and roles. One embedded server
serves the whole run, all workers of pytest-xdist included; every test gets an empty database of its own.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import structlog
from sagsgang.cli import run
from sagsgang.examples.municipality.filling import fill, is_filled
from sagsgang.journal.application import Journal
from sagsgang.journal.server.embedded import start, stop

from .databases import drop_spare, fresh_database
from .shared_out import SharedOut, turn


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> SharedOut | None:
    """Which process of pytest-xdist gets which tests; the long evidence is dealt out test by test."""
    if config.option.markexpr == "soak":
        return None
    config.option.loadscopereorder = False
    return SharedOut(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In which order."""
    items.sort(key=lambda item: turn(item.nodeid))


@pytest.fixture(autouse=True)
def own_logs() -> Iterator[None]:
    """A call in this process sends logs to its standard error, which a later test finds closed."""
    yield
    structlog.reset_defaults()


def _folder_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database on the server of this run."""
    if given := os.environ.get("SAGSGANG_TEST_DATABASE"):
        yield given
        drop_spare(given)
        return
    with _shared_server(_folder_of_the_run(tmp_path_factory)) as url:
        yield url


@contextmanager
def _shared_server(shared: Path) -> Iterator[str]:
    """One server for all who share the folder. Every user holds a lock, so a crashed one counts no longer."""
    with (shared / "server.users").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        with (shared / "server.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            place = shared / "server.home"
            if not place.exists():
                # Not below pytest's own folder: the path of a server's socket is short.
                place.write_text(tempfile.mkdtemp(prefix="sagsgang-tests-"))
            home = Path(place.read_text())
            home.chmod(0o711)  # a pooler runs as the server's user, who must get through to the socket
            url = start(home)
            with psycopg.connect(url, autocommit=True) as server:
                # What a test's server holds need not outlive the machine. It does outlive the server all the same.
                server.execute("ALTER SYSTEM SET fsync = off")
                server.execute("SELECT pg_reload_conf()")
        yield url
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # others still use it; the last one stops it
        stop(home)
        shutil.rmtree(home)


class Stopped(Exception):  # noqa: N818 - it is no error, it is what is tested
    """The fill was stopped."""


def _stop_soon(done: int, total: int) -> None:
    """Stops a fill before it is half done."""
    if done > total / 4:
        raise Stopped


@pytest.fixture(scope="session")
def demonstration(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a demonstration whose fill was stopped part of the way, and then ``sagsgang demo`` was run.

    It takes its time and is made once in a run: the tests that ask it go together to one process, and those that write
    have a copy.
    """
    (_folder_of_the_run(tmp_path_factory) / "demonstration").touch(exist_ok=False)  # fails in a second process
    with fresh_database(server_url) as url:
        with Journal.open(url) as journal:
            with pytest.raises(Stopped):
                fill(journal, _stop_soon)
            assert journal.head().position > 0
            assert not is_filled(journal)
        assert run(["--database", url, "demo", "--json"]) == 0
        yield url


@pytest.fixture
def database_url(server_url: str) -> Iterator[str]:
    """The URL of an empty database."""
    with fresh_database(server_url) as url:
        yield url


@pytest.fixture
def journal(database_url: str) -> Iterator[Journal]:
    """An empty journal."""
    with Journal.open(database_url) as opened:
        yield opened
