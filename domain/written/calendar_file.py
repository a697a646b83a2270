"""Calendars as people write them: TOML text to ``Calendar``, or everything that is wrong with it.

``docs/case-types.md`` describes the form. Two calendars come with the package: ``denmark`` and ``every-day``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from ..excerpt import excerpt
from ..rules.calendar import Calendar
from ..text import Text
from . import public_holidays
from .public_holidays import PUBLIC
from .recurring_days import (
    WEEKDAYS,
    Name,
    RecurringForm,
    Span,
    Weekday,
    check_recurring,
    recurring_days,
    span,
)
from .toml_form import Said, WrittenTable, means, read_table
from .toml_kinds import CalendarYear, Day, Names, Slug, Zone, read_by
from .toml_lines import Path
from .toml_page import FileError, Page, suggestion


def country(page: Page, path: Path, value: Any) -> str | None:
    """A kind of value: the code of a country whose public holidays the library knows."""
    known = public_holidays.countries()
    if isinstance(value, str) and value in known:
        return value
    hint = suggestion(value, known)
    page.fault(
        path,
        da=f"Ukendt landekode »{excerpt(value)}«. {hint.da}",
        en=f'Unknown country code "{excerpt(value)}". {hint.en}',
    )
    return None


class HolidaysForm(WrittenTable, frozen=True, kw_only=True):
    """``holidays``."""

    country: Annotated[
        str,
        read_by(country, pattern="^[A-Z]{2,3}$"),
        means("Landets kode (ISO 3166): DK.", "The code of the country (ISO 3166): DK."),
    ]
    subdivisions: Annotated[
        Names | None,
        means("Regioner, ved kode eller navn; [] for ingen.", "Its regions, by code or by name; [] for none."),
    ] = None
    categories: Annotated[
        Names | None, means("Hvilke helligdage (ellers public).", "Which of its holidays (else public).")
    ] = None


class ClosedForm(WrittenTable, frozen=True, kw_only=True):
    """A line of ``closed``: a single day off."""

    date: Annotated[Day, means("Dagen, uden anførselstegn.", "The day, without quotes.")]
    days: Span = None
    name: Name


class YearsForm(WrittenTable, frozen=True, kw_only=True):
    """``years``."""

    first: Annotated[CalendarYear, means("Det første år.", "The first year.")]
    last: Annotated[CalendarYear, means("Det sidste år.", "The last year.")]


class CalendarForm(WrittenTable, frozen=True, kw_only=True):
    """A calendar's file (docs/case-types.md)."""

    id: Annotated[Slug, means("Navnet, som sagstyper nævner.", "The name that case types use.")]
    title: Annotated[Said, means("Hvad folk kalder den.", "What people call it.")]
    zone: Annotated[
        Zone | None,
        means(
            "Datoernes tidszone (ellers Europe/Copenhagen).",
            "The time zone of its dates (else Europe/Copenhagen).",
        ),
    ] = None
    weekend: Annotated[
        tuple[Weekday, ...] | None,
        means("Ugedage, der er fri (ellers lørdag og søndag).", "The weekdays off (else Saturday and Sunday)."),
    ] = None
    holidays: Annotated[
        HolidaysForm | None,
        means("Landet, hvis helligdage er fri.", "The country whose public holidays are off."),
    ] = None
    also: Annotated[
        tuple[RecurringForm, ...] | None,
        means("Fridage, der kommer igen hvert år.", "Days off that come back each year."),
    ] = None
    closed: Annotated[tuple[ClosedForm, ...] | None, means("Enkelte fridage.", "Single days off.")] = None
    open: Annotated[
        tuple[date, ...] | None,
        means("Helligdage, hvor der alligevel arbejdes.", "Single holidays on which the office works after all."),
    ] = None
    years: Annotated[YearsForm, means("De år, kalenderen dækker.", "The years that the calendar covers.")]


# What the days off of a calendar are made of.
OF_DAYS = ("years", "weekend", "holidays", "also", "closed", "open")
UNNAMED: dict[str, Any] = {"id": "", "title": Text("", "")}  # as long as something is wrong with its names


def parse(text: str, name: str) -> tuple[Calendar | None, list[FileError]]:
    """The calendar in a TOML text with every day off in it, or None and the faults, by the lines of the file.

    name: what the faults call the file. What does not fit together is looked for where the form is right.
    """
    page, values = read(text, name)
    calendar = None
    if "years" in values and all(page.is_right(key) for key in OF_DAYS):
        calendar = made_of(page, values)
    return (None, page.sorted_faults()) if page.faults else (calendar, [])


def read(text: str, name: str) -> tuple[Page, dict[str, Any]]:
    """The page of a TOML text, and the values in it that are right."""
    page = Page(text, name)
    if page.faults:
        return page, {}
    values = read_table(page, (), page.values, CalendarForm)
    if "holidays" in values and page.is_right("holidays"):
        _name_regions(page, values["holidays"])
    for index, item in enumerate(values.get("also", ())):
        if page.is_right("also", index):
            check_recurring(page, ("also", index), item)
    return page, values


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


def made_of(page: Page, values: Mapping[str, Any]) -> Calendar:
    """The calendar of values that are right each by itself; what does not fit together becomes a fault of the page."""
    years = _years(page, values)
    weekend = tuple(sorted({WEEKDAYS.index(name) for name in values.get("weekend", WEEKDAYS[5:])}))
    # The first name of a day stands: the holiday's before that of a day off of the office's own.
    days_off: dict[date, Text] = {}
    for day_off, name in (
        *_holidays(values, years).items(),
        *recurring_days(values.get("also", ()), years),
        *_closed(page, values.get("closed", ()), years),
    ):
        days_off.setdefault(day_off, name)
    for index, opened in enumerate(values.get("open", ()) if years else ()):
        _check_opened(page, ("open", index), opened, days_off, weekend)
        days_off.pop(opened, None)
    names = tuple(dict.fromkeys(days_off.values()))
    places = {name: place for place, name in enumerate(names)}
    return Calendar(
        **UNNAMED | {key: values[key] for key in ("id", "title", "zone") if key in values},
        weekend=weekend,
        first=date(values["years"]["first"], 1, 1),
        last=date(values["years"]["last"], 12, 31),
        names=names,
        days=tuple((day_off, places[days_off[day_off]]) for day_off in sorted(days_off)),
    )


def _name_regions(page: Page, said: dict[str, Any]) -> None:
    """Regions by their codes, and categories, as far as the country has them; others become faults of the page."""
    known = public_holidays.country(said["country"])
    for index, region in enumerate(said.get("subdivisions", ())):
        if region not in known.by_name:
            hint = suggestion(region, known.regions)
            page.fault(
                ("holidays", "subdivisions", index),
                da=f"{known.code} har ingen region »{excerpt(region)}«. {hint.da}",
                en=f'{known.code} has no region "{excerpt(region)}". {hint.en}',
            )
    for index, category in enumerate(said.get("categories", ())):
        if category not in known.categories:
            hint = suggestion(category, known.categories)
            page.fault(
                ("holidays", "categories", index),
                da=f"{known.code} har ingen helligdage af slagsen »{excerpt(category)}«. {hint.da}",
                en=f'{known.code} has no holidays of the category "{excerpt(category)}". {hint.en}',
            )
    if said.get("categories") == ():
        page.fault(
            ("holidays", "categories"),
            da="Nævn mindst én slags, eller udelad »categories«: så er det »public«.",
            en='Name at least one category, or leave "categories" out: then it is "public".',
        )
    if "subdivisions" in said and page.is_right("holidays"):
        said["subdivisions"] = tuple(dict.fromkeys(known.by_name[region] for region in said["subdivisions"]))


def _years(page: Page, values: Mapping[str, Any]) -> range:
    """The years of the calendar; none after a fault, so that it is told once and not of every day in them."""
    first, last = values["years"]["first"], values["years"]["last"]
    if last < first:
        page.fault(
            ("years",), da="»first« skal ikke ligge efter »last«.", en='"first" must not come after "last".'
        )
        return range(0)
    if "holidays" in values:
        known = public_holidays.country(values["holidays"]["country"])
        if first not in known.years or last not in known.years:
            page.fault(
                ("years",),
                da=f"Helligdage for {known.code} kendes kun fra {known.years[0]} til {known.years[-1]}.",
                en=f"Holidays of {known.code} are known from {known.years[0]} to {known.years[-1]} only.",
            )
            return range(0)
    return range(first, last + 1)


def _holidays(values: Mapping[str, Any], years: range) -> Mapping[date, Text]:
    """The public holidays of the country and its regions."""
    if "holidays" not in values or not years:
        return {}
    said = values["holidays"]
    return public_holidays.days_off(
        said["country"], years, said.get("subdivisions", ()), said.get("categories", (PUBLIC,))
    )


def _closed(page: Page, listed: Iterable[Mapping[str, Any]], years: range) -> Iterator[tuple[date, Text]]:
    for index, item in enumerate(listed):
        days = list(span(item["date"], item))
        outside = next((one for one in (days[0], days[-1]) if one.year not in years), None)
        if outside is None:
            yield from ((one, item["name"]) for one in days)
        elif years:
            page.fault(
                ("closed", index, "date"),
                da=f"{outside} ligger uden for kalenderens år.",
                en=f"{outside} lies outside the years of the calendar.",
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
