"""A reconciliation's result as of a moment: what was compared, and each difference found, settled or open."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from ...domain.events.corrections import in_force
from ...domain.events.office_events import DifferenceClosed, DifferenceFound, ReconciliationMade
from ...domain.problem import Unknown
from ...domain.rules.local_time import LocalTime
from ..asking.folded_case import KnownCase
from ..asking.reader import AsKnown


class RunLine(msgspec.Struct, kw_only=True):
    """One comparison with a list. found, closed: differences that it found and settled itself."""

    system: str
    list_on: date
    made_at: datetime
    recorded: datetime
    lines: int
    cases: int
    matched: int
    found: int
    closed: int
    of_type: str | None
    compared: str | None
    where: str | None
    digest: str


class DifferenceLine(msgspec.Struct, kw_only=True):
    """One difference. found_at: when first; closed_at: since when it is settled, none while it is open."""

    difference: str
    kind: str
    case: str
    field: str | None
    here: str | None
    there: str | None
    state: Literal["open", "closed"]
    found_at: datetime
    closed_at: datetime | None
    reason: str | None


class Result(AsKnown, kw_only=True):
    """The result of the reconciliation in a case at a moment. open, closed: differences. next: the cursor of those that
    follow.
    """

    case: str
    runs: list[RunLine]
    open: int
    closed: int
    differences: list[DifferenceLine]
    next: str | None = None


def result(known: KnownCase) -> Result:
    """The result as of a moment. Raises Problem ``no-reconciliation`` where there was none by then."""
    case, moment = known.case, known.moment
    runs: dict[str, RunLine] = {}
    differences: dict[str, DifferenceLine] = {}
    for recorded in in_force(known.history, LocalTime.of(moment.zone))[0]:
        if recorded.event.occurred > moment.as_of:
            break
        match recorded.event:
            case ReconciliationMade() as made:
                runs[made.id] = _run(made, recorded.recorded)
            case DifferenceFound() as found:
                differences[found.difference] = _found(found, differences.get(found.difference))
                if (run := _run_of(found, runs)) is not None:
                    run.found += 1
            case DifferenceClosed(difference=name) as closed if name in differences:
                one = differences[name]
                one.state, one.closed_at, one.reason = "closed", closed.occurred, closed.reason
                if (run := _run_of(closed, runs)) is not None:
                    run.closed += 1
    if not runs:
        raise Unknown(
            code="no-reconciliation",
            da=f"I sagen {case} var der ingen samkøring på det spurgte tidspunkt.",
            en=f"In the case {case} there was no reconciliation at the moment asked.",
        )
    still_open = sum(one.state == "open" for one in differences.values())
    return Result(
        case=case,
        **moment.told(known.position),
        runs=list(runs.values()),
        open=still_open,
        closed=len(differences) - still_open,
        differences=sorted(
            differences.values(), key=lambda one: (one.state == "closed", one.case, one.difference)
        ),
    )


def _run_of(event: DifferenceFound | DifferenceClosed, runs: dict[str, RunLine]) -> RunLine | None:
    """The comparison that said so: its id begins the event's. None: a person did."""
    return runs.get(event.id.rpartition("-")[0])


def _run(made: ReconciliationMade, recorded: datetime) -> RunLine:
    said = {
        name: str(made.attributes[name]) for name in ("of_type", "compared", "where") if name in made.attributes
    }
    return RunLine(
        system=made.system,
        list_on=made.list_on,
        made_at=made.occurred,
        recorded=recorded,
        lines=made.lines,
        cases=made.cases,
        matched=made.matched,
        found=0,
        closed=0,
        of_type=said.get("of_type"),
        compared=said.get("compared"),
        where=said.get("where"),
        digest=made.digest,
    )


def _found(found: DifferenceFound, before: DifferenceLine | None) -> DifferenceLine:
    """A difference that is found again while open is the same one, with other values."""
    return DifferenceLine(
        difference=found.difference,
        kind=found.kind,
        case=found.concerns,
        field=found.field,
        here=found.here,
        there=found.there,
        state="open",
        found_at=before.found_at if before is not None and before.state == "open" else found.occurred,
        closed_at=None,
        reason=None,
    )
