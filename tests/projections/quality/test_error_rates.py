"""Error rates of reviews: what is counted, in which period and group, and how sure it is.

A and B are in North, D and E in South; B moves to South on 15 February. R1 was drawn by unit and is central, R2 was not
and is local. C is in no sample. A's error in R1 was answered late; nobody answered on D's time, nor on E's. The ledger::

    2010-01-01  A   application-received  case_type=permit unit=North
    2010-01-01  B   application-received  case_type=permit unit=North
    2010-01-01  C   application-received  case_type=permit unit=North
    2010-01-01  D   application-received  case_type=permit unit=South
    2010-01-01  E   application-received  case_type=permit unit=South
    2010-02-01  R1  sample-drawn          case_type=review unit=Quality attributes.level=central method=hand seed=1 \
        size=3 as_of=2010-02-01 position=0 population=5 digest= \
        cases='[{"case":"A","stratum":"North"},{"case":"B","stratum":"North"},{"case":"D","stratum":"South"}]'
    2010-02-10  R1  check-answered        concerns=A check=on-time answer=ok               id=1
    2010-02-10  R1  check-answered        concerns=B check=form-used answer=ok             id=2
    2010-02-10  R1  check-answered        concerns=B check=on-time answer=not-applicable   id=3
    2010-02-15  B   guidance-given        unit=South
    2010-02-20  R1  check-answered        concerns=D check=form-used answer=error          id=4
    2010-03-15  R1  error-corrected       concerns=D check=form-used
    2010-04-01  R2  sample-drawn          case_type=review unit=Quality attributes.level=local method=hand seed=1 \
        size=2 as_of=2010-04-01 position=0 population=5 digest= cases='[{"case":"A"},{"case":"E"}]'
    2010-04-01  R2  check-answered        concerns=E check=form-used answer=error          id=5
    2010-04-02  R1  check-answered        concerns=A check=form-used answer=error          id=6
    2010-04-10  R2  check-answered        concerns=A check=form-used answer=ok             id=7
    2010-04-10  R2  check-answered        concerns=A check=on-time answer=error            id=8
    2010-05-01  R2  check-answered        concerns=E check=form-used answer=ok             id=9
"""

from __future__ import annotations

from typing import Any

import pytest
from sagsgang.journal.application import Journal
from sagsgang.projections.asking.grouping import UnknownField

from ..counting_office import PERMIT, rows, tell

REVIEW = """
id = "review"
title = { da = "Tilsyn", en = "Review" }
opens = ["sample-drawn"]

[[attribute]]
name = "level"
label = { da = "Niveau", en = "Level" }

[[check]]
id = "form-used"
label = { da = "Skemaet er brugt", en = "The form was used" }

[[check]]
id = "on-time"
label = { da = "Til tiden", en = "On time" }
"""


TYPES = {"permit": PERMIT, "review": REVIEW}


def figures(found: list[dict[str, Any]]) -> dict[Any, tuple[int, ...]]:
    """By group: answered ok or error, errors, put right, not applicable, pending."""
    return {
        row["group"]: tuple(row[name] for name in ("n", "errors", "corrected", "not_applicable", "pending"))
        for row in found
    }


def test_errors_of_each_check(office: Journal) -> None:
    """Given the ledger, then the form was an error in 2 of 5, one of them put right since; being on time was an error in
    1 of 2, not applicable once and pending twice. E's error was no error in the end."""
    assert figures(rows(office, "error-rates")) == {"form-used": (5, 2, 1, 0, 0), "on-time": (2, 1, 0, 1, 2)}


def test_the_percentage_and_how_sure_it_is(office: Journal) -> None:
    """Given 2 of 5 and 1 of 2, then they are 40 and 50 percent, by the score equation 11.8 to 76.9 and 9.5 to 90.5; what
    rests on two answers is marked as small, what rests on five is not."""
    form, time = rows(office, "error-rates")
    assert [form[name] for name in ("error_pct", "low_pct", "high_pct")] == [40.0, 11.8, 76.9]
    assert [time[name] for name in ("error_pct", "low_pct", "high_pct")] == [50.0, 9.5, 90.5]
    assert ("small" in form, time["small"]) == (False, True)
    assert form["label"] == {"da": "Skemaet er brugt", "en": "The form was used"}


def test_a_percentage_of_nothing_is_not_nought(office: Journal) -> None:
    """Given the day of the first draw, when nothing is answered yet, then there is no percentage and no interval."""
    for row in rows(office, "error-rates", as_of="2010-02-01"):
        assert (row["n"], row["pending"]) == (0, 3)
        assert not {"error_pct", "low_pct", "high_pct"} & row.keys()


def test_an_answer_belongs_to_the_day_of_the_draw(office: Journal) -> None:
    """Given A's answer of 2 April about the sample of 1 February, then it counts in the first quarter; R2, drawn and
    answered on 1 April, in the second. The period is half-open: 1 April is the first day of the second."""
    found = rows(office, "error-rates", period="quarter", by=("review",))
    assert {row["period"]: row["group"] for row in found} == {"2010-Q1": "R1", "2010-Q2": "R2"}
    first = rows(office, "error-rates", by=("review",), since="2010-02-01", until="2010-04-01")
    second = rows(office, "error-rates", by=("review",), since="2010-04-01")
    assert figures(first) == {"R1": (4, 2, 1, 1, 1)}
    assert figures(second) == {"R2": (3, 1, 0, 0, 1)}


@pytest.mark.parametrize(
    ("by", "divided"),
    [
        ("unit", {"North": (5, 2, 0, 1, 0), "South": (2, 1, 1, 0, 2)}),
        ("stratum", {"North": (3, 1, 0, 1, 0), "South": (1, 1, 1, 0, 1), None: (3, 1, 0, 0, 1)}),
        ("level", {"central": (4, 2, 1, 1, 1), "local": (3, 1, 0, 0, 1)}),
        ("review_unit", {"Quality": (7, 3, 1, 1, 2)}),
        ("type", {"review": (7, 3, 1, 1, 2)}),
    ],
)
def test_other_divisions(office: Journal, by: str, divided: dict[str | None, tuple[int, ...]]) -> None:
    """Given a field, then the checks are divided by it. B counts where it was when it was drawn, in North."""
    assert figures(rows(office, "error-rates", by=(by,))) == divided


def test_the_cases_behind_are_those_with_errors(office: Journal) -> None:
    """Given the cases are asked for, then each row lists those with an error, and none where there is none."""
    found = rows(office, "error-rates", by=("check", "review"), cases=True)
    assert [(row["group"]["check"], row["group"]["review"], row["cases"]) for row in found] == [
        ("form-used", "R1", ["A", "D"]),
        ("form-used", "R2", []),
        ("on-time", "R1", []),
        ("on-time", "R2", ["A"]),
    ]


@pytest.mark.parametrize(
    ("as_of", "form"),
    [
        ("2010-02-01", (0, 0, 0, 0, 3)),
        ("2010-02-20", (2, 1, 0, 0, 1)),
        ("2010-03-15", (2, 1, 1, 0, 1)),
        ("2010-04-01", (3, 2, 1, 0, 2)),
        ("2010-04-10", (5, 3, 1, 0, 0)),
        ("2010-05-01", (5, 2, 1, 0, 0)),
    ],
)
def test_as_it_stood_on_a_day(office: Journal, as_of: str, form: tuple[int, ...]) -> None:
    """Given a day, then the answers and corrections by then count, and all else that was drawn is pending."""
    assert figures(rows(office, "error-rates", as_of=as_of))["form-used"] == form


def test_before_the_first_draw_there_is_nothing(office: Journal) -> None:
    """Given the day before, or another type of case, then there are no rows."""
    assert rows(office, "error-rates", as_of="2010-01-31") == []
    assert rows(office, "error-rates", case_type="permit") == []


def test_what_was_known(told_further: Journal) -> None:
    """Given an answer of February that is recorded late, and the annulment of another, then both count from then on, and
    what was known before stays."""
    before = told_further.head().recorded
    tell(
        told_further,
        """
        2010-02-12  R1  check-answered  concerns=D check=on-time answer=error
        2010-06-01  R2  annulled        annuls=8
        """,
    )
    assert figures(rows(told_further, "error-rates", known_at=before))["on-time"] == (2, 1, 0, 1, 2)
    found = rows(told_further, "error-rates", by=("review",))
    assert figures(found) == {"R1": (5, 3, 1, 1, 0), "R2": (2, 0, 0, 0, 2)}


def test_an_annulled_sample_takes_its_answers_along(told_further: Journal) -> None:
    """Given the sample of R2 is annulled, then nothing of it counts any more; R1 stays."""
    tell(told_further, '2010-06-01 R2 annulled annuls="R2 sample-drawn 2010-04-01"')
    assert figures(rows(told_further, "error-rates", by=("review",))) == {"R1": (4, 2, 1, 1, 1)}


def test_a_case_that_was_not_drawn_does_not_count(told_further: Journal) -> None:
    """Given an answer about C, which is in no sample, then no figure changes."""
    before = rows(told_further, "error-rates", cases=True)
    tell(told_further, "2010-02-12 R1 check-answered concerns=C check=on-time answer=error")
    assert rows(told_further, "error-rates", cases=True) == before


def test_an_unknown_field_is_said(office: Journal) -> None:
    """Given a field that neither a check nor a review has, then the fields there are are said."""
    with pytest.raises(UnknownField, match="stratum"):
        rows(office, "error-rates", by=("colour",))
