"""All that can be read of the journal: its events, what is published, and what it says of itself."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, LiteralString

import psycopg
from psycopg.rows import tuple_row

from ..domain.events.clock_slips import Slips, slips_of
from ..domain.events.history import Recorded
from ..domain.events.publications import (
    CALENDAR_STREAM,
    CLOCK_STREAM,
    JOURNAL_STREAM,
    SCHEDULER_STREAM,
    TYPE_STREAM,
    ZONE_STREAM,
    ClockSlipAcknowledged,
    ZoneChosen,
)
from ..domain.events.unreadable import readable
from ..domain.fold.law import Law
from .reading import COLUMNS, EventReader, Head

PUBLISHED: LiteralString = (
    COLUMNS
    + """
    WHERE originator_id >= '$' AND originator_id < '%%'
        AND (starts_with(originator_id, %s) OR starts_with(originator_id, %s))
        AND notification_id > %s AND notification_id <= %s ORDER BY notification_id"""
)


class Memory:
    """What was read once, and is not read again: what a journal and all that read it over a connection have in common.

    What was published up to a position never changes. Each is replaced whole, so threads may share it. read_until: a
    position, and the case types and calendars published up to it. law: the one that was asked for last, by the position of
    its last publication. unreadable: as of ``EventReader``.
    """

    def __init__(self) -> None:
        self.read_until: tuple[int, tuple[Recorded, ...]] = 0, ()
        self.law = 0, Law(())
        self.unreadable: dict[int, str] = {}


class JournalReader(EventReader):
    """What can be asked of the journal, by whoever has a way to it (``_rows``)."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.unreadable = memory.unreadable

    def publications(self, until: int) -> list[Recorded]:
        """Every case type and calendar published, in the one order. What was read once is not read again."""
        position, found = self.memory.read_until
        if until > position:
            end = self.count(until)
            rows = self._rows(PUBLISHED, TYPE_STREAM, CALENDAR_STREAM, position, end)
            found = (*found, *map(self._recorded, rows))
            self.memory.read_until = end, found
        return [one for one in found if one.position <= until]

    def law(self, until: int | None = None) -> Law:
        """What was published up to a position (None: by now), for whoever folds. As long as it is the same, it is one."""
        published = self.publications(self.head().position if until is None else until)
        last = published[-1].position if published else 0
        position, law = self.memory.law
        if position != last:
            law = Law(published)
            self.memory.law = last, law
        return law

    def published(self, streams: str, until: int) -> list[Recorded]:
        """What was published in the reserved streams that begin so (``$report/``), in the one order.

        What cannot be read is left out; ``unreadable`` and the log tell of it.
        """
        return readable(self._recorded(row) for row in self._rows(PUBLISHED, streams, streams, 0, until))

    def reminders_began(self) -> datetime | None:
        """From when on reminders are due; None: the scheduler never started."""
        return next((one.event.occurred for one in self._stream(SCHEDULER_STREAM)), None)

    def zone_chosen(self) -> str | None:
        """The local time of the journal, by its IANA name; None: nobody chose one."""
        chosen = self._zones_chosen()
        return chosen[-1][1].zone if chosen else None

    def _zones_chosen(self) -> list[tuple[int, ZoneChosen]]:
        events = ((one.position, one.event) for one in self._stream(ZONE_STREAM))
        return [(position, event) for position, event in events if isinstance(event, ZoneChosen)]

    def is_live(self) -> bool:
        """Whether the journal went live."""
        return bool(self._stream(JOURNAL_STREAM))

    def slips_acknowledged(self) -> list[ClockSlipAcknowledged]:
        """What was acknowledged of clocks that had been ahead, the first first."""
        events = (one.event for one in self._stream(CLOCK_STREAM))
        return [event for event in events if isinstance(event, ClockSlipAcknowledged)]

    def slips(self) -> Slips:
        """The slips, for whoever asks from when on something was known."""
        return slips_of(self.slips_acknowledged())

    def _stream(self, stream: str) -> list[Recorded]:
        """What stands in a stream of the journal's own by now."""
        return self.history([stream], sys.maxsize).get(stream, [])


class ConnectionReader(JournalReader):
    """The journal as a connection sees it, in whatever transaction that is. locked: it holds a lock that others wait for."""

    def __init__(self, connection: psycopg.Connection[Any], memory: Memory, *, locked: bool = False) -> None:
        super().__init__(memory)
        self.connection = connection
        self._locked = locked

    def _rows(self, query: LiteralString, *values: Any) -> list[tuple[Any, ...]]:
        return rows_of(self.connection, query, values, prepare=self._locked)


class Snapshot(ConnectionReader):
    """The journal as a transaction sees it in which nothing changes."""

    @cached_property
    def _head(self) -> Head:
        return super().head()

    def head(self) -> Head:
        """As it was when the first of it was read."""
        return self._head


def rows_of(
    connection: psycopg.Connection[Any], query: LiteralString, values: Sequence[Any], *, prepare: bool = False
) -> list[tuple[Any, ...]]:
    """All rows of a query. prepare: as what is sent under a lock has to be (``connection/locks.py``)."""
    with connection.cursor(row_factory=tuple_row, binary=True) as cursor:
        return cursor.execute(query, values, prepare=prepare).fetchall()
