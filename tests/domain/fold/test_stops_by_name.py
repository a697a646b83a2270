"""What a case waits for: renewed, overlapping, before a deadline starts, while the case is closed: given, when, then.

14 days from Monday 2 March 2026; a clock stopped on the 4th has 12 left. Easter 2026 is 5 April; its days off are 2, 3 and
6 April.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sagsgang.domain.events.case_events import (
    ActionTaken,
    ApplicationReceived,
    Closed,
    Decided,
    InformationReceived,
    InformationRequested,
    Reopened,
    Resumed,
    Suspended,
)
from sagsgang.domain.rules.casetype import Term

from ..written_cases import Case, answer, case_type, local, received

URGENT = answer(id="urgent", after=("priority-raised",), term=Term(2, "days"))


def asked(*, until: date | None = None, **said: Any) -> Case:
    """An application of 2 March; on the 4th the citizen is asked."""
    case = received("2026-03-02T09:00", answer(**said))
    return case.has(InformationRequested, "2026-03-04T09:00", until=until)


# --- renewed


def test_a_stop_renewed_before_it_ends_goes_on() -> None:
    """Given a question until 18 March asked again on the 16th until 15 April, then it stands until the answer of 10 April.

    12 days were left at 4 March, all the time; 12 days after 10 April is Wednesday 22 April.
    """
    case = asked(until=date(2026, 3, 18)).has(InformationRequested, "2026-03-16T09:00", until=date(2026, 4, 15))
    assert (case.at("2026-03-31").state, case.at("2026-03-31").left) == ("suspended", 12)
    case.has(InformationReceived, "2026-04-10T09:00")
    assert (case.last().state, case.last().due_on, case.last().breached_at) == ("running", date(2026, 4, 22), None)


def test_a_renewed_suspension_has_one_end() -> None:
    """Given `suspended` until 18 March, renewed on the 10th until the 13th, then it ends on the 13th: one stop, not two."""
    case = received("2026-03-02", answer()).has(Suspended, "2026-03-04", until=date(2026, 3, 18))
    case.has(Suspended, "2026-03-10", until=date(2026, 3, 13))
    assert (case.last().state, case.last().due_on) == ("running", date(2026, 3, 25))
    assert case.periods()[-1][0].opened_at == local("2026-03-13")


def test_a_stop_renewed_without_an_end_has_none() -> None:
    """Given `suspended` until 18 March, renewed on the 10th with no end, then the clock stands on after the 18th."""
    case = received("2026-03-02", answer()).has(Suspended, "2026-03-04", until=date(2026, 3, 18))
    case.has(Suspended, "2026-03-10")
    assert (case.at("2027-03-01").state, case.at("2027-03-01").left) == ("suspended", 12)
    assert case.findings() == []


def test_a_renewal_does_not_stretch_the_longest_suspension() -> None:
    """Given at most 14 days for a stop, when one of 4 March is renewed on the 10th until April, then it ends on the 18th."""
    case = received("2026-03-02", answer(longest_suspension=14)).has(Suspended, "2026-03-04")
    case.has(Suspended, "2026-03-10", until=date(2026, 4, 30))
    assert case.periods()[-1][0].opened_at == local("2026-03-18")
    assert case.last().due_on == date(2026, 3, 30)  # 12 days after the 18th


# --- overlapping


def test_two_questions_wait_for_two_answers() -> None:
    """Given a question to the citizen and one to the doctor, when one is answered on 10 March, then the clock stands on.

    The other comes on 20 April: 12 days later is Saturday 2 May, due Monday the 4th.
    """
    case = asked().has(InformationRequested, "2026-03-05T09:00").has(InformationReceived, "2026-03-10T09:00")
    assert (case.at("2026-03-31").state, case.at("2026-03-31").left) == ("suspended", 12)
    case.has(InformationReceived, "2026-04-20T09:00")
    assert (case.last().due_on, case.last().unrolled_on) == (date(2026, 5, 4), date(2026, 5, 2))


def test_an_answer_ends_what_waited_for_it() -> None:
    """Given questions to the doctor until 10 March and to the citizen, when the citizen answers,
    then the doctor's is open.
    """
    case = received("2026-03-02", answer())
    case.has(InformationRequested, "2026-03-04", awaits="doctor", until=date(2026, 3, 10))
    case.has(InformationRequested, "2026-03-05", awaits="citizen").has(
        InformationReceived, "2026-03-06", awaits="citizen"
    )
    assert case.at("2026-03-09").state == "suspended"
    assert case.periods()[-1][0].opened_at == local("2026-03-10")


def test_the_same_question_asked_again_is_one_question() -> None:
    """Given the doctor asked twice, when the doctor answers once, then the clock runs: 12 days after the 20th is 1 April."""
    case = received("2026-03-02", answer()).has(InformationRequested, "2026-03-04", awaits="doctor")
    case.has(InformationRequested, "2026-03-11", awaits="doctor", until=date(2026, 6, 1))
    case.has(InformationReceived, "2026-03-20", awaits="doctor")
    assert (case.last().state, case.last().due_on) == ("running", date(2026, 4, 1))


def test_resumed_ends_all_that_is_open() -> None:
    """Given two open questions, when the clock is resumed, then both are over."""
    case = asked().has(InformationRequested, "2026-03-05").has(Resumed, "2026-03-20")
    assert (case.last().state, case.last().due_on) == ("running", date(2026, 4, 1))


def test_all_stops_together_may_last_so_many_days() -> None:
    """Given at most 10 days altogether: 6 from 4 to 10 March leave 4; a stop of the 12th ends on the 16th by itself.

    12 left on the 4th, 10 on the 12th: 26 March. A third stop changes nothing, and is a finding.
    """
    case = (
        asked(total_suspension=10).has(InformationReceived, "2026-03-10").has(InformationRequested, "2026-03-12")
    )
    case.has(InformationRequested, "2026-03-18")
    assert (case.last().state, case.last().due_on) == ("running", date(2026, 3, 26))
    assert case.periods()[-1][0].opened_at == local("2026-03-16")
    assert case.findings() == [("suspension-used-up", 5)]


def test_one_event_stops_a_clock_that_runs_and_starts_one_that_stands() -> None:
    """Given a hearing that both stops and starts the clock, then the first stops it and the second starts it: 12 left."""
    both = answer(suspended_by=("hearing-held",), resumed_by=("hearing-held",))
    case = received("2026-03-02", both).has(ActionTaken, "2026-03-04", action="hearing-held")
    assert (case.last().state, case.last().left) == ("suspended", 12)
    case.has(ActionTaken, "2026-03-20", action="hearing-held")
    assert (case.last().state, case.last().due_on) == ("running", date(2026, 4, 1))


# --- before a deadline starts


def test_what_starts_while_the_case_waits_stands_from_its_start() -> None:
    """Given a question of 4 March, when a deadline of 2 days starts on the 5th, then it stands until the answer of 1 April.

    2 days later is Good Friday, 3 April; the next working day is the Tuesday after Easter. The decision is in time.
    """
    case = received("2026-03-02T09:00", case_type(answer(), URGENT)).has(InformationRequested, "2026-03-04T09:00")
    case.has(ActionTaken, "2026-03-05T09:00", action="priority-raised").has(
        InformationReceived, "2026-04-01T09:00"
    )
    assert (case.at("2026-03-31", "urgent").state, case.at("2026-03-31", "urgent").left) == ("suspended", 2)
    assert (case.last("urgent").unrolled_on, case.last("urgent").due_on) == (date(2026, 4, 3), date(2026, 4, 7))
    case.has(Decided, "2026-04-02T09:00")
    assert (case.last("urgent").state, case.last("urgent").breached_at) == ("met", None)


def test_a_question_asked_before_the_application_is_waited_for() -> None:
    """Given a question of 27 February, when the application comes on 2 March, then its 14 days stand until the answer."""
    case = Case(answer()).has(InformationRequested, "2026-02-27").has(ApplicationReceived, "2026-03-02")
    assert (case.last().state, case.last().left) == ("suspended", 14)
    assert case.has(InformationReceived, "2026-03-06").last().due_on == date(2026, 3, 20)


def test_what_the_decision_made_needless_stops_nothing_that_follows_it() -> None:
    """Given a question that nobody answered, when the case is decided, then the time after the decision runs."""
    appeal = answer(id="appeal", after=("met:answer",), term=Term(4, "weeks"), met_by=("closed",))
    case = received("2026-03-02", case_type(answer(), appeal)).has(InformationRequested, "2026-03-04")
    case.has(Decided, "2026-03-10")
    assert (case.last("appeal").state, case.last("appeal").due_on) == ("running", date(2026, 4, 7))


def test_a_late_deadline_that_starts_in_a_wait_is_late() -> None:
    """Given an open question, when a deadline starts whose end lies behind, then waiting does not undo that."""
    given = answer(id="urgent", after=("priority-raised",), given="limit")
    case = received("2026-03-02", case_type(answer(), given)).has(InformationRequested, "2026-03-04")
    case.has(ActionTaken, "2026-03-10", action="priority-raised", attributes={"limit": "2026-03-06"}).has(
        Decided, "2026-03-11"
    )
    assert case.last("urgent").breached_at == local("2026-03-10")


# --- while the case is closed


def test_a_case_closed_and_reopened_in_a_wait_comes_back_waiting() -> None:
    """Given a question of 4 March, when the case closes on the 10th and opens on the 12th, then it waits as before.

    The answer of 20 March gives back the 12 days: 1 April.
    """
    case = asked().has(Closed, "2026-03-10T09:00").has(Reopened, "2026-03-12T09:00")
    assert (case.last().state, case.last().left) == ("suspended", 12)
    case.has(InformationReceived, "2026-03-20T09:00")
    assert (case.last().state, case.last().due_on) == ("running", date(2026, 4, 1))


def test_an_answer_while_the_case_is_closed_is_an_answer() -> None:
    """Given the same, when the answer comes on the 11th, before the reopening of the 12th, then it runs: 24 March."""
    case = asked().has(Closed, "2026-03-10").has(InformationReceived, "2026-03-11").has(Reopened, "2026-03-12")
    assert (case.last().state, case.last().due_on) == ("running", date(2026, 3, 24))


def test_a_stop_that_ended_while_the_case_was_closed_is_over() -> None:
    """Given a question until 11 March, when the case is closed from the 10th to the 12th, then it comes back running."""
    case = asked(until=date(2026, 3, 11)).has(Closed, "2026-03-10").has(Reopened, "2026-03-12")
    assert (case.last().state, case.last().due_on) == ("running", date(2026, 3, 24))


def test_a_question_asked_while_the_case_is_closed_is_waited_for() -> None:
    """Given a case closed on 4 March with 12 days left, when it is asked on the 6th and reopened on the 9th,
    then it waits.
    """
    case = received("2026-03-02", answer()).has(Closed, "2026-03-04").has(InformationRequested, "2026-03-06")
    case.has(Reopened, "2026-03-09")
    assert (case.last().state, case.last().left) == ("suspended", 12)


def test_a_bare_suspension_ends_when_the_case_closes() -> None:
    """Given `suspended` with no end and no word of what is waited for, when the case was closed,
    then it comes back running.
    """
    case = received("2026-03-02", answer()).has(Suspended, "2026-03-04").has(Closed, "2026-03-10")
    case.has(Reopened, "2026-03-12")
    assert (case.last().state, case.last().due_on) == ("running", date(2026, 3, 24))
