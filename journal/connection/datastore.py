"""The pool of connections to the journal's database, by URL, and what the database must be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from select import POLLIN, poll
from time import sleep
from typing import Any

import psycopg
from eventsourcing.postgres import ConnectionPool, PostgresDatastore
from psycopg.rows import dict_row, tuple_row
from psycopg_pool import PoolTimeout

from ...domain.foreign_words import quoted
from ...domain.problem import Problem, Unavailable
from .location import parameters, shown
from .outages import code_of, problem_of
from .retry import PAUSES
from .session import CONNECT_SECONDS, conninfo, defaults, settle, settle_directly

SCHEMA = "sagsgang"
OLDEST_SERVER = 15
SOON = frozenset({"53300", "57P03"})  # a server that is full or starting takes the next one soon


MOST_CONNECTIONS = 20  # of the pool: as many threads read at a time; one who asks a question keeps one meanwhile


class PooledConnection(psycopg.Connection[Any]):
    """A connection of the pool: in autocommit, set to what the program relies on."""

    @classmethod
    def connect(  # type: ignore[override]
        cls, conninfo: str = "", *, made: list[psycopg.Connection[Any]], **words: Any
    ) -> psycopg.Connection[Any]:
        """The next connection. made: those that were made before the pool; they come first."""
        with suppress(IndexError):
            return made.pop()
        connection = super().connect(conninfo, autocommit=True, **words)
        try:
            settle(connection)
        except BaseException:
            connection.close()
            raise
        return connection


class JournalDatastore(PostgresDatastore):
    """The library's pool, with every parameter of the URL (``sslmode``, ``options``, a socket directory).

    Reading takes pages in transactions of their own, so no reader is ever idle in a transaction.
    """

    def __init__(self, url: str, made: psycopg.Connection[Any] | None = None):
        """made: a connection to begin with, as ``checked_connection`` gives it."""
        self.url = url
        self._made = [made] if made is not None else []
        found = defaults() | parameters(url)
        super().__init__(
            dbname=found.get("dbname", ""),
            host=found.get("host", ""),
            port=found.get("port", ""),
            user=found.get("user", ""),
            password=found.get("password", ""),
            schema=SCHEMA,
            originator_id_type="text",
        )
        # The library knows five of libpq's parameters, and asks a connection whether it is there before each use.
        self.pool = ConnectionPool(
            connection_class=PooledConnection,
            kwargs={**found, "row_factory": dict_row, "made": self._made},
            min_size=0,  # the first is made by whoever needs it: else two are
            max_size=MOST_CONNECTIONS,
            open=False,
            timeout=CONNECT_SECONDS,
            reconnect_timeout=CONNECT_SECONDS,  # then whoever needs one tries anew, and at once
            check=_check,
        )

    def register_type_adapters(self) -> None:
        """There are none: the journal's table takes the types that every database has."""

    @contextmanager
    def lend(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection of the pool, in autocommit, whose rows are tuples. What it began ends with the loan: committed, or
        rolled back where something was raised."""
        self.pool.open()
        with ExitStack() as loan:
            try:
                lent: psycopg.Connection[Any] = loan.enter_context(self.pool.connection())
            except PoolTimeout:
                _connect(self.url).close()  # which says why there is none, in the server's own words
                raise
            lent.row_factory = tuple_row
            try:
                yield lent
            finally:
                lent.row_factory = dict_row

    def connect(self) -> psycopg.Connection[Any]:
        """A connection of its own to the same database, in UTC, not in autocommit. The caller closes it."""
        connection = _connect(self.url)
        try:
            connection.autocommit = True
            settle(connection)
            connection.autocommit = False
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        """Close what is open; it can be called again."""
        super().close()
        while self._made:
            self._made.pop().close()


def _check(connection: psycopg.Connection[Any]) -> None:
    """See that the server has not hung up. Between two turns it has nothing to say but its farewell: only where there is
    something to be heard is it asked."""
    hearing = poll()
    hearing.register(connection, POLLIN)
    if hearing.poll(0):
        ConnectionPool.check_connection(connection)


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


def checked_connection(url: str) -> psycopg.Connection[Any]:
    """A connection to a PostgreSQL database that can hold a journal, as those of the pool are. Raises Problem.

    Codes: ``bad-url``, ``database-unreachable``, ``too-many-connections``, ``database-starting``, ``server-too-old``,
    ``database-not-utf8``, ``pooled-connection``, ``server-setting``.
    """
    try:
        connection = _connect(url)
    except psycopg.OperationalError as error:
        raise _refused(url, error) from None
    try:
        connection.autocommit = True
        connection.row_factory = dict_row
        _check_version(connection)
        settle_directly(connection, url)
    except BaseException:
        connection.close()
        raise
    return connection


def check_server(url: str) -> None:
    """The same, for whoever connects otherwise."""
    checked_connection(url).close()


def _check_version(connection: psycopg.Connection[Any]) -> None:
    version = connection.info.server_version // 10000
    encoding = connection.info.parameter_status("server_encoding")
    if version < OLDEST_SERVER:
        raise Unavailable(
            code="server-too-old",
            da=f"Serveren er PostgreSQL {version}. Brug PostgreSQL {OLDEST_SERVER} eller nyere; helst 18.",
            en=f"The server is PostgreSQL {version}. Use PostgreSQL {OLDEST_SERVER} or newer; best 18.",
        )
    if encoding != "UTF8":
        raise Unavailable(
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
    return Unavailable(
        code="database-unreachable",
        da=f"Databasen {where} kan ikke nås. Tjek adressen, og at serveren kører og tager imod ({said.da}).",
        en=f"The database {where} cannot be reached. Check the address, and that the server runs and accepts "
        f"connections ({said.en}).",
    )
