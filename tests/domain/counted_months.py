"""Cases with months of benefit, as a test writes them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sagsgang.domain.events.case_events import ActionTaken
from sagsgang.domain.events.office_events import BenefitPaid
from sagsgang.domain.rules.casetype import Accumulation, CaseType, DeadlineRule

from .written_cases import ANY, Case, case_type, local, received

LATER = "2019-12-31"


def count(id_: str = "re-assessment", **said: Any) -> DeadlineRule:
    """12 months within 18, met by a re-assessment, no roll, the usual choices, unless something else is said."""
    usual: dict[str, Any] = {
        "months": 12,
        "within": 18,
        "counted_by": ("benefit-paid",),
        "reversed_by": ("benefit-reversed",),
        "part_months": "count",
        "when_below": "stays",
        "on_change": "by-month",
        "falls_due": "last-day",
    }
    counted = {name: said.pop(name) for name in list(said) if name in Accumulation.__struct_fields__}
    accumulation = Accumulation(**{**usual, **counted})
    ends: dict[str, Any] = {"met_by": ("re-assessed",), "cancelled_by": ("benefit-ended",), "roll": "none"}
    without_clock: dict[str, Any] = {"suspended_by": (), "resumed_by": (), "extensions": 0}
    return DeadlineRule(
        **{**ends, **without_clock, **said},
        id=id_,
        label=ANY,
        after=accumulation.counted_by,
        accumulation=accumulation,
    )


def transfer_of_2008(**said: Any) -> tuple[CaseType, CaseType]:
    """Transfer at 11 months within 18; at 10 from 1 March 2008."""
    ends: dict[str, Any] = {"met_by": ("accepted",), **said}
    since = date(2008, 3, 1)
    return case_type(count("transfer", months=11, **ends)), case_type(
        count("transfer", months=10, **ends), valid_from=since
    )


def months(first: str, last: str) -> list[str]:
    """The months from the first to the last, as events name them."""
    year, month = (int(part) for part in first.split("-"))
    found = [first]
    while found[-1] != last:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        found.append(f"{year}-{month:02}")
    return found


def paid(case: Case, *listed: str, **said: Any) -> Case:
    """These months were paid, each on the 28th of itself at ten o'clock."""
    for month in listed:
        case.has(BenefitPaid, f"{month}-28T10:00", month=month, **said)
    return case


def with_benefit(first: str, last: str, *versions: CaseType | DeadlineRule) -> Case:
    """A case from 2 January 2006 in which every month from the first to the last was paid."""
    return paid(received("2006-01-02", *(versions or (count(),))), *months(first, last))


def acted(case: Case, occurred: str, action: str, **said: Any) -> Case:
    """An action that the case type names itself."""
    return case.has(ActionTaken, occurred, action=action, **said)


def look(case: Case, at: str = LATER, deadline: str = "re-assessment") -> tuple[str, date | None]:
    """The state and the end that a count shows at a time."""
    held = case.at(at, deadline)
    return held.state, held.due_on


def breach(case: Case, at: str = LATER, deadline: str = "re-assessment") -> datetime | None:
    """When a count was breached, as of a time: what a period says, or foretells."""
    held = case.at(at, deadline)
    overdue = held.state == "running" and held.overdue_from is not None and held.overdue_from <= local(at)
    return held.breached_at or (held.overdue_from if overdue else None)
