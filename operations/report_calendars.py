"""The calendar of reports: check, publish, list, show."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from ..domain.rules.report_calendar import ReportCalendar
from ..domain.text import Text
from ..intake.definitions.report_calendar_file import report_calendars
from ..projections.asking.reader import Moment
from ..projections.asking.shared_zone import zone_of_journal
from ..scheduler.report_runs.problems import unknown_calendar
from ..scheduler.report_runs.report_calendar import make_again
from ..scheduler.report_runs.report_outlook import RunStanding, outlook, unknown_units
from ..scheduler.report_runs.report_run_check import fits
from . import problems
from .definitions import (
    Checked,
    FilesAsked,
    PublicationAsked,
    PublicationWithRemarks,
    VersionListed,
    listed_as,
    publish_files,
    read_files,
    versions,
    versions_listed,
)
from .moments import moment_of
from .operation_help import told
from .paging import InPages, Limit, PublishedAsked, continued, part
from .parameters import Since, Until
from .reports import PeriodName
from .session import Session

REPORT_CALENDARS = report_calendars(fits)
AROUND = timedelta(days=31)  # what is told of the past and of what comes, if nothing is said


class CheckedReportCalendars(Checked, kw_only=True):
    """What is wrong in files of report calendars; calendars: those in order."""

    calendars: list[str]


class ReportCalendarVersion(VersionListed, kw_only=True):
    """A version of a report calendar. runs: their ids."""

    runs: list[str]


class ReportCalendars(msgspec.Struct):
    """Every version of every report calendar. next: the cursor of those that follow."""

    calendars: list[ReportCalendarVersion]
    next: str | None = None


class ReportCalendarsAsked(PublishedAsked, frozen=True, kw_only=True):
    """Which of them."""


class ReportCalendarAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which report calendar."""

    calendar: Annotated[str, told("Rapportkalenderen.", "The report calendar.", positional=True)]


class DueAsked(InPages, frozen=True, kw_only=True):
    """Of which time: a month back and ahead, if nothing is said."""

    since: Since = msgspec.field(default=None, name="from")
    until: Until = msgspec.field(default=None, name="to")
    limit: Limit = 1_000


class RunsDue(msgspec.Struct, kw_only=True):
    """What was and will be due, and what became of it. since, until: of which time, in UTC; zone: of the journal's local
    time. notes: what may keep a run that is to come from doing what it is for."""

    since: datetime = msgspec.field(name="from")
    until: datetime = msgspec.field(name="to")
    zone: str
    runs: list[RunStanding]
    notes: list[Text]
    next: str | None


class RunMadeAgain(RunStanding, kw_only=True):
    """What became of a run. zone: of its local time."""

    zone: str


class RunAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which run of which calendar, of which period, about which unit."""

    calendar: Annotated[str, told("Rapportkalenderen.", "The report calendar.", positional=True)]
    run: Annotated[str, told("Kørslen.", "The run.", positional=True)]
    period: PeriodName
    unit: Annotated[str | None, told("Hvilken enheds.", "Which unit's.")] = None


def check(session: Session, asked: FilesAsked) -> CheckedReportCalendars:
    """Everything wrong in files of report calendars. Needs no journal."""
    del session
    found, errors, in_order = read_files(REPORT_CALENDARS, asked.files)
    return CheckedReportCalendars(errors=errors, in_order=in_order, calendars=[one.definition.id for one in found])


def publish(session: Session, asked: PublicationAsked) -> PublicationWithRemarks:
    """Publish report calendars; they hold for what comes due from here on. Raises FaultyFiles."""
    published = publish_files(session, REPORT_CALENDARS, asked)
    positions = {one.position for one in published}
    calendars = [one.definition for one in versions(session, REPORT_CALENDARS) if one.position in positions]
    named = [(run.id, unit) for one in calendars for run in one.runs for unit in run.units]
    return PublicationWithRemarks(published=published, notes=unknown_units_noted(session, named))


def listed(session: Session, asked: ReportCalendarsAsked) -> ReportCalendars:
    """Every version of every report calendar, in the order of publication."""
    found, following = versions_listed(session, REPORT_CALENDARS, asked)
    return ReportCalendars(
        [listed_as(ReportCalendarVersion, one, runs=[run.id for run in one.definition.runs]) for one in found],
        following,
    )


def show(session: Session, asked: ReportCalendarAsked) -> ReportCalendar:
    """The calendar as it was published last. Raises Problem ``unknown-report-calendar``."""
    published = {one.definition.id: one.definition for one in versions(session, REPORT_CALENDARS)}
    if asked.calendar not in published:
        raise unknown_calendar(asked.calendar, published.keys())
    return published[asked.calendar]


def due(session: Session, asked: DueAsked) -> RunsDue:
    """What was and will be due, and what became of it. Raises BadMoment, Problem ``bad-period``, ``bad-cursor``."""
    journal = session.journal
    moment = continued(asked, Moment(session.now(), zone=zone_of_journal(journal)))
    zone, now, position = moment.zone, moment.as_of, moment.known(journal)
    begins = moment_of(asked.since, zone) if asked.since is not None else now - AROUND
    ends = moment_of(asked.until, zone) if asked.until is not None else max(begins, now) + AROUND
    if ends < begins:
        raise problems.period_out_of_order("from", "to")
    runs, following = part(asked, moment, position, outlook(journal, begins, ends, now, position))
    to_come = [(one.run, one.unit) for one in runs if one.status == "to-come"]
    return RunsDue(
        since=begins,
        until=ends,
        zone=zone.key,
        runs=runs,
        notes=unknown_units_noted(session, to_come),
        next=following,
    )


def run_again(session: Session, asked: RunAsked) -> RunMadeAgain:
    """Make a run that failed, or that the calendar came too late for: as known when it fell due.

    Raises NotProjected, NotCaughtUp, Problem ``unknown-report-calendar``, ``unknown-run``, ``run-made-already``.
    """
    session.bring_up_to_date(wait=None)
    now = session.now()
    done = make_again(session.journal, asked.calendar, asked.run, asked.period, asked.unit, now)
    key = (asked.calendar, asked.run, asked.period, asked.unit)
    of_then = outlook(session.journal, done.due.due_at, done.due.due_at + timedelta(seconds=1), now)
    standing = next(one for one in of_then if (one.calendar, one.run, one.period, one.unit) == key)
    return RunMadeAgain(**msgspec.structs.asdict(standing), zone=done.due.zone.key)


def unknown_units_noted(session: Session, named: Iterable[tuple[str, str | None]]) -> list[Text]:
    """What is to be said of the units that runs name: nobody may have heard of one yet."""
    units = [(run, unit) for run, unit in named if unit is not None]
    if not units:
        return []
    session.bring_up_to_date()
    return unknown_units(session.journal, units, session.now())
