"""Public holidays of countries and their regions, against the days that authorities and acts name."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from sagsgang.domain.rules.calendar import Calendar
from sagsgang.domain.written import calendar_file

BANK_HOLIDAYS = tomllib.loads(
    (Path(__file__).parents[1] / "bank_holidays_gov_uk.toml").read_text(encoding="utf-8")
)
NATIONS = sorted(BANK_HOLIDAYS)


def calendar(holidays: str, years: str = "first = 1995, last = 2030") -> Calendar:
    """A calendar with these holidays and the usual weekend."""
    text = f"""
        id = "x"
        title = {{ da = "x", en = "x" }}
        zone = "Europe/London"
        holidays = {{ {holidays} }}
        years = {{ {years} }}
    """
    found, faults = calendar_file.parse(text, "x.toml")
    assert faults == []
    assert found is not None
    return found


def off_on_weekdays(found: Calendar, year: int) -> set[date]:
    """The named days off of a year from Monday to Friday."""
    return {day for day, _ in found.days if day.year == year and day.weekday() < 5}


def days(year: int, written: str) -> set[date]:
    """Days of a year from Monday to Friday, as ``01-02 04-06``."""
    every = {date.fromisoformat(f"{year}-{one}") for one in written.split()}
    return {day for day in every if day.weekday() < 5}


@pytest.mark.parametrize(
    ("holidays", "says"),
    [
        ('country = "GB", subdivisions = ["ENGL"]', 'GB has no region "ENGL". Did you mean "ENG"?'),
        ('country = "DK", subdivisions = ["84"]', 'DK has no region "84". None are known.'),
        ('country = "GB", subdivisions = 1', '"subdivisions" must be a list of names'),
        ('country = "GB", subdivisions = [1]', '"subdivisions" must be a list of names'),
        ('country = "SE", categories = ["defacto"]', 'Did you mean "de_facto"?'),
        ('country = "SE", categories = []', "at least one category"),
        ('country = "SE", kategories = ["bank"]', 'Did you mean "categories"?'),
    ],
)
def test_regions_and_categories_that_are_none_are_faults(holidays: str, says: str) -> None:
    """Given a region or a category that the country does not have, then the fault says so and what may be meant."""
    text = f"""id = "x"
title = {{ da = "x", en = "x" }}
holidays = {{ {holidays} }}
years = {{ first = 2000, last = 2030 }}
"""
    found, faults = calendar_file.parse(text, "x.toml")

    assert found is None
    assert [fault.line for fault in faults] == [3]
    assert says in faults[0].reason.en
    assert faults[0].reason.da != faults[0].reason.en


@pytest.mark.parametrize("nation", NATIONS)
def test_the_bank_holidays_of_a_nation_are_those_its_government_published(nation: str) -> None:
    """Given seventeen years of bank holidays as gov.uk had them, then the nation's calendar is off on those weekdays and
    on no others: the days moved for a jubilee and the substitute days included."""
    found = calendar(f'country = "GB", subdivisions = ["{nation}"]')

    assert len(BANK_HOLIDAYS[nation]) == 17
    for year, published in BANK_HOLIDAYS[nation].items():
        assert off_on_weekdays(found, int(year)) == days(int(year), published), year


def test_regions_are_united() -> None:
    """Given all nations of the United Kingdom, then what is a bank holiday in any of them is off, and nothing else."""
    found = calendar('country = "GB", subdivisions = ["ENG", "WLS", "SCT", "NIR"]')

    for year in range(2012, 2029):
        united = set().union(*(days(year, BANK_HOLIDAYS[nation][str(year)]) for nation in NATIONS))
        assert off_on_weekdays(found, year) == united


def test_a_region_can_be_named_as_people_name_it() -> None:
    """Given "England" instead of ENG, or one region twice, then the calendar is the same."""
    by_code = calendar('country = "GB", subdivisions = ["ENG", "NIR"]')

    assert calendar('country = "GB", subdivisions = ["England", "Northern Ireland", "ENG"]') == by_code
    assert calendar('country = "GB", subdivisions = "ENG"') == calendar('country = "GB", subdivisions = ["ENG"]')


# Freedom of Information Act 2000, s. 10(1) and (6): twenty working days following the date of receipt; no working day
# is a Saturday, a Sunday, Christmas Day, Good Friday, and a bank holiday "in any part of the United Kingdom". The dates
# of 2007 to 2009 are those of github.com/mysociety/alaveteli, spec/models/holiday_spec.rb. Of 2026, counted on a printed
# calendar: Good Friday is 3 April and Easter Monday the 6th, the summer bank holiday 31 August.
ANY_PART = 'country = "GB", subdivisions = ["ENG", "WLS", "SCT", "NIR"]'
REQUESTS = [
    ("2008-10-01", "2008-10-29"),
    ("2007-02-01", "2007-03-01"),
    ("2008-02-01", "2008-02-29"),
    ("2009-03-12", "2009-04-14"),
    ("2009-03-13", "2009-04-15"),
    ("2009-03-14", "2009-04-15"),
    ("2009-03-15", "2009-04-15"),
    ("2009-03-16", "2009-04-16"),
    ("2026-03-20", "2026-04-21"),
    ("2026-08-20", "2026-09-18"),
]


@pytest.mark.parametrize(("received", "answered"), REQUESTS)
def test_a_request_for_information_is_answered_within_twenty_working_days(received: str, answered: str) -> None:
    """Given the day on which a request was received, then it is to be answered on the day that was published."""
    found = calendar(ANY_PART, "first = 2006, last = 2030")

    assert found.add_working_days(date.fromisoformat(received), 20).isoformat() == answered


def test_saint_patricks_day_counts_in_london_too() -> None:
    """Given England's own holidays alone, then a request of 13 March 2009 would be due a day early: 17 March is a bank
    holiday in Northern Ireland, and the act counts it in every part."""
    england = calendar('country = "GB", subdivisions = ["ENG"]')

    assert england.add_working_days(date(2009, 3, 13), 20) == date(2009, 4, 14)
    assert calendar(ANY_PART).why_not(date(2009, 3, 17)) is not None


ACTS = [
    # Bayerisches Feiertagsgesetz (FTG), art. 1: Assumption only where most are Catholic, as in Munich. In 2026, All
    # Saints' Day is a Sunday, and 15 August and 3 October are Saturdays.
    (
        'country = "DE", subdivisions = ["BY"], categories = ["public", "catholic"]',
        2026,
        "01-01 01-06 04-03 04-06 05-01 05-14 05-25 06-04 12-25",
    ),
    # The same of 2025, in which 15 August is a Friday and 26 December too.
    (
        'country = "DE", subdivisions = ["Bayern"], categories = ["public", "catholic"]',
        2025,
        "01-01 01-06 04-18 04-21 05-01 05-29 06-09 06-19 08-15 10-03 12-25 12-26",
    ),
    # Sächsisches Sonn- und Feiertagsgesetz § 1: 31 October, and the Wednesday before the last Sunday of the church's year
    # (Buß- und Bettag: 19 November 2025).
    (
        'country = "DE", subdivisions = ["SN"]',
        2025,
        "01-01 04-18 04-21 05-01 05-29 06-09 10-03 10-31 11-19 12-25 12-26",
    ),
    # Berlin's Gesetz über die Sonn- und Feiertage § 1: Women's Day (a Saturday in 2025), and 8 May in 2025 alone.
    (
        'country = "DE", subdivisions = ["BE"]',
        2025,
        "01-01 04-18 04-21 05-01 05-08 05-29 06-09 10-03 12-25 12-26",
    ),
    # Reformation Day was a holiday in every state in 2017: the states' acts of 2013 to 2016.
    ('country = "DE", subdivisions = []', 2017, "04-14 04-17 05-01 05-25 06-05 10-03 10-31 12-25 12-26"),
    # Algemene termijnenwet art. 3: New Year, Good Friday, Easter and Whit Monday, both days of Christmas, Ascension, the
    # King's birthday as it is kept (26 April 2025, a Saturday), and 5 May in every year.
    (
        'country = "NL", categories = ["public", "optional"]',
        2025,
        "01-01 04-18 04-21 05-05 05-29 06-09 12-25 12-26",
    ),
    (
        'country = "NL", categories = ["public", "optional"]',
        2026,
        "01-01 04-03 04-06 04-27 05-05 05-14 05-25 12-25",
    ),
    # Lag (1930:173) § 2 with lag (1989:253): beside the public holidays, Midsummer Eve, Christmas Eve and New Year's Eve.
    (
        'country = "SE", categories = ["public", "de_facto"]',
        2026,
        "01-01 01-06 04-03 04-06 05-01 05-14 06-19 12-24 12-25 12-31",
    ),
    # Whit Monday was one until 2004, the National Day (6 June) is one from 2005: lag (2004:1320).
    (
        'country = "SE", categories = ["public", "de_facto"]',
        2004,
        "01-01 01-06 04-09 04-12 05-20 05-31 06-25 12-24 12-31",
    ),
    (
        'country = "SE", categories = ["public", "de_facto"]',
        2005,
        "01-06 03-25 03-28 05-05 06-06 06-24 12-26",
    ),
    # The holidays of the Danish national church, as almanacs print them, and no
    # Store Bededag from 2024: lov nr. 214 af 6. marts 2023.
    ('country = "DK"', 2023, "04-06 04-07 04-10 05-05 05-18 05-29 12-25 12-26"),
    ('country = "DK"', 2024, "01-01 03-28 03-29 04-01 05-09 05-20 12-25 12-26"),
]


@pytest.mark.parametrize(("holidays", "year", "by_law"), ACTS)
def test_the_holidays_of_a_year_are_those_of_the_act(holidays: str, year: int, by_law: str) -> None:
    """Given a year and the days that an act makes holidays, then those of Monday to Friday are off, and no others."""
    assert off_on_weekdays(calendar(holidays), year) == days(year, by_law)
