"""How figures and moments are said in Danish and in English."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ...domain.text import Language, Text
from ...domain.words.figures import number
from ...presentation.model.section import Beside, Column, Names, Row, Value, name_of
from ...presentation.model.vocabulary import NOT_STATED
from ...projections.asking.reader import COPENHAGEN
from ..model.report import Report

ROWS = 500  # of a table on a page; the workbook and the CSV hold them all
NOTHING, ARROW = "–", " → "
DECIMALS = {"percent": 1, "change": 1, "days": 1, "figure": 1}


def cell_text(row: Row, column: Column, names: Names, language: Language, zone: ZoneInfo) -> str:
    """A cell as people read it."""
    value: Any = row.get(column.id)
    if isinstance(value, Beside):
        return ARROW.join(_value(one, row, column, names, language, zone) for one in value)
    return _value(value, row, column, names, language, zone)


def _value(value: Value, row: Row, column: Column, names: Names, language: Language, zone: ZoneInfo) -> str:
    name = name_of({**row, column.id: value}, column, names)
    if name is not None:
        return name.say(language)
    match value:
        case None:
            return NOT_STATED.say(language) if column.key else NOTHING
        case datetime():
            said_so = instant(value, language, zone)
        case date():
            said_so = day(value, language)
        case int() | float() if column.sort not in ("number", "text"):
            decimals = DECIMALS.get(column.sort, 0) if value % 1 or column.sort != "figure" else 0
            said_so = number(value, language, decimals, signed=column.sort == "change")
        case _:
            said_so = str(value)
    return said_so


def day(value: date, language: Language) -> str:
    """``31-03-2008`` in Danish, ``2008-03-31`` in English."""
    return value.strftime("%d-%m-%Y") if language == "da" else value.isoformat()


def instant(value: datetime, language: Language, zone: ZoneInfo) -> str:
    """A day and a time of day in local time; the day alone at midnight."""
    local = value.astimezone(zone)
    time = "" if (local.hour, local.minute) == (0, 0) else f" {local:%H:%M}"
    return day(local.date(), language) + time


def moment_line(report: Report, language: Language) -> str:
    """As of when, as known when, and in which local time unless it is Copenhagen's: the line under the title."""
    zone = ZoneInfo(report.zone)
    as_of = instant(report.as_of, language, zone)
    position = number(report.position, language)
    recorded = instant(report.recorded, language, zone) if report.recorded is not None else NOTHING
    local = "" if zone == COPENHAGEN else f", {zone.key}"
    return Text(
        f"Som det var {as_of}, som kendt ved position {position} i journalen (registreret {recorded}){local}.",
        f"As it was on {as_of}, as known at position {position} of the journal (recorded {recorded}){local}.",
    ).say(language)


def has_small(report: Report) -> bool:
    """Whether a row of the report rests on a small number."""
    return any(row.get("small") for section in report.sections for row in section.rows)
