"""Calendars as people write them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sagsgang.domain.rules.calendar import WEEKEND, Calendar
from sagsgang.domain.text import Text
from sagsgang.domain.written import calendar_file

FORM = """\
id = "office"
title = { da = "Kontoret", en = "The office" }
zone = "Europe/Copenhagen"
weekend = ["saturday", "sunday"]
holidays = { country = "DK" }
years = { first = 2019, last = 2022 }
also = [
    { day = "06-05", name = { da = "Grundlovsdag", en = "Constitution Day" } },
    { day = "05-01", name = { da = "1. maj", en = "1 May" }, from = 2021, until = 2021 },
    { day = "02-29", name = { da = "Skuddag", en = "Leap day" } },
]
closed = [{ date = 2020-05-22, name = { da = "Lukket", en = "Closed" } }]
open = [2020-04-09]
"""


def read(text: str) -> Calendar:
    """The calendar of a text without fault."""
    calendar, faults = calendar_file.parse(text, "office.toml")
    assert faults == []
    assert calendar is not None
    return calendar


def test_every_key_of_the_form_has_its_effect() -> None:
    """Given a file with every key, then the calendar holds what each of them says."""
    office = read(FORM)

    assert (office.id, office.title, office.zone) == (
        "office",
        Text("Kontoret", "The office"),
        "Europe/Copenhagen",
    )
    assert (office.first, office.last) == (date(2019, 1, 1), date(2022, 12, 31))
    assert office.weekend == (5, 6)
    assert office.why_not(date(2019, 6, 5)) == Text("Grundlovsdag", "Constitution Day")
    assert office.why_not(date(2020, 4, 10)) == Text("Langfredag", "Good Friday")
    assert office.why_not(date(2020, 5, 22)) == Text("Lukket", "Closed")
    assert office.why_not(date(2021, 5, 22)) == WEEKEND


def test_a_day_comes_back_only_in_its_years() -> None:
    """Given a recurring day with years, then it is off in those years alone; 29 February where there is one."""
    office = read(FORM)

    assert office.why_not(date(2020, 5, 1)) is None
    assert office.why_not(date(2021, 5, 1)) == Text("1. maj", "1 May")
    assert office.why_not(date(2020, 2, 29)) == Text("Skuddag", "Leap day")
    assert office.why_not(date(2021, 2, 28)) == WEEKEND
    assert office.why_not(date(2022, 2, 28)) is None


def test_an_opened_holiday_is_a_working_day_in_that_year_alone() -> None:
    """Given Maundy Thursday 2020 is opened, then it works, and Maundy Thursday 2021 does not."""
    office = read(FORM)

    assert office.why_not(date(2020, 4, 9)) is None
    assert office.why_not(date(2021, 4, 1)) == Text("Skærtorsdag", "Maundy Thursday")


def test_names_are_kept_once_and_days_in_order() -> None:
    """Given four years of holidays, then each name is stored once, and every day once, ascending."""
    office = read(FORM)
    days = [day for day, _ in office.days]

    assert len(set(office.names)) == len(office.names)
    assert days == sorted(set(days))
    assert {index for _, index in office.days} == set(range(len(office.names)))


def test_the_shortest_calendar_has_a_weekend_and_no_holidays() -> None:
    """Given only id, title and years, then Saturday and Sunday are off and nothing else."""
    short = read('id = "x"\ntitle = { da = "x", en = "x" }\nyears = { first = 2020, last = 2020 }\n')

    assert (short.weekend, short.days, short.zone) == ((5, 6), (), "Europe/Copenhagen")


def test_other_countries_are_named_as_far_as_the_library_knows_them() -> None:
    """Given a country without Danish names, then its holidays have English ones in both languages."""
    norway = read(FORM.replace('country = "DK"', 'country = "NO"').replace("open = [2020-04-09]\n", ""))

    assert norway.why_not(date(2021, 5, 17)) == Text("Constitution Day", "Constitution Day")


def test_the_shipped_calendars_are_found_and_computed_once() -> None:
    """Given the package, then it brings two calendars, the same objects however often one asks."""
    shipped = calendar_file.shipped()

    assert set(shipped) == {"denmark", "every-day"}
    assert all(calendar.id == id for id, calendar in shipped.items())
    assert calendar_file.shipped()["denmark"] is shipped["denmark"]
    assert (shipped["denmark"].first, shipped["denmark"].last) == (date(1990, 1, 1), date(2100, 12, 31))
    assert shipped["every-day"].weekend == ()


@pytest.mark.parametrize(
    ("written", "instead", "line", "says"),
    [
        ('id = "office"', "", 1, '"id" is missing'),
        ('"office"', '"The Office"', 1, "small letters"),
        ('en = "The office"', 'en = ""', 2, "not empty"),
        ("Copenhagen", "Copenhaven", 3, 'Did you mean "Europe/Copenhagen"'),
        ('"saturday"', '"saterday"', 4, "one of"),
        ('"DK"', '"Denmark"', 5, "Unknown country code"),
        ("first = 2019", "first = 2023", 6, "must not come after"),
        ("last = 2022", "last = 2150", 6, "are known from"),
        ("last = 2022", "last = 20220", 6, "from 1900 to 2200"),
        ('day = "06-05"', 'day = "06-31"', 8, "a month and a day"),
        ("from = 2021", "form = 2021", 9, 'Did you mean "from"'),
        ("2020-05-22", "2030-05-22", 12, "outside the years"),
        ("2020-05-22", '"2020-05-22"', 12, "without quotes"),
        ("[2020-04-09]", "[2020-04-11]", 13, "in the weekend"),
        ("[2020-04-09]", "[2020-04-15]", 13, "working day of this calendar already"),
        ("[2020-04-09]", "2020-04-09", 13, "a list"),
        ("open =", "opened =", 13, 'Did you mean "open"'),
        ("open =", "open", 13, "not valid TOML"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(written: str, instead: str, line: int, says: str) -> None:
    """Given the form with one thing wrong, then there is no calendar, and the fault points to that line."""
    assert written in FORM

    calendar, faults = calendar_file.parse(FORM.replace(written, instead, 1), "office.toml")

    assert calendar is None
    assert [(fault.file, fault.line) for fault in faults] == [("office.toml", line)]
    assert says in faults[0].reason.en
    assert faults[0].reason.da != faults[0].reason.en


def test_no_fault_hides_another() -> None:
    """Given a wrong zone, an unknown key, a line of no day and a wrong month beside a day outside the years, then each is
    said; a wrong weekday hides the day that rests on it, and nothing else."""
    text = FORM.replace('zone = "Europe/Copenhagen"', 'zone = "Europe/Kobenhavn"\ncolour = "red"')
    text = text.replace("date = 2020-05-22", "date = 2030-05-22")
    _, faults = calendar_file.parse(text, "office.toml")
    assert [fault.line for fault in faults] == [3, 4, 13]

    text = text.replace('{ day = "02-29", ', '{ day = "02-29", easter = 1, ').replace(
        '{ day = "05-01",', '{ day = "31-01",'
    )
    _, faults = calendar_file.parse(text, "office.toml")
    assert [fault.line for fault in faults] == [3, 4, 10, 11]


@given(st.integers(0, len(FORM)), st.integers(0, 30), st.text("[]{}=\"'#.\n 0aæ-", max_size=4))
@settings(deadline=None)
def test_a_damaged_file_gives_a_calendar_or_faults_and_never_breaks(at: int, cut: int, put: str) -> None:
    """Given the form with a piece cut out and another put in, then it is read, or its faults lie within it."""
    text = FORM[:at] + put + FORM[at + cut :]

    calendar, faults = calendar_file.parse(text, "office.toml")

    assert (calendar is None) == bool(faults)
    assert all(1 <= fault.line <= text.count("\n") + 1 for fault in faults)
