"""What is offered to the journal, what becomes of it, and the row it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from eventsourcing.persistence import StoredEvent

from ..domain.events.case_events import Event
from ..domain.problem import Problem


class Entry(NamedTuple):
    """An event offered to the journal.

    case: the reference of its case. expected_version: the case's version that the sender has seen (0: a new
    case); none means any.
    """

    case: str
    event: Event
    expected_version: int | None = None


class Appended(NamedTuple):
    """The event was written: its place in the one order and in its case, and when the journal got it."""

    position: int
    version: int
    recorded: datetime


class Duplicate(NamedTuple):
    """The journal already had this very event, at this position. Nothing was written."""

    position: int


class Refused(NamedTuple):
    """The event was not written, and why."""

    problem: Problem

    @property
    def code(self) -> str:
        """The stable code of the reason."""
        return self.problem.code


Outcome = Appended | Duplicate | Refused


@dataclass(frozen=True)
class JournalEntry(StoredEvent):
    """A stored event with what makes it one event, and when the journal got it (none: not yet)."""

    source: str
    event_id: str
    recorded: datetime | None = None
