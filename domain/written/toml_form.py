"""Tables of a TOML file, declared by structs: a field is a key, its type what the key may hold.

From a form come both what is wrong in a file, all of it at once, and the JSON Schema by which editors complete one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, cast, get_args, get_origin

import msgspec

from ..excerpt import excerpt
from ..text import Text
from .toml_kinds import String, any_text, boolean, choice, day, number, read_by, whole_number, wrong
from .toml_lines import Path
from .toml_page import Kind, Page, suggestion


class WrittenTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table. What a field may be without is a key that may be absent."""


def means(da: str, en: str) -> msgspec.Meta:
    """What a key holds, for those who write the file; the JSON Schema has it in one language."""
    return msgspec.Meta(extra_json_schema={"description": {"da": da, "en": en}})


class _Key(NamedTuple):
    kind: Kind
    required: bool


@cache
def _keys(form: type[msgspec.Struct]) -> Mapping[str, _Key]:
    return {one.encode_name: _Key(kind_of(one.type), one.required) for one in msgspec.structs.fields(form)}


def read_table(page: Page, path: Path, values: Mapping[str, Any], form: type[msgspec.Struct]) -> dict[str, Any]:
    """The right values of a table; unknown and missing keys and wrong values become faults of the page.

    A wrong value is left out, so that the checks that follow see only what is right.
    """
    keys = _keys(form)
    for key in values:
        if key not in keys:
            hint = suggestion(key, keys)
            page.fault(
                (*path, key),
                da=f"Ukendt nøgle »{excerpt(key)}«. {hint.da}",
                en=f'Unknown key "{excerpt(key)}". {hint.en}',
            )
    for key, one in keys.items():
        if one.required and key not in values:
            page.fault(path, da=f"Nøglen »{key}« mangler.", en=f'The key "{key}" is missing.')
    read = {key: keys[key].kind(page, (*path, key), value) for key, value in values.items() if key in keys}
    return {key: value for key, value in read.items() if value is not None}


def kind_of(annotated: Any) -> Kind:
    """What reads values of a type. What says how itself (``read_by``) goes before what its type says."""
    base, *metas = get_args(annotated) if get_origin(annotated) is Annotated else (annotated,)
    if read := next((meta.extra["read"] for meta in metas if meta.extra), None):
        return cast(Kind, read)
    if base in _PLAIN:
        return _PLAIN[base]
    if base in (int, float):
        [(low, high)] = [(one.ge, one.le) for one in metas if one.ge is not None]
        return whole_number(low, high) if base is int else number(low, high)
    return table(base) if isinstance(base, type) else _MADE[get_origin(base)](get_args(base))


def _list_of(arguments: Sequence[Any]) -> Kind:
    element, _ = arguments
    is_form = isinstance(element, type) and issubclass(element, msgspec.Struct)
    return tables(element) if is_form else each(kind_of(element))


def _optional(arguments: Sequence[Any]) -> Kind:
    options = [one for one in arguments if one is not NoneType]
    return kind_of(options[0]) if len(options) == 1 else _one_of(options)


def table(form: type[msgspec.Struct]) -> Kind:
    """A kind: a table of this form."""

    def kind(page: Page, path: Path, value: Any) -> Any:
        if isinstance(value, dict):
            return read_table(page, path, value, form)
        return wrong(page, path, value, "en tabel: { … }", "a table: { … }")

    return kind


def tables(form: type[msgspec.Struct]) -> Kind:
    """A kind: any number of tables of this form. One that is no table is read as an empty one."""

    def kind(page: Page, path: Path, value: Any) -> Any:
        if isinstance(value, list):
            one = table(form)
            return [one(page, (*path, index), item) or {} for index, item in enumerate(value)]
        key = path[-1]
        return wrong(page, path, value, f"tabeller: [[{key}]]", f"tables: [[{key}]]")

    return kind


def each(kind_of_one: Kind) -> Kind:
    """A kind: a list whose elements are all of one kind."""

    def kind(page: Page, path: Path, value: Any) -> Any:
        if isinstance(value, list):
            read = [kind_of_one(page, (*path, index), item) for index, item in enumerate(value)]
            return [one for one in read if one is not None]
        return wrong(page, path, value, "en liste: [ … ]", "a list: [ … ]")

    return kind


def by_name(kind_of_one: Kind) -> Kind:
    """A kind: a table whose keys the file chooses. What is wrong in one of its values leaves that one out whole."""
    of_one = whole(kind_of_one)

    def kind(page: Page, path: Path, value: Any) -> Any:
        if isinstance(value, dict):
            read = {name: of_one(page, (*path, name), one) for name, one in value.items()}
            return {name: one for name, one in read.items() if one is not None}
        return wrong(page, path, value, "en tabel: { … }", "a table: { … }")

    return kind


def whole(kind: Kind) -> Kind:
    """The same kind, which gives None for a value with anything wrong in it."""

    def read(page: Page, path: Path, value: Any) -> Any:
        before = len(page.faults)
        found = kind(page, path, value)
        return found if len(page.faults) == before else None

    return read


_PLAIN: Mapping[Any, Kind] = {str: any_text, bool: boolean, date: day}
_MADE: Mapping[Any, Callable[[Sequence[Any]], Kind]] = {
    Literal: choice,
    dict: lambda arguments: by_name(kind_of(arguments[1])),
    tuple: _list_of,
    Union: _optional,
    UnionType: _optional,
}
_WRITTEN = {
    str: Text("en tekst i anførselstegn", "a text in quotes"),
    bool: Text("true eller false", "true or false"),
    float: Text("et tal", "a number"),
    list: Text("en liste: [ … ]", "a list: [ … ]"),
    dict: Text("en tabel: { … }", "a table: { … }"),
}
"""What the values of TOML are called."""


def _one_of(options: Sequence[Any]) -> Kind:
    """A kind: one of several, which differ by how they are written."""
    kinds: dict[type, Kind] = {}
    for option in options:
        base = get_args(option)[0] if get_origin(option) is Annotated else option
        if base in (int, float):
            kinds[base] = _as_it_is
        else:
            kinds[_how_written(base)] = whole(kind_of(option))
    named = [_WRITTEN[one] for one in kinds if one is not int]
    da, en = " eller ".join(one.da for one in named), " or ".join(one.en for one in named)

    def kind(page: Page, path: Path, value: Any) -> Any:
        if type(value) in kinds:
            return kinds[type(value)](page, path, value)
        if str in kinds and not isinstance(value, list | dict):
            return any_text(page, path, value)
        return wrong(page, path, value, da, en)

    return kind


def _as_it_is(page: Page, path: Path, value: Any) -> Any:
    return value


def _how_written(base: Any) -> type:
    if base in (bool, str) or get_origin(base) is Literal:
        return bool if base is bool else str
    return list if get_origin(base) is tuple else dict


class BothLanguages(WrittenTable, frozen=True, kw_only=True):
    """One thing said in both languages."""

    da: String
    en: String


def text(page: Page, path: Path, value: Any) -> Any:
    """One thing said in both languages."""
    if not isinstance(value, dict):
        return wrong(
            page,
            path,
            value,
            'dansk og engelsk: { da = "…", en = "…" }',
            'Danish and English: { da = "…", en = "…" }',
        )
    said = read_table(page, path, value, BothLanguages)
    return Text(**said) if len(said) == 2 else None


Said = Annotated[BothLanguages, read_by(text)]


def amount(make: Callable[[int, Any], Any], units: Collection[str], longest: int, example: str) -> msgspec.Meta:
    """Of a table: so many of exactly one of ``units``, from 0 to ``longest``; ``make`` makes it of count and unit."""
    counts = table(
        msgspec.defstruct("Amount", [(one, _upto(longest), None) for one in units], bases=(WrittenTable,))
    )

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

    bounds = {"type": "integer", "minimum": 0, "maximum": longest}
    return read_by(
        kind,
        properties=dict.fromkeys(units, bounds),
        propertyNames={"enum": [*units]},
        minProperties=1,
        maxProperties=1,
    )


def _upto(longest: int) -> Any:
    return Annotated[int, msgspec.Meta(ge=0, le=longest)] | None
