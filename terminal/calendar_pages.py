"""Calendars on the terminal: how far they reach, the days off of a year, and what is to be said of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..domain.fold.calendar_coverage import Coverage, ending, reach
from ..domain.text import Text
from .definition_pages import show_notes_of
from .language import both, number, say
from .output import out
from .tables import table, when

if TYPE_CHECKING:  # what shows endings alone needs no calendars of the world
    from ..operations.calendars import Calendars, CalendarYear

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


def show_calendars(found: Calendars, _: object) -> None:
    """How far every calendar reaches and what relies on it; those that come with the program and are not published."""
    headings = both("Id|Titel|Dækker||Bruges af|Position", "Id|Title|Covers||Used by|Position").split("|")
    rows = [
        [
            one.id,
            say(one.title),
            reach(one.first, one.last),
            both(*RUNS_OUT[one.runs_out]) if one.runs_out else "",
            both("ikke offentliggjort", "not published")
            if one.position is None
            else ", ".join((*one.case_types, *one.report_calendars)),
            "" if one.position is None else number(one.position),
        ]
        for one in found.calendars
    ]
    out.print(table(headings, rows))
    show_endings(found.calendars)
    show_notes_of(found)


def show_endings(found: Sequence[Coverage]) -> None:
    """Which calendars in use have run out, or will."""
    for one in found:
        if said := ending(one):
            style = "red" if one.runs_out == "has" else "yellow"
            out.print(say(said), style=style, markup=False, soft_wrap=True)


def show_calendar(found: CalendarYear, _: object) -> None:
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
    show_notes_of(found)


def _weekday(name: str) -> Text:
    return next(text for text in WEEKDAYS if text.en.lower() == name)
