"""An attribute that a later version of a case type makes personal: answers tell it no more, whatever the moment.

The permit's ``status`` is an attribute like any other when C1 is received on 1 November 2015 and C2, of another type
with an attribute of that name, the day after. From 1 December 2015 on it is personal in permits. C1 is decided on
12 December, and the decision carries another value.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sagsgang.cli import run
from sagsgang.journal.application import Journal

from ..conftest import fresh_database
from .conftest import Ask, Call
from .office import PERMIT, event, received, write

STATUS = '[[attribute]]\nname = "status"\nlabel = { da = "Stilling", en = "Status" }\n'
CHECK = '[[check]]\nid = "form"\nlabel = { da = "Skema", en = "Form" }\n'
FIRST = PERMIT + CHECK + STATUS
SECOND = FIRST.replace("closes", "valid_from = 2015-12-01\ncloses", 1) + "personal = true\n"
VISIT = FIRST.replace('id = "permit"', 'id = "visit"')
BEFORE, AFTER = "well-before", "ill-after"
SAMPLE = ("sample", "draw", "--type", "permit", "--size", 1, "--seed", "a")


@pytest.fixture(scope="module")
def changed(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The URL of the journal, and the last instant before the second version was known."""
    folder = tmp_path_factory.mktemp("personal")
    events = [
        received(1, "C1", "2015-11-01", "North", attributes={"status": BEFORE, "channel": "web"}),
        received(2, "C2", "2015-11-02", "North", casetype="visit", attributes={"status": "planned"}),
    ]
    with fresh_database(server_url) as url:

        def publish(name: str, text: str) -> None:
            file = folder / f"{name}.toml"
            file.write_text(text, encoding="utf-8")
            assert run(["--database", url, "type", "publish", str(file)]) == 0

        publish("first", FIRST)
        publish("visit", VISIT)
        assert run(["--database", url, "append", str(write(folder / "before.jsonl", events))]) == 0
        assert run(["--database", url, "cases", "--json"]) == 0  # the projections hold the value now
        with Journal.open(url) as journal:
            known_at = journal.head().recorded
        assert known_at is not None
        publish("second", SECOND)
        decided = event(3, "C1", "decided", "2015-12-12", attributes={"status": AFTER})
        assert run(["--database", url, "append", str(write(folder / "after.jsonl", [decided]))]) == 0
        yield url, known_at.isoformat()


@pytest.fixture(params=["now", "before"])
def when(request: pytest.FixtureRequest, changed: tuple[str, str]) -> tuple[object, ...]:
    """The words of a question: as known now, and as known before the second version was."""
    return () if request.param == "now" else ("--known-at", changed[1])


def test_the_items_leave_it_out(ask: Ask, changed: tuple[str, str], when: tuple[object, ...]) -> None:
    """Given C1 with a value from before, when the cases are listed, then its other attribute is told and that one is
    not; C2, of the other type, tells its own."""
    items: list[dict[str, Any]] = ask(changed[0], "cases", *when)["items"]
    told = {item["case"]: item["attributes"] for item in items}
    assert told == {"C1": {"channel": "web"}, "C2": {"status": "planned"}}


def test_no_case_is_grouped_by_it(ask: Ask, changed: tuple[str, str], when: tuple[object, ...]) -> None:
    """Given a name that is personal in permits and not in visits, when cases are divided by it, then the visit stands
    under its value and the permit under none."""
    told = ask(changed[0], "cases", "--by", "status", *when)["by"]
    assert sorted((group["group"], group["open"]) for group in told if group["group"]) == [("planned", 1)]
    assert [group["open"] for group in told if group["group"] is None] == [1]
    rows = ask(changed[0], "stats", "timeliness", "--by", "status", "--type", "permit", *when)["rows"]
    assert [row["group"] for row in rows] == [None]


def test_no_sample_tells_it(ask: Ask, changed: tuple[str, str], when: tuple[object, ...]) -> None:
    """Given the permits, when a sample of them is drawn in strata by it, then no stratum has its values."""
    drawn = ask(changed[0], *SAMPLE, "--by", "status", *when)
    assert {case["case"]: case["stratum"] for case in drawn["cases"]} == {"C1": None}


@pytest.mark.parametrize(
    "question",
    [("cases",), ("stats", "complaints"), ("stats", "timeliness"), ("stats", "quality"), SAMPLE],
    ids=["cases", "complaints", "timeliness", "quality", "sample"],
)
def test_where_no_other_type_has_it_it_is_no_field(
    call: Call, database_url: str, tmp_path: Path, question: tuple[object, ...]
) -> None:
    """Given a journal where permits alone have a status, when anything is divided by it after it became personal, then
    that is refused, nothing is told of it, and it is not among the fields that are offered."""
    for name, text in (("first", FIRST), ("second", SECOND)):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
        assert call(database_url, "type", "publish", tmp_path / f"{name}.toml")[0] == 0
    one = received(1, "C1", "2015-11-01", "North", attributes={"status": BEFORE})
    assert call(database_url, "append", write(tmp_path / "one.jsonl", [one]))[0] == 0
    status, out, err = call(database_url, *question, "--by", "status")
    assert (status, out) == (2, b"")
    offered = err.split(":")[-1]
    assert "channel" in offered
    assert "status" not in offered
    assert BEFORE not in err


def test_a_review_leaves_it_out(ask: Ask, changed: tuple[str, str], when: tuple[object, ...]) -> None:
    """Given C1, whose type has a checklist, when its page as a review is shown, then neither the case's values nor what
    its events said tell it."""
    told = ask(changed[0], "review", "show", "C1", *when)
    assert told["attributes"] == {"channel": "web"}
    assert {name for step in told["steps"] for name in step["body"].get("attributes", {})} == {"channel"}


def test_the_history_of_the_case_tells_it(ask: Ask, changed: tuple[str, str]) -> None:
    """Given C1, when its own history is shown, then the events say what they said, and nothing of it is lost."""
    told = ask(changed[0], "case", "show", "C1")
    assert [line["body"].get("attributes", {}).get("status") for line in told["events"]] == [BEFORE, AFTER]
    assert "status" not in told["attributes"]


def test_the_tables_are_as_a_rebuild_makes_them(ask: Ask, changed: tuple[str, str]) -> None:
    """Given tables that followed the change, when they are made anew and computed anew, then nothing differs."""
    assert ask(changed[0], "rebuild")["differences"] == 0
    assert ask(changed[0], "replay")["differences"] == 0
