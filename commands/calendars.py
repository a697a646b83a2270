"""Calendars: check, publish, list, show."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from ..domain.events.publications import CalendarPublished
from ..domain.excerpt import nearest
from ..domain.rules.calendar import Calendar
from ..domain.text import Problem
from ..domain.written import calendar_file
from ..domain.written.calendar_notes import Note, notes
from ..domain.written.recurring_days import WEEKDAYS
from ..intake.publications import check_calendars, publish_calendars
from ..journal.application import Journal
from ..projections.calendar_coverage import calendar_coverage
from ..projections.shared_zone import zone_of_journal
from ..terminal.calendar_pages import (
    CalendarYear,
    DayOff,
    show_calendar,
    show_calendar_check,
    show_calendar_notes,
    show_calendars,
    told_notes,
)
from ..terminal.language import both
from ..terminal.moments import moment_of, now
from ..terminal.output import answer
from ..terminal.type_pages import show_published
from .asking import Json, Recorded, journal, registering, some_file

calendars = App(name="calendar")


@calendars.command(
    help=both(
        "Tjek en kalender, før den offentliggøres: alt, der er galt, og de dage, der måske mangler.\n\n"
        "Eksempel: sagsgang calendar check danmark.toml",
        "Check a calendar before it is published: everything wrong, and the days that may be missing.\n\n"
        "Example: sagsgang calendar check denmark.toml",
    )
)
def check(*files: Path, json: Json = False) -> int:
    """Carry out ``sagsgang calendar check``: needs no database."""
    some_file(files)
    checked = check_calendars(files)
    found = [calendar for calendar, _ in checked.found]
    told = {
        "errors": [
            {"file": fault.file, "line": fault.line, "reason": both(fault.da, fault.en)}
            for fault in checked.faults
        ],
        "calendars": [
            {"id": one.id, "first": one.first, "last": one.last, "days_off": len(one.days)} for one in found
        ],
        "notes": told_notes(checked.notes),
    }
    answer(told, json, lambda _: show_calendar_check(found, checked.faults, checked.notes))
    return 1 if checked.faults else 0


@calendars.command(
    help=both(
        "Offentliggør en kalender i journalen.\n\nEksempel: sagsgang calendar publish danmark.toml",
        "Publish a calendar into the journal.\n\nExample: sagsgang calendar publish danmark.toml",
    )
)
def publish(*files: Path, recorded: Recorded = None, json: Json = False) -> None:
    """Carry out ``sagsgang calendar publish``."""
    some_file(files)
    checked = check_calendars(files)
    with journal(make=True) as opened:
        published = registering(opened, recorded, lambda at: publish_calendars(opened, checked, now(), at))

    def show(_: object) -> None:
        show_published(published)
        show_calendar_notes(checked.notes)

    told = {"published": [one._asdict() for one in published], "notes": told_notes(checked.notes)}
    answer(told, json, show)


@calendars.command(
    name="list",
    help=both(
        "Kalenderne, hvor langt de rækker, og hvad der bruger dem.\n\nEksempel: sagsgang calendar list",
        "The calendars, how far they reach, and what relies on them.\n\nExample: sagsgang calendar list",
    ),
)
def list_calendars(*, json: Json = False) -> None:
    """Carry out ``sagsgang calendar list``."""
    with journal() as opened:
        found = calendar_coverage(opened, now())
        texts = {
            recorded.position: recorded.event.text
            for recorded in opened.publications(opened.head().position)
            if isinstance(recorded.event, CalendarPublished)
        }
    noted = [note for one in found for note in notes(texts[one.position], one.id)]
    unpublished = [one for one in calendar_file.shipped().values() if one.id not in {each.id for each in found}]
    told = {
        "calendars": [
            *found,
            *(
                {"id": one.id, "title": one.title, "zone": one.zone, "first": one.first, "last": one.last}
                | {
                    "position": None,
                    "days_left": None,
                    "needed_until": None,
                    "runs_out": None,
                    "case_types": [],
                    "report_calendars": [],
                }
                for one in unpublished
            ),
        ],
        "notes": told_notes(noted),
    }
    answer(told, json, lambda _: show_calendars(found, unpublished, noted))


@calendars.command(
    name="show",
    help=both(
        "En kalenders fridage i et år, med deres navne.\n\nEksempel: sagsgang calendar show denmark --year 2026",
        "A calendar's days off in a year, by name.\n\nExample: sagsgang calendar show denmark --year 2026",
    ),
)
def show_one(
    calendar_id: str,
    /,
    *,
    year: Annotated[int | None, Parameter(help=both("Året (i år).", "The year (this one)."))] = None,
    known_at: Annotated[
        str | None,
        Parameter(
            help=both(
                "Som kendt på dette tidspunkt (nu, hvis intet siges).", "As known at this moment (default now)."
            )
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Carry out ``sagsgang calendar show``."""
    with journal() as opened:
        found, position, noted = _known(opened, calendar_id, known_at)
    of_year = _year(found, position, _chosen(found, year), noted)
    answer(of_year, json, lambda told: show_calendar(told, noted))


def _known(opened: Journal, id_: str, known_at: str | None) -> tuple[Calendar, int | None, list[Note]]:
    """A calendar as published, else as it comes with the program, with its position and the notes on its text.

    Raises Problem ``no-such-calendar``.
    """
    until = (
        opened.position_at(moment_of(known_at, zone_of_journal(opened))) if known_at is not None else sys.maxsize
    )
    published = {
        recorded.event.definition.id: (recorded.event, recorded.position)
        for recorded in opened.publications(opened.head().position)
        if isinstance(recorded.event, CalendarPublished) and recorded.position <= until
    }
    if id_ in published:
        event, position = published[id_]
        return event.definition, position, notes(event.text, id_)
    shipped = calendar_file.shipped()
    if id_ in shipped:
        return shipped[id_], None, []
    known = sorted({*published, *shipped})
    meant = nearest(id_, known)
    raise Problem(
        code="no-such-calendar",
        da=f"Kalenderen {id_!r} er ikke kendt. "
        + (f"Mente du {meant!r}?" if meant else f"Kendte: {', '.join(known)}."),
        en=f"The calendar {id_!r} is not known. "
        + (f"Did you mean {meant!r}?" if meant else f"Known: {', '.join(known)}."),
    )


def _chosen(calendar: Calendar, year: int | None) -> int:
    """The year asked for, else this one, or the one of the calendar that is nearest. Raises Problem ``bad-number``."""
    first, last = calendar.first.year, calendar.last.year
    if year is None:
        return min(max(now().year, first), last)
    if not first <= year <= last:
        raise Problem(
            code="bad-number",
            da=f"Kalenderen {calendar.id} dækker {first} til {last}, ikke {year}.",
            en=f"The calendar {calendar.id} covers {first} to {last}, not {year}.",
        )
    return year


def _year(calendar: Calendar, position: int | None, year: int, noted: list[Note]) -> CalendarYear:
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
        notes=told_notes(noted),
    )
