"""The plain law, as the papers have it: the first month m with Σ paid[m−17..m] ≥ 12, and for the transfer ≥ T."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

import pytest
from sagsgang.domain.events.case_events import ApplicationReceived, Event
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.office_events import BenefitPaid
from sagsgang.domain.facts import DeadlinePeriod
from sagsgang.domain.fold.findings import facts_of
from sagsgang.domain.fold.law import Rules
from sagsgang.domain.fold.story import fold
from sagsgang.domain.rules.casetype import Accumulation, CaseType, DeadlineRule
from sagsgang.domain.text import Text

from ..generated import recorded
from ..reference.days import midnight
from .test_deadlines_against_reference import calendars

FEW, MANY, BLOCKS = 500, 100_000, 10
SAME = Text("Sag", "Case")
MONTHS = [f"{year}-{month:02}" for year in range(2004, 2014) for month in range(1, 13)]
PLACE = {month: place for place, month in enumerate(MONTHS)}


def twelve_within_eighteen(paid: Sequence[int]) -> str | None:
    """The first month m with Σ paid[m−17..m] ≥ 12; ``paid``: 0 or 1 by month."""
    for m in range(17, len(MONTHS)):
        if sum(paid[m - 17 : m + 1]) >= 12:
            return MONTHS[m]
    return None


def transfer(paid: Sequence[int]) -> str | None:
    """The first month m with Σ paid[m−17..m] ≥ T: T is 11 before 2008-03-01 and 10 from then on."""
    for m in range(17, len(MONTHS)):
        if sum(paid[m - 17 : m + 1]) >= (11 if MONTHS[m] < "2008-03" else 10):
            return MONTHS[m]
    return None


FORMULAS = {"re-assessment": twelve_within_eighteen, "transfer": transfer}


def law(months: int) -> tuple[DeadlineRule, ...]:
    """12 within 18, and the transfer at so many."""
    return tuple(
        DeadlineRule(
            id=id_,
            label=SAME,
            after=("benefit-paid",),
            roll="none",
            accumulation=Accumulation(
                months=needed,
                within=18,
                counted_by=("benefit-paid",),
                part_months="count",
                when_below="stays",
                on_change="by-month",
                falls_due="last-day",
            ),
        )
        for id_, needed in (("re-assessment", 12), ("transfer", months))
    )


VERSIONS = [
    CaseType(id="case", title=SAME, deadlines=law(11)),
    CaseType(id="case", title=SAME, valid_from=date(2008, 3, 1), deadlines=law(10)),
]


def payments(number: int) -> list[Recorded]:
    """A case with months paid from 2006 on, with gaps; each within a day, in any order, or each after its month."""
    random = Random(f"formula {number}")
    first, pays, months = PLACE["2006-01"] + random.randint(0, 30), True, []
    change = random.choice((0.0, 0.05, 0.1, 0.2, 0.4))
    for place in range(first, first + random.randint(5, 40)):
        pays = pays if random.random() >= change else not pays
        months += [MONTHS[place]] if pays else []
    if random.random() < 0.3:
        random.shuffle(months)
    now = midnight(date(2006, 1, 1))
    events: list[Event] = [ApplicationReceived(source="office", id="0", occurred=now, case_type="case")]
    for month in months:
        now = max(now + timedelta(hours=1), midnight(date.fromisoformat(f"{month}-28")))
        events.append(BenefitPaid(source="office", id=str(len(events)), occurred=now, month=month))
    return recorded(events)


def shown(periods: Sequence[tuple[datetime, DeadlinePeriod]], at: datetime) -> tuple[str, str | None]:
    """The state of a deadline at an instant, and the month that it shows."""
    held = [payload for opened_at, payload in periods if opened_at <= at][-1]
    return held.state, f"{held.unrolled_on:%Y-%m}" if held.unrolled_on else None


def compare(numbers: range) -> None:
    """Given payments, when each is made, then the month in which a deadline falls due is that of the formula."""
    for number in numbers:
        history = payments(number)
        facts = facts_of(fold(history, Rules(VERSIONS, calendars())))
        for id_, formula in FORMULAS.items():
            periods = sorted(
                (fact.opened_at, fact.payload)
                for fact in facts
                if isinstance(fact.payload, DeadlinePeriod) and fact.payload.deadline == id_
            )
            paid, found = [0] * len(MONTHS), None
            for entry in history[1:]:
                assert isinstance(entry.event, BenefitPaid)
                paid[PLACE[entry.event.month]] = 1
                found, at = formula(paid), entry.event.occurred
                state, month = shown(periods, at)
                about = f"payments({number}), {id_} at {at}: {state} {month}, by the formula {found}"
                # Before a month that only a later rule makes due, an earlier one may still be expected.
                waits = found is not None and month is not None and month < found and midnight_of(found) > at
                assert state == ("counting" if found is None or waits else "running"), about
                assert waits or found is None or month == found, about
            if found is not None:
                assert shown(periods, max(at, midnight_of(found))) == ("running", found), about


def midnight_of(month: str) -> datetime:
    """The first instant of a month."""
    return midnight(date.fromisoformat(f"{month}-01"))


def test_the_engine_gives_the_month_of_the_formula() -> None:
    """Given months paid with gaps and in any order, when each is paid, then what falls due is as the formula says."""
    compare(range(FEW))


def test_the_payments_make_both_formulas_differ_and_fail() -> None:
    """Given the payments, then some are due before the change, some for it, some at 10 later, and some never."""
    found = [
        (transfer(paid), twelve_within_eighteen(paid))
        for paid in (paid_months(payments(number)) for number in range(FEW))
    ]
    transfers = {month for month, _ in found}
    assert None in transfers
    assert "2008-03" in transfers
    assert any(month and month < "2008-03" for month in transfers)
    assert any(month and month > "2008-03" for month in transfers)
    assert any(month and due is None for month, due in found)


def paid_months(history: Sequence[Recorded]) -> list[int]:
    """0 or 1 by month."""
    paid = {entry.event.month for entry in history if isinstance(entry.event, BenefitPaid)}
    return [int(month in paid) for month in MONTHS]


@pytest.mark.soak
@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_engine_gives_the_month_of_the_formula_for_very_many_payments(block: int) -> None:
    """Given a hundred thousand cases with payments, then what falls due is as the formula says."""
    compare(range(FEW + block * MANY // BLOCKS, FEW + (block + 1) * MANY // BLOCKS))
