"""Names of periods, and how complaints are compared between them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sagsgang.projections.asking.periods import Period, before, period_on, periods

ALL: tuple[Period, ...] = ("month", "quarter", "half", "year")


@pytest.mark.parametrize(
    ("day", "names"),
    [
        (date(2011, 1, 1), ("2011-01", "2011-Q1", "2011-H1", "2011")),
        (date(2011, 6, 30), ("2011-06", "2011-Q2", "2011-H1", "2011")),
        (date(2011, 7, 1), ("2011-07", "2011-Q3", "2011-H2", "2011")),
        (date(2011, 12, 31), ("2011-12", "2011-Q4", "2011-H2", "2011")),
    ],
)
def test_the_period_that_a_day_lies_in(day: date, names: tuple[str, ...]) -> None:
    """Given a day, then it lies in the month, quarter, half-year and year that a calendar says."""
    assert tuple(period_on(day, period) for period in ALL) == names


@pytest.mark.parametrize("period", ALL)
def test_periods_follow_one_another_and_sort_by_name(period: Period) -> None:
    """Given every day of four years, then the names in order of time are sorted, without a gap, each before the next."""
    days = [date(2009, 1, 1) + timedelta(days=number) for number in range(4 * 365)]
    named = sorted({period_on(day, period) for day in days})
    assert named == list(dict.fromkeys(period_on(day, period) for day in days))
    assert list(periods(named[0], named[-1], period)) == named
    assert [before(name, period) for name in named[1:]] == named[:-1]
    assert list(periods(named[-1], named[0], period)) == []
