"""Made-up case types that count months: the law as it changed in March 2008, and wilder ones with every choice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any

from sagsgang.domain.rules.casetype import Accumulation, CaseType, DeadlineRule

from .generated_types import ELSEWHERE, TITLE
from .reference.days import DAY

CHANGE = date(2008, 3, 1)
CALENDARS = ("denmark", "denmark", "closed-days", "every-day")
# An event may say of a month that it counts, meet the deadline and let the count start over, all at once.
PAID, REVERSED = ("benefit-paid",), ("benefit-reversed",)
COUNTED_BY = (PAID, PAID, PAID, (*PAID, "allowance-paid"), (*PAID, "allowance-paid"), (*PAID, "re-assessed"))
REVERSED_BY = ((), REVERSED, REVERSED, (*REVERSED, "allowance-stopped"), (*REVERSED, "benefit-ended"))
STARTS_OVER = ((), ("re-assessed",), ("benefit-ended",), ("re-assessed", "benefit-ended"), ("decided",))


def month_later(day: date, months: int) -> date:
    """The first day of the month so many months later (or, below zero, earlier)."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def written(day: date) -> str:
    """A month as events name it."""
    return f"{day:%Y-%m}"


def choices(random: Random) -> dict[str, Any]:
    """Every choice that the law leaves open, made somehow."""
    return {
        "part_months": random.choice(("count", "do-not-count")),
        "when_below": random.choice(("stays", "falls-away")),
        "on_change": random.choice(("by-month", "by-start")),
        "falls_due": random.choice(("first-day", "last-day")),
        "starts_over_by": random.choice(STARTS_OVER),
    }


def rule(id_: str, counted: dict[str, Any], **said: Any) -> DeadlineRule:
    """An accumulation as a case type's file would give it."""
    usual: dict[str, Any] = {"suspended_by": (), "resumed_by": (), "extensions": 0}
    accumulation = Accumulation(**counted)
    return DeadlineRule(
        **{**usual, **said}, id=id_, label=TITLE, after=accumulation.counted_by, accumulation=accumulation
    )


def version(since: date | None, rules: Sequence[DeadlineRule], **said: Any) -> CaseType:
    """A version of the case type."""
    return CaseType(id="case", title=TITLE, valid_from=since, deadlines=tuple(rules), **said)


def law_of_2008(random: Random) -> list[CaseType]:
    """12 within 18 for the re-assessment; 11 for the transfer, 10 from March 2008."""
    made = {id_: choices(random) for id_ in ("transfer", "re-assessment")}
    events = {"counted_by": ("benefit-paid",), "reversed_by": ("benefit-reversed",)}
    ends: dict[str, dict[str, Any]] = {
        "transfer": {"met_by": ("accepted",), "cancelled_by": ("benefit-ended", "re-assessed")},
        "re-assessment": {"met_by": ("re-assessed",), "cancelled_by": ("benefit-ended",)},
    }
    calendar = random.choice(CALENDARS)
    found = []
    for since, transfer in ((None, 11), (CHANGE, 10)):
        asked = {"transfer": transfer, "re-assessment": 12}
        rules = [
            rule(id_, {"months": months, "within": 18, **events, **made[id_]}, **ends[id_])
            for id_, months in asked.items()
        ]
        found.append(version(since, rules, calendar=calendar))
    return found


def a_count(random: Random) -> dict[str, Any]:
    """How many of how many months, and which events say so; most often so few that they add up soon."""
    within = random.choice((1, 2, 3, 3, 4, 5, 6, 8, 18))
    return {
        "months": random.randint(1, min(within, 6)) if within < 18 else random.choice((2, 10, 12)),
        "within": within,
        "counted_by": random.choice(COUNTED_BY),
        "reversed_by": random.choice(REVERSED_BY),
        **choices(random),
    }


def a_rule(random: Random, id_: str) -> DeadlineRule:
    """An accumulation of a wild case type."""
    said: dict[str, Any] = {} if random.random() < 0.8 else {"suspended_by": ("suspended",), "extensions": 1}
    return rule(
        id_,
        a_count(random),
        met_by=random.choice((("accepted",), ("re-assessed",), ("decided",), ("re-assessed", "closed"))),
        cancelled_by=random.choice(((), ("benefit-ended",), ("benefit-ended",), ("withdrawn",))),
        unless=random.choice(((), (), (), (), ("guidance-given",))),
        roll=random.choice(("none", "next-working-day")),
        **said,
    )


def changed(random: Random, old: DeadlineRule) -> DeadlineRule:
    """The same rule with one thing, or everything, different."""
    counted = {name: getattr(old.accumulation, name) for name in Accumulation.__struct_fields__}
    other = a_rule(random, old.id)
    if random.random() < 0.3:
        return other
    new = {name: getattr(other.accumulation, name) for name in ("months", "within")}
    if random.random() < 0.5:
        new = dict([random.choice(list(a_count(random).items()))])
        if "months" in new or "within" in new:
            new = {"months": max(1, counted["months"] - 1)}
    same = ("met_by", "cancelled_by", "unless", "roll", "suspended_by", "resumed_by", "extensions")
    return rule(old.id, {**counted, **new}, **{name: getattr(old, name) for name in same})


def wild_law(random: Random, start: date) -> list[CaseType]:
    """One to three accumulations in one to four versions, not always published in order."""
    ids = ("transfer", "re-assessment", "another")[: random.choice((1, 1, 2, 3))]
    rules = [a_rule(random, id_) for id_ in ids]
    said: dict[str, Any] = {
        "opens": random.choice((("application-received",), ("application-received", "benefit-paid"))),
        "closes": random.choice((("closed",), ("closed",), ("closed", "decided"))),
    }
    first = start + 20 * DAY if random.random() < 0.1 else None
    elsewhere = random.choice((None, None, *ELSEWHERE))
    found = [version(first, rules, **said, zone=elsewhere, calendar=random.choice(CALENDARS))]
    for _ in range(random.choice((0, 0, 1, 1, 1, 2, 3))):
        rules = [changed(random, one) if random.random() < 0.7 else one for one in rules]
        since = month_later(start, random.randint(-1, 10)) + random.choice((0, 0, 0, 1, 14)) * DAY
        kept = [one for one in rules if random.random() < 0.85]
        if random.random() < 0.2:
            elsewhere = random.choice((None, *ELSEWHERE))
        found.append(version(since, kept, **said, zone=elsewhere, calendar=random.choice(CALENDARS)))
    if random.random() < 0.2:
        random.shuffle(found)
    return found
