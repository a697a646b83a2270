"""Everything that happened in the demonstration municipality from 2006 to 2015, in the order of registration.

Pure: one seed, no clock. No citizen and no caseworker in it exists, and its numbers are constructed, save those that
the documents give (see ``complaint`` and ``flexjob_plan``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from random import Random

from .benefit import benefit
from .complaint import (
    BY_OMBUDSMAN,
    CATEGORIES,
    DIRECT_DECISION,
    DIRECT_HANDLING,
    SHARES,
    TWICE,
    TYPICAL_2006,
    ComplaintPlan,
    Target,
    complaint,
    may_concern,
)
from .docket import SEED, Docket, Happening
from .explained import CASE as EXPLAINED
from .explained import RECEIVED, explained
from .flexjob import flexjob
from .flexjob_plan import FlexjobPlan, flexjob_plans
from .office import FIRST, LAST, busy_day, instant

BENEFIT_APPLICATIONS = 2_500
END = instant(LAST + timedelta(days=1))


def happenings() -> list[Happening]:
    """Every event of every case, ascending by registration; nothing is registered after 2015."""
    found = [happening for docket in dockets() for happening in docket.happenings if happening.recorded < END]
    return sorted(found, key=lambda happening: happening.recorded)


def dockets() -> Iterator[Docket]:
    """Every case."""
    rng = Random(SEED)
    cases = [*_flexjobs(rng), *_benefits(rng)]
    yield from cases
    yield from _complaints(rng, _targets(cases))


def _flexjobs(rng: Random) -> Iterator[Docket]:
    by_hand = FlexjobPlan(RECEIVED)
    plans = sorted(
        [*flexjob_plans(rng), by_hand], key=lambda plan: (plan.applied.year, plan is not by_hand, plan.applied)
    )
    for case, plan in zip(_references("F", (plan.applied for plan in plans)), plans, strict=True):
        yield explained() if case == EXPLAINED else flexjob(case, plan)


def _benefits(rng: Random) -> Iterator[Docket]:
    days = sorted(busy_day(rng, FIRST, LAST) for _ in range(BENEFIT_APPLICATIONS))
    for case, applied in zip(_references("Y", days), days, strict=True):
        yield benefit(case, applied)


def _complaints(rng: Random, targets: Sequence[Target]) -> Iterator[Docket]:
    plans = sorted(
        (plan for year in BY_OMBUDSMAN for plan in _plans_of_year(rng, year, targets)),
        key=lambda plan: plan.received,
    )
    for case, plan in zip(_references("K", (plan.received for plan in plans)), plans, strict=True):
        yield complaint(case, plan)


def _plans_of_year(rng: Random, year: int, targets: Sequence[Target]) -> Iterator[ComplaintPlan]:
    """The complaints of a year, as many of each sort as ``complaint`` says."""

    def received(via: str, kind: str, category: str | None, twice: bool = False) -> ComplaintPlan:
        day = busy_day(rng, date(year, 1, 2), date(year, 12, 30))
        return ComplaintPlan(day, via, kind, category, rng.choice(may_concern(targets, day)), twice)

    for category in _categories(rng, year):
        yield received("borgerraadgiver", "formality", category)
    for _ in range(DIRECT_HANDLING):
        yield received("direct", "formality", rng.choices(CATEGORIES, SHARES)[0])
    for _ in range(DIRECT_DECISION):
        yield received("direct", "decision", None)
    for _ in range(TWICE):
        yield received("borgerraadgiver", "formality", "other", twice=True)


def _categories(rng: Random, year: int) -> list[str]:
    """One category for each complaint by the ombudsman."""
    count = BY_OMBUDSMAN[year]
    if year != 2006:
        return rng.choices(CATEGORIES, SHARES, k=count)
    typical = [category for category, times in TYPICAL_2006.items() for _ in range(times)]
    return typical + ["other"] * (count - len(typical))


def _targets(cases: Iterable[Docket]) -> list[Target]:
    """What can be complained about, by day of application."""
    found = []
    for docket in cases:
        opening = docket.happenings[0].event
        assert opening.unit is not None
        found.append(Target(opening.occurred.date(), docket.case, opening.unit))
    return sorted(found)


def _references(letter: str, days: Iterable[date]) -> Iterator[str]:
    """``F-2007-0001`` and so on: numbered by year, in the order of the days."""
    count: Counter[int] = Counter()
    for day in days:
        count[day.year] += 1
        yield f"{letter}-{day.year}-{count[day.year]:04d}"
