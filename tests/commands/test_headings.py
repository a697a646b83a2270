"""No heading of a table is left in the other language: every question that draws one is asked in both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from sagsgang.cli import run

from ..conftest import fresh_database
from .conftest import Page
from .office import EVENTS, event, publish, write

AT = ("--as-of", "2016-02-01")
ASKED = [
    "queue",
    "cases --by unit,type,state,responsible,referred_to",
    "case show 15/0012345",
    "case explain 15/0012345",
    "case flow 15/0012345",
    "forecast permit --received 2015-11-27",
    "stats case-time --by type --period year",
    "stats cases-received --by unit",
    "stats complaints --by kind,category --period year",
    "stats timeliness --by deadline,effect --period month",
    "stats open-deadlines --by state,deadline,effect",
    "stats unit-time --by unit",
    "stats referrals --by unit",
    "stats handovers --by unit",
    "stats events --by name,actor,source",
    "stats quality --by finding,unit",
    "stats long-cases --slowest 2",
    "type list",
    "calendar list",
    "report list",
    "sample draw --type permit --size 2 --seed s",
    "status",
]
NO_MOMENT = ("forecast", "type", "calendar", "report", "sample", "status")
# Words that are the same in both languages.
SAME = {"id", "type", "for", "digest", "median", "position", "status", "format", "audit"}


# Beside the cases of the office: one that goes from unit to unit and from hand to hand.
HANDED_ON = [
    event(20, "15/0012348", "referred", "2015-12-08", to_unit="North", actor="A"),
    event(21, "15/0012348", "accepted", "2015-12-09", unit="North", actor="B"),
]


@pytest.fixture(scope="module")
def office(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The office, where something of every kind that is asked about has happened."""
    folder = tmp_path_factory.mktemp("headings")
    with fresh_database(server_url) as url:
        publish(url, folder)
        assert run(["--database", url, "append", str(write(folder / "all.jsonl", [*EVENTS, *HANDED_ON]))]) == 0
        yield url


def headings(page: str) -> set[str]:
    """The words of the lines above the rules of tables."""
    lines = page.splitlines()
    above = [line for line, rule in pairwise(lines) if set(rule.strip()) == {"─"}]
    return {word.lower() for line in above for word in re.findall(r"[^\W\d_]{2,}", line)}


@pytest.mark.parametrize("words", ASKED)
def test_a_heading_has_no_word_of_the_other_language(page: Page, office: str, words: str) -> None:
    """Given an office, when a question is asked in Danish and in English, then the words that its tables' headings share are
    those that are the same in both languages."""
    call = (*words.split(), *(() if words.split(maxsplit=1)[0] in NO_MOMENT else AT))
    danish = headings(page(office, *call, language="da", width=200))
    english = headings(page(office, *call, language="en", width=200))
    assert danish
    assert danish & english <= SAME
