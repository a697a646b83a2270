"""The values in an event: what each kind of field may hold, so that what is kept can be counted on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import isfinite
from typing import Any, get_args

from ..domain.events import Value
from .malformed import wrong_field

LONGEST_NAME = 300
"""Characters in a name (source, id, unit, …): they are looked up, and an index takes no more."""

_LONGEST_DAYS = 36_525  # a hundred years: no term is longer, and no calendar
_INT64 = 2**63

Reader = Callable[[str, Any], Any]
"""Reads a JSON value for the field named first; raises Malformed (wrong-field)."""


def check_text(field: str, value: Any) -> str:
    """``value``, if it is text without NUL (which no database keeps). Raises Malformed (wrong-field)."""
    if not isinstance(value, str):
        raise wrong_field(field, "skal være en tekst", "must be a text")
    if "\0" in value:
        raise wrong_field(field, "indeholder tegnet NUL: fjern det", "holds the character NUL: remove it")
    return value


def check_name(field: str, value: Any) -> str:
    """``value``, if it is a text of 1 to 300 printable characters. Raises Malformed (wrong-field)."""
    text = check_text(field, value)
    if not 1 <= len(text) <= LONGEST_NAME or not text.isprintable():
        raise wrong_field(
            field,
            f"skal være på 1 til {LONGEST_NAME} tegn uden linjeskift",
            f"must have 1 to {LONGEST_NAME} characters and no line breaks",
        )
    return text


def check_value(field: str, value: Any) -> Value:
    """``value``, if it is a text, a finite number, true, false or null. Raises Malformed (wrong-field)."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return check_text(field, value)
    if isinstance(value, int) and -_INT64 <= value < _INT64:
        return value
    if isinstance(value, float) and isfinite(value):
        return value
    if isinstance(value, int | float):
        raise wrong_field(
            field, "er et for stort tal: send det som tekst", "is too large a number: send it as text"
        )
    raise wrong_field(
        field,
        "skal være en enkelt værdi, ikke en liste eller et objekt",
        "must be a single value, not a list or an object",
    )


def check_attributes(field: str, value: Any) -> dict[str, Value]:
    """``value``, if it is an object of single values. Raises Malformed, naming the attribute."""
    if not isinstance(value, dict):
        raise wrong_field(field, "skal være et objekt, { … }", "must be an object, { … }")
    return {check_name(field, name): check_value(f"{field}.{name}", held) for name, held in value.items()}


def check_flag(field: str, value: Any) -> bool:
    """``value``, if it is true or false. Raises Malformed (wrong-field)."""
    if not isinstance(value, bool):
        raise wrong_field(field, "skal være true eller false", "must be true or false")
    return value


def check_days(field: str, value: Any) -> int:
    """``value``, if it is a whole number of days, at most a hundred years. Raises Malformed."""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _LONGEST_DAYS:
        raise wrong_field(
            field,
            f"skal være et helt antal dage, højst {_LONGEST_DAYS}",
            f"must be a whole number of days, at most {_LONGEST_DAYS}",
        )
    return value


def check_day(field: str, value: Any) -> date:
    """``value``, if it is a date such as 2026-03-01. Raises Malformed (wrong-field)."""
    try:
        if isinstance(value, str) and len(value) == len("2026-03-01"):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise wrong_field(field, "skal være en dato som 2026-03-01", "must be a date such as 2026-03-01")


NAMES = frozenset(
    {
        *(
            "unit",
            "responsible",
            "actor",
            "to_unit",
            "to",
            "action",
            "deadline",
            "kind",
            "category",
            "outcome",
        ),
        *("corrects", "corrects_source", "annuls", "annuls_source"),
    }
)
"""Text fields that are names or codes: short, and looked up."""


def reader_of(name: str, kind: Any) -> Reader:
    """How a field called ``name`` and annotated ``kind`` (such as ``date | None``) is read from JSON."""
    if name in NAMES:
        return check_name
    held = next(part for part in (*get_args(kind), kind) if part is not type(None))
    return _BY_KIND[held]


_BY_KIND: dict[Any, Reader] = {bool: check_flag, int: check_days, date: check_day, str: check_text}
