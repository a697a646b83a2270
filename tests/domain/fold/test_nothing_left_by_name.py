"""A clock stopped with nothing left gives back nothing: given, when, then (rule 12).

5 working days from Monday 2 March 2026 end on Monday the 9th.
"""

from __future__ import annotations

from datetime import date

from sagsgang.domain.events.case_events import (
    Closed,
    InformationReceived,
    InformationRequested,
    Reopened,
    Suspended,
)
from sagsgang.domain.rules.casetype import Term

from ..written_cases import Case, answer, received


def stopped_on_the_last_day(roll: str = "next-working-day") -> Case:
    """Stopped on Monday 9 March, the last of its 5 working days."""
    case = received("2026-03-02T09:00", answer(term=Term(5, "working_days"), roll=roll))
    return case.has(InformationRequested, "2026-03-09T09:00")


def test_no_working_day_left_is_none_given_back() -> None:
    """Given `suspended` on the last day, when the case closes on Saturday 14 March and opens on Monday 23,
    then that is the end.
    """
    case = received("2026-03-02T09:00", answer(term=Term(5, "working_days"))).has(Suspended, "2026-03-09T09:00")
    case.has(Closed, "2026-03-14T10:00").has(Reopened, "2026-03-23T09:00")
    assert case.last().due_on == date(2026, 3, 23)


def test_what_is_left_is_said_to_be_nothing() -> None:
    """Given a clock stopped on the last day, then 0 working days are left while it stands."""
    assert stopped_on_the_last_day().last().left == 0


def test_the_answer_of_a_working_day_is_the_last_day() -> None:
    """Given nothing left, when the answer comes on Thursday 19 March, then the term ends with that day."""
    assert stopped_on_the_last_day().has(InformationReceived, "2026-03-19").last().due_on == date(2026, 3, 19)


def test_the_answer_of_a_saturday_rolls_to_monday() -> None:
    """Given nothing left, when the answer comes on Saturday 21 March, then the end is that day, and rolls to the 23rd."""
    case = stopped_on_the_last_day().has(InformationReceived, "2026-03-21")
    assert (case.last().unrolled_on, case.last().due_on) == (date(2026, 3, 21), date(2026, 3, 23))


def test_without_a_roll_the_saturday_stays() -> None:
    """Given a term that is not rolled, when the answer comes on Saturday 21 March, then it ends with that day."""
    assert stopped_on_the_last_day("none").has(InformationReceived, "2026-03-21").last().due_on == date(
        2026, 3, 21
    )


def test_a_calendar_term_with_nothing_left_ends_on_the_day_it_runs_again() -> None:
    """Given 5 days until Saturday 7 March, due the 9th, stopped on the 9th:
    none is left; it ends on the day of the answer.
    """
    case = received("2026-03-02", answer(term=Term(5, "days"))).has(InformationRequested, "2026-03-09")
    assert case.last().left == 0
    assert case.has(InformationReceived, "2026-03-19").last().due_on == date(2026, 3, 19)


def test_one_working_day_left_is_one_given_back() -> None:
    """Given a clock stopped on Friday 6 March, one day before the end, when it runs on Thursday 19,
    then Friday 20 is the end.
    """
    case = received("2026-03-02", answer(term=Term(5, "working_days"))).has(InformationRequested, "2026-03-06")
    assert case.last().left == 1
    assert case.has(InformationReceived, "2026-03-19").last().due_on == date(2026, 3, 20)
