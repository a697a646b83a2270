"""The kinds of reports that follow a year: processing times, targets, and the cases of an inquiry.

=====  ==========  ==========  =====  ==================================
case   received    closed      days   unit
=====  ==========  ==========  =====  ==================================
P-1    2009-03-02  2009-03-12     10  North
P-2    2010-02-01  2010-02-11     10  North
P-3    2010-02-01  2010-02-21     20  North
P-4    2010-03-01  2010-06-09    100  South
P-5    2010-11-01  open           61  South, until midnight after 2010
=====  ==========  ==========  =====  ==================================

K-1 to K-3 are complaints of 10 January, 11 May and 12 August 2010; the contract allows at most 4 in the year. T-1 is a
review in which P-2 and P-3 were drawn; of its two checks ``basis`` is answered ok and error, the error put right, and
``form`` not applicable and not yet answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sagsgang.cli import run
from sagsgang.journal.application import Journal
from sagsgang.projections.asking.grouping import Selection
from sagsgang.projections.asking.reader import Moment, Reader
from sagsgang.projections.asking.reader import ask as ask_once
from sagsgang.projections.statistics.measures import MEASURES
from sagsgang.projections.upkeep.catch_up import catch_up

from ..conftest import fresh_database
from .conftest import Ask
from .office import COMPLAINT, PERMIT, event, happened, received, write

REVIEW = """
id = "review"
title = { da = "Tilsyn", en = "Review" }
opens = ["sample-drawn"]

[[check]]
id = "basis"
label = { da = "Grundlag korrekt", en = "Basis correct" }

[[check]]
id = "form"
label = { da = "Skema brugt", en = "Form used" }
"""
TARGETS = """
id = "contract"
title = { da = "Kontrakt", en = "Contract" }
year = 2010

[[target]]
id = "complaints"
label = { da = "Klager", en = "Complaints" }
measure = "complaints"
column = "received"
type = "complaint"
at_most = 4
per_year = true
"""
SAMPLE = {
    "method": "by hand",
    "seed": "2010",
    "size": 2,
    "as_of": "2010-12-01T00:00:00Z",
    "position": 4,
    "population": 4,
    "digest": "0" * 64,
    "cases": [{"case": "P-2"}, {"case": "P-3"}],
}


def closed(id_: str, case: str, time: str) -> dict[str, Any]:
    """The case is closed."""
    return event(id_, case, "closed", time)


def answered(id_: str, case: str, check: str, answer: str) -> dict[str, Any]:
    """A question of the review's checklist is answered."""
    return event(id_, "T-1", "check-answered", "2010-12-05", concerns=case, check=check, answer=answer)


EVENTS = [
    received("r1", "P-1", "2009-03-02", "North"),
    event("m1", "P-1", "meeting-held", "2009-03-05", attended=True, actor="anna"),
    event("u1", "P-1", "survey-answered", "2009-03-06", survey="2009", score=4, best=5),
    event("t1", "P-1", "referred", "2009-03-09", to_unit="South"),
    event("t2", "P-1", "accepted", "2009-03-10", actor="bo"),
    closed("c1", "P-1", "2009-03-12"),
    received("r2", "P-2", "2010-02-01", "North"),
    closed("c2", "P-2", "2010-02-11"),
    received("r3", "P-3", "2010-02-01", "North"),
    closed("c3", "P-3", "2010-02-21"),
    received("r4", "P-4", "2010-03-01", "South"),
    closed("c4", "P-4", "2010-06-09"),
    received("r5", "P-5", "2010-11-01", "South"),
    *(
        event(f"k{number}", f"K-{number}", "complaint-received", day, casetype="complaint", kind="formality")
        for number, day in enumerate(("2010-01-10", "2010-05-11", "2010-08-12"), start=1)
    ),
    event("s", "T-1", "sample-drawn", "2010-12-01", casetype="review", **SAMPLE),
    answered("a1", "P-2", "basis", "ok"),
    answered("a2", "P-3", "basis", "error"),
    answered("a3", "P-2", "form", "not-applicable"),
    event("e1", "T-1", "error-corrected", "2010-12-20", concerns="P-3", check="basis"),
]


def fill(database: str, folder: Path) -> None:
    """What happened, under which rules and targets."""
    texts = {"permit": PERMIT, "complaint": COMPLAINT, "review": REVIEW, "targets": TARGETS}
    for name, text in texts.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    types = [str(folder / f"{name}.toml") for name in ("permit", "complaint", "review")]
    assert run(["--database", database, "type", "publish", *types]) == 0
    assert run(["--database", database, "targets", "publish", str(folder / "targets.toml")]) == 0
    assert run(["--database", database, "append", str(write(folder / "events.jsonl", EVENTS))]) == 0


@pytest.fixture(scope="module")
def year(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of the year's journal, for tests that only ask."""
    with fresh_database(server_url) as url:
        fill(url, tmp_path_factory.mktemp("year"))
        yield url


def rows(report: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The rows of a section."""
    [found] = [one["rows"] for one in report["sections"] if one["id"] == name]
    assert isinstance(found, list)
    return found


def test_the_year_in_processing_times(ask: Ask, year: str) -> None:
    """Given the table, then three permits were closed in 2010, with a median of 20 days (10, 20, 100) and the longest
    of 100 (whole days, though summer time began on 28 March); North's two have a median of 15. 2009 had one of 10 days.
    Of the four permits that count as long or not (P-5 is open, 61 days), the slowest twentieth is P-4.
    """
    found = ask(year, "report", "make", "annual-times", "--period", "2010", "--type", "permit")
    [permits] = rows(found, "types")
    assert (permits["n"], permits["median_days"], permits["small"]) == (3, 20.0, True)
    assert permits["max_days"] == 100.0
    assert {row["unit"]: (row["n"], row["median_days"]) for row in rows(found, "units")}["North"] == (2, 15.0)
    assert [(row["period"], row["n"]) for row in rows(found, "years")] == [("2009", 1), ("2010", 3)]
    [slow] = rows(found, "long")
    assert (slow["case"], slow["opened_on"], slow["closed_on"], slow["longest_with"]) == (
        "P-4",
        "2010-03-01",
        "2010-06-09",
        "South",
    )


@pytest.mark.parametrize(
    ("kind", "period", "figure", "expected", "status"),
    [("half-year-targets", "2010-H1", 2, 2.0, "on-track"), ("year-end-targets", "2010", 3, 4.0, "reached")],
)
def test_targets_at_the_half_year_and_at_the_end(
    ask: Ask, year: str, kind: str, period: str, figure: int, expected: float, status: str
) -> None:
    """Given at most 4 complaints in the year, then 2 of the 2 that the half-year may use were received by 1 July, which
    is on track; and 3 by the end, which is reached.
    """
    found = ask(year, "report", "make", kind, "--period", period)
    [target] = rows(found, "targets-contract")
    told = (target["target"], target["figure"], target["expected"], target["status"])
    assert told == ("complaints", figure, expected, status)


def test_the_cases_of_a_review(ask: Ask, year: str) -> None:
    """Given the review, then each case has its answers as of the end of the year, and each check says how they divide;
    as of 10 December the error is not yet put right.
    """
    make = ("report", "make", "inquiry-cases", "--case", "T-1", "--period", "2010")
    found = ask(year, *make)
    assert rows(found, "cases") == [
        {"case": "P-2", "basis": "ok", "form": "not-applicable"},
        {"case": "P-3", "basis": "corrected", "form": "pending"},
    ]
    divided = [(row["check"], row["ok"], row["error"], row["corrected"]) for row in rows(found, "checks")]
    assert divided == [("basis", 1, 0, 1), ("form", 0, 0, 0)]
    earlier = ask(year, *make, "--as-of", "2010-12-10")
    assert [row["basis"] for row in rows(earlier, "cases")] == ["ok", "error"]


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_says_what_a_case_alone_stands_for(year: str, name: str) -> None:
    """Given a measure divided by case, when it is asked about one case alone, then it gives the rows of that case and
    no others. Restatements rest on it.
    """

    def compare(reader: Reader) -> None:
        selection = Selection(by=("case",))
        every = MEASURES[name].count(reader, selection)
        assert every
        for case in {row.group for row in every}:
            alone = MEASURES[name].count(reader.at(reader.position, [case]), selection)
            assert list(alone) == [row for row in every if row.group == case]

    with Journal.open(year) as journal:
        catch_up(journal)
        ask_once(journal, Moment(datetime(2011, 1, 1, tzinfo=UTC)), compare)


def test_what_changes_them_is_told(ask: Ask, database_url: str, tmp_path: Path) -> None:
    """Given the three reports published, when come in that P-2 was closed on 13 February, a complaint of 30 December,
    another of 2011, the last answer, and targets that allow 2 complaints, then each report is told what changed it,
    and nothing else: the times by the correction (the new complaint is neither closed nor among the slowest), the
    targets by the complaint and the new targets, the review by the answer.
    """
    fill(database_url, tmp_path)
    kinds = {
        "times": ("annual-times", "--period", "2010"),
        "targets": ("year-end-targets", "--period", "2010"),
        "review": ("inquiry-cases", "--period", "2010", "--case", "T-1"),
    }
    for words in kinds.values():
        ask(database_url, "report", "publish", *words)
    events = happened(
        """
        2011-01-03  P-2  corrected           corrects=c2 changes.occurred=2010-02-13 id=x1
        2010-12-30  K-4  complaint-received  case_type=complaint kind=formality id=k4
        2011-01-02  K-5  complaint-received  case_type=complaint kind=formality id=k5
        2010-12-28  T-1  check-answered      concerns=P-3 check=form answer=ok id=a4
        """
    )
    ask(database_url, "append", write(tmp_path / "later.jsonl", events))
    (tmp_path / "targets.toml").write_text(TARGETS.replace("at_most = 4", "at_most = 2"), encoding="utf-8")
    ask(database_url, "targets", "publish", tmp_path / "targets.toml")
    restated = {name: ask(database_url, "report", "restate", *words) for name, words in kinds.items()}
    assert all(one["same"] for one in restated.values())
    causes = {name: [cause["event"] for cause in one["events"]] for name, one in restated.items()}
    assert causes == {
        "times": ["corrected"],
        "targets": ["complaint-received", "targets-published"],
        "review": ["check-answered"],
    }
    figures = {one["column"]: (one["before"], one["after"]) for one in restated["targets"]["figures"]}
    assert figures == {
        "at_most": (4.0, 2.0),
        "expected": (4.0, 2.0),
        "figure": (3, 4),
        "status": ("reached", "missed"),
    }
