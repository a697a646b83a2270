"""Working days, against holidays computed from the definition of Easter and counting by walking."""

from datetime import date, timedelta

import pytest
from sagsgang.domain.rules.calendar import WEEKEND, Calendar, OutsideCalendar
from sagsgang.domain.text import Text
from sagsgang.domain.written.calendar_file import shipped

DAY = timedelta(days=1)
YEARS = range(2000, 2031)
DENMARK = shipped()["denmark"]

# Sundays of Easter as almanacs print them.
PRINTED_EASTER = ["2000-04-23", "2005-03-27", "2008-03-23", "2011-04-24", "2019-04-21", "2024-03-31", "2030-04-21"]
AROUND_EASTER = {
    -3: "Skærtorsdag",
    -2: "Langfredag",
    0: "Påskedag",
    1: "Anden påskedag",
    39: "Kristi himmelfartsdag",
    49: "Pinsedag",
    50: "Anden pinsedag",
}
FIXED = {
    (1, 1): "Nytårsdag",
    (6, 5): "Grundlovsdag",
    (12, 24): "Juleaftensdag",
    (12, 25): "Juledag",
    (12, 26): "Anden juledag",
    (12, 31): "Nytårsaftensdag",
}


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar by the method of Meeus, Jones and Butcher."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap, rest = divmod(century, 4)
    lunar = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - lunar + 15) % 30
    quarter, remainder = divmod(of_century, 4)
    weekday = (32 + 2 * rest + 2 * quarter - epact - remainder) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def days_off(year: int) -> dict[date, str]:
    """The named days off of a year in Denmark; a movable day hides a fixed one."""
    named = {date(year, month, day): name for (month, day), name in FIXED.items()}
    named |= {easter(year) + DAY * offset: name for offset, name in AROUND_EASTER.items()}
    if year <= 2023:
        named[easter(year) + DAY * 26] = "Store bededag"
    return named


REFERENCE = {day: name for year in (*YEARS, 2031) for day, name in days_off(year).items()}
ALL_DAYS = [date(2000, 1, 1) + DAY * n for n in range((date(2031, 1, 1) - date(2000, 1, 1)).days)]


def works(day: date) -> bool:
    """Whether ``day`` is a working day by the reference."""
    return day.weekday() < 5 and day not in REFERENCE


@pytest.mark.parametrize("printed", PRINTED_EASTER)
def test_the_reference_agrees_with_printed_almanacs(printed: str) -> None:
    """Given a year, then the reference finds the Easter that almanacs print."""
    day = date.fromisoformat(printed)
    assert easter(day.year) == day


def test_every_day_from_2000_to_2030_is_named_as_the_reference_names_it() -> None:
    """Given each day of 31 years, then it is off, and called what it is, exactly where the reference says so."""
    for day in ALL_DAYS:
        expected = REFERENCE.get(day) or ("weekend" if day.weekday() >= 5 else None)
        name = DENMARK.why_not(day)
        assert (name.da if name else None) == expected, day


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2023-05-05", "Store bededag"),  # the last one
        ("2024-04-26", None),  # where it would have been: lov nr. 214 af 6. marts 2023
        ("2022-06-05", "Pinsedag"),  # a Sunday, Pentecost and Constitution Day: the public holiday names it
        ("2021-12-25", "Juledag"),  # a Saturday that is a holiday is named as the holiday
        ("2014-12-24", "Juleaftensdag"),
        ("2015-06-05", "Grundlovsdag"),
        ("2015-06-06", "weekend"),
        ("2015-05-01", "Store bededag"),  # not because of the first of May, which is no day off
        ("2014-05-01", None),
    ],
)
def test_days_known_from_the_almanac(day: str, name: str | None) -> None:
    """Given a day with a history, then it is off, or not, as the law had it."""
    found = DENMARK.why_not(date.fromisoformat(day))
    assert (found.da if found else None) == name


def test_the_roll_is_the_next_working_day_and_keeps_the_cause() -> None:
    """Given each day of 31 years, when it is rolled, then by walking one comes to the same day and cause."""
    for day in ALL_DAYS:
        end = day
        while not works(end):
            end += DAY
        cause = None if works(day) else REFERENCE.get(day, "weekend")
        rolled, why = DENMARK.roll(day)
        assert (rolled, why.da if why else None) == (end, cause), day


def test_working_days_are_added_as_one_counts_them_on_the_fingers() -> None:
    """Given each day of 31 years, when 1 to 25 working days are added, then walking comes to the same day."""
    for day in ALL_DAYS:
        assert DENMARK.add_working_days(day, 0) == day
        end, counted = day, 0
        while counted < 25:
            end += DAY
            if works(end):
                counted += 1
                if counted in (1, 2, 5, 10, 25):
                    assert DENMARK.add_working_days(day, counted) == end, (day, counted)


def test_working_days_between_are_those_one_meets_on_the_way() -> None:
    """Given every third day of 31 years, then up to 40 days later the count is that of the days walked through."""
    for day in ALL_DAYS[::3]:
        end, counted = day, 0
        for _ in range(40):
            end += DAY
            counted += works(end)
            assert DENMARK.working_days_between(day, end) == counted, (day, end)


def test_no_working_days_lie_between_a_day_and_itself_or_an_earlier_one() -> None:
    """Given an end that is not later, then nothing lies between."""
    day = date(2015, 6, 10)
    assert DENMARK.working_days_between(day, day) == 0
    assert DENMARK.working_days_between(day, day - 30 * DAY) == 0


def test_on_every_day_each_day_works() -> None:
    """Given the calendar without days off, then Christmas is a working day and nothing rolls."""
    every_day = shipped()["every-day"]
    christmas = date(2021, 12, 25)
    assert every_day.why_not(christmas) is None
    assert every_day.roll(christmas) == (christmas, None)
    assert every_day.add_working_days(christmas, 10) == date(2022, 1, 4)
    assert every_day.working_days_between(christmas, date(2022, 1, 4)) == 10


def test_a_calendar_refuses_days_that_it_does_not_cover() -> None:
    """Given a calendar of one year, when a day outside is asked for, then it says so and guesses nothing."""
    year = Calendar(
        id="year", title=Text("År", "Year"), first=date(2015, 1, 1), last=date(2015, 12, 31), names=(), days=()
    )
    last = date(2015, 12, 31)
    assert year.why_not(last) is None
    assert year.why_not(date(2015, 12, 27)) == WEEKEND
    for ask in (
        lambda: year.why_not(date(2014, 12, 31)),
        lambda: year.roll(date(2016, 1, 1)),
        lambda: year.add_working_days(last, 1),
        lambda: year.add_working_days(date(2016, 1, 1), 0),
        lambda: year.working_days_between(last, date(2016, 1, 1)),
        lambda: year.working_days_between(date(2014, 12, 31), last),
    ):
        with pytest.raises(OutsideCalendar, match="2015"):
            ask()


def test_a_day_at_the_end_of_the_calendar_rolls_out_of_it() -> None:
    """Given a calendar that ends on a Saturday, when that day is rolled, then the next working day is unknown."""
    until_saturday = Calendar(id="x", title=Text("x", "x"), first=date(2015, 1, 1), last=date(2015, 1, 3))
    with pytest.raises(OutsideCalendar):
        until_saturday.roll(date(2015, 1, 3))
