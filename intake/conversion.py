"""From a row's texts to the values of an event: numbers, truth values, dates and times, by the mapping's word."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from ..domain.events.case_events import Value
from ..domain.excerpt import excerpt
from .malformed import Malformed, wrong_field
from .mapping import Column, Kind, Said
from .template import Filled, Row, compile_template, parse_template
from .times import Moment, as_day, read_formats, read_iso
from .values import check_day, check_days, check_flag, check_value, reader_of

Got = Callable[[Row], Any]
"""Gives a field's value for a row, or None. Raises Malformed."""

Timed = Callable[[Row], Moment | None]
"""Gives a row's time, or None if it says none. Raises Malformed."""

_REMEMBERED = 4096  # distinct texts: dates and the columns of a case repeat, the times of events do not
_TRUE = frozenset({"true", "1", "yes", "y", "ja", "j", "sand"})
_FALSE = frozenset({"false", "0", "no", "n", "nej", "falsk"})


def compile_said(field: str, said: Said, zone: ZoneInfo, kind: Kind = "text") -> Got:
    """What the mapping says of ``field``: a template, a literal, or a column with a type. Dates are ISO text.

    kind: what the field has to be; text leaves it to the column.
    """
    if isinstance(said, Column):
        form = said if kind == "text" else msgspec.structs.replace(said, type=kind)
        name = said.column
        return _converted(lambda row: row.get(name), field, form, zone)
    if not isinstance(said, str):
        return lambda row: said
    fill = compile_template(parse_template(said))
    return fill if kind == "text" else _converted(fill, field, Column(column="", type=kind), zone)


def compile_field(field: str, annotation: Any, said: Said, zone: ZoneInfo) -> Got:
    """The same for an event's own field, whose ``annotation`` says what its text is read as."""
    read = reader_of(field, annotation)
    get = compile_said(field, said, zone, _KIND_OF_READER.get(read, "text"))

    def field_of(row: Row) -> Any:
        value = get(row)
        return None if value is None else read(field, value)

    return field_of


def compile_time(field: str, said: str | Column, zone: ZoneInfo) -> Timed:
    """A time: ISO or in the column's formats; its type ``date`` makes a date-only fact of midnight."""
    column = said if isinstance(said, Column) else Column(column="")
    text_of: Filled = (
        compile_template(parse_template(said)) if isinstance(said, str) else lambda row: row.get(column.column)
    )
    read = lru_cache(_REMEMBERED)(_timer(field, column, zone))
    empty = frozenset(column.empty)

    def time_of(row: Row) -> Moment | None:
        text = text_of(row)
        return None if text is None or text in empty else read(text)

    return time_of


def _timer(field: str, column: Column, zone: ZoneInfo) -> Callable[[str], Moment]:
    formats, only_day = column.formats, column.type == "date"

    def read(text: str) -> Moment:
        text = text.strip()
        moment = read_formats(text, formats, zone, field) if formats else read_iso(text, zone, field)
        return as_day(moment, zone, field) if only_day else moment

    return read


def _converted(text_of: Filled, field: str, column: Column, zone: ZoneInfo) -> Got:
    """Empty values, then the translation, then the type, then the default: in that order."""
    convert = lru_cache(_REMEMBERED)(_converter(field, column, zone))
    empty, default = frozenset(column.empty), column.default

    def get(row: Row) -> Value:
        text = text_of(row)
        return default if text is None or text in empty else convert(text)

    return get


def _converter(field: str, column: Column, zone: ZoneInfo) -> Callable[[str], Value]:
    translate, strict = column.translate, column.strict
    typed = _typed(field, column, zone)

    def convert(text: str) -> Value:
        if text in translate:
            said = translate[text]
            return typed(said) if isinstance(said, str) else said
        if strict:
            raise _unknown_value(field, text)
        return typed(text)

    return convert


def _typed(field: str, column: Column, zone: ZoneInfo) -> Callable[[str], Value]:
    time = _timer(field, column, zone)

    def instant(text: str) -> str:
        occurred, whole_day = time(text)
        local = occurred.astimezone(zone)
        return local.date().isoformat() if whole_day else local.isoformat()

    kinds: dict[Kind, Callable[[str], Value]] = {
        "text": lambda text: text,
        "integer": lambda text: _integer(field, text),
        "number": lambda text: _number(field, text, column.decimal),
        "boolean": lambda text: _boolean(field, text),
        "date": instant,
        "instant": instant,
    }
    return kinds[column.type]


def _integer(field: str, text: str) -> Value:
    if re.fullmatch(r"\s*[+-]?[0-9]{1,19}\s*", text):
        return check_value(field, int(text))
    raise wrong_field(field, "skal være et helt tal", "must be a whole number")


def _number(field: str, text: str, decimal: str) -> Value:
    plain = text.strip() if decimal == "." else text.strip().replace(".", "").replace(",", ".")
    if re.fullmatch(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]{1,4})?", plain):
        return check_value(field, float(plain))
    raise wrong_field(
        field, f"skal være et tal med {decimal} som decimaltegn", f"must be a number with decimal {decimal}"
    )


def _boolean(field: str, text: str) -> bool:
    word = text.strip().lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise wrong_field(field, "skal være ja eller nej, true eller false", "must be yes or no, true or false")


def _unknown_value(field: str, text: str) -> Malformed:
    return Malformed(
        code="unknown-value",
        da=f"Værdien {excerpt(text)} i {field} står ikke i oversættelsen: tilføj den i kortlægningen.",
        en=f"The value {excerpt(text)} in {field} is not in the translation: add it to the mapping.",
        field=field,
    )


_KIND_OF_READER: dict[Any, Kind] = {check_flag: "boolean", check_days: "integer", check_day: "date"}
