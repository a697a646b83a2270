"""Months that add up, met, cancelled, started over, closed and moved (docs/deadlines.md, rules 23 to 25), by name."""

from __future__ import annotations

from datetime import date

import pytest
from sagsgang.domain.events.case_events import (
    Accepted,
    ApplicationReceived,
    Closed,
    Decided,
    GuidanceGiven,
    Reopened,
    Suspended,
    TermExtended,
    TermOverridden,
)
from sagsgang.domain.events.office_events import BenefitPaid
from sagsgang.domain.rules.casetype import Term

from ..counted_months import LATER, acted, breach, count, look, months, paid, transfer_of_2008, with_benefit
from ..written_cases import Case, case_type, local, received, rule


def cycles(case: Case, deadline: str = "re-assessment") -> list[str]:
    """The state in which each instance ended up."""
    return list({payload.cycle: payload.state for _, payload in case.periods(deadline)}.values())


# --- met, and what is counted then


def test_the_re_assessment_meets_it_in_time_or_late() -> None:
    """Given December 2007 is due, when re-assessed on 31 December or on 1 January, then in time, or late."""
    in_time = acted(with_benefit("2007-01", "2007-12"), "2007-12-31T23:59", "re-assessed").last("re-assessment")
    late = acted(with_benefit("2007-01", "2007-12"), "2008-01-01", "re-assessed").last("re-assessment")
    assert (in_time.state, in_time.breached_at) == ("met", None)
    assert (late.state, late.breached_at) == ("met", local("2008-01-01"))


def test_months_count_on_after_the_re_assessment_where_that_is_the_choice() -> None:
    """Given 2007 paid and re-assessed on 29 December, when January is paid, then it is due at once: 13 of 18."""
    case = acted(with_benefit("2007-01", "2007-12", count(starts_over_by=())), "2007-12-29", "re-assessed")
    assert look(paid(case, "2008-01")) == ("running", date(2008, 1, 31))
    assert cycles(case) == ["met", "running"]


def test_the_count_starts_over_after_the_re_assessment_where_that_is_the_choice() -> None:
    """Given the same, when January is paid, then it is the first of twelve: 31 December 2008."""
    rule = count(starts_over_by=("re-assessed",))
    case = acted(with_benefit("2007-01", "2007-12", rule), "2007-12-29", "re-assessed")
    assert look(paid(case, "2008-01")) == ("counting", date(2008, 12, 31))
    assert look(paid(case, *months("2008-02", "2008-12"))) == ("running", date(2008, 12, 31))


def test_a_month_up_to_the_re_assessment_starts_nothing() -> None:
    """Given a re-assessment in December, when December or an earlier month is paid after it, then nothing starts."""
    for choice in ((), ("re-assessed",)):
        case = acted(with_benefit("2007-01", "2007-11", count(starts_over_by=choice)), "2007-12-10", "re-assessed")
        case.has(BenefitPaid, "2008-01-02", month="2007-12").has(BenefitPaid, "2008-01-02", month="2006-12")
        assert cycles(case) == ["met"]


def test_the_next_can_only_fall_due_after_the_month_of_the_re_assessment() -> None:
    """Given 2007 paid and re-assessed on 10 March 2008, when April is paid, then April is due, not January.

    The windows of January to April 2008 hold 12, 12, 12 and, with April, 13 months; only April lies after March.
    """
    case = acted(with_benefit("2007-01", "2007-12"), "2008-03-10", "re-assessed")
    assert look(paid(case, "2008-04")) == ("running", date(2008, 4, 30))


def test_a_month_that_cannot_fall_due_can_still_be_expected_to_be_paid() -> None:
    """Given re-assessed on 10 November 2007 and January and February 2008 paid ahead, then October 2008 is expected.

    Nothing was said of November 2007: it can't fall due any more, but it is one of the twelve.
    """
    case = received("2006-01-02", count()).has(BenefitPaid, "2007-11-05", month="2008-01")
    acted(case, "2007-11-10", "re-assessed").has(BenefitPaid, "2007-11-20", month="2008-02")
    assert look(case) == ("counting", date(2008, 10, 31))


def test_the_count_waits_until_it_starts_over() -> None:
    """Given it starts over by the decision, when that comes in February, then March is the first month again."""
    rule = count(starts_over_by=("decided",))
    case = acted(with_benefit("2007-01", "2007-12", rule), "2007-12-29", "re-assessed")
    assert cycles(paid(case, "2008-01")) == ["met"]
    case.has(Decided, "2008-02-10").has(BenefitPaid, "2008-02-28", month="2008-02")
    assert cycles(case) == ["met"]
    assert look(paid(case, "2008-03")) == ("counting", date(2009, 2, 28))


def test_the_end_of_the_benefit_ends_the_wait_too() -> None:
    """Given the count waits, when the benefit ends and February is paid, then it counts on, and February is due.

    Nothing made it start over: the window of February holds all of 2007, January and February itself.
    """
    rule = count(starts_over_by=("decided",))
    case = acted(with_benefit("2007-01", "2007-12", rule), "2007-12-29", "re-assessed")
    acted(paid(case, "2008-01"), "2008-02-10", "benefit-ended")
    assert look(paid(case, "2008-02")) == ("running", date(2008, 2, 29))


def test_a_count_that_starts_over_while_it_counts_begins_anew() -> None:
    """Given five months paid, when it starts over in May, then June is the first of twelve: May 2008."""
    case = with_benefit("2007-01", "2007-05", count(starts_over_by=("decided",))).has(Decided, "2007-05-29")
    assert look(case) == ("counting", date(2008, 5, 31))
    assert look(paid(case, "2007-06")) == ("counting", date(2008, 5, 31))
    assert cycles(case) == ["counting"]


# --- cancelled, closed, reopened


def test_the_end_of_the_benefit_cancels_and_its_months_count_on() -> None:
    """Given January to June 2007 paid and the benefit ended, when it is paid from January 2008, then June is due."""
    case = acted(with_benefit("2007-01", "2007-06"), "2007-07-05", "benefit-ended")
    assert cycles(case) == ["cancelled"]
    assert look(paid(case, *months("2008-01", "2008-06"))) == ("running", date(2008, 6, 30))
    assert cycles(case) == ["cancelled", "running"]


FIXED = {"deadline": "re-assessment", "until": date(2010, 12, 1)}


def test_the_end_of_the_benefit_starts_over_where_that_is_the_choice() -> None:
    """Given the same, when the end of the benefit lets the count start over, then December 2008 is expected."""
    rule = count(starts_over_by=("re-assessed", "benefit-ended"))
    case = acted(with_benefit("2007-01", "2007-06", rule), "2007-07-05", "benefit-ended")
    assert look(paid(case, *months("2008-01", "2008-06"))) == ("counting", date(2008, 12, 31))


def test_a_cancelled_duty_comes_back_with_the_next_month() -> None:
    """Given December 2007 was due and the benefit ended in time, when January is paid, then it is due, not December."""
    case = acted(with_benefit("2007-01", "2007-12"), "2007-12-30", "benefit-ended")
    assert look(paid(case, "2008-01")) == ("running", date(2008, 1, 31))
    assert breach(case) == local("2008-02-01")


def test_a_cancelled_duty_of_long_ago_does_not_come_back() -> None:
    """Given December 2009 was due and the benefit ended then, when a month of 2014 is paid, then a new count begins."""
    case = acted(with_benefit("2009-01", "2009-12"), "2009-12-30", "benefit-ended")
    assert look(paid(case, "2014-06")) == ("counting", date(2015, 5, 31))


def test_a_fixed_end_gets_back_what_was_left_when_the_case_reopens() -> None:
    """Given an end fixed at 1 December 2010, when the case is closed a month from it and reopens on 15 January, then the
    thirty days that were left run from there."""
    case = with_benefit("2010-01", "2010-03").has(TermOverridden, "2010-04-01", **FIXED)
    case.has(Closed, "2010-11-01").has(Reopened, "2011-01-15")
    assert look(case) == ("running", date(2011, 2, 14))


def test_months_said_while_the_case_is_closed_count_when_it_reopens() -> None:
    """Given March 2007 paid while the case was closed, when it reopens on 10 January, then December is breached then."""
    case = paid(received("2006-01-02", count()), "2007-01", "2007-02", *months("2007-04", "2007-12"))
    case.has(Closed, "2007-12-29").has(BenefitPaid, "2008-01-05", month="2007-03")
    assert look(case) == ("lapsed", date(2008, 1, 31))
    case.has(Reopened, "2008-01-10")
    assert (look(case), breach(case)) == (("running", date(2007, 12, 31)), local("2008-01-10"))


def test_a_count_that_lapsed_expects_anew_when_the_case_reopens() -> None:
    """Given January 2007 paid and the case closed, when it reopens in June 2007, then eleven more from June: April."""
    case = with_benefit("2007-01", "2007-01").has(Closed, "2007-02-10").has(Reopened, "2007-06-10")
    assert look(case) == ("counting", date(2008, 4, 30))


def test_months_paid_before_the_case_opens_count() -> None:
    """Given January to November 2007 paid before the application of 10 December, when December is, then it is due."""
    before = paid(Case(count()), *months("2007-01", "2007-11"))
    case = before.has(ApplicationReceived, "2007-12-10")
    assert cycles(case) == []
    assert look(paid(case, "2007-12")) == ("running", date(2007, 12, 31))


def test_what_happened_before_may_keep_it_from_starting() -> None:
    """Given no count after guidance, when guidance comes between two payments, then the count of the first goes on."""
    rule = count(unless=("guidance-given",))
    assert cycles(paid(received("2006-01-02", rule).has(GuidanceGiven, "2006-02-01"), "2007-01")) == []
    assert cycles(paid(with_benefit("2007-01", "2007-01", rule).has(GuidanceGiven, "2007-02-01"), "2007-02")) == [
        "counting"
    ]


# --- two at once, and what follows


def test_the_transfer_comes_before_the_re_assessment() -> None:
    """Given the law of 2008, when May 2007 to April 2008 are paid, then transfer in March, re-assessment in April."""
    old, new = (
        case_type(*version.deadlines, count(), valid_from=version.valid_from) for version in transfer_of_2008()
    )
    case = with_benefit("2007-05", "2008-04", old, new)
    assert look(case, LATER, "transfer") == ("running", date(2008, 3, 31))
    assert look(case) == ("running", date(2008, 4, 30))
    case.has(Accepted, "2008-04-29")
    assert look(case, LATER, "transfer") == ("met", date(2008, 3, 31))
    assert look(case) == ("running", date(2008, 4, 30))


def test_a_deadline_can_start_when_it_is_met() -> None:
    """Given a letter four weeks after the re-assessment, then that of 29 December is due on 26 January."""
    letter = rule(id="letter", after=("met:re-assessment",), term=Term(4, "weeks"), met_by=("decided",))
    case = acted(with_benefit("2007-01", "2007-12", case_type(count(), letter)), "2007-12-29", "re-assessed")
    assert case.last("letter").due_on == date(2008, 1, 26)


def test_a_term_that_runs_when_the_count_comes_into_force_runs_on() -> None:
    """Given a term of a year from the first payment, and the count from 2008, then the count follows that term."""
    term = rule(id="re-assessment", after=("benefit-paid",), term=Term(12, "months"), met_by=("re-assessed",))
    case = with_benefit("2007-10", "2008-02", case_type(term), case_type(count(), valid_from=date(2008, 1, 1)))
    assert look(case) == ("running", date(2008, 10, 28))
    acted(case, "2008-03-01", "re-assessed")
    assert look(paid(case, "2008-03")) == ("counting", date(2008, 12, 31))
    assert cycles(case) == ["met", "counting"]


# --- stopping and moving


def test_it_cannot_be_suspended_or_extended() -> None:
    """Given December 2007 is due, when it is suspended and extended, then nothing changes; extending is a finding."""
    case = with_benefit("2007-01", "2007-12")
    case.has(Suspended, "2007-12-29").has(
        TermExtended, "2007-12-29", deadline="re-assessment", days=9, reason="ill"
    )
    assert look(case) == ("running", date(2007, 12, 31))
    assert [finding for finding, _ in case.findings() if finding.startswith("extension")] == [
        "extension-not-allowed"
    ]


def test_an_end_that_was_fixed_no_longer_moves_with_the_count() -> None:
    """Given 31 March is fixed while it counts, when the twelfth month is paid, then 31 March stays and is breached."""
    case = with_benefit("2007-01", "2007-11")
    case.has(TermOverridden, "2007-12-01", deadline="re-assessment", until=date(2008, 3, 31), reason="agreed")
    assert look(paid(case, "2007-12")) == ("running", date(2008, 3, 31))
    assert breach(case) == local("2008-04-01")


def test_to_fix_an_end_after_the_day_that_was_expected_is_no_breach() -> None:
    """Given December was expected and the benefit not paid on, when 30 June is fixed in March, then nothing is late."""
    case = with_benefit("2007-01", "2007-11")
    case.has(TermOverridden, "2008-03-01", deadline="re-assessment", until=date(2008, 6, 30), reason="agreed")
    assert look(case) == ("running", date(2008, 6, 30))
    assert breach(case, "2008-06-30") is None


def test_by_days_only_an_end_that_was_reached_is_moved() -> None:
    """Given 10 days more, then December becomes 10 January if it was reached; what is only expected stays: a finding."""
    reached, expected = (
        with_benefit("2007-01", last).has(
            TermOverridden, "2007-12-29", deadline="re-assessment", days=10, reason="agreed"
        )
        for last in ("2007-12", "2007-11")
    )
    assert (look(reached), reached.findings()) == (("running", date(2008, 1, 10)), [])
    assert look(expected) == ("counting", date(2007, 12, 31))
    assert ("undeterminable", len(expected.history)) in expected.findings()


def test_a_move_that_names_no_deadline_does_not_concern_it() -> None:
    """Given December 2007 is due, when some deadline is overridden that is not named, then December stays."""
    case = with_benefit("2007-01", "2007-12").has(TermOverridden, "2007-12-29", days=30, reason="ill")
    assert look(case) == ("running", date(2007, 12, 31))


@pytest.mark.parametrize("month", ["2100-12", "2199-12", "2200-12", "9998-12", "9999-12", "0001-01"])
def test_a_month_far_away_stops_nothing(month: str) -> None:
    """Given a month beyond the calendar was paid by mistake, then the others count as before."""
    case = received("2006-01-02", count(roll="next-working-day")).has(BenefitPaid, "2006-02-01", month=month)
    assert look(paid(case, *months("2007-01", "2007-12"))) == ("running", date(2008, 1, 2))
