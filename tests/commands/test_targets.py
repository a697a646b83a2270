"""Targets through the commands: the file, its faults, what is in force, and how targets stand in 2010.

What happened, as the figures below count it:

===========  ==================================================================================================
complaints   2009: 10 February, 11 May, 12 August, 13 November, at North
             2010: 1 January, 2 and 3 February, 5 May, 9 September, 10 October, at North; no other unit has any
deadlines    four weeks from application to decision, at North. P-1 was received 4 January 2010, due 1 February,
             decided that day. P-2 was received 5 January, due 2 February, decided 3 February: too late.
             P-3 was received 1 July, due 29 July, decided on 20 July. P-4, of 2 March 2009, was decided on 10 March.
finding      P-4 was resumed, though nothing stood still
===========  ==================================================================================================
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sagsgang.cli import run
from sagsgang.domain.events.publications import TargetsPublished
from sagsgang.domain.rules.targets import Target, Targets
from sagsgang.domain.text import Text
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended
from sagsgang.projections.asking.grouping import Selection
from sagsgang.projections.asking.reader import Moment
from sagsgang.projections.asking.reader import ask as ask_projections
from sagsgang.projections.statistics.measures import MEASURES

from ..conftest import fresh_database
from .conftest import Ask, Call
from .office import event, publish, received, write

EXAMPLES = Path(__file__).parents[2] / "examples" / "targets"
COMPLAINED = {
    2009: ("02-10", "05-11", "08-12", "11-13"),
    2010: ("01-01", "02-02", "02-03", "05-05", "09-09", "10-10"),
}
EVENTS = [
    *(
        event(
            f"k{year}-{day}",
            f"K-{year}-{day}",
            "complaint-received",
            f"{year}-{day}",
            casetype="complaint",
            unit="North",
        )
        for year, days in COMPLAINED.items()
        for day in days
    ),
    received("p1", "P-1", "2010-01-04", "North"),
    event("p1d", "P-1", "decided", "2010-02-01"),
    received("p2", "P-2", "2010-01-05", "North"),
    event("p2d", "P-2", "decided", "2010-02-03"),
    received("p3", "P-3", "2010-07-01", "North"),
    event("p3d", "P-3", "decided", "2010-07-20"),
    received("p4", "P-4", "2009-03-02", "North"),
    event("p4d", "P-4", "decided", "2009-03-10"),
    event("p4r", "P-4", "resumed", "2009-03-11"),
]

TARGETS = """
id = "contract"
title = { da = "Kontrakt", en = "Contract" }
year = 2010

[[target]]
id = "complaints"
label = { da = "Klager", en = "Complaints" }
measure = "complaints"
column = "received"
at_most = 8
per_year = true
source = "Aftalen"

[[target]]
id = "few-complaints"
label = { da = "Få klager", en = "Few complaints" }
unit = "North"
measure = "complaints"
column = "received"
type = "complaint"
at_most = 5
per_year = true

[[target]]
id = "in-time"
label = { da = "Til tiden", en = "In time" }
unit = "North"
measure = "timeliness"
column = "timeliness_pct"
type = "permit"
where = { deadline = "decision" }
at_least = 60

[[target]]
id = "misspelt-unit"
label = { da = "Stavefejl", en = "Misspelt" }
unit = "Nroth"
measure = "complaints"
column = "received"
at_most = 8

[[target]]
id = "unknown-field"
label = { da = "Ukendt felt", en = "Unknown field" }
measure = "complaints"
column = "received"
where = { colour = "blue" }
at_most = 8

[[target]]
id = "unknown-type"
label = { da = "Ukendt type", en = "Unknown type" }
measure = "case-time"
column = "median_days"
type = "flexjob"
at_most = 8

[[target]]
id = "attendance"
label = { da = "Fremmøde", en = "Attendance" }
measure = "attendance"
column = "attendance_pct"
at_least = 80
"""


@pytest.fixture(scope="module")
def agreed(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a journal in which it all happened, and for which the targets were published."""
    folder = tmp_path_factory.mktemp("agreed")
    files = [folder / "2010.toml", folder / "2008.toml"]
    files[0].write_text(TARGETS, encoding="utf-8")
    files[1].write_text(TARGETS.replace("year = 2010", "year = 2008"), encoding="utf-8")
    with fresh_database(server_url) as url:
        publish(url, folder)
        assert run(["--database", url, "append", str(write(folder / "events.jsonl", EVENTS))]) == 0
        assert run(["--database", url, "targets", "publish", *map(str, files)]) == 0
        yield url


def stands(ask: Ask, database: str, *words: object) -> dict[str, dict[str, Any]]:
    """Each target of 2010 by its id."""
    told = ask(database, "targets", "status", "--year", 2010, *words)
    return {item["id"]: item for item in told["items"]}


# What is asked; then of each target its figure, what is expected, the figure of the year before, and how it stands.
# By the half-year: 4 complaints, the year before 2; half of 8 is 4, half of 5 is 2.5. Of two deadlines one was met.
# By the year: 6 complaints, the year before 4; of three deadlines two were met; P-4's is that of the year before.
# By 1 April, after 90 of the half-year's 181 days: 3 complaints, of 8 × 90/181/2 = 1.99 and 5 × 90/181/2 = 1.24.
STANDS = [
    (
        ("--half", "--as-of", "2010-07-01"),
        {
            "complaints": (4, 4, 2, "on-track"),
            "few-complaints": (4, 2.5, 2, "behind"),
            "in-time": (50, 60, 100, "behind"),
        },
    ),
    (
        ("--as-of", "2011-01-01"),
        {
            "complaints": (6, 8, 4, "reached"),
            "few-complaints": (6, 5, 4, "missed"),
            "in-time": (66.7, 60, 100, "reached"),
        },
    ),
    (
        ("--as-of", "2010-04-01"),
        {
            "complaints": (3, 2.0, 1, "behind"),
            "few-complaints": (3, 1.2, 1, "behind"),
            "in-time": (50, 60, 100, "behind"),
        },
    ),
    (
        ("--half", "--as-of", "2011-06-01"),
        {
            "complaints": (4, 4, 2, "on-track"),
            "few-complaints": (4, 2.5, 2, "behind"),
            "in-time": (50, 60, 100, "behind"),
        },
    ),
]


@pytest.mark.parametrize(("words", "expected"), STANDS, ids=["half", "final", "so-far", "half-later"])
def test_how_the_targets_stand(
    ask: Ask, agreed: str, words: tuple[str, ...], expected: dict[str, tuple[Any, ...]]
) -> None:
    """Given the office, when the targets of 2010 are asked about on a day, then each has its figure of the period, what
    is expected by then, the figure of the same part of 2009, and how it stands. P-4's term ended on 30 March 2009,
    so it had fallen due by 1 April."""
    found = stands(ask, agreed, *words)
    told = {
        id_: (found[id_]["figure"], found[id_]["expected"], found[id_]["figure_before"], found[id_]["status"])
        for id_ in expected
    }
    assert told == expected


def test_what_the_answer_is_about(ask: Ask, agreed: str) -> None:
    """Given the targets as of 1 April 2010, then the answer says that the year is not over, when it began and ends, and
    the definitions of each measure that is counted; at the half-year on 1 July, that the half-year is over."""
    told = ask(agreed, "targets", "status", "--year", 2010, "--as-of", "2010-04-01")
    assert (told["period"], told["from"], told["to"], told["over"]) == ("2010", "2010-01-01", "2011-01-01", False)
    assert told["definitions"].keys() == {"complaints", "timeliness", "case-time", "attendance"}
    told = ask(agreed, "targets", "status", "--year", 2010, "--half", "--as-of", "2010-07-01")
    assert (told["period"], told["from"], told["to"], told["over"]) == (
        "2010-H1",
        "2010-01-01",
        "2010-07-01",
        True,
    )


# Each target that can't be measured, and a word of the reason that is told for it.
NOT_MEASURABLE = [
    ("misspelt-unit", "spelt"),
    ("unknown-field", "'colour'"),
    ("unknown-type", "'flexjob'"),
    ("attendance", "Nothing"),
]


@pytest.mark.parametrize(("id_", "word"), NOT_MEASURABLE)
def test_a_target_that_cannot_be_measured_says_why(ask: Ask, agreed: str, id_: str, word: str) -> None:
    """Given targets of which some can't be counted, then those are told with the reason beside the others; a unit that
    nothing was ever of has no complaints, and that is not told as a target reached."""
    item = stands(ask, agreed, "--as-of", "2011-01-01")[id_]
    assert (item["figure"], item["status"]) == (None, "not-measurable")
    assert word in item["reason"]["en"]
    assert item["reason"]["da"] != item["reason"]["en"]


def test_a_year_that_has_not_begun(ask: Ask, agreed: str) -> None:
    """Given 1 December 2009, then no target of 2010 can be measured yet; the year before has its figures all the same."""
    item = stands(ask, agreed, "--as-of", "2009-12-01")["complaints"]
    assert (item["figure"], item["figure_before"], item["status"]) == (None, 4, "not-measurable")
    assert "begun" in item["reason"]["en"]


def test_the_cases_behind_and_small_figures(ask: Ask, agreed: str) -> None:
    """Given the half-year, when the cases behind are asked for, then the four complaints and the two permits are told;
    four and two are small. The year's six complaints are not; without asking, no cases are told."""
    half = stands(ask, agreed, "--half", "--as-of", "2010-07-01", "--cases")
    assert half["complaints"]["cases"] == ["K-2010-01-01", "K-2010-02-02", "K-2010-02-03", "K-2010-05-05"]
    assert half["in-time"]["cases"] == ["P-1", "P-2"]
    assert half["complaints"]["small"] is half["in-time"]["small"] is True
    year = stands(ask, agreed, "--as-of", "2011-01-01")
    assert "small" not in year["complaints"]
    assert "cases" not in year["complaints"]


def test_the_targets_of_a_unit(ask: Ask, call: Call, agreed: str) -> None:
    """Given targets of units and of the whole, when those of North are asked for, then they alone are told; of a unit
    without any, that is said with the units there are."""
    assert stands(ask, agreed, "--unit", "North").keys() == {"few-complaints", "in-time"}
    status, out, err = call(agreed, "targets", "status", "--year", 2010, "--unit", "West")
    assert (status, out) == (1, b"")
    assert "'West'" in err
    assert "North, Nroth" in err


def test_what_was_known_then(ask: Ask, agreed: str, tmp_path: Path) -> None:
    """Given the half-year's 4 complaints, when one of March 2010 is registered later, then there are 5, more than is
    expected; as known before it, there are 4, on track."""
    with Journal.open(agreed) as journal:
        known_at = journal.head().recorded
    assert known_at is not None
    late = event("late", "K-late", "complaint-received", "2010-03-03", casetype="complaint", unit="North")
    correction = event("sorry", "K-late", "annulled", "2010-03-04", annuls="late")
    assert ask(agreed, "append", write(tmp_path / "late.jsonl", [late]))["appended"] == 1
    words = ("--half", "--as-of", "2010-07-01")
    now = stands(ask, agreed, *words)["complaints"]
    then = stands(ask, agreed, *words, "--known-at", known_at.isoformat())["complaints"]
    assert ask(agreed, "append", write(tmp_path / "sorry.jsonl", [correction]))["appended"] == 1
    assert (now["figure"], now["status"]) == (5, "behind")
    assert (then["figure"], then["status"]) == (4, "on-track")


def test_targets_that_were_not_known_yet(call: Call, agreed: str) -> None:
    """Given the targets, when they are asked for as known before they were published, then there are none for the year;
    nor for a year that has none; and a year outside the calendar is a word of the call that is off."""
    for words in (("--year", 2010, "--known-at", "2015-01-01"), ("--year", 2011)):
        status, out, err = call(agreed, "targets", "status", *words)
        assert (status, out) == (1, b"")
        assert str(words[1]) in err
    assert call(agreed, "targets", "status", "--year", 20100)[0] == 2


def test_the_table_marks_and_explains(call: Call, agreed: str) -> None:
    """Given the half-year, when people read it, then each target is a line with its goal and how it stands, small ones
    marked, and the marks, the reasons and the definitions stand below."""
    status, out, _ = call(agreed, "targets", "status", "--year", 2010, "--half", "--as-of", "2010-07-01")
    page = " ".join(out.decode().split())
    assert status == 0
    assert "Targets of 2010-H1" in page
    assert "≤ 8 a year" in page
    assert "on track*" in page
    assert "rests on fewer than 5" in page
    assert "half of it by the half-year" in page


def test_publishing_again_and_anew(ask: Ask, database_url: str, tmp_path: Path) -> None:
    """Given published targets, when the same file is published again, then it was there already; when it is published
    with another goal, that one holds; the targets of another year under the same id stand beside them."""
    file = tmp_path / "targets.toml"
    file.write_text(TARGETS, encoding="utf-8")
    [first] = ask(database_url, "targets", "publish", file)["published"]
    [again] = ask(database_url, "targets", "publish", file)["published"]
    assert (first["kind"], first["id"], first["already"]) == ("targets", "contract", False)
    assert again == first | {"already": True}
    file.write_text(TARGETS.replace("year = 2010", "year = 2011"), encoding="utf-8")
    assert ask(database_url, "targets", "publish", file)["published"][0]["already"] is False
    file.write_text(TARGETS.replace("at_most = 5", "at_most = 3"), encoding="utf-8")
    assert ask(database_url, "targets", "publish", file)["published"][0]["already"] is False
    listed = ask(database_url, "targets", "list")["targets"]
    assert [(one["id"], one["year"]) for one in listed] == [("contract", 2010), ("contract", 2011)]
    goals = {
        year: ask(database_url, "targets", "show", "contract", "--year", year)["targets"][1]["at_most"]
        for year in (2010, 2011)
    }
    assert goals == {2010: 3, 2011: 5}
    assert ask(database_url, "targets", "show", "contract")["year"] == 2011


def test_targets_there_are_not(call: Call, database_url: str) -> None:
    """Given no targets, when some are shown, then it is said that there are none; the list says how to publish."""
    assert call(database_url, "init")[0] == 0
    status, out, err = call(database_url, "targets", "show", "contract")
    assert (status, out) == (2, b"")
    assert "'contract'" in err
    assert b"sagsgang targets publish" in call(database_url, "targets", "list")[1]


def test_a_target_that_no_file_can_say(ask: Ask, agreed: str) -> None:
    """Given targets of 2012 that were published otherwise than from a file, one that says North and elsewhere South, and
    one of a measure that is always divided, then neither shows a figure, and each says why: North's complaints are
    not shown as South's, nor South's as North's."""
    said = {"label": Text("Mål", "Target"), "column": "n", "at_most": 8.0}
    twice = Target(id="twice", measure="complaints", unit="South", where={"unit": "North"}, **said)
    divided = Target(id="divided", measure="quality", **said)
    contract = Targets(id="other", title=Text("Andet", "Other"), year=2012, targets=(twice, divided))
    with Journal.open(agreed) as journal:
        now = datetime(2012, 1, 1, tzinfo=UTC)
        [outcome] = journal.publish(
            [TargetsPublished(source="other", id="", occurred=now, definition=contract, text="")]
        )
    assert isinstance(outcome, Appended), outcome
    items = ask(agreed, "targets", "status", "--year", 2012, "--as-of", "2013-01-01")["items"]
    assert [(item["figure"], item["figure_before"], item["status"]) for item in items] == [
        (None, None, "not-measurable")
    ] * 2
    assert ["its unit twice" in items[0]["reason"]["en"], "always divided" in items[1]["reason"]["en"]] == [
        True
    ] * 2


def test_a_file_without_targets(call: Call, agreed: str, tmp_path: Path) -> None:
    """Given a file whose list of targets is empty, when it is checked, then that is a fault with its line."""
    file = tmp_path / "targets.toml"
    file.write_text(TARGETS.split("[[target]]", maxsplit=1)[0] + "target = []\n", encoding="utf-8")
    status, out, _ = call(agreed, "targets", "check", file, "--json")
    [error] = json.loads(out)["errors"]
    assert (status, error["line"]) == (1, 6)
    assert "[[target]]" in error["reason"]["en"]


def test_what_may_keep_a_target_from_being_measured(ask: Ask, call: Call, agreed: str, tmp_path: Path) -> None:
    """Given targets of which one is about a colour, when they are checked, then it is noted that a case type must have a
    colour; when they are published where none has, that the target can't be measured. Of a channel, which permits
    have, nothing is noted then; but of complaints alone it is, for those have none."""
    file = tmp_path / "targets.toml"
    file.write_text(TARGETS.replace("year = 2010", "year = 2014"), encoding="utf-8")
    [checked] = ask(agreed, "targets", "check", file)["notes"]
    assert '"colour"' in checked["en"]
    assert "must have it" in checked["en"]
    [published] = ask(agreed, "targets", "publish", file)["notes"]
    assert published["en"].startswith('unknown-field: "colour"')
    assert "can't be measured" in published["en"]
    assert "colour" in call(agreed, "targets", "publish", file)[1].decode()
    channel = TARGETS.replace("year = 2010", "year = 2014").replace('{ colour = "blue" }', '{ channel = "web" }')
    file.write_text(channel, encoding="utf-8")
    assert ask(agreed, "targets", "publish", file)["notes"] == []
    file.write_text(
        channel.replace("where = { channel", 'type = "complaint"\nwhere = { channel'), encoding="utf-8"
    )
    [of_type] = ask(agreed, "targets", "publish", file)["notes"]
    assert "the case type complaint" in of_type["en"]


@pytest.mark.parametrize("measure", MEASURES)
def test_the_fields_that_a_target_may_name(call: Call, agreed: str, measure: str) -> None:
    """Given a measure, when it is divided by what is no field, then those offered are its fields as a file of targets
    knows them, and the attributes of the types, here the channel."""
    offered = (
        call(agreed, "stats", measure, "--by", "nosuch")[2]
        .strip()
        .removesuffix(" (--by)")
        .removesuffix(".")
        .split(": ")[-1]
    )
    assert sorted(offered.split(", ")) == sorted({*MEASURES[measure].fields, "channel"})


def test_the_measures_that_are_always_divided(agreed: str) -> None:
    """Given the office, when each measure is counted without a field, then those said to be always divided alone have
    groups."""
    with Journal.open(agreed) as journal:
        moment = Moment(datetime(2011, 1, 1, tzinfo=UTC))
        counted = {
            name: ask_projections(journal, moment, lambda reader, one=one: one.count(reader, Selection()))
            for name, one in MEASURES.items()
        }
    for name, rows in counted.items():
        assert all((row.group is not None) == bool(MEASURES[name].divided) for row in rows)
    assert counted["quality"]
    assert counted["complaints"]


# What is wrong, the line that it is told for, and a word of what is told. Line 1 is empty, as the text above begins.
FAULTS = [
    ("year = 2010", "year = 20100", 4, "year"),
    ('measure = "complaints"', 'measure = "complains"', 9, "complaints"),
    ('column = "received"', 'column = "recieved"', 10, "received"),
    ('column = "received"', 'column = "change_pct"', 10, "one period"),
    ('measure = "complaints"', 'measure = "open-deadlines"', 9, "of a period"),
    ("at_least = 60", "at_least = 60\nper_year = true", 34, "add up"),
    ("at_most = 8\nper", "at_most = 8\nat_least = 8\nper", 6, "at_least"),
    ("at_most = 8\nper", "per", 6, "at_most"),
    ("at_most = 8\nper", 'at_most = "8"\nper', 11, "number"),
    ("at_most = 8\nper", "at_most = -8\nper", 11, "number"),
    ("at_most = 8\nper", "at_most = nan\nper", 11, "number"),
    ("per_year = true", "pr_year = true", 12, "per_year"),
    ('id = "few-complaints"', 'id = "complaints"', 16, "twice"),
    ('where = { deadline = "decision" }', "where = { deadline = 1 }", 32, "where"),
    ('id = "complaints"', 'name = "complaints"', 6, "id"),
    ("year = 2010", "year 2010", 4, "TOML"),
    ('where = { deadline = "decision" }', 'where = { unit = "South" }', 32, '"unit" in the target'),
    ('where = { colour = "blue" }', 'where = { unit = "South" }', 48, '"unit" in the target'),
    ('where = { deadline = "decision" }', "where = { Deadline = 'decision' }", 32, '"deadline"'),
    ('measure = "attendance"\ncolumn = "attendance_pct"', 'measure = "quality"\ncolumn = "n"', 62, "divided"),
    ('measure = "attendance"\ncolumn = "attendance_pct"', 'measure = "referrals"\ncolumn = "sent"', 62, "divided"),
    ("at_most = 8\nper", "at_most = 1e308\nper", 11, "1000000000"),
    ("at_least = 60", "at_least = 101", 33, "100"),
    ('da = "Klager", en', 'da = "Klager 010180-1234", en', 8, "CPR"),
    ('en = "Complaints" }', 'en = "Complaints 0101801234" }', 8, "CPR"),
    ('da = "Kontrakt"', 'da = "010180 1234"', 3, "CPR"),
    ('unit = "North"', 'unit = "010180-1234"', 18, "CPR"),
    ('source = "Aftalen"', 'source = "010180-1234"', 13, "CPR"),
    ('deadline = "decision"', 'deadline = "010180-1234"', 32, "CPR"),
]


@pytest.mark.parametrize(("right", "wrong", "line", "word"), FAULTS)
def test_a_fault_is_told_with_its_line(
    call: Call, agreed: str, tmp_path: Path, right: str, wrong: str, line: int, word: str
) -> None:
    """Given a file of targets with a fault, when it is checked, then file, line and reason are told; and to publish it is
    refused in the same words, and publishes nothing."""
    assert right in TARGETS
    file = tmp_path / "targets.toml"
    file.write_text(TARGETS.replace(right, wrong, 1), encoding="utf-8")
    status, out, _ = call(agreed, "targets", "check", file, "--json")
    errors = json.loads(out)["errors"]
    assert status == 1
    assert (str(file), line) in [(error["file"], error["line"]) for error in errors]
    assert any(word in error["reason"]["en"] for error in errors)
    assert not any("1801234" in str(error["reason"]).replace("-", "") for error in errors)
    status, out, err = call(agreed, "targets", "publish", file)
    assert (status, out) == (1, b"")
    assert f"{file}:{line}: " in err


def test_every_fault_of_a_file_at_once(call: Call, agreed: str, tmp_path: Path) -> None:
    """Given a file with an unknown key and a target without a goal, when it is checked, then both are told."""
    file = tmp_path / "targets.toml"
    file.write_text(TARGETS.replace("per_year", "pr_year", 1).replace("at_least = 60", "", 1), encoding="utf-8")
    status, out, _ = call(agreed, "targets", "check", file, "--json")
    assert status == 1
    assert [error["line"] for error in json.loads(out)["errors"]] == [12, 25]


def test_the_example_is_in_order(ask: Ask, call: Call, database_url: str) -> None:
    """Given the example of the project, when it is checked and published, then it is in order and shown in sentences;
    asked for without any file, the command says so."""
    example = EXAMPLES / "2010.toml"
    assert ask(database_url, "targets", "check", example) == {
        "errors": [],
        "in_order": [
            {"id": "bif-2010", "contents": {"da": "6 mål for 2010", "en": "6 targets for 2010"}},
        ],
        "targets": ["bif-2010"],
        "notes": [],
    }
    assert ask(database_url, "targets", "publish", example)["published"][0]["id"] == "bif-2010"
    page = call(database_url, "targets", "show", "bif-2010")[1].decode()
    assert "goal: ≤ 375 a year" in page
    assert "the whole administration" in page
    assert call(database_url, "targets", "check")[0] == 2


def test_nought_is_a_figure_of_a_unit_that_there_is(ask: Ask, agreed: str) -> None:
    """Given 2008, for which a target of North is published, then North had no complaints: that is the figure 0, small,
    and the target is reached; of the misspelt unit nothing can be said."""
    found = {
        item["id"]: item
        for item in ask(agreed, "targets", "status", "--year", 2008, "--as-of", "2011-01-01")["items"]
    }
    north, misspelt = found["few-complaints"], found["misspelt-unit"]
    assert (north["figure"], north["n"], north["small"], north["status"]) == (0, 0, True, "reached")
    assert (misspelt["figure"], misspelt["status"]) == (None, "not-measurable")
