"""A date or an instant in an attribute has one form; what another system writes is a finding, never a guess.

A guess is worse than none: read as an instant, 20260331 would be due at 00:00, a day too early (rule 8).
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sagsgang.domain.events.case_events import Corrected, Decided

from ..written_cases import Case, answer, case_type, local, received


def limited(limit: object, **said: object) -> Case:
    """A case with the deadline that its application names."""
    return received("2026-03-02T09:00", case_type(answer(given="limit"), **said), attributes={"limit": limit})


@pytest.mark.parametrize("limit", [
    "20260331",  # the basic form
    "2026-03-31+02:00",  # a date with an offset
    "2026-03-31Z",
    "2026-W12-5",  # a day of a week
    "2026W125",
    "2026-090",  # a day of a year
    "2026-3-31",
    "31-03-2026",
    "2026-03-31T12",
    "2026-03-31T1200",
    "2026-03-31T24:00",
    "2026-03-31T12:00:00,5",  # a comma before the fraction
    "2026-03-31T12:00+0200",
    "2026-03-31T12:00+25:00",
    "2026-03-31t12:00",
    "2026-03-31T12:00z",
    " 2026-03-31",
    "2026-03-31\n",
    "２０２６-03-31",  # digits of another script
    "2026-02-29",  # no such day
    "1899-12-31",
    "2101-01-01",
    20260331,
    True,
    None,
])  # fmt: skip
def test_what_is_no_moment_is_a_finding(limit: object) -> None:
    """Given a limit in another form, then the deadline is open without an end, and the finding says so."""
    case = limited(limit)
    assert (case.last().state, case.last().due_on, case.last().due_at) == ("running", None, None)
    assert case.findings() == [("undeterminable", 1)]


@pytest.mark.parametrize(("limit", "due_at"), [
    ("2026-03-31T12:00", local("2026-03-31T12:00")),
    ("2026-03-31 12:00:30", local("2026-03-31T12:00:30")),
    ("2026-03-31T12:00:00.5", local("2026-03-31T12:00:00.500000")),
    ("2026-03-31T12:00Z", datetime(2026, 3, 31, 12, tzinfo=UTC)),
    ("2026-03-31T12:00:00-05:30", datetime(2026, 3, 31, 17, 30, tzinfo=UTC)),
    ("2026-03-29T02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # skipped: as if not put forward yet
    ("2026-10-25T02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # comes twice: the first
])  # fmt: skip
def test_an_instant_is_due_at_that_instant(limit: str, due_at: datetime) -> None:
    """Given an instant in its form, local or with an offset, then it is due then, to the fraction of a second."""
    case = limited(limit)
    assert (case.last().due_at, case.findings()) == (due_at, [])


def test_a_date_is_due_through_its_end() -> None:
    """Given 2026-03-31, then it can be met all that Tuesday."""
    case = limited("2026-03-31").has(Decided, "2026-03-31T23:59:59")
    assert (case.last().due_on, case.last().breached_at) == (date(2026, 3, 31), None)


def test_the_years_are_those_of_the_local_clock() -> None:
    """Given an instant that is of 2101 in UTC and of 2100 in New York, then there it is a moment, and in Copenhagen none."""
    limit = "2101-01-01T04:00:00Z"
    assert limited(limit).findings() == [("undeterminable", 1)]
    assert limited(limit, zone="America/New_York").last().due_at == datetime(2101, 1, 1, 4, tzinfo=UTC)


def test_a_correction_to_another_form_is_a_finding_and_one_to_the_form_heals_it() -> None:
    """Given a limit corrected to 20260331, then it has no end; when it is corrected to 2026-03-31, then it has."""
    case = limited("2026-03-20").has(
        Corrected, "2026-03-03", corrects="1", changes={"attributes": {"limit": "20260331"}}
    )
    assert (case.last().due_on, case.findings()) == (None, [("undeterminable", 1)])
    case.has(Corrected, "2026-03-04", corrects="1", changes={"attributes": {"limit": "2026-03-31"}})
    assert (case.last().due_on, case.findings()) == (date(2026, 3, 31), [])


@pytest.mark.parametrize("occurred", ["20260312", "2026-W11-4", "9999-12-31", "0001-01-01", "2026-03-12+01:00"])
def test_a_corrected_time_has_the_same_form(occurred: str) -> None:
    """Given a decision of 25 March corrected to a time in no form, then it stays of the 25th, and it is a finding."""
    case = received("2026-03-02", answer()).has(Decided, "2026-03-25")
    case.has(Corrected, "2026-03-26", corrects="2", changes={"occurred": occurred})
    assert case.last().breached_at == local("2026-03-17")
    assert [code for code, _ in case.findings()] == ["bad-correction"]
