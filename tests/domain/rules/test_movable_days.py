"""Days off that come back each year on another date: from Easter, by weekday, and several in a row."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sagsgang.domain.rules import easter as rule
from sagsgang.domain.rules.calendar import Calendar
from sagsgang.domain.written import calendar_file
from sagsgang.domain.written.calendar_file import shipped
from sagsgang.domain.written.recurring_days import WEEKDAYS

from ..reference import days as reference

DAY = timedelta(days=1)
FORM = """\
id = "office"
title = {{ da = "Kontoret", en = "The office" }}
weekend = []
years = {{ first = {first}, last = {last} }}
also = [
    {{ {line}, name = {{ da = "Lukket", en = "Closed" }} }},
]
"""


def office(line: str, first: int = 2020, last: int = 2030) -> Calendar:
    """A calendar that is off on the days of one line alone."""
    found, faults = calendar_file.parse(FORM.format(line=line, first=first, last=last), "office.toml")
    assert faults == []
    assert found is not None
    return found


def off(found: Calendar) -> list[str]:
    """The days off of a calendar, ascending."""
    return [day.isoformat() for day, _ in found.days]


def test_easter_is_where_walking_from_the_moon_comes_to() -> None:
    """Given each year from 1900 to 2200, then Easter is the Sunday after the full moon found by walking from the epact."""
    for year in range(1900, 2201):
        assert rule.easter(year) == reference.easter(year), year


def test_the_friday_after_ascension_is_one_line() -> None:
    """Given ``easter = 40``, then in each year of the shipped calendar it is the day after what that calendar itself
    calls Ascension Day, and a Friday."""
    found = {day for day, _ in office("easter = 40", 1990, 2100).days}
    ascensions = {day for day, index in shipped()["denmark"].days
                  if shipped()["denmark"].names[index].da == "Kristi himmelfartsdag"}  # fmt: skip

    assert len(ascensions) == 111
    assert found == {day + DAY for day in ascensions}
    assert {day.weekday() for day in found} == {4}


@pytest.mark.parametrize(
    ("line", "years", "expected"),
    [
        # Printed almanacs: Easter is 5 April 2026 and 28 March 2027.
        ("easter = -47", (2026, 2027), ["2026-02-17", "2027-02-09"]),  # Shrove Tuesday
        ("easter = 0", (2026, 2027), ["2026-04-05", "2027-03-28"]),
        (
            "easter = -6, days = 3",
            (2026, 2026),
            ["2026-03-30", "2026-03-31", "2026-04-01"],
        ),  # before Maundy Thursday
        # Thanksgiving, 5 U.S.C. 6103: the fourth Thursday in November; Memorial Day: the last Monday in May.
        ('weekday = "thursday", nth = 4, month = 11', (2025, 2026), ["2025-11-27", "2026-11-26"]),
        ('weekday = "monday", nth = -1, month = 5', (2025, 2026), ["2025-05-26", "2026-05-25"]),
        # January has five Fridays in 2021 and 2025, and in no year between.
        ('weekday = "friday", nth = 5, month = 1', (2021, 2025), ["2021-01-29", "2025-01-31"]),
        # Midsummer Day, lag (1989:253): the Saturday from 20 to 26 June. Buß- und Bettag: the Wednesday before 23 November.
        ('weekday = "saturday", on_or_after = "06-20"', (2026, 2027), ["2026-06-20", "2027-06-26"]),
        ('weekday = "wednesday", on_or_after = "11-16"', (2025, 2026), ["2025-11-19", "2026-11-18"]),
        # 29 February is none in other years; the first Sunday on or after it is counted from the last of the month.
        ('day = "02-29"', (2023, 2028), ["2024-02-29", "2028-02-29"]),
        ('weekday = "sunday", on_or_after = "02-29"', (2026, 2026), ["2026-03-01"]),
        # Between the years: the span of the year before reaches into the first, and that of the last ends with the calendar.
        ('day = "12-30", days = 4', (2025, 2025), ["2025-01-01", "2025-01-02", "2025-12-30", "2025-12-31"]),
        ('day = "12-30", days = 4, from = 2025', (2025, 2025), ["2025-12-30", "2025-12-31"]),
        ('day = "12-30", days = 4, until = 2024', (2025, 2025), ["2025-01-01", "2025-01-02"]),
    ],
)
def test_a_line_gives_the_days_that_it_says(line: str, years: tuple[int, int], expected: list[str]) -> None:
    """Given one line of ``also``, then the calendar is off on the days of printed calendars, and on no others."""
    assert off(office(line, *years)) == expected


@given(weekday=st.integers(0, 6), nth=st.integers(1, 5), month=st.integers(1, 12), year=st.integers(1900, 2100))
@settings(deadline=None)
def test_the_nth_weekday_is_found_by_walking(weekday: int, nth: int, month: int, year: int) -> None:
    """Given a weekday of a month, then walking through the month comes to the nth; from the end, walking back does."""
    day, passed = date(year, month, 1), list[date]()
    while day.month == month:
        if day.weekday() == weekday:
            passed.append(day)
        day += DAY
    name = WEEKDAYS[weekday]
    forth = [passed[nth - 1].isoformat()] if nth <= len(passed) else []
    back = [passed[-nth].isoformat()] if nth <= len(passed) else []

    assert off(office(f'weekday = "{name}", nth = {nth}, month = {month}', year, year)) == forth
    assert off(office(f'weekday = "{name}", nth = -{nth}, month = {month}', year, year)) == back


def test_several_closing_days_are_one_line() -> None:
    """Given a closing of five days over New Year, then all five are off by its name, and the sixth is not."""
    text = (
        FORM.format(line='day = "07-01"', first=2025, last=2026).replace("]\n", "]\n", 1)
        + 'closed = [{ date = 2025-12-29, days = 5, name = { da = "Flytning", en = "Moving" } }]\n'
    )
    found, faults = calendar_file.parse(text, "office.toml")

    assert faults == []
    assert found is not None
    assert [one.isoformat() for one, index in found.days if found.names[index].en == "Moving"] == [
        "2025-12-29", "2025-12-30", "2025-12-31", "2026-01-01", "2026-01-02",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('day = "06-05", easter = 40', "exactly one of"),
        ("days = 3", "exactly one of"),
        ("nth = 1, month = 5", "exactly one of"),
        ('weekday = "monday"', 'either "nth" and "month"'),
        ('weekday = "monday", nth = 1', 'either "nth" and "month"'),
        ('weekday = "monday", nth = 1, month = 5, on_or_after = "05-01"', 'either "nth" and "month"'),
        ("easter = 40, nth = 1", "nothing else has them"),
        ('weekday = "monday", nth = 0, month = 5', "not 0"),
        ('weekday = "monday", nth = 6, month = 5', "from -5 to 5"),
        ('weekday = "monday", nth = 1, month = 13', "from 1 to 12"),
        ('weekday = "mandag", nth = 1, month = 5', "one of"),
        ('weekday = "monday", on_or_after = "5-1"', "a month and a day"),
        ("easter = 400", "from -80 to 250"),
        ("easter = 40.5", "a whole number"),
        ("easter = 40, days = 0", "from 1 to 366"),
        ("easter = 40, from = 2025, until = 2024", "the day never comes"),
    ],
)
def test_a_line_that_says_no_day_is_a_fault(line: str, says: str) -> None:
    """Given a line of ``also`` with one thing wrong, then there is no calendar, and the fault points to that line."""
    found, faults = calendar_file.parse(FORM.format(line=line, first=2020, last=2030), "office.toml")

    assert found is None
    assert [fault.line for fault in faults] == [6]
    assert says in faults[0].reason.en
    assert faults[0].reason.da != faults[0].reason.en


def test_every_line_that_is_wrong_is_told_at_once() -> None:
    """Given two lines with a fault and an unknown region, then all three are told."""
    line = 'easter = 1, nth = 1, name = { da = "x", en = "x" } },\n    { days = 2'
    text = (
        FORM.format(line=line, first=2020, last=2030) + 'holidays = { country = "GB", subdivisions = ["ENGL"] }\n'
    )

    found, faults = calendar_file.parse(text, "office.toml")

    assert found is None
    assert [fault.line for fault in faults] == [6, 7, 9]
    assert 'Did you mean "ENG"?' in faults[2].reason.en
