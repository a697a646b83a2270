"""What is published into the journal beside the cases: case types, calendars, directories, targets, reports, and
that the journal went live.

They are events like any other, in streams whose names begin with ``$``, so that history replays under the
rules as they were known. WARNING: topics and fields are the storage format (see ``events``).
"""

from __future__ import annotations

from typing import ClassVar

from .calendar import Calendar
from .casetype import CaseType
from .directory import Directory
from .events import Event
from .report_edition import ReportEdition
from .targets import Targets

TYPE_STREAM = "$type/"
CALENDAR_STREAM = "$calendar/"
DIRECTORY_STREAM = "$directory/"
TARGETS_STREAM = "$targets/"
REPORT_STREAM = "$report/"
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


class DirectoryPublished(Event, frozen=True, kw_only=True):
    """A directory of who is responsible for what, as known from this position on. ``text``: the file as written."""

    TOPIC: ClassVar[str] = "directory-published"
    definition: Directory
    text: str = ""


class TargetsPublished(Event, frozen=True, kw_only=True):
    """The targets of a year, as known from this position on. ``text``: the file as written."""

    TOPIC: ClassVar[str] = "targets-published"
    definition: Targets
    text: str = ""


class ReportPublished(Event, frozen=True, kw_only=True):
    """An edition of a report was published."""

    TOPIC: ClassVar[str] = "report-published"
    definition: ReportEdition


class WentLive(Event, frozen=True, kw_only=True):
    """From this position on, ``recorded`` is given by the journal's clock alone."""

    TOPIC: ClassVar[str] = "went-live"


PUBLICATIONS: dict[str, type[Event]] = {
    kind.TOPIC: kind
    for kind in (
        CaseTypePublished,
        CalendarPublished,
        DirectoryPublished,
        TargetsPublished,
        ReportPublished,
        WentLive,
    )
}


def stream_of(event: Event) -> str:
    """The stream that a publication belongs to."""
    match event:
        case CaseTypePublished(definition=definition):
            return TYPE_STREAM + definition.id
        case CalendarPublished(definition=definition):
            return CALENDAR_STREAM + definition.id
        case DirectoryPublished(definition=definition):
            return DIRECTORY_STREAM + definition.id
        case TargetsPublished(definition=definition):
            return TARGETS_STREAM + definition.id
        case ReportPublished(definition=definition):
            chosen = "".join(f"/{option}={value}" for option, value in sorted(definition.chosen.items()))
            return f"{REPORT_STREAM}{definition.report}/{definition.period}/{definition.unit or ''}{chosen}"
        case WentLive():
            return JOURNAL_STREAM
    raise TypeError(f"{type(event).__name__} is not a publication")
