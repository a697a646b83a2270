"""At the ends of a calendar, and of time: days are counted as far as they are known, and beyond that it says so."""

from __future__ import annotations

from contextlib import suppress
from datetime import MAXYEAR, date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sagsgang.domain.rules.calendar import Calendar, OutsideCalendar
from sagsgang.domain.rules.casetype import Term, Unit
from sagsgang.domain.rules.term import UNITS, end_of_term, next_yearly
from sagsgang.domain.text import Text
from sagsgang.domain.written.calendar_file import shipped

DAY = timedelta(days=1)
DENMARK = shipped()["denmark"]
NAME = Text("x", "x")
ALL_OFF = Calendar(
    id="off", title=NAME, weekend=(0, 1, 2, 3, 4, 5, 6), first=date(2020, 1, 1), last=date(2030, 12, 31)
)
# No file may say so much, but a journal written by another program could.
LAST_DAYS = Calendar(id="end", title=NAME, weekend=(4,), first=date(MAXYEAR, 1, 1), last=date.max)
FIRST_DAYS = Calendar(id="begin", title=NAME, weekend=(0,), first=date.min, last=date(1, 12, 31))
EXTREMES = (date.min, date.min + DAY, date(1899, 12, 31), date(2101, 1, 1), date.max - DAY, date.max)
CALENDARS = (DENMARK, ALL_OFF, LAST_DAYS, FIRST_DAYS, shipped()["every-day"])


@pytest.mark.parametrize("calendar", CALENDARS, ids=lambda one: one.id)
@pytest.mark.parametrize("day", EXTREMES, ids=str)
@pytest.mark.parametrize("count", [-(10**9), -1, 0, 1, 10_000, 10**9])
def test_counting_ends_with_the_calendar_and_never_breaks(calendar: Calendar, day: date, count: int) -> None:
    """Given days at the ends of time, when days are counted, rolled or named there, then there is an answer that the
    calendar covers, or it says that it does not reach so far; nothing else is ever raised."""
    days = (lambda: calendar.add_working_days(day, count), lambda: calendar.roll(day)[0])
    others = (
        lambda: calendar.why_not(day),
        lambda: calendar.working_days_between(date.min, day),
        lambda: calendar.working_days_between(day, date.max),
    )
    for ask in days:
        with suppress(OutsideCalendar):
            assert calendar.first <= ask() <= calendar.last
    for other in others:
        with suppress(OutsideCalendar):
            other()


@given(
    day=st.dates(),
    count=st.integers(0, 10_000),
    unit=st.sampled_from(sorted(UNITS)),
    calendar=st.sampled_from((DENMARK, ALL_OFF)),
)
@settings(deadline=None)
def test_every_term_of_every_day_has_an_end_or_lies_outside(
    day: date, count: int, unit: Unit, calendar: Calendar
) -> None:
    """Given any day that there is and any term that a case type may name, then its end is no earlier, or is said to lie
    outside the calendar."""
    with suppress(OutsideCalendar):
        assert end_of_term(day, Term(count, unit), calendar) >= day


@pytest.mark.parametrize("unit", ["days", "weeks", "months"])
def test_a_term_beyond_the_last_day_that_there_is_says_so(unit: Unit) -> None:
    """Given the sentinel date 9999-12-31, when a term is counted from it, then there is no end."""
    with pytest.raises(OutsideCalendar, match="9999-12-31"):
        end_of_term(date.max, Term(1, unit), DENMARK)


def test_no_year_comes_after_the_last() -> None:
    """Given 9999-11-01 as a day that comes each year, then it comes on that day once more, and after it no more."""
    assert next_yearly(date(MAXYEAR, 10, 31), "11-01") == date(MAXYEAR, 11, 1)
    with pytest.raises(OutsideCalendar):
        next_yearly(date(MAXYEAR, 11, 1), "11-01")


def test_working_days_are_counted_back_as_they_are_counted_on() -> None:
    """Given each day of a year and 1 to 30 working days, when they are counted on from a working day and back again, then
    one is where one began; from a day off, one back is the working day before it."""
    for number in range(365):
        day = date(2026, 1, 1) + number * DAY
        if DENMARK.why_not(day) is None:
            for count in (1, 2, 7, 30):
                assert DENMARK.add_working_days(DENMARK.add_working_days(day, count), -count) == day
        else:
            before = day - DAY
            while DENMARK.why_not(before) is not None:
                before -= DAY
            assert DENMARK.add_working_days(day, -1) == before


def test_where_nothing_works_nothing_is_found() -> None:
    """Given a calendar without a working day, when a day is rolled or counted from, then it says that it ends."""
    for ask in (
        lambda: ALL_OFF.roll(date(2025, 1, 1)),
        lambda: ALL_OFF.add_working_days(date(2025, 1, 1), 1),
        lambda: ALL_OFF.add_working_days(date(2025, 1, 1), -1),
    ):
        with pytest.raises(OutsideCalendar):
            ask()
