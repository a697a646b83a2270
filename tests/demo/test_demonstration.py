"""``sagsgang demo``: a fill that was stopped goes on, the answers are right, and what it advises works."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from sagsgang.demo.filling import fill, is_filled
from sagsgang.demo.municipality import happenings
from sagsgang.demo.showcase import TRY_NEXT
from sagsgang.domain.publications import CaseTypePublished
from sagsgang.journal.application import Journal

from ..conftest import fresh_database

ROOT = Path(__file__).parents[2]


class Stopped(Exception):  # noqa: N818 - it is no error, it is what is tested
    """The fill was stopped."""


def stop_soon(done: int, total: int) -> None:
    """Stops a fill before it is half done."""
    if done > total / 4:
        raise Stopped


def sagsgang(database: str, words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command as people do."""
    return subprocess.run(
        [sys.executable, "-m", "sagsgang", *words.split()],
        env={**os.environ, "SAGSGANG_LANG": "en", **environment, "SAGSGANG_DATABASE": database},
        capture_output=True,
        text=True,
        check=False,
    )


def asked(database: str, words: str) -> Any:
    """A command's JSON document."""
    done = sagsgang(database, f"{words} --json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def stopped(server_url: str) -> Iterator[str]:
    """A database with a fill that was stopped part of the way."""
    with fresh_database(server_url) as url:
        with Journal.open(url) as journal, pytest.raises(Stopped):
            fill(journal, stop_soon)
        yield url


@pytest.fixture(scope="module")
def database(stopped: str) -> str:
    """The same database after ``sagsgang demo``."""
    with Journal.open(stopped) as journal:
        assert 0 < journal.head().position < len(happenings())
        assert not is_filled(journal)
    asked(stopped, "demo")
    return stopped


def test_a_stopped_fill_goes_on_to_the_very_same_journal(database: str) -> None:
    """Given a fill that was stopped, when it is run again, then every event is there once, in its order."""
    with Journal.open(database) as journal:
        assert is_filled(journal)
        held = [
            (recorded.recorded, recorded.case, recorded.event)
            for recorded in journal.read(0, journal.head().position)
            if not recorded.case.startswith("$")
        ]
    assert held == [tuple(one) for one in happenings()]


def test_shown_again_nothing_is_filled_again(database: str) -> None:
    """Given the demonstration, when it is run again, then it shows the same and appends nothing."""
    with Journal.open(database) as journal:
        before = journal.head().position
    first, second = asked(database, "demo"), asked(database, "demo")
    with Journal.open(database) as journal:
        assert journal.head().position == before
    assert first == second
    assert first["constructed"] is True


def test_another_journal_is_left_alone(server_url: str) -> None:
    """Given a journal with something else, when the demonstration is asked for, then it says so and adds nothing."""
    with fresh_database(server_url) as other:
        asked(other, f"type publish {ROOT / 'examples/first-case/casetype.toml'}")
        done = sagsgang(other, "demo")
        assert done.returncode == 1
        assert "holds something else" in done.stderr
        with Journal.open(other) as journal:
            assert journal.head().position == 2


def test_the_changed_rule_is_published_on_the_day_of_the_action_plan(database: str) -> None:
    """The version from 1 March 2008 was known on 29 January 2008; the others from the beginning."""
    with Journal.open(database) as journal:
        published = [
            (recorded.event.definition.id, recorded.event.definition.valid_from, recorded.recorded)
            for recorded in islice(journal.publications(journal.head().position), 100)
            if isinstance(recorded.event, CaseTypePublished)
        ]
    [changed] = [one for one in published if one[1] is not None]
    assert changed[0] == "fleksjob"
    assert changed[1].isoformat() == "2008-03-01"
    assert changed[2] == datetime(2008, 1, 29, 11, tzinfo=UTC)  # noon in Copenhagen
    assert {one[2] for one in published if one[1] is None} == {datetime(2005, 12, 31, 23, tzinfo=UTC)}


def test_662_citizens_receive_the_benefit_on_1_december_2007(database: str) -> None:
    """The action plan: 662 cases in which the citizen receives the benefit on 1 December 2007."""
    groups = asked(database, "cases --type fleksjob --by benefit --as-of 2007-12-01")["by"]
    assert [(one["open"], one["closed"]) for one in groups if one["group"] == "receiving"] == [(662, 0)]


def test_on_that_day_the_office_knew_otherwise(database: str) -> None:
    """Given late registrations and corrections, then those who differ explain the difference, and all are told."""
    known = asked(database, "demo")["knowledge"]
    assert known["now"] == 662
    assert known["found_later"]
    assert known["not_so_after_all"]
    assert known["then"] + len(known["found_later"]) - len(known["not_so_after_all"]) == 662


def test_complaints_change_as_published(database: str) -> None:
    """Borgerrådgiverklager 2009 to 2010 +30 %, 2007 to 2010 -34 %: the same by statistics as by counting events."""
    rows = asked(database, "stats complaints --by via --period year --as-of 2016-01-01")["rows"]
    ombudsman = {row["period"]: row for row in rows if row["group"] == "borgerraadgiver"}
    assert [ombudsman[year]["received"] for year in ("2007", "2009", "2010")] == [650, 330, 429]
    assert ombudsman["2010"]["change_pct"] == 30.0
    assert asked(database, "demo")["complaints_2007_to_2010_pct"] == -34.0


def test_the_categories_of_2006_are_counted(database: str) -> None:
    """The typical enquiries of 2006: 279, 129 and 53."""
    rows = asked(database, "stats complaints --by via,category --from 2006-01-01 --to 2007-01-01")["rows"]
    counted = {
        row["group"]["category"]: row["received"] for row in rows if row["group"]["via"] == "borgerraadgiver"
    }
    assert counted["processing-time-and-missing-answer"] == 279
    assert counted["service"] == 129
    assert counted["orientation"] == 53


def test_the_backlog_of_2007_is_gone_on_1_june_2008(database: str) -> None:
    """The action plan: overdue re-assessments are made good by 1 June 2008."""
    question = "queue --deadline re-assessment --overdue --as-of"
    assert asked(database, f"{question} 2007-12-01")["overdue"] > 100
    assert asked(database, f"{question} 2008-06-01")["overdue"] == 0


def test_the_explained_decision_is_late_only_as_known_later(database: str) -> None:
    """F-2007-0001, counted by hand.

    Six months from 9 January 2007 are 9 July; 70 days stopped (12 March to 21 May) make 17 September; 104 days more
    make Sunday 30 December; 31 December and 1 January are off: 2 January 2008. The decision of 28 December is in time.
    From 3 January the same gives 24 December, and Christmas brings it to the 27th: a day late.
    """
    question = "case explain F-2007-0001 decision --as-of 2008-01-10"
    [then] = asked(database, f"{question} --known-at 2008-01-10")["because"]
    [now] = asked(database, question)["because"]
    assert (then["due"], then["breached_at"]) == ("2008-01-02", None)
    assert (now["due"], now["breached_at"]) == ("2007-12-27", "2007-12-27T23:00:00Z")
    assert [step["unrolled_on"] for step in then["because"]] == [
        "2007-07-09",
        "2007-07-09",
        "2007-09-17",
        "2007-12-30",
        "2007-12-30",
    ]


def test_a_transfer_keeps_the_rule_it_began_under(database: str) -> None:
    """F-2007-0001: 11 months from 1 February 2008 are New Year's Day, so 2 January 2009; 10 months from the
    re-assessment on 26 January 2009 are 26 November 2009."""
    terms = asked(database, "case explain F-2007-0001 transfer --as-of 2016-01-01")["because"]
    assert [term["due"] for term in terms] == ["2009-01-02", "2009-11-26"]


@pytest.mark.parametrize("words", TRY_NEXT)
def test_what_it_advises_to_try_works(database: str, words: str) -> None:
    """Given the commands shown at the end, when they are run as written, then they answer."""
    done = sagsgang(database, words)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("width", [80, 100])
def test_what_it_shows_fits_the_terminal(database: str, language: str, width: int) -> None:
    """Given a width, then no line is wider, save the commands, which are there to be copied whole."""
    done = sagsgang(database, "demo", SAGSGANG_LANG=language, COLUMNS=str(width))
    assert done.returncode == 0, done.stderr
    too_wide = [line for line in done.stdout.splitlines() if len(line) > width and "sagsgang" not in line]
    assert too_wide == []
    assert ("Konstrueret" if language == "da" else "Constructed") in done.stdout
