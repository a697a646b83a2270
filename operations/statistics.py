"""Statistics: each measure of the office counted for a selection, with its definition and the cases behind."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec

from ..domain.text import Text
from ..domain.words.published_names import Labels
from ..projections.asking.grouping import labels_of
from ..projections.asking.reader import AsKnown, Reader
from ..projections.statistics.measures import MEASURES, Measure
from .operation import Function
from .selections import SelectionAsked, selection_of
from .session import Session


class Statistic(AsKnown, kw_only=True):
    """A measure with what it counts, the moment it is about, and its rows: figures by period and group.

    by: the fields that the rows are divided by. labels: what the values of the groups are called, by their field.
    """

    measure: str
    definition: Text
    rows: Sequence[Any]
    by: list[str]
    labels: dict[str, dict[str, Text]]


def _function_of(measure: Measure) -> Function:
    """The operation that counts a measure. Its answer is typed by the rows of the measure."""
    kind: Any = measure.row
    answer: Any = msgspec.defstruct(
        f"{measure.row.__name__}Counted", [("rows", list[kind])], bases=(Statistic,), kw_only=True
    )

    def count(session: Session, asked: SelectionAsked) -> Statistic:
        moment = session.moment(asked, case_type=asked.type)
        selection = selection_of(asked, moment)
        by = selection.by or measure.divided

        def counted(reader: Reader) -> tuple[int, Sequence[Any], dict[str, dict[str, Text]]]:
            rows = measure.count(reader, selection)
            groups = [_values(row.group, by) for row in rows]
            return reader.position, rows, labels_of(Labels(reader.law), by, groups, selection.case_type)

        position, rows, labels = session.put(moment, counted)
        found: Statistic = answer(
            measure=measure.name,
            definition=measure.definition,
            **moment.told(position),
            rows=list(rows),
            by=list(by),
            labels=labels,
        )
        return found

    count.__annotations__["return"] = answer
    return count


def _values(group: Any, by: Sequence[str]) -> list[str | None]:
    """The values of a group, one a field."""
    return list(group.values()) if isinstance(group, dict) else [group] * len(by)


@cache
def __getattr__(name: str) -> Function:
    """The function of a measure, by its name."""
    if name not in MEASURES:
        raise AttributeError(name)
    return _function_of(MEASURES[name])
