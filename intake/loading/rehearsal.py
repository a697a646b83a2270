"""A journal that only seems to take what is offered: what would land, without anything landing.

Decisions are those of the journal itself, on what it holds and what has been rehearsed so far. That waits in a temporary
database, so a log may be longer than memory.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from ...domain.events.case_events import Corrected
from ...domain.events.encoding import event_of, state_of
from ...domain.events.history import Recorded
from ...journal.admission import Candidate, EventRow, JournalStanding, Known, Late, admit, examine
from ...journal.alike import Alike
from ...journal.application import Journal
from ...journal.entry import Entry, Outcome
from ...journal.rejections import Rejection
from .event_fields import SaidFields, corrected_fields, fields_of
from .mending import corrections_of

_SHOWN = 20
_MADE = """
    CREATE TABLE event (position INTEGER PRIMARY KEY, case_ TEXT, topic TEXT, state BLOB, source TEXT, id TEXT,
        recorded TEXT, UNIQUE (source, id));
    CREATE INDEX by_case ON event (case_, position);
"""
_COLUMNS = "position, case_, topic, state, recorded"


class ForeseenCorrection(msgspec.Struct, kw_only=True):
    """A field of an event that would be corrected: what it says, and what it would say."""

    case: str
    id: str
    field: str
    was: Any
    becomes: Any


class Rehearsal:
    """Takes what an import offers as the journal would. Use it in a ``with``.

    zones: of each source of the import. changes, rejections: the first of each. codes: how often each was the reason.
    """

    def __init__(self, journal: Journal, zones: dict[str, ZoneInfo]) -> None:
        self._journal = journal
        self._zones = zones
        self._head = journal.head()
        self._clock, self._live = journal.clock(), journal.is_live()
        self._position, self._last = self._head.position, self._head.recorded
        self._notes = sqlite3.connect("", check_same_thread=False)  # a file of its own, gone when it is closed
        self._notes.executescript(_MADE)
        self.changes: list[ForeseenCorrection] = []
        self.rejections: list[Rejection] = []
        self.codes: Counter[str] = Counter()

    def __enter__(self) -> Rehearsal:
        return self

    def __exit__(self, *_: object) -> None:
        self._notes.close()

    def append(
        self,
        entries: Sequence[Entry | Candidate],
        *,
        recorded: Sequence[datetime] | None = None,
        together: Sequence[int] | None = None,
        late: Late = "raise",
    ) -> list[Outcome]:
        """As the journal's."""
        offered = [one if isinstance(one, Candidate) else examine(one) for one in entries]
        candidates = [one for one in offered if isinstance(one, Candidate)]
        outcomes, rows = admit(offered, self._standing(candidates), recorded, together=together, late=late)
        self._show_corrections(rows)
        self._notes.executemany(
            "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(r.position, r.case, r.topic, r.state, r.source, r.event_id, r.recorded.isoformat()) for r in rows],
        )
        if rows:
            self._position, self._last = rows[-1].position, rows[-1].recorded
        return outcomes

    def append_alike(self, alike: Alike) -> bool:
        """Each is decided here."""
        return False

    def reject(self, items: Sequence[Rejection]) -> int:
        """As the journal's; only the first are kept."""
        self.codes.update(item.code for item in items)
        self.rejections += items[: _SHOWN - len(self.rejections)]
        return len(items)

    def keep_heading(self, origin: str, raw: bytes) -> None:
        """Nothing is kept."""

    def identified(self, source: str, ids: Sequence[str]) -> dict[str, Recorded]:
        """As the journal's."""
        marks = ", ".join("?" * len(ids))
        found = self._recorded(f"source = ? AND id IN ({marks})", source, *ids)
        return {**self._journal.identified(source, ids), **{one.event.id: one for one in found}}

    def named(self, source: str, beginnings: Sequence[str]) -> list[Recorded]:
        """As the journal's."""
        found = self._journal.named(source, beginnings)
        for beginning in beginnings:
            found += self._recorded(
                "source = ? AND id >= ? AND id < ?", source, beginning, beginning + "\U0010ffff"
            )
        return sorted(found, key=lambda one: one.event.id)

    def histories(self) -> Iterator[tuple[str, list[Recorded]]]:
        """Every case that something would land in, with all of its events as they would then be."""
        for (case,) in self._notes.execute("SELECT DISTINCT case_ FROM event ORDER BY case_"):
            held = self._journal.history([case], self._head.position).get(case, [])
            yield case, [*held, *self._recorded("case_ = ? ORDER BY position", case)]

    @property
    def position(self) -> int:
        """The last position, rehearsed ones included."""
        return self._position

    def _standing(self, candidates: Sequence[Candidate]) -> JournalStanding:
        known: dict[tuple[str, str], Known] = {}
        for source in {candidate.source for candidate in candidates}:
            ids = [candidate.event_id for candidate in candidates if candidate.source == source]
            for id_, one in self.identified(source, ids).items():
                known[source, id_] = Known(
                    one.position, one.case, one.event.TOPIC, state_of(one.event), one.recorded
                )
        # What a mapping makes names its case type, and what is corrected is there: no version is ever asked for.
        versions = {candidate.case: 1 for candidate in candidates}
        return JournalStanding(self._position, self._last, self._clock, self._live, known, versions)

    def _recorded(self, condition: str, *values: object) -> list[Recorded]:
        rows = self._notes.execute(f"SELECT {_COLUMNS} FROM event WHERE {condition}", values)  # noqa: S608 (our own)
        return [
            Recorded(position, case, 0, datetime.fromisoformat(recorded), event_of(topic, state))
            for position, case, topic, state, recorded in rows
        ]

    def _show_corrections(self, rows: Sequence[EventRow]) -> None:
        for row in rows:
            if row.topic != Corrected.TOPIC or len(self.changes) >= _SHOWN:
                continue
            event = event_of(row.topic, row.state)
            assert isinstance(event, Corrected)
            before = self._said(row.source, event.corrects)
            for field, was, becomes in _flat(before, event.changes):
                self.changes.append(
                    ForeseenCorrection(case=row.case, id=event.corrects, field=field, was=was, becomes=becomes)
                )

    def _said(self, source: str, id_: str) -> SaidFields:
        held = self.identified(source, [id_])[id_]
        earlier = [one.event for one in self.named(source, [corrections_of(id_)])]
        corrections = [one for one in earlier if isinstance(one, Corrected)]
        return corrected_fields(fields_of(held.event, self._zones[source]), corrections)


def _flat(before: SaidFields, changes: SaidFields) -> Iterator[tuple[str, Any, Any]]:
    for field, becomes in changes.items():
        if field == "attributes":
            for name, value in becomes.items():
                yield f"attributes.{name}", before.get("attributes", {}).get(name), value
        else:
            yield field, before.get(field), becomes
