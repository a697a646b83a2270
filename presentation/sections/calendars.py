"""Calendars: how far they reach, the days off of a year, and what is to be said of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...domain.fold.calendar_coverage import Coverage, ending, reach
from ...domain.text import Text
from ..model.columns import listed
from ..model.section import Column, LabelledValue, Line, Row, Section
from ..model.sentences import joined, same, sentence, when
from ..model.vocabulary import word
from .definitions import ID, POSITION, TITLE, UNTITLED, notes_of

if TYPE_CHECKING:  # what says endings alone needs no calendars of the world
    from ...operations.calendars import Calendars, CalendarYear

CALENDARS = (
    ID,
    TITLE,
    Column(id="covers", label=Text("Dækker", "Covers"), sort="text"),
    Column(id="runs_out", label=UNTITLED, sort="text"),
    Column(id="used_by", label=Text("Bruges af", "Used by"), sort="text", priority=2),
    POSITION,
)
DAYS_OFF = (
    Column(id="date", label=Text("Dato", "Date"), sort="date", key=True),
    Column(id="weekday", label=Text("Ugedag", "Weekday"), sort="text", names="weekday"),
    Column(id="name", label=Text("Fridag", "Day off"), sort="text"),
)
RUNS_OUT = {"soon": Text("slutter snart", "ends soon"), "has": Text("er sluttet", "has ended")}
NOT_PUBLISHED = Text("ikke offentliggjort", "not published")


def calendars(found: Calendars, _: object) -> list[Section]:
    """How far every calendar reaches and what relies on it; those that come with the program and are not published."""
    notes = (*endings(found.calendars), *notes_of(found))
    rows = [_calendar(one) for one in found.calendars]
    return [Section(id="calendars", title=UNTITLED, columns=CALENDARS, rows=rows, next=found.next, notes=notes)]


def _calendar(one: Coverage) -> Row:
    used_by = ", ".join((*one.case_types, *one.report_calendars))
    return {
        "id": one.id,
        "title": one.title,
        "covers": reach(one.first, one.last),
        "runs_out": RUNS_OUT[one.runs_out] if one.runs_out else UNTITLED,
        "used_by": NOT_PUBLISHED if one.position is None else used_by,
        "position": one.position,
    }


def endings(found: Sequence[Coverage]) -> tuple[Line, ...]:
    """Which calendars in use have run out, or will."""
    said = [(one, ending(one)) for one in found]
    return tuple(Line(text, "error" if one.runs_out == "has" else "warning") for one, text in said if text)


def calendar_year(found: CalendarYear, _: object) -> list[Section]:
    """The days off of a year, with their weekdays."""
    title = sentence(
        "{id} · {title} · {year}", "{id} · {title} · {year}", id=found.id, title=found.title, year=str(found.year)
    )
    weekend = joined(word("weekday", name) for name in found.weekend) if found.weekend else Text("ingen", "none")
    working = sentence("Arbejdsdage: {days}", "Working days: {days}", days=found.working_days)
    return [
        Section(
            id="calendar",
            title=title,
            facts=(
                LabelledValue(Text("dækker", "covers"), same(f"{when(found.first)} – {when(found.last)}")),
                LabelledValue(Text("tidszone", "time zone"), found.zone),
                LabelledValue(Text("weekend", "weekend"), weekend),
                LabelledValue(
                    Text("position", "position"), NOT_PUBLISHED if found.position is None else found.position
                ),
            ),
            **listed(found.days, *DAYS_OFF),
            notes=(Line(working), *notes_of(found)),
        )
    ]
