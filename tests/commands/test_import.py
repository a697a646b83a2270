"""Importing as it is told in docs/mapping.md: checked first, with times of registration, merged, mended and again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sagsgang.journal.application import Journal

from .conftest import Ask, Call

CASE_TYPE = """
id = "permit"
title = { da = "Tilladelse", en = "Permit" }
closes = ["decided"]

[[action]]
name = "site-visit"
label = { da = "Besigtigelse", en = "Site visit" }

[[deadline]]
id = "decision"
label = { da = "Afgørelse", en = "Decision" }
after = "application-received"
term = { weeks = 4 }
met_by = ["decided"]
effect = "service"
"""
MAPPING = """
source = "urn:permits"
case = "P-${case}"
case_type = "permit"
id = "${row}"
occurred = "${when}"
unmatched = "ignore"

[[event]]
event = "application-received"
when = { step = "received" }

[[event]]
event = "decided"
when = { step = "decided" }
fields = { outcome = "${outcome}" }
"""
LOG = """row,case,step,when,reg,outcome,clerk
1,1,received,2015-03-02,2015-03-02 09:00,,Asta
2,1,decided,2015-03-20,2015-03-23 09:00,granted,Birk
3,2,decided,2015-03-10,2015-03-11 09:00,refused,Birk
4,2,received,2015-03-12,2015-03-12 09:00,,Asta
5,3,received,yesterday,2015-03-30 09:00,,Asta
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a case type, a mapping, one with times of registration, and a log of five rows."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "permit.toml").write_text(CASE_TYPE, encoding="utf-8")
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "registered.toml").write_text('recorded = "${reg}"\n' + MAPPING, encoding="utf-8")
    (tmp_path / "log.csv").write_text(LOG, encoding="utf-8")
    return tmp_path


def head(url: str) -> int:
    """The journal's last position."""
    with Journal.open(url) as journal:
        return journal.head().position


def bring_in(call: Call, url: str, *words: str) -> tuple[int, dict[str, object]]:
    """An import, and what it answers."""
    status, out, err = call(url, "import", *words, "--json")
    assert out, err
    return status, json.loads(out)


def test_a_check_says_what_would_happen_and_keeps_nothing(
    ask: Ask, call: Call, database_url: str, folder: Path
) -> None:
    """Given a log of five rows with a bad date, a decision before its application and a column that the mapping never
    names, when it is checked, then all of that is said, and neither an event nor a rejection is kept."""
    ask(database_url, "type", "publish", "permit.toml")
    before = head(database_url)
    status, told = bring_in(call, database_url, "--check", "--mapping", "mapping.toml", "log.csv")

    assert status == 3
    assert [told[key] for key in ("read", "would_append", "would_correct", "would_reject")] == [5, 4, 0, 1]
    assert told["unused_columns"] == ["clerk", "reg"]
    assert told["codes"] == {"bad-time": 1}
    [reason] = told["reasons"]
    assert (reason["line"], reason["code"]) == (6, "bad-time")
    assert told["types"] == [{"type": "permit", "cases": 2, "with_findings": 1}]
    [finding] = told["findings"]  # the decision closes P-2, which was not open yet
    assert [finding[key] for key in ("type", "finding", "n", "cases")] == [
        *("permit", "closed-before-opened", 1, ["P-2"]),
    ]
    assert head(database_url) == before
    assert ask(database_url, "rejections")["rejections"] == []


def test_a_mended_mapping_is_checked_and_then_applied(
    ask: Ask, call: Call, database_url: str, folder: Path
) -> None:
    """Given a log imported through a mapping that took the outcome from the wrong column, when the mapping is mended,
    then a check shows each correction first, and the import makes those and no others."""
    ask(database_url, "type", "publish", "permit.toml")
    wrong = MAPPING.replace("${outcome}", "${clerk}")
    (folder / "wrong.toml").write_text(wrong, encoding="utf-8")
    bring_in(call, database_url, "--mapping", "wrong.toml", "log.csv")
    before = head(database_url)
    _, told = bring_in(call, database_url, "--check", "--mapping", "mapping.toml", "log.csv")

    assert (told["would_append"], told["would_correct"]) == (0, 2)
    assert told["corrections"] == [
        {"case": "P-1", "id": "2/decided", "field": "outcome", "was": "Birk", "becomes": "granted"},
        {"case": "P-2", "id": "3/decided", "field": "outcome", "was": "Birk", "becomes": "refused"},
    ]
    assert head(database_url) == before
    _, done = bring_in(call, database_url, "--mapping", "mapping.toml", "log.csv")
    assert (done["appended"], done["corrected"], done["duplicates"]) == (0, 2, 2)
    _, again = bring_in(call, database_url, "--check", "--mapping", "mapping.toml", "log.csv")
    assert (again["would_append"], again["would_correct"], again["corrections"]) == (0, 0, [])


def test_what_was_just_published_stands_in_no_rows_way(
    ask: Ask, call: Call, database_url: str, folder: Path
) -> None:
    """Given the guide's order, init, publish, import with times of registration, then every good row lands with its own
    time: on 12 March nobody knew of the decision registered on the 23rd."""
    for words in (("init",), ("type", "publish", "permit.toml")):
        ask(database_url, *words)
    status, told = bring_in(call, database_url, "--mapping", "registered.toml", "log.csv")

    assert (status, told["appended"], told["rejected"]) == (3, 4, 1)
    then = ask(database_url, "queue", "--as-of", "2015-03-25", "--known-at", "2015-03-13")
    assert [one["case"] for one in then["items"]] == ["P-1"]
    assert ask(database_url, "queue", "--as-of", "2015-03-25")["items"] == []


def test_rules_published_beside_cases_are_registered_now(ask: Ask, database_url: str, folder: Path) -> None:
    """Given a journal with a case, then what is published from then on is known from now on only."""
    ask(database_url, "type", "publish", "permit.toml")
    ask(database_url, "import", "--mapping", "mapping.toml", "log.csv".replace("log", "good"))
    (folder / "permit.toml").write_text(CASE_TYPE.replace("weeks = 4", "weeks = 5"), encoding="utf-8")
    ask(database_url, "type", "publish", "permit.toml")

    with Journal.open(database_url) as journal:
        years = [one.recorded.year for one in journal.read(0, journal.head().position)]
    assert years[:2] == [1900, 1900]  # the calendar and the type
    assert min(years[2:]) > 2020


@pytest.fixture(autouse=True)
def good(folder: Path) -> None:
    """The log without its bad row."""
    (folder / "good.csv").write_text("".join(LOG.splitlines(keepends=True)[:5]), encoding="utf-8")


def test_logs_with_times_of_registration_are_merged(ask: Ask, call: Call, database_url: str, folder: Path) -> None:
    """Given two logs whose times of registration take turns, each with its mapping, when they are merged in one call,
    then the journal has all events, ascending; one after the other the earlier half of the second would be refused."""
    ask(database_url, "type", "publish", "permit.toml")
    other = 'recorded = "${reg}"\n' + MAPPING.replace("urn:permits", "urn:more").replace("P-", "M-")
    (folder / "more.toml").write_text(other, encoding="utf-8")
    (folder / "more.csv").write_text(
        "row,case,step,when,reg,outcome,clerk\n"
        "1,1,received,2015-03-01,2015-03-01 09:00,,Asta\n2,1,decided,2015-03-12,2015-03-12 12:00,granted,Asta\n",
        encoding="utf-8",
    )
    status, told = bring_in(
        call, database_url, "--mapping", "registered.toml", "good.csv", "--merge", "more.toml=more.csv"
    )

    assert (status, told["read"], told["appended"]) == (0, 6, 6)
    with Journal.open(database_url) as journal:
        found = [(one.case, one.recorded) for one in journal.read(2, journal.head().position)]
    assert [case for case, _ in found] == ["M-1", "P-1", "P-2", "P-2", "M-1", "P-1"]
    assert found == sorted(found, key=lambda one: one[1])


def test_logs_without_times_are_not_merged(call: Call, ask: Ask, database_url: str, folder: Path) -> None:
    """Given a log whose mapping says no time of registration, or words that are no MAPPING=FILE, then that is said."""
    ask(database_url, "type", "publish", "permit.toml")
    for said, code, exits in (("mapping.toml=good.csv", "recorded", 1), ("good.csv", "MAPPING=FILE", 2)):
        status, _, err = call(database_url, "import", "--mapping", "registered.toml", "good.csv", "--merge", said)
        assert status == exits
        assert code in err


def test_a_mended_row_of_a_registered_log_is_taken_late(
    ask: Ask, call: Call, database_url: str, folder: Path
) -> None:
    """Given a row rejected for its date, when it is mended and its registration lies before the journal's last, then it is
    refused with that reason, and with --late it lands as registered at the last time."""
    ask(database_url, "type", "publish", "permit.toml")
    bad = LOG.replace("2015-03-30 09:00", "2015-03-05 09:00")
    (folder / "log.csv").write_text(bad, encoding="utf-8")
    bring_in(call, database_url, "--mapping", "registered.toml", "log.csv")
    (folder / "log.csv").write_text(bad.replace("yesterday", "2015-03-04"), encoding="utf-8")

    status, told = bring_in(call, database_url, "--mapping", "registered.toml", "log.csv")
    assert (status, told["appended"], told["duplicates"], told["rejected"]) == (3, 0, 4, 1)
    status, told = bring_in(call, database_url, "--late", "--mapping", "registered.toml", "log.csv")
    assert (status, told["appended"], told["duplicates"], told["rejected"]) == (0, 1, 4, 0)
    with Journal.open(database_url) as journal:
        last = list(journal.read(0, journal.head().position))[-1]
    assert (last.case, last.recorded.isoformat()) == ("P-3", "2015-03-23T08:00:00+00:00")


def test_each_event_of_a_row_has_its_own_time_of_registration(
    ask: Ask, call: Call, database_url: str, folder: Path
) -> None:
    """Given a row that tells of receipt and decision, each with its time of registration, then each is known from its
    own."""
    ask(database_url, "type", "publish", "permit.toml")
    (folder / "wide.toml").write_text(
        MAPPING.partition("unmatched")[0].replace('occurred = "${when}"', "")
        + '[[event]]\nevent = "application-received"\noccurred = "${came}"\nrecorded = "${came_reg}"\n'
        + '[[event]]\nevent = "decided"\noccurred = "${left}"\nrecorded = "${left_reg}"\n',
        encoding="utf-8",
    )
    (folder / "wide.csv").write_text(
        "row,case,came,came_reg,left,left_reg\n"
        "1,1,2015-03-02,2015-03-02 09:00,2015-03-20,2015-03-23 09:00\n"
        "2,2,2015-03-03,2015-03-04 09:00,2015-03-09,2015-03-10 09:00\n",
        encoding="utf-8",
    )
    status, told = bring_in(call, database_url, "--mapping", "wide.toml", "wide.csv")

    assert (status, told["read"], told["appended"]) == (0, 2, 4)
    with Journal.open(database_url) as journal:
        found = [(one.case, one.recorded.day) for one in journal.read(2, journal.head().position)]
    assert found == [("P-1", 2), ("P-2", 4), ("P-2", 10), ("P-1", 23)]
