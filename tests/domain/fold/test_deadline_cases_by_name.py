"""When a deadline starts, ends and is late, one sentence of docs/deadlines.md at a time: given, when, then."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sagsgang.domain.events.case_events import (
    Annulled,
    ApplicationReceived,
    Closed,
    Decided,
    GuidanceGiven,
    Reopened,
    TermExtended,
)
from sagsgang.domain.fold.law import Rules
from sagsgang.domain.problem import Problem
from sagsgang.domain.rules.casetype import Term
from sagsgang.domain.written.calendar_file import shipped

from ..written_cases import Case, case_type, local, received, rule

# --- times


def test_a_date_deadline_can_be_met_through_the_end_of_its_day() -> None:
    """Given a deadline of 2 March, when the decision falls a microsecond before 3 March, then it is on time."""
    case = received("2015-01-05T14:30").has(Decided, "2015-03-02T23:59:59.999999")
    assert case.last().state == "met"
    assert case.last().due_on == date(2015, 3, 2)
    assert case.last().breached_at is None


def test_a_date_deadline_is_overdue_from_midnight_after_its_day() -> None:
    """Given a deadline of 2 March, when the decision falls at 00:00 on 3 March, then it is late."""
    case = received("2015-01-05T14:30").has(Decided, "2015-03-03")
    assert case.last().state == "met"
    assert case.last().breached_at == local("2015-03-03")


@pytest.mark.parametrize("hour", ["00:00", "09:00", "15:30", "23:59:59"])
def test_a_day_term_ends_at_the_end_of_the_day_whatever_the_hour_it_began(hour: str) -> None:
    """Given an application at any hour of a day, when 56 days are counted, then all end at one midnight."""
    assert received(f"2015-01-05T{hour}").last().overdue_from == local("2015-03-03")


def test_an_instant_is_overdue_only_after_it() -> None:
    """Given an answer due at 12:00, when it comes at 12:00, then it is on time; a microsecond later it is late."""
    given = rule(given="limit")
    limit = {"limit": "2015-03-02T12:00:00"}
    sharp = received("2015-01-05", given, attributes=limit).has(Decided, "2015-03-02T12:00")
    later = received("2015-01-05", given, attributes=limit).has(Decided, "2015-03-02T12:00:00.000001")
    assert sharp.last().due_at == local("2015-03-02T12:00")
    assert sharp.last().breached_at is None
    assert later.last().breached_at == local("2015-03-02T12:00:00.000001")


def test_an_instant_includes_what_happens_at_that_very_instant() -> None:
    """Given a decision at 10:00, when asked at 10:00, then it is met; a microsecond before, it still runs."""
    case = received("2015-01-05").has(Decided, "2015-02-02T10:00")
    assert case.at("2015-02-02T10:00").state == "met"
    assert case.at("2015-02-02T09:59:59.999999").state == "running"


def test_time_passing_changes_nothing() -> None:
    """Given a deadline nobody meets, then one period holds for ever: overdue is computed, it is never stored."""
    ((fact, period),) = received("2015-01-05").periods()
    assert (fact.opened_at, fact.closed_at) == (local("2015-01-05"), None)
    assert (period.state, period.breached_at) == ("running", None)


@pytest.mark.parametrize(("begins", "overdue_from"), [
    ("2015-02-01T23:30", datetime(2015, 3, 29, 22, tzinfo=UTC)),
    ("2015-01-31T23:30", datetime(2015, 3, 28, 23, tzinfo=UTC)),
    ("2015-08-30T00:00", datetime(2015, 10, 25, 23, tzinfo=UTC)),
    ("2015-08-29T00:00", datetime(2015, 10, 24, 22, tzinfo=UTC)),
])  # fmt: skip
def test_days_on_which_the_clock_changes_end_at_local_midnight(begins: str, overdue_from: datetime) -> None:
    """Given terms that end on and before 29 March and 25 October 2015, then each ends at its local midnight."""
    assert received(begins).last().overdue_from == overdue_from


def test_day_zero_is_the_local_day() -> None:
    """Given an application at 23:30 UTC on 4 January, then it is 5 January in Copenhagen, and that is day zero."""
    assert received("2015-01-05T00:30").last().due_on == date(2015, 3, 2)


# --- the roll, calendars and versions


def test_the_roll_is_applied_last_and_leaves_the_unrolled_date() -> None:
    """Given an end on Sunday 8 March, then it is due Monday; when 6 days are added, they count from the Sunday."""
    rolls = rule(roll="next-working-day", term=Term(62, "days"))
    case = received("2015-01-05", rolls)
    assert (case.last().unrolled_on, case.last().due_on) == (date(2015, 3, 8), date(2015, 3, 9))
    case.has(TermExtended, "2015-02-02", days=6, reason="ill")
    assert (case.last().unrolled_on, case.last().due_on) == (date(2015, 3, 14), date(2015, 3, 16))


def test_an_unknown_calendar_is_an_error() -> None:
    """Given a type that names a calendar nobody published, then its rules are refused, in two languages."""
    with pytest.raises(Problem) as refused:
        Rules([case_type(calendar="atlantis")], shipped())
    assert refused.value.code == "unknown-calendar"
    assert "atlantis" in refused.value.text.da
    assert "atlantis" in refused.value.text.en


def test_a_rule_that_changes_moves_only_the_deadlines_that_start_under_it() -> None:
    """Given 11 months, and 10 from 1 March 2008, then a start on 29 February keeps 11, one on 1 March has 10."""
    old = case_type(rule(term=Term(11, "months")))
    new = case_type(rule(term=Term(10, "months")), valid_from=date(2008, 3, 1))
    assert received("2008-02-29T23:59", old, new).last().due_on == date(2009, 1, 29)
    assert received("2008-03-01", old, new).last().due_on == date(2009, 1, 1)


# --- start and end


def test_one_term_follows_another() -> None:
    """Given a second deadline after the first is met, then it starts with the decision that meets the first."""
    appeal = rule(id="appeal", after=("met:answer",), term=Term(4, "weeks"), met_by=("closed",))
    case = received("2015-01-05", case_type(rule(), appeal))
    assert case.periods("appeal") == []
    case.has(Decided, "2015-02-02T15:00")
    assert (case.last("appeal").due_on, case.last("appeal").anchor) == (date(2015, 3, 2), 2)


def test_one_event_starts_a_deadline_once() -> None:
    """Given a deadline that starts with the decision and with what the decision meets, then it starts once."""
    appeal = rule(id="appeal", after=("decided", "met:answer"), met_by=("closed",), again="restart")
    case = received("2015-01-05", case_type(rule(), appeal)).has(Decided, "2015-02-02")
    assert [(payload.cycle, payload.state) for _, payload in case.periods("appeal")] == [(1, "running")]


def test_a_deadline_after_itself_comes_again_each_time_it_is_met() -> None:
    """Given a deadline of 14 days after the application and after itself, then each decision starts the next."""
    case = received("2015-01-05", rule(after=("application-received", "met:answer"), term=Term(14, "days")))
    case.has(Decided, "2015-01-12").has(Decided, "2015-01-20")
    assert [(payload.cycle, payload.state, payload.due_on) for _, payload in case.periods()] == [
        (1, "running", date(2015, 1, 19)),
        (1, "met", date(2015, 1, 19)),
        (2, "running", date(2015, 1, 26)),
        (2, "met", date(2015, 1, 26)),
        (3, "running", date(2015, 2, 3)),
    ]


def test_a_second_anchor_is_ignored_or_starts_anew() -> None:
    """Given an open deadline, when its anchor happens again, then it is ignored, or starts anew where said."""
    again = received("2015-01-05").has(ApplicationReceived, "2015-01-10")
    anew = received("2015-01-05", rule(again="restart")).has(ApplicationReceived, "2015-01-10")
    assert (again.last().cycle, again.last().due_on) == (1, date(2015, 3, 2))
    assert anew.at("2015-01-09").cycle == 1
    assert [payload.state for _, payload in anew.periods()] == ["running", "restarted", "running"]
    assert (anew.last().cycle, anew.last().due_on) == (2, date(2015, 3, 7))


def test_a_deadline_does_not_start_after_what_makes_it_needless() -> None:
    """Given guidance, even before the case opened, then the deadline that it makes needless does not start."""
    unless = rule(unless=("guidance-given",))
    assert Case(unless).has(GuidanceGiven, "2015-01-04").has(ApplicationReceived, "2015-01-05").periods() == []
    assert len(received("2015-01-05", unless).has(GuidanceGiven, "2015-01-06").periods()) == 1


def test_an_end_that_cannot_be_computed_is_said_and_never_overdue() -> None:
    """Given a date that cannot be read, then the deadline is open without an end, and it is a finding."""
    case = received("2015-01-05", rule(given="limit"), attributes={"limit": "2015-02-30"})
    assert (case.last().state, case.last().due_on, case.last().overdue_from) == ("running", None, None)
    assert [event for _, event in case.findings()] == [1]


@pytest.mark.parametrize(("anchor", "end"), [("2015-02-28", "2016-02-29"), ("2016-02-29", "2017-02-28")])
def test_a_yearly_day_that_is_missing_is_the_last_of_its_month(anchor: str, end: str) -> None:
    """Given a deadline each 29 February, then it is the 28th in other years, and strictly after day zero."""
    assert received(anchor, rule(yearly="02-29")).last().due_on == date.fromisoformat(end)


def test_the_clock_of_a_closed_case_does_not_run() -> None:
    """Given 56 days of which 19 have run, when the case is closed for 6 days, then it ends 6 days later."""
    case = received("2015-01-05").has(Closed, "2015-01-24T10:00")
    assert (case.last().state, case.last().due_on) == ("lapsed", date(2015, 3, 2))
    assert case.has(Reopened, "2015-01-30").last().due_on == date(2015, 3, 8)


def test_an_overdue_deadline_comes_back_with_the_end_it_had() -> None:
    """Given a deadline late since 3 March, when the case closes and opens again, then it is as late as it was."""
    case = received("2015-01-05").has(Closed, "2015-03-10").has(Reopened, "2015-04-10")
    assert (case.last().state, case.last().due_on) == ("running", date(2015, 3, 2))
    assert case.last().breached_at == local("2015-03-03")


def test_a_closing_before_the_opening_takes_effect_at_the_opening() -> None:
    """Given a closing recorded a day before the application, then the deadline lapses as it opens; a finding."""
    case = Case().has(Closed, "2015-01-04").has(ApplicationReceived, "2015-01-05")
    assert [(fact.opened_at, payload.state) for fact, payload in case.periods()] == [
        (local("2015-01-05"), "lapsed")
    ]
    assert [event for _, event in case.findings()] == [1]


def test_an_annulled_event_never_happened_and_an_annulled_annulment_neither() -> None:
    """Given an annulled decision, then the deadline runs; when the annulment is annulled, then it is met."""
    case = received("2015-01-05").has(Decided, "2015-02-02").has(Annulled, "2015-02-03", annuls="2")
    assert case.last().state == "running"
    assert case.has(Annulled, "2015-02-04", annuls="3").last().state == "met"
