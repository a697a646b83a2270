"""Reading a mapping file. All that can be known without the rows is checked: names, templates, formats.

Each error names the file, the line where it can be told, and the reason.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import msgspec

from .malformed import nearest
from .mapping import Carry, Column, Condition, Csv, LogMapping, MappingError, Rule
from .mapping_check import Flaw, flaws

_PLACE = re.compile(r"\$(\.[\w.\[\]]+)?")
_UNKNOWN = re.compile(r"unknown field `(.*?)`")
_TABLES: dict[str, type[msgspec.Struct]] = {
    "": LogMapping,
    "csv": Csv,
    "carry": Carry,
    "event": Rule,
    "occurred": Column,
    "recorded": Column,
    "when": Condition,
}


def read_mapping(path: Path) -> LogMapping:
    """The mapping in the file ``path``. Raises MappingError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        why = error.strerror or "?"
        raise MappingError(file=str(path), da=f"kan ikke åbnes ({why})", en=f"cannot be opened ({why})") from None
    except UnicodeDecodeError:
        raise MappingError(
            file=str(path), da="er ikke UTF-8: gem den som UTF-8", en="is not UTF-8: save it as UTF-8"
        ) from None
    return parse_mapping(text, str(path))


def parse_mapping(text: str, file: str = "mapping") -> LogMapping:
    """The mapping written in ``text``; ``file`` is its name in errors. Raises MappingError."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise MappingError(
            file=file,
            line=int(line[1]) if line else None,
            da=f"er ikke gyldig TOML ({error})",
            en=f"is not valid TOML ({error})",
        ) from None
    try:
        mapping = msgspec.convert(tree, LogMapping)
    except msgspec.ValidationError as error:
        raise _misshapen(text, file, str(error)) from None
    if flaw := next(flaws(mapping), None):
        raise _error(flaw, text, file)
    return mapping


def _error(flaw: Flaw, text: str, file: str) -> MappingError:
    place = flaw.key if flaw.rule is None else f"[[event]] {flaw.rule + 1}, {flaw.key}"
    return MappingError(
        file=file,
        line=line_of(text, flaw.rule, flaw.key),
        da=f"{place}: {flaw.da.rstrip('.')}",
        en=f"{place}: {flaw.en.rstrip('.')}",
    )


def line_of(text: str, rule: int | None, key: str) -> int | None:
    """The line of ``key`` in the ``rule``-th ``[[event]]``, or above the first; the table's line if not there."""
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines) if re.match(r"\s*\[\[\s*event\s*\]\]", line)]
    if rule is not None and rule >= len(heads):
        return None
    start = 0 if rule is None else heads[rule] + 1
    end = next((head for head in heads if head >= start), len(lines))
    wanted = re.compile(rf"""(^|[\s{{,.\["']){re.escape(key)}["']?\s*[\].=]""")
    found = next((number for number in range(start, end) if wanted.search(lines[number])), None)
    if found is not None:
        return found + 1
    return None if rule is None else start


def _misshapen(text: str, file: str, error: str) -> MappingError:
    """The library's finding in our words: the place, the line, and for an unknown key the one that was meant."""
    reason = error.partition(" - at ")[0]
    place = (found[1] or "")[1:] if (found := _PLACE.search(error.partition(" - at ")[2])) else ""
    index = re.match(r"event\[(\d+)\]", place)
    rule = int(index[1]) if index else None
    table = re.sub(r"\[.*?\]", "", place).rpartition(".")[2]
    if unknown := _UNKNOWN.search(reason):
        form = _TABLES.get(table, Column)
        like = nearest(unknown[1], (field.encode_name for field in msgspec.structs.fields(form)))
        hint_da, hint_en = (f"; mente du {like}?", f"; did you mean {like}?") if like else ("", "")
        flaw = Flaw(rule, unknown[1], f"nøglen er ukendt{hint_da}", f"the key is unknown{hint_en}")
    elif missing := re.search(r"missing required field `(.*?)`", reason):
        flaw = Flaw(rule, missing[1], "mangler", "is missing")
    else:
        flaw = Flaw(rule, table or "mapping", f"har forkert form ({reason})", f"has the wrong form ({reason})")
    return _error(flaw, text, file)
