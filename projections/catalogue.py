"""All projections, by name. A new question is a new file beside its siblings and one line here."""

from __future__ import annotations

from . import (
    attendance,
    case_time,
    cases,
    checks,
    complaints,
    deadlines,
    differences,
    findings,
    reminders,
    satisfaction,
)
from .table import Projection

# Raise it when the same history would give other rows than before: every projection is then made anew.
FOLD = 9

PROJECTIONS: dict[str, Projection] = {
    module.PROJECTION.name: module.PROJECTION
    for module in (
        deadlines,
        cases,
        complaints,
        case_time,
        findings,
        attendance,
        satisfaction,
        checks,
        differences,
        reminders,
    )
}
