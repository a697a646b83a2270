"""From a row's texts to the values of an event: numbers, truth values, dates and times, by the mapping's word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from ...domain.events.case_events import Value
from ...domain.excerpt import excerpt, nearest
from ..event.bounds import LONGEST
from ..event.input_problems import Malformed, too_large, with_value, wrong_field
from ..event.times import InstantOrDay, as_day, day_of, read_iso, read_with_offset
from ..event.values import check_day, check_days, check_flag, reader_of
from .day_parts import part_of
from .mapping import Kind, MappedColumn, Said
from .numbers import read_boolean, read_integer, read_number
from .patterns import Pattern, remembered
from .template import Filler, LogRow, compile_template, parse_template
from .time_formats import read_formats, with_likely_format

Got = Callable[[LogRow], Any]
"""Gives a field's value for a row, or None. Raises Malformed."""

Timed = Callable[[LogRow], InstantOrDay | None]
"""Gives a row's time, or None if it says none. Raises Malformed."""

TimedText = Callable[[str], InstantOrDay | None]
"""Gives the time that a text says, or None if it says none. Raises Malformed."""


def compile_said(field: str, said: Said, zone: ZoneInfo, kind: Kind = "text") -> Got:
    """What the mapping says of ``field``: a template, a literal, or a value read with care. Dates are ISO text.

    kind: what the field has to be; text leaves it to the column.
    """
    if isinstance(said, MappedColumn):
        settled = kind == "text" or said.part is not None or (kind, said.type) == ("date", "day")
        form = said if settled else msgspec.structs.replace(said, type=kind)
        return compile_column(field, form, compile_text(said), zone)
    if not isinstance(said, str):
        return lambda row: said
    fill = compile_template(parse_template(said))
    return fill if kind == "text" else compile_column(field, MappedColumn(type=kind), fill, zone)


def compile_text(column: MappedColumn) -> Filler:
    """Where a value's text comes from: one column, or the first of the templates that is filled."""
    if column.column is not None:
        name = column.column
        return lambda row: row.get(name)
    fills = [compile_template(parse_template(text)) for text in column.templates]
    if len(fills) == 1:
        return fills[0]

    def first_filled(row: LogRow) -> str | None:
        return next((text for fill in fills if (text := fill(row)) is not None), None)

    return first_filled


def compile_field(field: str, annotation: Any, said: Said, zone: ZoneInfo) -> Got:
    """The same for an event's own field, whose ``annotation`` says what its text is read as."""
    read = reader_of(field, annotation)
    get = compile_said(field, said, zone, kind_of_field(field, annotation))

    def field_of(row: LogRow) -> Any:
        value = get(row)
        return None if value is None else read(field, value)

    return field_of


def kind_of_field(name: str, annotation: Any) -> Kind:
    """What the text of an event's own field is read as, whatever the mapping says of it; text: the mapping says it."""
    return _KIND_OF_READER.get(reader_of(name, annotation), "text")


def compile_time(field: str, said: str | MappedColumn, zone: ZoneInfo) -> Timed:
    """A time: ISO or in the column's formats; ``date`` makes a date-only fact of midnight, ``day`` of any instant."""
    text_of, time_of_text = compile_text(_column(said)), compile_time_of_text(field, said, zone)

    def time_of(row: LogRow) -> InstantOrDay | None:
        text = text_of(row)
        return None if text is None else time_of_text(text)

    return time_of


def compile_time_of_text(field: str, said: str | MappedColumn, zone: ZoneInfo) -> TimedText:
    """The same for the text of a time, once it is found."""
    column = _column(said)
    shape, timed, empty = compile_shape(field, column), _timer(field, column, zone), frozenset(column.empty)

    def shaped_and_timed(text: str) -> InstantOrDay | None:
        shaped = shape(text)
        return None if shaped is None else timed(shaped)

    read: TimedText = remembered(shaped_and_timed)
    if empty:
        return lambda text: None if text in empty else read(text)
    if column.formats or column.type not in ("text", "instant") or column.cut is not None or column.replace:
        return read
    # Instants seldom repeat: they are read rather than looked for among those that were.
    return lambda text: read_with_offset(text) or read(text)


def _column(said: str | MappedColumn) -> MappedColumn:
    return said if isinstance(said, MappedColumn) else MappedColumn(from_=said)


def _timer(field: str, column: MappedColumn, zone: ZoneInfo) -> Callable[[str], InstantOrDay]:
    formats, kind = column.formats, column.type

    def read(text: str) -> InstantOrDay:
        said, text = text, text.strip()
        try:
            moment = read_formats(text, formats, zone, field) if formats else read_iso(text, zone, field)
            if kind == "day":
                return day_of(moment, zone, field)
            return as_day(moment, zone, field) if kind == "date" else moment
        except Malformed as problem:
            meant = problem if formats else with_likely_format(problem, text, field)
            raise with_value(meant, said) from None

    return read


def compile_column(field: str, column: MappedColumn, text_of: Filler, zone: ZoneInfo) -> Got:
    """Empty values, then cut and replace, the translation, the type, the part, the default: in that order."""
    convert = remembered(_converter(field, column, zone))
    empty, default = frozenset(column.empty), column.default

    def get(row: LogRow) -> Value:
        text = text_of(row)
        value = None if text is None or text in empty else convert(text)
        return default if value is None else value

    return get


def compile_shape(field: str, column: MappedColumn) -> Callable[[str], str | None]:
    """Cutting and replacing. What is left empty is none; a value in which ``cut`` finds nothing is malformed."""
    if column.cut is None and not column.replace:
        return lambda text: text
    pattern = Pattern(column.cut, field) if column.cut is not None else None
    pairs = tuple(column.replace.items())

    def shape(text: str) -> str | None:
        if pattern is not None:
            found = pattern.search(text)
            if found is None:
                raise _not_found(field, column.cut or "", text)
            text = "".join(group or "" for group in found.groups()) if pattern.groups else found[0]
        for old, new in pairs:
            if len(new) > len(old) and len(text) + text.count(old) * (len(new) - len(old)) > LONGEST:
                raise too_large(LONGEST, f"Værdien i {field} efter replace", f"The value of {field} after replace")
            text = text.replace(old, new)
        return text or None

    return shape


def _converter(field: str, column: MappedColumn, zone: ZoneInfo) -> Callable[[str], Value]:
    translate, strict = column.translate, column.strict
    typed, shape = _typed(field, column, zone), compile_shape(field, column)

    def convert(text: str) -> Value:
        shaped = shape(text)
        if shaped is None:
            return None
        if shaped in translate:
            said = translate[shaped]
            return typed(said) if isinstance(said, str) else said
        if strict:
            raise _unknown_value(field, shaped, translate)
        return typed(shaped)

    return convert


def _typed(field: str, column: MappedColumn, zone: ZoneInfo) -> Callable[[str], Value]:
    time, part = _timer(field, column, zone), column.part

    def instant(text: str) -> str:
        occurred, whole_day = time(text)
        local = occurred.astimezone(zone)
        if part is not None:
            return part_of(local, whole_day, part, field)
        return local.date().isoformat() if whole_day else local.isoformat()

    kinds: dict[Kind, Callable[[str], Value]] = {
        "text": instant if part else lambda text: text,
        "integer": lambda text: read_integer(field, text, column.thousands),
        "number": lambda text: read_number(field, text, column.decimal, column.thousands),
        "boolean": lambda text: read_boolean(field, text),
        "date": instant,
        "day": instant,
        "instant": instant,
    }
    return kinds[column.type]


def _not_found(field: str, pattern: str, text: str) -> Malformed:
    return wrong_field(
        field,
        f"cut finder ikke {excerpt(pattern)}: ret værdien, eller lad udtrykket passe på den med (…)?",
        f"cut does not find {excerpt(pattern)}: mend the value, or let the expression allow for it with (…)?",
        text,
    )


def _unknown_value(field: str, text: str, known: Mapping[str, object]) -> Malformed:
    like = nearest(text, known)
    meant_da = f" Mente kilden {excerpt(like)}?" if like else f" Kendte værdier: {excerpt(', '.join(known), 200)}."
    meant_en = f" Did it mean {excerpt(like)}?" if like else f" Known values: {excerpt(', '.join(known), 200)}."
    return Malformed(
        code="unknown-value",
        da=f"Værdien {excerpt(text)} i {field} står ikke i oversættelsen: tilføj den i kortlægningen.{meant_da}",
        en=f"The value {excerpt(text)} in {field} is not in the translation: add it to the mapping.{meant_en}",
        field=field,
    )


_KIND_OF_READER: dict[Any, Kind] = {check_flag: "boolean", check_days: "integer", check_day: "date"}
