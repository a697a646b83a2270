"""The embedded PostgreSQL: a real server in a home directory, started when needed and left running.

Reached by a socket in the home, which its owner alone may use.
"""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path
from typing import LiteralString
from urllib.parse import quote

import psycopg

from ...domain.problem import Conflict
from ...log import log
from . import access_files, server_log
from .home import PORT, Owner, check_length, check_owner, located, locked, server_owner, user_name
from .postmaster import (
    carry_out,
    end,
    folder_for,
    is_answering,
    launch,
    pid_file,
    postmaster,
)
from .server_programs import major_version, programs
from .start_failure import start_failed

DATABASE: LiteralString = "sagsgang"

# Set once, when the server is made; whoever runs it may change them with ALTER SYSTEM.
SETTINGS: tuple[LiteralString, ...] = (
    # Small, for a small machine: the system's own cache of files is there beside it. Four times as much made a rebuild of
    # 100,000 cases 3 % cheaper.
    "ALTER SYSTEM SET shared_buffers = '64MB'",
    "ALTER SYSTEM SET maintenance_work_mem = '64MB'",
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


def start(home: Path) -> str:
    """The URL of the journal's database in ``home``; makes and starts the server as needed, leaves it running.

    Raises Problem: ``home-path``, ``home-too-long``, ``home-of-another``, ``home-not-writable``, ``no-server-user``,
    ``programs-unreadable``, ``embedded-version``, ``embedded-start``, ``embedded-orphans``.
    """
    home = located(home)
    check_length(home)
    check_owner(home)
    pgdata = home / "postgres"
    is_there = is_answering(pgdata) and access_files.are_closed(pgdata, _who_come_in(pgdata))
    if is_there and not server_log.is_full(pgdata):
        return _url(pgdata)
    with locked(home):
        check_owner(home)  # again: while we waited it may have been made by another
        server_log.bound(pgdata)
        owner = server_owner()
        if not pgdata.exists():
            _create(home, owner)
        _check_version(pgdata)
        _close(pgdata, owner)
        if not is_answering(pgdata):
            launch(pgdata, owner)
            log.info("embedded PostgreSQL started", home=str(home))
    return _url(pgdata)


def stop(home: Path) -> bool:
    """Stop the server in ``home``, ending its connections. Returns whether one was running.

    Raises Problem ``home-path``, ``home-of-another``, ``home-not-writable``, ``embedded-orphans``.
    """
    home = located(home)
    check_owner(home)
    pgdata = home / "postgres"
    if not pgdata.exists():
        return False
    with locked(home):
        return end(pgdata)


def keep_log_bounded(home: Path) -> None:
    """For a program that runs on for long: the server's log begins anew where it has outgrown its bound."""
    pgdata = located(home) / "postgres"
    if server_log.is_full(pgdata):
        with locked(located(home)):
            server_log.bound(pgdata)


def discard(home: Path) -> bool:
    """Stop a server that was made for nothing, and take its data folder away; what stays is the home and its lock.

    Only where the database holds nothing of the program's and nobody else is connected. Gives whether it was done.
    """
    home = located(home)
    check_owner(home)
    pgdata = home / "postgres"
    with locked(home):
        if not _was_made_for_nothing(pgdata):
            return False
        end(pgdata)
        shutil.rmtree(pgdata)
    log.info("embedded PostgreSQL taken away: nothing came of it", home=str(home))
    return True


def _was_made_for_nothing(pgdata: Path) -> bool:
    """Whether the database is empty. If so it has another name from here on: nobody comes to it any more."""
    try:
        with psycopg.connect(_url(pgdata, "postgres"), autocommit=True) as server:
            if _holds_something(pgdata, DATABASE):
                return False
            server.execute(f"ALTER DATABASE {DATABASE} RENAME TO discarded")  # fails while anyone is connected
            if _holds_something(pgdata, "discarded"):
                server.execute(f"ALTER DATABASE discarded RENAME TO {DATABASE}")
                return False
    except psycopg.Error:
        return False
    return True


def _holds_something(pgdata: Path, database: str) -> bool:
    with psycopg.connect(_url(pgdata, database)) as inside:
        return inside.execute("SELECT FROM pg_namespace WHERE nspname = 'sagsgang'").fetchone() is not None


def _create(home: Path, owner: Owner) -> None:
    """Make the server beside its place and move it there whole: a half-made one is never taken for a server.

    No server takes connections meanwhile: what is to be said is said to one that works alone, by its standard input.
    """
    fresh = home / "postgres.new"
    if fresh.exists():
        end(fresh)
        shutil.rmtree(fresh)
    fresh.mkdir(mode=0o700)
    if owner.uid != os.geteuid():
        os.chown(fresh, owner.uid, owner.gid)
    folder, bin_folder = folder_for(fresh, owner), programs(owner)
    words = [
        "--username=postgres",
        "--encoding=UTF8",
        "--no-instructions",
        "--auth-local=peer",
        "--auth-host=reject",
    ]
    # One order of letters on every machine, whatever language the caller's environment speaks or misspells.
    words += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    done = carry_out([bin_folder / "initdb", "-D", folder, *words], fresh, owner)
    if done.returncode == 0:
        access_files.close(fresh, _names(owner), owner)
        words = ["--single", "-D", folder, "-c", "exit_on_error=on", "postgres"]
        statements = "".join(f"{statement}\n" for statement in (*SETTINGS, CREATE))
        done = carry_out([bin_folder / "postgres", *words], fresh, owner, statements)
    if done.returncode != 0:
        raise start_failed(fresh, done.stderr)
    fresh.rename(home / "postgres")


def _close(pgdata: Path, owner: Owner) -> None:
    """A server made by an earlier version let in every user who reached its socket; it does so no more."""
    if access_files.are_closed(pgdata, _names(owner)):
        return
    access_files.close(pgdata, _names(owner), owner)
    log.warning("embedded PostgreSQL lets only its owner in from now on", changed=str(pgdata / "pg_hba.conf"))
    if (server := postmaster(pgdata)) is not None:
        server.send_signal(signal.SIGHUP)  # it reads them again


def _names(owner: Owner) -> set[str]:
    """Who may come in: the caller, and the user as whom the server works."""
    return {owner.name, user_name(os.geteuid())}


def _who_come_in(pgdata: Path) -> set[str]:
    """The same, for a server that is there."""
    return {user_name(pgdata.stat().st_uid), user_name(os.geteuid())}


def _url(pgdata: Path, database: str = DATABASE) -> str:
    """The address of the database. A server that an earlier version started may have another port."""
    port = "".join(pid_file(pgdata)[3:4]) or PORT
    return f"postgresql://postgres@/{database}?host={quote(str(pgdata), safe='')}&port={port}"


def _check_version(pgdata: Path) -> None:
    """A server of another major version cannot read the directory."""
    found, ours = (pgdata / "PG_VERSION").read_text().strip(), major_version()
    if found != ours:
        raise Conflict(
            code="embedded-version",
            da=f"{pgdata} er skrevet af PostgreSQL {found}, og den indbyggede er {ours}. Tag en sikkerhedskopi med den "
            "udgave af sagsgang, der skrev dem, og indlæs den her.",
            en=f"{pgdata} was written by PostgreSQL {found}, and the embedded one is {ours}. Back it up with the "
            "version of sagsgang that wrote it, and restore it here.",
            see="restore",
        )
