"""Months that add up, one sentence of docs/deadlines.md (rules 19 to 25) at a time, with dates worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sagsgang.domain.events.case_events import Accepted, Annulled, Corrected
from sagsgang.domain.events.office_events import BenefitPaid, BenefitReversed

from ..counted_months import LATER, acted, breach, count, look, months, paid, transfer_of_2008, with_benefit
from ..written_cases import case_type, local, received

# --- the sum


def test_twelve_months_in_a_row() -> None:
    """Given January to December 2007 paid, then it is due on 31 December and overdue from 1 January."""
    case = with_benefit("2007-01", "2007-12")
    assert look(case) == ("running", date(2007, 12, 31))
    assert case.last("re-assessment").overdue_from == local("2008-01-01")


def test_the_end_rolls_to_the_next_working_day() -> None:
    """Given 31 December and New Year's Day are days off, then it is due on Wednesday 2 January 2008."""
    case = with_benefit("2007-01", "2007-12", count(roll="next-working-day"))
    held = case.last("re-assessment")
    assert (held.unrolled_on, held.due_on) == (date(2007, 12, 31), date(2008, 1, 2))


def test_it_may_fall_due_on_the_first_day() -> None:
    """Given the choice of the first day, then it is due on 1 December 2007."""
    assert look(with_benefit("2007-01", "2007-12", count(falls_due="first-day")))[1] == date(2007, 12, 1)


def test_twelve_in_eighteen_with_six_gaps() -> None:
    """Given January to June 2007 and, after six months without, January to June 2008, then June 2008 is due.

    The window of June 2008 begins with January 2007: 6 + 6 = 12.
    """
    case = paid(with_benefit("2007-01", "2007-06"), *months("2008-01", "2008-06"))
    assert look(case) == ("running", date(2008, 6, 30))


def test_twelve_in_nineteen_is_not_enough() -> None:
    """Given January to June 2007 and, after seven months without, February to July 2008, then nothing is due.

    The window of July 2008 begins with February 2007: 5 + 6 = 11. Each month paid from then on comes with one
    that falls out, until January 2009, when July 2007, which was not paid, falls out: that is the end expected.
    """
    case = paid(with_benefit("2007-01", "2007-06"), *months("2008-02", "2008-07"))
    assert look(case) == ("counting", date(2009, 1, 31))


def test_months_paid_ahead_count_at_once() -> None:
    """Given twelve months paid in January, then December is due from that day on, and breached when it has passed."""
    case = received("2006-01-02", count())
    for month in months("2007-01", "2007-12"):
        case.has(BenefitPaid, "2007-01-10", month=month)
    assert look(case, "2007-01-10") == ("running", date(2007, 12, 31))
    assert breach(case, "2007-12-31T23:59") is None
    assert breach(case, "2008-01-01") == local("2008-01-01")


# --- what is said of a month


def test_part_months_count_where_that_is_the_choice() -> None:
    """Given March 2007 paid in part, then December is due if it counts, else January 2008 once that is paid."""
    looks = {}
    for choice in ("count", "do-not-count"):
        case = paid(received("2006-01-02", count(part_months=choice)), "2007-01", "2007-02")
        paid(paid(case, "2007-03", part=True), *months("2007-04", "2007-12"))
        looks[choice] = look(case), look(paid(case, "2008-01"))
    assert looks["count"] == (("running", date(2007, 12, 31)), ("running", date(2007, 12, 31)))
    assert looks["do-not-count"] == (("counting", date(2008, 1, 31)), ("running", date(2008, 1, 31)))


def test_the_last_word_on_a_month_holds() -> None:
    """Given March paid in part, then in full, then in part: it counts, or not, as the last word says."""
    case = with_benefit("2007-01", "2007-12", count(part_months="do-not-count", when_below="falls-away"))
    case.has(BenefitPaid, "2007-12-29", month="2007-03", part=True)
    assert look(case) == ("counting", date(2008, 1, 31))
    case.has(BenefitPaid, "2007-12-30", month="2007-03")
    assert look(case) == ("running", date(2007, 12, 31))


def test_a_month_that_does_not_count_starts_nothing() -> None:
    """Given part months that do not count, when only those are paid, then no deadline has started."""
    case = paid(received("2006-01-02", count(part_months="do-not-count")), "2007-01", part=True)
    assert case.periods("re-assessment") == []


@pytest.mark.parametrize(
    ("occurred", "attributes", "due_on"),
    [
        ("2007-12-31T23:59", {}, date(2007, 12, 31)),
        ("2008-01-01T00:00", {}, date(2008, 1, 31)),
        ("2008-02-10T00:00", {"month": "2007-12"}, date(2007, 12, 31)),
    ],
)
def test_an_action_says_its_month_by_an_attribute_or_by_its_day(
    occurred: str, attributes: dict[str, Any], due_on: date
) -> None:
    """Given one month is enough, then it is that of the attribute, else the local month, of the action."""
    rule = count(months=1, within=1, counted_by=("benefit-granted",))
    case = acted(received("2006-01-02", rule), occurred, "benefit-granted", attributes=attributes)
    assert look(case) == ("running", due_on)


UNREADABLE = (
    "March",
    "2008-13",
    "2008-00",
    "2008-3",
    "2008-03-01",
    "",
    200803,
    "0000-01",
    "2008-+3",
    "2008- 3",
    "2_08-03",
)
TEN_YEARS_OFF = ("1998-02", "2018-04", "0208-03", "9999-12")  # of March 2008


@pytest.mark.parametrize("written", [*UNREADABLE, *TEN_YEARS_OFF])
def test_a_month_that_cannot_be_read_is_a_finding(written: Any) -> None:
    """Given an action with such a month, then nothing is said of any, and the event is a finding."""
    rule = count(months=1, within=1, counted_by=("benefit-granted",))
    case = acted(received("2006-01-02", rule), "2008-03-01", "benefit-granted", attributes={"month": written})
    assert case.periods("re-assessment") == []
    assert ("month-unreadable", 2) in case.findings()


def test_a_late_payment_of_an_old_month_is_breached_when_it_is_made() -> None:
    """Given March 2007 paid only on 10 February 2008, then December 2007 is due, and breached on 10 February."""
    case = paid(received("2006-01-02", count()), "2007-01", "2007-02", *months("2007-04", "2007-12"))
    assert look(case) == ("counting", date(2008, 1, 31))
    case.has(BenefitPaid, "2008-02-10T10:00", month="2007-03")
    assert look(case) == ("running", date(2007, 12, 31))
    assert breach(case) == local("2008-02-10T10:00")


def test_a_payment_recorded_late_was_made_in_time() -> None:
    """Given the payment of March, made in March, is recorded last, then the breach is that of 1 January 2008."""
    case = paid(received("2006-01-02", count()), "2007-01", "2007-02", *months("2007-04", "2007-12"))
    paid(case, "2007-03")
    assert look(case, "2007-12-30") == ("running", date(2007, 12, 31))
    assert breach(case) == local("2008-01-01")


def test_a_payment_that_is_annulled_or_corrected_never_was_so() -> None:
    """Given March was never paid, or April twice, then eleven months are paid, and January 2008 is expected."""
    for kind, said in (
        (Annulled, {"annuls": "4"}),
        (Corrected, {"corrects": "4", "changes": {"month": "2007-04"}}),
    ):
        case = with_benefit("2007-01", "2007-12").has(kind, "2008-06-01", **said)
        assert look(case, "2007-12-29") == ("counting", date(2008, 1, 31))


# --- the sum falls below


def test_a_reversal_before_the_end() -> None:
    """Given March reversed on 30 December, then December stays, or January 2008 is expected and nothing breached."""
    stays, falls = (
        with_benefit("2007-01", "2007-12", count(when_below=choice)).has(
            BenefitReversed, "2007-12-30", month="2007-03"
        )
        for choice in ("stays", "falls-away")
    )
    assert (look(stays), breach(stays)) == (("running", date(2007, 12, 31)), local("2008-01-01"))
    assert (look(falls), breach(falls)) == (("counting", date(2008, 1, 31)), None)


def test_a_reversal_after_the_breach() -> None:
    """Given March reversed on 10 January, then December stays, or it counts again; breached it was all the same."""
    stays, falls = (
        with_benefit("2007-01", "2007-12", count(when_below=choice)).has(
            BenefitReversed, "2008-01-10", month="2007-03"
        )
        for choice in ("stays", "falls-away")
    )
    assert (look(stays), breach(stays)) == (("running", date(2007, 12, 31)), local("2008-01-01"))
    assert (look(falls), breach(falls)) == (("counting", date(2008, 1, 31)), local("2008-01-01"))


def test_a_duty_that_fell_away_comes_back_with_the_payment() -> None:
    """Given March reversed on 30 December and paid again on 15 January, then December is breached on 15 January."""
    case = with_benefit("2007-01", "2007-12", count(when_below="falls-away"))
    case.has(BenefitReversed, "2007-12-30", month="2007-03").has(BenefitPaid, "2008-01-15", month="2007-03")
    assert (look(case), breach(case)) == (("running", date(2007, 12, 31)), local("2008-01-15"))


def test_a_duty_that_falls_away_may_fall_in_another_month() -> None:
    """Given thirteen months paid, when one of them is reversed, then January 2008 is due instead of December."""
    case = with_benefit("2007-01", "2008-01", count(when_below="falls-away"))
    assert look(case.has(BenefitReversed, "2008-01-29", month="2007-06")) == ("running", date(2008, 1, 31))


def test_a_duty_that_stays_may_come_earlier() -> None:
    """Given April 2007 to March 2008 paid, when January to March 2007 are paid too, then December 2007 is due."""
    case = with_benefit("2007-04", "2008-03")
    assert look(case) == ("running", date(2008, 3, 31))
    for month in months("2007-01", "2007-03"):
        case.has(BenefitPaid, "2008-03-30", month=month)
    assert look(case) == ("running", date(2007, 12, 31))


# --- the rule changes


def test_ten_months_in_february_2008_are_due_in_march_even_if_march_is_not_paid() -> None:
    """Given May 2007 to February 2008 paid, ten months, then the transfer is due on 31 March 2008."""
    case = with_benefit("2007-05", "2008-02", *transfer_of_2008())
    assert look(case, "2008-02-28T10:00", "transfer") == ("running", date(2008, 3, 31))
    assert look(case, LATER, "transfer") == ("running", date(2008, 3, 31))


def test_eleven_months_in_february_2008_are_due_in_february() -> None:
    """Given April 2007 to February 2008 paid, eleven months, then the transfer is due on 29 February 2008."""
    case = with_benefit("2007-04", "2008-02", *transfer_of_2008())
    assert look(case, LATER, "transfer") == ("running", date(2008, 2, 29))


def test_ten_months_in_january_2008_are_due_in_march_too() -> None:
    """Given April 2007 to January 2008 paid and nothing since, then the transfer is due on 31 March 2008."""
    case = with_benefit("2007-04", "2008-01", *transfer_of_2008())
    assert look(case, LATER, "transfer") == ("running", date(2008, 3, 31))


def test_until_a_later_rule_asks_for_less_the_earlier_one_is_expected() -> None:
    """Given February to November 2007 paid, ten months, then December is expected, then January, then February 2008, each
    by the rule of eleven, as long as the next payment may come; and on 1 March the rule of ten makes it due.
    A transfer in good time keeps the end that was expected then."""
    case = with_benefit("2007-02", "2007-11", *transfer_of_2008())
    assert look(case, "2007-12-31T23:59", "transfer") == ("counting", date(2007, 12, 31))
    assert look(case, "2008-01-01", "transfer") == ("counting", date(2008, 1, 31))
    assert look(case, "2008-02-29", "transfer") == ("counting", date(2008, 2, 29))
    assert look(case, "2008-03-01", "transfer") == ("running", date(2008, 3, 31))
    accepted = with_benefit("2007-02", "2007-11", *transfer_of_2008()).has(Accepted, "2007-12-10")
    assert look(accepted, LATER, "transfer") == ("met", date(2007, 12, 31))


def test_nine_months_in_february_2008_wait_for_the_tenth() -> None:
    """Given June 2007 to February 2008 paid, nine months, then March is expected, and due once it is paid."""
    case = with_benefit("2007-06", "2008-02", *transfer_of_2008())
    assert look(case, LATER, "transfer") == ("counting", date(2008, 3, 31))
    assert look(paid(case, "2008-03"), LATER, "transfer") == ("running", date(2008, 3, 31))


def test_before_the_change_is_published_eleven_are_expected() -> None:
    """Given only the rule of 11 is known, then ten months in February 2008 are not enough."""
    case = with_benefit("2007-05", "2008-02", transfer_of_2008()[0])
    assert look(case, LATER, "transfer") == ("counting", date(2008, 3, 31))


def test_by_start_a_count_keeps_the_rule_that_it_began_under() -> None:
    """Given ten months in February 2008, begun in May 2007, then 11 are needed; begun in April 2008, then 10."""
    by_start = transfer_of_2008(on_change="by-start")
    case = with_benefit("2007-05", "2008-02", *by_start)
    assert look(case, LATER, "transfer") == ("counting", date(2008, 3, 31))
    assert look(paid(case, "2008-04"), LATER, "transfer") == ("running", date(2008, 4, 30))
    assert look(with_benefit("2008-04", "2009-01", *by_start), LATER, "transfer") == ("running", date(2009, 1, 31))


def test_a_rule_that_changes_within_a_month_judges_from_the_next() -> None:
    """Given 10 instead of 11 from 2 March 2008, then March is judged by 11 and April is due."""
    old, _ = transfer_of_2008()
    new = case_type(count("transfer", months=10, met_by=("accepted",)), valid_from=date(2008, 3, 2))
    assert look(with_benefit("2007-05", "2008-02", old, new), LATER, "transfer") == ("running", date(2008, 4, 30))


def test_where_the_rule_is_gone_no_month_is_reached_or_expected() -> None:
    """Given a type without the count from March 2008, when eleven months are paid by then, then none is expected."""
    case = with_benefit("2007-04", "2008-02", count(), case_type(valid_from=date(2008, 3, 1)))
    assert look(case) == ("counting", None)


# --- counting


def test_a_count_is_never_overdue() -> None:
    """Given only January 2007 paid, then December 2007 is expected, and nothing is breached ten years on."""
    case = with_benefit("2007-01", "2007-01")
    assert look(case) == ("counting", date(2007, 12, 31))
    assert breach(case) is None


def test_what_is_expected_moves_with_every_month_that_is_said() -> None:
    """Given January 2007 paid and then April, then twelve months are reached in February 2008 at the earliest.

    From April 2007 to February 2008 are eleven months, and January makes twelve.
    """
    assert look(paid(with_benefit("2007-01", "2007-01"), "2007-04")) == ("counting", date(2008, 2, 29))


def test_a_month_that_was_reversed_is_not_expected_to_be_paid() -> None:
    """Given January to April 2007 paid and April reversed on 30 April, then January 2008 is expected."""
    case = with_benefit("2007-01", "2007-04").has(BenefitReversed, "2007-04-30", month="2007-04")
    assert look(case) == ("counting", date(2008, 1, 31))


def test_a_duty_met_in_good_time_shows_the_end_that_was_expected() -> None:
    """Given March to July 2007 paid, when re-assessed on 29 July, then it is met, in time for 29 February 2008."""
    case = acted(with_benefit("2007-03", "2007-07"), "2007-07-29", "re-assessed")
    held = case.last("re-assessment")
    assert (held.state, held.due_on, held.breached_at) == ("met", date(2008, 2, 29), None)
