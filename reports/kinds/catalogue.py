"""All kinds of reports, by name. A new kind is a file beside its siblings and one line here."""

from __future__ import annotations

from ...domain.problem import BadInput
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


class UnknownReport(BadInput):
    """There is no report of that name."""

    code = "unknown-report"
    parameter = "report"


def kind_of(name: str) -> Kind:
    """The kind of a name. Raises UnknownReport."""
    if name not in KINDS:
        known = ", ".join(KINDS)
        raise UnknownReport(
            da=f"Der er ingen rapport {name[:40]!r}. Rapporter: {known}.",
            en=f"There is no report {name[:40]!r}. Reports: {known}.",
        )
    return KINDS[name]
