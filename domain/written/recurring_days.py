"""Days off that come back each year, as a calendar's file writes them: a day of a month, so many days from Easter,
a weekday of a month, or the first such weekday on or after a day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal, get_args

from msgspec import Meta

from ..rules.easter import easter
from ..text import Text
from .toml_form import Said, WrittenTable, means
from .toml_kinds import FIRST_YEAR, LAST_YEAR, CalendarYear, MonthDay
from .toml_lines import Path
from .toml_page import Page

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
Span = Annotated[
    Annotated[int, Meta(ge=1, le=366)] | None,
    means("Så mange dage i træk, den første medregnet.", "So many days in a row, the first included."),
]
Name = Annotated[Said, means("Dagens navn.", "The name of the day.")]


class RecurringForm(WrittenTable, frozen=True, kw_only=True, rename={"from_": "from"}):
    """A line of ``also``: a day off that comes back each year."""

    day: Annotated[MonthDay | None, means("En måned og en dag: »06-05«.", 'A month and a day: "06-05".')] = None
    easter: Annotated[  # from before Shrovetide to the end of the church's year
        Annotated[int, Meta(ge=-80, le=250)] | None,
        means("Så mange dage efter påskedag.", "So many days after Easter Sunday."),
    ] = None
    weekday: Annotated[
        Weekday | None,
        means("En ugedag, med nth og month eller on_or_after.", "With nth and month, or on_or_after."),
    ] = None
    nth: Annotated[
        Annotated[int, Meta(ge=-5, le=5)] | None,
        means(
            "Den hvor mange'te i måneden; negativ: fra dens slutning.",
            "Which of the month; negative: from its end.",
        ),
    ] = None
    month: Annotated[Annotated[int, Meta(ge=1, le=12)] | None, means("Måneden.", "The month.")] = None
    on_or_after: Annotated[
        MonthDay | None,
        means("Den første sådan ugedag fra denne dag.", "The first such weekday from this day on."),
    ] = None
    days: Span = None
    name: Name
    from_: Annotated[CalendarYear | None, means("Det første år.", "The first year.")] = None
    until: Annotated[CalendarYear | None, means("Det sidste år.", "The last year.")] = None


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
