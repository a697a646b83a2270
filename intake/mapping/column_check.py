"""What can be wrong with a value that a mapping reads with care: what is written there must count, or be refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...domain.written.toml_lines import Path
from .mapping import Derived, Kind, MappedColumn
from .patterns import fault_of_pattern
from .time_formats import fault_of

_TIMES = frozenset({"date", "day", "instant"})
_OF_A_VALUE = ("part", "translate", "strict", "default")  # what a time of an event does not have


class MappingFault(NamedTuple):
    """What is wrong at ``path`` of the mapping file: the second ``[[event]]`` begins at ``("event", 1)``."""

    path: Path
    da: str
    en: str


def column_flaws(path: Path, column: MappedColumn, *, kind: Kind, time: bool) -> Iterator[MappingFault]:
    """kind: what the field has to be; text leaves it to the column. time: it is a time of the event."""
    yield from _of_source(path, column)
    yield from _of_shape(path, column)
    for form in column.formats:
        if fault := fault_of(form):
            yield MappingFault((*path, "format"), *fault)
    read_as = "instant" if time else kind if kind != "text" else column.type
    dates = read_as in _TIMES or column.part is not None
    idle = [
        ("format", bool(column.formats) and not dates, "date, day, instant"),
        ("decimal", column.decimal != "." and read_as != "number", "number"),
        ("thousands", column.thousands is not None and read_as not in ("number", "integer"), "number, integer"),
        ("part", column.part is not None and read_as not in (*_TIMES, "text"), "date, day, instant"),
    ]
    for key, wrong, kinds in idle:
        if wrong:
            yield MappingFault(
                (*path, key),
                f"betyder noget for type = {kinds}, og her læses {read_as}",
                f"has a meaning for type = {kinds}, and this is read as {read_as}",
            )
    if time:
        yield from _of_time(path, column)


def _of_source(path: Path, column: MappedColumn) -> Iterator[MappingFault]:
    ways = [column.column is not None, bool(column.templates)]
    keys = "column, from"
    if isinstance(column, Derived):
        ways.append(column.line)
        keys += ", line"
    if sum(ways) != 1:
        yield MappingFault(
            (*path, "column"),
            f"skriv ét af {keys}: hvor værdien kommer fra",
            f"write one of {keys}: where the value comes from",
        )


def _of_shape(path: Path, column: MappedColumn) -> Iterator[MappingFault]:
    if column.cut is not None and (fault := fault_of_pattern(column.cut)):
        yield MappingFault((*path, "cut"), *fault)
    if "" in column.replace:
        yield MappingFault((*path, "replace"), "kan ikke erstatte ingenting", "cannot replace nothing")
    between = column.thousands or ("." if column.decimal == "," else None)
    if between == column.decimal:
        yield MappingFault(
            (*path, "thousands"),
            "kan ikke være det samme tegn som decimal",
            "cannot be the same mark as decimal",
        )


def _of_time(path: Path, column: MappedColumn) -> Iterator[MappingFault]:
    for key in _OF_A_VALUE:
        if getattr(column, key) not in (None, {}, False):
            yield MappingFault(
                (*path, key),
                "har ingen betydning for en tid: lav kolonnen i [columns] først",
                "has no meaning for a time: make the column in [columns] first",
            )
    if column.type not in ("text", *_TIMES):
        yield MappingFault(
            (*path, "type"),
            "skal være date, day eller instant for en tid",
            "must be date, day or instant for a time",
        )
