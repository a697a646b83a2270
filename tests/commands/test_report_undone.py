"""What was changed and changed back makes no difference to a report; what was changed beside it does.

P-1 is received on 10 November 2015, due on 8 December, and decided on the 1st, by ``d1``; P-3 is received on 16
November, due on 14 December, and not decided. The monthly status of December is published; then more comes in.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sagsgang.cli import run
from sagsgang.journal.application import Journal
from sagsgang.projections.asking.reader import COPENHAGEN, Moment, Reader
from sagsgang.projections.asking.reader import ask as ask_once
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.reports.editions.counterfactual import Suppositions
from sagsgang.reports.kinds.catalogue import KINDS
from sagsgang.reports.model.build import rulebook_of
from sagsgang.reports.model.kind import ReportRequest
from sagsgang.reports.model.span import span_of

from . import test_report_kinds as kinds
from .conftest import Ask
from .office import PERMIT, event, happened, write

MONTH = ("monthly-status", "--period", "2015-12", "--for", "quality")
EVENTS = happened(
    """
    2015-11-10  P-1  application-received  case_type=permit unit=North id=r1
    2015-12-01  P-1  decided               id=d1
    2015-11-16  P-3  application-received  case_type=permit unit=South id=r3
    """
)


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> str:
    """The URL of a journal with the two cases."""
    (tmp_path / "permit.toml").write_text(PERMIT, encoding="utf-8")
    assert run(["--database", database_url, "type", "publish", str(tmp_path / "permit.toml")]) == 0
    assert run(["--database", database_url, "append", str(write(tmp_path / "events.jsonl", EVENTS))]) == 0
    return database_url


def moved(id_: str, day: str) -> dict[str, Any]:
    """The decision on P-1 is corrected to a day."""
    return event(id_, "P-1", "corrected", "2016-01-08", corrects="d1", changes={"occurred": day})


def annulled(id_: str, case: str, annuls: str) -> dict[str, Any]:
    """An event is annulled."""
    return event(id_, case, "annulled", "2016-01-09", annuls=annuls)


LATE, IN_TIME = "2015-12-09", "2015-12-01"


@pytest.mark.parametrize(
    ("events", "listed"),
    [
        ([moved("c1", LATE)], ["c1"]),
        ([moved("c1", LATE), annulled("a1", "P-1", "c1")], []),
        ([moved("c1", LATE), moved("c2", IN_TIME)], []),
        ([moved("c1", LATE), annulled("a1", "P-1", "c1"), moved("c2", "2015-12-10")], ["c2"]),
        ([moved("c1", LATE), moved("c2", "2015-12-10"), annulled("a1", "P-1", "c1")], ["c2"]),
        ([moved("c1", LATE), annulled("a1", "P-1", "c1"), annulled("a2", "P-1", "a1")], ["c1"]),
        (
            [event("d3", "P-3", "decided", "2015-12-14"), moved("c1", LATE), moved("c2", IN_TIME)],
            ["d3"],
        ),
        (
            [
                event("d3", "P-3", "decided", "2015-12-10"),
                event("d4", "P-3", "decided", "2015-12-11"),
                annulled("a1", "P-3", "d3"),
            ],
            ["d4"],
        ),
        ([event("d3", "P-3", "decided", "2015-12-10"), event("d4", "P-3", "decided", "2015-12-11")], ["d3"]),
    ],
    ids=[
        "a correction",
        "a correction and its annulment",
        "a correction and a counter-correction",
        "one undone, then one real",
        "one undone, with a real one in between",
        "an annulment that was annulled",
        "one case really, another undone",
        "a decision that first counted only when the one before it was annulled",
        "two decisions of which either would do",
    ],
)
def test_only_what_the_figures_now_rest_on_is_listed(
    ask: Ask, desk: str, tmp_path: Path, events: list[dict[str, Any]], listed: list[str]
) -> None:
    """Given the published report and what came in since, then exactly those events are listed without which (and what
    speaks of them) the report would say something else now; and if there are none, no figure has changed.
    """
    ask(desk, "report", "publish", *MONTH)
    ask(desk, "append", write(tmp_path / "later.jsonl", events))
    restated = ask(desk, "report", "restate", *MONTH)
    assert [one["id"] for one in restated["events"]] == listed
    assert bool(restated["figures"]) == bool(listed)


def test_rules_are_blamed_alone_where_all_else_was_undone(ask: Ask, desk: str, tmp_path: Path) -> None:
    """Given a correction of P-1 and its annulment, when two weeks are then published in place of four, P-1 was due on 24
    November, and the publication alone makes the difference; when four weeks are published again, nothing does.
    """
    ask(desk, "report", "publish", *MONTH)
    ask(desk, "append", write(tmp_path / "later.jsonl", [moved("c1", LATE), annulled("a1", "P-1", "c1")]))
    (tmp_path / "two.toml").write_text(PERMIT.replace("weeks = 4", "weeks = 2"), encoding="utf-8")
    [published] = ask(desk, "type", "publish", tmp_path / "two.toml")["published"]
    [cause] = ask(desk, "report", "restate", *MONTH)["events"]
    assert (cause["position"], cause["sort"], cause["cases"]) == (published["position"], "rules", ["P-1", "P-3"])
    ask(desk, "type", "publish", tmp_path / "permit.toml")
    restated = ask(desk, "report", "restate", *MONTH)
    assert (restated["events"], restated["figures"]) == ([], [])


def test_targets_changed_and_changed_back_make_no_difference(ask: Ask, database_url: str, tmp_path: Path) -> None:
    """Given targets that allow 4 complaints, when 2 are published, they make the difference; when 4 are again, none."""
    kinds.fill(database_url, tmp_path)
    year = ("year-end-targets", "--period", "2010")
    ask(database_url, "report", "publish", *year)
    found = []
    for most in ("2", "4"):
        file = tmp_path / f"{most}.toml"
        file.write_text(kinds.TARGETS.replace("at_most = 4", f"at_most = {most}"), encoding="utf-8")
        ask(database_url, "targets", "publish", file)
        found.append([one["event"] for one in ask(database_url, "report", "restate", *year)["events"]])
    assert found == [["targets-published"], []]


def test_leaving_nothing_out_changes_nothing(database_url: str, tmp_path: Path) -> None:
    """Given every case of a year with corrections, when it is folded again with nothing left out, then every question
    of every report is answered as the projections answer it. Finding the events rests on it.
    """
    kinds.fill(database_url, tmp_path)
    more = happened(
        """
        2011-01-03  P-2  corrected  corrects=c2 changes.occurred=2010-02-13 id=x1
        2011-01-03  P-3  annulled   annuls=c3 id=x2
        2010-11-20  P-5  decided    id=x3
        """
    )
    assert run(["--database", database_url, "append", str(write(tmp_path / "more.jsonl", more))]) == 0
    periods = {"month": "2010-12", "quarter": "2010-Q1", "half": "2010-H1", "year": "2010"}
    asked = []

    def compare(reader: Reader) -> None:
        publications = journal.publications(reader.position)
        histories = journal.history(
            [*(f"P-{n}" for n in range(1, 6)), "K-1", "K-2", "K-3", "T-1"], reader.position
        )
        for kind in KINDS.values():
            span = span_of(periods[kind.periods[-1]])
            audience = "quality" if kind.audiences else None
            wanted = ReportRequest(span, COPENHAGEN, reader.moment.as_of, audience=audience, case="T-1")
            questions = kind.questions(wanted, rulebook_of(reader))
            supposed = Suppositions(reader, questions, publications, histories)
            asked.append(supposed.without(dict.fromkeys(histories, frozenset())))

    with Journal.open(database_url) as journal:
        catch_up(journal)
        ask_once(journal, Moment(datetime(2011, 1, 1, tzinfo=UTC)), compare)
    assert len(asked) == len(KINDS)
    assert all(names == [] for one in asked for names in one.values())
