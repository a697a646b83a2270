"""Every measure of the office by name, so that statistics, reports and targets count by the same definition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, get_args

import msgspec

from ...domain.problem import BadInput
from ...domain.text import Text
from ..asking.grouping import CASE, Figures, Selection
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
    row: type[Figures]
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


def _of(
    file: ModuleType,
    count: Callable[[Reader, Selection], Sequence[Any]],
    row: type[Figures],
    *,
    divided: tuple[str, ...] = (),
) -> Measure:
    """The measure that a file counts, and defines."""
    return Measure(count, file.DEFINITION, row, tuple(dict.fromkeys([CASE, *file.FIELDS])), divided)


# One line a measure; its help stands in operations/table/figures.py, its columns in presentation/model/columns.py.
MEASURES: dict[str, Measure] = {
    "case-time": _of(case_time, case_time.case_times, case_time.CaseTimes),
    "cases-received": _of(received, received.received, received.Received),
    "complaints": _of(complaints, complaints.complaints, complaints.Complaints),
    "open-deadlines": _of(open_deadlines, open_deadlines.open_deadlines, open_deadlines.OpenDeadlines),
    "timeliness": _of(timeliness, timeliness.timeliness, timeliness.Timeliness),
    "attendance": _of(attendance, attendance.attendance, attendance.Attendance),
    "satisfaction": _of(satisfaction, satisfaction.satisfaction, satisfaction.Satisfaction),
    "unit-time": _of(unit_time, unit_time.unit_time, unit_time.UnitTime, divided=("unit",)),
    "referrals": _of(referrals, referrals.referrals, referrals.Referrals, divided=("unit", "to_unit")),
    "handovers": _of(handovers, handovers.handovers, handovers.Handovers),
    "events": _of(events, events.events, events.Events, divided=("name",)),
    "quality": _of(findings, findings.findings, findings.Findings, divided=("finding",)),
    "error-rates": _of(checks, checks.error_rates, checks.ErrorRates, divided=("check",)),
}


def measure(name: str) -> Measure:
    """The measure of a name. Raises UnknownMeasure."""
    if name not in MEASURES:
        known = ", ".join(sorted(MEASURES))
        raise UnknownMeasure(
            da=f"Der er intet mål {name!r}. Mål: {known}.", en=f"There is no measure {name!r}. Measures: {known}."
        )
    return MEASURES[name]
