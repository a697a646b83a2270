"""Calendars on the terminal: how far they reach, the days off of a year, and what is to be said of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from ..domain.fold.calendar_coverage import Coverage, ending
from ..domain.text import Text
from .language import both, counted, number, say
from .output import out
from .tables import table, when

if TYPE_CHECKING:  # a page of one case needs no calendars of the world
    from ..domain.rules.calendar import Calendar
    from ..domain.written.calendar_notes import Note
    from ..domain.written.toml_table import Fault

WEEKDAYS = (
    Text("mandag", "Monday"),
    Text("tirsdag", "Tuesday"),
    Text("onsdag", "Wednesday"),
    Text("torsdag", "Thursday"),
    Text("fredag", "Friday"),
    Text("lørdag", "Saturday"),
    Text("søndag", "Sunday"),
)
RUNS_OUT = {"soon": ("slutter snart", "ends soon"), "has": ("er sluttet", "has ended")}


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
    notes: list[dict[str, Any]]


def told_notes(noted: Sequence[Note]) -> list[dict[str, Any]]:
    """Notes as data."""
    return [{"code": one.code, "file": one.file, "line": one.line, "text": say(one.text)} for one in noted]


def show_calendar_notes(noted: Sequence[Note]) -> None:
    """What is to be said of calendars as written, with file and line."""
    for one in noted:
        out.print(f"{one.file}:{one.line}: {say(one.text)}", style="yellow", markup=False, soft_wrap=True)


def show_calendar_check(found: Sequence[Calendar], faults: Sequence[Fault], noted: Sequence[Note]) -> None:
    """What is wrong, line by line, what is in order, and what is to be said of it."""
    for fault in faults:
        out.print(f"{fault.file}:{fault.line}: {both(fault.da, fault.en)}", markup=False, soft_wrap=True)
    for calendar in found:
        reach = _years(calendar.first, calendar.last)
        days = counted(
            len(calendar.days),
            *both("navngiven fridag|navngivne fridage", "named day off|named days off").split("|"),
        )
        out.print(f"{calendar.id}: {both('i orden', 'in order')}, {reach}, {days}", style="green", markup=False)
    show_calendar_notes(noted)


def show_calendars(found: Sequence[Coverage], shipped: Sequence[Calendar], noted: Sequence[Note]) -> None:
    """How far every calendar reaches and what relies on it; those that come with the program and are not published."""
    headings = both("Id|Titel|Dækker||Bruges af|Position", "Id|Title|Covers||Used by|Position").split("|")
    rows = [
        [
            one.id,
            say(one.title),
            _years(one.first, one.last),
            both(*RUNS_OUT[one.runs_out]) if one.runs_out else "",
            ", ".join((*one.case_types, *one.report_calendars)),
            number(one.position),
        ]
        for one in found
    ] + [
        [one.id, say(one.title), _years(one.first, one.last), "", both("ikke offentliggjort", "not published"), ""]
        for one in shipped
    ]  # fmt: skip
    out.print(table(headings, rows))
    show_endings(found)
    show_calendar_notes(noted)


def show_endings(found: Sequence[Coverage]) -> None:
    """Which calendars in use have run out, or will."""
    for one in found:
        if said := ending(one):
            style = "red" if one.runs_out == "has" else "yellow"
            out.print(say(said), style=style, markup=False, soft_wrap=True)


def show_calendar(found: CalendarYear, noted: Sequence[Note]) -> None:
    """The days off of a year, with their weekdays."""
    title = f"{found.id} · {say(found.title)} · {found.year}"
    out.print(title, style="bold", markup=False)
    weekend = ", ".join(say(_weekday(name)) for name in found.weekend) or both("ingen", "none")
    place = found.position if found.position is not None else both("ikke offentliggjort", "not published")
    out.print(
        both(
            f"{when(found.first)} – {when(found.last)}, {found.zone}, weekend: {weekend}, position: {place}",
            f"{when(found.first)} – {when(found.last)}, {found.zone}, weekend: {weekend}, position: {place}",
        ),
        style="dim",
        markup=False,
    )
    headings = both("Dato|Ugedag|Fridag", "Date|Weekday|Day off").split("|")
    rows = [[when(one.date), say(_weekday(one.weekday)), say(one.name)] for one in found.days]
    out.print(table(headings, rows))
    out.print(f"{both('Arbejdsdage', 'Working days')}: {number(found.working_days)}", markup=False)
    show_calendar_notes(noted)


def _years(first: date, last: date) -> str:
    """The years that a calendar covers; the days, where they are not whole years."""
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}–{last.year}"
    return f"{when(first)} – {when(last)}"


def _weekday(name: str) -> Text:
    return next(text for text in WEEKDAYS if text.en.lower() == name)
