"""Complaints per month, quarter, half-year and year, with the change in percent and the number behind it.

What came in is 6 a year; 4, 2, 4, 2 a half-year; 2, 2, 1, 1, 3, 1, 1, 1 a quarter; some at its last hour. The ledger::

    2009-02-10        K-1   complaint-received  case_type=complaint kind=handling
    2009-03-01        K-2   complaint-received  case_type=complaint kind=decision
    2009-05-11        K-3   complaint-received  case_type=complaint kind=handling
    2009-06-30T23:30  K-4   complaint-received  case_type=complaint kind=decision
    2009-08-12        K-5   complaint-received  case_type=complaint kind=handling
    2009-11-13        K-6   complaint-received  case_type=complaint kind=handling
    2010-01-01        K-7   complaint-received  case_type=complaint kind=handling
    2010-02-02        K-8   complaint-received  case_type=complaint kind=handling
    2010-02-03        K-9   complaint-received  case_type=complaint kind=handling
    2010-05-05        K-10  complaint-received  case_type=complaint kind=handling
    2010-09-09        K-11  complaint-received  case_type=complaint kind=handling
    2010-12-31T23:30  K-12  complaint-received  case_type=complaint kind=handling
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sagsgang.journal.application import Journal

from ...conftest import fresh_database
from ..counting_office import publish, rows, tell

COMPLAINT = "complaint-received case_type=complaint"


@pytest.fixture
def empty_office(journal: Journal, tmp_path: Path) -> Journal:
    """A journal with the case types alone."""
    publish(journal, tmp_path)
    return journal


def changes(found: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Period, received, received in the period before, change in percent."""
    return [(row["period"], row["received"], row["before"], row["change_pct"]) for row in found]


PERIODS = [
    ("year", [("2009", 6, 0, None), ("2010", 6, 6, 0)]),
    (
        "half",
        [("2009-H1", 4, 0, None), ("2009-H2", 2, 4, -50), ("2010-H1", 4, 2, 100), ("2010-H2", 2, 4, -50)],
    ),
    (
        "quarter",
        [
            ("2009-Q1", 2, 0, None),
            ("2009-Q2", 2, 2, 0),
            ("2009-Q3", 1, 2, -50),
            ("2009-Q4", 1, 1, 0),
            ("2010-Q1", 3, 1, 200),
            ("2010-Q2", 1, 3, -66.7),
            ("2010-Q3", 1, 1, 0),
            ("2010-Q4", 1, 1, 0),
        ],
    ),
]


@pytest.mark.parametrize(("period", "expected"), PERIODS, ids=[period for period, _ in PERIODS])
def test_each_period_has_the_number_behind_its_change(office: Journal, period: str, expected: list[Any]) -> None:
    """Given the ledger, then each period has what it received, what the period before did, and the change in percent
    of that to one decimal: 1 after 3 is -66.7; the first period has nothing to be measured against."""
    assert changes(rows(office, "complaints", period=period)) == expected


def test_months_without_complaints(office: Journal) -> None:
    """Given the first months of 2010, then February rose from 1 to 2, March fell from 2 to 0, and April, after a month
    of none, has no change: none in percent of none is nothing."""
    found = rows(office, "complaints", period="month", since="2010-01-01", until="2010-05-01")
    assert changes(found) == [
        ("2010-01", 1, 0, None),
        ("2010-02", 2, 1, 100),
        ("2010-03", 0, 2, -100),
        ("2010-04", 0, 0, None),
    ]


def test_a_kind_that_fell_silent_is_told(office: Journal) -> None:
    """Given complaints of 2010 by kind, then those about the handling rose from 4 to 6, by 50 percent, and those about
    a decision fell from 2 to none, by 100 percent: none in the year, but its change is told."""
    found = rows(office, "complaints", period="year", since="2010-01-01", until="2011-01-01", by=("kind",))
    assert [(row["group"], *changes([row])[0]) for row in found] == [
        ("decision", "2010", 0, 2, -100),
        ("handling", "2010", 6, 4, 50),
    ]


def test_a_period_that_is_not_over_has_no_change(office: Journal) -> None:
    """Given the third quarter of 2010, when it is asked about in its middle, then it received none yet, the quarter
    before received 1, and no change is told before it is over."""
    found = rows(
        office, "complaints", as_of="2010-08-15", period="quarter", since="2010-07-01", until="2010-10-01"
    )
    assert changes(found) == [("2010-Q3", 0, 1, None)]


def test_a_period_that_the_selection_cuts_has_no_change(office: Journal) -> None:
    """Given the complaints from 15 January 2010 on, then the first quarter has 2 of its 3, and the whole quarter
    before had 1; but 2 are not the quarter, so no change is told; the second quarter is whole: 1 after 3."""
    found = rows(office, "complaints", period="quarter", since="2010-01-15", until="2010-07-01")
    assert changes(found) == [("2010-Q1", 2, 1, None), ("2010-Q2", 1, 3, -66.7)]


def test_without_periods_there_is_nothing_before(office: Journal) -> None:
    """Given no division into periods, then 12 were received, and neither a number before nor a change is told."""
    [row] = rows(office, "complaints")
    assert (row["n"], row["received"], row["change_pct"]) == (12, 12, None)
    assert "before" not in row


def test_a_change_that_rests_on_a_small_number_is_marked(empty_office: Journal) -> None:
    """Given 4 complaints in 2009, 6 in 2010 and 5 in 2011, then 2009 is small; so is 2010, whose +50 percent is of 4;
    2011 with 5 after 6 is not."""
    for year, number in ((2009, 4), (2010, 6), (2011, 5)):
        came = (f"{year}-03-0{one} {year}-{one} {COMPLAINT}" for one in range(1, number + 1))
        tell(empty_office, "\n".join(came))
    found = rows(empty_office, "complaints", period="year")
    assert [(row["period"], row["change_pct"], row.get("small", False)) for row in found] == [
        ("2009", None, True),
        ("2010", 50, True),
        ("2011", -16.7, False),
    ]


@pytest.fixture(scope="module")
def two_systems(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journal]:
    """Two complaints from one system that say everything of themselves, and one from another that says nothing."""
    said = f"{COMPLAINT} kind=handling category=service unit=North source=opera attributes.via=ombudsman"
    with fresh_database(server_url) as url, Journal.open(url) as journal:
        publish(journal, tmp_path_factory.mktemp("types"))
        tell(
            journal,
            f"""
            2010-01-05  K-1  {said}
            2010-02-05  K-2  {said}
            2010-03-05  K-3  {COMPLAINT} source=other
            2010-04-05  K-1  complaint-decided source=opera
            """,
        )
        yield journal


FIELDS = [
    ("kind", "handling", None),
    ("category", "service", None),
    ("unit", "North", None),
    ("via", "ombudsman", None),
    ("source", "opera", "other"),
]


@pytest.mark.parametrize(("field", "said", "unsaid"), FIELDS, ids=[field for field, *_ in FIELDS])
def test_complaints_divide_by(two_systems: Journal, field: str, said: str, unsaid: str | None) -> None:
    """Given two complaints that say what they are about, whom they concern, how they came (via) and which system sent
    them (source), and one of another system that says nothing, then they divide by each of these; what happened later
    to a complaint counts where the complaint does."""
    found = rows(two_systems, "complaints", by=(field,))
    assert {row["group"]: (row["received"], row["decided"]) for row in found} == {said: (2, 1), unsaid: (1, 0)}


def test_open_withdrawn_and_mistaken_complaints(empty_office: Journal) -> None:
    """Given a pending complaint, one that was closed undecided, and one registered by mistake and annulled, then the
    first two were received and the third was not; before the annulment was known, three were."""
    known_at = tell(
        empty_office,
        f"""
        2010-01-05  pending    {COMPLAINT}
        2010-01-06  withdrawn  {COMPLAINT}
        2010-01-20  withdrawn  closed reason=withdrawn
        2010-01-07  mistaken   {COMPLAINT} id=7
        """,
    )
    tell(empty_office, "2010-01-08 mistaken annulled annuls=7")
    [row] = rows(empty_office, "complaints", cases=True)
    assert (row["received"], row["decided"], row["cases"]) == (2, 0, ["pending", "withdrawn"])
    [then] = rows(empty_office, "complaints", known_at=known_at)
    assert then["received"] == 3
