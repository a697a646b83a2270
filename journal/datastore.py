"""The pool of connections to the journal's database, by URL, and what the database must be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
from eventsourcing.postgres import PostgresDatastore
from psycopg.conninfo import make_conninfo
from psycopg.rows import dict_row

from ..domain.text import Problem
from .location import parameters, shown

SCHEMA = "sagsgang"
OLDEST_SERVER = 15
CONNECT_SECONDS = 10
DEFAULTS = {"fallback_application_name": "sagsgang", "connect_timeout": str(CONNECT_SECONDS)}
IDLE_WRITER_SECONDS = 60  # a writer that hangs in its transaction holds up all others no longer than this


class JournalDatastore(PostgresDatastore):
    """The library's pool, with every parameter of the URL (``sslmode``, ``options``, a socket directory).

    Reading takes pages in transactions of their own, so no reader is ever idle in a transaction.
    """

    def __init__(self, url: str):
        self.url = url
        found = DEFAULTS | parameters(url)
        super().__init__(
            dbname=found.get("dbname", ""),
            host=found.get("host", ""),
            port=found.get("port", ""),
            user=found.get("user", ""),
            password=found.get("password", ""),
            connect_timeout=CONNECT_SECONDS,
            idle_in_transaction_session_timeout=IDLE_WRITER_SECONDS,
            pool_size=1,
            max_overflow=4,
            pre_ping=True,
            schema=SCHEMA,
            originator_id_type="text",
        )
        # The library knows five of libpq's parameters; the pool, not yet open, takes them all.
        self.pool.kwargs = {**found, "row_factory": dict_row}

    def after_connect_func(self) -> Callable[[psycopg.Connection[Any]], None]:
        """As the library's, and times come back in UTC."""
        after_connect = super().after_connect_func()

        def in_utc(connection: psycopg.Connection[Any]) -> None:
            after_connect(connection)
            connection.execute("SET TIME ZONE 'UTC'")

        return in_utc

    def connect(self) -> psycopg.Connection[Any]:
        """A connection of its own to the same database, in UTC, not in autocommit. The caller closes it."""
        connection = psycopg.connect(_conninfo(self.url))
        connection.execute("SET TIME ZONE 'UTC'")
        connection.commit()
        return connection


def check_server(url: str) -> None:
    """Raises Problem unless the URL leads to a PostgreSQL database that can hold a journal.

    Codes: ``bad-url``, ``database-unreachable``, ``server-too-old``, ``database-not-utf8``.
    """
    conninfo = _conninfo(url)
    try:
        with psycopg.connect(conninfo) as connection:
            version = connection.info.server_version // 10000
            encoding = connection.info.parameter_status("server_encoding")
    except psycopg.OperationalError as error:
        raise _unreachable(url, str(error)) from None
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


def _conninfo(url: str) -> str:
    return make_conninfo("", **(DEFAULTS | parameters(url)))


def _unreachable(url: str, reason: str) -> Problem:
    """The server's own words say why; libpq never repeats a password in them."""
    where = shown(url)
    said = " ".join(reason.split())[:300]
    return Problem(
        code="database-unreachable",
        da=f"Databasen {where} kan ikke nås. Tjek adressen, og at serveren kører og tager imod. ({said})",
        en=f"The database {where} cannot be reached. Check the address, and that the server runs and accepts "
        f"connections. ({said})",
    )
