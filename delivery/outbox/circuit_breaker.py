"""A circuit breaker for each channel: one that takes nothing at all is left alone for a while by every node, and its lines
are spared.

The pause is a back-off: as long as the channel has been away so far, within bounds. So the pauses double, and the first of
a new leader is no shorter. Whatever the channel answers closes the circuit. Where an operator offers dead letters again, it
is tried at once, and has been away as long as before.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, LiteralString

import msgspec
import psycopg

from ...domain.text import Text
from ..channels.message import Away

FIRST = timedelta(minutes=1)
LONGEST = timedelta(minutes=15)

# While something waits for what it was away for. Without that a rest of before is over: perhaps the channel is no longer
# in the file, or all that waited was withheld, and the next time is a time of its own.
STILL: LiteralString = """
    SELECT * FROM sagsgang.outbox_rests AS rest WHERE EXISTS (
        SELECT FROM sagsgang.outbox AS line WHERE line.channel = rest.channel
            AND line.state IN ('waiting', 'sending') AND line.reason_code = rest.reason_code)"""
REST: LiteralString = f"""
    WITH away AS (
        SELECT coalesce((SELECT since FROM ({STILL}) AS still WHERE channel = %(channel)s), %(now)s) AS since)
    INSERT INTO sagsgang.outbox_rests (channel, since, until, reason_code, reason_da, reason_en)
    SELECT %(channel)s, since, %(now)s + least(greatest(%(now)s - since, %(first)s), %(longest)s),
        %(code)s, %(da)s, %(en)s FROM away
    ON CONFLICT (channel) DO UPDATE SET since = excluded.since, until = excluded.until,
        reason_code = excluded.reason_code, reason_da = excluded.reason_da, reason_en = excluded.reason_en
    RETURNING channel, since, until, reason_code, reason_da, reason_en"""  # noqa: S608 - a constant
WAKE: LiteralString = "DELETE FROM sagsgang.outbox_rests WHERE channel = %s"
HURRY: LiteralString = """
    UPDATE sagsgang.outbox_rests SET until = least(until, %(now)s)
    WHERE %(keys)s::text[] IS NULL OR channel IN (SELECT channel FROM sagsgang.outbox WHERE key = ANY(%(keys)s))"""
RESTING: LiteralString = f"""
    SELECT channel, since, until, reason_code, reason_da, reason_en FROM ({STILL}) AS still
    ORDER BY channel"""  # noqa: S608 - a constant


class OpenCircuit(msgspec.Struct, frozen=True):
    """A channel that is away. since: when that was first seen, and it has answered nothing after; until: when it is
    tried again. Both are UTC. reason_code, reason: why, as the channel last said."""

    channel: str
    since: datetime
    until: datetime
    reason_code: str
    reason: Text


# Each of these three is a transaction of its own, committed when it returns.


def open_circuit(connection: psycopg.Connection[Any], channel: str, away: Away, now: datetime) -> OpenCircuit:
    """Leave the channel alone for a while."""
    values = {
        "channel": channel,
        "now": now,
        "first": FIRST,
        "longest": LONGEST,
        "code": away.code,
        "da": away.reason.da,
        "en": away.reason.en,
    }
    with connection.transaction():
        [row] = connection.execute(REST, values).fetchall()
    return _rest(row)


def close_circuit(connection: psycopg.Connection[Any], channel: str) -> None:
    """The channel answers."""
    with connection.transaction():
        connection.execute(WAKE, (channel,))


def try_at_once(connection: psycopg.Connection[Any], keys: Collection[str] | None, now: datetime) -> None:
    """The channels of these lines are to be tried at once. None: every channel."""
    with connection.transaction():
        connection.execute(HURRY, {"keys": None if keys is None else list(keys), "now": now})


def open_circuits(connection: psycopg.Connection[Any]) -> tuple[OpenCircuit, ...]:
    """The channels that keep lines waiting. Reads within whatever transaction is open; the tables are there."""
    return tuple(_rest(row) for row in connection.execute(RESTING))


def _rest(row: tuple[Any, ...]) -> OpenCircuit:
    channel, since, until, code, da, en = row
    return OpenCircuit(channel, since, until, code, Text(da, en))
