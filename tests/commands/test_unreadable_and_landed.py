"""What is said, and with which status a call ends, where an event cannot be read, or something fails after a write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sagsgang.journal.application import Journal
from sagsgang.projections.upkeep.catch_up import catch_up

from ..journal.damage import damage
from ..scheduler.reminding_office import Office
from .program import carry_out


@pytest.fixture
def office(journal: Journal) -> Office:
    """An office with two cases that are kept up to date."""
    office = Office(journal)
    for case in "AB":
        office.told(f"2025-03-03T10:00 {case} application-received case_type=permit unit=Centrum")
    catch_up(journal)
    return office


def lines(folder: Path, *types: str) -> Path:
    """A file with an event of A of each type."""
    file = folder / "events.jsonl"
    told = [
        {
            "specversion": "1.0",
            "source": "urn:landed",
            "id": name,
            "type": name,
            "subject": "A",
            "time": "2025-03-10",
        }
        for name in types
    ]
    file.write_text("".join(json.dumps(one) + "\n" for one in told))
    return file


def test_what_cannot_be_read_is_named_and_the_status_says_so(office: Office, tmp_path: Path) -> None:
    """Given a case with an event that cannot be read, when it is shown, handed out and counted, then the rest is told, its
    position is named, and the status is 4; the queue, which reads no event, answers, and says a case is set aside."""
    journal = office.journal
    office.told("2025-03-20T10:00 A decided")
    position = journal.head().position
    damage(journal, position)
    shown = carry_out(journal.url, "case", "show", "A", "--json")
    assert (shown.status, json.loads(shown.out)["unreadable"]) == (4, [position])
    handed = carry_out(journal.url, "export", "--to", tmp_path / "out.jsonl", "--json")
    assert (handed.status, json.loads(handed.out)["events"], json.loads(handed.out)["unreadable"]) == (4, 2, 1)
    counted = carry_out(journal.url, "stats", "events", "--json")
    assert (counted.status, [row["n"] for row in json.loads(counted.out)["rows"]]) == (4, [2])
    explained = carry_out(journal.url, "case", "explain", "A")
    assert explained.status == 4
    for said in (shown, handed, counted, explained):
        assert f"position {position}" in said.err
    queue = carry_out(journal.url, "queue", "--as-of", "2025-03-21", "--json")
    assert (queue.status, len(json.loads(queue.out)["items"])) == (0, 2)
    assert "1 case is set aside" in queue.err


def test_a_write_that_landed_is_told_as_landed_whatever_failed_after_it(office: Office, tmp_path: Path) -> None:
    """Given projections that may not be brought up to date, when a good and a bad event are appended, then the answer and
    the status are those of the writing, and told beside it is where the journal is and what failed."""
    journal = office.journal
    with journal.connect() as connection:
        connection.execute("UPDATE sagsgang.projections SET fold = fold + 1")
        connection.commit()
    file = lines(tmp_path, "decided", "never-heard-of")
    done = carry_out(journal.url, "append", file, "--rejections", tmp_path / "r.jsonl", "--json")
    told = json.loads(done.out)
    assert (done.status, told["appended"], told["rejected"]) == (3, 1, 1)
    assert f"the journal is at position {journal.head().position}" in done.err
    assert "A newer sagsgang" in done.err


def test_a_write_that_landed_before_the_rest_failed_is_told(office: Office, tmp_path: Path) -> None:
    """Given rejected lines that cannot be written where they were to go, when a good and a bad event are appended, then that
    ends the call, which says that something had landed."""
    journal = office.journal
    file = lines(tmp_path, "decided", "never-heard-of")
    done = carry_out(journal.url, "append", file, "--rejections", tmp_path / "no" / "such" / "r.jsonl", "--json")
    assert done.status == 1
    assert f"the journal is at position {journal.head().position}" in done.err
    names = [one.event.name for one in journal.history(["A"], journal.head().position)["A"]]
    assert names == ["application-received", "decided"]


def test_what_is_set_aside_says_whose_fault_it_is(office: Office) -> None:
    """Given a case with an event that cannot be read, when the cases set aside are listed, then it says what an event that
    cannot be read is, and asks nobody to report a fault of the program."""
    journal = office.journal
    office.told("2025-03-20T10:00 A decided")
    damage(journal, journal.head().position)
    for language, says, not_so in (
        ("en", "If a newer sagsgang wrote it, upgrade", "Report"),
        ("da", "opgrader", "Meld"),
    ):
        done = carry_out(journal.url, "set-aside", SAGSGANG_LANG=language)
        assert done.status == 4
        assert says in done.err
        assert not_so not in done.err
