"""The checkpoint: up to which position the projections tell; waiting for it, and how far it lags behind the journal."""

from __future__ import annotations

from itertools import chain, repeat
from time import monotonic, sleep
from typing import LiteralString

import msgspec
from psycopg.errors import InsufficientPrivilege, UndefinedTable

from ...domain.text import Text
from ...journal.application import Journal
from ...journal.connection.locks import Lock, holder
from ..tables.catalogue import FOLD, PROJECTIONS
from ..tables.registry import standings

# Held by the follower that is at work, as long as its connection lasts. Whoever finds it taken stands by.
FOLLOWING = Lock(
    0x5A65_0007, Text("Låsen for den, der følger journalen", "The follower's lock"), wait=0, idle=30, whole=None
)
FOLLOWER_SECONDS = 2.0  # that a follower is waited for, before one does its work beside it
PAUSES = (0.002, 0.005, 0.01, 0.02)  # seconds between two looks at the checkpoint; the last one stays

REACHED: LiteralString = """
    SELECT count(*) FILTER (WHERE fold = %(fold)s AND position >= %(position)s
            AND to_regclass('sagsgang.' || name || '_' || generation) IS NOT NULL) = cardinality(%(names)s::text[]),
        EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted
            AND (classid::bigint << 32) | objid::bigint = %(lock)s
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
    FROM sagsgang.projections WHERE name = ANY(%(names)s)"""


class Lag(msgspec.Struct, frozen=True):
    """How far the projections are behind the journal. lag_events: what is recorded and not folded in; lag_seconds: how long
    ago the first of these was recorded, by the database's clock. follower: the name of the connection of the one at work.
    """

    lag_events: int = 0
    lag_seconds: float = 0.0
    follower: str | None = None


def wait_for(journal: Journal, position: int, seconds: float = FOLLOWER_SECONDS) -> bool:
    """Whether a follower brings all projections up to ``position``: it has, or it comes there in time.

    False at once where no follower is at work, or none can be seen; and after so many seconds: then whoever must read
    what was written folds it in.
    """
    asked = {"fold": FOLD, "position": position, "names": list(PROJECTIONS), "lock": FOLLOWING.number}
    ends = monotonic() + seconds
    for pause in chain(PAUSES, repeat(PAUSES[-1])):
        try:
            with journal.lend() as connection:
                [(reached, followed)] = connection.execute(REACHED, asked).fetchall()
        except (UndefinedTable, InsufficientPrivilege):
            return False
        if reached or not followed or monotonic() + pause > ends:
            return bool(reached and followed)
        sleep(pause)
    raise AssertionError("it ends in the loop")


def lag_of(journal: Journal) -> Lag:
    """How far the projections are behind, and who follows. Everything is missing where nothing was projected yet."""
    position = 0
    with journal.lend() as connection:
        at_work = holder(connection, FOLLOWING)
        try:
            found = standings(connection)
            position = min(found[name].position if name in found else 0 for name in PROJECTIONS)
        except UndefinedTable:
            pass
    follower = at_work and (at_work.application or str(at_work.pid))
    missing = journal.head().position - position
    recorded = journal.recorded_at(position + 1) if missing > 0 else None
    if recorded is None:
        return Lag(follower=follower)
    return Lag(missing, max(0.0, (journal.clock() - recorded).total_seconds()), follower)
