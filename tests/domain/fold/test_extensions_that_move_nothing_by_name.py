"""An extension that moves no due day does not use up the only one: given, when, then (rule 14).

14 days from Saturday 28 February 2026 end on Saturday 14 March, rolled to Monday the 16th.
"""

from __future__ import annotations

from datetime import date

import pytest
from sagsgang.domain.events.case_events import (
    InformationReceived,
    InformationRequested,
    TermExtended,
    TermOverridden,
)
from sagsgang.domain.rules.casetype import Term

from ..written_cases import Case, answer, local, received

SHORTENS = "extension-shortens"


def due_on_monday() -> Case:
    """A term that ends on Saturday 14 March and is due on Monday the 16th; it may be extended once."""
    return received("2026-02-28T09:00", answer())


def test_an_extension_within_the_weekend_moves_nothing_and_leaves_the_only_one() -> None:
    """Given an extension until Sunday 15 March, then it is refused; when one of 10 days follows, then it holds.

    The days are counted from the end of the term itself, Saturday the 14th: Tuesday 24 March. A weekend that put the end
    off is no part of the term, and is not counted twice.
    """
    case = due_on_monday().has(TermExtended, "2026-03-16T15:00", until=date(2026, 3, 15), reason="ill")
    assert (case.last().due_on, case.findings()) == (date(2026, 3, 16), [(SHORTENS, 2)])
    case.has(TermExtended, "2026-03-16T16:00", days=10, reason="ill")
    assert (case.last().due_on, case.findings()) == (date(2026, 3, 24), [(SHORTENS, 2)])


@pytest.mark.parametrize(
    "said", [{"days": 1}, {"days": 2}, {"until": date(2026, 3, 16)}, {"until": date(2026, 3, 14)}]
)
def test_whatever_ends_on_the_same_monday_moves_nothing(said: dict[str, object]) -> None:
    """Given an extension to Sunday, Monday or Saturday itself, then it is due on Monday as before: refused."""
    case = due_on_monday().has(TermExtended, "2026-03-10", reason="ill", **said)
    assert (case.last().unrolled_on, case.findings()) == (date(2026, 3, 14), [(SHORTENS, 2)])


def test_three_days_from_the_saturday_are_tuesday() -> None:
    """Given an extension of 3 days, then it moves the end to Tuesday 17 March, and the second one is one too many."""
    case = due_on_monday().has(TermExtended, "2026-03-10", days=3, reason="ill")
    case.has(TermExtended, "2026-03-11", days=3, reason="ill")
    assert (case.last().due_on, case.findings()) == (date(2026, 3, 17), [("extension-not-allowed", 3)])


def test_where_nothing_rolls_a_day_is_a_day() -> None:
    """Given a term that is not rolled, when it is extended from Saturday to Sunday, then it is."""
    case = received("2026-02-28", answer(roll="none")).has(TermExtended, "2026-03-10", days=1, reason="ill")
    assert (case.last().due_on, case.findings()) == (date(2026, 3, 15), [])


def test_while_the_clock_stands_the_ends_as_of_that_day_are_compared() -> None:
    """Given a clock stopped on Tuesday 10 March with 4 days left, when it is extended until the 15th, then nothing moves.

    Left are 4 days, until the Saturday; the answer of Tuesday 17 gives them back: Saturday 21, due Monday 23 March.
    """
    case = due_on_monday().has(InformationRequested, "2026-03-10")
    case.has(TermExtended, "2026-03-11", until=date(2026, 3, 15), reason="ill").has(
        InformationReceived, "2026-03-17"
    )
    assert (case.last().due_on, case.findings()) == (date(2026, 3, 23), [(SHORTENS, 3)])


def test_working_days_over_easter() -> None:
    """Given 5 working days from 25 March, due Wednesday 1 April, when 5 days are added,
    then Monday 6 rolls to Tuesday the 7th.
    """
    case = received("2026-03-25", answer(term=Term(5, "working_days")))
    assert case.last().due_on == date(2026, 4, 1)
    assert case.has(TermExtended, "2026-03-26", days=5, reason="ill").last().due_on == date(2026, 4, 7)


def test_the_end_of_the_day_is_later_than_its_noon() -> None:
    """Given an answer due at 12:00, when it is extended until that day, then it may come until midnight:
    that moves the end.
    """
    case = received("2026-03-02", answer(given="limit"), attributes={"limit": "2026-03-16T12:00"})
    case.has(TermExtended, "2026-03-10", until=date(2026, 3, 16), reason="ill")
    assert (case.last().due_on, case.findings()) == (date(2026, 3, 16), [])
    assert case.last().overdue_from == local("2026-03-17")


def test_an_override_may_move_what_it_likes() -> None:
    """Given an override to the Sunday, then the term ends there, is due on the same Monday, and no extension is used."""
    case = due_on_monday().has(TermOverridden, "2026-03-10", until=date(2026, 3, 15), reason="x")
    assert (case.last().unrolled_on, case.last().due_on) == (date(2026, 3, 15), date(2026, 3, 16))
    assert case.has(TermExtended, "2026-03-11", days=7, reason="ill").last().due_on == date(2026, 3, 23)
