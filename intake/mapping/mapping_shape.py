"""The shape of a mapping: values of the wrong kind, unknown and missing keys, in our words and with what was meant."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any, Literal, get_args, get_origin

import msgspec

from ...domain.excerpt import excerpt, nearest
from ...domain.foreign_words import quoted
from ...domain.written.toml_lines import Path
from .column_check import Flaw
from .mapping import Carry, Column, Condition, Csv, Derived, LogMapping, Rule, Said, Single

_LONGEST_REASON = 120
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]|\[\.\.\.\]")
_UNKNOWN = re.compile(r"unknown field `(.*?)`")
_MISSING = re.compile(r"missing required field `(.*?)`")
_TABLES: dict[str, type[msgspec.Struct]] = {
    "": LogMapping,
    "csv": Csv,
    "carry": Carry,
    "event": Rule,
    "when": Condition,
    "columns": Derived,
}
_VALUES: dict[str, Any] = {
    "when": str | tuple[str, ...] | Condition,
    "fields": Said,
    "attributes": Said,
    "translate": Single,
    "replace": str,
    "before": str,
    "number": str,
    "columns": Derived,
}
"""The tables whose keys the mapping chooses, and what each of their values is."""
_UNQUOTED = (bool, int, float, date, datetime, time)


def understood(values: dict[str, Any]) -> dict[str, Any]:
    """The values of the file, with ``q = true`` in a ``when`` as a condition, and whole numbers there as their text."""
    rules = values.get("event")
    if not isinstance(rules, list):
        return values
    return {**values, "event": [_with_conditions(rule) for rule in rules]}


def _with_conditions(rule: Any) -> Any:
    if not isinstance(rule, dict) or not isinstance(rule.get("when"), dict):
        return rule
    return {**rule, "when": {column: _condition(said) for column, said in rule["when"].items()}}


def _condition(said: Any) -> Any:
    if isinstance(said, bool):
        return {"truth": said}
    if isinstance(said, dict) and "not" in said:
        return {**said, "not": _as_text(said["not"])}
    return _as_text(said)


def _as_text(said: Any) -> Any:
    if isinstance(said, list):
        return [_as_text(one) for one in said]
    return str(said) if isinstance(said, int) and not isinstance(said, bool) else said


def misshapen(values: dict[str, Any], error: str) -> Flaw:
    """The library's finding in our words: the place, the values that are valid, and for an unknown key the one meant."""
    reason, _, place = error.partition(" - at ")
    steps = [int(number) if number else name or None for name, number in _STEP.findall(place)]
    path = _path(values, steps)
    if unknown := _UNKNOWN.search(reason):
        table = next((step for step in reversed(steps) if isinstance(step, str)), "")
        return _unknown(path, unknown[1], _TABLES.get(table, Column))
    if missing := _MISSING.search(reason):
        return Flaw((*path, missing[1]), "mangler", "is missing")
    found = _found(values, path)
    if words := _words(path):
        known = ", ".join(words)
        return Flaw(
            path,
            f"har forkert form: der står {excerpt(found)}, og det skal være et af {known}",
            f"has the wrong form: it says {excerpt(found)}, and must be one of {known}",
        )
    if isinstance(found, _UNQUOTED) and "`str" in reason:
        shown = str(found).lower() if isinstance(found, bool) else str(found)
        return Flaw(
            path,
            f'har forkert form: skriv den som tekst, "{shown}"',
            f'has the wrong form: write it as text, in quotes: "{shown}"',
        )
    why = quoted(excerpt(reason, _LONGEST_REASON))
    return Flaw(path, f"har forkert form ({why.da})", f"has the wrong form ({why.en})")


def _unknown(path: Path, key: str, form: type[msgspec.Struct]) -> Flaw:
    names = [field.encode_name for field in msgspec.structs.fields(form)]
    if like := nearest(key, names):
        return Flaw(
            (*path, key), f"nøglen er ukendt; mente du {like}?", f"the key is unknown; did you mean {like}?"
        )
    known = ", ".join(names)
    dotted = f'"{path[-1]}.{key}"' if form in (Condition, Column) and path else ""
    da = f"; en kolonne med punktum skrives i anførselstegn: {dotted}" if dotted else ""
    en = f"; a column with a dot is written in quotes: {dotted}" if dotted else ""
    return Flaw((*path, key), f"nøglen er ukendt; kendte: {known}{da}", f"the key is unknown; known: {known}{en}")


def _words(path: Path) -> tuple[str, ...]:
    """The words that a key may hold, where they are counted up."""
    name = next((step for step in reversed(path) if isinstance(step, str)), "")
    top = len(path) == 1
    for form in (LogMapping,) if top else (Rule, Column, Condition, Csv):
        for field in msgspec.structs.fields(form):
            if field.encode_name == name and (words := _literals(field.type)):
                return words
    return ()


def _literals(kind: Any) -> tuple[str, ...]:
    if get_origin(kind) is Literal:
        return tuple(repr(word) if word in " ." else word for word in get_args(kind))
    return next((words for part in get_args(kind) if (words := _literals(part))), ())


def _found(values: Any, path: Path) -> Any:
    for step in path:
        values = values[step]
    return values


def _path(values: Any, steps: list[str | int | None]) -> Path:
    """The steps with names in place of None, which is how the library calls a key that the mapping chose."""
    path: Path = ()
    for step in steps:
        found = step if step is not None else _first_misshapen(values, _VALUES[str(path[-1])])
        path, values = (*path, found), values[found]
    return path


def _first_misshapen(values: dict[str, Any], kind: Any) -> str:
    for name, value in values.items():
        try:
            msgspec.convert(value, kind)
        except msgspec.ValidationError:
            return name
    raise ValueError("the library found a wrong value where there is none")
