"""Statistics, with their definition and the cases behind them."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from ...domain.text import Text
from ...operations.selections import SelectionAsked
from ...operations.statistics import Statistic
from ...projections.asking import small_numbers
from ..model.columns import COLUMNS, field
from ..model.section import Column, Line, Row, Section
from ..model.sentences import NOTHING, joined, same, sentence

# ``n`` repeats the first count of these measures; in a table once is enough.
REPEATS_N = ("received", "fell_due", "sent")
# What many offices do not record, or have none of: a column of noughts says nothing.
RARE = ("answered", "reassessed", "forwarded", "unknown", "unusable")
# Where there is no room for all, these stand below their row before others do.
ASIDE = (*RARE, "before", "min_days", "max_days", "not_applicable", "low_pct", "high_pct", "in_cases", "otherwise")
UNSHOWN = ("cases", "small", "period", "group")
WORDS = ("label", "source")  # what a row is about, beside what it is divided by
NAMING = {"label": ("check", "finding")}  # what is said already where an answer is divided by one of these


def statistic(found: Statistic, _: SelectionAsked) -> list[Section]:
    """The rows as a table, the definition, and the cases where they were asked for."""
    by = tuple(found.by)
    rows = [_row(row, by) for row in found.rows]
    notes = [Line(small_numbers.DEFINITION, "dim")] if any(row.get("small") for row in rows) else []
    divided = _divided(found, rows)
    return [
        Section(
            id=found.measure,
            title=same(""),
            columns=(*divided, *_figures(rows, by)),
            names=found.labels,
            rows=rows,
            empty=Text("Ingen tal for det udsnit.", "No figures for that selection."),
            definition=found.definition,
            notes=(*notes, *(_cases(row, divided, found) for row in rows if row.get("cases"))),
        )
    ]


def _row(row: msgspec.Struct, by: tuple[str, ...]) -> Row:
    """A row as column to cell; what it is divided by in columns of its own."""
    plain: dict[str, Any] = {name: getattr(row, name) for name in row.__struct_fields__}
    group = plain.pop("group", None)
    values = group if isinstance(group, dict) else dict.fromkeys(by, group)
    return plain | {_divides(name): value for name, value in values.items()}


def _divides(name: str) -> str:
    """The id of a column that divides: a figure may have the same name."""
    return f"by {name}"


def _divided(found: Statistic, rows: list[Row]) -> list[Column]:
    columns = [COLUMNS["period"]] if any(row.get("period") is not None for row in rows) else []
    for name in found.by:
        column = field(name, found.labels)
        columns.append(replace(column, id=_divides(name), names=name if name in found.labels else column.names))
    return columns


def _figures(rows: list[Row], by: tuple[str, ...]) -> list[Column]:
    names = [
        name
        for name in (rows[0] if rows else {})
        if name not in UNSHOWN
        and not name.startswith("by ")
        and not set(NAMING.get(name, ())) & set(by)
        and any(row.get(name) or (name not in RARE and row.get(name) is not None) for row in rows)
    ]
    if any(name in names for name in REPEATS_N):
        names.remove("n")
    names.sort(key=lambda name: name not in WORDS)
    return [
        replace(COLUMNS["legal_source"], id=name, extra=True)
        if name == "source"
        else replace(COLUMNS[name], priority=3 if name in ASIDE else 1 + (place > 3))
        for place, name in enumerate(names)
    ]


def _cases(row: Row, divided: list[Column], found: Statistic) -> Line:
    """The cases behind a row."""
    values = [(column.names, row.get(column.id)) for column in divided]
    about = joined(
        (
            found.labels.get(names or "", {}).get(value, value) if value is not None else NOTHING
            for names, value in values
        ),
        " ",
    )
    cases = ", ".join(row["cases"])
    return Line(sentence("{a}: {c}", "{a}: {c}", a=about, c=cases) if about.da else same(cases))
