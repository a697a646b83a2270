"""A rule is changed after the fact: which deadlines move, who moved them, by how many days, and what was so before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import Ask
from .office import CENTRE, PERMIT, received, write

SIX_WEEKS = PERMIT.replace("weeks = 4", "weeks = 6")
FROM_DECEMBER = SIX_WEEKS.replace("closes =", "valid_from = 2015-12-01\ncloses =")

# Received on a Friday and on a Tuesday. Four weeks end on Christmas Day, rolled to Monday 28 December, and on Tuesday
# 29 December; six weeks on Friday 8 and Tuesday 12 January.
EARLY, LATE = "15/0012345", "15/0012347"
EVENTS = [received(1, EARLY, "2015-11-27", CENTRE), received(2, LATE, "2015-12-01", CENTRE)]


@pytest.fixture
def publish(ask: Ask, database_url: str, tmp_path: Path) -> Any:
    """Publishes a version of the permit's rules, and gives its position."""

    def carry_out(text: str) -> int:
        file = tmp_path / "permit.toml"
        file.write_text(text, encoding="utf-8")
        return int(ask(database_url, "type", "publish", file)["published"][-1]["position"])

    return carry_out


def explained(ask: Ask, database: str, case: str, *moment: str) -> dict[str, Any]:
    """Why the one deadline of a case is what it is."""
    [one] = ask(database, "case", "explain", case, "decision", "--as-of", "2015-12-20", *moment)["because"]
    assert isinstance(one, dict)
    return one


def moves(one: dict[str, Any]) -> list[tuple[int, str, str, int]]:
    """Which publications moved a deadline, from when to when, by how many days."""
    return [(move["position"], move["before"], move["after"], move["days"]) for move in one["moved_by_rules"]]


def test_a_publication_moves_the_deadlines_that_it_governs(
    ask: Ask, publish: Any, database_url: str, tmp_path: Path
) -> None:
    """Given two applications under four weeks, when six weeks are published, valid from 1 December, then the one of 1
    December moves by 14 days, from 29 December to 12 January, and says which publication moved it; the one of 27
    November stays. When six weeks are then published for all time, that one moves by 11, from 28 December to 8 January.

    At each earlier moment of knowledge everything is as it was.
    """
    first = publish(PERMIT)
    ask(database_url, "append", write(tmp_path / "events.jsonl", EVENTS))
    before = ask(database_url, "status")["recorded"]
    from_december = publish(FROM_DECEMBER)
    between = ask(database_url, "status")["recorded"]

    assert (explained(ask, database_url, EARLY)["due"], moves(explained(ask, database_url, EARLY))) == (
        "2015-12-28",
        [],
    )
    late = explained(ask, database_url, LATE)
    assert (late["due"], late["rule_published_at"], late["rule_valid_from"]) == (
        "2016-01-12",
        from_december,
        "2015-12-01",
    )
    assert moves(late) == [(from_december, "2015-12-29", "2016-01-12", 14)]

    for_all = publish(SIX_WEEKS)
    early = explained(ask, database_url, EARLY)
    assert (early["due"], early["rule_published_at"], early["rule_valid_from"]) == ("2016-01-08", for_all, None)
    assert moves(early) == [(for_all, "2015-12-28", "2016-01-08", 11)]
    assert moves(explained(ask, database_url, LATE)) == [(from_december, "2015-12-29", "2016-01-12", 14)]

    expected = {before: ("2015-12-28", "2015-12-29"), between: ("2015-12-28", "2016-01-12")}
    for known_at, dues in expected.items():
        queue = ask(database_url, "queue", "--as-of", "2015-12-20", "--known-at", known_at)
        due = {item["case"]: item["due"] for item in queue["items"]}
        assert (due[EARLY], due[LATE]) == dues
        assert (
            tuple(explained(ask, database_url, case, "--known-at", known_at)["due"] for case in (EARLY, LATE))
            == dues
        )
    then = explained(ask, database_url, LATE, "--known-at", before)
    assert (then["rule_published_at"], moves(then)) == (first, [])
    assert ask(database_url, "replay")["differences"] == 0
    assert ask(database_url, "rebuild")["differences"] == 0


def test_the_same_rules_published_again_change_nothing(
    ask: Ask, publish: Any, database_url: str, tmp_path: Path
) -> None:
    """Given rules that are published, when the same file is published again, then nothing is added and nothing moves."""
    first = publish(PERMIT)
    ask(database_url, "append", write(tmp_path / "events.jsonl", EVENTS))
    position = ask(database_url, "status")["position"]
    assert publish(PERMIT) == first
    assert ask(database_url, "status")["position"] == position
    assert moves(explained(ask, database_url, EARLY)) == []


def test_a_shorter_rule_makes_what_was_in_time_overdue(
    ask: Ask, publish: Any, database_url: str, tmp_path: Path
) -> None:
    """Given an application of 27 November under four weeks, when two weeks are published instead, then it was due on
    Friday 11 December, 17 days earlier, and is overdue as of 20 December; as known before, it is not."""
    publish(PERMIT)
    ask(database_url, "append", write(tmp_path / "events.jsonl", EVENTS[:1]))
    before = ask(database_url, "status")["recorded"]
    position = publish(PERMIT.replace("weeks = 4", "weeks = 2"))
    one = explained(ask, database_url, EARLY)
    assert (one["due"], one["overdue"]) == ("2015-12-11", True)
    assert moves(one) == [(position, "2015-12-28", "2015-12-11", -17)]
    assert explained(ask, database_url, EARLY, "--known-at", before)["overdue"] is False
