"""Periods by name, the digest of figures, and what sections make of answers; no database is needed for any of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from sagsgang.domain.fold.law import Law
from sagsgang.domain.problem import Problem
from sagsgang.domain.text import Text
from sagsgang.reports.editions.restatement import changed_figures
from sagsgang.reports.kinds import quarterly_complaints
from sagsgang.reports.model.kind import ReportRequest, Rulebook
from sagsgang.reports.model.report import digest_of
from sagsgang.reports.model.span import span_of

from ..made import ROWS, report

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


@pytest.mark.parametrize(
    ("name", "first", "after", "previous", "following", "year_earlier"),
    [
        ("2008-03", (2008, 3, 1), (2008, 4, 1), "2008-02", "2008-04", "2007-03"),
        ("2008-12", (2008, 12, 1), (2009, 1, 1), "2008-11", "2009-01", "2007-12"),
        ("2010-Q1", (2010, 1, 1), (2010, 4, 1), "2009-Q4", "2010-Q2", "2009-Q1"),
        ("2010-H2", (2010, 7, 1), (2011, 1, 1), "2010-H1", "2011-H1", "2009-H2"),
        ("2010", (2010, 1, 1), (2011, 1, 1), "2009", "2011", "2009"),
    ],
)
def test_a_period_knows_its_days_and_its_neighbours(
    name: str,
    first: tuple[int, int, int],
    after: tuple[int, int, int],
    previous: str,
    following: str,
    year_earlier: str,
) -> None:
    """Given the name of a period, it runs from its first day to the day after its last, and ends at local midnight."""
    span = span_of(name)
    assert (span.first, span.after) == (date(*first), date(*after))
    assert (span.previous().name, span.following().name, span.year_earlier().name) == (
        previous,
        following,
        year_earlier,
    )
    assert span.end(COPENHAGEN) == datetime(*after, tzinfo=COPENHAGEN)


@pytest.mark.parametrize(
    "name",
    ["", "2010-13", "2010-00", "2010-Q5", "2010-H3", "10", "2010-1", "2010-03-01", "２０１０", "2010-Q１"],
)
def test_what_is_no_period_is_refused(name: str) -> None:
    """Given a text that names no month, quarter, half-year or year, it is refused."""
    with pytest.raises(Problem) as problem:
        span_of(name)
    assert problem.value.code == "bad-period"


@pytest.mark.parametrize("name", ["8999-12", "1000-Q1", "1000", "8999-H2"])
def test_the_first_and_the_last_period_have_neighbours(name: str) -> None:
    """Given a period at the edge of what can be asked about, those beside it can be computed, beyond the edge too."""
    span = span_of(name)
    assert span.previous().after == span.first
    assert span.following().first == span.after
    assert span.year_earlier().first.year == span.first.year - 1


@pytest.mark.parametrize(
    "name", ["9000-01", "0999", "0001-01", "0000", "9999-11", "9999-12", "9999-Q4", "9999-H2", "9999"]
)
def test_a_year_beyond_the_edge_is_named(name: str) -> None:
    """Given a period of a year that can't be asked about, the answer names it and says which years can be."""
    with pytest.raises(Problem, match=rf"'{name}': the year must be from 1000 to 8999"):
        span_of(name)


def test_a_period_is_said_in_both_languages() -> None:
    """Given periods, each is called as people call it."""
    said = [span_of(name).label for name in ("2008-03", "2010-Q1", "2010-H1", "2010")]
    assert said == [
        Text("marts 2008", "March 2008"),
        Text("1. kvartal 2010", "Q1 2010"),
        Text("1. halvår 2010", "first half of 2010"),
        Text("2010", "2010"),
    ]


def test_the_digest_is_of_the_figures_alone() -> None:
    """Given a section, another title leaves the digest as it is; another figure, period or unit does not."""
    [section] = report().sections
    digest = digest_of("r", "2010", None, [section])
    renamed = msgspec.structs.replace(section, title=Text("Andet", "Other"))
    recounted = msgspec.structs.replace(section, rows=[ROWS[0] | {"n": 12346}, *ROWS[1:]])
    assert digest_of("r", "2010", None, [renamed]) == digest
    others = [("r", "2010", None, [recounted]), ("r", "2011", None, [section]), ("r", "2010", "Nord", [section])]
    assert digest not in {digest_of(*other) for other in others}


def test_changed_figures_are_found_row_by_row() -> None:
    """Given a report whose first row counts one more, whose second row is gone and which has a new one, each figure is
    told with what tells its row apart, before and after; what there was not is none.
    """
    added = {"unit": "Ny", "n": 1}
    after = report(rows=[ROWS[0] | {"n": 12346}, ROWS[2], added])
    found = [(one.row["unit"], one.column, one.before, one.after) for one in changed_figures(report(), after)]
    assert found[0] == (ROWS[0]["unit"], "n", 12345, 12346)
    gone = [(column, before, now) for unit, column, before, now in found if unit == ROWS[1]["unit"]]
    assert gone == [("n", 3, None), ("pct", 66.7, None), ("change", 12.5, None), ("state", "other", None)]
    assert found[-1] == ("Ny", "n", None, 1)


def row(period: str, kind: str | None, received: int, decided: int = 0) -> dict[str, Any]:
    """A row of the complaints measure."""
    return {"period": period, "kind": kind, "received": received, "decided": decided, "upheld": 0}


def test_complaints_are_compared_with_the_quarter_before_and_the_year_before() -> None:
    """Given 12 complaints about handling in 2010-Q1, 8 in the quarter before and 10 a year ago, the changes are
    +50.0 % and +20.0 %; of a kind that had none before there is no change; one that had none now, and 3 before, is
    down by 100 % and marked as small; a kind silent in all three is left out.
    """
    rows = [
        *(row("2009-Q1", "formality", 10), row("2009-Q4", "formality", 8), row("2010-Q1", "formality", 12, 5)),
        *(row("2009-Q1", "decision", 0), row("2009-Q4", "decision", 0), row("2010-Q1", "decision", 7)),
        *(row("2009-Q1", None, 0), row("2009-Q4", None, 3), row("2010-Q1", None, 0)),
        *(row("2009-Q2", "other", 9), row("2009-Q4", "other", 0), row("2010-Q1", "other", 0)),
    ]
    span = span_of("2010-Q1")
    wanted = ReportRequest(span, COPENHAGEN, span.end(COPENHAGEN))
    answers = {"kind": rows, "category": [], "unit": []}
    found = {one.id: one for one in quarterly_complaints.sections(wanted, answers, Rulebook(Law(())))}
    compared = [
        (
            one["kind"],
            one["received"],
            one["before"],
            one["change_pct"],
            one["year_before"],
            one["year_change_pct"],
        )
        for one in found["by-kind"].rows
    ]
    assert compared == [
        ("formality", 12, 8, 50.0, 10, 20.0),
        ("decision", 7, 0, None, 0, None),
        (None, 0, 3, -100.0, 0, None),
    ]
    assert [bool(one.get("small")) for one in found["by-kind"].rows] == [False, False, True]
