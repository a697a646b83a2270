"""Foreign logs as rows, whatever their format.

CSV and XES give the same columns, so that one mapping serves both: XES trace attributes are ``case:KEY``, event
attributes ``KEY``. Values are text; a column that is empty, or holds a value that means none, is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePath

from ..event.sheaf import Sheaf
from ..mapping.mapping import LogMapping
from ..translation.casting import Castable
from .csv_rows import read_csv_rows, read_csv_sheaves
from .json_lines import read_json_rows
from .records import Record
from .remarks import ImportRemarks
from .source import Source

RowReader = Callable[[Source, LogMapping, frozenset[str]], Iterator[Record]]


def _read_xes(source: Source, mapping: LogMapping, needed: frozenset[str]) -> Iterator[Record]:
    # Here and not above: what reads XML takes a fifth of the time in which an import, and the process that reads, starts.
    from .xes_rows import read_xes_rows  # noqa: PLC0415

    return read_xes_rows(source, mapping, needed)


_READERS: dict[str, RowReader] = {"csv": read_csv_rows, "xes": _read_xes, "jsonl": read_json_rows}
_EXTENSIONS = {".csv": "csv", ".xes": "xes", ".xml": "xes", ".jsonl": "jsonl", ".ndjson": "jsonl"}


def read_rows(
    source: Source, mapping: LogMapping, needed: frozenset[str], remarks: ImportRemarks | None = None
) -> Iterator[Record]:
    """The records of ``source`` in the format that the mapping says, else its name, else its first character.

    needed: the columns that the mapping names. remarks: what is to be said of the file is noted there.
    Raises MappingError if a CSV header lacks a needed column.
    """
    form = mapping.format or format_of(source)
    if form == "xes" and _begins(source) == b"{":
        form = "jsonl"  # what was rejected of XES is kept as JSON lines
    records = _READERS[form](source, mapping, needed)
    return remarks.over(source, records) if remarks else records


def read_sheaves(
    source: Source,
    mapping: LogMapping,
    needed: frozenset[str],
    castable: Castable,
    remarks: ImportRemarks | None = None,
) -> Iterator[Record | Sheaf]:
    """The same, with those records in sheaves that can be cast: of CSV."""
    if (mapping.format or format_of(source)) != "csv":
        return read_rows(source, mapping, needed, remarks)
    found = read_csv_sheaves(source, mapping, needed, castable, remarks)
    return remarks.over(source, found) if remarks else found


def format_of(source: Source) -> str:
    """``csv``, ``xes`` or ``jsonl``."""
    for suffix in reversed(PurePath(source.origin).suffixes):
        if found := _EXTENSIONS.get(suffix.lower()):
            return found
    return {b"<": "xes", b"{": "jsonl"}.get(_begins(source), "csv")


def _begins(source: Source) -> bytes:
    """The first character that is no blank."""
    return source.stream.peek(64).removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
