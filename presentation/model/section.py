"""What is shown, as data: sections with tables and charts, facts and lines; words are said when it is rendered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

import msgspec

from ...domain.text import Text

Value = str | int | float | bool | date | datetime | None
Emphasis = Literal["strong", "dim", "good", "warning", "error", "overdue", "breached", "party"]
"""What is meant by it: how it looks is the renderer's. ``breached``: late once; ``party``: the party's, not the office's."""


class Named(NamedTuple):
    """What has a name beside its id."""

    id: str
    label: Text


class Marked(NamedTuple):
    """A cell with emphasis."""

    value: Value | Text | Named
    emphasis: Emphasis


class Beside(NamedTuple):
    """A figure as it was published and as known now, where they differ."""

    before: Value
    after: Value


Cell = Value | Text | Named | Marked | Beside

Row = dict[str, Any]  # column to cell; ``small`` is true where the figures rest on a small number
Names = Mapping[str, Mapping[str, Text]]  # what is named ("deadline") to value ("decision") to its name
Sort = Literal[
    "text", "case", "count", "percent", "change", "days", "figure", "number", "date", "instant", "long", "bar"
]

COMPUTED = frozenset({"percent", "change", "days", "figure"})
FIGURES = COMPUTED | {"count", "number"}
SMALL_MARK = "*"


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A column of a table.

    id: its name in a row. sort: what its cells are; ``case`` is a reference, ``change`` a percentage with its
    sign, ``long`` a text that needs room, ``bar`` a figure drawn as a length. names: what its values name, where they are
    said by name. key: whether it belongs to what tells the rows apart. priority: where there is no room for all, those
    with the highest leave the table first, and stand below the row; extra: they are left to a wide table instead.
    """

    id: str
    label: Text
    sort: Sort = "count"
    names: str | None = None
    key: bool = False
    priority: int = 1
    extra: bool = False


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """A picture of a section's table.

    form: bars lie, one a row; columns stand; lines go over time, and leave out what rests on a small number. x: the
    column along the axis. y: the columns whose figures are drawn, a series each; or one, divided by ``series``.
    axis: what the figures are. apart: a picture of its own for each series, whose figures are of different size.
    """

    title: Text
    form: Literal["bars", "columns", "lines"]
    x: str
    y: tuple[str, ...]
    series: str | None = None
    stacked: bool = False
    apart: bool = False
    axis: Text
    percent: bool = False


class LabelledValue(NamedTuple):
    """One thing with its name, as a case has a unit. value: as a cell."""

    label: Text
    value: Any


class Line(NamedTuple):
    """A sentence of its own. whole: programs read it too, so that it is never folded. see: the operation that helps on."""

    text: Text
    emphasis: Emphasis | None = None
    whole: bool = False
    see: str | None = None


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of one thing: facts and lines, a table with its definition, and perhaps a chart.

    The rows hold the columns, and ``small`` where it is so. names: of values that only this section has. empty: what is
    said where there are no rows. folded: the chart says it; pages show the table on demand only. lines stand above the
    table, notes below it. total: how many rows there are, where these are the first of them. next: the cursor of those that
    follow. see: the operation that helps on.
    """

    id: str
    title: Text
    emphasis: Emphasis = "strong"
    facts: tuple[LabelledValue, ...] = ()
    lines: tuple[Line, ...] = ()
    definition: Text | None = None
    columns: tuple[Column, ...] = ()
    rows: list[Row] = []
    total: int | None = None
    next: str | None = None
    see: str | None = None
    notes: tuple[Line, ...] = ()
    chart: Chart | None = None
    empty: Text = Text("Ingen i perioden.", "None in the period.")
    folded: bool = False
    names: dict[str, dict[str, Text]] = {}


def name_of(row: Row, column: Column, names: Names) -> Text | None:
    """What a cell's value is called, where it has a name; a deadline of several types by the type of its row."""
    value = row.get(column.id)
    if column.names is None:
        return None
    known = names.get(column.names, {})
    return known.get(f"{row.get('type')}/{value}") or known.get(str(value))


def key_of(row: Row, section: Section) -> tuple[Any, ...]:
    """What tells a row of a section from its others."""
    return tuple(row.get(column.id) for column in section.columns if column.key)


def is_marked(row: Row, column: Column, columns: Sequence[Column]) -> bool:
    """Whether a cell bears the mark of a small number: the number itself does, and what is computed from it."""
    if not row.get("small") or row.get(column.id) is None:
        return False
    first = next((one for one in columns if one.sort == "count" and not one.key), None)
    return column == first or column.sort in COMPUTED
