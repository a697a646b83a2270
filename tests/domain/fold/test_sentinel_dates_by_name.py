"""Dates that other systems write for "always" and "never" are findings, and set no case aside: given, when, then."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sagsgang.domain.events.case_events import (
    ActionTaken,
    Annulled,
    ApplicationReceived,
    Corrected,
    Decided,
    Event,
    InformationReceived,
    InformationRequested,
    Suspended,
    TermExtended,
    TermOverridden,
)
from sagsgang.domain.events.office_events import MeetingAgreed

from ..written_cases import Case, answer, case_type, received, rule

FAR = [date(9999, 12, 31), date(1, 1, 1), date(2101, 1, 1), date(1899, 12, 31)]


@pytest.mark.parametrize("far", FAR)
@pytest.mark.parametrize("kind", [Suspended, InformationRequested])
def test_a_stop_until_never_is_a_stop_without_an_end(kind: type[Event], far: date) -> None:
    """Given a stop of 4 March until 9999, or the year 1, then the clock stands with no end, 12 days left, and it is said."""
    case = received("2026-03-02", answer()).has(kind, "2026-03-04", until=far)
    assert (case.last().state, case.last().left, case.findings()) == ("suspended", 12, [("date-out-of-range", 2)])


def test_a_stop_until_never_ends_when_it_is_answered_or_lasts_too_long() -> None:
    """Given a stop until 9999, when the answer comes on the 10th, or 14 days have gone by, then the clock runs."""
    case = received("2026-03-02", answer()).has(InformationRequested, "2026-03-04", until=FAR[0])
    assert case.has(InformationReceived, "2026-03-10").last().due_on == date(2026, 3, 23)  # Sunday 22 March rolls
    limited = received("2026-03-02", answer(longest_suspension=14)).has(Suspended, "2026-03-04", until=FAR[0])
    assert limited.last().due_on == date(2026, 3, 30)


@pytest.mark.parametrize("far", FAR)
@pytest.mark.parametrize("kind", [TermExtended, TermOverridden])
def test_an_end_moved_to_never_stays_where_it_is(kind: type[Event], far: date) -> None:
    """Given an extension or an override until 9999 or the year 1, then the end stays, and it is said."""
    case = received("2026-03-02", answer()).has(kind, "2026-03-04", until=far, reason="x")
    assert (case.last().due_on, case.findings()) == (date(2026, 3, 16), [("date-out-of-range", 2)])


@pytest.mark.parametrize("days", [40_000, 4_000_000, -1_000_000])
def test_an_end_moved_by_so_many_days_stays_where_it_is(days: int) -> None:
    """Given an override by days that leave the years 1900 to 2100, or time itself, then the end stays, and it is said."""
    case = received("2026-03-02", answer()).has(TermOverridden, "2026-03-04", days=days, reason="x")
    assert (case.last().due_on, case.findings()) == (date(2026, 3, 16), [("date-out-of-range", 2)])


def test_the_last_day_that_there_is_can_be_named() -> None:
    """Given 2100-12-31 and no roll, then that is the end; one day later is none."""
    plain = answer(roll="none")
    last = received("2026-03-02", plain).has(TermOverridden, "2026-03-04", until=date(2100, 12, 31), reason="x")
    assert (last.last().due_on, last.findings()) == (date(2100, 12, 31), [])
    assert received("2026-03-02", plain).has(Suspended, "2026-03-04", until=date(2100, 12, 31)).findings() == []


@pytest.mark.parametrize(
    "far", ["9999-12-31", "0001-01-01", "9999-12-31T23:59:59.999999-12:00", "0001-01-01T00:00+14:00"]
)
def test_a_limit_of_never_is_no_limit(far: str) -> None:
    """Given a limit of 9999 or of the year 1, as a date or an instant at the end of time,
    then there is no end, and it is said.
    """
    case = received("2026-03-02", answer(given="limit"), attributes={"limit": far})
    assert (case.last().state, case.last().due_on, case.findings()) == ("running", None, [("undeterminable", 1)])


def booked() -> Case:
    """An application, and a meeting booked for 10 June."""
    meeting = rule(id="meeting", after=("meeting-booked",), given="meeting_at", met_by=("meeting-held",))
    case = Case(case_type(answer(), meeting)).on(ApplicationReceived, "2015-05-01")
    return case.on(
        ActionTaken, "2015-05-02", action="meeting-booked", attributes={"meeting_at": "2015-06-10T10:00:00+02:00"}
    )


def test_a_meeting_whose_clock_stands_until_never() -> None:
    """Given a meeting on 10 June, when the clock is stopped until 9999, then it stands with 38 whole days left.

    From 00:00 of 3 May to 10:00 of 10 June are 38 days and 10 hours.
    """
    case = booked().on(Suspended, "2015-05-03", until=FAR[0], reason="until further notice")
    assert (case.last("meeting").state, case.last("meeting").left) == ("suspended", 38)
    assert ("date-out-of-range", 3) in case.findings()


@pytest.mark.parametrize("far", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)])
def test_a_meeting_agreed_for_never_leaves_the_rest_of_the_case_alone(far: datetime) -> None:
    """Given a meeting agreed for the year 1 or 9999, then the case answers as before, and it is said."""
    case = received("2026-03-02", answer()).has(MeetingAgreed, "2026-03-04", takes_place=far)
    assert case.last().due_on == date(2026, 3, 16)
    assert ("date-out-of-range", 2) in case.findings()


@pytest.mark.parametrize("changes", [
    {"until": "9999-12-31"},
    {"until": "0001-01-01"},
    {"occurred": "9999-12-31"},
    {"occurred": "0001-01-01T00:00:00+14:00"},
])  # fmt: skip
def test_a_correction_to_never_raises_nothing(changes: dict[str, Any]) -> None:
    """Given a stop corrected to 9999 or the year 1, then the clock stands as it did, and something is said of it."""
    case = (
        received("2026-03-02", answer())
        .has(Suspended, "2026-03-04")
        .has(Corrected, "2026-03-05", corrects="2", changes=changes)
    )
    assert (case.last().state, case.last().left) == ("suspended", 12)
    assert len(case.findings()) == 1


def test_annulling_heals_it() -> None:
    """Given a stop until 9999 that is annulled, then the case is as if it had never been told."""
    case = (
        received("2026-03-02", answer())
        .has(Suspended, "2026-03-04", until=FAR[0])
        .has(Annulled, "2026-03-05", annuls="2")
    )
    case.has(Decided, "2026-03-10")
    assert (case.last().state, case.last().breached_at, case.findings()) == ("met", None, [])
