"""The calendar of reports: check, publish, list, show, what is due, and a run made once more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from ..domain.events.publications import REPORT_CALENDAR_STREAM, ReportCalendarPublished
from ..domain.events.report_runs import ReportRunFailed
from ..domain.rules.report_calendar import ReportCalendar
from ..domain.text import Problem, Text
from ..intake.report_calendar_file import check_report_calendars, publish_report_calendars
from ..journal.application import Journal
from ..projections.shared_zone import zone_of_journal
from ..scheduler.no_such_run import no_such_calendar
from ..scheduler.report_calendar import make_again
from ..scheduler.report_fit import fits
from ..scheduler.report_outlook import outlook, unknown_units
from ..terminal.language import both, say
from ..terminal.moments import moment_of, now
from ..terminal.output import answer, note, show_notes
from ..terminal.report_calendar_pages import show_calendar, show_calendars, show_check, show_outlook
from ..terminal.type_pages import show_published
from .asking import Json, Recorded, bring_up_to_date, journal, not_empty, recorded_at, some_file

FAILED = 1
AROUND = timedelta(days=31)  # what is shown of the past and of what comes, if nothing is said

calendar = App(name="report-calendar")


@calendar.command(
    help=both(
        "Tjek en rapportkalender; alt, der er galt, på én gang.\n\n"
        "Eksempel: sagsgang report-calendar check examples/report-calendar/bif-2008.toml",
        "Check a report calendar; everything wrong at once.\n\n"
        "Example: sagsgang report-calendar check examples/report-calendar/bif-2008.toml",
    )
)
def check(*files: Path, json: Json = False) -> int:
    """Carry out ``sagsgang report-calendar check``: needs no database."""
    some_file(files)
    found, faults = check_report_calendars(files, fits)
    told = {
        "errors": [
            {"file": fault.file, "line": fault.line, "reason": both(fault.da, fault.en)} for fault in faults
        ],
        "calendars": [one.id for one, _ in found],
    }
    answer(told, json, lambda _: show_check([one for one, _ in found], faults))
    return FAILED if faults else 0


@calendar.command(
    help=both(
        "Offentliggør en rapportkalender i journalen; den gælder for det, der forfalder herefter.\n\n"
        "Eksempel: sagsgang report-calendar publish examples/report-calendar/bif-2008.toml",
        "Publish a report calendar into the journal; it holds for what comes due from here on.\n\n"
        "Example: sagsgang report-calendar publish examples/report-calendar/bif-2008.toml",
    )
)
def publish(*files: Path, recorded: Recorded = None, json: Json = False) -> None:
    """Carry out ``sagsgang report-calendar publish``."""
    some_file(files)
    with journal(make=True) as opened:
        at = recorded_at(opened, recorded)
        published = publish_report_calendars(opened, files, fits, now(), at)
        positions = {one.position for one in published}
        calendars = [one for position, one in _published(opened) if position in positions]
        notes = _notes(opened, [(run.id, unit) for one in calendars for run in one.runs for unit in run.units])
    told = {"published": [one._asdict() for one in published], "notes": [say(one) for one in notes]}
    answer(told, json, lambda _: show_published(published))
    if not json:
        show_notes(notes)


@calendar.command(
    name="list",
    help=both(
        "De offentliggjorte rapportkalendere.\n\nEksempel: sagsgang report-calendar list",
        "The published report calendars.\n\nExample: sagsgang report-calendar list",
    ),
)
def list_calendars(*, json: Json = False) -> None:
    """Carry out ``sagsgang report-calendar list``."""
    with journal() as opened:
        found = _published(opened)
    told = [
        {
            "id": one.id,
            "title": one.title,
            "valid_from": one.valid_from,
            "position": position,
            "runs": [run.id for run in one.runs],
        }
        for position, one in found
    ]
    answer({"calendars": told}, json, lambda _: show_calendars(found))


@calendar.command(
    name="show",
    help=both(
        "Kørslerne i den senest offentliggjorte udgave af en kalender.\n\nEksempel: sagsgang report-calendar show bif",
        "The runs of a calendar as it was published last.\n\nExample: sagsgang report-calendar show bif",
    ),
)
def show_one(calendar_id: str, /, *, json: Json = False) -> None:
    """Carry out ``sagsgang report-calendar show``."""
    with journal() as opened:
        published = _published(opened)
    found = [one for _, one in published if one.id == calendar_id]
    if not found:
        raise no_such_calendar(calendar_id, {one.id for _, one in published})
    answer(found[-1], json, show_calendar)


@calendar.command(
    help=both(
        "Hvad der har været og bliver forfaldent, og hvad der blev af det: en måned tilbage og frem, hvis intet siges.\n\n"
        "Eksempel: sagsgang report-calendar due --from 2026-01-01 --to 2027-01-01",
        "What was and will be due, and what became of it: a month back and ahead by default.\n\n"
        "Example: sagsgang report-calendar due --from 2026-01-01 --to 2027-01-01",
    )
)
def due(
    *,
    since: Annotated[
        str | None, Parameter(name="--from", help=both("Fra og med.", "From then, included."))
    ] = None,
    until: Annotated[str | None, Parameter(name="--to", help=both("Til, ikke med.", "To then, excluded."))] = None,
    json: Json = False,
) -> None:
    """Carry out ``sagsgang report-calendar due``."""
    at = now()
    with journal() as opened:
        zone = zone_of_journal(opened)
        begins = moment_of(since, zone) if since is not None else at - AROUND
        ends = moment_of(until, zone) if until is not None else max(begins, at) + AROUND
        if ends < begins:
            raise Problem(
                code="bad-period",
                da="--to ligger før --from. Byt dem om.",
                en="--to lies before --from. Change them round.",
            )
        found = outlook(opened, begins, ends, at)
        notes = _notes(opened, [(one.run, one.unit) for one in found if one.status == "to-come"])
    told = {"from": begins, "to": ends, "runs": found, "notes": [say(one) for one in notes]}
    answer(told, json, lambda _: show_outlook(found, zone))
    if not json:
        show_notes(notes)


@calendar.command(
    name="run",
    help=both(
        "Lav en kørsel, der mislykkedes, eller som kalenderen kom for sent til: som kendt, da den forfaldt.\n\n"
        "Eksempel: sagsgang report-calendar run bif month-director --period 2008-03",
        "Make a run that failed, or that the calendar came too late for: as known when it fell due.\n\n"
        "Example: sagsgang report-calendar run bif month-director --period 2008-03",
    ),
)
def run_again(
    calendar_id: str,
    run: str,
    /,
    *,
    period: Annotated[
        str,
        Parameter(
            help=both(
                "Hvilken periode: 2008-03, 2010-Q1, 2010-H1 eller 2010.",
                "Which period: 2008-03, 2010-Q1, 2010-H1 or 2010.",
            )
        ),
    ],
    unit: Annotated[str | None, Parameter(help=both("Hvilken enheds.", "Which unit's."))] = None,
    json: Json = False,
) -> int:
    """Carry out ``sagsgang report-calendar run``: exit status 1 when it fails again."""
    not_empty("--unit", unit)
    with journal() as opened:
        bring_up_to_date(opened, wait=None)
        done = make_again(opened, calendar_id, run, period, unit, now())
        found = outlook(opened, done.due.due_at, done.due.due_at + timedelta(seconds=1), now())
    [standing] = [
        one for one in found if (one.calendar, one.run, one.period, one.unit) == (calendar_id, run, period, unit)
    ]
    answer(standing, json, lambda one: show_outlook([one], done.due.zone))
    if isinstance(done.event, ReportRunFailed):
        if json:
            note(say(done.event.text))
        return FAILED
    return 0


def _notes(opened: Journal, named: Sequence[tuple[str, str | None]]) -> list[Text]:
    """What is to be said of the units that runs name."""
    units = [(run, unit) for run, unit in named if unit is not None]
    if not units:
        return []
    bring_up_to_date(opened)
    return unknown_units(opened, units, now())


def _published(opened: Journal) -> list[tuple[int, ReportCalendar]]:
    found = opened.published(REPORT_CALENDAR_STREAM, opened.head().position)
    return [
        (one.position, one.event.definition) for one in found if isinstance(one.event, ReportCalendarPublished)
    ]
