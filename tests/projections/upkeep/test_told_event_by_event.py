"""What is told event by event is what is told at once: every fact, from when until when, at every position."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sagsgang.domain.events.corrections import hold, type_of
from sagsgang.domain.events.holding import Holding
from sagsgang.domain.fold import rows as telling
from sagsgang.domain.fold.findings import facts_of
from sagsgang.domain.fold.law import Law
from sagsgang.domain.fold.order import arrange
from sagsgang.domain.fold.places import Places
from sagsgang.domain.fold.rows import FactRow, rows
from sagsgang.domain.fold.story import fold

from ..disturbed import disturbed
from ..published import Published

numbers = st.integers(0, 3_000)
MANY = settings(max_examples=120, deadline=None, derandomize=True)
Told = set[tuple[object, ...]]


def at_once(case: Published, law: Law, position: int) -> Told | None:
    """The facts of the history cut at a position, folded from its beginning; None where no rules are known."""
    history = [one for one in case.history if one.position <= position]
    rules = law.rules(type_of(history), position)
    return {tuple(fact) for fact in facts_of(fold(history, rules))} if rules is not None and history else None


def as_known(found: list[FactRow], position: int) -> Told:
    """The facts that the rows give as known at a position."""
    return {
        (*row.identity, row.closed_at if row.closed_pos is not None and row.closed_pos <= position else None)
        for row in found
        if row.opened_pos <= position and (row.withdrawn_pos is None or row.withdrawn_pos > position)
    }


def check_every_position(number: int) -> None:
    """Compare the two at each position of a case."""
    case = disturbed(number)
    law = Law(case.publications)
    found = rows(case.history, law)
    for position in range(1, case.head + 1):
        expected = at_once(case, law, position)
        if expected is not None:
            assert as_known(found, position) == expected, (number, position)


@pytest.mark.parametrize("whole", [0, telling.WHOLE], ids=["kept", "small cases anew"])
def test_each_event_changes_what_telling_everything_anew_would(
    whole: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a case told in any order, when one event after another comes, then the rows say after each what the whole
    history says that is folded from its beginning; whether the story is kept as it was after each event, or told anew.
    """
    monkeypatch.setattr(telling, "WHOLE", whole)

    @MANY
    @given(number=numbers)
    def every_position(number: int) -> None:
        check_every_position(number)

    every_position()


@MANY
@given(number=numbers)
def test_what_holds_is_kept_up_to_date_event_by_event(number: int) -> None:
    """Given events that correct and annul one another, some before what they speak of, when they come one by one, then those
    that hold, in which words, and which of them failed and why, are those of the history up to there.
    """
    case = disturbed(number)
    rules = Law(case.publications).rules("case", case.head)
    assert rules is not None
    holding = Holding(rules.local)
    current, flaws = {}, {}
    for count, recorded in enumerate(case.history, 1):
        for reference in holding.take(recorded):
            position = holding.position(reference)
            current[position], flaws[position] = holding.current(reference), holding.flaws.get(reference)
        so_far = case.history[:count]
        holds, failed = hold(so_far, rules.local)
        assert {position: one for position, one in current.items() if one} == {one.position: one for one in holds}
        assert {at: flaw for at, flaw in flaws.items() if flaw and current[at]} == {
            one.recorded.position: one.finding for one in failed if current[one.recorded.position]
        }
        assert holding.case_type == type_of(so_far)


@MANY
@given(number=numbers)
def test_places_are_kept_as_events_come_and_go(number: int) -> None:
    """Given the events that hold, dates without a time among them, when they come one by one and then go again, then they
    stand at each moment in the order, and at the instants, in which they are arranged at once.
    """
    case = disturbed(number)
    rules = Law(case.publications).rules("case", case.head)
    assert rules is not None
    places = Places(rules)
    there = {}
    for coming in (True, False):
        for recorded in case.history:
            places.change([(recorded.position, recorded if coming else None)])
            if coming:
                there[recorded.position] = recorded
            else:
                del there[recorded.position]
            stand = sorted(found for at in there if (found := places.stands(at)) is not None)
            assert [placed for _, placed in stand] == arrange(list(there.values()), rules)


@pytest.mark.soak
@pytest.mark.parametrize("block", range(10))
def test_every_position_at_length(block: int) -> None:
    """The same law on 20,000 cases, and on longer ones."""
    for number in range(block * 2_000, (block + 1) * 2_000):
        check_every_position(number)
