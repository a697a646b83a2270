"""What is to be said of a calendar that is right as it is written, and may still not be what was meant.

A calendar that leaves days out gives ends that are too early, and nobody sees it. So what is known of the country and
not among the days of the calendar is said, by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from ..rules.calendar import Calendar
from ..text import Text
from . import public_holidays
from .calendar_file import made_of, read
from .public_holidays import PUBLIC, Country, days_off
from .recurring_days import recurring_days
from .toml_lines import Path
from .toml_page import FileNote, Page

# Days on which offices work all the same: pupils have them off, or they have a name and no more.
NO_DAYS_OFF = frozenset({"school", "unofficial", "workday", "half_day"})
IN_COPENHAGEN = frozenset({"DK", "DNK"})
AT_MOST = 4  # days, or regions, that a note names
ESTIMATED = "(estimated)"  # how the library marks a day that depends on when the moon is seen


def notes(text: str, name: str) -> list[FileNote]:
    """What is to be said of a calendar as written; nothing of one that is wrong. name: what the notes call the file."""
    page, values = read(text, name)
    if page.faults:
        return []
    calendar = made_of(page, values)
    if page.faults:
        return []
    years = range(calendar.first.year, calendar.last.year + 1)
    found = list(_of_lines(page, values, years))
    if "holidays" in values:
        found += _of_country(page, values, calendar, years)
    return sorted(found, key=lambda note: note.line)


def _note(page: Page, code: str, path: Path, da: str, en: str) -> FileNote:
    return FileNote(code, page.file, page.line(path), Text(da, en))


def _of_lines(page: Page, values: Mapping[str, Any], years: range) -> Iterator[FileNote]:
    for index, item in enumerate(values.get("also", ())):
        if not any(True for _ in recurring_days([item], years)):
            yield _note(
                page,
                "never-comes",
                ("also", index),
                f"»{item['name'].da}« kommer ikke i kalenderens år.",
                f'"{item["name"].en}" never comes in the years of the calendar.',
            )


def _of_country(page: Page, values: Mapping[str, Any], calendar: Calendar, years: range) -> Iterator[FileNote]:
    said = values["holidays"]
    country = public_holidays.country(said["country"])
    regions, categories = said.get("subdivisions", ()), said.get("categories", (PUBLIC,))
    if "subdivisions" not in said:
        yield from _regions(page, country, years, calendar, categories)
    yield from _categories(page, country, years, calendar, said)
    if "zone" not in values and country.code not in IN_COPENHAGEN:
        yield _note(
            page,
            "zone-not-named",
            ("holidays",),
            f"Kalenderen har helligdage for {country.code} og nævner ingen tidszone: dens datoer er da dem i "
            f'{calendar.zone}. Skriv landets, for eksempel zone = "Europe/London".',
            f"The calendar has the holidays of {country.code} and names no time zone: its dates are those of "
            f'{calendar.zone} then. Write that of the country, for example zone = "Europe/London".',
        )
    estimated = [day for day, index in calendar.days if ESTIMATED in calendar.names[index].en]
    if estimated:
        yield _note(
            page,
            "estimated",
            ("holidays",),
            f"{len(estimated)} dage er skønnet, fra {estimated[0]} til {estimated[-1]}: de afhænger af månen. "
            "Ret dem, når de er fastsat.",
            f"{len(estimated)} days are estimated, from {estimated[0]} to {estimated[-1]}: the moon decides. "
            "Put them right when they have been fixed.",
        )
    for told in public_holidays.known_in_part(country.code, years, regions, categories):
        yield _note(
            page,
            "known-in-part",
            ("holidays",),
            f"Helligdagene for {country.code} kendes kun til dels i kalenderens år: {told}",
            f"The holidays of {country.code} are known only in part in the years of the calendar: {told}",
        )


def _regions(
    page: Page, country: Country, years: range, calendar: Calendar, categories: Iterable[str]
) -> Iterator[FileNote]:
    """Days that some of the regions have, or have not, where none is named."""
    national = days_off(country.code, years, (), tuple(categories))
    differing: dict[date, dict[str, Text]] = {}
    for region in country.regions:
        regional = days_off(country.code, years, (region,), tuple(categories))
        for day in regional.keys() ^ national.keys():
            if day.weekday() in calendar.weekend:
                continue
            differing.setdefault(day, {})[region] = regional.get(day) or national[day]
    if not differing:
        return
    year = max(differing).year
    examples = _examples({day: of_day for day, of_day in differing.items() if day.year == year})
    first, known = country.regions[0], _some(_with_names(country), 20)
    yield _note(
        page,
        "region-not-named",
        ("holidays",),
        f"Regionerne i {country.code} har hver deres helligdage, og kalenderen nævner ingen af dem. I {year} er de for "
        f'eksempel forskellige om {examples.da}. Skriv hvilke: subdivisions = ["{first}"], flere, eller [] for ingen. '
        f"Kendte: {known}.",
        f"The regions of {country.code} have holidays of their own, and the calendar names none of them. In {year} they "
        f'differ, for example, in {examples.en}. Say which: subdivisions = ["{first}"], several, or [] for none. '
        f"Known: {known}.",
    )


def _with_names(country: Country) -> Iterator[str]:
    """The codes of regions, with a name where the code is a figure that says nothing."""
    for region in country.regions:
        name = next((name for name, code in country.by_name.items() if code == region and name != region), None)
        yield f"{region} ({name})" if name and not region.isalpha() else region


def _examples(differing: Mapping[date, Mapping[str, Text]]) -> Text:
    """The days that most regions have apart from their country, with those regions."""
    regions: dict[Text, set[str]] = {}
    for day in sorted(differing):
        for region, name in differing[day].items():
            regions.setdefault(name, set()).add(region)
    most = sorted(regions, key=lambda name: -len(regions[name]))
    return Text(
        _some(f"{name.da} ({_some(sorted(regions[name]))})" for name in most),
        _some(f"{name.en} ({_some(sorted(regions[name]))})" for name in most),
    )


def _categories(
    page: Page, country: Country, years: range, calendar: Calendar, said: Mapping[str, Any]
) -> Iterator[FileNote]:
    """Days of categories that are not named, as far as they are no days off anyway."""
    if "categories" in said:
        return
    off = {day for day, _ in calendar.days}
    da, en = [], []
    for category in sorted(set(country.categories) - NO_DAYS_OFF - {PUBLIC}):
        further = days_off(country.code, years, said.get("subdivisions", ()), (category,))
        missing = [day for day in further if day not in off and day.weekday() not in calendar.weekend]
        names = list(dict.fromkeys(further[day] for day in missing if day.year == missing[-1].year))
        if names:
            da.append(f"»{category}« ({_some(name.da for name in names)})")
            en.append(f'"{category}" ({_some(name.en for name in names)})')
    if en:
        yield _note(
            page,
            "further-days",
            ("holidays",),
            f"{country.code} har flere dage, som er arbejdsdage i kalenderen, af slagsen {'; '.join(da)}. Skriv, "
            'hvilke slags der er fri: categories = ["public"], eller flere.',
            f"{country.code} has further days, which are working days of the calendar, of the category "
            f'{"; ".join(en)}. Say which categories are off: categories = ["public"], or more.',
        )


def _some(words: Iterable[str], most: int = AT_MOST) -> str:
    listed = list(words)
    return ", ".join(listed[:most]) + (" …" if len(listed) > most else "")
