"""Nothing that is said of a clock is lost in silence, and nothing ordinary is called odd: given, when, then."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sagsgang.domain.events.case_events import (
    ActionTaken,
    ApplicationReceived,
    Closed,
    Decided,
    Event,
    InformationReceived,
    InformationRequested,
    Reopened,
    Resumed,
    Suspended,
    TermExtended,
    TermOverridden,
)
from sagsgang.domain.rules.calendar import Calendar
from sagsgang.domain.rules.casetype import Action, Term
from sagsgang.domain.text import Text
from sagsgang.domain.written.calendar_file import shipped

from ..written_cases import Case, answer, case_type, received, rule


def open_case(**said: Any) -> Case:
    """An application of 2 March 2026, due on the 16th."""
    return received("2026-03-02T09:00", answer(**said))


@pytest.mark.parametrize(("kind", "said"), [
    (Suspended, {}),
    (Resumed, {}),
    (TermExtended, {"days": 7, "reason": "ill"}),
    (TermOverridden, {"days": 7, "reason": "ill"}),
])  # fmt: skip
def test_a_deadline_that_the_type_does_not_have(kind: type[Event], said: dict[str, Any]) -> None:
    """Given an event that names "anwser", then there is no such deadline: it does nothing, and that is said."""
    case = open_case().has(kind, "2026-03-04T09:00", deadline="anwser", **said)
    assert (case.last().state, case.last().due_on) == ("running", date(2026, 3, 16))
    assert case.findings() == [("unknown-deadline", 2)]


def test_a_deadline_that_only_an_open_instance_has_is_known() -> None:
    """Given a version of 1 April without the deadline, when the open instance of before is stopped by name,
    then it stands.
    """
    later = case_type(answer(id="reply"), valid_from=date(2026, 4, 1))
    case = received("2026-03-02", case_type(answer(term=Term(60, "days"))), later)
    case.has(Suspended, "2026-04-10", deadline="answer")
    assert (case.last().state, case.findings()) == ("suspended", [])


def test_a_stop_after_it_was_met() -> None:
    """Given a decided case, when the clock is stopped, then there is nothing to stop."""
    case = open_case().has(Decided, "2026-03-05").has(Suspended, "2026-03-06")
    assert case.findings() == [("nothing-to-suspend", 3)]


def test_a_stop_of_a_closed_case_waits_for_its_reopening() -> None:
    """Given a deadline that lapsed, when the citizen is asked, then the stop is remembered, and no finding of a clock."""
    case = (
        open_case().has(Closed, "2026-03-05").has(InformationRequested, "2026-03-06").has(Reopened, "2026-03-09")
    )
    assert (case.last().state, [code for code, _ in case.findings()]) == ("suspended", ["after-closing"])


def test_a_resumption_of_a_clock_that_runs() -> None:
    """Given a running clock, when it is resumed, then no clock stood still."""
    assert open_case().has(Resumed, "2026-03-04").findings() == [("not-suspended", 2)]


def test_information_that_nobody_waited_for_is_nothing_odd() -> None:
    """Given a running clock, when information comes in unasked, then that is no finding."""
    assert open_case().has(InformationReceived, "2026-03-04").findings() == []


def test_an_answer_before_the_question_of_the_day() -> None:
    """Given an answer at 09:00 and its question at 10:00 of one day, then the clock stands for ever, and that is said."""
    case = open_case().has(InformationReceived, "2026-03-04T09:00").has(InformationRequested, "2026-03-04T10:00")
    assert (case.last().state, case.findings()) == ("suspended", [("resumed-before-suspended", 2)])


def test_an_answer_of_the_day_before_the_question_is_another_matter() -> None:
    """Given information on 3 March and a question on the 4th, then nothing is odd."""
    case = open_case().has(InformationReceived, "2026-03-03").has(InformationRequested, "2026-03-04")
    assert case.findings() == []


def test_a_suspension_that_says_nothing_new() -> None:
    """Given a suspended clock, when it is suspended once more with the same end, then nothing new was said."""
    until = date(2026, 3, 20)
    case = open_case().has(Suspended, "2026-03-04", until=until).has(Suspended, "2026-03-05", until=until)
    assert case.findings() == [("already-suspended", 3)]


def test_a_second_question_is_a_second_question() -> None:
    """Given one open question, when another is asked, then nothing is odd: two questions wait for two answers."""
    assert (
        open_case().has(InformationRequested, "2026-03-04").has(InformationRequested, "2026-03-05").findings()
        == []
    )


def test_a_stop_that_names_what_it_cannot_stop() -> None:
    """Given a deadline that nothing suspends, when it is suspended by name,
    then there is nothing to stop, and that is said.
    """
    fixed = rule(id="fixed", after=("application-received",), suspended_by=(), resumed_by=())
    case = received("2026-03-02", case_type(answer(), fixed)).has(Suspended, "2026-03-04", deadline="fixed")
    assert (case.last("fixed").state, case.findings()) == ("running", [("nothing-to-suspend", 2)])


@pytest.mark.parametrize("until", [date(2026, 3, 4), date(2026, 3, 1)])
def test_a_stop_that_ends_before_it_begins(until: date) -> None:
    """Given a stop until its own day or before, then it stops nothing; also where no deadline is open yet."""
    assert open_case().has(Suspended, "2026-03-04", until=until).findings() == [
        ("suspension-ends-before-it-begins", 2)
    ]
    case = Case(answer()).has(Suspended, "2026-03-04", until=until).has(ApplicationReceived, "2026-03-05")
    assert ("suspension-ends-before-it-begins", 1) in case.findings()
    assert case.last().state == "running"


def short_lived() -> dict[str, Calendar]:
    """The shipped calendars, and one that nobody carried on after March 2026."""
    title = Text("Marts", "March")
    return {
        **shipped(),
        "march": Calendar(id="march", title=title, first=date(2026, 1, 1), last=date(2026, 3, 31)),
    }


def test_an_end_that_waking_makes_uncomputable() -> None:
    """Given a calendar until March, when the answer of the 25th gives back 12 days, then the end of 6 April is not known.

    Nobody wrote down whether that Monday works: the clock runs without an end, and the answer is the event to look at.
    """
    case = open_case()
    case.rules = type(case.rules)([case_type(answer(), calendar="march")], short_lived())
    case.has(InformationRequested, "2026-03-04").has(InformationReceived, "2026-03-25")
    assert (case.last().state, case.last().due_on, case.findings()) == ("running", None, [("undeterminable", 3)])


def test_an_end_that_waking_by_itself_makes_uncomputable() -> None:
    """Given the same, when the stop ends by itself on 25 March, then the event to look at is the one that opened it."""
    case = open_case()
    case.rules = type(case.rules)([case_type(answer(), calendar="march")], short_lived())
    case.has(InformationRequested, "2026-03-04", until=date(2026, 3, 25))
    assert (case.last().due_on, case.findings()) == (None, [("undeterminable", 2)])


def test_an_end_that_reopening_makes_uncomputable() -> None:
    """Given a case closed on 4 March with 12 days left, when it opens again on the 25th,
    then the reopening is the finding.
    """
    case = open_case()
    case.rules = type(case.rules)([case_type(answer(), calendar="march")], short_lived())
    case.has(Closed, "2026-03-04").has(Reopened, "2026-03-25")
    assert (case.last().due_on, case.findings()) == (None, [("undeterminable", 3)])


def test_an_event_that_meets_an_older_deadline_is_expected() -> None:
    """Given a version of 1 April that knows no inspection, when one meets the deadline of March, then it is no surprise."""
    inspection = Action("inspected", Text("Syn", "Inspection"))
    old = case_type(answer(term=Term(60, "days"), met_by=("inspected",)), actions=(inspection,))
    new = case_type(answer(), valid_from=date(2026, 4, 1))
    case = received("2026-03-02", old, new).has(ActionTaken, "2026-04-10", action="inspected")
    assert (case.last().state, case.findings()) == ("met", [])


def test_an_event_that_no_started_deadline_names_is_unexpected() -> None:
    """Given the same version alone, when an inspection is told, then the type does not expect it."""
    case = open_case().has(ActionTaken, "2026-03-10", action="inspected")
    assert case.findings() == [("unexpected-event", 2)]


def test_an_answer_to_something_else_than_was_waited_for() -> None:
    """Given a wait for the doctor, when the clock is resumed because the "docter" answered, then all stops end, as before,
    and somebody is told that nothing of that name was waited for."""
    case = open_case().has(Suspended, "2026-03-04", awaits="doctor").has(InformationRequested, "2026-03-04")
    case.has(Resumed, "2026-03-06", awaits="docter")
    assert (case.last().state, case.findings()) == ("running", [("unknown-awaits", 4)])


@pytest.mark.parametrize("answer_says", ["doctor", None])
def test_an_answer_to_what_was_waited_for_is_nothing_odd(answer_says: str | None) -> None:
    """Given a wait for the doctor, when the answer says so, or does not say what it answers, then there is no finding."""
    case = open_case().has(InformationRequested, "2026-03-04", awaits="doctor")
    case.has(InformationReceived, "2026-03-06", awaits=answer_says)
    assert (case.last().state, case.findings()) == ("running", [])


def test_an_answer_that_says_more_than_the_question_is_nothing_odd() -> None:
    """Given a question that did not say what for, when the answer says it is the doctor's, then there is no finding."""
    case = (
        open_case().has(InformationRequested, "2026-03-04").has(InformationReceived, "2026-03-06", awaits="doctor")
    )
    assert (case.last().state, case.findings()) == ("running", [])


def test_information_that_answers_another_question_by_name() -> None:
    """Given a wait for the citizen, when the doctor's information comes in, then the oldest stop ends, and that is said."""
    case = open_case().has(InformationRequested, "2026-03-04", awaits="citizen")
    case.has(InformationReceived, "2026-03-06", awaits="doctor")
    assert (case.last().state, case.findings()) == ("running", [("unknown-awaits", 3)])


@pytest.mark.parametrize("kind", [TermExtended, TermOverridden])
def test_days_of_an_end_that_cannot_be_computed(kind: type[Event]) -> None:
    """Given an end that nobody wrote down, when it is moved by 7 days, then it is undeterminable still, which is what is
    said: nothing was shortened."""
    case = received("2026-03-02T09:00", answer(given="limit", term=None))
    case.has(kind, "2026-03-04", days=7, reason="ill")
    assert case.findings() == [("undeterminable", 1), ("undeterminable", 2)]
