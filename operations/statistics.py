"""Statistics: each measure of the office counted for a selection, with its definition and the cases behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from ..domain.text import Text
from ..projections.statistics.measures import MEASURES, Measure
from .operation import Function
from .selections import SelectionAsked, selection_of
from .session import Session


class Statistic(msgspec.Struct, kw_only=True):
    """A measure with what it counts, the moment it is about, and its rows: figures by period and group."""

    measure: str
    definition: Text
    as_of: datetime
    known_at: datetime | None
    zone: str
    position: int
    rows: Sequence[Any]


def _function_of(name: str, measure: Measure) -> Function:
    """The operation that counts a measure. Its answer is typed by the rows of the measure."""
    kind: Any = measure.row
    answer: Any = msgspec.defstruct(
        f"{measure.row.__name__}Counted", [("rows", list[kind])], bases=(Statistic,), kw_only=True
    )

    def count(session: Session, asked: SelectionAsked) -> Statistic:
        moment = session.moment(asked, case_type=asked.type)
        selection = selection_of(asked, moment)
        position, rows = session.put(moment, lambda reader: (reader.position, measure.count(reader, selection)))
        found: Statistic = answer(
            measure=name,
            definition=measure.definition,
            as_of=moment.as_of,
            known_at=moment.known_at,
            zone=moment.zone.key,
            position=position,
            rows=list(rows),
        )
        return found

    count.__annotations__["return"] = answer
    return count


_FUNCTIONS = {name.replace("-", "_"): _function_of(name, one) for name, one in MEASURES.items()}


def __getattr__(name: str) -> Function:
    """The function of a measure, by its name with ``_`` for ``-``."""
    try:
        return _FUNCTIONS[name]
    except KeyError:
        raise AttributeError(name) from None
