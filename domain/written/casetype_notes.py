"""What is to be said of a case type that is right as it is written, and may still not be what was meant."""

from __future__ import annotations

from collections.abc import Mapping

from ..rules.calendar import Calendar
from ..rules.casetype import CaseType
from ..text import Text
from .toml_page import FileNote, Page


def casetype_notes(case_type: CaseType, text: str, name: str, calendars: Mapping[str, Calendar]) -> list[FileNote]:
    """The notes on a case type as read from a text. name: what they call the file. calendars: those known, by id."""
    calendar = calendars.get(case_type.calendar)
    if case_type.zone is None or calendar is None or case_type.zone == calendar.zone:
        return []
    if not calendar.days and not calendar.weekend:  # every day works in every zone
        return []
    return [
        FileNote(
            "calendar-of-another-zone",
            name,
            Page(text, name).line(("zone",)),
            Text(
                f"{case_type.id} har tidszonen {case_type.zone}, men arbejdsdagene i kalenderen »{calendar.id}«, som er for "
                f"{calendar.zone}. Nævn en kalender for stedet (calendar), hvis det ikke er ment sådan.",
                f"{case_type.id} has the time zone {case_type.zone}, but the working days of the calendar "
                f'"{calendar.id}", which is for {calendar.zone}. Name a calendar of the place (calendar) if that is not '
                "meant.",
            ),
        )
    ]
