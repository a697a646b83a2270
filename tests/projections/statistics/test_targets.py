"""When a target is reached, on track, behind or missed, and which part of a year that is about: as pure functions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sagsgang.domain.rules.targets import Target
from sagsgang.domain.text import Text
from sagsgang.projections.asking.reader import Moment
from sagsgang.projections.statistics.target_year import contract_window
from sagsgang.projections.statistics.targets import Status, judge

from ...ledger import COPENHAGEN, local


def target(**said: Any) -> Target:
    """A target of some measure."""
    return Target(id="t", label=Text("mål", "target"), measure="complaints", column="received", **said)


AT_MOST_100 = target(at_most=100, per_year=True)
AT_LEAST_100 = target(at_least=100, per_year=True)
MEDIAN_30 = target(at_most=30)
SHARE_90 = target(at_least=90)

# The target, its figure, what it is to be by now, whether the year is over, and how it stands.
JUDGED: list[tuple[Target, float | None, float, bool, Status]] = [
    (AT_MOST_100, 50, 50, False, "on-track"),
    (AT_MOST_100, 51, 50, False, "behind"),
    (AT_MOST_100, 100, 50, False, "behind"),
    (AT_MOST_100, 101, 50, False, "missed"),
    (AT_MOST_100, 100, 100, True, "reached"),
    (AT_MOST_100, 101, 100, True, "missed"),
    (AT_MOST_100, 0, 50, False, "on-track"),
    (AT_LEAST_100, 50, 50, False, "on-track"),
    (AT_LEAST_100, 49, 50, False, "behind"),
    (AT_LEAST_100, 100, 50, False, "reached"),
    (AT_LEAST_100, 99, 100, True, "missed"),
    (MEDIAN_30, 30, 30, False, "on-track"),
    (MEDIAN_30, 30.5, 30, False, "behind"),
    (MEDIAN_30, 30, 30, True, "reached"),
    (MEDIAN_30, 30.5, 30, True, "missed"),
    (SHARE_90, 90, 90, False, "on-track"),
    (SHARE_90, 100, 90, False, "on-track"),
    (SHARE_90, 89.9, 90, False, "behind"),
    (SHARE_90, 89.9, 90, True, "missed"),
    (SHARE_90, None, 90, False, "not-measurable"),
    (SHARE_90, None, 90, True, "not-measurable"),
]


@pytest.mark.parametrize(("goal", "figure", "expected", "year_over", "status"), JUDGED)
def test_how_a_target_stands(
    goal: Target, figure: float | None, expected: float, year_over: bool, status: Status
) -> None:
    """Given a target and its figure, then before the year is over it is on track or behind against what is expected by
    now; a figure that adds up is reached once it is there, and missed once it is above what it was to be at most;
    a median or a share can still change, and is reached or missed when the year is over."""
    assert judge(goal, figure, expected, year_over=year_over) == status


# Half-year or year, as of, where the period ends, where the same part of the year before ends, and the expected part.
ONE_MICROSECOND = timedelta(microseconds=1)
WINDOWS = [
    (True, "2010-07-01", "2010-07-01", local("2009-07-01"), 0.5),
    (True, "2010-06-30T23:59", "2010-07-01", local("2009-06-30T23:59") + ONE_MICROSECOND, 0.5),
    (True, "2010-01-01", "2010-07-01", local("2009-01-01") + ONE_MICROSECOND, 0),
    (True, "2012-05-05", "2010-07-01", local("2009-07-01"), 0.5),
    (False, "2010-07-01", "2011-01-01", local("2009-07-01") + ONE_MICROSECOND, 0.5),
    (False, "2010-10-01", "2011-01-01", local("2009-10-01") + ONE_MICROSECOND, 0.75),
    (False, "2011-01-01", "2011-01-01", local("2010-01-01"), 1),
    (False, "2009-06-01", "2011-01-01", local("2010-01-01"), 0),
]


@pytest.mark.parametrize(("half", "as_of", "until", "before_until", "expected"), WINDOWS)
def test_the_part_of_the_year(half: bool, as_of: str, until: str, before_until: datetime, expected: float) -> None:
    """Given a year and a moment, then the period is the year or its first half; the part of the year before is as long
    as has passed, its last instant included, or whole where the period is over or not begun; half of a year's
    amount belongs to each half-year: half on 1 July, three quarters after 92 of the 184 days from then on."""
    window = contract_window(2010, half, Moment(local(as_of), None, COPENHAGEN))
    assert (window.since, window.until) == (local("2010-01-01"), local(until))
    assert (window.before_since, window.before_until) == (local("2009-01-01"), before_until)
    assert window.expected == pytest.approx(expected, abs=1e-5)
    assert (window.begun, window.over) == (local(as_of) >= local("2010-01-01"), local(as_of) >= local(until))
    assert window.year_over == (window.over and not half)


def test_the_29th_of_february_a_year_earlier() -> None:
    """Given 29 February 2012 at noon, then the same part of 2011 is all of its January and February."""
    window = contract_window(2012, False, Moment(local("2012-02-29T12:00"), None, COPENHAGEN))
    assert window.before_until == local("2011-03-01")
