"""How many complaints there were, when, about what, and by which way: drawn before any of them has a life."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from operator import attrgetter
from random import Random
from typing import NamedTuple

from .decision import Decision
from .docket import Docket
from .office import ZONE, busy_day

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
# The share of complaints about a decision that came after the four weeks.
TOO_LATE = 0.06


class ComplaintPlan(NamedTuple):
    """What a complaint is about, before it gets its reference. decision: the one complained about, if it is one."""

    received: date
    via: str
    category: str | None
    concerns: str
    unit: str
    decision: Decision | None = None
    twice: bool = False

    @property
    def kind(self) -> str:
        """About the handling or about the decision."""
        return "formality" if self.decision is None else "decision"

    @property
    def in_time(self) -> bool:
        """Whether it came within the four weeks; a complaint about the handling has no such term."""
        return self.decision is None or self.received <= self.decision.last_day


def complaint_plans(rng: Random, cases: Sequence[Docket], decided: Sequence[Decision]) -> list[ComplaintPlan]:
    """All complaints, by the day they came. cases: what may be complained about. decided: decisions, by day."""
    targets = sorted(
        ((_opened_on(docket), docket.case, docket) for docket in cases),
        key=lambda target: target[:2],
    )
    plans: list[ComplaintPlan] = []
    for year in BY_OMBUDSMAN:
        plans += _about_handling(rng, year, [day for day, _, _ in targets], [docket for *_, docket in targets])
        plans += _about_decisions(rng, year, decided)
    return sorted(plans, key=lambda plan: plan.received)


def _about_handling(
    rng: Random, year: int, applied: Sequence[date], cases: Sequence[Docket]
) -> Iterator[ComplaintPlan]:
    def about(via: str, category: str, *, twice: bool = False) -> ComplaintPlan:
        day = _day(rng, year)
        first = bisect_left(applied, day - timedelta(days=540))
        last = bisect_left(applied, day - timedelta(days=20))
        docket = rng.choice(cases[first:last] or cases[:1])
        return ComplaintPlan(day, via, category, docket.case, _unit(docket), twice=twice)

    for category in _categories(rng, year):
        yield about("borgerraadgiver", category)
    for _ in range(DIRECT_HANDLING):
        yield about("direct", rng.choices(CATEGORIES, SHARES)[0])
    for _ in range(TWICE):
        yield about("borgerraadgiver", "other", twice=True)


def _about_decisions(rng: Random, year: int, decided: Sequence[Decision]) -> Iterator[ComplaintPlan]:
    """Each about a decision of the last weeks; in the first weeks of all there are none yet."""
    left = DIRECT_DECISION
    while left:
        day = _day(rng, year)
        since, until = (70, 40) if rng.random() < TOO_LATE else (28, 2)
        first = bisect_left(decided, day - timedelta(days=since), key=attrgetter("decided"))
        last = bisect_left(decided, day - timedelta(days=until), key=attrgetter("decided"))
        if first == last:
            continue
        decision = rng.choice(decided[first:last])
        yield ComplaintPlan(day, "direct", None, decision.docket.case, _unit(decision.docket), decision)
        left -= 1


def _opened_on(docket: Docket) -> date:
    return docket.happenings[0].event.occurred.astimezone(ZONE).date()


def _day(rng: Random, year: int) -> date:
    return busy_day(rng, date(year, 1, 2), date(year, 12, 30))


def _unit(docket: Docket) -> str:
    unit = docket.happenings[0].event.unit
    assert unit is not None
    return unit


def _categories(rng: Random, year: int) -> list[str]:
    """One category for each complaint by the ombudsman."""
    count = BY_OMBUDSMAN[year]
    if year != 2006:
        return rng.choices(CATEGORIES, SHARES, k=count)
    typical = [category for category, times in TYPICAL_2006.items() for _ in range(times)]
    return typical + ["other"] * (count - len(typical))
