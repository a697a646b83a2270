"""Satisfaction in surveys of users.

The case is held by North: answers that do not say the unit are about it. In percent of the best its answers are 100, 80
(satisfied: the line is at 80 percent) and 60. Those about South are 40, 100 on another scale, and 80: exactly on the
line, though 0.8 × 7 is not exactly 5.6 in binary fractions. The last three are off their scale: no figure of anybody's
is lost by 1e308 of 1e308, as journals once took it. The ledger::

    2010-01-01  S-1  application-received  case_type=permit unit=North
    2010-02-01  S-1  survey-answered       survey=2010 question=waiting score=5 best=5
    2010-02-02  S-1  survey-answered       survey=2010 question=answer score=4 best=5
    2010-08-03  S-1  survey-answered       survey=2010 question=answer score=3 best=5
    2010-08-04  S-1  survey-answered       survey=2010 question=answer score=2 best=5 about_unit=South
    2010-08-05  S-1  survey-answered       survey=2010 question=answer score=10 best=10 about_unit=South
    2010-08-06  S-1  survey-answered       survey=2010 question=answer score=5.6 best=7 about_unit=South
    2010-08-07  S-1  survey-answered       survey=2010 question=answer score=6 best=5 about_unit=South
    2010-08-08  S-1  survey-answered       survey=2010 question=answer score=3 best=0 about_unit=South
    2010-08-09  S-1  survey-answered       survey=2010 question=answer score=1e308 best=1e308 about_unit=South
"""

from __future__ import annotations

from typing import Any

from sagsgang.journal.application import Journal

from ..counting_office import rows, tell


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


def test_an_annulled_answer_was_known_until_then(told_further: Journal) -> None:
    """Given the ledger, when the answer of 3 about North is annulled, then its two others are left, with a mean of 4.5;
    as known before, it had three."""
    known_at = told_further.head().recorded
    tell(told_further, '2010-09-01 S-1 annulled annuls="S-1 survey-answered 2010-08-03"')
    assert figures(rows(told_further, "satisfaction", by=("unit",)))["North"] == (2, 4.5, 90, 100, 0)
    assert figures(rows(told_further, "satisfaction", by=("unit",), known_at=known_at))["North"] == (
        3,
        4,
        80,
        66.7,
        0,
    )
