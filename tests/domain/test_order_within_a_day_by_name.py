"""Of one day's facts, what opens comes before what starts, stops, runs again, meets and closes: given, when, then.

Nobody who writes down a day and no time says that a decision came before its application (rule 2).
"""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest
from sagsgang.domain.events.case_events import (
    Accepted,
    ApplicationReceived,
    Closed,
    Decided,
    Event,
    InformationReceived,
    InformationRequested,
    Referred,
    TermExtended,
)
from sagsgang.domain.rules.casetype import Term

from .written_cases import Case, answer, case_type, local, received, rule

MORNING, DUE = "2026-03-02T10:15", date(2026, 3, 16)


def asked_and_answered(case: Case) -> None:
    """The clock runs as if nothing had been asked: no day went by between the two."""
    assert (case.last().state, case.last().due_on) == ("running", DUE)
    assert case.findings() == []


def test_a_decision_dated_as_the_application_was_received() -> None:
    """Given an application at 10:15, when the decision is dated that day, then it is met on the day it came in."""
    case = received(MORNING, answer()).on(Decided, "2026-03-02")
    assert (case.last().state, case.last().breached_at) == ("met", None)
    assert case.findings() == []


def test_an_answer_dated_as_the_question_was_asked() -> None:
    """Given a question at 09:00, when the answer is dated that day, then the clock runs; due 16 March."""
    case = received(MORNING, answer()).has(InformationRequested, "2026-03-04T09:00")
    asked_and_answered(case.on(InformationReceived, "2026-03-04"))


def test_a_question_dated_as_the_answer_was_received() -> None:
    """Given an answer at 09:00, when the question is dated that day, then it was asked before; due 16 March."""
    case = received(MORNING, answer()).on(InformationRequested, "2026-03-04")
    asked_and_answered(case.has(InformationReceived, "2026-03-04T09:00"))


@pytest.mark.parametrize("later_first", [True, False])
def test_asked_and_answered_on_one_date(later_first: bool) -> None:
    """Given a question and its answer of one date, in either order of a file, then the clock runs; due 16 March."""
    told: list[type[Event]] = [InformationRequested, InformationReceived]
    case = Case(answer()).on(ApplicationReceived, "2026-03-02")
    for kind in reversed(told) if later_first else told:
        case.on(kind, "2026-03-05")
    asked_and_answered(case)


def test_a_closing_dated_as_the_decision_was_made() -> None:
    """Given a decision at 14:00, when the closing is dated that day, then it is met, and closed afterwards."""
    appeal = rule(id="appeal", after=("met:answer",), term=Term(4, "weeks"), met_by=("complaint-received",))
    case = received(MORNING, case_type(answer(), appeal)).has(Decided, "2026-03-10T14:00").on(Closed, "2026-03-10")
    assert case.last().state == "met"
    assert (case.last("appeal").state, case.last("appeal").due_on) == ("lapsed", date(2026, 4, 7))
    assert case.findings() == []


@pytest.mark.parametrize("told", list(permutations((ApplicationReceived, Decided, Closed))))
def test_a_whole_case_of_one_date_in_any_order(told: tuple[type[Event], ...]) -> None:
    """Given application, decision and closing of one date, in any order, then it is met, then closed; nothing is odd."""
    case = Case(answer())
    for kind in told:
        case.on(kind, "2026-03-10")
    assert case.last().state == "met"
    assert case.findings() == []


def test_what_starts_with_the_decision_starts_though_the_closing_is_told_first() -> None:
    """Given closing, decision and application of one date, told in that order, then what `met:` starts has started."""
    appeal = rule(id="appeal", after=("met:answer",), term=Term(4, "weeks"))
    case = Case(case_type(answer(), appeal)).on(Closed, "2026-03-10").on(Decided, "2026-03-10")
    case.on(ApplicationReceived, "2026-03-10")
    assert [payload.state for _, payload in case.periods("appeal")] == ["lapsed"]


def test_a_question_dated_as_the_application_was_received() -> None:
    """Given an application at 10:15, when the question is dated that day, then the clock stands with 14 days left."""
    case = received(MORNING, answer()).on(InformationRequested, "2026-03-02")
    assert (case.last().state, case.last().left) == ("suspended", 14)
    assert case.last().due_on is None


def test_a_referral_comes_before_its_acceptance() -> None:
    """Given an acceptance told before the referral of the same date, then the receiving unit's deadline is met."""
    receipt = rule(id="receipt", after=("referred",), term=Term(5, "days"), met_by=("accepted",))
    case = received(MORNING, case_type(answer(), receipt)).on(Accepted, "2026-03-04")
    case.on(Referred, "2026-03-04", to_unit="south")
    assert case.last("receipt").state == "met"


def test_an_extension_dated_as_the_application_was_received() -> None:
    """Given an application at 10:15, when an extension is dated that day, then there is a term to extend: 30 March."""
    case = received(MORNING, answer()).on(TermExtended, "2026-03-02", days=14, reason="x")
    assert case.last().due_on == date(2026, 3, 30)
    assert case.findings() == []


def test_where_both_have_a_time_the_time_counts() -> None:
    """Given a decision at 09:00 and its application at 10:15, then the decision came before the case, and nothing is met."""
    case = Case(answer()).has(Decided, "2026-03-02T09:00").has(ApplicationReceived, MORNING)
    assert case.last().state == "running"


def test_asked_as_of_an_instant_it_stands_behind_what_it_follows() -> None:
    """Given a decision dated as the application of 10:15, when asked at 10:00,
    then there is no case yet; at 10:15 it is met.
    """
    case = received(MORNING, answer()).on(Decided, "2026-03-02")
    assert [fact.opened_at for fact, _ in case.periods()] == [local(MORNING)]
