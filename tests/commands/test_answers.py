"""Every query answers with ``--json`` by one JSON document, with the keys that others read, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import Ask, Call
from .office import EVENTS, PERMIT, event, write

AT = ("--as-of", "2015-12-20")  # as of now, two calls may fall into two minutes
ABOUT_A_MOMENT = {"as_of", "known_at", "position"}
TALLY = {"read", "appended", "duplicates", "rejected", "rejections_file", "corrected", "remarks"}

# The call, and the keys of its document that the contract names.
QUERIES: list[tuple[str, set[str]]] = [
    ("init", {"database", "home"}),
    ("status", {"database", "position", "live", "projections"}),
    ("live", {"position", "already"}),
    ("type list", {"types"}),
    ("type show permit", {"id", "title", "deadlines"}),
    ("queue", {*ABOUT_A_MOMENT, "open", "overdue", "items"}),
    ("cases", {*ABOUT_A_MOMENT, "open", "closed", "by", "items"}),
    ("case show 15/0012345", {*ABOUT_A_MOMENT, "case", "events", "deadlines"}),
    ("case explain 15/0012345", {"case", "because"}),
    ("case explain 15/0012345 decision", {"case", "because"}),
    ("stats case-time", {*ABOUT_A_MOMENT, "measure", "definition", "rows"}),
    ("stats complaints", {*ABOUT_A_MOMENT, "measure", "definition", "rows"}),
    ("stats timeliness", {*ABOUT_A_MOMENT, "measure", "definition", "rows"}),
    ("stats quality", {*ABOUT_A_MOMENT, "measure", "definition", "rows"}),
    ("stats unit-time", {*ABOUT_A_MOMENT, "measure", "definition", "rows"}),
    ("stats referrals", {*ABOUT_A_MOMENT, "measure", "definition", "rows"}),
    ("stats long-cases --over 10", {*ABOUT_A_MOMENT, "definition", "rows"}),
    ("stats attendance", {*ABOUT_A_MOMENT, "measure", "definition", "rows"}),
    ("stats satisfaction", {*ABOUT_A_MOMENT, "measure", "definition", "rows"}),
    ("stats error-rates", {*ABOUT_A_MOMENT, "measure", "definition", "rows"}),
    ("case flow 15/0012345", {*ABOUT_A_MOMENT, "case"}),
    ("backlog --type permit --deadline decision --on 2016-01-01", {*ABOUT_A_MOMENT, "under_duty", "overdue"}),
    ("sample draw --type permit --size 2 --seed s", {"as_of", "position", "method", "digest", "cases"}),
    ("differences", {*ABOUT_A_MOMENT, "items"}),
    ("directory list", {"directories"}),
    ("report list", {"reports"}),
    ("report editions", {"editions"}),
    ("report make annual-times --period 2015", {"sections"}),
    ("forecast permit --received 2015-11-27", {"type", "received", "deadlines"}),
    ("rejections", {"rejections"}),
    ("rebuild", {"events", "seconds", "differences"}),
    ("rebuild deadlines cases", {"events", "seconds", "differences"}),
    ("replay", {"events", "seconds", "differences"}),
    ("replay --until 2016-01-01", {"events", "seconds", "differences"}),
]

# The statistic, and the keys of each of its rows.
ROWS: list[tuple[str, set[str]]] = [
    ("case-time", {"group", "n", "median_days", "p90_days", "mean_days", "max_days"}),
    ("complaints", {"group", "n", "received", "decided", "upheld"}),
    ("timeliness", {"group", "n", "fell_due", "on_time", "late", "still_open"}),
    ("quality", {"group", "n"}),
]


@pytest.mark.parametrize(("words", "keys"), QUERIES, ids=[words for words, _ in QUERIES])
def test_a_query_answers_with_one_document(call: Call, office: str, words: str, keys: set[str]) -> None:
    """Given an office, when a query is made with --json, then standard output is one object with the contract's keys,
    and standard error is empty: there is no progress to show, and nothing to log."""
    status, out, err = call(office, *words.split(), "--json")
    assert status == 0
    assert err == ""
    assert keys <= json.loads(out).keys()


def test_the_database_has_one_form(ask: Ask, office: str) -> None:
    """Given a journal by URL, then whoever reads the key ``database`` finds the same URL, whichever command says it."""
    told = {ask(office, command)["database"] for command in ("init", "status")}
    assert len(told) == 1
    assert told.pop().startswith("postgresql://")


@pytest.mark.parametrize(("measure", "keys"), ROWS)
def test_the_rows_of_a_statistic(ask: Ask, office: str, measure: str, keys: set[str]) -> None:
    """Given an office, when a statistic is asked for by period, then each row has the contract's keys and the period."""
    told = ask(office, "stats", measure, "--period", "year")
    assert told["measure"] == measure
    assert told["definition"]
    rows = told["rows"]
    assert rows or measure == "quality"
    for row in rows:
        assert keys | {"period"} <= row.keys()


def test_the_items_of_the_queue(ask: Ask, office: str) -> None:
    """Given an office, then each item of the queue has the contract's keys, and no key is missing for want of a value."""
    items = ask(office, "queue", "--as-of", "2015-12-20")["items"]
    assert len(items) == 3
    for item in items:
        assert {"case", "type", "deadline", "due", "overdue", "days_left", "unit", "responsible"} <= item.keys()


def test_the_groups_of_the_cases(ask: Ask, office: str) -> None:
    """Given an office, then cases divide by unit, type, state and any attribute, with the contract's keys."""
    for field in ("unit", "type", "state", "channel"):
        groups = ask(office, "cases", "--by", field)["by"]
        assert groups
        for group in groups:
            assert group.keys() == {"group", "open", "closed"}


def test_a_field_said_twice_is_one(ask: Ask, call: Call, office: str) -> None:
    """Given a field named twice, then cases divide by it once, as JSON and as a table."""
    assert ask(office, "cases", "--by", "unit,unit")["by"] == ask(office, "cases", "--by", "unit")["by"]
    status, out, err = call(office, "cases", "--by", "unit,unit", *AT)
    assert (status, err) == (0, "")
    assert out == call(office, "cases", "--by", "unit", *AT)[1]


def test_the_cases_behind_a_statistic(ask: Ask, office: str) -> None:
    """Given an office, when a statistic is asked for with --cases, then each row names as many cases as it counts."""
    for measure in ("case-time", "complaints", "timeliness"):
        for row in ask(office, "stats", measure, "--cases")["rows"]:
            assert len(row["cases"]) == row["n"]


def test_filling_answers_with_one_document(ask: Ask, database_url: str, tmp_path: Path) -> None:
    """Given an empty journal, when a type is checked and published and events are appended, twice,
    then each call answers with one object with the contract's keys."""
    permit = tmp_path / "permit.toml"
    permit.write_text(PERMIT, encoding="utf-8")
    assert ask(database_url, "type", "check", permit)["errors"] == []
    [published] = [
        one for one in ask(database_url, "type", "publish", permit)["published"] if one["kind"] == "case-type"
    ]
    assert published["id"] == "permit"
    file = write(tmp_path / "events.jsonl", EVENTS[:8])
    first = ask(database_url, "append", file)
    assert first == {
        "read": 8,
        "appended": 8,
        "duplicates": 0,
        "rejected": 0,
        "rejections_file": None,
        "remarks": [],
    }
    again = ask(database_url, "append", file)
    assert again == {
        "read": 8,
        "appended": 0,
        "duplicates": 8,
        "rejected": 0,
        "rejections_file": None,
        "remarks": [],
    }


def test_importing_answers_with_one_document(
    ask: Ask, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a published type and a mapping, when a log is imported, then the answer has the contract's keys."""
    monkeypatch.chdir(tmp_path)
    Path("permit.toml").write_text(PERMIT, encoding="utf-8")
    Path("log.csv").write_text("case,day\n1,2015-11-27\n2,2015-11-30\n", encoding="utf-8")
    Path("mapping.toml").write_text(
        'source = "urn:example:log"\ncase = "P-${case}"\ncase_type = "permit"\noccurred = "${day}"\n'
        '[[event]]\nevent = "application-received"\n',
        encoding="utf-8",
    )
    ask(database_url, "type", "publish", "permit.toml")
    told = ask(database_url, "import", "--mapping", "mapping.toml", "log.csv")
    assert told == {
        "read": 2,
        "appended": 2,
        "duplicates": 0,
        "rejected": 0,
        "rejections_file": None,
        "corrected": 0,
        "remarks": [],
    }


def test_a_faulty_type_is_told_with_file_line_and_reason(call: Call, database_url: str, tmp_path: Path) -> None:
    """Given a type file with a misspelt key on its line 4, when it is checked, then the errors name file, line and
    reason, and the status is 1; to publish it is refused in the same words, and publishes nothing."""
    faulty = tmp_path / "faulty.toml"
    faulty.write_text(PERMIT.lstrip().replace('closes = ["closed"]', '\nclozes = ["closed"]'), encoding="utf-8")
    status, out, _ = call(database_url, "type", "check", faulty, "--json")
    [fault] = json.loads(out)["errors"]
    assert status == 1
    assert (fault["file"], fault["line"]) == (str(faulty), 4)
    assert "clozes" in fault["reason"]["en"]
    status, out, err = call(database_url, "type", "publish", faulty, "--json")
    assert (status, out) == (1, b"")
    assert f"{faulty}:4:" in err
    assert json.loads(call(database_url, "type", "list", "--json")[1]) == {"types": [], "next": None}


def test_a_type_not_yet_in_force_is_no_document(call: Call, database_url: str, tmp_path: Path) -> None:
    """Given a type that governs from 2090 on, when it is shown or drawn, then that is said on standard error."""
    future = tmp_path / "future.toml"
    future.write_text(PERMIT.replace("closes =", "valid_from = 2090-01-01\ncloses ="), encoding="utf-8")
    assert call(database_url, "type", "publish", future)[0] == 0
    for words in (("show", "permit", "--json"), ("diagram", "permit")):
        status, out, err = call(database_url, "type", *words)
        assert (status, out) == (1, b"")
        assert "permit" in err


def test_what_is_rejected_is_told_beside_the_document(call: Call, office: str, tmp_path: Path) -> None:
    """Given a file with an event that is no event, when it is appended with --json, then the document names the file
    of rejections, and so does a line on standard error."""
    file = write(tmp_path / "bad.jsonl", [event("bad", "X-1", "no-such-thing", "2015-12-01")])
    rejections = tmp_path / "rejected.jsonl"
    status, out, err = call(office, "append", file, "--rejections", rejections, "--json")
    told: dict[str, Any] = json.loads(out)
    assert status == 3
    assert told == {
        "read": 1,
        "appended": 0,
        "duplicates": 0,
        "rejected": 1,
        "rejections_file": str(rejections),
        "remarks": [],
    }
    assert str(rejections) in err
