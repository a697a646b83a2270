"""What is published into the journal beside the cases: case types, calendars, and that the journal went live.

They are events like any other, in streams whose names begin with ``$``, so that history replays under the
rules as they were known. WARNING: topics and fields are the storage format (see ``events``).
"""

from __future__ import annotations

from typing import ClassVar

from .calendar import Calendar
from .casetype import CaseType
from .events import Event

TYPE_STREAM = "$type/"
CALENDAR_STREAM = "$calendar/"
JOURNAL_STREAM = "$journal"


class CaseTypePublished(Event, frozen=True, kw_only=True):
    """A version of a case type is in force as known from this position on. ``text``: the file as written."""

    TOPIC: ClassVar[str] = "case-type-published"
    definition: CaseType
    text: str = ""


class CalendarPublished(Event, frozen=True, kw_only=True):
    """A calendar, as known from this position on. ``text``: the file as written."""

    TOPIC: ClassVar[str] = "calendar-published"
    definition: Calendar
    text: str = ""


class WentLive(Event, frozen=True, kw_only=True):
    """From this position on, ``recorded`` is given by the journal's clock alone."""

    TOPIC: ClassVar[str] = "went-live"


PUBLICATIONS: dict[str, type[Event]] = {
    kind.TOPIC: kind for kind in (CaseTypePublished, CalendarPublished, WentLive)
}


def stream_of(event: Event) -> str:
    """The stream that a publication belongs to."""
    match event:
        case CaseTypePublished(definition=definition):
            return TYPE_STREAM + definition.id
        case CalendarPublished(definition=definition):
            return CALENDAR_STREAM + definition.id
        case WentLive():
            return JOURNAL_STREAM
    raise TypeError(f"{type(event).__name__} is not a publication")
