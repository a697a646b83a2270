"""A large case that is being computed, as people meet it: others are answered beside it, and that it is behind is said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sagsgang.domain.events.case_events import Decided
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry
from sagsgang.projections.upkeep import follow

from ..projections.upkeep.test_cases_told_apart import told_beside
from .conftest import Call
from .office import append, event, publish, write

LARGE, OTHER = "15/0012348", "15/0012346"
AS_OF = ("--as-of", "2015-12-20", "--json")
SAID = "1 large case is still being computed"


@pytest.fixture
def told(call: Call, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An office with a case that has more events than others wait for; it was decided on, and somebody else tells that."""
    monkeypatch.setattr(follow, "MANY_EVENTS", 5)
    publish(database_url, tmp_path)
    append(database_url, tmp_path)
    guided = [event(100 + one, LARGE, "guidance-given", "2015-12-08T10:00:00+01:00") for one in range(6)]
    assert call(database_url, "append", write(tmp_path / "guided.jsonl", guided))[0] == 0
    decided = Decided(source="urn:example:other", id="decided", occurred=datetime(2015, 12, 18, 9, tzinfo=UTC))
    with Journal.open(database_url) as journal:
        journal.append([Entry(LARGE, decided)])
        with told_beside(journal, LARGE):
            yield database_url


def test_other_cases_are_answered_beside_it(call: Call, told: str, tmp_path: Path) -> None:
    """Given a large case that somebody else is telling, when another is decided on and the queue is asked, then it has the
    decision, and the large one as it was, and says so; what is asked about one case says nothing of the other.
    """
    file = write(tmp_path / "decided.jsonl", [event(200, OTHER, "decided", "2015-12-18", outcome="granted")])
    assert call(told, "append", file)[0] == 0
    status, out, err = call(told, "queue", *AS_OF)
    assert status == 0
    assert SAID in err
    assert {item["case"] for item in json.loads(out)["items"]} & {LARGE, OTHER} == {LARGE}
    for words in (("case", "explain", OTHER), ("case", "show", OTHER), ("case", "flow", OTHER)):
        status, out, err = call(told, *words, *AS_OF)
        assert (status, SAID in err) == (0, False)
    status, out, err = call(told, "case", "show", LARGE, *AS_OF)
    assert (status, SAID in err) == (0, False)
    assert [one["state"] for one in json.loads(out)["deadlines"]] == ["met"]  # its own events tell


def test_an_installation_with_a_case_behind_is_sound(call: Call, told: str) -> None:
    """Given a large case that is behind, when the installation is examined, then that is told, and is not wrong."""
    checks = json.loads(call(told, "doctor", "--json")[1])["checks"]
    assert [(one["ok"], one["severity"]) for one in checks if one["code"] == "cases-behind"] == [(True, "note")]
    assert {one["code"] for one in checks if "projection" in one["code"] and not one["ok"]} == set()


def test_who_may_only_read_is_told_that_it_is_behind(call: Call, told: str) -> None:
    """Given a large case that is behind, when the queue is asked over a connection that may only read, then it is said."""
    call(told, "queue", *AS_OF)
    read_only = f"{told}{'&' if '?' in told else '?'}options=-c%20default_transaction_read_only%3Don"
    status, _, err = call(read_only, "queue", *AS_OF)
    assert (status, SAID in err) == (0, True)
