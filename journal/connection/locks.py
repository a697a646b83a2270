"""Locks with a name: how long one waits, how long one may be held, and who holds it, in words.

Nobody waits without end, and nobody ends another: the server ends a holder that keeps silent, at the limit that the holder
set itself when it took the lock. It does so only while it waits for the beginning of a client's next turn. Hence two rules
for what is sent under a lock (PostgreSQL 15 to 18):
- No ``COPY FROM STDIN``: no limit of the server works inside it; a client that is stopped there holds its locks for ever.
- What is larger than a socket holds is sent as a prepared statement (``prepare=True``): else its text is a message of its
  own, and whoever is stopped in the values that follow is no longer at the beginning of a turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Any, LiteralString, NamedTuple

import psycopg
from psycopg.errors import LockNotAvailable
from psycopg.rows import tuple_row

from ...domain.problem import Problem, Unavailable
from ...domain.text import Text
from .session import TRANSACTION_TIMEOUT_SINCE

BEAT_SECONDS = 10.0
SHUT_DOWN = frozenset({"57P01", "57P02"})  # by the server as a whole, or by an administrator

# The limits begin when the lock is there: whoever waits is not counted as a slow one.
TRY: LiteralString = """
    SELECT tried.taken, set_config('idle_in_transaction_session_timeout', %(idle)s, true)
    FROM (SELECT pg_try_advisory_xact_lock(%(number)s) AS taken) AS tried"""
TRY_SINCE_17: LiteralString = """
    SELECT tried.taken, set_config('idle_in_transaction_session_timeout', %(idle)s, true),
        set_config('transaction_timeout', CASE WHEN tried.taken THEN %(whole)s ELSE '0' END, true)
    FROM (SELECT pg_try_advisory_xact_lock(%(number)s) AS taken) AS tried"""
HOLDER: LiteralString = """
    SELECT held.pid, activity.application_name, activity.usename, host(activity.client_addr), activity.state,
        to_char(activity.xact_start, 'YYYY-MM-DD HH24:MI:SS TZ')
    FROM pg_locks AS held JOIN pg_stat_activity AS activity ON activity.pid = held.pid
    WHERE held.locktype = 'advisory' AND held.objsubid = 1 AND held.granted
        AND (held.classid::bigint << 32) | held.objid::bigint = %s
        AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


class Lock(NamedTuple):
    """An advisory lock of the database. number: one for every journal, since PostgreSQL keeps them apart by database.

    wait: seconds until one who wants it gives up. idle: seconds that its holder may keep the server waiting. whole:
    seconds that it may be held in all, from PostgreSQL 17 on; None: as long as the work takes.
    """

    number: int
    name: Text
    wait: float
    idle: float
    whole: float | None


class LockHeld(Unavailable):
    """Somebody holds a lock for longer than one who wants it waits. details: ``pid`` of the holder's session, or None."""

    code = "lock-held"


class LockHolder(NamedTuple):
    """Who holds a lock, as far as the database user may see it."""

    pid: int
    application: str | None
    user: str | None
    host: str | None
    state: str | None
    since: str | None


def take(connection: psycopg.Connection[Any], lock: Lock) -> None:
    """Take a lock until the end of the transaction, which must have begun. Raises LockHeld; then it is to be rolled back.

    From here on the server ends the session if it keeps silent for too long.
    """
    assert not connection.autocommit or connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE
    limits = {
        "number": lock.number,
        "idle": _milliseconds(lock.idle),
        "whole": _milliseconds(lock.whole or 0),
        "wait": _milliseconds(lock.wait),
    }
    bounded = connection.info.server_version >= TRANSACTION_TIMEOUT_SINCE
    with connection.cursor(row_factory=tuple_row) as cursor:
        if cursor.execute(TRY_SINCE_17 if bounded else TRY, limits).fetchall()[0][0]:
            return
        try:
            with connection.transaction():  # a savepoint: the holder is asked for afterwards
                cursor.execute("SELECT set_config('lock_timeout', %(wait)s, true)", limits)
                cursor.execute("SELECT pg_advisory_xact_lock(%(number)s)", limits)
        except LockNotAvailable:
            raise _held(lock, holder(connection, lock)) from None
        if bounded:
            cursor.execute("SELECT set_config('transaction_timeout', %(whole)s, true)", limits)


def holder(connection: psycopg.Connection[Any], lock: Lock) -> LockHolder | None:
    """Who holds a lock just now."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        found = cursor.execute(HOLDER, (lock.number,)).fetchone()
    return LockHolder(*found) if found else None


class Hold:
    """A lock that is held while other connections work, by a connection that gives a sign of life now and then.

    So a process that is stopped, or whose host vanished, loses it. ``confirm`` tells whether it is still held.
    """

    def __init__(self, connection: psycopg.Connection[Any], lock: Lock) -> None:
        self._connection = connection
        self._lock = lock
        self._ended = Event()
        self._fault: psycopg.Error | None = None

    def confirm(self) -> None:
        """See that the lock was not lost meanwhile. Raises Problem ``lock-lost``, or what ended the connection."""
        self._say()
        if self._fault is not None:
            raise self._fault if self._fault.sqlstate in SHUT_DOWN else _lost(self._lock)

    def beat(self) -> None:
        """Give signs of life until it is enough."""
        while self._fault is None and not self._ended.wait(min(BEAT_SECONDS, self._lock.idle / 4)):
            self._say()

    def _say(self) -> None:
        try:
            self._connection.execute("SELECT 1")
        except psycopg.Error as error:
            self._fault = self._fault or error  # the first one says why; afterwards it is just closed

    def end(self) -> None:
        """It is enough."""
        self._ended.set()


@contextmanager
def hold(connection: psycopg.Connection[Any], lock: Lock) -> Iterator[Hold]:
    """Hold a lock by a connection of its own, which is closed afterwards. Raises LockHeld.

    The lock is one of a transaction: wherever the connection ends, however it ends, the lock is free.
    """
    with connection:
        take(connection, lock)
        held = Hold(connection, lock)
        beating = Thread(target=held.beat, daemon=True)
        beating.start()
        try:
            yield held
        finally:
            held.end()
            beating.join()
            with suppress(psycopg.Error):
                connection.rollback()
            connection.close()


def _milliseconds(seconds: float) -> str:
    return str(int(seconds * 1000))


def _held(lock: Lock, found: LockHolder | None) -> LockHeld:
    wait = f"{lock.wait:g} s"
    if found is None:
        return LockHeld(
            pid=None,
            da=f"{lock.name.da} var optaget i {wait}, og er det ikke mere. Intet er skrevet. Prøv igen.",
            en=f"{lock.name.en} was taken for {wait}, and is free now. Nothing was written. Try again.",
        )
    by = ", ".join(part for part in (found.application, found.user, found.host, found.state) if part)
    since_da, since_en = (f", siden {found.since}", f", since {found.since}") if found.since else ("", "")
    return LockHeld(
        pid=found.pid,
        da=f"{lock.name.da} har været optaget i {wait} af serverproces {found.pid} ({by}{since_da}). Intet er skrevet. "
        f"Tier den, afslutter serveren den efter {lock.idle:g} s; prøv så igen. Er programmet stoppet, så afslut det "
        f"dér, eller sig i databasen: SELECT pg_terminate_backend({found.pid})",
        en=f"{lock.name.en} has been taken for {wait} by server process {found.pid} ({by}{since_en}). Nothing was written. "
        f"If it keeps silent, the server ends it after {lock.idle:g} s; then try again. If the program is stopped, end it "
        f"there, or say in the database: SELECT pg_terminate_backend({found.pid})",
    )


def _lost(lock: Lock) -> Problem:
    return Unavailable(
        code="lock-lost",
        da=f"{lock.name.da} gik tabt undervejs: programmet stod stille i mere end {lock.idle:g} s, eller forbindelsen "
        "blev afbrudt. Intet er skiftet ud. Kør kommandoen igen.",
        en=f"{lock.name.en} was lost on the way: the program stood still for more than {lock.idle:g} s, or the connection "
        "was cut. Nothing was replaced. Run the command again.",
    )
