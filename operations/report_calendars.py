"""The calendar of reports: check, publish, list, show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import msgspec

from ..domain.rules.report_calendar import ReportCalendar
from ..domain.text import Text
from ..intake.definitions.report_calendar_file import report_calendars
from ..scheduler.report_runs.no_such_run import no_such_calendar
from ..scheduler.report_runs.report_outlook import unknown_units
from ..scheduler.report_runs.report_run_check import fits
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
from .operation_help import told
from .paging import PublishedAsked
from .session import Session

REPORT_CALENDARS = report_calendars(fits)


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
    """The calendar as it was published last. Raises NoSuchCalendar."""
    published = {one.definition.id: one.definition for one in versions(session, REPORT_CALENDARS)}
    if asked.calendar not in published:
        raise no_such_calendar(asked.calendar, published.keys())
    return published[asked.calendar]


def unknown_units_noted(session: Session, named: Iterable[tuple[str, str | None]]) -> list[Text]:
    """What is to be said of the units that runs name: nobody may have heard of one yet."""
    units = [(run, unit) for run, unit in named if unit is not None]
    if not units:
        return []
    session.bring_up_to_date()
    return unknown_units(session.journal, units, session.now())
