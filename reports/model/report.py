"""A report as data: sections with tables and charts, in figures first; words are said when it is rendered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Literal, NamedTuple

import msgspec

from ...domain.text import Text

Cell = str | int | float | bool | date | datetime | None


class Beside(NamedTuple):
    """A figure as it was published and as known now, where they differ."""

    before: Cell
    after: Cell


Row = dict[str, Any]  # column to cell; ``small`` is true where the figures rest on a small number
Names = Mapping[str, Mapping[str, Text]]  # what is named ("deadline") to value ("decision") to its name
Sort = Literal["text", "case", "count", "percent", "change", "days", "figure", "number", "date", "instant", "long"]


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A column of a table.

    id: its name in a row. sort: what its cells are; ``case`` is a reference, ``change`` a percentage with its
    sign, ``long`` a text that needs room. names: what its values name, where they are said by name. key: whether
    it belongs to what tells the rows apart.
    """

    id: str
    label: Text
    sort: Sort = "count"
    names: str | None = None
    key: bool = False


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


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A table with its definition and perhaps a chart. The rows hold its columns, and ``small`` where it is so.

    names: of values that only this section has. empty: what is said where there are no rows. folded: the chart says
    it; pages show the table on demand only.
    """

    id: str
    title: Text
    definition: Text | None = None
    columns: tuple[Column, ...]
    rows: list[Row]
    chart: Chart | None = None
    empty: Text = Text("Ingen i perioden.", "None in the period.")
    folded: bool = False
    names: dict[str, dict[str, Text]] = {}


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A report about a period, as of an instant in the world, as known at a position.

    chosen: what else was chosen, option to value. recorded: when the last event known was recorded; none: nothing
    was. names: what the values of the tables are called. digest: of the figures, see ``digest_of``.
    """

    report: str
    title: Text
    subtitle: Text
    period: str
    unit: str | None
    chosen: dict[str, str]
    as_of: datetime
    position: int
    recorded: datetime | None
    zone: str
    digest: str
    sections: list[Section]
    names: dict[str, dict[str, Text]]


def digest_of(report: str, period: str, unit: str | None, sections: Iterable[Section]) -> str:
    """SHA-256, in hexadecimal, of the figures without words: equal figures have equal digests.

    Of the canonical JSON of ``[report, period, unit, [[section, [row, …]], …]]``, keys sorted, in UTF-8.
    """
    figures = [report, period, unit, [[section.id, section.rows] for section in sections]]
    return sha256(msgspec.json.encode(figures, order="deterministic")).hexdigest()


def name_of(row: Row, column: Column, names: Names) -> Text | None:
    """What a cell's value is called, where it has a name; a deadline of several types by the type of its row."""
    value = row.get(column.id)
    if column.names is None:
        return None
    known = names.get(column.names, {})
    return known.get(f"{row.get('type')}/{value}") or known.get(str(value))


def key_of(row: Row, section: Section) -> tuple[Cell, ...]:
    """What tells a row of a section from its others."""
    return tuple(row.get(column.id) for column in section.columns if column.key)
