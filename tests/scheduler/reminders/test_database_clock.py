"""The database's clock, wrong and put right: what comes due is decided on all the same, each once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sagsgang.domain.events.case_events import ApplicationReceived, ComplaintReceived, Event

from ...conftest import fresh_database
from ..simulated_year import TYPE, Told, published
from ..simulation import ClockedJournal, Run


def at(written: str) -> datetime:
    """An instant of March 2025, in UTC: day and time."""
    return datetime.fromisoformat(f"2025-03-{written}:00+00:00").astimezone(UTC)


def told(written: str, place: int, kind: type[Event], **said: Any) -> Told:
    """An event of the case, recorded as it happens."""
    head: dict[str, Any] = {"source": "office", "id": str(place), "occurred": at(written), "case_type": TYPE}
    return Told(at(written), "A", place, kind(**head, **said))


@pytest.fixture
def run(server_url: str) -> Iterator[Run]:
    """A case received on the 9th, whose answer is due on 7 April; on the 12th a hearing is set for the 13th, 15:00 UTC,
    of which steps come 24 hours and 3 hours before, and 2 hours after.
    """
    case = [
        told("09T09:00", 1, ApplicationReceived, unit="north", responsible="anna"),
        told("12T09:00", 2, ComplaintReceived, attributes={"limit": "2025-03-13T15:00:00+00:00"}),
    ]
    with fresh_database(server_url) as url, ClockedJournal.open(url) as journal:
        run = Run(journal, sorted([*published(), *case]))
        run.begin(at("10T08:00"))
        yield run


def steps(run: Run) -> list[str]:
    """The steps that were decided on, in the journal's order."""
    return [one.event.step for one in run.notes()]


def test_with_a_right_clock_all_steps_are_noted(run: Run) -> None:
    """Given ticks before, and long after, the hearing, then its three steps are noted in order."""
    run.tick(at("12T10:00"))
    run.tick(at("15T12:00"))
    assert steps(run) == ["day", "hours", "late"]


@pytest.mark.parametrize("between", [["12T10:00"], []], ids=["ticked when right", "not ticked"])
def test_a_clock_that_ran_ahead_for_a_tick_loses_nothing(run: Run, between: list[str]) -> None:
    """Given a tick at which the clock was five days ahead, when it is put right, and then no scheduler runs for days,
    with a tick before that or without, then what came due in those days is caught up.
    """
    run.tick(at("11T12:00"), clock=at("16T12:00"))
    for written in between:
        run.tick(at(written))
    run.tick(at("15T12:00"))
    assert steps(run) == ["day", "hours", "late"]


def test_a_clock_that_is_set_back_brings_nothing_twice(run: Run) -> None:
    """Given steps decided on, when the clock is set back by days, and later right, then nothing is noted again."""
    run.tick(at("13T13:00"))
    run.tick(at("13T14:00"), clock=at("10T14:00"))
    run.tick(at("13T18:00"))
    run.tick(at("13T18:00"), clock=at("12T00:00"))
    assert steps(run) == ["day", "hours", "late"]
