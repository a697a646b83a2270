"""Dates as one says them."""

from __future__ import annotations

from ..text import Language

MONTHS = {
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "en": "January February March April May June July August September October November December",
}


def spoken_date(year: int | None, month: int, day: int, language: Language) -> str:
    """A date as one says it; without a year it comes back each year."""
    name = MONTHS[language].split()[month - 1]
    said = f"{day}. {name}" if language == "da" else f"{day} {name}"
    return said if year is None else f"{said} {year}"
