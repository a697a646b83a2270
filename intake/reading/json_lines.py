"""JSON lines: one object a line, and its nested keys as the columns of a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from ..event.bounds import LONGEST_COLUMN, MOST_COLUMNS
from ..event.input_problems import Malformed, key_twice, too_complex
from ..event.json_object import json_object
from ..event.values import check_text
from ..mapping.mapping import LogMapping
from .lines import read_lines
from .records import Record
from .source import Source


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
