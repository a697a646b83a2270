"""In which local time a question is meant: midnight in London, Copenhagen and New York are hours apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sagsgang.cli import run

from ..conftest import fresh_database
from .conftest import Ask, Call
from .office import PERMIT, event, write
from .program import carry_out

LONDON = PERMIT.replace('id = "permit"', 'id = "foi"\nzone = "Europe/London"').replace('"decision"', '"answer"')
DAY = "2026-03-02"
IN_LONDON, IN_COPENHAGEN, IN_NEW_YORK = "2026-03-02T00:00:00Z", "2026-03-01T23:00:00Z", "2026-03-02T05:00:00Z"
QUESTIONS = ("queue", "cases", "stats case-time", "stats complaints", "stats long-cases", "differences")


def say(url: str, *words: str | Path) -> None:
    """A call that succeeds."""
    assert run(["--database", url, *map(str, words)]) == 0


@pytest.fixture
def london(server_url: str, tmp_path: Path) -> Iterator[str]:
    """A journal with a type of Copenhagen that has no case, and one of London that has a case of unit North."""
    with fresh_database(server_url) as url:
        for name, text in (("permit", PERMIT), ("foi", LONDON)):
            (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
            say(url, "type", "publish", tmp_path / f"{name}.toml")
        one = event(1, "F-1", "application-received", "2026-02-02", casetype="foi", unit="North")
        say(url, "append", write(tmp_path / "london.jsonl", [one]))
        yield url


@pytest.fixture
def both_zones(london: str, tmp_path: Path) -> str:
    """The same, with a case of Copenhagen of unit South."""
    one = event(2, "P-1", "application-received", "2026-02-02", casetype="permit", unit="South")
    say(london, "append", write(tmp_path / "copenhagen.jsonl", [one]))
    return london


@pytest.mark.parametrize("words", QUESTIONS)
def test_cases_of_one_zone_are_asked_about_in_that_zone(ask: Ask, london: str, words: str) -> None:
    """Given cases of London alone, when a question names no type, then a date is 00:00 in London, though a type of
    Copenhagen is published; and the answer says so."""
    told = ask(london, *words.split(), "--as-of", DAY)
    assert (told["as_of"], told["zone"]) == (IN_LONDON, "Europe/London")


@pytest.mark.parametrize("words", QUESTIONS)
def test_cases_of_several_zones_are_asked_about_in_the_journals(ask: Ask, both_zones: str, words: str) -> None:
    """Given cases of London and of Copenhagen, then a date is meant in Copenhagen until another zone is chosen, and
    then in that one; what was said in the question comes first."""
    assert ask(both_zones, *words.split(), "--as-of", DAY)["as_of"] == IN_COPENHAGEN
    say(both_zones, "init", "--zone", "America/New_York")
    assert ask(both_zones, *words.split(), "--as-of", DAY)["as_of"] == IN_NEW_YORK
    assert ask(both_zones, *words.split(), "--as-of", DAY, "--zone", "Europe/London")["as_of"] == IN_LONDON


def test_the_cases_asked_about_are_those_of_the_question(ask: Ask, both_zones: str) -> None:
    """Given a unit, a deadline or a type whose cases are of London alone, then its questions are meant in London."""
    for words in (("--unit", "North"), ("--deadline", "answer"), ("--type", "foi")):
        assert ask(both_zones, "queue", *words, "--as-of", DAY)["zone"] == "Europe/London"
    assert ask(both_zones, "queue", "--unit", "South", "--as-of", DAY)["zone"] == "Europe/Copenhagen"


def test_the_zone_of_a_question_does_not_move_with_its_moment(ask: Ask, both_zones: str) -> None:
    """Given a moment before there was a case, or before anything was known, then a date is meant in the same zone."""
    say(both_zones, "init", "--zone", "America/New_York")
    for moment in (("--as-of", "2025-01-01"), ("--as-of", DAY, "--known-at", "2001-01-01")):
        assert ask(both_zones, "queue", *moment)["zone"] == "America/New_York"


def test_a_journal_keeps_its_zone(ask: Ask, database_url: str) -> None:
    """Given a journal that nobody chose a zone for, then it is Copenhagen's; once one is chosen it is that, said again
    it is no event more, and another one replaces it."""
    assert ask(database_url, "init")["zone"] == "Europe/Copenhagen"
    assert ask(database_url, "init", "--zone", "Europe/London")["zone"] == "Europe/London"
    assert ask(database_url, "init", "--zone", "Europe/London")["zone"] == "Europe/London"
    assert (ask(database_url, "status")["zone"], ask(database_url, "status")["position"]) == ("Europe/London", 1)
    assert ask(database_url, "queue", "--as-of", DAY)["as_of"] == IN_LONDON
    assert ask(database_url, "init", "--zone", "Europe/Copenhagen")["zone"] == "Europe/Copenhagen"
    assert ask(database_url, "status")["live"] is False


def test_a_zone_that_there_is_not_is_refused(call: Call, database_url: str) -> None:
    """Given a zone that nobody has heard of, then it is said, and nothing is chosen."""
    status, _, err = call(database_url, "init", "--zone", "Europe/Ribe")
    assert status == 2
    assert "Europe/Ribe" in err


def test_a_zone_is_chosen_for_a_journal_that_is_filled_with_its_past(ask: Ask, database_url: str) -> None:
    """Given a zone chosen with a time of registration, then what was registered from then on can still come in."""
    ask(database_url, "init", "--zone", "Europe/London", "--recorded", "2008-01-01")
    assert ask(database_url, "status")["recorded"] == "2008-01-01T00:00:00Z"


def test_what_is_recorded_is_said_in_the_journals_zone(ask: Ask, database_url: str, tmp_path: Path) -> None:
    """Given a journal of New York, when a type is published with a date of registration, then that is 00:00 there."""
    ask(database_url, "init", "--zone", "America/New_York", "--recorded", "2008-01-01")
    (tmp_path / "permit.toml").write_text(PERMIT, encoding="utf-8")
    say(database_url, "type", "publish", tmp_path / "permit.toml", "--recorded", "2008-03-03")
    assert ask(database_url, "status")["recorded"] == "2008-03-03T05:00:00Z"


@pytest.mark.parametrize(
    ("reader", "named"), [("Europe/London", False), ("Europe/Copenhagen", True), ("UTC", True)]
)
def test_a_heading_names_the_zone_that_is_not_the_readers(london: str, reader: str, named: bool) -> None:
    """Given a question about cases of London, then its heading names the zone to whoever reads it elsewhere."""
    for words in ("queue", "cases", "stats timeliness"):
        told = carry_out(london, *words.split(), "--as-of", DAY, TZ=reader)
        heading = told.out.decode().splitlines()[0]
        assert heading.startswith("As of 2026-03-02 00:00")
        assert ("Europe/London" in heading) is named
