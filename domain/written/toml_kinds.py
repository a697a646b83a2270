"""The kinds of value that a file written by people may hold, and what each says when it is not so.

A kind is a function that reads a value, and below it the type by which forms say that a key holds it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date
from typing import Annotated, Any
from zoneinfo import available_timezones

import msgspec

from ..excerpt import excerpt
from ..plain_text import plain
from ..signs import sign_name, unfit_for_a_name
from ..text import Text
from ..zone_name import zone_named
from .toml_lines import Path
from .toml_page import Kind, Page, suggestion

SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
ATTRIBUTE_NAME = re.compile(r"[a-z][a-z0-9_]*")
MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")
TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
FIRST_YEAR, LAST_YEAR = 1900, 2200  # that a file may name: rules are written for years to come
NOT_BLANK = r"\S"


def read_by(kind: Kind, **schema: Any) -> msgspec.Meta:
    """Of a type: what reads its values. schema: what JSON Schema can say of them beyond the type."""
    return msgspec.Meta(extra={"read": kind}, extra_json_schema=schema)


def wrong(page: Page, path: Path, value: Any, da: str, en: str) -> Any:
    """A fault for a value of the wrong kind: ``da`` and ``en`` say what belongs there. Gives None."""
    key = _key_of(path)
    page.fault(
        path,
        da=f"»{key}« skal være {da}, ikke »{excerpt(value)}«.",
        en=f'"{key}" must be {en}, not "{excerpt(value)}".',
    )


def _key_of(path: Path) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def any_text(page: Page, path: Path, value: Any) -> Any:
    """A text, which may be empty."""
    if isinstance(value, str):
        return value
    da, en = "en tekst i anførselstegn", "a text in quotes"
    if isinstance(value, list | dict):
        return wrong(page, path, value, da, en)
    key, shown = _key_of(path), excerpt(str(value).lower() if isinstance(value, bool) else value)
    page.fault(path, da=f'»{key}« skal være {da}: "{shown}".', en=f'"{key}" must be {en}: "{shown}".')
    return None


def string(page: Page, path: Path, value: Any) -> Any:
    """A text of at least one sign, and no control signs."""
    if (
        isinstance(value, str)
        and value.strip()
        and not any(ord(sign) < 32 for sign in value if sign not in "\n\t")
    ):
        return value
    return wrong(page, path, value, "en tekst i anførselstegn, som ikke er tom", "a quoted text that is not empty")


String = Annotated[str, read_by(string, pattern=NOT_BLANK)]


def office_name(page: Page, path: Path, value: Any) -> str | None:
    """A name of the office's, of a unit, a person or a way of sending, in the one form in which events have it."""
    read: str | None = string(page, path, value)
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


OfficeName = Annotated[str, read_by(office_name, pattern=NOT_BLANK)]


def matching(pattern: re.Pattern[str], da: str, en: str) -> msgspec.Meta:
    """Of a type: texts of this form, whole."""

    def kind(page: Page, path: Path, value: Any) -> Any:
        if isinstance(value, str) and pattern.fullmatch(value):
            return value
        return wrong(page, path, value, da, en)

    return read_by(kind, pattern=f"^({pattern.pattern})$")


# A name that can stand in addresses and commands.
Slug = Annotated[
    str, matching(SLUG, "små bogstaver a-z, cifre og bindestreger", "small letters a-z, digits and hyphens")
]
# The name of a value that belongs to the case.
AttributeName = Annotated[
    str,
    matching(
        ATTRIBUTE_NAME,
        "små bogstaver a-z, cifre og understreger, med et bogstav først",
        "small letters a-z, digits and underscores, a letter first",
    ),
]
# An hour and a minute of the day.
TimeOfDay = Annotated[
    str,
    matching(
        TIME_OF_DAY,
        "et klokkeslæt i anførselstegn, fra »00:00« til »23:59«",
        'a time of day in quotes, from "00:00" to "23:59"',
    ),
]


def names(page: Page, path: Path, value: Any) -> Any:
    """A list of names, in their one form; one name alone needs no brackets."""
    listed = [value] if isinstance(value, str) else value
    if isinstance(listed, list) and all(isinstance(name, str) for name in listed):
        return tuple(map(plain, listed))
    return wrong(page, path, value, 'en liste af navne: ["…"]', 'a list of names: ["…"]')


Names = Annotated[str | tuple[str, ...], read_by(names)]


def office_names(page: Page, path: Path, value: Any) -> tuple[str, ...] | None:
    """A list of names of the office's; one alone needs no brackets."""
    read = names(page, path, value)
    found = [office_name(page, path, one) for one in read or ()]
    return None if read is None or None in found else tuple(one for one in found if one is not None)


OfficeNames = Annotated[OfficeName | tuple[OfficeName, ...], read_by(office_names)]


def boolean(page: Page, path: Path, value: Any) -> Any:
    """``true`` or ``false``."""
    return value if isinstance(value, bool) else wrong(page, path, value, "true eller false", "true or false")


def day(page: Page, path: Path, value: Any) -> Any:
    """A date, written without quotes."""
    if type(value) is date:  # a datetime is a date too, but not here
        return value
    return wrong(page, path, value, "en dato uden anførselstegn: 2008-03-01", "a date without quotes: 2008-03-01")


Day = date


def month_day(page: Page, path: Path, value: Any) -> Any:
    """A month and a day that some year has: ``02-29`` is one."""
    if isinstance(value, str) and (match := MONTH_DAY.fullmatch(value)):
        month, day_of_month = int(match.group(1)), int(match.group(2))
        try:
            date(2000, month, day_of_month)  # a leap year
        except ValueError:
            pass
        else:
            return value
    return wrong(page, path, value, "en måned og en dag: »11-01«", 'a month and a day: "11-01"')


MonthDay = Annotated[str, read_by(month_day, pattern="^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]


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


Zone = Annotated[str, read_by(zone, pattern=NOT_BLANK)]


def whole_number(low: int, high: int) -> Kind:
    """A kind: a whole number from ``low`` to ``high``."""

    def kind(page: Page, path: Path, value: Any) -> Any:
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        return wrong(
            page, path, value, f"et helt tal fra {low} til {high}", f"a whole number from {low} to {high}"
        )

    return kind


def number(low: float, high: float) -> Kind:
    """A kind: a number from ``low`` to ``high``."""

    def kind(page: Page, path: Path, value: Any) -> Any:
        if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
            return float(value)
        return wrong(page, path, value, f"et tal fra {low} til {high}", f"a number from {low} to {high}")

    return kind


CalendarYear = Annotated[int, msgspec.Meta(ge=FIRST_YEAR, le=LAST_YEAR)]


def choice(options: Collection[str]) -> Kind:
    """A kind: one of these words."""
    listed = quoted(options)

    def kind(page: Page, path: Path, value: Any) -> Any:
        if isinstance(value, str) and value in options:
            return value
        return wrong(page, path, value, f"en af {listed.da}", f"one of {listed.en}")

    return kind


def quoted(options: Iterable[str]) -> Text:
    """Words that may be written, each in the quotation marks of the language."""
    return Text(", ".join(f"»{one}«" for one in options), ", ".join(f'"{one}"' for one in options))
