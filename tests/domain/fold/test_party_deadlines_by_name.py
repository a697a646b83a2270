"""Deadlines of the party run out neutrally, and what follows from running out or being late: given, when, then.

The times are those of the law of complaints: four weeks from the day on which the party was told, that day not counted.
"""

from __future__ import annotations

from datetime import date

import pytest
from sagsgang.domain.events.case_events import (
    Annulled,
    ApplicationReceived,
    Closed,
    ComplaintReceived,
    Decided,
    DecisionNotified,
    InformationReceived,
    InformationRequested,
    Reopened,
    Suspended,
    TermExtended,
    TermOverridden,
)
from sagsgang.domain.events.office_events import BenefitPaid
from sagsgang.domain.rules.casetype import Accumulation, CaseType, Presumption, Term

from ..written_cases import Case, answer, case_type, local, received, rule

BY_LETTER = Presumption(event="decision-notified", sent_by="letter", working_days=6)
BY_DIGITAL_POST = Presumption(event="decision-notified", sent_by="digital-post", working_days=0)
COMPLAINT = answer(
    id="complaint",
    after=("decision-notified",),
    term=Term(4, "weeks"),
    met_by=("complaint-received",),
    whose="party",
)
HEARING = rule(
    id="hearing",
    after=("information-requested",),
    term=Term(14, "days"),
    whose="party",
    met_by=("information-received",),
)


def office(*more: object) -> CaseType:
    """A type with the time for complaints, and the presumptions for post."""
    return case_type(answer(), COMPLAINT, *more, presumptions=(BY_LETTER, BY_DIGITAL_POST))  # type: ignore[arg-type]


def told(on: str, sent_by: str | None = None, *more: object) -> Case:
    """A case decided on 2 March 2026 and told of so."""
    return (
        received("2026-02-23", office(*more)).has(Decided, "2026-03-02").has(DecisionNotified, on, sent_by=sent_by)
    )


# --- running out


def test_the_time_for_complaints_expires_and_nobody_is_late() -> None:
    """Given a party told on Tuesday 3 March, when no complaint comes, then the time expires with Tuesday 31 March.

    It is over from 00:00 of 1 April, is never breached, and counts in no period of the office.
    """
    case = told("2026-03-03T12:00")
    fact, last = case.periods("complaint")[-1]
    assert (last.state, last.due_on, fact.opened_at) == ("expired", date(2026, 3, 31), local("2026-04-01"))
    assert (last.breached_at, last.passed_on, last.left) == (None, None, None)


def test_a_complaint_of_the_last_day_is_in_time_and_one_of_the_next_is_not() -> None:
    """Given the same, when the complaint comes at 23:59 of 31 March, then it is met; at 00:00 of 1 April it has expired."""
    assert told("2026-03-03T12:00").has(ComplaintReceived, "2026-03-31T23:59").last("complaint").state == "met"
    assert told("2026-03-03T12:00").has(ComplaintReceived, "2026-04-01").last("complaint").state == "expired"


def test_what_expired_stays_so() -> None:
    """Given an expired time, when it is overridden, or the case closes and opens again, then it is over all the same."""
    case = told("2026-03-03").has(
        TermOverridden, "2026-04-10", deadline="complaint", until=date(2026, 5, 1), reason="x"
    )
    assert case.findings()[-1] == ("nothing-to-extend", 4)
    case.has(Closed, "2026-04-11").has(Reopened, "2026-04-12")
    assert case.last("complaint").state == "expired"


def test_before_it_expires_it_may_be_extended_and_stopped() -> None:
    """Given a time until 31 March, when it is extended by a week, or stopped from 10 to 17 March,
    then it ends on 7 April.
    """
    extended = told("2026-03-03").has(TermExtended, "2026-03-20", deadline="complaint", days=7, reason="x")
    stopped = told("2026-03-03").has(InformationRequested, "2026-03-10").has(InformationReceived, "2026-03-17")
    assert extended.last("complaint").due_on == stopped.last("complaint").due_on == date(2026, 4, 7)


def test_while_it_stands_it_does_not_expire() -> None:
    """Given a time stopped for good on 10 March, then it does not expire: 21 days are left."""
    case = told("2026-03-03").has(Suspended, "2026-03-10", deadline="complaint")
    assert (case.last("complaint").state, case.last("complaint").left) == ("suspended", 21)


def test_a_notice_annulled_starts_nothing() -> None:
    """Given an expired time, when the notice turns out never to have been sent, then there is no time for complaints."""
    assert told("2026-03-03").has(Annulled, "2026-05-01", annuls="3").periods("complaint") == []


def test_of_a_closed_case_it_lapses_and_comes_back_with_what_was_left() -> None:
    """Given a time until 31 March, when the case is closed from the 10th to 1 June, then 21 days are left:
    Monday 22 June.
    """
    case = told("2026-03-03").has(Closed, "2026-03-10").has(Reopened, "2026-06-01")
    assert case.at("2026-06-01", "complaint").state == "running"
    assert case.last("complaint").due_on == date(2026, 6, 22)


# --- when a notice arrives


@pytest.mark.parametrize(("sent_by", "due_on"), [
    ("digital-post", date(2026, 3, 31)),  # the same day: Tuesday 3 March
    ("letter", date(2026, 4, 8)),  # Wednesday 11 March, the 6th weekday after the 3rd
    (None, date(2026, 3, 31)),
])  # fmt: skip
def test_four_weeks_run_from_the_day_of_presumed_arrival(sent_by: str | None, due_on: date) -> None:
    """Given a notice of Tuesday 3 March by Digital Post (the same day) or letter (6 weekdays),
    then 4 weeks run from there.
    """
    assert told("2026-03-03", sent_by).last("complaint").due_on == due_on


def test_a_letter_over_easter_takes_six_days_that_work() -> None:
    """Given a letter of Monday 30 March, then 31 March, 1, 7, 8, 9 and 10 April are weekdays:
    arrived on the 10th; due 8 May.
    """
    assert told("2026-03-30", "letter").last("complaint").due_on == date(2026, 5, 8)


def test_a_letter_posted_on_a_saturday() -> None:
    """Given a letter dated Saturday 7 March, then the 6th weekday is Monday 16 March; 4 weeks later is Monday 13 April."""
    assert told("2026-03-07", "letter").last("complaint").due_on == date(2026, 4, 13)


def test_it_counts_from_the_notice_that_meets_another_deadline() -> None:
    """Given that telling the party meets the office's deadline, when `met:` starts the time,
    then the presumption holds too.
    """
    told_in_time = rule(id="told", after=("decided",), term=Term(14, "days"), met_by=("decision-notified",))
    after = answer(id="appeal", after=("met:told",), term=Term(4, "weeks"), whose="party", met_by=("closed",))
    assert told("2026-03-03", "letter", told_in_time, after).last("appeal").due_on == date(2026, 4, 8)


# --- what follows


def test_when_the_party_has_not_answered_the_office_must_decide() -> None:
    """Given 14 days to answer from 4 March, when none comes, then the office's 7 days run from the day that ran out.

    The party's last day is Wednesday 18 March, day zero of what follows: due Wednesday 25 March.
    """
    decide = rule(id="decide", after=("expired:hearing",), term=Term(7, "days"))
    case = received("2026-03-02", case_type(HEARING, decide)).has(InformationRequested, "2026-03-04")
    assert case.last("hearing").state == "expired"
    fact, first = case.periods("decide")[0]
    assert (fact.opened_at, first.due_on, first.anchor) == (local("2026-03-19"), date(2026, 3, 25), 2)


def test_when_the_party_is_silent_the_office_waits_no_more() -> None:
    """Given a question of 4 March that stops the office's clock with 12 days left, when the party's 14 days run out,
    then the clock runs from the 19th: 31 March; and what follows the silence runs too.
    """
    decide = answer(id="decide", after=("expired:hearing",), term=Term(7, "days"))
    case = received("2026-03-02", case_type(answer(), HEARING, decide)).has(InformationRequested, "2026-03-04")
    assert (case.at("2026-03-18T23:59").state, case.at("2026-03-18T23:59").left) == ("suspended", 12)
    assert (case.last().state, case.last().due_on) == ("running", date(2026, 3, 31))
    assert (case.last("decide").state, case.last("decide").due_on) == ("running", date(2026, 3, 25))


def test_when_the_party_was_asked_again_its_silence_ends_the_wait() -> None:
    """Given one question put on 4 March and again on the 9th, which starts the party's 14 days anew, when they run out
    on the 23rd in silence, then the clock, which stood with 12 days left, runs from the 24th: to 5 April, Easter Sunday,
    and so to Tuesday."""
    hearing = rule(
        id="hearing", after=("information-requested",), term=Term(14, "days"), whose="party", again="restart"
    )
    case = received("2026-03-02", case_type(answer(), hearing)).has(
        InformationRequested, "2026-03-04", awaits="income"
    )
    case.has(InformationRequested, "2026-03-09", awaits="income", until=date(2026, 6, 1))
    assert case.at("2026-03-23T23:59").state == "suspended"
    assert (case.last().state, case.last().due_on) == ("running", date(2026, 4, 7))


def test_another_question_is_waited_for_all_the_same() -> None:
    """Given a second question to the doctor, when the party's time runs out, then the clock stands for the doctor."""
    case = received("2026-03-02", case_type(answer(), HEARING)).has(InformationRequested, "2026-03-04")
    case.has(InformationRequested, "2026-03-05", awaits="doctor")
    assert (case.last("hearing").state, case.last().state) == ("expired", "suspended")


def test_when_the_party_answers_nothing_follows_from_silence() -> None:
    """Given the same, when the answer comes on the last day, then no deadline starts by silence."""
    decide = rule(id="decide", after=("expired:hearing",), term=Term(7, "days"))
    case = received("2026-03-02", case_type(HEARING, decide)).has(InformationRequested, "2026-03-04")
    assert case.has(InformationReceived, "2026-03-18T16:00").periods("decide") == []


NOTICE = rule(id="notice", after=("breached:answer",), term=Term(7, "days"), met_by=("status-told",))


def test_when_the_office_is_late_it_owes_a_word() -> None:
    """Given a decision due on Monday 16 March, when it does not come,
    then a notice is due 7 days after that day, on the 23rd.
    """
    case = received("2026-03-02", case_type(answer(), NOTICE))
    fact, first = case.periods("notice")[0]
    assert (fact.opened_at, first.due_on, first.anchor) == (local("2026-03-17"), date(2026, 3, 23), 1)


def test_it_follows_the_first_breach_alone() -> None:
    """Given a late decision moved to 30 March and late again, then the notice was owed once."""
    case = received("2026-03-02", case_type(answer(), NOTICE))
    case.has(TermOverridden, "2026-03-20", deadline="answer", until=date(2026, 3, 30), reason="x").has(
        Decided, "2026-04-20"
    )
    assert {payload.cycle for _, payload in case.periods("notice")} == {1}


def test_an_end_that_lay_in_the_past_makes_that_day_day_zero() -> None:
    """Given a decision whose end is moved on 10 March to the 5th, then the notice counts from the 10th: due the 17th."""
    case = received("2026-03-02", case_type(answer(), NOTICE)).has(
        TermOverridden, "2026-03-10T12:00", until=date(2026, 3, 5), reason="x"
    )
    fact, first = case.periods("notice")[0]
    assert (fact.opened_at, first.due_on) == (local("2026-03-10T12:00"), date(2026, 3, 17))


def test_of_a_closed_case_nothing_follows() -> None:
    """Given a case closed on the last day, then its deadline lapses, and no notice is owed."""
    assert (
        received("2026-03-02", case_type(answer(), NOTICE)).has(Closed, "2026-03-16T16:00").periods("notice") == []
    )


def test_it_follows_by_the_version_in_force_when_it_ran_out() -> None:
    """Given that the notice is law from 17 March on, when the decision's end passes with the 16th, then it is owed."""
    new = case_type(answer(), NOTICE, valid_from=date(2026, 3, 17))
    assert len(received("2026-03-02", case_type(answer()), new).periods("notice")) == 1
    later = case_type(answer(), NOTICE, valid_from=date(2026, 3, 18))
    assert received("2026-03-02", case_type(answer()), later).periods("notice") == []


def test_one_application_starts_a_deadline_once_though_another_runs_out_at_once() -> None:
    """Given a limit in the past, when the notice starts with the application and with the breach,
    then there is one notice.
    """
    notice = rule(
        id="notice", after=("application-received", "breached:answer"), term=Term(7, "days"), again="restart"
    )
    case = Case(case_type(answer(given="limit"), notice))
    case.has(ApplicationReceived, "2026-03-02", attributes={"limit": "2026-02-27"})
    assert [(payload.cycle, payload.state) for _, payload in case.periods("notice")] == [(1, "running")]


def test_months_that_added_up_and_passed_are_followed_too() -> None:
    """Given 2 months of benefit within 3, due with 31 March 2026, when nobody acts, then the notice is due on 7 April."""
    counted = Accumulation(
        months=2,
        within=3,
        counted_by=("benefit-paid",),
        part_months="count",
        when_below="stays",
        on_change="by-start",
        falls_due="last-day",
    )
    count = rule(
        id="count", after=("benefit-paid",), suspended_by=(), resumed_by=(), term=None, accumulation=counted
    )
    notice = rule(id="notice", after=("breached:count",), term=Term(7, "days"))
    case = received("2026-01-05", case_type(count, notice)).has(BenefitPaid, "2026-02-27", month="2026-02")
    case.has(BenefitPaid, "2026-03-30", month="2026-03")
    fact, first = case.periods("notice")[0]
    assert (fact.opened_at, first.due_on) == (local("2026-04-01"), date(2026, 4, 7))
