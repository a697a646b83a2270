"""How far the published calendars of a journal reach: no rows are kept for it, what is published says it all."""

from __future__ import annotations

from datetime import datetime

from ...domain.events.publications import REPORT_CALENDAR_STREAM
from ...domain.fold.calendar_coverage import Coverage, coverage
from ...journal.reader import JournalReader


def calendar_coverage(journal: JournalReader, now: datetime, position: int | None = None) -> list[Coverage]:
    """Every calendar published up to a position (None: by now), by id, and what relies on it."""
    until = journal.head().position if position is None else position
    return coverage([*journal.publications(until), *journal.published(REPORT_CALENDAR_STREAM, until)], now)


def calendars_ended(journal: JournalReader, now: datetime) -> tuple[str, ...]:
    """The ids of the calendars in use whose last day has passed."""
    return tuple(one.id for one in calendar_coverage(journal, now) if one.in_use and one.runs_out == "has")
