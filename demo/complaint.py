"""The complaints of the demonstration municipality: how many there were, and what became of each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import NamedTuple

from ..domain.events import (
    Closed,
    ComplaintAnswered,
    ComplaintDecided,
    ComplaintForwarded,
    ComplaintReassessed,
    ComplaintReceived,
    ComplaintUpheld,
)
from .docket import Docket
from .office import caseworker, working_day

# Complaints about the handling of cases that came by the ombudsman (borgerrådgiverklager), by year. The numbers are
# constructed; what the documents give comes out exactly: falling from 2007 to 2009, +30 % from 2009 to 2010, and
# -34 % from 2007 to 2010.
BY_OMBUDSMAN = {
    2006: 631,
    2007: 650,
    2008: 520,
    2009: 330,
    2010: 429,
    2011: 402,
    2012: 377,
    2013: 361,
    2014: 338,
    2015: 317,
}
# The typical enquiries of 2006, as the ombudsman's report gives them; they are not all, the rest is "other".
TYPICAL_2006 = {"processing-time-and-missing-answer": 279, "service": 129, "orientation": 53}
CATEGORIES = ("processing-time-and-missing-answer", "service", "orientation", "other")
SHARES = (44, 20, 9, 27)
# Complaints that came from the citizens themselves, a year: about the handling and about a decision.
DIRECT_HANDLING, DIRECT_DECISION = 55, 125
# Registered twice by mistake, a year; each annulled soon after.
TWICE = 6
# Of the complaints, so many were answered too late, and so many months too late.
LATE = {2006: 0.28, 2007: 0.25, 2008: 0.18, 2009: 0.12, 2010: 0.16}
LATE_SINCE = 0.09
FORGOTTEN = 0.006


class Target(NamedTuple):
    """A case that someone may complain about."""

    applied: date
    case: str
    unit: str


class ComplaintPlan(NamedTuple):
    """What a complaint is about, before it gets its reference."""

    received: date
    via: str
    kind: str
    category: str | None
    target: Target
    twice: bool = False


def complaint(case: str, plan: ComplaintPlan) -> Docket:
    """The life of one complaint."""
    docket = Docket(case, "klage")
    opening = docket.put(
        ComplaintReceived,
        plan.received,
        whole_day=docket.rng.random() < 0.6,
        concerns=plan.target.case,
        kind=plan.kind,
        category=plan.category,
        unit=plan.target.unit,
        responsible=caseworker(plan.target.unit, docket.rng),
        attributes={"via": plan.via},
    )
    if plan.twice:
        docket.annul(opening, working_day(plan.received, docket.rng.randrange(46, 60)), "registreret to gange")
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
    rng = docket.rng
    answered = _answered_on(docket, plan.received)
    docket.put(ComplaintAnswered, answered)
    if rng.random() < 0.2:
        docket.put(ComplaintUpheld, answered)
        if rng.random() < 0.4:
            answered = working_day(answered, rng.randrange(5, 40))
            docket.act("problem-named", answered)
            if rng.random() < 0.5:
                answered = working_day(answered, rng.randrange(10, 60))
                docket.act("initiative-started", answered)
    docket.put(Closed, working_day(answered, rng.randrange(0, 10)))


def _about_decision(docket: Docket, plan: ComplaintPlan) -> None:
    rng = docket.rng
    day = _answered_on(docket, plan.received)
    if rng.random() < 0.3:
        docket.put(ComplaintReassessed, day, outcome="changed")
        docket.put(ComplaintUpheld, day)
    else:
        if rng.random() < 0.5:
            docket.put(ComplaintReassessed, day, outcome="unchanged")
        docket.put(ComplaintForwarded, day, to=_appeal_body(day))
        day = working_day(day, rng.randrange(60, 240))
        upheld = rng.random() < 0.18
        docket.put(ComplaintDecided, day, outcome="changed" if upheld else "unchanged")
        if upheld:
            docket.put(ComplaintUpheld, day)
    docket.put(Closed, working_day(day, rng.randrange(0, 12)))


def _appeal_body(day: date) -> str:
    return "Beskæftigelsesankenævnet" if day < date(2013, 7, 1) else "Ankestyrelsen"


def may_concern(targets: Sequence[Target], received: date) -> Sequence[Target]:
    """Of ``targets``, by day of application, the cases that someone may complain about on a day."""
    applied = attrgetter("applied")
    first = bisect_left(targets, received - timedelta(days=540), key=applied)
    last = bisect_left(targets, received - timedelta(days=20), key=applied)
    return targets[first:last] or targets[:1]
