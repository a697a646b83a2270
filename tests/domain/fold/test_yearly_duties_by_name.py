"""A duty that comes each year, and follows itself when it is met: given, when, then.

Each 1 November: 2025 is a Saturday (due Monday the 3rd), 2026 a Sunday (due Monday the 2nd), 2027 a Monday.
"""

from __future__ import annotations

from datetime import date

import pytest
from sagsgang.domain.events.case_events import ApplicationReceived, Decided
from sagsgang.domain.rules.casetype import DeadlineRule

from ..written_cases import Case, answer, local, received


def yearly(day: str = "11-01", *more: str) -> DeadlineRule:
    """A duty of that day each year, from the application on."""
    return answer(after=("application-received", "met:answer", *more), yearly=day)


def duties(case: Case) -> list[date | None]:
    """When each instance fell due, as it looks in the end."""
    last = {payload.cycle: payload.due_on for _, payload in case.periods()}
    return list(last.values())


def test_a_duty_met_early_is_not_due_again_on_the_same_day() -> None:
    """Given the duty of 1 November 2025 met on 15 October, then the next is that of 2026, due on Monday the 2nd."""
    case = received("2024-12-01T09:00", yearly()).has(Decided, "2025-10-15T09:00")
    assert duties(case) == [date(2025, 11, 3), date(2026, 11, 2)]


def test_a_duty_met_on_its_day_is_followed_by_the_next_year() -> None:
    """Given the duty met on Saturday 1 November 2025 or on the Monday it rolled to, then the next is that of 2026."""
    for day in ("2025-11-01", "2025-11-03"):
        assert duties(received("2024-12-01", yearly()).has(Decided, day))[1] == date(2026, 11, 2)


def test_years_between_are_duties_of_their_own() -> None:
    """Given the duty of 2023 met in December 2025, then that of 2024 is next, late at once, and then that of 2025."""
    case = received("2022-12-01", yearly()).has(Decided, "2025-12-10T09:00")
    assert (case.last().cycle, case.last().unrolled_on) == (2, date(2024, 11, 1))
    case.has(Decided, "2025-12-11").has(Decided, "2025-12-12")
    assert case.at("2025-12-11").breached_at == local("2025-12-11")
    assert [payload.unrolled_on for _, payload in case.periods() if payload.state == "met"] == [
        date(2023, 11, 1),
        date(2024, 11, 1),
        date(2025, 11, 1),
    ]
    assert case.last().due_on == date(2026, 11, 2)


def test_a_duty_whose_anchor_meets_it_too_goes_on_likewise() -> None:
    """Given that the decision both meets the duty and is its anchor, when it comes early, then 2026 follows 2025."""
    case = received("2024-12-01", yearly("11-01", "decided")).has(Decided, "2025-10-15")
    assert duties(case) == [date(2025, 11, 3), date(2026, 11, 2)]


def test_an_anchor_that_met_nothing_counts_from_its_own_day() -> None:
    """Given a second application in October 2025 that starts the duty anew, then 1 November 2025 is still to come."""
    rule = answer(after=("application-received", "met:answer"), yearly="11-01", again="restart")
    case = received("2024-12-01", rule).has(ApplicationReceived, "2025-10-15")
    assert case.last().due_on == date(2025, 11, 3)


@pytest.mark.parametrize(("met", "then"), [("2027-02-10", date(2028, 2, 29)), ("2027-03-05", date(2028, 2, 29))])
def test_the_leap_day_follows_the_last_of_february(met: str, then: date) -> None:
    """Given the duty of each 29 February, that of 2027 (the 28th) met early or late, then 29 February 2028 is next."""
    case = received("2026-06-01", yearly("02-29")).has(Decided, met)
    assert case.last().unrolled_on == then


def test_a_duty_met_early_year_after_year() -> None:
    """Given a duty met each October, then each year has one: three years, three duties."""
    case = received("2024-12-01", yearly())
    for day in ("2025-10-15", "2026-10-15", "2027-10-15"):
        case.has(Decided, day)
    assert duties(case) == [date(2025, 11, 3), date(2026, 11, 2), date(2027, 11, 1), date(2028, 11, 1)]
