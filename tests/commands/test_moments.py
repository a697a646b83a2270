"""Which moment a question is about: dates in the zone of the case type, and what was known before anything was."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from .conftest import Ask, Call

MIDNIGHT_IN_COPENHAGEN = "2016-01-03T23:00:00Z"
MIDNIGHT_IN_NEW_YORK = "2016-01-04T05:00:00Z"
BEFORE_ANYTHING = ("--known-at", "1900-01-01")


@pytest.mark.parametrize(
    ("words", "midnight"),
    [
        ("queue", MIDNIGHT_IN_COPENHAGEN),
        ("queue --type permit", MIDNIGHT_IN_COPENHAGEN),
        ("queue --type visa", MIDNIGHT_IN_NEW_YORK),
        ("queue --type visa --zone Europe/Copenhagen", MIDNIGHT_IN_COPENHAGEN),
        ("queue --zone UTC", "2016-01-04T00:00:00Z"),
        ("cases --type visa", MIDNIGHT_IN_NEW_YORK),
        ("stats timeliness --type visa", MIDNIGHT_IN_NEW_YORK),
        ("case show 15/0012348", MIDNIGHT_IN_COPENHAGEN),
        ("case show V-1", MIDNIGHT_IN_NEW_YORK),
        ("case show V-1 --zone Europe/Copenhagen", MIDNIGHT_IN_COPENHAGEN),
        ("case explain V-1", MIDNIGHT_IN_NEW_YORK),
    ],
)
def test_a_date_is_midnight_in_the_zone_of_the_case_type(ask: Ask, office: str, words: str, midnight: str) -> None:
    """Given 4 January 2016, when it is asked about as of that date, then it means 00:00 in the zone of the case type,
    or of the case's type; in that of --zone where one is said; in Copenhagen where neither says."""
    assert ask(office, *words.split(), "--as-of", "2016-01-04")["as_of"] == midnight


def test_a_deadline_is_overdue_from_midnight_in_its_own_zone(ask: Ask, office: str) -> None:
    """Given V-1, received in New York on 7 December and so due on 4 January, when asked to the hour, then it is not
    overdue at 23:59 there, when it is 5:59 in Copenhagen on the 5th, and is overdue a minute later."""

    def overdue(moment: str) -> int:
        number = ask(office, "queue", "--type", "visa", "--as-of", moment)["overdue"]
        assert isinstance(number, int)
        return number

    assert overdue("2016-01-05T05:59+01:00") == 0
    assert overdue("2016-01-05T06:00+01:00") == 1
    assert overdue("2016-01-04T23:59") == 0
    assert overdue("2016-01-05") == 1


def test_days_left_are_counted_in_the_zone_of_each_case(ask: Ask, office: str) -> None:
    """Given 15/0012348 and V-1, both due on 4 January, when it is 4 January 3:00 in Copenhagen and still the 3rd in New
    York, then one has no day left and the other one."""
    items = ask(office, "queue", "--as-of", "2016-01-04T03:00+01:00")["items"]
    left = {item["case"]: (item["due"], item["days_left"]) for item in items}
    assert left["15/0012348"] == ("2016-01-04", 0)
    assert left["V-1"] == ("2016-01-04", 1)


def test_an_instant_says_its_own_offset_or_is_local(ask: Ask, office: str) -> None:
    """Given instants with Z, with an offset and without, then each is what it says, the last in the zone asked in."""
    for said, meant in (
        ("2016-01-04T12:00Z", "2016-01-04T12:00:00Z"),
        ("2016-01-04T12:00:00+05:30", "2016-01-04T06:30:00Z"),
        ("2016-01-04T12:00", "2016-01-04T11:00:00Z"),
        ("2016-07-04 12:00", "2016-07-04T10:00:00Z"),
    ):
        assert ask(office, "cases", "--as-of", said)["as_of"] == meant


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("2016-02-31", "that month has only 29 days"),
        ("2015-02-29T12:00", "that month has only 28 days"),
        ("2016-13-01", "neither a date"),
        ("2016-02-30abc", "that month has only 29 days"),
        ("2016-02-28abc", "neither a date"),
        ("1000", "neither a date"),
        ("0001-01-01", "outside the years 1900 to 2100"),
        ("1899-12-31T23:59", "outside the years 1900 to 2100"),
        ("2101-01-01", "outside the years 1900 to 2100"),
    ],
)
def test_a_moment_that_there_is_not_is_told_as_what_it_is(call: Call, office: str, said: str, answer: str) -> None:
    """Given a day that its month does not have, a year beyond those that can be counted in, or what is no date at all,
    then the error says which of them it is."""
    status, out, err = call(office, "queue", "--as-of", said)
    assert (status, out) == (2, b"")
    assert answer in err


@pytest.mark.parametrize(
    ("words", "empty"),
    [
        ("queue", {"open": 0, "overdue": 0, "items": []}),
        ("queue --overdue --unit 'Jobcenter Ærø' --type permit", {"open": 0, "overdue": 0, "items": []}),
        ("cases", {"open": 0, "closed": 0, "by": [], "items": []}),
        ("cases --by channel", {"open": 0, "closed": 0, "by": [], "items": []}),
        ("stats case-time", {"rows": []}),
        ("stats complaints --period quarter --by kind", {"rows": []}),
        ("stats timeliness --by deadline,unit --period month --cases", {"rows": []}),
        ("stats quality --by finding,unit", {"rows": []}),
    ],
)
def test_before_anything_was_known_the_answers_are_empty(
    ask: Ask, call: Call, office: str, words: str, empty: dict[str, Any]
) -> None:
    """Given a moment before the journal's first event, when asked what was known then, then the answer is empty, at
    position 0, as JSON and as a table, and is no error."""
    told = ask(office, *shlex.split(words), *BEFORE_ANYTHING)
    assert told["position"] == 0
    assert {key: told[key] for key in empty} == empty
    status, out, err = call(office, *shlex.split(words), *BEFORE_ANYTHING)
    assert (status, err) == (0, "")
    assert out


@pytest.mark.parametrize("words", ["queue", "queue --overdue", "cases", "cases --open", "cases --by unit"])
def test_a_limit_of_nought_counts_and_lists_nothing(ask: Ask, call: Call, office: str, words: str) -> None:
    """Given --limit 0, then the counts are those without it, and no item is listed, as JSON and as a table."""
    [*asked] = (*words.split(), "--as-of", "2016-01-10")
    whole, none = ask(office, *asked), ask(office, *asked, "--limit", 0)
    assert whole["items"]
    assert none["items"] == []
    for count in whole.keys() - {"items"}:
        assert none[count] == whole[count]
    assert call(office, *asked, "--limit", 0)[0] == 0
    assert ask(office, "rejections", "--limit", 0)["rejections"] == []


def test_an_empty_journal_answers(ask: Ask, call: Call, database_url: str) -> None:
    """Given a journal in which nothing stands, then every question about all cases has an empty answer."""
    assert call(database_url, "init")[0] == 0
    for words in ("queue", "cases", "cases --by unit", "stats case-time", "stats complaints", "stats timeliness"):
        told = ask(database_url, *words.split())
        assert told["position"] == 0
        assert not told.get("open")
        assert not told.get("rows")
        assert call(database_url, *words.split())[0] == 0
    assert ask(database_url, "rebuild")["events"] == 0
    assert ask(database_url, "replay")["differences"] == 0
    assert ask(database_url, "type", "list") == {"types": [], "next": None}
