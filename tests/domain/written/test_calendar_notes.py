"""What is said of a calendar that is right as written, and may leave days out that nobody meant to."""

from __future__ import annotations

import pytest
from sagsgang.domain.written.calendar_notes import notes
from sagsgang.domain.written.toml_page import FileNote

FORM = """\
id = "x"
title = {{ da = "x", en = "x" }}
zone = "Europe/London"
holidays = {{ {holidays} }}
years = {{ first = 2020, last = 2030 }}
"""


def noted(holidays: str, text: str = FORM) -> list[FileNote]:
    """The notes on a calendar with these holidays."""
    return notes(text.format(holidays=holidays), "x.toml")


@pytest.mark.parametrize(
    ("holidays", "days"),
    [
        # Banking and Financial Dealings Act 1971, sch. 1: Easter Monday is no bank holiday in Scotland alone.
        ('country = "GB"', ["Easter Monday (ENG, NIR, WLS)"]),
        # Corpus Christi is always a Thursday: Baden-Württemberg, Bavaria (Augsburg is in it), Hesse, and others.
        ('country = "DE"', ["Corpus Christi (Augsburg, BW, BY, HE …)"]),
        # Åland's day of self-government, 9 June: last on a weekday in 2028.
        ('country = "FI"', ["Åland's Autonomy Day (01)", "01 (Ahvenanmaan maakunta)"]),
    ],
)
def test_a_country_with_regions_and_none_named_is_noted(holidays: str, days: list[str]) -> None:
    """Given a country whose regions differ, and no region, then that is said with the line, days and regions."""
    [note] = noted(holidays)

    assert (note.code, note.file, note.line) == ("region-not-named", "x.toml", 4)
    for day in days:
        assert day in note.text.en
    assert note.text.da != note.text.en


@pytest.mark.parametrize(
    "holidays",
    [
        'country = "GB", subdivisions = ["ENG"]',
        'country = "GB", subdivisions = []',  # none, and meant so
        'country = "NO"',  # its counties have the holidays of the country: helligdagsfredloven knows no others
        'country = "PL"',
        'country = "DK", categories = ["public"]',
        'country = "DE", subdivisions = ["BY"], categories = ["public"]',
    ],
)
def test_what_was_said_is_not_noted(holidays: str) -> None:
    """Given that regions and categories are named, or that there are none which differ, then nothing is noted."""
    assert noted(holidays) == []


@pytest.mark.parametrize(
    ("holidays", "says"),
    [
        ('country = "DE", subdivisions = ["BY"]', '"catholic" (Assumption Day)'),
        ('country = "NL"', '"optional" (Liberation Day)'),
        ('country = "SE"', '"de_facto" (Midsummer Eve'),
        ('country = "DK"', "\"optional\" (Workers' Day, Constitution Day, Christmas Eve, New Year's Eve)"),
    ],
)
def test_days_of_other_categories_are_noted_by_name(holidays: str, says: str) -> None:
    """Given days that a country has in a category that is not named, then they are named, so that somebody decides."""
    [note] = noted(holidays)

    assert note.code == "further-days"
    assert says in note.text.en


def test_days_that_are_off_anyway_are_not_noted() -> None:
    """Given a Danish calendar that has all four days as its own, then there is nothing more to say."""
    own = "".join(
        f'    {{ day = "{day}", name = {{ da = "x", en = "x" }} }},\n'
        for day in ("05-01", "06-05", "12-24", "12-31")
    )
    text = FORM + "also = [\n" + own.replace("{", "{{").replace("}", "}}") + "]\n"

    assert noted('country = "DK"', text) == []


def test_a_foreign_calendar_without_a_zone_is_noted() -> None:
    """Given British holidays and no zone, then the dates would be Copenhagen's, and that is said."""
    text = FORM.replace('zone = "Europe/London"\n', "")

    assert [note.code for note in noted('country = "GB", subdivisions = ["ENG"]', text)] == ["zone-not-named"]
    assert noted('country = "DK", categories = ["public"]', text) == []


def test_days_that_the_moon_decides_are_noted() -> None:
    """Given holidays that are fixed by the sighting of the moon, then those that are only estimated are said to be so."""
    assert "estimated" in [note.code for note in noted('country = "TR"', FORM.replace("2030", "2050"))]


def test_a_country_known_only_in_part_is_noted() -> None:
    """Given years for which the library says itself that it lacks days, then that is passed on."""
    codes = [note.code for note in noted('country = "IN", subdivisions = ["DL"]', FORM.replace("2030", "2050"))]

    assert "known-in-part" in codes


def test_a_line_that_never_comes_is_noted() -> None:
    """Given a day that ended before the calendar begins, then the note points to its line."""
    text = (
        FORM + 'also = [\n    {{ day = "05-05", until = 2015, name = {{ da = "Frihed", en = "Freedom" }} }},\n]\n'
    )

    [note] = noted('country = "DK", categories = ["public", "optional"]', text)

    assert (note.code, note.line) == ("never-comes", 7)
    assert '"Freedom"' in note.text.en


def test_a_calendar_that_is_wrong_has_faults_and_no_notes() -> None:
    """Given an unknown country, or one day too many, then its faults are told and nothing is noted."""
    assert noted('country = "XX"') == []
    assert notes("id = ", "x.toml") == []
    assert noted('country = "GB"', FORM + "open = [2020-01-02]\n") == []
