"""Who leads: one node among all, by a lock that the database frees when the node's connection ends.

Leading is a convenience, not what keeps reminders single: the journal does that. So a node that still believes
to lead for a moment spoils nothing.
"""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from datetime import timedelta
from threading import RLock
from time import monotonic
from typing import LiteralString

import psycopg
from psycopg.conninfo import make_conninfo

from ...journal.application import Journal
from ...journal.connection.location import parameters
from ...journal.connection.session import defaults, settle_directly
from ...log import log
from ..state import Connection, prepare

# Held by the leader's connection as long as it leads; schema_1.sql names it too. PostgreSQL keeps advisory locks apart
# by database.
LEADER_LOCK = 0x5A65_0003
DEPOSE_AFTER = timedelta(seconds=60)
CONFIRMED_FOR = (
    0.25  # seconds that a leader's proof counts: ``confirm`` may be asked for each of 100,000 reminders
)

# A vanished host is noticed within 15 seconds, by us through these parameters and by the server through VIGILANCE.
VIGILANT = {
    "connect_timeout": "5",
    "keepalives_idle": "5",
    "keepalives_interval": "3",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
}
VIGILANCE: LiteralString = """
    SET tcp_keepalives_idle = 5;
    SET tcp_keepalives_interval = 3;
    SET tcp_keepalives_count = 3;
    SET tcp_user_timeout = 15000;
    SET statement_timeout = '10s';
    SET synchronous_commit = off -- a heartbeat that a crash of the server loses says nothing anyway"""

SEEN: LiteralString = """
    INSERT INTO sagsgang.scheduler_nodes (node, host, pid, application_name, backend_pid)
    VALUES (%(node)s, %(host)s, %(pid)s, %(name)s, pg_backend_pid())
    ON CONFLICT (node) DO UPDATE SET seen_at = clock_timestamp(), backend_pid = pg_backend_pid()"""

# Rows of nodes that ended without saying so; and of one whose number of a server process is ours by now.
FORGET: LiteralString = """
    DELETE FROM sagsgang.scheduler_nodes
    WHERE node <> %s AND (seen_at < clock_timestamp() - interval '1 day' OR backend_pid = pg_backend_pid())"""

TRY: LiteralString = f"SELECT pg_try_advisory_lock({LEADER_LOCK})"

TAKE: LiteralString = """
    UPDATE sagsgang.scheduler_state AS state SET leader = %(node)s, since = clock_timestamp(), left_at = NULL,
        takeovers = takeovers + 1,
        takeover_seconds = extract(epoch FROM clock_timestamp() - coalesce(state.left_at, (
            SELECT seen_at FROM sagsgang.scheduler_nodes AS before WHERE before.node = state.leader)))
    RETURNING takeover_seconds"""

# All that the silent node left open: a transaction that it will not end would hold up its successor.
DEPOSE: LiteralString = """
    WITH silent AS MATERIALIZED (
        SELECT * FROM sagsgang.scheduler_leader
        WHERE backend_pid <> pg_backend_pid() AND seen_at < clock_timestamp() - %s)
    SELECT silent.node, extract(epoch FROM clock_timestamp() - silent.seen_at), pg_terminate_backend(open.pid)
    FROM silent JOIN pg_stat_activity AS open
        ON open.pid = silent.backend_pid OR open.application_name = silent.application_name
    WHERE open.datname = current_database() AND open.usename = current_user"""

TICKED: LiteralString = """
    UPDATE sagsgang.scheduler_state
    SET ticks = ticks + 1, last_tick_at = clock_timestamp(), last_tick_seconds = %s WHERE leader = %s"""

LEAVE: LiteralString = """
    UPDATE sagsgang.scheduler_state SET leader = NULL, since = NULL, left_at = clock_timestamp() WHERE leader = %s"""


class NoLongerLeading(Exception):  # noqa: N818 - it is no error; another node does the work
    """The node does not lead any more: whatever it was about to do is another's."""


def address_of(url: str, node: str) -> str:
    """The database's address with the node's name on every connection: open the scheduler's journal with it.

    So all that a hung node left open can be ended by the one that takes over. Raises Problem ``bad-url``.
    """
    return make_conninfo("", **(parameters(url) | {"application_name": _application(node)}))


class Leadership:
    """A node's place among the nodes: it says that it is there, and leads when nobody else does.

    node: a name that no other process ever had, such as ``host:pid:random``. depose_after: a leader that was not
    seen for so long is put aside. Any thread may call.
    """

    def __init__(self, journal: Journal, node: str, *, depose_after: timedelta = DEPOSE_AFTER) -> None:
        self.node = node
        self._address = make_conninfo("", **(defaults() | VIGILANT | parameters(address_of(journal.url, node))))
        self._depose_after = depose_after
        self._lock = RLock()
        self._connection: Connection | None = None
        self._terms = 0
        self._term: int | None = None
        self._confirmed = 0.0

    @property
    def term(self) -> int | None:
        """The number of the present time of leading, another each time; None while not leading."""
        return self._term

    def beat(self) -> bool:
        """Say that the node is there, and try to lead. Gives whether it leads. Call it every second.

        Raises psycopg.Error or Problem when the database cannot be reached; then it does not lead.
        """
        with self._lock:
            try:
                connection = self._connected()
                self._say_seen(connection)
                if self._term is None and not self._try_to_lead(connection):
                    self._depose(connection)
            except BaseException:
                self._lose()
                raise
            return self._term is not None

    def confirm(self, term: int, within: float = CONFIRMED_FOR) -> None:
        """Make sure that the node still leads, since the time of leading called ``term``; it counts as a beat.

        within: a proof not older than so many seconds is good enough. Raises NoLongerLeading.
        """
        if self._term == term and monotonic() - self._confirmed < within:
            return
        with self._lock:
            if self._term != term or self._connection is None:
                raise NoLongerLeading
            try:
                self._say_seen(self._connection)
            except psycopg.Error as error:
                self._lose()
                raise NoLongerLeading from error

    def ticked(self, term: int, seconds: float) -> None:
        """Note that the leader ticked, and how long that took. Raises NoLongerLeading."""
        with self._lock:
            self.confirm(term, within=0)
            assert self._connection is not None
            try:
                self._connection.execute(TICKED, (seconds, self.node))
            except psycopg.Error as error:
                self._lose()
                raise NoLongerLeading from error

    def leader(self) -> str | None:
        """The node that leads now. Raises psycopg.Error or Problem when the database cannot be reached."""
        with self._lock:
            found = self._connected().execute("SELECT node FROM sagsgang.scheduler_leader").fetchone()
            return str(found[0]) if found else None

    def leave(self) -> None:
        """Give up leading and go, so that another node takes over at once. Calling ``beat`` comes back."""
        with self._lock:
            if self._connection is not None:
                with suppress(psycopg.Error):  # gone already: the others see it all the same
                    self._connection.execute(LEAVE, (self.node,))
                    self._connection.execute("DELETE FROM sagsgang.scheduler_nodes WHERE node = %s", (self.node,))
                if self._term is not None:
                    log.info("leadership given up", node=self.node)
            self._close()

    def _connected(self) -> Connection:
        if self._connection is None:
            connection = psycopg.connect(self._address, autocommit=True)
            try:
                # The lock is the session's. Where a pooler came in between since the journal was opened, it would be left
                # behind with whoever comes next, and this node take itself for the leader.
                settle_directly(connection, self._address)
                connection.execute(VIGILANCE)
                prepare(connection)
                connection.execute(FORGET, (self.node,))
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _say_seen(self, connection: Connection) -> None:
        began = monotonic()
        connection.execute(
            SEEN,
            {
                "node": self.node,
                "host": socket.gethostname(),
                "pid": os.getpid(),
                "name": _application(self.node),
            },
        )
        self._confirmed = began

    def _try_to_lead(self, connection: Connection) -> bool:
        [(leads,)] = connection.execute(TRY).fetchall()
        if not leads:
            return False
        [(seconds,)] = connection.execute(TAKE, {"node": self.node}).fetchall()
        self._terms += 1
        self._term = self._terms
        log.info("took over", node=self.node, after_seconds=None if seconds is None else round(seconds, 3))
        return True

    def _depose(self, connection: Connection) -> None:
        ended = connection.execute(DEPOSE, (self._depose_after,)).fetchall()
        if ended:
            silent, seconds, _ = ended[0]
            log.warning(
                "silent leader put aside", node=self.node, silent=silent, seconds=float(seconds), ended=len(ended)
            )

    def _lose(self) -> None:
        if self._term is not None:
            log.warning("leadership lost", node=self.node)
        self._close()

    def _close(self) -> None:
        self._term = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _application(node: str) -> str:
    # The server keeps 63 bytes; the end of a node's name tells it from others.
    return f"sagsgang {node[-54:]}"
