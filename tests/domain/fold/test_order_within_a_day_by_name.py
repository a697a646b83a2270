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
    GuidanceGiven,
    InformationReceived,
    InformationRequested,
    Referred,
    Reopened,
    TermExtended,
)
from sagsgang.domain.fold.order import WorldOrder, arrange
from sagsgang.domain.rules.casetype import Term

from ..written_cases import Case, answer, case_type, local, received, rule

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


AFTERNOON = ("2026-03-10T14:00", "2026-03-10T16:00")


@pytest.mark.parametrize("note", [GuidanceGiven, InformationRequested, InformationReceived])
def test_a_note_after_the_closing_puts_no_decision_behind_it(note: type[Event]) -> None:
    """Given a case closed at 14:00 and something written down in it at 16:00, when the decision is dated that day,
    then it was made before the closing: whoever closes a case has decided it."""
    closed, noted = AFTERNOON
    case = received(MORNING, answer()).has(Closed, closed).has(note, noted).on(Decided, "2026-03-10")
    assert case.last().state == "met"
    assert ("after-closing", 4) not in case.findings()


def test_no_question_is_put_behind_the_closing_either() -> None:
    """Given a case closed at 14:00 and a note at 16:00, when question and answer are dated that day, then both were before
    the closing, and neither is odd; what is odd is the note."""
    closed, noted = AFTERNOON
    case = received(MORNING, answer()).has(Closed, closed).has(GuidanceGiven, noted)
    case.on(InformationReceived, "2026-03-10").on(InformationRequested, "2026-03-10")
    assert {event for code, event in case.findings() if code == "after-closing"} == {3}


def test_what_follows_a_reopening_may_stand_behind_the_closing_before_it() -> None:
    """Given a case closed at 09:00, reopened at 10:00 and guided at 11:00, when a decision is dated that day, then it is
    the reopened case that was decided: the deadline lapsed at 09:00, came back, and is met."""
    case = received(MORNING, answer()).has(Closed, "2026-03-10T09:00").has(Reopened, "2026-03-10T10:00")
    case.has(GuidanceGiven, "2026-03-10T11:00").on(Decided, "2026-03-10")
    assert [payload.state for _, payload in case.periods()][-3:] == ["lapsed", "running", "met"]


def test_closed_again_after_a_reopening_the_decision_was_before_that() -> None:
    """Given closed at 09:00, reopened at 10:00, closed at 14:00 and a note at 16:00, when a decision is dated that day,
    then it stands between the reopening and the second closing."""
    case = received(MORNING, answer()).has(Closed, "2026-03-10T09:00").has(Reopened, "2026-03-10T10:00")
    closed, noted = AFTERNOON
    case.has(Closed, closed).has(GuidanceGiven, noted).on(Decided, "2026-03-10")
    assert case.last().state == "met"
    assert [fact.opened_at for fact, payload in case.periods() if payload.state == "met"] == [
        local("2026-03-10T10:00")
    ]


def test_told_one_by_one_or_all_at_once_the_order_is_the_same() -> None:
    """Given the events of one day in every order of their registration, then an event that is taken to come after all that
    came before it stands last in the whole order too, and moves none of them; and some are taken so."""
    told = [
        (Closed, "14:00"),
        (GuidanceGiven, "16:00"),
        (Reopened, "17:00"),
        (Decided, ""),
        (InformationRequested, ""),
    ]
    taken = 0
    for order in permutations(told):
        case = received(MORNING, answer())
        for kind, at in order:
            before = arrange(case.history, case.rules)
            case = case.has(kind, f"2026-03-10T{at}") if at else case.on(kind, "2026-03-10")
            placed = WorldOrder(case.rules, before).take(case.history[-1])
            if placed is not None:
                taken += 1
                assert arrange(case.history, case.rules) == [*before, placed], order
    assert taken > len(told)


def test_closed_and_reopened_on_one_date_is_found() -> None:
    """Given a closing and a reopening of one date, in either order of a file, then nobody knows which came first: the case
    is closed, as by rule 2, and the reopening is found to have reopened nothing."""
    for first, second in ((Closed, Reopened), (Reopened, Closed)):
        case = received(MORNING, answer()).on(first, "2026-03-10").on(second, "2026-03-10")
        reopened = 3 if second is Reopened else 2
        assert (case.last().state, case.findings()) == ("lapsed", [("already-open", reopened)])


@pytest.mark.parametrize("times", [1, 2])
def test_a_reopening_of_an_open_case_is_found(times: int) -> None:
    """Given a case that nobody closed, when it is reopened, then that is found each time, and nothing else changes."""
    case = received(MORNING, answer())
    for day in range(times):
        case.has(Reopened, f"2026-03-0{day + 4}")
    assert case.findings() == [("already-open", place + 2) for place in range(times)]
    assert (case.last().state, case.last().due_on) == ("running", DUE)


def test_what_opens_as_well_as_reopens_is_no_reopening_of_an_open_case() -> None:
    """Given a type whose applications open and reopen its cases, when a second comes in, then that is no finding."""
    type_ = case_type(answer(), reopens=("application-received",))
    assert received(MORNING, type_).has(ApplicationReceived, "2026-03-05").findings() == []
