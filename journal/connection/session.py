"""A session with the database: what the program relies on is set on each connection, in this one place.

A server, a database or a role may be set otherwise, for reasons of its own. What cannot be set here is refused with words.
"""

from __future__ import annotations

import os
import socket
from typing import Any, LiteralString

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.errors import InsufficientPrivilege
from psycopg.rows import tuple_row

from ...domain.problem import Problem, Unavailable
from .location import parameters

CONNECT_SECONDS = 10
LOCK_SECONDS = 90  # for any lock: on a row, on a table that a rebuild drops; waiting.py has those with a name
READER_IDLE_SECONDS = 3600  # an answer that nobody reads on; it holds up vacuum, and nobody else
ROUNDS = 5  # of asking a pooler whom it connects us with
TRANSACTION_TIMEOUT_SINCE = 170000  # version of the server

# A host that vanished, or a wire that was cut, is noticed by both ends within half a minute, even in the middle of an
# answer. Sockets within one machine pay these no heed.
KEEPALIVES = {
    "keepalives_idle": "15",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
RELIED_ON = {
    # How values are written: psycopg reads these forms, and no other.
    "client_encoding": "UTF8",
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "array_nulls": "on",
    # What our statements mean.
    "search_path": "pg_catalog",
    "standard_conforming_strings": "on",
    "transform_null_equals": "off",
    "quote_all_identifiers": "off",
    # A plan must fit the table as it has grown; what is prepared (see waiting.py) is planned each time all the same.
    "plan_cache_mode": "force_custom_plan",
    # Rows that a policy hides would be missing in silence; so it is an error.
    "row_security": "off",
    # What is read after a lock was waited for must be what its holder has written.
    "default_transaction_isolation": "read committed",
    "default_transaction_deferrable": "off",
    # An acknowledged event is on the disk. Stricter values stay.
    "synchronous_commit": "on",
    # A rebuild takes what it takes; what others wait for has limits of its own.
    "statement_timeout": "0",
    "idle_session_timeout": "0",
    "idle_in_transaction_session_timeout": f"{READER_IDLE_SECONDS}s",
    "lock_timeout": f"{LOCK_SECONDS}s",
    # As KEEPALIVES, at the server's end.
    "tcp_keepalives_idle": "15",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "30000",
}

# Every name is the system's own, whatever search_path says until this has set it.
SET: LiteralString = """
    SELECT pg_catalog.current_setting('session_replication_role'), pg_catalog.set_config(name,
        CASE WHEN name OPERATOR(pg_catalog.=) 'synchronous_commit'
            AND pg_catalog.current_setting(name) OPERATOR(pg_catalog.<>) 'off'
        THEN pg_catalog.current_setting(name) ELSE value END, false)
    FROM ROWS FROM (pg_catalog.unnest(%(names)s::pg_catalog.text[]), pg_catalog.unnest(%(values)s::pg_catalog.text[]))
        AS relied_on (name, value)
    WHERE NOT %(direct)s OR pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.=) %(process)s"""


def conninfo(url: str) -> str:
    """The parameters of the URL, and ours where it says nothing. Raises Problem ``bad-url``."""
    return make_conninfo("", **(defaults() | parameters(url)))


def defaults() -> dict[str, str]:
    """Parameters of every connection. Its name leads to the process, for those who wait for it."""
    return {
        "fallback_application_name": f"sagsgang {socket.gethostname()}:{os.getpid()}"[:63],
        "connect_timeout": str(CONNECT_SECONDS),
        **KEEPALIVES,
    }


def settle(connection: psycopg.Connection[Any], *, direct: bool = False) -> bool:
    """Set what is relied on. For a connection in autocommit: what is set in a transaction may be rolled back.

    direct: only in the session that the server gave this connection at the start; a pooler may be in between, and then
    nothing is set. Gives whether it was. Raises Problem ``server-setting``.
    """
    settings = RELIED_ON | (
        {"transaction_timeout": "0"} if connection.info.server_version >= TRANSACTION_TIMEOUT_SINCE else {}
    )
    with connection.cursor(row_factory=tuple_row) as cursor:
        asked = {"names": list(settings), "values": list(settings.values())}
        # The server tells each client the number of its process at the start; a pooler has to invent one.
        found = cursor.execute(SET, {**asked, "direct": direct, "process": connection.info.backend_pid}).fetchall()
        if not found:
            return False
        role = found[0][0]
        if role != "origin":
            # Changes of a replica: triggers that are not marked ALWAYS would not look at what is written.
            try:
                cursor.execute("SET session_replication_role = origin")
            except InsufficientPrivilege:
                raise _replica(role) from None
    return True


def settle_directly(connection: psycopg.Connection[Any], url: str) -> None:
    """The same, and see that a session is ours as long as the connection stands, also where a pooler is in between.

    Without it another may go on in our session, and we in another's: settings, locks and prepared statements land with
    whoever comes next. Raises Problem ``pooled-connection``, ``server-setting``.
    """
    if not settle(connection, direct=True):
        _check_direct(connection, url)
        settle(connection)


def _check_direct(connection: psycopg.Connection[Any], url: str) -> None:
    with psycopg.connect(conninfo(url)) as other:
        other.rollback()
        ours, its = connection, other
        for _ in range(ROUNDS):
            # While ours stands, no other can be in its session; and ours is in the same one after another came.
            before = _process(ours)
            try:
                taken = _process_in_transaction(its)
            except psycopg.Error:  # a pooler that gives a session for one statement alone
                raise _pooled() from None
            if before == taken or before != _process(ours):
                raise _pooled()
            its.rollback()
            ours, its = its, ours


def _process(connection: psycopg.Connection[Any]) -> int:
    process = _process_in_transaction(connection)
    if not connection.autocommit:
        connection.rollback()
    return process


def _process_in_transaction(connection: psycopg.Connection[Any]) -> int:
    with connection.cursor(row_factory=tuple_row) as cursor:
        [(process,)] = cursor.execute("SELECT pg_catalog.pg_backend_pid()", prepare=False).fetchall()
    return int(process)


def _pooled() -> Problem:
    return Unavailable(
        code="pooled-connection",
        da="Adressen fører til en pooler, der giver hver transaktion en ny session (pgbouncer: pool_mode = transaction "
        "eller statement). Låse og indstillinger ville lande hos andre. Brug serverens egen adresse (ofte port 5432), "
        "eller sæt pool_mode = session for denne database.",
        en="The address leads to a pooler that gives each transaction another session (pgbouncer: pool_mode = transaction "
        "or statement). Locks and settings would land with others. Use the server's own address (often port 5432), "
        "or set pool_mode = session for this database.",
    )


def _replica(role: str) -> Problem:
    return Unavailable(
        code="server-setting",
        da=f"Serveren er sat til session_replication_role = {role}: det, der skrives, ville ikke blive efterset. Lad en "
        "administrator fjerne det (ALTER ROLE … RESET session_replication_role, eller ALTER DATABASE).",
        en=f"The server is set to session_replication_role = {role}: what is written would not be checked. Let an "
        "administrator take it away (ALTER ROLE … RESET session_replication_role, or ALTER DATABASE).",
    )
