"""Attendance at meetings, with and without a reminder.

A is reminded before the first meeting, not before the second (the reminder was for the one before), and twice before
the third. Nobody wrote down whether B came to the first; the second was agreed after its reminder. The ledger::

    2010-01-01        A  application-received  case_type=permit unit=North attributes.channel=web
    2010-01-04        A  meeting-agreed        takes_place=2010-01-10T10:00
    2010-01-08T09:00  A  meeting-reminded      channel=sms
    2010-01-10T10:00  A  meeting-held          attended=true
    2010-02-10T10:00  A  meeting-held          attended=false
    2010-03-08T09:00  A  meeting-reminded      channel=sms
    2010-03-09T09:00  A  meeting-reminded      channel=e-mail
    2010-03-10T10:00  A  meeting-held          attended=true
    2010-01-01        B  application-received  case_type=permit unit=South responsible="sb 1"
    2010-01-12T10:00  B  meeting-held
    2010-04-10T09:00  B  meeting-reminded
    2010-04-11        B  meeting-agreed        takes_place=2010-04-12T10:00
    2010-04-12T10:00  B  meeting-held          attended=false
"""

from __future__ import annotations

from typing import Any

import pytest
from sagsgang.journal.application import Journal
from sagsgang.projections.asking.grouping import UnknownField

from ..counting_office import rows, tell


def figures(found: list[dict[str, Any]]) -> dict[Any, tuple[Any, ...]]:
    """By group: meetings, attended, missed, unknown, attendance in percent."""
    return {
        row["group"]: (row["n"], row["attended"], row["missed"], row["unknown"], row["attendance_pct"])
        for row in found
    }


def test_attendance_with_and_without_a_reminder(office: Journal) -> None:
    """Given the ledger, then of the three meetings with a reminder two were attended and one missed: 66.7 percent; of
    the two without, one was missed and one is unknown, and 0 of 1 is 0 percent."""
    assert figures(rows(office, "attendance", by=("reminded",))) == {
        "reminded": (3, 2, 1, 0, 66.7),
        "not-reminded": (2, 0, 1, 1, 0),
    }


DIVISIONS = [
    ("unit", {"North": (3, 2, 1, 0, 66.7), "South": (2, 0, 1, 1, 0)}),
    ("type", {"permit": (5, 2, 2, 1, 50)}),
    ("responsible", {None: (3, 2, 1, 0, 66.7), "sb 1": (2, 0, 1, 1, 0)}),
    ("channel", {"web": (3, 2, 1, 0, 66.7), None: (2, 0, 1, 1, 0)}),
]


@pytest.mark.parametrize(("field", "expected"), DIVISIONS, ids=[field for field, _ in DIVISIONS])
def test_attendance_divides_by(office: Journal, field: str, expected: dict[str | None, Any]) -> None:
    """Given the ledger, then meetings divide by who held the case, by its type, and by what it says of itself: A came
    by the web, B does not say. Of all five, two of the four with a known outcome were attended: 50 percent."""
    assert figures(rows(office, "attendance", by=(field,))) == expected


def test_attendance_by_month_and_the_cases_behind(office: Journal) -> None:
    """Given the ledger, then each meeting counts in the month in which it was held; a month whose only meeting has no
    known outcome has no percentage."""
    found = rows(office, "attendance", period="month", by=("unit",), cases=True)
    assert [(row["period"], row["group"], row["n"], row["attendance_pct"], row["cases"]) for row in found] == [
        ("2010-01", "North", 1, 100, ["A"]),
        ("2010-01", "South", 1, None, ["B"]),
        ("2010-02", "North", 1, 0, ["A"]),
        ("2010-03", "North", 1, 100, ["A"]),
        ("2010-04", "South", 1, 0, ["B"]),
    ]


def test_what_had_happened_by_a_day(office: Journal) -> None:
    """Given the ledger, when it is asked as of 1 March, then three meetings had been held: one attended, one missed, one
    unknown."""
    assert figures(rows(office, "attendance", as_of="2010-03-01")) == {None: (3, 1, 1, 1, 50)}


def test_a_correction_a_late_reminder_and_an_annulment_are_known_from_then_on(told_further: Journal) -> None:
    """Given the ledger, when it comes to be known that the citizen was reminded on 9 February and did come on 10
    February, and that the meeting of 12 April never was, then all three meetings with a reminder were attended and
    the one without is unknown; as known before, it is the ledger."""
    known_at = told_further.head().recorded
    tell(
        told_further,
        """
        2010-02-09T09:00  A  meeting-reminded
        2010-05-01        A  corrected         corrects="A meeting-held 2010-02-10T10:00" changes.attended=true
        2010-05-01        B  annulled          annuls="B meeting-held 2010-04-12T10:00"
        """,
    )
    assert figures(rows(told_further, "attendance", by=("reminded",))) == {
        "reminded": (3, 3, 0, 0, 100),
        "not-reminded": (1, 0, 0, 1, None),
    }
    assert figures(rows(told_further, "attendance", known_at=known_at)) == {None: (5, 2, 2, 1, 50)}


def test_unknown_outcomes_do_not_make_a_number_large(told_further: Journal) -> None:
    """Given the five meetings of the ledger, of which four have a known outcome, then the percentage rests on four and
    is marked as small; one more attended meeting makes it five: 3 of 5 is 60 percent, unmarked."""
    [row] = rows(told_further, "attendance")
    assert row["small"] is True
    tell(told_further, "2010-05-12T10:00 B meeting-held attended=true")
    [row] = rows(told_further, "attendance")
    assert (row["attendance_pct"], row.get("small")) == (60, None)


def test_an_unknown_field_is_told_with_those_there_are(office: Journal) -> None:
    """Given a misspelt field, when attendance is divided by it, then the answer names the fields there are."""
    with pytest.raises(UnknownField, match="channel, reminded, responsible, type, unit"):
        rows(office, "attendance", by=("remindet",))
