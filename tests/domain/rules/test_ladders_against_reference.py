"""The instants of a ladder: the engine's arithmetic and a walk along the wall clock, written apart from one page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sagsgang.domain.rules.ladder import rungs
from sagsgang.domain.rules.reminder_step import ReminderStep
from sagsgang.domain.written.calendar_file import shipped

from ..generated_ladders import a_step
from ..generated_types import a_day, one_of
from ..ladder_reference import Reached, ladder
from ..reference.days import summer

ZONES = (
    *["Europe/Copenhagen"] * 5,
    "America/Sao_Paulo",  # the clocks changed at midnight
    "Australia/Lord_Howe",  # by half an hour
    "Asia/Kathmandu",
    "America/New_York",
    "UTC",
)


def an_end(random: Random, zone: ZoneInfo) -> date | datetime:
    """A day, most often near a special one, or an instant, most often near a change of the clock."""
    day = a_day(random) + timedelta(days=random.randint(0, 25))
    if random.random() < 0.5:
        return day
    precision = random.choice((0, 0, 1, 999_999))
    return one_of(
        random,
        lambda: random.choice(summer(day.year)) + timedelta(minutes=random.randint(-6_000, 6_000)),
        lambda: random.choice(summer(day.year)) + timedelta(minutes=15 * random.randint(-8, 8)),
        lambda: datetime(day.year, day.month, day.day, random.randint(0, 23), tzinfo=zone).astimezone(UTC),
    ) + timedelta(microseconds=precision)


def check(number: int) -> None:
    """One ladder of every kind of step, for one end."""
    random = Random(f"arithmetic {number}")
    zone = ZoneInfo(random.choice(ZONES))
    calendar = shipped()[random.choice(("denmark", "denmark", "every-day"))]
    end = an_end(random, zone)
    steps = [a_step(random, f"step-{place}", hours=True, after=True) for place in range(random.randint(1, 4))]
    found = rungs(steps, end, calendar, zone)
    assert [one.at for one in found] == sorted(one.at for one in found)
    came = sorted(Reached(*one) for one in found)
    assert came == ladder(steps, end, calendar, zone), (number, zone.key, calendar.id, end, told(steps))


def told(steps: list[ReminderStep]) -> list[str]:
    """Steps as a person reads them."""
    return [str(step) for step in steps]


@settings(max_examples=1_000, deadline=None, derandomize=True)
@given(number=st.integers(0, 10_000_000))
def test_engine_and_reference_agree_on_every_instant(number: int) -> None:
    """Given any ladder and any end, when both reckon it, then the same steps come at the same instants, in order."""
    check(number)


@pytest.mark.soak
@pytest.mark.parametrize("block", range(20))
def test_engine_and_reference_agree_at_length(block: int) -> None:
    """The same law on 40,000 ladders."""
    for number in range(block * 2_000, (block + 1) * 2_000):
        check(number)
