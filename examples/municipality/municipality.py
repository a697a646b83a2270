"""Everything that happened in the demonstration municipality from 2006 to 2015, in the order of registration.

Pure: one seed, no clock. No citizen and no caseworker in it exists, and its numbers are constructed, save those that
the documents give (see ``complaint_plan`` and ``flexjob_plan``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from operator import attrgetter
from random import Random

from .access import MOVED, access
from .action_plan import plan_cases
from .benefit import benefit
from .complaint import complaint
from .complaint_plan import complaint_plans
from .decision import decisions, follow
from .docket import SEED, Docket, Happening
from .explained import CASE as EXPLAINED
from .explained import RECEIVED, explained
from .flexjob import flexjob
from .flexjob_plan import FlexjobPlan, flexjob_plans
from .hearing import HEARD, INTENDED, hearing, intent
from .inquiry import inquiry
from .office import FIRST, LAST, busy_day, instant
from .reconciliation import reconciliations
from .record import Record, looked_at
from .review import reviews
from .survey import surveys

BENEFIT_APPLICATIONS = 2_500
# Applications for cash assistance are shown in the last year only, for the term that changes after it.
ASSISTANCE_FROM, ASSISTANCE_APPLICATIONS = date(2015, 7, 1), 60
HEARD_FROM, ACCESS_REQUESTS, HEARINGS, INTENTS = date(2012, 1, 3), 160, 90, 60
END = instant(LAST + timedelta(days=1))


def happenings() -> list[Happening]:
    """Every event of every case, ascending by registration; nothing is registered after 2015."""
    found = [happening for docket in dockets() for happening in docket.happenings if happening.recorded < END]
    return sorted(found, key=attrgetter("recorded"))


def dockets() -> Iterator[Docket]:
    """Every case."""
    rng = Random(SEED)
    flexjobs = list(_flexjobs(rng))
    cases = [*flexjobs, *_benefits(rng)]
    complaints = list(_complaints(rng, cases))  # which leave a note on the cases
    found = [*cases, *complaints, *surveys(), *plan_cases(), *_heard()]
    yield from found
    # Whoever draws a sample or compares lists looks at all that was recorded by then.
    record = Record((happening for docket in found for happening in docket.happenings), flexjobs)
    yield from looked_at(record, [*reviews(), inquiry(), *reconciliations()])


def _flexjobs(rng: Random) -> Iterator[Docket]:
    by_hand = FlexjobPlan(RECEIVED)
    plans = sorted(
        [*flexjob_plans(rng), by_hand], key=lambda plan: (plan.applied.year, plan is not by_hand, plan.applied)
    )
    for case, plan in zip(_references("F", (plan.applied for plan in plans)), plans, strict=True):
        yield explained() if case == EXPLAINED else flexjob(case, plan)


def _benefits(rng: Random) -> Iterator[Docket]:
    for letter, case_type, first, count in (
        ("Y", "ydelse", FIRST, BENEFIT_APPLICATIONS),
        ("H", "kontanthjaelp", ASSISTANCE_FROM, ASSISTANCE_APPLICATIONS),
    ):
        days = sorted(busy_day(rng, first, LAST) for _ in range(count))
        for case, applied in zip(_references(letter, days), days, strict=True):
            yield benefit(case, case_type, applied)


def _heard() -> Iterator[Docket]:
    """Access to documents, hearings of parties and notices of intent: shown from 2012 on. Drawn apart from all else."""
    rng = Random(f"{SEED} heard")
    live: tuple[tuple[str, Callable[..., Docket], date, int], ...] = (
        ("A", access, MOVED, ACCESS_REQUESTS),
        ("R", hearing, HEARD, HEARINGS),
        ("G", intent, INTENDED, INTENTS),
    )
    for letter, life, by_hand, count in live:
        days = [(busy_day(rng, HEARD_FROM, LAST), False) for _ in range(count)]
        plans = sorted([(by_hand, True), *days], key=lambda plan: (plan[0].year, not plan[1], plan[0]))
        for case, (day, made) in zip(_references(letter, (day for day, _ in plans)), plans, strict=True):
            yield life(case, day, by_hand=made)


def _complaints(rng: Random, cases: Sequence[Docket]) -> Iterator[Docket]:
    decided = sorted(
        (decision for docket in cases if docket.case != EXPLAINED for decision in decisions(docket)),
        key=lambda decision: (decision.decided, decision.docket.case),
    )
    plans = complaint_plans(rng, cases, decided)
    complained: dict[tuple[str, date], list[date]] = {}
    for plan in plans:
        if plan.decision is not None:
            complained.setdefault((plan.concerns, plan.decision.decided), []).append(plan.received)
    for decision in decided:
        follow(decision, complained.get((decision.docket.case, decision.decided), ()))
    for case, plan in zip(_references("K", (plan.received for plan in plans)), plans, strict=True):
        yield complaint(case, plan)


def _references(letter: str, days: Iterable[date]) -> Iterator[str]:
    """``F-2007-0001`` and so on: numbered by year, in the order of the days."""
    count: Counter[int] = Counter()
    for day in days:
        count[day.year] += 1
        yield f"{letter}-{day.year}-{count[day.year]:04d}"
