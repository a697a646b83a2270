"""Asking: a moment on both time axes, and one consistent view of what the projections hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from copy import copy
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

import msgspec
import psycopg
from psycopg import sql

from ...domain.events.history import Recorded
from ...domain.fold.law import Law
from ...domain.problem import Unavailable
from ...journal.application import Journal
from ...journal.reader import JournalReader, Snapshot
from ..tables.behind import of_readers
from ..tables.registry import standings
from ..tables.table import Projection

Answer = TypeVar("Answer")
PAGE = 1_000
ATTEMPTS = 3  # to put a question that something else broke off
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


class Moment(NamedTuple):
    """What is asked: as of an instant in the world, using what had been recorded by another (None: until now).

    zone: the local time in which days and periods are meant. behind: cases that are behind, which whoever asks knows and
    says: the answer has them as they were. If any other is, all is answered as known where its rows tell.
    position: up to which all was known, where an answer said so before; None: as ``known_at`` says.
    """

    as_of: datetime
    known_at: datetime | None = None
    zone: ZoneInfo = COPENHAGEN
    behind: frozenset[str] = frozenset()
    position: int | None = None

    def known(self, journal: JournalReader) -> int:
        """Up to which position everything was recorded by then."""
        if self.position is None and self.known_at is not None:
            return journal.position_at(self.known_at)
        head = journal.head().position
        return head if self.position is None else min(self.position, head)

    def told(self, position: int) -> dict[str, Any]:
        """What an answer says of it (see ``AsKnown``). position: up to which it is known."""
        return {"as_of": self.as_of, "known_at": self.known_at, "zone": self.zone.key, "position": position}


class AsKnown(msgspec.Struct, kw_only=True):
    """An answer as of a moment. known_at: none where all counts that was recorded; position: up to which that was."""

    as_of: datetime
    known_at: datetime | None
    zone: str
    position: int


class NotProjected(Unavailable):
    """A projection has never been made."""

    code = "not-projected"


class Reader:
    """One consistent view of the projections for one moment. ``position`` is what was known.

    journal: as it is seen in the transaction of the view, over the same connection.
    """

    def __init__(self, journal: Snapshot, moment: Moment) -> None:
        self.journal = journal
        self.connection = journal.connection
        self.moment = moment
        self._found = standings(self.connection)
        self._cases: list[str] | None = None
        self._stands_at = journal.seen = min((standing.position for standing in self._found.values()), default=0)
        said = moment.known_at is not None or moment.position is not None
        known = moment.known(journal) if said else self._stands_at
        whole = (one.position for one in of_readers(self.connection) if one.case not in moment.behind)
        self.position = min(known, self._stands_at, *whole)

    @cached_property
    def law(self) -> Law:
        """All that was published, however late: the projections reach no further."""
        return self.journal.law(self._stands_at)

    def at(self, position: int, cases: Sequence[str] | None = None) -> Reader:
        """The same view as known at an earlier position, and of these cases alone (None: of all)."""
        earlier = copy(self)
        earlier.position = min(position, self.position)
        earlier._cases = None if cases is None else list(cases)
        return earlier

    def histories(self) -> Iterator[list[Recorded]]:
        """The events of every case up to the position, case by case, by version."""
        if self._cases is None:
            for _, history in self.journal.histories(self.position):
                yield history
        else:
            for page in self.journal.history_pages_of(self._cases, self.position):
                yield from (history for _, history in page)

    def published(self, streams: str) -> list[Recorded]:
        """Whatever was published in reserved streams, however late: the projections reach no further."""
        return self.journal.published(streams, self._stands_at)

    def asked(self, projection: Projection) -> sql.Composed:
        """The live rows of a projection at the moment, by index."""
        return self._narrowed(projection.asked(self._generation(projection)))

    def known(self, projection: Projection) -> sql.Composed:
        """All rows of a projection at the moment."""
        return self._narrowed(projection.known(self._generation(projection)))

    def table(self, projection: Projection) -> sql.Identifier:
        """The table with every row that a projection ever had, whatever the moment."""
        return projection.table(self._generation(projection))

    def _narrowed(self, rows: sql.Composed) -> sql.Composed:
        if self._cases is None:
            return rows
        return sql.SQL("(SELECT * FROM {} AS every WHERE case_id = ANY(%(only_cases)s))").format(rows)

    def believed(self, projection: Projection) -> sql.Composed:
        """The rows of a projection from the first day up to the moment: how it had been, as known then."""
        return self._narrowed(projection.believed(self._generation(projection)))

    def rows(self, query: sql.Composed, **parameters: Any) -> list[tuple[Any, ...]]:
        """Run a query with ``as_of``, ``position`` and ``zone`` of the moment."""
        values = {
            "as_of": self.moment.as_of,
            "position": self.position,
            "zone": self.moment.zone.key,
            "only_cases": self._cases,
            **parameters,
        }
        return self.connection.execute(query, values).fetchall()

    def stream(self, query: sql.Composed, **parameters: Any) -> Iterator[tuple[Any, ...]]:
        """The same, a page at a time, however many rows there are."""
        values = {"as_of": self.moment.as_of, "position": self.position, **parameters}
        with self.connection.cursor("stream") as cursor:
            cursor.itersize = PAGE
            yield from cursor.execute(query, values)

    def _generation(self, projection: Projection) -> int:
        standing = self._found.get(projection.name)
        if standing is None:
            raise NotProjected(
                see="rebuild",
                da=f"Projektionen {projection.name} findes ikke endnu. Genopbyg den.",
                en=f"The projection {projection.name} does not exist yet. Rebuild it.",
            )
        return standing.generation


def ask(journal: Journal, moment: Moment, question: Callable[[Reader], Answer]) -> Answer:
    """Put a question to one consistent view."""
    return on_snapshot(journal, lambda snapshot: question(Reader(snapshot, moment)))


def on_snapshot(journal: Journal, read: Callable[[Snapshot], Answer]) -> Answer:
    """Read in one snapshot. It is done again if what is read is taken away meanwhile: by a rebuild that changes over, or by
    a standby that has to follow its primary.
    """
    for _ in range(ATTEMPTS - 1):
        with (
            suppress(psycopg.errors.UndefinedTable, psycopg.errors.SerializationFailure),
            journal.snapshot() as snapshot,
        ):
            return read(snapshot)
    with journal.snapshot() as snapshot:
        return read(snapshot)
