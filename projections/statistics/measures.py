"""Every measure of the office by name, so that statistics, reports and targets count by the same definition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import msgspec

from ...domain.problem import BadInput
from ...domain.text import Text
from ..asking.grouping import Selection
from ..asking.reader import Reader
from ..flow import referrals, unit_time
from ..quality import checks
from . import (
    attendance,
    case_time,
    complaints,
    events,
    findings,
    handovers,
    open_deadlines,
    received,
    satisfaction,
    timeliness,
)


@dataclass(frozen=True)
class Measure:
    """How a measure is counted, what it means, the struct of its rows, and its own fields, beside attributes.

    divided: by what it is divided where nothing else is said.
    """

    count: Callable[[Reader, Selection], Sequence[Any]]
    definition: Text
    row: type[msgspec.Struct]
    fields: tuple[str, ...]
    divided: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the figures in a row."""
        return tuple(
            field.name
            for field in msgspec.structs.fields(self.row)
            if {int, float} & {field.type, *get_args(field.type)}
        )

    @property
    def counts(self) -> tuple[str, ...]:
        """The names of the figures that are a number of something: nought where there is nothing."""
        return tuple(field.name for field in msgspec.structs.fields(self.row) if field.type is int)


class UnknownMeasure(BadInput):
    """A measure was asked for that there is not."""

    code = "unknown-measure"


# One line a measure; its help stands in operations/table/figures.py, its columns in presentation/model/columns.py.
MEASURES: dict[str, Measure] = {
    "case-time": Measure(
        case_time.case_times, case_time.DEFINITION, case_time.CaseTimes, ("case", "unit", "responsible", "type")
    ),
    "cases-received": Measure(
        received.received, received.DEFINITION, received.Received, ("case", "unit", "responsible", "type")
    ),
    "complaints": Measure(
        complaints.complaints,
        complaints.DEFINITION,
        complaints.Complaints,
        ("case", "kind", "category", "unit", "source", "type", "concerns"),
    ),
    "open-deadlines": Measure(
        open_deadlines.open_deadlines,
        open_deadlines.DEFINITION,
        open_deadlines.OpenDeadlines,
        ("case", "deadline", "unit", "responsible", "type", "effect", "state", "whose"),
    ),
    "timeliness": Measure(
        timeliness.timeliness,
        timeliness.DEFINITION,
        timeliness.Timeliness,
        ("case", "deadline", "unit", "responsible", "type", "effect"),
    ),
    "attendance": Measure(
        attendance.attendance,
        attendance.DEFINITION,
        attendance.Attendance,
        ("case", "reminded", "unit", "responsible", "type"),
    ),
    "satisfaction": Measure(
        satisfaction.satisfaction,
        satisfaction.DEFINITION,
        satisfaction.Satisfaction,
        ("case", "survey", "question", "unit", "type"),
    ),
    "unit-time": Measure(
        unit_time.unit_time,
        unit_time.DEFINITION,
        unit_time.UnitTime,
        ("case", "unit", "responsible", "type"),
        divided=("unit",),
    ),
    "referrals": Measure(
        referrals.referrals,
        referrals.DEFINITION,
        referrals.Referrals,
        ("case", "unit", "to_unit", "type"),
        divided=("unit", "to_unit"),
    ),
    "handovers": Measure(
        handovers.handovers,
        handovers.DEFINITION,
        handovers.Handovers,
        ("case", "from", "to", "unit", "responsible", "type"),
    ),
    "events": Measure(
        events.events,
        events.DEFINITION,
        events.Events,
        ("case", "name", "actor", "source", "unit", "responsible", "type"),
        divided=("name",),
    ),
    "quality": Measure(
        findings.findings,
        findings.DEFINITION,
        findings.Findings,
        ("case", "finding", "kind", "event", "unit", "type"),
        divided=("finding",),
    ),
    "error-rates": Measure(
        checks.error_rates,
        checks.DEFINITION,
        checks.ErrorRates,
        ("case", "check", "stratum", "unit", "type", "review", "review_unit"),
        divided=("check",),
    ),
}


def measure(name: str) -> Measure:
    """The measure of a name. Raises UnknownMeasure."""
    if name not in MEASURES:
        known = ", ".join(sorted(MEASURES))
        raise UnknownMeasure(
            da=f"Der er intet mål {name!r}. Mål: {known}.", en=f"There is no measure {name!r}. Measures: {known}."
        )
    return MEASURES[name]
