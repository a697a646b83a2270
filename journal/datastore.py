"""The pool of connections to the journal's database, by URL, and what the database must be."""

from __future__ import annotations

from collections.abc import Callable
from time import sleep
from typing import Any

import psycopg
from eventsourcing.postgres import PostgresDatastore
from psycopg.rows import dict_row

from ..domain.foreign_words import quoted
from ..domain.text import Problem
from .attempts import PAUSES
from .location import parameters, shown
from .outages import code_of, problem_of
from .session import CONNECT_SECONDS, check_direct, conninfo, defaults, settle

SCHEMA = "sagsgang"
OLDEST_SERVER = 15
SOON = frozenset({"53300", "57P03"})  # a server that is full or starting takes the next one soon


class JournalDatastore(PostgresDatastore):
    """The library's pool, with every parameter of the URL (``sslmode``, ``options``, a socket directory).

    Reading takes pages in transactions of their own, so no reader is ever idle in a transaction.
    """

    def __init__(self, url: str):
        self.url = url
        found = defaults() | parameters(url)
        super().__init__(
            dbname=found.get("dbname", ""),
            host=found.get("host", ""),
            port=found.get("port", ""),
            user=found.get("user", ""),
            password=found.get("password", ""),
            connect_timeout=CONNECT_SECONDS,
            pool_size=1,
            max_overflow=4,
            pre_ping=True,
            schema=SCHEMA,
            originator_id_type="text",
        )
        # The library knows five of libpq's parameters; the pool, not yet open, takes them all.
        self.pool.kwargs = {**found, "row_factory": dict_row}

    def after_connect_func(self) -> Callable[[psycopg.Connection[Any]], None]:
        """What the pool does with each new connection."""
        return _prepare

    def connect(self) -> psycopg.Connection[Any]:
        """A connection of its own to the same database, in UTC, not in autocommit. The caller closes it."""
        connection = _connect(self.url)
        try:
            _prepare(connection)
            connection.autocommit = False
        except BaseException:
            connection.close()
            raise
        return connection


def _prepare(connection: psycopg.Connection[Any]) -> None:
    connection.autocommit = True
    settle(connection)


def _connect(url: str) -> psycopg.Connection[Any]:
    """A connection; a server that is full or starting is tried again, for as long as ``PAUSES`` say."""
    for pause in (*PAUSES, None):
        try:
            return psycopg.connect(conninfo(url))
        except psycopg.OperationalError as error:
            if pause is None or code_of(error) not in SOON:
                raise
            sleep(pause)
    raise AssertionError("the last attempt returns or raises")


def check_server(url: str) -> None:
    """Raises Problem unless the URL leads to a PostgreSQL database that can hold a journal.

    Codes: ``bad-url``, ``database-unreachable``, ``too-many-connections``, ``database-starting``, ``server-too-old``,
    ``database-not-utf8``, ``pooled-connection``, ``server-setting``.
    """
    try:
        connection = _connect(url)
    except psycopg.OperationalError as error:
        raise _refused(url, error) from None
    with connection:
        connection.autocommit = True
        _check_version(connection)
        check_direct(connection, url)
        settle(connection)


def _check_version(connection: psycopg.Connection[Any]) -> None:
    version = connection.info.server_version // 10000
    encoding = connection.info.parameter_status("server_encoding")
    if version < OLDEST_SERVER:
        raise Problem(
            code="server-too-old",
            da=f"Serveren er PostgreSQL {version}. Brug PostgreSQL {OLDEST_SERVER} eller nyere; helst 18.",
            en=f"The server is PostgreSQL {version}. Use PostgreSQL {OLDEST_SERVER} or newer; best 18.",
        )
    if encoding != "UTF8":
        raise Problem(
            code="database-not-utf8",
            da=f"Databasen er kodet i {encoding}. Opret en med ENCODING 'UTF8' (TEMPLATE template0).",
            en=f"The database is encoded in {encoding}. Create one with ENCODING 'UTF8' (TEMPLATE template0).",
        )


def _refused(url: str, error: psycopg.OperationalError) -> Problem:
    """The server's own words say why; libpq never repeats a password in them."""
    if code_of(error) is not None and (problem := problem_of(error)):
        return problem
    where = shown(url)
    said = quoted(str(error), 300)
    return Problem(
        code="database-unreachable",
        da=f"Databasen {where} kan ikke nås. Tjek adressen, og at serveren kører og tager imod ({said.da}).",
        en=f"The database {where} cannot be reached. Check the address, and that the server runs and accepts "
        f"connections ({said.en}).",
    )
