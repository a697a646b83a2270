"""Calendars of working days: check, publish, list, show."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec

from ..domain.fold.calendar_coverage import Coverage
from ..domain.problem import BadInput
from ..domain.rules.calendar import Calendar
from ..domain.text import Text
from ..domain.written import calendar_file
from ..domain.written.calendar_notes import notes
from ..domain.written.recurring_days import WEEKDAYS
from ..domain.written.toml_page import FileNote
from ..intake.definitions.calendars import CALENDARS
from ..projections.asking.reader import Moment
from ..projections.asking.shared_zone import zone_of_journal
from ..projections.queue.calendar_coverage import calendar_coverage
from . import problems
from .definitions import (
    CheckedWithNotes,
    FilesAsked,
    PublicationAsked,
    PublicationWithNotes,
    PublishedVersion,
    publish_files,
    read_files,
    versions,
)
from .moments import moment_of
from .operation_help import told
from .paging import PublishedAsked, continued, part
from .parameters import KnownAt
from .session import Session

CALENDAR = Text("Kalenderen", "calendar")


class CheckedCalendar(msgspec.Struct):
    """A calendar in order, and how far it reaches."""

    id: str
    first: date
    last: date
    days_off: int


class CheckedCalendars(CheckedWithNotes, kw_only=True):
    """What is wrong in files of calendars, and what is known of the country and not among their days."""

    calendars: list[CheckedCalendar]


class Calendars(msgspec.Struct):
    """The calendars published, then those that come with the program and are not. next: the cursor of those that follow."""

    calendars: list[Coverage]
    notes: list[FileNote]
    next: str | None = None


class CalendarsAsked(PublishedAsked, frozen=True, kw_only=True):
    """Which of them."""


class CalendarAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which year of which calendar, as known at a moment."""

    calendar: Annotated[str, told("Kalenderen.", "The calendar.", positional=True)]
    year: Annotated[int | None, told("Året (i år).", "The year (this one).")] = None
    known_at: KnownAt = None


class DayOff(msgspec.Struct, frozen=True):
    """A day off by name. weekday: in English, as files write it."""

    date: date
    weekday: str
    name: Text


class CalendarYear(msgspec.Struct, frozen=True, kw_only=True):
    """A calendar and the days off of one of its years. position: of its publication; none: it is not published."""

    id: str
    title: Text
    zone: str
    weekend: tuple[str, ...]
    first: date
    last: date
    position: int | None
    year: int
    working_days: int
    days: tuple[DayOff, ...]
    notes: list[FileNote]


def check(session: Session, asked: FilesAsked) -> CheckedCalendars:
    """Everything wrong in files of calendars, and the days that may be missing. Needs no journal."""
    del session
    found, errors, in_order = read_files(CALENDARS, asked.files)
    return CheckedCalendars(
        errors=errors,
        in_order=in_order,
        calendars=[_checked(one.definition) for one in found],
        notes=_notes(asked),
    )


def publish(session: Session, asked: PublicationAsked) -> PublicationWithNotes:
    """Publish calendars. Raises FaultyFiles."""
    published = publish_files(session, CALENDARS, asked)
    return PublicationWithNotes(published=published, notes=_notes(asked))


def listed(session: Session, asked: CalendarsAsked) -> Calendars:
    """How far every calendar reaches, and what relies on it."""
    moment = continued(asked, Moment(session.now()))
    position = moment.known(session.journal)
    found = calendar_coverage(session.journal, moment.as_of, position)
    published = _published(session, moment)
    unpublished = [
        Coverage(id=one.id, title=one.title, zone=one.zone, first=one.first, last=one.last)
        for one in calendar_file.shipped().values()
        if one.id not in published
    ]
    shown, following = part(asked, moment, position, [*found, *unpublished])
    noted = [note for one in shown if one.id in published for note in notes(published[one.id].text, one.id)]
    return Calendars(shown, noted, following)


def show(session: Session, asked: CalendarAsked) -> CalendarYear:
    """The days off of a year: the one asked for, else this one, or the calendar's nearest.

    Raises BadMoment, Problem ``no-such-calendar``, ``bad-number``.
    """
    calendar, position, noted = _known(session, asked.calendar, asked.known_at)
    year = _year(calendar, asked.year, session.now())
    begins, ends = max(calendar.first, date(year, 1, 1)), min(calendar.last, date(year, 12, 31))
    return CalendarYear(
        id=calendar.id,
        title=calendar.title,
        zone=calendar.zone,
        weekend=tuple(WEEKDAYS[one] for one in calendar.weekend),
        first=calendar.first,
        last=calendar.last,
        position=position,
        year=year,
        working_days=calendar.working_days_between(begins, ends) + (calendar.why_not(begins) is None),
        days=tuple(
            DayOff(day, WEEKDAYS[day.weekday()], calendar.names[index])
            for day, index in calendar.days
            if day.year == year
        ),
        notes=noted,
    )


def _checked(calendar: Calendar) -> CheckedCalendar:
    return CheckedCalendar(calendar.id, calendar.first, calendar.last, len(calendar.days))


def _notes(asked: FilesAsked) -> list[FileNote]:
    return [note for file in asked.files for note in notes(file.text, file.name)]


def _published(session: Session, moment: Moment) -> dict[str, PublishedVersion[Calendar]]:
    """Every calendar as it was published last by then."""
    return {one.definition.id: one for one in versions(session, CALENDARS, moment)}


def _known(session: Session, id_: str, known_at: str | None) -> tuple[Calendar, int | None, list[FileNote]]:
    """A calendar as published, else as it comes with the program, with its position and the notes on its text.

    Raises BadMoment, Problem ``no-such-calendar``.
    """
    until = moment_of(known_at, zone_of_journal(session.journal)) if known_at is not None else None
    published, shipped = _published(session, Moment(session.now(), until)), calendar_file.shipped()
    if id_ in published:
        version = published[id_]
        return version.definition, version.position, notes(version.text, id_)
    if id_ in shipped:
        return shipped[id_], None, []
    raise problems.unknown_definition("no-such-calendar", "calendar", CALENDAR, id_, {*published, *shipped})


def _year(calendar: Calendar, year: int | None, now: datetime) -> int:
    """The year asked for, else this one, or the one of the calendar that is nearest. Raises Problem ``bad-number``."""
    first, last = calendar.first.year, calendar.last.year
    if year is None:
        return min(max(now.year, first), last)
    if not first <= year <= last:
        raise BadInput(
            code="bad-number",
            parameter="year",
            da=f"Kalenderen {calendar.id} dækker {first} til {last}, ikke {year}.",
            en=f"The calendar {calendar.id} covers {first} to {last}, not {year}.",
        )
    return year
