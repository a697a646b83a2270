"""The transactional outbox: which messages are on their way, and how far each has come; the journal can fill it again.

A line is ``waiting``; or ``sending`` by a node, and from ``begin`` on the channel may have its message; or at its end:
``delivered``, ``undelivered`` or ``withheld``; and what was given up may be
``dismissed`` by a person. An end is ``owed`` until the journal has its event. A line says to whom
by role or name: no address, no text, nothing personal.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, LiteralString, NamedTuple

import msgspec
import psycopg
from psycopg.rows import dict_row

from ...domain.text import Text
from ...journal.schema.tables import Tables, steps_of
from .circuit_breaker import OpenCircuit, open_circuits

Connection = psycopg.Connection[Any]
Kind = Literal["reminder", "report"]
End = Literal["delivered", "undelivered", "withheld"]
State = Literal["waiting", "sending", End, "dismissed"]

# Prepare them before the first reminder is ever issued: what the journal has then counts as perhaps sent before.
TABLES = Tables(0x5A65_0005, steps_of(__package__))
prepare = TABLES.prepare

IN_DOUBT = "in-doubt"
LEFT_IN_DOUBT = Text(
    "Ingen kan sige, om meddelelsen kom frem: programmet blev afbrudt, mens den blev sendt. Se efter hos modtageren, "
    "og send den igen, hvis den mangler.",
    "Nobody can say whether the message arrived: the program was interrupted while it was being sent. Ask the "
    "receiver, and offer it again if it is missing.",
)

CHANNELS: LiteralString = """
    SELECT DISTINCT channel FROM sagsgang.outbox WHERE state = 'waiting' AND next_at <= %(now)s
        AND channel NOT IN (SELECT channel FROM sagsgang.outbox_rests WHERE until > %(now)s)
    ORDER BY channel"""
CLAIM: LiteralString = """
    WITH ready AS (
        SELECT key FROM sagsgang.outbox WHERE state = 'waiting' AND channel = %(channel)s AND next_at <= %(now)s
        ORDER BY next_at, position LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
    UPDATE sagsgang.outbox AS line SET state = 'sending', node = %(node)s, changed_at = %(now)s
    FROM ready WHERE line.key = ready.key
    RETURNING line.key, kind, position, stream, channel, recipient, attempts, round, ready_at, next_at, doubted"""
BEGIN: LiteralString = """
    UPDATE sagsgang.outbox SET begun = true, attempts = attempts + 1
    WHERE key = ANY(%s) AND state = 'sending' AND node = %s AND NOT begun RETURNING key"""
# Only whose line it is may say what becomes of it; but what is delivered is delivered, whoever has it by now.
NOTE: LiteralString = """
    UPDATE sagsgang.outbox AS line SET state = note.state, begun = false, node = NULL, owed = note.state <> 'waiting',
        attempts = line.attempts - CASE WHEN note.spared AND line.begun THEN 1 ELSE 0 END,
        next_at = coalesce(note.next_at, line.next_at),
        ready_at = CASE WHEN note.spared THEN coalesce(note.next_at, line.ready_at) ELSE line.ready_at END,
        doubted = line.doubted OR note.doubted,
        reason_code = note.code, reason_da = note.da, reason_en = note.en, changed_at = %(now)s
    FROM unnest(%(keys)s::text[], %(states)s::text[], %(codes)s::text[], %(da)s::text[], %(en)s::text[],
            %(next_at)s::timestamptz[], %(spared)s::boolean[], %(doubted)s::boolean[])
        AS note (key, state, code, da, en, next_at, spared, doubted)
    WHERE line.key = note.key
        AND (line.state = 'sending' AND line.node = %(node)s OR note.state = 'delivered' AND line.state <> 'delivered')
    RETURNING line.key"""
RECOVER: LiteralString = """
    UPDATE sagsgang.outbox AS line SET
        state = CASE WHEN begun AND channel <> ALL(%(repeatable)s) THEN 'undelivered' ELSE 'waiting' END,
        owed = begun AND channel <> ALL(%(repeatable)s), doubted = doubted OR begun, begun = false, node = NULL,
        changed_at = %(now)s,
        reason_code = CASE WHEN begun THEN %(code)s ELSE reason_code END,
        reason_da = CASE WHEN begun THEN %(da)s ELSE reason_da END,
        reason_en = CASE WHEN begun THEN %(en)s ELSE reason_en END
    WHERE state = 'sending' AND (%(left_by)s::text IS NULL OR node IS NULL OR node = %(left_by)s)
    RETURNING line.state"""
WAITING: LiteralString = "SELECT count(*) FROM sagsgang.outbox WHERE state = 'waiting'"
TIDY: LiteralString = """
    DELETE FROM sagsgang.outbox WHERE state IN ('delivered', 'withheld', 'dismissed') AND NOT owed AND changed_at < %s"""
DEPTH: LiteralString = """
    SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'sending') AS sending,
        count(*) FILTER (WHERE state = 'delivered') AS delivered,
        count(*) FILTER (WHERE state = 'undelivered') AS undelivered,
        count(*) FILTER (WHERE state = 'withheld') AS withheld, count(*) FILTER (WHERE state = 'dismissed') AS dismissed,
        min(ready_at) FILTER (WHERE state IN ('waiting', 'sending') AND ready_at <= clock_timestamp())
            AS oldest_waiting_at,
        min(greatest(next_at, until)) FILTER (WHERE state = 'waiting') AS next_at
    FROM sagsgang.outbox LEFT JOIN sagsgang.outbox_rests USING (channel)"""
LETTERS: LiteralString = """
    SELECT key, kind, position, stream, channel, recipient, state, attempts, round, next_at, reason_code, reason_da,
        reason_en, changed_at, dismissal
    FROM sagsgang.outbox WHERE state = %s AND position > %s ORDER BY position FETCH FIRST %s ROWS WITH TIES"""


class OutboxLine(NamedTuple):
    """A line that this node may send. position: of the event that says it is to be sent. stream: its case.

    attempts: those made before, in this round. round: from 1; one more each time an operator offers it again. ready_at:
    since when it could have been sent. next_at: when it is to be tried. doubted: whether it may have arrived before.
    """

    key: str
    kind: Kind
    position: int
    stream: str
    channel: str
    recipient: str
    attempts: int
    round: int
    ready_at: datetime
    next_at: datetime
    doubted: bool


class LineResult(NamedTuple):
    """What became of a line. waiting: until ``next_at``. spared: its message was not tried, and no attempt is counted;
    with ``next_at``, nothing may be sent before. doubted: nobody knows whether it arrived."""

    key: str
    state: Literal["waiting"] | End
    code: str | None = None
    reason: Text | None = None
    next_at: datetime | None = None
    spared: bool = False
    doubted: bool = False


class Depth(msgspec.Struct):
    """How many lines are in which state.

    oldest_waiting_at: since when the oldest that could be delivered by now was to be. next_at: when the next is tried.
    resting: the channels that are away.
    """

    waiting: int = 0
    sending: int = 0
    delivered: int = 0
    undelivered: int = 0
    withheld: int = 0
    dismissed: int = 0
    oldest_waiting_at: datetime | None = None
    next_at: datetime | None = None
    resting: tuple[OpenCircuit, ...] = ()

    @property
    def dead(self) -> int:
        """The dead letters that nobody has decided on."""
        return self.undelivered


class Letter(msgspec.Struct):
    """A line as an operator sees it. reason: what was last in the way. dismissal: the position of the event that dismissed
    it."""

    key: str
    kind: Kind
    position: int
    stream: str
    channel: str
    recipient: str
    state: State
    attempts: int
    round: int
    next_at: datetime
    reason_code: str | None
    reason: Text | None
    changed_at: datetime
    dismissal: int | None


# Each of these is a transaction of its own, committed when it returns.


def ready_channels(connection: Connection, now: datetime) -> list[str]:
    """The channels that have a line to be sent by now, and do not rest."""
    with connection.transaction():
        return [channel for (channel,) in connection.execute(CHANNELS, {"now": now})]


def claim(connection: Connection, node: str, channel: str, now: datetime, limit: int) -> list[OutboxLine]:
    """Take lines that are to be sent by now, in their order; no other node gets them."""
    with connection.transaction():
        rows = connection.execute(CLAIM, {"channel": channel, "now": now, "limit": limit, "node": node}).fetchall()
    return sorted((OutboxLine(*row) for row in rows), key=lambda line: (line.next_at, line.position))


def begin(connection: Connection, node: str, keys: Sequence[str]) -> set[str]:
    """From now on their channel may have these messages. Gives those that are still this node's: send no others."""
    with connection.transaction():
        return {key for (key,) in connection.execute(BEGIN, (list(keys), node))}


def record_results(connection: Connection, node: str, notes: Sequence[LineResult], now: datetime) -> set[str]:
    """Keep what became of lines. Gives those of which it was kept: another node may have taken the others over."""
    if not notes:
        return set()
    values = {
        "node": node,
        "now": now,
        "keys": [one.key for one in notes],
        "states": [one.state for one in notes],
        "codes": [one.code for one in notes],
        "da": [one.reason and one.reason.da for one in notes],
        "en": [one.reason and one.reason.en for one in notes],
        "next_at": [one.next_at for one in notes],
        "spared": [one.spared for one in notes],
        "doubted": [one.doubted for one in notes],
    }
    with connection.transaction():
        return {key for (key,) in connection.execute(NOTE, values)}


class Recovered(NamedTuple):
    """How many lines wait again, and how many are dead letters because nobody knows whether they arrived."""

    waiting: int
    in_doubt: int


def recover(
    connection: Connection, repeatable: Collection[str], now: datetime, left_by: str | None = None
) -> Recovered:
    """Settle the lines that a node left ``sending``, and those that a lost table may have sent.

    left_by: that node; None: all nodes, because whoever calls takes over from them. What had not begun waits again; what
    had begun, too, if its channel is repeatable; else it is given up as in doubt.
    """
    values = {
        "repeatable": list(repeatable),
        "now": now,
        "left_by": left_by,
        "code": IN_DOUBT,
        "da": LEFT_IN_DOUBT.da,
        "en": LEFT_IN_DOUBT.en,
    }
    with connection.transaction():
        states = [state for (state,) in connection.execute(RECOVER, values)]
    return Recovered(states.count("waiting"), states.count("undelivered"))


def waiting(connection: Connection) -> int:
    """How many lines wait, whether their time has come or not."""
    with connection.transaction():
        [(count,)] = connection.execute(WAITING).fetchall()
    return int(count)


def tidy(connection: Connection, now: datetime, keep: timedelta) -> int:
    """Forget what was delivered, withheld or dismissed longer ago than ``keep``: the journal has it. Gives how many."""
    with connection.transaction():
        return connection.execute(TIDY, (now - keep,)).rowcount


# These read within whatever transaction is open, and answer before the tables are made, too.


def depth(connection: Connection) -> Depth:
    """How many lines are in which state."""
    if not TABLES.are_there(connection):
        return Depth()
    with connection.cursor(row_factory=dict_row) as cursor:
        [row] = cursor.execute(DEPTH).fetchall()
    return Depth(**row, resting=open_circuits(connection))


def letters(connection: Connection, state: State, limit: int, after: int = 0) -> list[Letter]:
    """Lines in a state, in the order in which they were issued. after: the ``position`` of the last one seen."""
    if not TABLES.are_there(connection):
        return []
    with connection.cursor(row_factory=dict_row) as cursor:
        return [
            Letter(**row, reason=None if da is None else Text(da, en))
            for row in cursor.execute(LETTERS, (state, after, limit))
            for da, en in [(row.pop("reason_da"), row.pop("reason_en"))]
        ]
