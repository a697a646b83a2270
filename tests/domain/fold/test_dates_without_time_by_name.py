"""A date without a time belongs to the zone of the case type, whatever door it came through: given, when, then."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sagsgang.domain.events.case_events import ApplicationReceived, Corrected, Decided
from sagsgang.domain.rules.casetype import Term

from ..written_cases import Case, answer, case_type

LONDON = case_type(answer(term=Term(20, "days")), zone="Europe/London", calendar="every-day")
LONDON_14 = case_type(answer(), zone="Europe/London", calendar="every-day")


def test_twenty_days_in_london_from_a_date() -> None:
    """Given a request dated 2 March in London, then 20 days end on 22 March: day zero is the day that was written."""
    assert Case(LONDON).on(ApplicationReceived, "2026-03-02").last().due_on == date(2026, 3, 22)


def test_a_decision_dated_the_day_after_is_late() -> None:
    """Given 14 days until 16 March in London, when the decision is dated the 17th, then it is late."""
    case = Case(LONDON_14).has(ApplicationReceived, "2026-03-02T11:00").on(Decided, "2026-03-17")
    assert case.last().due_on == date(2026, 3, 16)
    assert case.last().breached_at == datetime(2026, 3, 17, tzinfo=UTC)  # 00:00 in London, before summer time


def test_a_decision_dated_the_last_day_is_in_time() -> None:
    """Given the same, when the decision is dated the 16th, then it is in time wherever the sender lives."""
    case = Case(LONDON_14).has(ApplicationReceived, "2026-03-02T11:00").on(Decided, "2026-03-16")
    assert (case.last().state, case.last().breached_at) == ("met", None)


@pytest.mark.parametrize(("zone", "utc"), [
    ("America/New_York", datetime(2026, 3, 17, 4, tzinfo=UTC)),  # summer time since 8 March: UTC-4
    ("Pacific/Auckland", datetime(2026, 3, 16, 11, tzinfo=UTC)),  # still summer there: UTC+13
    ("Asia/Kolkata", datetime(2026, 3, 16, 18, 30, tzinfo=UTC)),
])  # fmt: skip
def test_the_day_ends_by_the_clock_of_the_type(zone: str, utc: datetime) -> None:
    """Given an application dated 2 March in a zone, then 14 days end with 16 March there, at that instant."""
    case = Case(case_type(answer(), zone=zone, calendar="every-day")).on(ApplicationReceived, "2026-03-02")
    assert (case.last().due_on, case.last().overdue_from) == (date(2026, 3, 16), utc)


@pytest.mark.parametrize("midnight", [
    datetime(2026, 3, 2, tzinfo=UTC),  # of London
    datetime(2026, 3, 1, 23, tzinfo=UTC),  # of Copenhagen
    datetime(2026, 3, 2, 5, tzinfo=UTC),  # of New York
])  # fmt: skip
def test_a_date_stored_as_a_midnight_of_a_zone_that_nobody_kept(midnight: datetime) -> None:
    """Given an old journal's date-only fact, stored as 00:00 of 2 March somewhere, then it is 2 March in London too."""
    case = Case(LONDON).has(ApplicationReceived, "2026-03-02", whole_day=True)
    case.history[0] = case.history[0]._replace(
        event=ApplicationReceived(source="office", id="1", case_type="case", occurred=midnight, whole_day=True)
    )
    assert case.last().due_on == date(2026, 3, 22)


def test_a_date_corrected_to_another_date() -> None:
    """Given a decision dated the 17th, when it is corrected to the date of the 16th, then it is in time in London."""
    case = Case(LONDON_14).has(ApplicationReceived, "2026-03-02T11:00").on(Decided, "2026-03-17")
    case.has(Corrected, "2026-03-18", corrects="2", changes={"occurred": "2026-03-16"})
    assert case.last().breached_at is None


def test_a_later_version_does_not_rewrite_the_days_before_it() -> None:
    """Given Copenhagen until 1 June 2026 and Auckland from then on, then a decision dated 16 March stays of that day.

    The instant at which the case became late stays that of Copenhagen's midnight too.
    """
    old = case_type(answer())
    new = case_type(answer(), zone="Pacific/Auckland", valid_from=date(2026, 6, 1))
    case = Case(old, new).on(ApplicationReceived, "2026-03-02")
    assert case.last().overdue_from == datetime(2026, 3, 16, 23, tzinfo=UTC)
    assert case.on(Decided, "2026-03-16").last().breached_at is None


def test_the_last_hours_of_the_old_zone_belong_to_the_day_before() -> None:
    """Given Copenhagen until 1 June and New York from then on, when an application comes at 01:00 on 1 June in Copenhagen,
    then it is of 31 May: no instant before New York's 00:00 of 1 June is of that day; 14 days end on 14 June.
    """
    old = case_type(answer(), calendar="every-day")
    new = case_type(answer(), calendar="every-day", zone="America/New_York", valid_from=date(2026, 6, 1))
    assert Case(old, new).has(ApplicationReceived, "2026-06-01T01:00").last().due_on == date(2026, 6, 14)
    assert Case(old, new).has(ApplicationReceived, "2026-06-01T06:00").last().due_on == date(2026, 6, 15)
