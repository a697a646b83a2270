"""Numbers and truth values as others write them. Marks between thousands stand between groups of three, or not at all."""

from __future__ import annotations

import re
from functools import cache

from ...domain.events.case_events import Value
from ..event.input_problems import Malformed, wrong_field
from ..event.values import check_value

_TRUE = frozenset({"true", "1", "yes", "y", "ja", "j", "sand"})
_FALSE = frozenset({"false", "0", "no", "n", "nej", "falsk"})
_BLANKS = " \u00a0\u202f\u2009"  # the ordinary one, and those that keep a number on one line
_WHOLE = re.compile(r"[+-]?[0-9]{1,19}")


def read_integer(field: str, text: str, thousands: str | None) -> Value:
    """A whole number. Raises Malformed (wrong-field)."""
    plain = text.strip()
    if thousands is not None and _grouped(thousands).fullmatch(plain):
        plain = _without(plain, thousands)
    if _WHOLE.fullmatch(plain):
        return check_value(field, int(plain))
    other = None if thousands else next((mark for mark in (" ", ".") if _grouped(mark).fullmatch(plain)), None)
    todo_da = f'; skriv thousands = "{other}" i kortlægningen' if other else ""
    todo_en = f'; write thousands = "{other}" in the mapping' if other else ""
    raise wrong_field(field, f"skal være et helt tal{todo_da}", f"must be a whole number{todo_en}", text)


def read_number(field: str, text: str, decimal: str, thousands: str | None) -> Value:
    """A number with ``decimal`` as its mark. thousands: the mark of groups; None: the dot, where ``decimal`` is a comma.

    Raises Malformed (wrong-field).
    """
    plain = text.strip()
    mark = thousands or ("." if decimal == "," else None)
    if _pattern(decimal, mark).fullmatch(plain):
        return check_value(field, float(_without(plain, mark).replace(decimal, ".")))
    raise _no_number(field, text, decimal, mark)


def read_boolean(field: str, text: str) -> bool:
    """Yes or no, in one of the usual words. Raises Malformed (wrong-field)."""
    found = truth_of(text)
    if found is None:
        raise wrong_field(
            field,
            "skal være ja eller nej, true eller false, 1 eller 0; oversæt andre ord med translate",
            "must be yes or no, true or false, 1 or 0; translate other words with translate",
            text,
        )
    return found


def truth_of(text: str) -> bool | None:
    """What a word says; None if it is neither yes nor no."""
    word = text.strip().lower()
    return word in _TRUE if word in _TRUE or word in _FALSE else None


@cache
def _pattern(decimal: str, thousands: str | None) -> re.Pattern[str]:
    whole = "[0-9]+" if thousands is None else rf"(?:[0-9]+|{_groups(thousands)})"
    return re.compile(rf"[+-]?{whole}(?:{re.escape(decimal)}[0-9]*)?(?:[eE][+-]?[0-9]{{1,4}})?")


@cache
def _grouped(thousands: str) -> re.Pattern[str]:
    return re.compile(rf"[+-]?{_groups(thousands)}")


def _groups(thousands: str) -> str:
    return rf"[0-9]{{1,3}}(?:[{re.escape(_marks(thousands))}][0-9]{{3}})+"


def _marks(thousands: str) -> str:
    return _BLANKS if thousands == " " else thousands


def _without(text: str, thousands: str | None) -> str:
    for mark in _marks(thousands) if thousands else "":
        text = text.replace(mark, "")
    return text


def _no_number(field: str, text: str, decimal: str, thousands: str | None) -> Malformed:
    """The reason, with the keys of the mapping that would read the number."""
    for other, mark, keys in _WAYS:
        if (other, mark) != (decimal, thousands) and _pattern(other, mark).fullmatch(text.strip()):
            return wrong_field(
                field,
                f'er intet tal med decimal = "{decimal}"; er alle tal skrevet sådan, så skriv {keys} i kortlægningen',
                f'is no number with decimal = "{decimal}"; if all are written so, write {keys} in the mapping',
                text,
            )
    between = f" og {thousands!r} mellem grupper på tre cifre" if thousands else ""
    between_en = f" and {thousands!r} between groups of three digits" if thousands else ""
    return wrong_field(
        field,
        f"skal være et tal med {decimal} som decimaltegn{between}",
        f"must be a number with decimal {decimal}{between_en}",
        text,
    )


_WAYS = (
    (".", None, 'decimal = "."'),
    (",", ".", 'decimal = ","'),
    (".", ",", 'thousands = ","'),
    (".", " ", 'thousands = " "'),
    (",", " ", 'decimal = ",", thousands = " "'),
    (".", "'", 'thousands = "\'"'),
)
