"""Deadlines of the party, what follows a breach and an expiry, and when a notice has arrived: rules 8 and 26 to 28 of
docs/deadlines.md, one at a time.
"""

from __future__ import annotations

from datetime import date

import pytest
from sagsgang.domain.events.case_events import (
    ActionTaken,
    ApplicationReceived,
    Closed,
    Decided,
    DecisionNotified,
    GuidanceGiven,
    InformationReceived,
    Resumed,
    Suspended,
    TermExtended,
    TermOverridden,
)
from sagsgang.domain.rules.casetype import Action, CaseType, Presumption, Term

from ..written_cases import ANY, Case, case_type, local, received, rule

PERIOD = rule(
    id="complaints",
    after=("decision-notified",),
    term=Term(4, "weeks"),
    met_by=("complaint-noted",),
    whose="party",
    roll="next-working-day",
)
FILING = rule(id="filing", after=("expired:complaints",), term=Term(5, "working_days"), met_by=("closed",))
POST = (
    Presumption(event="decision-notified", sent_by="letter", working_days=6),
    Presumption(event="decision-notified", sent_by="digital-post", working_days=0),
)
NOTED = (Action("complaint-noted", ANY),)


def notified(on: str, sent_by: str | None = None, *rules: object, **said: object) -> Case:
    """An application of 2 March 2026, and a decision of which the party was told then."""
    kind = case_type(*(rules or (PERIOD, FILING)), actions=NOTED, **said)  # type: ignore[arg-type]
    return received("2026-03-02", kind).has(DecisionNotified, on, sent_by=sent_by)


def test_the_time_for_complaints_runs_out_and_nobody_is_late() -> None:
    """Given a notice of Monday 9 March, when four weeks go by, then the last day, Easter Monday, is put off to Tuesday
    7 April, and at 00:00 on the 8th the deadline is over: expired, by itself, never breached.
    """
    case = notified("2026-03-09")
    [(running, before), (ended, after)] = case.periods("complaints")
    assert (before.state, before.due_on, before.whose) == ("running", date(2026, 4, 7), "party")
    assert (after.state, after.breached_at, after.passed_on) == ("expired", None, None)
    assert running.closed_at == ended.opened_at == local("2026-04-08")
    assert case.findings() == []


def test_a_complaint_on_the_last_day_is_in_time_and_one_after_it_meets_nothing() -> None:
    """Given the last day 7 April, when a complaint comes at 23:59 it meets the deadline; at 00:00 on the 8th it does not."""
    last = notified("2026-03-09").has(ActionTaken, "2026-04-07T23:59", action="complaint-noted")
    assert last.last("complaints").state == "met"
    late = notified("2026-03-09").has(ActionTaken, "2026-04-08T00:00", action="complaint-noted")
    assert [period.state for _, period in late.periods("complaints")] == ["running", "expired"]


def test_the_last_day_of_a_date_alone_is_all_of_it() -> None:
    """Given a complaint of which only the day is known, the last one, then it is in time."""
    case = notified("2026-03-09").has(ActionTaken, "2026-04-07", action="complaint-noted", whole_day=True)
    assert case.last("complaints").state == "met"


def test_what_follows_an_expiry_is_counted_from_the_day_that_ran_out() -> None:
    """Given the time for complaints over on Tuesday 7 April, then five working days on is Tuesday 14 April; it starts at
    the moment of the expiry, and its anchor is the notice.
    """
    [(fact, filing)] = notified("2026-03-09").has(Closed, "2026-04-10").periods("filing")[:1]
    assert (filing.due_on, filing.anchor) == (date(2026, 4, 14), 2)
    assert fact.opened_at == local("2026-04-08")


def test_what_follows_a_breach_is_counted_from_the_last_day() -> None:
    """Given a decision due on 27 April (56 days) that is not made, then a notice of one working day is due on the 28th;
    and an override after the breach takes neither the breach nor the notice back.
    """
    notice = rule(
        id="notice", after=("breached:answer",), term=Term(1, "working_days"), met_by=("guidance-given",)
    )
    case = received("2026-03-02", case_type(rule(), notice))
    assert case.last("answer").due_on == date(2026, 4, 27)
    [(fact, found), *_] = case.periods("notice")
    assert (fact.opened_at, found.due_on) == (local("2026-04-28"), date(2026, 4, 28))

    case.has(TermOverridden, "2026-05-04", deadline="answer", until=date(2026, 6, 1)).has(
        GuidanceGiven, "2026-04-28T09:00"
    )
    assert case.last("answer").breached_at == local("2026-04-28")
    assert case.last("answer").passed_on == date(2026, 4, 27)
    assert case.last("notice").state == "met"


def test_a_breach_starts_what_follows_it_once() -> None:
    """Given a deadline moved after its breach, when it runs out again, then what the breach started does not start again:
    it is the first breach that counts.
    """
    notice = rule(
        id="notice", after=("breached:answer",), term=Term(1, "working_days"), met_by=("guidance-given",)
    )
    case = received("2026-03-02", case_type(rule(), notice))
    case.has(GuidanceGiven, "2026-04-28T09:00").has(TermOverridden, "2026-05-04", until=date(2026, 6, 1))
    assert {period.cycle for _, period in case.periods("notice")} == {1}


def test_nothing_starts_in_a_case_that_was_closed_when_the_deadline_was_open() -> None:
    """Given a case closed before the time for complaints is over, then it lapses, nothing expires and nothing follows."""
    case = notified("2026-03-09").has(Closed, "2026-03-20")
    assert case.last("complaints").state == "lapsed"
    assert case.periods("filing") == []


def test_the_partys_deadline_stands_and_is_extended_like_any_other() -> None:
    """Given two weeks to answer from Monday 2 March, when the clock stands from the 4th to the 9th (12 days left) and the
    party is given a week more, then it is over after 21 + 7 = 28 March.
    """
    answer = rule(id="hearing", term=Term(14, "days"), met_by=("information-received",), whose="party")
    case = received("2026-03-02", answer).has(Suspended, "2026-03-04").has(Resumed, "2026-03-09")
    assert case.last("hearing").due_on == date(2026, 3, 21)
    case.has(TermExtended, "2026-03-10", deadline="hearing", days=7, reason="ferie")
    assert [period.due_on for _, period in case.periods("hearing")][-1] == date(2026, 3, 28)
    assert case.last("hearing").state == "expired"


def test_an_extension_after_the_expiry_finds_nothing_to_extend() -> None:
    """Given two weeks that are over, when the party asks for more on the day after, then there is no open deadline."""
    answer = rule(id="hearing", term=Term(14, "days"), met_by=("information-received",), whose="party")
    case = received("2026-03-02", answer).has(
        TermExtended, "2026-03-17", deadline="hearing", days=7, reason="ferie"
    )
    assert case.findings() == [("nothing-to-extend", 2)]


def test_a_partys_end_that_lies_in_the_past_expires_when_it_takes_effect() -> None:
    """Given an end given as 1 March in an application of the 2nd, then it expires at the application, breached never."""
    answer = rule(id="hearing", given="until", whose="party", met_by=("information-received",))
    case = received("2026-03-02T10:00", answer, attributes={"until": "2026-03-01"})
    [(fact, period)] = case.periods("hearing")
    assert (fact.opened_at, period.state, period.breached_at) == (local("2026-03-02T10:00"), "expired", None)


def test_met_or_over_the_decision_follows() -> None:
    """Given a decision due a week after the hearing, when the party answers on 6 March it is due on the 13th, and when
    nobody answers by the 16th, on the 23rd.
    """
    hearing = rule(id="hearing", term=Term(14, "days"), met_by=("information-received",), whose="party")
    decision = rule(after=("met:hearing", "expired:hearing"), term=Term(1, "weeks"))
    assert received("2026-03-02", case_type(hearing, decision)).has(
        InformationReceived, "2026-03-06"
    ).last().due_on == date(2026, 3, 13)
    silent = received("2026-03-02", case_type(hearing, decision)).has(Decided, "2026-03-20")
    assert (silent.last().due_on, silent.last().state) == (date(2026, 3, 23), "met")


# -- when a notice has arrived ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent_by", "last_day"),
    [
        # Monday 11 May 2026; Thursday the 14th is Ascension Day. Weekdays on: 12, 13, 15, 18, 19, 20 May; + 28 days.
        ("letter", date(2026, 6, 17)),
        # The same day; + 28 days is 8 June.
        ("digital-post", date(2026, 6, 8)),
        # Of a messenger, and of what nobody said, the case type presumes nothing: the day of the event.
        ("messenger", date(2026, 6, 8)),
        (None, date(2026, 6, 8)),
    ],
)
def test_the_time_for_complaints_runs_from_when_the_notice_is_taken_to_have_arrived(
    sent_by: str | None, last_day: date
) -> None:
    """Given a notice of 11 May, then an ordinary letter is taken to arrive on the sixth weekday, Digital Post at once
    (Ankestyrelsen, Klagefrister), and four weeks run from there.
    """
    assert notified("2026-05-11", sent_by, presumptions=POST).at("2026-05-12", "complaints").due_on == last_day


def test_a_presumption_that_names_no_way_of_sending_is_for_all_the_others() -> None:
    """Given two days for whatever is sent and none for Digital Post, then each way finds its own, whatever the order."""
    post = (Presumption(event="decision-notified", working_days=2), POST[1])
    assert notified("2026-05-04", "letter", presumptions=post).at("2026-05-05", "complaints").due_on == date(
        2026, 6, 3
    )
    assert notified("2026-05-04", "digital-post", presumptions=post).at("2026-05-05", "complaints").due_on == date(
        2026, 6, 1
    )


def test_the_version_in_force_on_the_day_of_the_notice_presumes() -> None:
    """Given six weekdays from 1 July 2018 on and none before, then a letter of Friday 29 June is counted from that day and
    one of Monday 2 July from Tuesday the 10th.
    """
    before = case_type(PERIOD, actions=NOTED)
    after = case_type(PERIOD, actions=NOTED, valid_from=date(2018, 7, 1), presumptions=POST)

    def last_day(on: str) -> date | None:
        case = (
            Case(before, after).has(ApplicationReceived, "2018-06-01").has(DecisionNotified, on, sent_by="letter")
        )
        return case.at("2018-07-15", "complaints").due_on

    assert last_day("2018-06-29") == date(2018, 7, 27)
    assert last_day("2018-07-02") == date(2018, 8, 7)


def test_only_what_the_notice_starts_waits_for_the_post() -> None:
    """Given a notice that meets one deadline, then the one after it is counted from the presumed day too, and what the
    application started is not moved.
    """
    sending = rule(id="sending", term=Term(100, "days"), met_by=("decision-notified",))
    kind: CaseType = case_type(sending, rule(after=("met:sending",), term=Term(7, "days")), presumptions=POST)
    case = received("2026-03-02", kind).has(DecisionNotified, "2026-05-11", sent_by="letter")
    assert case.last("sending").due_on == date(2026, 6, 10)
    assert case.last().due_on == date(2026, 5, 27)
