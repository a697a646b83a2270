"""Turns that few cases take, found by comparing many made-up ones with the reference: given, when, then."""

from __future__ import annotations

from datetime import date
from typing import Any

from sagsgang.domain.events.case_events import (
    ActionTaken,
    ApplicationReceived,
    Closed,
    ComplaintReceived,
    InformationReceived,
    InformationRequested,
    Reopened,
    Resumed,
    Suspended,
    TermExtended,
)
from sagsgang.domain.fold.law import Rules
from sagsgang.domain.rules.calendar import Calendar
from sagsgang.domain.rules.casetype import DeadlineRule, Term
from sagsgang.domain.text import Text
from sagsgang.domain.written.calendar_file import shipped

from ..written_cases import Case, answer, case_type, local, received, rule


def due_at(limit: str) -> Case:
    """A case with an end at an instant that the application gives."""
    said: dict[str, Any] = {"attributes": {"limit": limit}}
    return Case(answer(given="limit", extensions=1)).has(ApplicationReceived, "2026-03-02", **said)


def with_a_calendar_to_2026(rule: DeadlineRule) -> Case:
    """A case of a type whose calendar of working days ends with 2026."""
    short = Calendar(
        id="short", title=Text("Kort", "Short"), first=date(2020, 1, 1), last=date(2026, 12, 31), names=(), days=()
    )
    case = Case()
    case.rules = Rules([case_type(rule, calendar="short")], {**shipped(), "short": short})
    return case.has(ApplicationReceived, "2026-03-02")


def about_ends(case: Case) -> list[int]:
    """The events about which it was found that an end can't be computed."""
    return [event for finding, event in case.findings() if finding == "undeterminable"]


def test_an_instant_moved_to_a_saturday_is_due_on_the_monday_and_that_is_later() -> None:
    """Given an end at Friday 20 March 2026 12:00, when it is extended until Saturday the 21st, then Monday 23 (rule 14)."""
    case = due_at("2026-03-20T12:00").has(TermExtended, "2026-03-10", until=date(2026, 3, 21), reason="ill")
    assert (case.last().due_on, case.findings()) == (date(2026, 3, 23), [])


def test_a_saturday_before_an_instant_on_sunday_is_later_once_rolled() -> None:
    """Given an end at Sunday 22 March 03:45, when it is extended until Saturday the 21st, then it is due on Monday 23."""
    case = due_at("2026-03-22T03:45").has(TermExtended, "2026-03-10", until=date(2026, 3, 21), reason="ill")
    assert (case.last().due_on, case.findings()) == (date(2026, 3, 23), [])


def test_an_end_moved_beyond_the_calendar_can_be_stopped() -> None:
    """Given working days that are not rolled, extended to 2030, where no calendar reaches, when the clock stops,
    then nothing is known of what is left; and when it runs again, then the end can't be computed (rules 12, 13).
    """
    case = with_a_calendar_to_2026(answer(term=Term(5, "working_days"), roll="none", extensions=1))
    case.has(TermExtended, "2026-03-03", until=date(2030, 12, 31), reason="ill").has(Suspended, "2026-03-04")
    assert (case.last().state, case.last().left, case.findings()) == ("suspended", None, [])
    case.has(Resumed, "2026-03-05")
    assert (case.last().state, case.last().due_on) == ("running", None)
    assert case.findings() == [("undeterminable", 4)]


def test_no_working_day_after_a_day_is_that_day_whatever_the_calendar_covers() -> None:
    """Given a term of 0 working days in 2027, where the calendar has ended, then it is the day itself (rule 8)."""
    case = with_a_calendar_to_2026(rule(after=("complaint-received",), term=Term(0, "working_days")))
    case.has(ComplaintReceived, "2027-03-02")
    assert (case.last().due_on, case.findings()) == (date(2027, 3, 2), [])


def test_a_renewed_stop_is_moot_for_all_deadlines_when_what_it_held_is_met() -> None:
    """Given a stop of the hearing that is renewed for all deadlines, when the hearing is held,
    then the decision, which starts later, waits for nothing (rule 10).
    """
    hearing = answer(id="hearing", met_by=("hearing-held",), term=Term(60, "days"))
    decision = answer(id="decision", after=("met:hearing",), term=Term(14, "days"))
    case = received("2026-03-02", case_type(hearing, decision))
    case.has(Suspended, "2026-03-03", deadline="hearing").has(Suspended, "2026-03-04")
    case.has(ActionTaken, "2026-03-05", action="hearing-held")
    assert case.last("decision").state == "running"


def test_what_is_started_anew_at_its_breach_was_breached_and_starts_what_a_breach_starts() -> None:
    """Given two deadlines that pass on one day, and the second starts anew with the breach of the first,
    then its own breach at that instant starts the third all the same (rules 16, 28).
    """
    first = rule(id="first", term=Term(7, "days"))
    second = rule(
        id="second", after=("application-received", "breached:first"), term=Term(7, "days"), again="restart"
    )
    third = rule(id="third", after=("breached:second",), term=Term(7, "days"), again="ignore")
    case = received("2026-03-02", case_type(first, second, third))
    [(fact, _), *_] = case.periods("third")
    assert fact.opened_at == local("2026-03-10"), "the instant at which both have passed"


def test_one_of_two_answers_after_the_case_came_back_says_nothing_of_the_end() -> None:
    """Given a case that came back into two waits with an end beyond the calendar, when one of them is answered,
    then the clock still stands, and nothing is found yet.
    """
    case = with_a_calendar_to_2026(answer(on=date(2026, 12, 28)))
    case.has(Closed, "2026-03-03").has(InformationRequested, "2026-03-04", awaits="doctor")
    case.has(InformationRequested, "2026-03-05").has(Reopened, "2026-06-01")
    case.has(InformationReceived, "2026-06-02")
    assert (case.last().state, about_ends(case)) == ("suspended", [])
    case.has(InformationReceived, "2026-06-03")
    assert (case.last().state, about_ends(case)) == ("running", [7])
