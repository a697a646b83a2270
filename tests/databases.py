"""Empty databases for the tests, used again.

To make a database takes longer than most tests do, and so does dropping it. So one that held nothing but the program's
schema is emptied and given to a later test, under a new name: nobody who is left over from the test before finds it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, LiteralString
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

Server = psycopg.Connection[tuple[Any, ...]]

EMPTY: LiteralString = "ENCODING 'UTF8' TEMPLATE template0"
# Whether there is more in a database than when it was made, or something was said about it. The system's own things
# have numbers below 16384.
TOUCHED: LiteralString = """
SELECT datacl IS NOT NULL
    OR EXISTS (SELECT FROM pg_db_role_setting WHERE setdatabase = this.oid)
    OR EXISTS (SELECT FROM pg_shdepend WHERE dbid = this.oid OR (dbid = 0 AND objid = this.oid))
    OR EXISTS (SELECT FROM pg_default_acl)
    OR EXISTS (SELECT FROM pg_namespace WHERE oid >= 16384 AND nspname !~ '^pg_(toast_)?temp_')
    OR EXISTS (SELECT FROM pg_class WHERE oid >= 16384)
    OR EXISTS (SELECT FROM pg_type WHERE oid >= 16384)
    OR EXISTS (SELECT FROM pg_proc WHERE oid >= 16384)
    OR EXISTS (SELECT FROM pg_extension WHERE oid >= 16384)
FROM pg_database AS this WHERE datname = current_database()
"""
_numbers = count(1)
_spare: dict[str, list[str]] = {}  # of a server, by its URL: the names of the empty databases of this process


@contextmanager
def fresh_database(server_url: str, clause: LiteralString = EMPTY, copy_of: str | None = None) -> Iterator[str]:
    """A new empty database on the server, gone afterwards. ``clause``: how it is created.

    copy_of: the URL of a database on the server that nobody is connected to; the new one holds all that it does.
    """
    how: sql.Composable = sql.SQL(clause)
    if copy_of is not None:
        how = sql.SQL("TEMPLATE {}").format(sql.Identifier(urlsplit(copy_of).path.lstrip("/")))
    spare = _spare.setdefault(server_url, []) if clause == EMPTY and copy_of is None else None
    with psycopg.connect(server_url, autocommit=True) as server:
        if spare:
            name = spare.pop()
        else:
            name = _new_name()
            server.execute(sql.SQL("CREATE DATABASE {} {}").format(sql.Identifier(name), how))
        try:
            yield _database(server_url, name)
        finally:
            if spare is None:
                _drop(server, name)
            elif (emptied := _emptied(server, server_url, name)) is not None:
                spare.append(emptied)


def drop_spare(server_url: str) -> None:
    """Drop the empty databases that this process has kept on a server."""
    with psycopg.connect(server_url, autocommit=True) as server:
        for name in _spare.pop(server_url, []):
            _drop(server, name)


def _emptied(server: Server, server_url: str, name: str) -> str | None:
    """Empty a database: its new name. It is dropped instead if more was done with it than the program does."""
    server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
    again = _new_name()
    try:
        server.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(again))
        )
    except psycopg.errors.ObjectInUse:  # somebody came back at once
        _drop(server, name)
        return None
    try:
        with psycopg.connect(_database(server_url, again), autocommit=True) as inside:
            inside.execute("SET client_min_messages = warning")
            inside.execute("DROP SCHEMA IF EXISTS sagsgang CASCADE")
            if inside.execute(TOUCHED).fetchone() == (False,):
                return again
    except psycopg.OperationalError:
        pass  # it takes no connections any more
    _drop(server, again)
    return None


def _new_name() -> str:
    return f"sagsgang_test_{os.getpid()}_{next(_numbers)}"


def _database(server_url: str, name: str) -> str:
    return urlsplit(server_url)._replace(path=f"/{name}").geturl()


def _drop(server: Server, name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
