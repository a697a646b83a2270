"""Whether an expected end is still to be expected: the engine's window against paying the months that are missing."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sagsgang.domain.fold.accumulation import CountingClock
from sagsgang.domain.fold.law import Law
from sagsgang.domain.fold.reminder_facts import is_still_expected
from sagsgang.domain.fold.story import fold

from ...projections.published import calendars
from ..expected_reference import may_fall_due
from ..generated_ladders import known_case


def check(number: int) -> Counter[bool]:
    """A made-up history of payments, cut at some instants and looked at up to half a year later."""
    random = Random(f"expected {number}")
    case = known_case(5 * number + 4, calendars())
    rules = Law(case.publications).rules("case", case.everything[-1].position)
    assert rules is not None
    seen: Counter[bool] = Counter()
    for _ in range(6):
        cut = random.choice(case.history).event.occurred
        now = cut + timedelta(hours=random.randint(0, 24 * 180))
        happened = [one for one in case.history if one.event.occurred <= cut]
        story = fold(happened, rules)
        story.wake(now)
        for clock in story.clocks:
            if not isinstance(clock, CountingClock) or clock.state != "counting" or clock.due_on is None:
                continue
            version = rules.on(rules.local_day(now))
            if version is None or clock.rule.id not in {rule.id for rule in version.case_type.deadlines}:
                continue  # nothing that is paid now would be counted for it: the page says "were it paid"
            following = clock.expected_next()
            for end in (clock.due_on, *([following[1]] if following else [])):
                found = is_still_expected(clock, end, now)
                right = may_fall_due(happened, rules, clock.rule.id, clock.anchor.position, end, now)
                assert found == right, (number, cut, now, clock.rule.id, clock.due_on, end)
                seen[found] += 1
    return seen


@settings(max_examples=80, deadline=None, derandomize=True)
@given(number=st.integers(0, 20_000))
def test_engine_and_reference_agree_on_what_is_still_expected(number: int) -> None:
    """Given any history of payments and any later instant, then an end that is expected is so for both, or for neither."""
    check(number)


def test_the_cases_reach_what_they_are_made_for() -> None:
    """Given these histories, then some ends are still expected, and some are not any more."""
    seen: Counter[bool] = Counter()
    for number in range(40):
        seen += check(number)
    assert min(seen[True], seen[False]) > 10, seen


@pytest.mark.soak
@pytest.mark.parametrize("block", range(10))
def test_engine_and_reference_agree_on_what_is_still_expected_at_length(block: int) -> None:
    """The same law on 10,000 histories."""
    for number in range(block * 1_000, (block + 1) * 1_000):
        check(number)
