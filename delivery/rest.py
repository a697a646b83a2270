"""Channels that rest. One that takes nothing at all is left alone for a while by every node, and its lines are spared.

The rest is as long as the channel has been away so far, within bounds: so the pauses double, and the first of a new
leader is no shorter. What the channel delivers ends it, and so does an operator who offers dead letters again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, LiteralString

import msgspec
import psycopg

from ..domain.text import Text
from .message import Away

FIRST = timedelta(minutes=1)
LONGEST = timedelta(minutes=15)

REST: LiteralString = """
    INSERT INTO sagsgang.outbox_rests AS rest (channel, since, until, reason_code, reason_da, reason_en)
    VALUES (%(channel)s, %(now)s, %(now)s + %(first)s, %(code)s, %(da)s, %(en)s)
    ON CONFLICT (channel) DO UPDATE SET
        until = %(now)s + least(greatest(%(now)s - rest.since, %(first)s), %(longest)s),
        reason_code = %(code)s, reason_da = %(da)s, reason_en = %(en)s
    RETURNING channel, since, until, reason_code, reason_da, reason_en"""
WAKE: LiteralString = "DELETE FROM sagsgang.outbox_rests WHERE channel = coalesce(%s, channel)"
# Whose lines are all settled keeps nobody waiting; perhaps the channel is no longer in the file.
RESTING: LiteralString = """
    SELECT channel, since, until, reason_code, reason_da, reason_en FROM sagsgang.outbox_rests AS rest
    WHERE EXISTS (SELECT FROM sagsgang.outbox WHERE state IN ('waiting', 'sending') AND outbox.channel = rest.channel)
    ORDER BY channel"""


class Rest(msgspec.Struct, frozen=True):
    """A channel that is away. since: when that was first seen, and it has delivered nothing after; until: when it is
    tried again. Both are UTC. reason_code, reason: why, as the channel last said."""

    channel: str
    since: datetime
    until: datetime
    reason_code: str
    reason: Text


# Each of these two is a transaction of its own, committed when it returns.


def rest(connection: psycopg.Connection[Any], channel: str, away: Away, now: datetime) -> Rest:
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


def wake(connection: psycopg.Connection[Any], channel: str | None) -> None:
    """The channel works, or is to be tried at once. None: every channel."""
    with connection.transaction():
        connection.execute(WAKE, (channel,))


def resting(connection: psycopg.Connection[Any]) -> tuple[Rest, ...]:
    """The channels that keep lines waiting. Reads within whatever transaction is open; the tables are there."""
    return tuple(_rest(row) for row in connection.execute(RESTING))


def _rest(row: tuple[Any, ...]) -> Rest:
    channel, since, until, code, da, en = row
    return Rest(channel, since, until, code, Text(da, en))
