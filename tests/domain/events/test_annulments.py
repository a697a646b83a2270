"""Annulments of annulments, however many, in whatever order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sagsgang.domain.events.case_events import Annulled, ApplicationReceived, Event
from sagsgang.domain.events.corrections import in_force
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.rules.local_time import LocalTime

NOON = datetime(2015, 1, 5, 12, tzinfo=UTC)


def holding(events: list[Event]) -> set[str]:
    """The ids of the events that hold, recorded in this order."""
    history = [Recorded(place, "A-1", place, NOON, event) for place, event in enumerate(events, 1)]
    found, flaws = in_force(history, LocalTime.of(UTC))
    assert flaws == []
    return {one.event.id for one in found}


def annulment(number: int, of: int) -> Annulled:
    """Event ``number`` annuls event ``of``."""
    return Annulled(source="s", id=str(number), occurred=NOON + timedelta(minutes=number), annuls=str(of))


@pytest.mark.parametrize("length", [1, 2, 3, 10_000, 10_001])
def test_a_chain_of_annulments(length: int) -> None:
    """Given an opening that the first annulment annuls, that the second annuls, and so on, however long the chain,
    then counted from the last one, which holds, every other one holds."""
    opening = ApplicationReceived(source="s", id="0", occurred=NOON, case_type="t")
    chain: list[Event] = [opening, *(annulment(number, number - 1) for number in range(1, length + 1))]
    right = {str(number) for number in range(length, -1, -2)}
    assert holding(chain) == right
    assert holding(chain[::-1]) == right


def test_annulments_in_a_circle_have_no_effect() -> None:
    """Given two annulments of each other, one of which also is named by none else, then both hold, and so does the rest."""
    opening = ApplicationReceived(source="s", id="0", occurred=NOON, case_type="t")
    assert holding([opening, annulment(1, 2), annulment(2, 1)]) == {"0", "1", "2"}


def test_one_annulment_in_force_is_enough() -> None:
    """Given an opening that two annulments speak against, one of them annulled, then the opening does not hold."""
    opening = ApplicationReceived(source="s", id="0", occurred=NOON, case_type="t")
    assert holding([opening, annulment(1, 0), annulment(2, 0), annulment(3, 1)]) == {"2", "3"}
