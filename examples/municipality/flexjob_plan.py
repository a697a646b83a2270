"""Which flexjob cases there are, and when each was applied for, decided, paid and ended: the dates, drawn first.

On 1 December 2007 exactly 662 citizens receive the benefit, as the action plan of 29 January 2008 says. Everything
else here is constructed: the plan does not say how many re-assessments were late, nor who found work.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from .office import FIRST, LAST, busy_day, working_day, working_day_before

COUNTED_ON = date(2007, 12, 1)
# In December 2007 the cases were gone through, and by June 2008 the overdue ones were to be made good.
GONE_THROUGH = date(2007, 12, 3)
RESTORED_BY = date(2008, 6, 1)
RECEIVING = 662
# The other applications, by year; one more of 2007 is made by hand (see ``explained``).
OTHERS = {
    2006: 75,
    2007: 86,
    2008: 60,
    2009: 55,
    2010: 50,
    2011: 48,
    2012: 45,
    2013: 42,
    2014: 39,
    2015: 37,
}
# In December 2007 all cases were gone through; of every so many, one was found whose benefit nobody had registered.
FOUND_EVERY = 20
# The share of cases begun before an application was noted, until the ways of working changed in 2011 and since.
BEGUN, BEGUN_SINCE_2011 = 0.06, 0.008
# The share of refusals that nobody noted before the case was closed.
FORGOTTEN = 0.05


class FlexjobPlan(NamedTuple):
    """The dates of one case. decided, benefit, ended: none if that never came.

    begun: the case was begun before an application was noted. forgotten: the decision was made and never noted.
    found: nobody had registered the benefit until the cases were gone through. wrongly_from: the day from which
    the benefit was at first said to run, put right when the cases were gone through.
    """

    applied: date
    decided: date | None = None
    granted: bool = False
    benefit: date | None = None
    ended: date | None = None
    begun: bool = False
    forgotten: bool = False
    found: bool = False
    wrongly_from: date | None = None


def flexjob_plans(rng: Random) -> list[FlexjobPlan]:
    """All cases but the one made by hand, by day of application."""
    plans = [_receiving(rng, place) for place in range(RECEIVING)]
    for year, count in OTHERS.items():
        plans += [_other(rng, year) for _ in range(count)]
    return sorted(plans, key=lambda plan: plan.applied)


def _handling_days(rng: Random, applied: date) -> int:
    """From application to decision: mostly within six months, less so in the first years."""
    late = 0.16 if applied.year <= 2008 else 0.07
    return rng.randrange(190, 320) if rng.random() < late else rng.randrange(50, 176)


def _receiving(rng: Random, place: int) -> FlexjobPlan:
    """A case whose benefit runs on the day of the count; more of them began early than late."""
    while True:
        applied = working_day(FIRST, int(560 * rng.random() ** 1.5))
        decided = working_day(applied, _handling_days(rng, applied))
        benefit = working_day(decided, rng.randrange(18, 75))
        if benefit < COUNTED_ON:
            break
    ended = working_day(COUNTED_ON, 3 + int(rng.expovariate(1 / 480)))
    return FlexjobPlan(
        applied=applied,
        decided=decided,
        granted=True,
        benefit=benefit,
        ended=ended if ended <= LAST else None,
        begun=rng.random() < BEGUN,
        found=place % FOUND_EVERY == 0 and benefit >= date(2007, 2, 1),
    )


def _other(rng: Random, year: int) -> FlexjobPlan:
    """A case whose benefit does not run on the day of the count."""
    applied = busy_day(rng, max(FIRST, date(year, 1, 3)), date(year, 12, 30))
    fate = rng.random()
    if fate < 0.08:
        return FlexjobPlan(applied)
    decided = working_day(applied, _handling_days(rng, applied))
    begun = rng.random() < (BEGUN if year <= 2010 else BEGUN_SINCE_2011)
    if fate < 0.26:
        return FlexjobPlan(applied, decided, begun=begun, forgotten=rng.random() < FORGOTTEN)
    if fate < 0.42:
        return FlexjobPlan(applied, decided, granted=True, begun=begun)
    benefit = working_day(decided, rng.randrange(18, 75))
    if benefit > COUNTED_ON:
        ended = working_day(benefit, 30 + int(rng.expovariate(1 / 330)))
        return FlexjobPlan(applied, decided, True, benefit, ended if ended <= LAST else None, begun)
    if benefit < COUNTED_ON - timedelta(days=75):
        days = rng.randrange(15, (COUNTED_ON - benefit).days - 4)
        return FlexjobPlan(applied, decided, True, benefit, working_day_before(benefit + timedelta(days=days)))
    # It began only after the count, and for a while the record said otherwise.
    began = working_day(COUNTED_ON, rng.randrange(2, 20))
    return FlexjobPlan(applied, decided, True, began, working_day(began, 200), wrongly_from=benefit)
