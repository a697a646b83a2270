"""Days off that come back each year, as a calendar's file writes them: a day of a month, so many days from Easter,
a weekday of a month, or the first such weekday on or after a day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from ..rules.easter import easter
from ..text import Text
from .toml_kinds import FIRST_YEAR, LAST_YEAR, calendar_year, choice, month_day, text, whole_number
from .toml_lines import Path
from .toml_table import Key, Page

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SPAN = Key(whole_number(1, 366))  # days off one after another, the first included
RECURRING = {
    "day": Key(month_day),
    "easter": Key(whole_number(-80, 250)),  # from before Shrovetide to the end of the church's year
    "weekday": Key(choice(WEEKDAYS)),
    "nth": Key(whole_number(-5, 5)),
    "month": Key(whole_number(1, 12)),
    "on_or_after": Key(month_day),
    "days": SPAN,
    "name": Key(text, True),
    "from": Key(calendar_year),
    "until": Key(calendar_year),
}
WHICH_DAY = ("day", "easter", "weekday")
WHICH_WEEKDAY = ({"nth", "month"}, {"on_or_after"})


def check_recurring(page: Page, path: Path, item: Mapping[str, Any]) -> None:
    """What of one line does not go together becomes a fault of the page."""
    if sum(way in item for way in WHICH_DAY) != 1:
        page.fault(
            path,
            da='En dag skal have netop én af: day = "06-05", easter = 40, weekday = "monday".',
            en='A day must have exactly one of: day = "06-05", easter = 40, weekday = "monday".',
        )
        return
    said = {key for key in ("nth", "month", "on_or_after") if key in item}
    if said not in (WHICH_WEEKDAY if "weekday" in item else (set(),)):
        page.fault(
            path,
            da="»weekday« skal have enten »nth« og »month« (nth = -1, month = 5: den sidste i maj) "
            'eller »on_or_after« = "06-20", og ingen andre har dem.',
            en='"weekday" must have either "nth" and "month" (nth = -1, month = 5: the last one in May) '
            'or "on_or_after" = "06-20", and nothing else has them.',
        )
    elif item.get("nth") == 0:
        page.fault(
            (*path, "nth"),
            da="»nth« er 1 til 5 fra månedens begyndelse, eller -1 til -5 fra dens slutning, ikke 0.",
            en='"nth" is 1 to 5 from the beginning of the month, or -1 to -5 from its end, not 0.',
        )
    if item.get("from", FIRST_YEAR) > item.get("until", LAST_YEAR):
        page.fault(
            (*path, "until"),
            da=f"»until« ({item['until']}) ligger før »from« ({item['from']}): dagen kommer aldrig.",
            en=f'"until" ({item["until"]}) comes before "from" ({item["from"]}): the day never comes.',
        )


def recurring_days(listed: Iterable[Mapping[str, Any]], years: range) -> Iterator[tuple[date, Text]]:
    """Every day of these lines in the years; a span may begin in the year before. The lines have no fault."""
    for item in listed:
        name = item["name"]
        for year in range(years.start - 1, years.stop) if years else ():
            begins = first_of(item, year) if item.get("from", year) <= year <= item.get("until", year) else None
            if begins is not None:
                yield from ((day, name) for day in span(begins, item) if day.year in years)


def first_of(item: Mapping[str, Any], year: int) -> date | None:
    """The day of a line in a year, the first of its span; None where that year has no such day."""
    if "easter" in item:
        return easter(year) + timedelta(days=item["easter"])
    if "day" in item:
        month, day = month_and_day(item["day"])
        return date(year, month, day) if day <= monthrange(year, month)[1] else None
    weekday = WEEKDAYS.index(item["weekday"])
    if "on_or_after" in item:
        month, day = month_and_day(item["on_or_after"])
        earliest = date(year, month, min(day, monthrange(year, month)[1]))
        return earliest + timedelta(days=(weekday - earliest.weekday()) % 7)
    return _nth(year, item["month"], weekday, item["nth"])


def span(begins: date, item: Mapping[str, Any]) -> Iterator[date]:
    """The days of a line one after another, from its first."""
    for number in range(item.get("days", 1)):
        yield begins + timedelta(days=number)


def month_and_day(written: str) -> tuple[int, int]:
    """The two figures of ``06-05``."""
    month, day = written.split("-")
    return int(month), int(day)


def _nth(year: int, month: int, weekday: int, nth: int) -> date | None:
    """The ``nth`` such weekday of a month, from its end if negative; None if it has not so many."""
    length = monthrange(year, month)[1]
    found = [day for day in range(1, length + 1) if date(year, month, day).weekday() == weekday]
    return date(year, month, found[nth - 1 if nth > 0 else nth]) if abs(nth) <= len(found) else None
