"""What is published into the journal beside the cases: case types, calendars, directories, targets, reports, report
calendars with what became of their runs, the local time of the journal, and that it went live.

They are events like any other, in streams whose names begin with ``$``, so that history replays under the
rules as they were known. WARNING: topics and fields are the storage format (see ``events``).
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from ..rules.calendar import Calendar
from ..rules.casetype import CaseType
from ..rules.directory import Directory
from ..rules.report_calendar import ReportCalendar
from ..rules.targets import Targets
from .case_events import Event
from .report_edition import ReportEdition
from .report_runs import (
    ReportDelivered,
    ReportDismissed,
    ReportOffered,
    ReportRunFailed,
    ReportRunMade,
    ReportUndelivered,
    RunDelivery,
)

TYPE_STREAM = "$type/"
CALENDAR_STREAM = "$calendar/"
DIRECTORY_STREAM = "$directory/"
TARGETS_STREAM = "$targets/"
REPORT_STREAM = "$report/"
REPORT_CALENDAR_STREAM = "$report-calendar/"
REPORT_RUN_STREAM = "$report-run/"
REPORT_DELIVERY_STREAM = "$report-delivery/"
JOURNAL_STREAM = "$journal"
SCHEDULER_STREAM = "$scheduler"
ZONE_STREAM = "$zone"
CLOCK_STREAM = "$clock"


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


class ReportCalendarPublished(Event, frozen=True, kw_only=True):
    """A calendar of reports, as known from this position on. ``text``: the file as written."""

    TOPIC: ClassVar[str] = "report-calendar-published"
    definition: ReportCalendar
    text: str = ""


class WentLive(Event, frozen=True, kw_only=True):
    """From this position on, ``recorded`` is given by the journal's clock alone."""

    TOPIC: ClassVar[str] = "went-live"


class RemindersBegan(Event, frozen=True, kw_only=True):
    """What comes due after ``occurred`` is reminded of; what came due before is not."""

    TOPIC: ClassVar[str] = "reminders-began"


class ZoneChosen(Event, frozen=True, kw_only=True):
    """The local time of the journal: in which days are meant where the cases asked about do not say. An IANA name."""

    TOPIC: ClassVar[str] = "zone-chosen"
    zone: str


class ClockSlipAcknowledged(Event, frozen=True, kw_only=True):
    """The journal's clock was ahead, and somebody let the office go on: until ``until`` everything is recorded as of then.

    position: the first event that is recorded after the clock showed ``occurred``, when this was decided. What stands
    from there on was recorded no later than the clock reaches ``until``; when, before that, the journal does not know.
    """

    TOPIC: ClassVar[str] = "clock-slip-acknowledged"
    until: datetime
    position: int
    reason: str


PUBLICATIONS: dict[str, type[Event]] = {
    kind.TOPIC: kind
    for kind in (
        CaseTypePublished,
        CalendarPublished,
        DirectoryPublished,
        TargetsPublished,
        ReportPublished,
        ReportCalendarPublished,
        ReportRunMade,
        ReportRunFailed,
        ReportDelivered,
        ReportUndelivered,
        ReportOffered,
        ReportDismissed,
        WentLive,
        RemindersBegan,
        ZoneChosen,
        ClockSlipAcknowledged,
    )
}

# What is defined has an id, and a stream of that name.
OfDefinition = (
    CaseTypePublished | CalendarPublished | DirectoryPublished | TargetsPublished | ReportCalendarPublished
)
STREAMS: dict[type[Event], str] = {
    CaseTypePublished: TYPE_STREAM,
    CalendarPublished: CALENDAR_STREAM,
    DirectoryPublished: DIRECTORY_STREAM,
    TargetsPublished: TARGETS_STREAM,
    ReportCalendarPublished: REPORT_CALENDAR_STREAM,
}
# What is said of the journal itself has a stream of its own.
ALONE: dict[type[Event], str] = {
    WentLive: JOURNAL_STREAM,
    RemindersBegan: SCHEDULER_STREAM,
    ZoneChosen: ZONE_STREAM,
    ClockSlipAcknowledged: CLOCK_STREAM,
}


def beginning_of_stream(kind: type[Event]) -> str:
    """How the streams of a kind of publication begin, up to a slash; without one it is the whole of the one stream."""
    if issubclass(kind, RunDelivery):
        return REPORT_DELIVERY_STREAM
    if kind in (ReportRunMade, ReportRunFailed):
        return REPORT_RUN_STREAM
    if kind is ReportPublished:
        return REPORT_STREAM
    return STREAMS.get(kind) or ALONE[kind]


def stream_of(event: Event) -> str:
    """The stream that a publication belongs to."""
    if isinstance(event, OfDefinition):
        return STREAMS[type(event)] + event.definition.id
    match event:
        case ReportPublished(definition=definition):
            chosen = "".join(f"/{option}={value}" for option, value in sorted(definition.chosen.items()))
            return f"{REPORT_STREAM}{definition.report}/{definition.period}/{definition.unit or ''}{chosen}"
        case ReportRunMade(calendar=calendar) | ReportRunFailed(calendar=calendar):
            return REPORT_RUN_STREAM + calendar
        case RunDelivery(calendar=calendar):
            return REPORT_DELIVERY_STREAM + calendar
    if type(event) not in ALONE:
        raise TypeError(f"{type(event).__name__} is not a publication")
    return ALONE[type(event)]
