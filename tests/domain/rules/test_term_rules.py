"""Terms: where so many days, weeks, months or working days end, and where that runs to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, NamedTuple

import holidays
import pytest
from sagsgang.domain.rules.calendar import WEEKEND, Calendar
from sagsgang.domain.rules.casetype import Term
from sagsgang.domain.rules.term import end_of_term
from sagsgang.domain.text import Text
from sagsgang.domain.written.calendar_file import shipped

from ..reference.days import DAY, danish_working_day, days_off, every_day, public_holidays, roll
from ..reference.ends import end_of_term as walked_end

Unit = Literal["days", "weeks", "months", "working_days"]
FIRST, LAST = date(2000, 1, 1), date(2030, 12, 31)
EVERY_DAY = [FIRST + number * DAY for number in range((LAST - FIRST).days + 1)]
TERMS: list[tuple[int, Unit]] = [
    *((count, "days") for count in (0, 1, 10, 30)),
    *((count, "weeks") for count in (1, 4)),
    *((count, "months") for count in (0, 1, 2, 6, 13)),
    *((count, "working_days") for count in (0, 1, 5, 20)),
]


class End(NamedTuple):
    """A term's end before and after the roll, and why it rolled."""

    unrolled: date
    due: date
    cause: Text | None


def ends(day: date, count: int, unit: Unit, calendar: str = "denmark") -> End:
    """Where a term ends that is counted from a day."""
    used: Calendar = shipped()[calendar]
    unrolled = end_of_term(day, Term(count, unit), used)
    return End(unrolled, *used.roll(unrolled))


# --- against the reference, every day of 31 years


@pytest.mark.parametrize(("count", "unit"), TERMS)
def test_a_term_from_every_day_ends_where_walking_ends(count: int, unit: Unit) -> None:
    """Given a term, when it starts on any day of 2000 to 2030, then it ends, and rolls, as walking says."""
    for day in EVERY_DAY:
        walked = walked_end(day, count, unit, danish_working_day)
        end = ends(day, count, unit)
        assert (end.unrolled, end.due) == (walked, roll(walked, danish_working_day)), day
        assert (end.cause is None) == danish_working_day(walked), day


@pytest.mark.parametrize(("count", "unit"), [(30, "days"), (1, "months"), (20, "working_days")])
def test_where_every_day_works_nothing_rolls(count: int, unit: Unit) -> None:
    """Given a calendar without days off, then a term ends where walking ends, and no day rolls."""
    for day in EVERY_DAY:
        walked = walked_end(day, count, unit, every_day)
        assert ends(day, count, unit, "every-day") == (walked, walked, None), day


def test_the_reference_knows_the_same_public_holidays_as_the_library() -> None:
    """Given two sources of Danish public holidays, Easter computed and the library's, then they are one set."""
    for year in range(1990, 2101):
        assert set(public_holidays(year)) == set(holidays.country_holidays("DK", years=year)), year


def test_the_shipped_calendar_has_exactly_the_danish_days_off() -> None:
    """Given the shipped calendar, then its days off are the holidays, 5 June, 24 and 31 December, and weekends."""
    calendar = shipped()["denmark"]
    for day in EVERY_DAY:
        cause = calendar.why_not(day)
        assert (cause is None) == danish_working_day(day), day
        assert (cause == WEEKEND) == (day.weekday() >= 5 and day not in days_off(day.year)), day


# --- worked out by hand


def test_four_weeks_to_complain() -> None:
    """Received Monday 1 June 2015, which is day zero: four weeks are four weeks, so Monday 29 June."""
    assert ends(date(2015, 6, 1), 4, "weeks") == (date(2015, 6, 29), date(2015, 6, 29), None)


def test_a_month_from_the_31st_ends_on_the_last_day_of_february() -> None:
    """31 January and a month: there is no 31 February, so its last day, the 29th in a leap year."""
    assert ends(date(2015, 1, 31), 1, "months").unrolled == date(2015, 2, 28)
    assert ends(date(2016, 1, 31), 1, "months").unrolled == date(2016, 2, 29)
    assert ends(date(2000, 1, 31), 1, "months").unrolled == date(2000, 2, 29)


def test_a_month_from_the_last_of_february_ends_on_the_28th() -> None:
    """28 February and a month is 28 March: the same day of the month, not the last one."""
    assert ends(date(2014, 2, 28), 1, "months").unrolled == date(2014, 3, 28)


def test_a_year_from_a_leap_day_ends_on_the_28th() -> None:
    """29 February 2016 and twelve months: 2017 has no 29 February, so the 28th."""
    assert ends(date(2016, 2, 29), 12, "months").unrolled == date(2017, 2, 28)


def test_a_term_ending_on_maundy_thursday_runs_past_easter() -> None:
    """Thursday 2 April 2015 is skærtorsdag; Good Friday, the weekend and Easter Monday follow: Tuesday 7 April."""
    end = ends(date(2015, 3, 2), 1, "months")
    assert (end.unrolled, end.due) == (date(2015, 4, 2), date(2015, 4, 7))
    assert end.cause is not None
    assert end.cause.da == "Skærtorsdag"


def test_a_term_ending_on_christmas_eve_runs_past_christmas() -> None:
    """Wednesday 24 December 2014: off here; the 25th and 26th are holidays, then a weekend: Monday 29th."""
    end = ends(date(2014, 12, 10), 2, "weeks")
    assert (end.unrolled, end.due) == (date(2014, 12, 24), date(2014, 12, 29))
    assert end.cause is not None
    assert end.cause.da == "Juleaftensdag"


def test_a_term_ending_on_new_years_eve_runs_into_the_new_year() -> None:
    """Thursday 31 December 2015 is off here, Friday 1 January a holiday, then a weekend: Monday 4 January 2016.

    Wednesday 30 December is a working day: a term that ends on it stays.
    """
    assert ends(date(2015, 12, 17), 2, "weeks").due == date(2016, 1, 4)
    assert ends(date(2015, 12, 16), 2, "weeks").due == date(2015, 12, 30)


def test_store_bededag_moved_terms_until_2023() -> None:
    """Friday 5 May 2023 was Store Bededag, the last one: Monday 8 May."""
    end = ends(date(2023, 4, 5), 1, "months")
    assert (end.unrolled, end.due) == (date(2023, 5, 5), date(2023, 5, 8))
    assert end.cause is not None
    assert end.cause.da == "Store bededag"


def test_store_bededag_moves_no_term_from_2024() -> None:
    """Friday 26 April 2024, the fourth Friday after Easter, is a working day: the holiday was abolished."""
    assert ends(date(2024, 3, 26), 1, "months") == (date(2024, 4, 26), date(2024, 4, 26), None)


def test_a_term_ending_on_constitution_day_runs_past_the_weekend() -> None:
    """Friday 5 June 2015 is Grundlovsdag, off here by choice: Monday 8 June."""
    assert ends(date(2015, 5, 5), 1, "months").due == date(2015, 6, 8)


def test_ascension_day_rolls_to_the_friday_after_it() -> None:
    """Thursday 14 May 2015 is Kristi himmelfartsdag; the Friday after it is a working day by law."""
    assert ends(date(2015, 4, 14), 1, "months").due == date(2015, 5, 15)


def test_a_weekend_is_the_cause_where_no_holiday_is() -> None:
    """Saturday 13 June 2015 is a plain weekend: Monday 15 June, because of the weekend."""
    assert ends(date(2015, 6, 3), 10, "days") == (date(2015, 6, 13), date(2015, 6, 15), WEEKEND)


def test_a_holiday_on_a_sunday_is_named_as_the_holiday() -> None:
    """Sunday 5 April 2015 is Easter Day: it rolls to Tuesday, and the cause is the holiday and not the weekend."""
    end = ends(date(2015, 3, 26), 10, "days")
    assert (end.unrolled, end.due) == (date(2015, 4, 5), date(2015, 4, 7))
    assert end.cause not in (None, WEEKEND)


def test_ten_working_days_over_easter() -> None:
    """Friday 27 March 2015 is not counted; 30, 31 March, 1 April; 7, 8, 9, 10; 13, 14, 15 April is the tenth."""
    assert ends(date(2015, 3, 27), 10, "working_days") == (date(2015, 4, 15), date(2015, 4, 15), None)


def test_working_days_from_a_day_off_begin_with_the_next_one() -> None:
    """Given a start on a Saturday, when one working day is counted, then it is the Monday."""
    assert ends(date(2015, 6, 13), 1, "working_days").unrolled == date(2015, 6, 15)


# --- how common the roll is


@pytest.mark.parametrize("year", [2007, 2026])
def test_a_fifth_to_two_fifths_of_month_terms_end_on_a_day_off(year: int) -> None:
    """Given every working day of a year, when 1 to 12 months are counted from each, then 20 to 40 % of them roll.

    Single lengths vary more (9 months in 2026 rarely roll, 7 months in 2007 often do); the roll is no corner case.
    """
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
    working = [day for day in days if shipped()["denmark"].why_not(day) is None]
    rolled = [ends(day, months, "months").cause is not None for day in working for months in range(1, 13)]
    assert 0.20 <= sum(rolled) / len(rolled) <= 0.40
