"""``sagsgang demo``: a fill that was stopped goes on, the answers are right, and what it advises works."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

import pytest
from sagsgang.domain.events.publications import CaseTypePublished
from sagsgang.examples.municipality.docket import Happening
from sagsgang.examples.municipality.filling import is_filled
from sagsgang.examples.municipality.tour import TOUR, TRY_NEXT
from sagsgang.journal.application import Journal
from sagsgang.terminal import language as spoken
from sagsgang.terminal import output

from ...commands.conftest import Call
from .conftest import Ask

ROOT = Path(__file__).parents[3]


def test_a_stopped_fill_goes_on_to_the_very_same_journal(database: str, told: list[Happening]) -> None:
    """Given a fill that was stopped, when it is run again, then every event is there once, in its order."""
    with Journal.open(database) as journal:
        assert is_filled(journal)
        held = [
            (recorded.recorded, recorded.case, recorded.event)
            for recorded in journal.read(0, journal.head().position)
            if not recorded.case.startswith("$")
        ]
    assert held == [tuple(one) for one in told]


def test_shown_again_nothing_is_filled_again(database: str, asked: Ask) -> None:
    """Given the demonstration, when it is run again, then it shows the same and appends nothing."""
    with Journal.open(database) as journal:
        before = journal.head().position
    first, second = asked("demo"), asked("demo")
    with Journal.open(database) as journal:
        assert journal.head().position == before
    assert first == second
    assert first["constructed"] is True
    assert [stop["answer"] for stop in first["tour"]] == [asked(stop.command) for stop in TOUR]


def test_another_journal_is_left_alone(call: Call, database_url: str) -> None:
    """Given a journal with something else, when the demonstration is asked for, then it says so and adds nothing."""
    assert call(database_url, "type", "publish", ROOT / "examples/first-case/casetype.toml")[0] == 0
    status, _, err = call(database_url, "demo")
    assert status == 1
    assert "holds something else" in err
    with Journal.open(database_url) as journal:
        assert journal.head().position == 2


def test_the_changed_rule_is_published_on_the_day_of_the_action_plan(database: str) -> None:
    """The version from 1 March 2008 was known on 29 January 2008, the first one from the beginning; that of 2014, with an
    act of 2013, in December 2013.
    """
    with Journal.open(database) as journal:
        published = [
            (recorded.event.definition.valid_from, recorded.recorded)
            for recorded in islice(journal.publications(journal.head().position), 100)
            if isinstance(recorded.event, CaseTypePublished) and recorded.event.definition.id == "fleksjob"
        ]
    assert published == [
        (None, datetime(2005, 12, 31, 23, tzinfo=UTC)),
        (date(2008, 3, 1), datetime(2008, 1, 29, 11, tzinfo=UTC)),  # noon in Copenhagen
        (date(2014, 1, 1), datetime(2013, 12, 16, 11, tzinfo=UTC)),
    ]


def test_on_that_day_the_office_knew_otherwise(asked: Ask) -> None:
    """Given late registrations and corrections, then those who differ explain the difference, and all are told."""
    question = "cases --type fleksjob --open --limit 2000 --as-of 2007-12-01"
    now, then = (
        {item["case"] for item in asked(words)["items"] if item["attributes"].get("benefit") == "receiving"}
        for words in (question, f"{question} --known-at 2007-12-01")
    )
    assert len(now) == 662
    assert now - then
    assert then - now
    shown = {stop["command"]: stop["answer"] for stop in asked("demo")["tour"]}
    counted = [
        {group["group"]: group["open"] for group in answer["by"]}["receiving"]
        for command, answer in shown.items()
        if command.startswith("cases --type fleksjob --by benefit")
    ]
    assert counted == [len(now), len(then)]


def test_the_explained_decision_is_late_only_as_known_later(asked: Ask) -> None:
    """F-2007-0001, counted by hand.

    Six months from 9 January 2007 are 9 July; 70 days stopped (12 March to 21 May) make 17 September; 104 days more
    make Sunday 30 December; 31 December and 1 January are off: 2 January 2008. The decision of 28 December is in time.
    From 3 January the same gives 24 December, and Christmas brings it to the 27th: a day late.
    """
    question = "case explain F-2007-0001 decision --as-of 2008-01-10"
    [then] = asked(f"{question} --known-at 2008-01-10")["because"]
    [now] = asked(question)["because"]
    assert (then["due"], then["breached_at"]) == ("2008-01-02", None)
    assert (now["due"], now["breached_at"]) == ("2007-12-27", "2007-12-27T23:00:00Z")
    assert [step["unrolled_on"] for step in then["because"]] == [
        "2007-07-09",
        "2007-07-09",
        "2007-09-17",
        "2007-12-30",
        "2007-12-30",
    ]


def test_the_months_of_the_explained_case_add_up(asked: Ask) -> None:
    """F-2007-0001, counted by hand: paid every month from February 2008 on.

    The tenth month is November 2008, whose last day is a Sunday: the transfer is due on 1 December, and was received
    on 24 November. The twelfth is January 2009, whose last day is a Saturday: the re-assessment is due on
    2 February, and was made on 26 January. Then both count from February 2009 on: the tenth month would have been
    November 2009, the twelfth January 2010; the benefit ended before.
    """
    terms = asked("case explain F-2007-0001 transfer --as-of 2016-01-01")["because"]
    assert [(term["due"], term["state"]) for term in terms] == [("2008-12-01", "met"), ("2009-11-30", "cancelled")]
    terms = asked("case explain F-2007-0001 re-assessment --as-of 2016-01-01")["because"]
    assert [(term["due"], term["state"]) for term in terms] == [("2009-02-02", "met"), ("2010-02-01", "cancelled")]


@pytest.mark.parametrize("words", TRY_NEXT)
def test_what_it_advises_to_try_works(call: Call, database: str, words: str) -> None:
    """Given the commands shown at the end, when they are run as written, then they answer."""
    status, out, err = call(database, *words.split())
    assert status == 0, err
    assert out.strip()


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("width", [80, 120])
def test_what_it_shows_fits_the_terminal(
    call: Call, monkeypatch: pytest.MonkeyPatch, database: str, language: str, width: int
) -> None:
    """Given a width, then no line is wider, save commands and where the next page begins: they are copied whole."""
    monkeypatch.setattr(spoken, "LANGUAGE", language)
    monkeypatch.setattr(output.out, "width", width)
    status, out, err = call(database, "demo")
    assert status == 0, err
    lines = out.decode().splitlines()
    copied = ("sagsgang", "--after")
    assert [line for line in lines if len(line) > width and not any(word in line for word in copied)] == []
    assert any(("Konstrueret" if language == "da" else "Constructed") in line for line in lines)
