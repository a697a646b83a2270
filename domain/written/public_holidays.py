"""What the library ``holidays`` knows of a country: its days off by years, regions and categories.

A country's own days are those that all of its regions share, and not those of any one of them.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

import holidays
from holidays import HolidayBase

from ..text import Text

PUBLIC = "public"


@cache
def countries() -> frozenset[str]:
    """The codes of countries (ISO 3166) that are known."""
    return frozenset(holidays.list_supported_countries())


class Country(NamedTuple):
    """What is known of a country. years: of any of its days. regions: codes, and the codes by other names."""

    code: str
    years: range
    regions: tuple[str, ...]
    by_name: Mapping[str, str]
    categories: tuple[str, ...]


@cache
def country(code: str) -> Country:
    """What is known of the country of a known code."""
    known = holidays.country_holidays(code)
    regions = tuple(known.subdivisions)
    return Country(
        code,
        range(known.start_year, known.end_year + 1),
        regions,
        {**dict(known.subdivisions_aliases), **{region: region for region in regions}},
        tuple(sorted(known.supported_categories)),
    )


def days_off(
    code: str, years: range, regions: Sequence[str] = (), categories: Sequence[str] = (PUBLIC,)
) -> dict[date, Text]:
    """The days off of a country, named in both languages as far as they are known; substitute days are among them.

    regions: codes, whose days are united; none: what the country has without any.
    """
    found: dict[date, Text] = {}
    for region in regions or (None,):
        danish = _named_in(code, years, ("da", "en_US"), region, categories)
        english = _named_in(code, years, ("en_US", "en_GB"), region, categories)
        for day in danish:
            found.setdefault(day, Text(danish[day], english[day]))
    return dict(sorted(found.items()))


def _named_in(
    code: str, years: range, languages: tuple[str, ...], region: str | None, categories: Sequence[str]
) -> HolidayBase:
    known = holidays.country_holidays(code)
    language = next((one for one in languages if one in known.supported_languages), known.default_language)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # which years are known in part is asked of ``known_in_part``
        return holidays.country_holidays(
            code, years=years, subdiv=region, categories=tuple(categories), language=language
        )


def known_in_part(
    code: str, years: range, regions: Sequence[str] = (), categories: Sequence[str] = (PUBLIC,)
) -> list[str]:
    """What the library itself says of years whose days it knows only in part, in English."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        for region in regions or (None,):
            holidays.country_holidays(code, years=years, subdiv=region, categories=tuple(categories))
    return sorted({str(one.message) for one in said})
