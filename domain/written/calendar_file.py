"""Calendars as people write them: TOML text to ``Calendar``, or everything that is wrong with it.

``docs/case-types.md`` describes the form. Two calendars come with the package: ``denmark`` and ``every-day``.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import holidays
from holidays import HolidayBase

from ..excerpt import excerpt
from ..rules.calendar import Calendar
from ..text import Text
from .toml_kinds import choice, day, each, month_day, slug, table, tables, text, whole_number, zone
from .toml_lines import Path
from .toml_table import Fault, Key, Page, read_table, suggestion

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EARLIEST, LATEST = 1900, 2200
YEAR = whole_number(EARLIEST, LATEST)


def country(page: Page, path: Path, value: Any) -> str | None:
    """A kind of value: the code of a country whose public holidays the library knows."""
    known = holidays.list_supported_countries()
    if isinstance(value, str) and value in known:
        return value
    hint = suggestion(value, known)
    page.fault(
        path,
        da=f"Ukendt landekode »{excerpt(value)}«. {hint.da}",
        en=f'Unknown country code "{excerpt(value)}". {hint.en}',
    )
    return None


RECURRING = {"day": Key(month_day, True), "name": Key(text, True), "from": Key(YEAR), "until": Key(YEAR)}
CLOSED = {"date": Key(day, True), "name": Key(text, True)}
CALENDAR = {
    "id": Key(slug, True),
    "title": Key(text, True),
    "zone": Key(zone),
    "weekend": Key(each(choice(WEEKDAYS))),
    "holidays": Key(table({"country": Key(country, True)})),
    "also": Key(tables(RECURRING)),
    "closed": Key(tables(CLOSED)),
    "open": Key(each(day)),
    "years": Key(table({"first": Key(YEAR, True), "last": Key(YEAR, True)}), True),
}


def parse(text: str, name: str) -> tuple[Calendar | None, list[Fault]]:
    """The calendar in a TOML text with every day off in it, or None and the faults, by the lines of the file.

    name: what the faults call the file. What does not fit together is looked for once the form is right.
    """
    page = Page(text, name)
    if page.faults:
        return None, page.faults
    values = read_table(page, (), page.values, CALENDAR)
    if page.faults:
        return None, page.sorted_faults()
    calendar = _calendar(page, values)
    return (None, page.sorted_faults()) if page.faults else (calendar, [])


@cache
def shipped() -> Mapping[str, Calendar]:
    """The calendars that come with the package, by id. Raises ValueError if one of them is broken."""
    found = {}
    for file in (files(__package__) / "calendars").iterdir():
        calendar, faults = parse(file.read_text(encoding="utf-8"), file.name)
        if calendar is None:
            raise ValueError(f"a calendar of the package is broken: {faults}")
        found[calendar.id] = calendar
    return dict(sorted(found.items()))


def _calendar(page: Page, values: dict[str, Any]) -> Calendar:
    """The calendar of values whose form is right; what does not fit together becomes a fault of the page."""
    years = _years(page, values)
    weekend = tuple(sorted({WEEKDAYS.index(name) for name in values.get("weekend", WEEKDAYS[5:])}))
    # The first name of a day stands: the holiday's before that of a day off of the office's own.
    days_off: dict[date, Text] = {}
    for day_off, name in (
        *_holidays(values, years),
        *_recurring(values.get("also", ()), years),
        *_closed(page, values.get("closed", ()), years),
    ):
        days_off.setdefault(day_off, name)
    for index, opened in enumerate(values.get("open", ()) if years else ()):
        _check_opened(page, ("open", index), opened, days_off, weekend)
        days_off.pop(opened, None)
    names = tuple(dict.fromkeys(days_off.values()))
    places = {name: place for place, name in enumerate(names)}
    return Calendar(
        **{key: values[key] for key in ("id", "title", "zone") if key in values},
        weekend=weekend,
        first=date(values["years"]["first"], 1, 1),
        last=date(values["years"]["last"], 12, 31),
        names=names,
        days=tuple((day_off, places[days_off[day_off]]) for day_off in sorted(days_off)),
    )


def _years(page: Page, values: Mapping[str, Any]) -> range:
    """The years of the calendar; none after a fault, so that it is told once and not of every day in them."""
    first, last = values["years"]["first"], values["years"]["last"]
    if last < first:
        page.fault(
            ("years",), da="»first« skal ikke ligge efter »last«.", en='"first" must not come after "last".'
        )
        return range(0)
    if "holidays" in values:
        code = values["holidays"]["country"]
        known = holidays.country_holidays(code)
        if first < known.start_year or last > known.end_year:
            page.fault(
                ("years",),
                da=f"Helligdage for {code} kendes kun fra {known.start_year} til {known.end_year}.",
                en=f"Holidays of {code} are known from {known.start_year} to {known.end_year} only.",
            )
            return range(0)
    return range(first, last + 1)


def _holidays(values: Mapping[str, Any], years: range) -> Iterator[tuple[date, Text]]:
    """The public holidays of a country, named in both languages as far as the library knows them."""
    if "holidays" in values and years:
        code = values["holidays"]["country"]
        known = holidays.country_holidays(code)
        danish = _named_in(code, years, ("da", "en_US"), known)
        english = _named_in(code, years, ("en_US", "en_GB"), known)
        for day_off in sorted(danish):
            yield day_off, Text(danish[day_off], english[day_off])


def _named_in(code: str, years: range, languages: tuple[str, ...], known: HolidayBase) -> HolidayBase:
    language = next((one for one in languages if one in known.supported_languages), known.default_language)
    return holidays.country_holidays(code, years=years, language=language)


def _recurring(listed: Iterable[Mapping[str, Any]], years: range) -> Iterator[tuple[date, Text]]:
    """Days that come back each year, 29 February in leap years only."""
    for item in listed:
        month, day_of_month = (int(part) for part in item["day"].split("-"))
        for year in years:
            leap_day = (month, day_of_month) == (2, 29)
            if item.get("from", year) <= year <= item.get("until", year) and (isleap(year) or not leap_day):
                yield date(year, month, day_of_month), item["name"]


def _closed(page: Page, listed: Iterable[Mapping[str, Any]], years: range) -> Iterator[tuple[date, Text]]:
    for index, item in enumerate(listed):
        if item["date"].year in years:
            yield item["date"], item["name"]
        elif years:
            page.fault(
                ("closed", index, "date"),
                da=f"{item['date']} ligger uden for kalenderens år.",
                en=f"{item['date']} lies outside the years of the calendar.",
            )


def _check_opened(
    page: Page, path: Path, opened: date, days_off: Mapping[date, Text], weekend: tuple[int, ...]
) -> None:
    """Only a day off that is no weekend can be opened: the weekend of a calendar has no exceptions."""
    if opened.weekday() in weekend:
        page.fault(
            path,
            da=f"{opened} ligger i weekenden og kan ikke gøres til arbejdsdag.",
            en=f"{opened} is in the weekend and can't be made a working day.",
        )
    elif opened not in days_off:
        page.fault(
            path,
            da=f"{opened} er allerede en arbejdsdag i denne kalender, eller ligger uden for dens år.",
            en=f"{opened} is a working day of this calendar already, or lies outside its years.",
        )
