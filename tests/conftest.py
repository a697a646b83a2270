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
from itertools import count
from pathlib import Path
from typing import LiteralString
from urllib.parse import urlsplit

import psycopg
import pytest
import structlog
from psycopg import sql
from sagsgang.cli import run
from sagsgang.demo.filling import fill, is_filled
from sagsgang.journal.application import Journal
from sagsgang.journal.embedded import start, stop

_numbers = count(1)


@pytest.fixture(autouse=True)
def own_logs() -> Iterator[None]:
    """A call in this process sends logs to its standard error, which a later test finds closed."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database on the server of this run."""
    if given := os.environ.get("SAGSGANG_TEST_DATABASE"):
        yield given
        return
    own = tmp_path_factory.getbasetemp()
    with _shared_server(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) as url:
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
                # Not below pytest's own folder: it closes that to others, and root runs the server as another.
                place.write_text(tempfile.mkdtemp(prefix="sagsgang-tests-"))
            home = Path(place.read_text())
            url = start(home)
        yield url
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # others still use it; the last one stops it
        stop(home)
        shutil.rmtree(home)


@contextmanager
def fresh_database(
    server_url: str, clause: LiteralString = "ENCODING 'UTF8' TEMPLATE template0", copy_of: str | None = None
) -> Iterator[str]:
    """A new empty database on the server, dropped afterwards. ``clause``: how it is created.

    copy_of: the URL of a database on the server that nobody is connected to; the new one holds all that it does.
    """
    name = f"sagsgang_test_{os.getpid()}_{next(_numbers)}"
    database = sql.Identifier(name)
    with psycopg.connect(server_url, autocommit=True) as server:
        how: sql.Composable = sql.SQL(clause)
        if copy_of is not None:
            how = sql.SQL("TEMPLATE {}").format(sql.Identifier(urlsplit(copy_of).path.lstrip("/")))
        server.execute(sql.SQL("CREATE DATABASE {} {}").format(database, how))
        try:
            yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(database))


class Stopped(Exception):  # noqa: N818 - it is no error, it is what is tested
    """The fill was stopped."""


def _stop_soon(done: int, total: int) -> None:
    """Stops a fill before it is half done."""
    if done > total / 4:
        raise Stopped


@pytest.fixture(scope="session")
def demonstration(server_url: str) -> Iterator[str]:
    """The URL of a demonstration whose fill was stopped part of the way, and then ``sagsgang demo`` was run.

    It is made once in a worker, and takes its time: tests that ask it are in the group ``demonstration``, and those
    that write have a copy.
    """
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
