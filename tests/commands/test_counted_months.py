"""Why a deadline that months add up to is due: the window month by month, and the rule that decides.

Anna's benefit is paid from March to December 2009, ten months. Transfers are due at 11 months, from January 2010 on at 10.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sagsgang.cli import run

from .benefit_cases import case, write_rules
from .conftest import Ask, Call
from .office import write


@pytest.fixture
def anna(database_url: str, tmp_path: Path) -> str:
    """The URL of a journal with Anna's case."""
    for number, (months, valid_from) in enumerate(((11, None), (10, "2010-01-01"))):
        folder = tmp_path / str(number)
        folder.mkdir()
        rules = write_rules(folder, months, valid_from)
        assert run(["--database", database_url, "type", "publish", str(rules)]) == 0
    events = write(tmp_path / "events.jsonl", [*case("Anna", "2009-03", "2009-12")])
    assert run(["--database", database_url, "append", str(events)]) == 0
    return database_url


def explained(ask: Ask, database: str, as_of: str) -> dict[str, Any]:
    """Why Anna's transfer is due, as of a day."""
    [found] = ask(database, "case", "explain", "Anna", "transfer", "--as-of", as_of)["because"]
    return dict(found)


def test_the_rule_that_made_it_due_is_cited(ask: Ask, anna: str) -> None:
    """Given ten months and a rule that asks for ten from January, when it is due then, then that rule is cited, and the
    window of 18 months ends with January, of which nothing was said."""
    found = explained(ask, anna, "2010-02-10")
    assert (found["state"], found["rule_valid_from"]) == ("running", "2010-01-01")
    counted = found["counted"]
    assert (counted["months"], counted["within"], counted["reached_in"]) == (10, 18, "2010-01")
    assert counted["window"][0]["month"] == "2009-03"
    last, before = counted["window"][-1], counted["window"][-2]
    assert (before["month"], before["sum"], before["needed"], before["reached"]) == ("2009-12", 10, 11, False)
    assert (last["month"], last["said"], last["sum"], last["needed"], last["reached"]) == (
        "2010-01",
        None,
        10,
        10,
        True,
    )
    assert {choice["choice"] for choice in counted["choices"]} >= {"part_months", "when_below", "on_change"}
    assert all(choice["reason"] for choice in counted["choices"])


def test_while_it_counts_the_rule_of_its_beginning_is_cited(ask: Ask, anna: str) -> None:
    """Given the same, when it is asked about in November, then it counts, under the rule of eleven."""
    found = explained(ask, anna, "2009-11-20")
    assert (found["state"], found["rule_valid_from"], found["counted"]["months"]) == ("counting", None, 11)


def test_a_count_whose_expected_day_went_by_has_no_end_in_any_answer(
    ask: Ask, call: Call, database_url: str, tmp_path: Path
) -> None:
    """Given Bo was paid from March to June 2009 and then no more, when it is asked about years later, then he counts, has
    no day and is not overdue, in the queue, in the case and in the explanation; and nothing says it can't be computed."""
    assert run(["--database", database_url, "type", "publish", str(write_rules(tmp_path, 11))]) == 0
    events = write(tmp_path / "events.jsonl", [*case("Bo", "2009-03", "2009-06")])
    assert run(["--database", database_url, "append", str(events)]) == 0
    moment = ("--as-of", "2015-01-01")
    queue = ask(database_url, "queue", "--deadline", "transfer", *moment)["items"]
    shown = [
        one
        for one in ask(database_url, "case", "show", "Bo", *moment)["deadlines"]
        if one["deadline"] == "transfer"
    ]
    because = ask(database_url, "case", "explain", "Bo", "transfer", *moment)["because"]
    for found in (*queue, *shown, *because):
        assert (found["state"], found["due"], found["overdue"]) == ("counting", None, False)
    assert len(because[0]["counted"]["window"]) <= 18
    _, out, _ = call(database_url, "queue", *moment)
    assert b"computed" not in out
    assert "counting" in out.decode()
