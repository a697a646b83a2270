"""Calendars of working days as a kind of definition."""

from __future__ import annotations

from ...domain.events.publications import CalendarPublished
from ...domain.fold.calendar_coverage import reach
from ...domain.rules.calendar import Calendar
from ...domain.text import Text
from ...domain.words.figures import counted
from ...domain.written import calendar_file
from .definition import DefinitionKind


def _contents(calendar: Calendar) -> Text:
    days = counted(
        len(calendar.days),
        Text("navngiven fridag", "named day off"),
        Text("navngivne fridage", "named days off"),
    )
    years = reach(calendar.first, calendar.last)
    return Text(f"{years}, {days.da}", f"{years}, {days.en}")


CALENDARS = DefinitionKind(
    event=CalendarPublished,
    parse=lambda file, _: calendar_file.parse(file.text, file.name),
    contents=_contents,
)
