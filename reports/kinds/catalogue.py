"""All kinds of reports, by name. A new kind is a file beside its siblings and one line here."""

from __future__ import annotations

from .. import problems
from ..model.kind import Kind
from . import annual_times, audit_basis, inquiry_cases, monthly_status, quarterly_complaints, target_status

KINDS: dict[str, Kind] = {
    kind.id: kind
    for kind in (
        monthly_status.KIND,
        quarterly_complaints.KIND,
        target_status.HALF_YEAR,
        target_status.YEAR_END,
        annual_times.KIND,
        inquiry_cases.KIND,
        audit_basis.KIND,
    )
}


def kind_of(name: str) -> Kind:
    """The kind of a name. Raises Problem ``unknown-report``."""
    if name not in KINDS:
        raise problems.unknown_report(name, KINDS)
    return KINDS[name]
