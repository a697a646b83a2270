"""What became of the complaints: the dialogue on each (klagedialog), or the way to the appeal body."""

from __future__ import annotations

from datetime import date

from ...domain.events.case_events import (
    Closed,
    ComplaintAnswered,
    ComplaintDecided,
    ComplaintForwarded,
    ComplaintReassessed,
    ComplaintReceived,
    ComplaintUpheld,
)
from .complaint_plan import ComplaintPlan
from .docket import Docket
from .office import caseworker, working_day

# Of the complaints, so many were answered too late, and so many months too late.
LATE = {2006: 0.28, 2007: 0.25, 2008: 0.18, 2009: 0.12, 2010: 0.16}
LATE_SINCE = 0.09
FORGOTTEN = 0.006
# How a complaint about a decision ended.
UPHELD, PARTLY_UPHELD, STANDS, SENT_BACK, DISMISSED = (
    "medhold",
    "delvis-medhold",
    "stadfaestelse",
    "hjemvisning",
    "afvist",
)


def complaint(case: str, plan: ComplaintPlan) -> Docket:
    """The life of one complaint."""
    docket = Docket(case, "klage" if plan.decision is None else "klage-afgoerelse")
    rng = docket.rng
    opening = docket.put(
        ComplaintReceived,
        plan.received,
        whole_day=rng.random() < 0.6,
        concerns=plan.concerns,
        kind=plan.kind,
        category=plan.category,
        unit=plan.unit,
        responsible=caseworker(plan.unit, rng),
        attributes={"via": plan.via},
    )
    if plan.twice:
        docket.annul(opening, working_day(plan.received, rng.randrange(46, 60)), "registreret to gange")
    elif not plan.in_time:
        dismissed = working_day(plan.received, rng.randrange(3, 15))
        docket.act("complaint-dismissed", dismissed)
        docket.put(Closed, dismissed)
    elif plan.kind == "decision":
        _about_decision(docket, plan)
    else:
        _about_handling(docket, plan)
    return docket


def _answered_on(docket: Docket, received: date) -> date:
    rng = docket.rng
    if rng.random() < FORGOTTEN:
        return working_day(received, rng.randrange(120, 400))
    if rng.random() < LATE.get(received.year, LATE_SINCE):
        return working_day(received, rng.randrange(33, 95))
    return working_day(received, rng.randrange(4, 25))


def _about_handling(docket: Docket, plan: ComplaintPlan) -> None:
    """Answer the citizen; where the citizen was right, correct the case, name the problem, start an initiative."""
    rng = docket.rng
    day = _answered_on(docket, plan.received)
    docket.put(ComplaintAnswered, day)
    if rng.random() < 0.2:
        docket.put(ComplaintUpheld, day)
        if rng.random() < 0.7:
            day = working_day(day, rng.randrange(2, 20))
            docket.act("case-corrected", day)
        if rng.random() < 0.4:
            day = working_day(day, rng.randrange(5, 40))
            docket.act("problem-named", day)
            if rng.random() < 0.5:
                day = working_day(day, rng.randrange(10, 60))
                docket.act("initiative-started", day)
    docket.put(Closed, working_day(day, rng.randrange(0, 10)))


def _about_decision(docket: Docket, plan: ComplaintPlan) -> None:
    rng = docket.rng
    day = _answered_on(docket, plan.received)
    if rng.random() < 0.3:
        docket.put(ComplaintReassessed, day, outcome=UPHELD)
        docket.put(ComplaintUpheld, day)
    else:
        if rng.random() < 0.5:
            docket.put(ComplaintReassessed, day, outcome=STANDS)
            day = working_day(day, rng.choice((0, 0, 0, 1, 2, 3, 9)))
        docket.put(ComplaintForwarded, day, to=_appeal_body(day))
        day = working_day(day, rng.randrange(60, 240))
        drawn = rng.random() / 0.18
        docket.put(ComplaintDecided, day, outcome=_outcome(drawn))
        if drawn < 1:
            docket.put(ComplaintUpheld, day)
    docket.put(Closed, working_day(day, rng.randrange(0, 12)))


def _outcome(drawn: float) -> str:
    """What the appeal body decided: below 1 the complainant was right, in whole or in part."""
    if drawn < 1:
        return UPHELD if drawn < 0.7 else PARTLY_UPHELD
    return SENT_BACK if drawn < 1.4 else DISMISSED if drawn < 1.6 else STANDS


def _appeal_body(day: date) -> str:
    return "Beskæftigelsesankenævnet" if day < date(2013, 7, 1) else "Ankestyrelsen"
