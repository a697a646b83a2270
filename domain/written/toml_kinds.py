"""The kinds of value that a file written by people may hold, and what each says when it is not so."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from ..excerpt import excerpt
from ..plain_text import plain
from ..signs import sign_name, unfit_for_a_name
from ..text import Text
from ..zone_name import zone_named
from .toml_lines import Path
from .toml_table import Form, Key, Kind, Page, read_table, suggestion

SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
ATTRIBUTE_NAME = re.compile(r"[a-z][a-z0-9_]*")
MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")
TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
FIRST_YEAR, LAST_YEAR = 1900, 2200  # that a file may name: rules are written for years to come


def _wrong(page: Page, path: Path, value: Any, *, da: str, en: str) -> None:
    """A value of the wrong kind: ``da`` and ``en`` say what belongs there."""
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    page.fault(
        path,
        da=f"»{key}« skal være {da}, ikke »{excerpt(value)}«.",
        en=f'"{key}" must be {en}, not "{excerpt(value)}".',
    )


def string(page: Page, path: Path, value: Any) -> str | None:
    """A text of at least one sign, and no control signs."""
    if (
        isinstance(value, str)
        and value.strip()
        and not any(ord(sign) < 32 for sign in value if sign not in "\n\t")
    ):
        return value
    _wrong(
        page,
        path,
        value,
        da="en tekst i anførselstegn, som ikke er tom",
        en="a quoted text that is not empty",
    )
    return None


def office_name(page: Page, path: Path, value: Any) -> str | None:
    """A name of the office's, of a unit, a person or a way of sending, in the one form in which events have it."""
    read = string(page, path, value)
    if read is None:
        return None
    sign = unfit_for_a_name(plain(read))
    if sign is None:
        return plain(read)
    page.fault(
        path,
        da=f"»{excerpt(path[-1])}« har tegnet {sign_name(sign)}, som et navn ikke kan have: fjern det.",
        en=f'"{excerpt(path[-1])}" has the sign {sign_name(sign)}, which a name cannot have: remove it.',
    )
    return None


def text(page: Page, path: Path, value: Any) -> Text | None:
    """One thing said in both languages."""
    if not isinstance(value, dict):
        _wrong(
            page,
            path,
            value,
            da='dansk og engelsk: { da = "…", en = "…" }',
            en='Danish and English: { da = "…", en = "…" }',
        )
        return None
    said = read_table(page, path, value, {"da": Key(string, True), "en": Key(string, True)})
    return Text(**said) if len(said) == 2 else None


def slug(page: Page, path: Path, value: Any) -> str | None:
    """A name that can stand in addresses and commands."""
    if isinstance(value, str) and SLUG.fullmatch(value):
        return value
    _wrong(
        page,
        path,
        value,
        da="små bogstaver a-z, cifre og bindestreger",
        en="small letters a-z, digits and hyphens",
    )
    return None


def attribute_name(page: Page, path: Path, value: Any) -> str | None:
    """The name of a value that belongs to the case."""
    if isinstance(value, str) and ATTRIBUTE_NAME.fullmatch(value):
        return value
    _wrong(
        page,
        path,
        value,
        da="små bogstaver a-z, cifre og understreger, med et bogstav først",
        en="small letters a-z, digits and underscores, a letter first",
    )
    return None


def names(page: Page, path: Path, value: Any) -> tuple[str, ...] | None:
    """A list of names, in their one form; one name alone needs no brackets."""
    listed = [value] if isinstance(value, str) else value
    if isinstance(listed, list) and all(isinstance(name, str) for name in listed):
        return tuple(map(plain, listed))
    _wrong(page, path, value, da='en liste af navne: ["…"]', en='a list of names: ["…"]')
    return None


def office_names(page: Page, path: Path, value: Any) -> tuple[str, ...] | None:
    """A list of names of the office's; one alone needs no brackets."""
    read = names(page, path, value)
    found = [office_name(page, path, one) for one in read or ()]
    return None if read is None or None in found else tuple(one for one in found if one is not None)


def boolean(page: Page, path: Path, value: Any) -> bool | None:
    """``true`` or ``false``."""
    if isinstance(value, bool):
        return value
    _wrong(page, path, value, da="true eller false", en="true or false")
    return None


def day(page: Page, path: Path, value: Any) -> date | None:
    """A date, written without quotes."""
    if type(value) is date:  # a datetime is a date too, but not here
        return value
    _wrong(page, path, value, da="en dato uden anførselstegn: 2008-03-01", en="a date without quotes: 2008-03-01")
    return None


def month_day(page: Page, path: Path, value: Any) -> str | None:
    """A month and a day that some year has: ``02-29`` is one."""
    if isinstance(value, str) and (match := MONTH_DAY.fullmatch(value)):
        month, day_of_month = int(match.group(1)), int(match.group(2))
        try:
            date(2000, month, day_of_month)  # a leap year
        except ValueError:
            pass
        else:
            return value
    _wrong(page, path, value, da="en måned og en dag: »11-01«", en='a month and a day: "11-01"')
    return None


def time_of_day(page: Page, path: Path, value: Any) -> str | None:
    """An hour and a minute of the day, from ``00:00`` to ``23:59``."""
    if isinstance(value, str) and TIME_OF_DAY.fullmatch(value):
        return value
    _wrong(
        page,
        path,
        value,
        da="et klokkeslæt i anførselstegn, fra »00:00« til »23:59«",
        en='a time of day in quotes, from "00:00" to "23:59"',
    )
    return None


def zone(page: Page, path: Path, value: Any) -> str | None:
    """The IANA name of a time zone."""
    try:
        return zone_named(value).key
    except (ValueError, TypeError, OSError, LookupError):
        hint = suggestion(value, available_timezones())
        page.fault(
            path,
            da=f"Tidszonen »{excerpt(value)}« findes ikke. {hint.da}",
            en=f'There is no time zone "{excerpt(value)}". {hint.en}',
        )
        return None


def whole_number(low: int, high: int) -> Kind:
    """A kind: a whole number from ``low`` to ``high``."""

    def kind(page: Page, path: Path, value: Any) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        _wrong(
            page,
            path,
            value,
            da=f"et helt tal fra {low} til {high}",
            en=f"a whole number from {low} to {high}",
        )
        return None

    return kind


calendar_year = whole_number(FIRST_YEAR, LAST_YEAR)
"""A kind: a year."""


def choice(options: Collection[str]) -> Kind:
    """A kind: one of these words."""

    def kind(page: Page, path: Path, value: Any) -> str | None:
        if isinstance(value, str) and value in options:
            return value
        listed = quoted(options)
        _wrong(page, path, value, da=f"en af {listed.da}", en=f"one of {listed.en}")
        return None

    return kind


def quoted(options: Iterable[str]) -> Text:
    """Words that may be written, each in the quotation marks of the language."""
    return Text(", ".join(f"»{one}«" for one in options), ", ".join(f'"{one}"' for one in options))


def table(form: Form) -> Kind:
    """A kind: a table of this form."""

    def kind(page: Page, path: Path, value: Any) -> dict[str, Any] | None:
        if isinstance(value, dict):
            return read_table(page, path, value, form)
        _wrong(page, path, value, da="en tabel: { … }", en="a table: { … }")
        return None

    return kind


def tables(form: Form) -> Kind:
    """A kind: any number of tables of this form. One that is no table is read as an empty one."""

    def kind(page: Page, path: Path, value: Any) -> list[dict[str, Any]] | None:
        if isinstance(value, list):
            one = table(form)
            return [one(page, (*path, index), item) or {} for index, item in enumerate(value)]
        key = path[-1]
        _wrong(page, path, value, da=f"tabeller: [[{key}]]", en=f"tables: [[{key}]]")
        return None

    return kind


def each(kind_of_one: Kind) -> Kind:
    """A kind: a list whose elements are all of one kind."""

    def kind(page: Page, path: Path, value: Any) -> list[Any] | None:
        if isinstance(value, list):
            return [kind_of_one(page, (*path, index), item) for index, item in enumerate(value)]
        _wrong(page, path, value, da="en liste: [ … ]", en="a list: [ … ]")
        return None

    return kind


def amount(make: Callable[[int, Any], Any], units: Collection[str], longest: int, example: str) -> Kind:
    """A kind: so many of exactly one of ``units``, from 0 to ``longest``; ``make`` makes it of count and unit."""
    counts = table({unit: Key(whole_number(0, longest)) for unit in units})

    def kind(page: Page, path: Path, value: Any) -> Any:
        counted = counts(page, path, value)
        if counted is None:
            return None
        if len(value) == 1:
            return next((make(count, unit) for unit, count in counted.items()), None)
        listed = ", ".join(units)
        page.fault(
            path,
            da=f"»{path[-1]}« skal have netop én af {listed}: {example}.",
            en=f'"{path[-1]}" must have exactly one of {listed}: {example}.',
        )
        return None

    return kind
