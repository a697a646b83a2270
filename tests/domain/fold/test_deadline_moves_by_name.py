"""A deadline that stops, runs, is moved and breached, one sentence of docs/deadlines.md at a time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sagsgang.domain.events.case_events import (
    Corrected,
    Decided,
    InformationReceived,
    InformationRequested,
    Resumed,
    Suspended,
    TermExtended,
    TermOverridden,
)
from sagsgang.domain.rules.casetype import Term

from ..written_cases import Case, local, received, rule

# --- the clock stops and runs


def fifty_six_days_nineteen_run_six_suspended() -> Case:
    """Received 5 January (day 0), suspended on day 19, resumed on day 25."""
    return received("2015-01-05").has(Suspended, "2015-01-24T10:00").has(Resumed, "2015-01-30T08:00")


def test_fifty_six_days_nineteen_run_six_suspended_ends_on_day_62() -> None:
    """Given 56 days, 19 run, 6 suspended, then it ends on day 62: 8 March 2015."""
    assert fifty_six_days_nineteen_run_six_suspended().last().due_on == date(2015, 3, 8)


def test_fifty_six_days_nineteen_run_six_suspended_then_extended_ends_on_day_62_plus_the_extension() -> None:
    """Given the same, when 14 days are added after the suspension or in it, then it ends on day 76, 22 March."""
    after = fifty_six_days_nineteen_run_six_suspended().has(TermExtended, "2015-02-10", days=14, reason="ill")
    within = received("2015-01-05").has(Suspended, "2015-01-24T10:00")
    within.has(TermExtended, "2015-01-26", days=14, reason="ill").has(Resumed, "2015-01-30T08:00")
    assert after.last().due_on == within.last().due_on == date(2015, 3, 22)


def test_a_deadline_computed_anew_does_not_forget_what_was_consumed() -> None:
    """Given the same, when the anchor is corrected to a day later, then the end is one day later too."""
    case = fifty_six_days_nineteen_run_six_suspended()
    case.has(Corrected, "2015-02-10", corrects="1", changes={"occurred": "2015-01-06T08:00:00Z"})
    assert case.last().due_on == date(2015, 3, 9)


def test_what_is_left_can_be_asked_while_suspended() -> None:
    """Given 56 days of which 19 have run, when suspended, then 37 are left, and there is no end and no breach."""
    held = received("2015-01-05").has(Suspended, "2015-01-24T10:00").at("2019-12-31")
    assert (held.state, held.left) == ("suspended", 37)
    assert (held.due_on, held.due_at, held.overdue_from, held.breached_at) == (None, None, None, None)


def test_what_is_left_of_working_days_is_working_days() -> None:
    """Given 10 working days from Friday 27 March, when suspended on Wednesday 8 April, then 5 of them are left.

    Used: 30 and 31 March, 1, 7 and 8 April. Resumed Monday 13 April, five more: 14, 15, 16, 17 and 20 April.
    """
    case = received("2015-03-27", rule(term=Term(10, "working_days"))).has(Suspended, "2015-04-08T09:00")
    assert case.last().left == 5
    assert case.has(Resumed, "2015-04-13T16:00").last().due_on == date(2015, 4, 20)


def test_a_suspension_with_an_end_ends_by_itself() -> None:
    """Given a suspension until 30 January, when nobody resumes, then it runs again from 00:00 that day."""
    case = received("2015-01-05").has(Suspended, "2015-01-24T10:00", until=date(2015, 1, 30))
    assert case.at("2015-01-29T23:59:59.999999").state == "suspended"
    assert case.at("2015-01-30").state == "running"
    assert case.last().due_on == date(2015, 3, 8)


def test_a_suspension_has_a_longest_length() -> None:
    """Given at most 6 days, when suspended without an end or with a later one, then it runs again after 6 days."""
    for until in (None, date(2016, 1, 1)):
        case = received("2015-01-05", rule(longest_suspension=6)).has(Suspended, "2015-01-24T10:00", until=until)
        assert case.at("2015-01-30").state == "running"
        assert case.last().due_on == date(2015, 3, 8)


def test_asking_for_information_and_suspending_is_one_act() -> None:
    """Given a type in which asking suspends, when the answer takes 6 days, then the end is 6 days later."""
    asks = rule(suspended_by=("information-requested",), resumed_by=("information-received",))
    case = received("2015-01-05", asks).has(InformationRequested, "2015-01-24T10:00")
    assert case.last().state == "suspended"
    assert case.has(InformationReceived, "2015-01-30").last().due_on == date(2015, 3, 8)


def test_a_suspension_of_an_instant_gives_back_the_very_time() -> None:
    """Given an hour left before summer time begins, when suspended for a day, then an hour is left after it."""
    case = received("2015-03-20", rule(given="limit"), attributes={"limit": "2015-03-28T13:00"})
    case.has(Suspended, "2015-03-28T12:00").has(Resumed, "2015-03-30T00:00")
    assert case.last().due_at == local("2015-03-30T01:00")


# --- extension and override


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("no reason", {"days": 14}),
        ("an empty reason", {"days": 14, "reason": ""}),
        ("neither days nor until", {"reason": "ill"}),
        ("days and until", {"days": 14, "until": date(2015, 4, 1), "reason": "ill"}),
        ("no days", {"days": 0, "reason": "ill"}),
        ("until the day it ends anyway", {"until": date(2015, 3, 2), "reason": "ill"}),
    ],
)
def test_an_extension_that_is_wrong_changes_nothing_and_is_a_finding(wrong: str, said: dict[str, Any]) -> None:
    """Given a deadline of 2 March, when it is extended in a wrong way, then it stays, and that is a finding."""
    case = received("2015-01-05").has(TermExtended, "2015-02-02", **said)
    assert case.last().due_on == date(2015, 3, 2), wrong
    assert [event for _, event in case.findings()] == [2], wrong


def test_an_extension_is_allowed_once() -> None:
    """Given one extension by 14 days, when another follows, then it counts only where two are allowed."""
    for allowed, end in ((1, date(2015, 3, 16)), (2, date(2015, 3, 30)), (0, date(2015, 3, 2))):
        case = received("2015-01-05", rule(extensions=allowed))
        case.has(TermExtended, "2015-02-02", days=14, reason="ill").has(
            TermExtended, "2015-02-03", days=14, reason="ill"
        )
        assert case.last().due_on == end, allowed


def test_an_extension_never_comes_after_the_term() -> None:
    """Given a deadline of 2 March, then it can be extended until midnight, and not at midnight."""
    in_time = received("2015-01-05").has(TermExtended, "2015-03-02T23:59:59.999999", days=14, reason="ill")
    too_late = received("2015-01-05").has(TermExtended, "2015-03-03", days=14, reason="ill")
    assert in_time.last().due_on == date(2015, 3, 16)
    assert too_late.last().due_on == date(2015, 3, 2)
    assert [event for _, event in too_late.findings()] == [2]


def test_an_override_is_an_action_of_its_own() -> None:
    """Given a deadline that was extended once, when it is overridden, earlier or even when late, then it moves."""
    case = received("2015-01-05").has(TermExtended, "2015-02-02", days=14, reason="ill")
    case.has(TermOverridden, "2015-02-03", until=date(2015, 2, 20)).has(TermOverridden, "2015-03-20", days=60)
    assert case.at("2015-02-10").due_on == date(2015, 2, 20)
    assert case.last().due_on == date(2015, 4, 21)
    assert case.last().breached_at == local("2015-02-21")


def test_an_override_does_not_use_up_the_extension() -> None:
    """Given one override, when the one extension follows, then it counts."""
    case = received("2015-01-05").has(TermOverridden, "2015-02-01", days=1)
    assert case.has(TermExtended, "2015-02-02", days=14, reason="ill").last().due_on == date(2015, 3, 17)


def test_days_added_to_an_instant_keep_its_time_of_day() -> None:
    """Given an answer due at 10:00, when it is moved a week, into summer time, then it is still due at 10:00."""
    case = received("2015-03-20", rule(given="limit"), attributes={"limit": "2015-03-26T10:00"})
    assert case.has(TermExtended, "2015-03-24", days=7, reason="ill").last().due_at == local("2015-04-02T10:00")


# --- breach


def test_a_suspension_begun_after_the_breach_does_not_erase_it() -> None:
    """Given a deadline of 2 March, when suspended at midnight after it, then it runs on, late; a finding."""
    case = received("2015-01-05").has(Suspended, "2015-03-03").has(Decided, "2015-03-10")
    assert case.at("2015-03-05").state == "running"
    assert case.last().breached_at == local("2015-03-03")
    assert [event for _, event in case.findings()] == [2]


def test_a_breach_is_permanent_whatever_happens_later() -> None:
    """Given a breach on 3 March, when it is overridden, suspended, resumed and met, then it stays said."""
    case = received("2015-01-05").has(TermOverridden, "2015-03-10", until=date(2015, 5, 1))
    case.has(Suspended, "2015-03-12").has(Resumed, "2015-03-20").has(Decided, "2015-03-21")
    states = [(payload.state, payload.breached_at) for _, payload in case.periods()]
    assert states == [
        ("running", None),
        ("running", local("2015-03-03")),
        ("suspended", local("2015-03-03")),
        ("running", local("2015-03-03")),
        ("met", local("2015-03-03")),
    ]


def test_an_end_moved_into_the_past_is_breached_when_it_is_moved() -> None:
    """Given a deadline of 2 March, when it is moved on 10 February to the 5th, then it is late from the 10th.

    Between the 5th and the 10th it had another end and nobody was late: what was true then stays true.
    """
    case = received("2015-01-05").has(TermOverridden, "2015-02-10T09:00", until=date(2015, 2, 5))
    assert case.has(Decided, "2015-02-12").last().breached_at == local("2015-02-10T09:00")


def test_a_deadline_that_starts_after_its_end_is_breached_at_its_start() -> None:
    """Given a fixed end of 31 December 2014, when the application comes on 5 January, then it is late at once."""
    case = received("2015-01-05T09:00", rule(on=date(2014, 12, 31))).has(Decided, "2015-01-07")
    assert case.last().breached_at == local("2015-01-05T09:00")
