"""Satisfaction in surveys of users.

The case S-1 is held by North; its answers:

==========  =========  =====  ======================================================
day         about      score  percent of the best
==========  =========  =====  ======================================================
2010-02-01  North      5 / 5  100
2010-02-02  North      4 / 5  80: satisfied, for the line is at 80 percent
2010-08-03  North      3 / 5  60
2010-08-04  South      2 / 5  40
2010-08-05  South      10/10  100, on another scale
2010-08-06  South      5.6/7  80: exactly on the line, though 0.8 × 7 is not exactly 5.6 in binary fractions
2010-08-07  South      6 / 5  off its scale
2010-08-08  South      3 / 0  off its scale
2010-08-09  South      1e308  of 1e308, as journals once took it: no scale, and no figure of anybody's is lost by it
==========  =========  =====  ======================================================

The first question is "waiting", all the others are "answer"; those about North do not say the unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sagsgang.domain.events.case_events import Annulled, ApplicationReceived
from sagsgang.domain.events.office_events import SurveyAnswered
from sagsgang.journal.application import Journal

from ...conftest import fresh_database
from ..counting_office import Happening, happened, publish, rows, tell


def answer(day: str, score: float, best: float, unit: str | None = None, question: str = "answer") -> Happening:
    """An answer in the survey of 2010."""
    return happened(
        "S-1",
        SurveyAnswered,
        day,
        survey="2010",
        question=question,
        score=float(score),
        best=float(best),
        about_unit=unit,
    )


LEDGER = (
    happened("S-1", ApplicationReceived, "2010-01-01", case_type="permit", unit="North"),
    answer("2010-02-01", 5, 5, question="waiting"),
    answer("2010-02-02", 4, 5),
    answer("2010-08-03", 3, 5),
    answer("2010-08-04", 2, 5, "South"),
    answer("2010-08-05", 10, 10, "South"),
    answer("2010-08-06", 5.6, 7, "South"),
    answer("2010-08-07", 6, 5, "South"),
    answer("2010-08-08", 3, 0, "South"),
    answer("2010-08-09", 1e308, 1e308, "South"),
)


@pytest.fixture(scope="module")
def office(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journal]:
    """A journal with the answers of the ledger, to be asked."""
    with fresh_database(server_url) as url, Journal.open(url) as journal:
        publish(journal, tmp_path_factory.mktemp("types"))
        tell(journal, *LEDGER)
        yield journal


def figures(found: list[dict[str, Any]]) -> dict[Any, tuple[Any, ...]]:
    """By group: answers, mean, mean in percent of the best, satisfied in percent, answers off their scale."""
    return {
        row["group"]: (
            row["n"],
            row["mean"],
            row["mean_pct"],
            row["satisfied_pct"],
            row.get("unusable", 0),
        )
        for row in found
    }


def test_satisfaction_by_unit(office: Journal) -> None:
    """Given the ledger, then North has (5 + 4 + 3) / 3 = 4, (100 + 80 + 60) / 3 = 80 percent, and 2 satisfied of 3. South
    has (40 + 100 + 80) / 3 = 73.3 percent and 2 satisfied of 3; no mean, for its scales differ; 3 off their scale."""
    assert figures(rows(office, "satisfaction", by=("unit",))) == {
        "North": (3, 4, 80, 66.7, 0),
        "South": (3, None, 73.3, 66.7, 3),
    }


def test_satisfaction_by_question_and_survey(office: Journal) -> None:
    """Given the ledger, then the first question has one answer, the best there is; the other has five, of which 80, 80
    and 100 percent are satisfied: 3 of 5, and (80 + 60 + 40 + 100 + 80) / 5 = 72 percent; all are of one survey."""
    assert figures(rows(office, "satisfaction", by=("question",))) == {
        "waiting": (1, 5, 100, 100, 0),
        "answer": (5, None, 72, 60, 3),
    }
    [row] = rows(office, "satisfaction", by=("survey", "type"))
    assert (row["group"], row["n"]) == ({"survey": "2010", "type": "permit"}, 6)


def test_satisfaction_by_half_year(office: Journal) -> None:
    """Given the ledger, then the first half-year has two answers of 5 and 4, a mean of 4.5; the second has four."""
    found = rows(office, "satisfaction", period="half", cases=True)
    assert [(row["period"], row["n"], row["mean"], row["cases"]) for row in found] == [
        ("2010-H1", 2, 4.5, ["S-1"]),
        ("2010-H2", 4, None, ["S-1"]),
    ]


def test_answers_off_their_scale_alone(office: Journal) -> None:
    """Given the last two days of the ledger, then no answer can be used: there is no figure, and two are unusable."""
    found = rows(office, "satisfaction", since="2010-08-07", until="2010-08-09")
    assert figures(found) == {None: (0, None, None, None, 2)}


def test_an_annulled_answer_was_known_until_then(journal: Journal, tmp_path: Path) -> None:
    """Given the ledger, when the answer of 3 about North is annulled, then its two others are left, with a mean of 4.5;
    as known before, it had three."""
    publish(journal, tmp_path)
    known_at = tell(journal, *LEDGER)
    tell(journal, happened("S-1", Annulled, "2010-09-01", annuls="S-1 survey-answered 2010-08-03"))
    assert figures(rows(journal, "satisfaction", by=("unit",)))["North"] == (2, 4.5, 90, 100, 0)
    assert figures(rows(journal, "satisfaction", by=("unit",), known_at=known_at))["North"] == (3, 4, 80, 66.7, 0)
