"""The reconciliation (samkøring) of each quarter from 2008 to 2010 with the list of another system.

That it is done each quarter is in the action plan of 29 January 2008; the other system's list, and so every
difference, is constructed: our own open cases with some left out, some closed ones still in it, and some at another
job centre.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from hashlib import sha256
from random import Random

from ...domain.events.case_events import Closed
from ...domain.events.office_events import DifferenceClosed, DifferenceFound, ReconciliationMade
from ...domain.month import first_day, last_day, month_of
from ...projections.quality.reconciliation import Found, compare
from .docket import Docket
from .office import JOB_CENTRES, QUALITY, caseworker, instant, working_day
from .record import Look, Record

SYSTEM = "opera"
FIRST, LAST = month_of(date(2008, 4, 1)), month_of(date(2010, 10, 1))
# Of every so many cases one is missing there, one is at another job centre, and one that was closed is still in it.
MISSING, ELSEWHERE, STALE = 160, 120, 200
NEVER = 0.03  # of the differences, so many were still open at the end
WHY = {
    "missing-here": "sagen er afsluttet hos os; listen rettes",
    "missing-there": "sagen er oprettet i det andet system",
    "different": "jobcentret er rettet i det andet system",
}


def reconciliations() -> Iterator[Look]:
    """One a quarter, some days after its end."""
    for month in range(FIRST, LAST + 1, 3):
        day = working_day(first_day(month + 3), 2)
        case = f"S-{month // 12}-Q{month % 12 // 3 + 1}"
        yield Look(instant(day, 14) + timedelta(seconds=30), partial(_reconcile, case, day, last_day(month + 2)))


def _reconcile(case: str, day: date, list_on: date, record: Record) -> Docket:
    docket = Docket(case, "samkoering")
    recorded = instant(day, 14) + timedelta(seconds=30)
    until = instant(list_on + timedelta(days=1))
    ours = _as_values(record.standing(until, recorded, is_open=True))
    theirs = _their_list(docket.rng, ours, sorted(record.standing(until, recorded, is_open=False)))
    found = compare(SYSTEM, ours, theirs, ("job_centre",))
    made = docket.put(
        ReconciliationMade,
        day,
        at=(14, 0),
        recorded=recorded,
        unit=QUALITY,
        responsible=caseworker(QUALITY, docket.rng),
        system=SYSTEM,
        list_on=list_on,
        digest=sha256(repr(sorted(theirs.items())).encode()).hexdigest(),
        lines=len(theirs),
        cases=found.cases,
        matched=found.matched,
        position=record.position_before(recorded),
        attributes={"of_type": "fleksjob", "compared": "job_centre"},
    )
    _find(docket, made, day, recorded, found.differences)
    _settle(docket, day, found.differences)
    return docket


def _as_values(cases: Mapping[str, str]) -> dict[str, tuple[str | None, ...]]:
    return {case: (job_centre,) for case, job_centre in cases.items()}


def _their_list(
    rng: Random, ours: Mapping[str, tuple[str | None, ...]], others: list[str]
) -> dict[str, tuple[str | None, ...]]:
    theirs: dict[str, tuple[str | None, ...]] = {}
    for case, values in ours.items():
        drawn = rng.random()
        if drawn < 1 / MISSING:
            continue
        elsewhere = drawn < 1 / MISSING + 1 / ELSEWHERE
        theirs[case] = (rng.choice([name for name in JOB_CENTRES if (name,) != values]),) if elsewhere else values
    for case in rng.sample(others, len(ours) // STALE):
        theirs[case] = (rng.choice(JOB_CENTRES),)
    return theirs


def _find(docket: Docket, made: str, day: date, recorded: datetime, differences: list[Found]) -> None:
    for one in differences:
        docket.put(
            DifferenceFound,
            day,
            at=(14, 0),
            recorded=recorded,
            under=made,
            difference=one.difference,
            kind=one.kind,
            concerns=one.case,
            field=one.field,
            here=one.here,
            there=one.there,
        )


def _settle(docket: Docket, day: date, differences: list[Found]) -> None:
    """The differences are settled in the weeks after, but for a few; when all are, the case is closed."""
    rng = docket.rng
    left = 0
    settled = day
    for one in differences:
        if rng.random() < NEVER:
            left += 1
            continue
        closed = working_day(day, rng.randrange(2, 50))
        settled = max(settled, closed)
        docket.put(DifferenceClosed, closed, after_days=0, difference=one.difference, reason=WHY[one.kind])
    if not left:
        docket.put(Closed, working_day(settled, 1), after_days=0)
