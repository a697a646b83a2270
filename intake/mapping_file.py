"""Reading a mapping file. All that can be known without the rows is checked: names, templates, formats.

Each error names the file, the line, and the reason.
"""

from __future__ import annotations

import re
from pathlib import Path as FilePath
from typing import Any

import msgspec

from ..domain.excerpt import excerpt, nearest
from ..domain.written.toml_lines import Path
from ..domain.written.toml_table import Page
from .mapping import Carry, Column, Condition, Csv, LogMapping, MappingError, Rule, Said, Single
from .mapping_check import Flaw, flaws
from .written_file import read_text

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
}
_VALUES: dict[str, Any] = {
    "when": str | tuple[str, ...] | Condition,
    "fields": Said,
    "attributes": Said,
    "translate": Single,
}
"""The tables whose keys the mapping chooses, and what each of their values is."""


def read_mapping(path: FilePath) -> LogMapping:
    """The mapping in the file ``path``. Raises MappingError, and Problem as ``read_text``."""
    return parse_mapping(read_text(path), str(path))


def parse_mapping(text: str, file: str = "mapping") -> LogMapping:
    """The mapping written in ``text``; ``file`` is its name in errors. Raises MappingError."""
    page = Page(text, file)
    if page.faults:
        fault = page.faults[0]
        raise MappingError(file=file, line=fault.line, da=fault.da.rstrip("."), en=fault.en.rstrip("."))
    try:
        mapping = msgspec.convert(page.values, LogMapping)
    except msgspec.ValidationError as error:
        raise _error(_misshapen(page, str(error)), page) from None
    if flaw := next(flaws(mapping), None):
        raise _error(flaw, page)
    return mapping


def _error(flaw: Flaw, page: Page) -> MappingError:
    """The flaw with its place: the line, the number of the ``[[event]]``, and the key in it."""
    named = [step for step in flaw.path if isinstance(step, str)]
    place = excerpt(named[-1] if named else page.file)
    if flaw.path[:1] == ("event",) and len(flaw.path) > 1:
        place = f"[[event]] {int(flaw.path[1]) + 1}, {place}"
    return MappingError(
        file=page.file,
        line=page.line(flaw.path),
        da=f"{place}: {flaw.da.rstrip('.')}",
        en=f"{place}: {flaw.en.rstrip('.')}",
    )


def _misshapen(page: Page, error: str) -> Flaw:
    """The library's finding in our words: the place, and for an unknown key the one that was meant."""
    reason, _, place = error.partition(" - at ")
    steps = [int(number) if number else name or None for name, number in _STEP.findall(place)]
    path = _path(page.values, steps)
    table = next((step for step in reversed(steps) if isinstance(step, str)), "")
    if unknown := _UNKNOWN.search(reason):
        form = _TABLES.get(table, Column)
        like = nearest(unknown[1], (field.encode_name for field in msgspec.structs.fields(form)))
        hint_da, hint_en = (f"; mente du {like}?", f"; did you mean {like}?") if like else ("", "")
        return Flaw((*path, unknown[1]), f"nøglen er ukendt{hint_da}", f"the key is unknown{hint_en}")
    if missing := _MISSING.search(reason):
        return Flaw((*path, missing[1]), "mangler", "is missing")
    why = excerpt(reason, _LONGEST_REASON)
    return Flaw(path, f"har forkert form ({why})", f"has the wrong form ({why})")


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
