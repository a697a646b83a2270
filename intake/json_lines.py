"""JSON lines: one object a line, and its nested keys as the columns of a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from ..domain.foreign_words import json_words
from .bounds import LONGEST_COLUMN, MOST_COLUMNS
from .json_keys import repeated_key
from .lines import read_lines
from .malformed import Malformed, key_twice, not_utf8, too_complex
from .mapping import LogMapping
from .records import Record
from .source import Source
from .values import check_text


def json_object(raw: bytes) -> dict[str, Any]:
    """The JSON object in ``raw``, in which no key stands twice: which of its values was meant, nobody knows.

    Raises Malformed (not-utf8, not-json, not-an-object, key-twice).
    """
    try:
        value = msgspec.json.decode(raw)
    except UnicodeDecodeError:
        raise not_utf8() from None
    except (msgspec.MsgspecError, RecursionError) as error:
        raise _not_json(raw, error) from None
    if not isinstance(value, dict):
        raise Malformed(
            code="not-an-object",
            da="Linjen er JSON, men ikke ét objekt: skriv ét objekt pr. linje, { … }.",
            en="The line is JSON, but not one object: write one object a line, { … }.",
        )
    if (key := repeated_key(raw, value)) is not None:
        raise key_twice(key)
    return value


def read_json_rows(source: Source, mapping: LogMapping, needed: frozenset[str]) -> Iterator[Record]:
    """The objects as rows; ``{"a": {"b": 1}, "c": [2]}`` has the columns ``a.b`` and ``c.0``."""
    empty = frozenset(mapping.empty)
    for line in read_lines(source):
        raw = line.raw.rstrip(b"\r\n")
        if line.problem:
            yield Record(line.number, raw, None, line.problem)
        elif raw.strip():
            try:
                yield Record(line.number, raw, _flat(json_object(raw), empty))
            except Malformed as problem:
                yield Record(line.number, raw, None, problem)


def _flat(tree: dict[str, Any], empty: frozenset[str]) -> dict[str, str]:
    """Raises Malformed (key-twice, too-complex, wrong-field). Names are counted before any of them is made."""
    row: dict[str, str] = {}
    made = len(tree)
    waiting: list[tuple[str, Any]] = list(tree.items())
    while waiting:
        name, value = waiting.pop()
        if len(name) > LONGEST_COLUMN:
            raise too_complex(MOST_COLUMNS, LONGEST_COLUMN)
        if isinstance(value, dict | list):
            made += len(value)
            if made > MOST_COLUMNS:
                raise too_complex(MOST_COLUMNS, LONGEST_COLUMN)
            pairs = value.items() if isinstance(value, dict) else enumerate(value)
            waiting.extend((f"{name}.{key}", held) for key, held in pairs)
        elif value is not None:
            text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
            if check_text(name, text) not in empty:
                if name in row:
                    raise key_twice(name)
                row[name] = text
    return row


def _not_json(raw: bytes, error: Exception) -> Malformed:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return not_utf8()
    why = json_words(raw, error)
    return Malformed(
        code="not-json",
        da=f"Linjen er ikke gyldig JSON ({why.da}): skriv ét objekt pr. linje, uden linjeskift i det.",
        en=f"The line is not valid JSON ({why.en}): write one object a line, without line breaks in it.",
    )
