"""What a case type wants found as time goes by: what was not met in time, what took long; and rules that change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sagsgang.domain.events.case_events import (
    ActionTaken,
    Annulled,
    ApplicationReceived,
    Closed,
    ComplaintAnswered,
    ComplaintReceived,
    Corrected,
    Decided,
    GuidanceGiven,
    Reopened,
    Suspended,
)
from sagsgang.domain.rules.casetype import DeadlineRule

from ..filed_cases import ANSWER, Filed, kind_of_case, received, rule

# -- unanswered in time ----------------------------------------------------------------------------

UNANSWERED = kind_of_case(rule(overdue="answer", unless=("withdrawn",)))


def complained(on: str) -> Filed:
    """A complaint, to be answered by the end of the day four weeks later."""
    return Filed(UNANSWERED).has(ComplaintReceived, on, unit="Centrum")


def test_a_complaint_that_is_not_answered_is_found_from_the_breach_on() -> None:
    """Given a complaint of 5 January, then it is due on 2 February, and found from 3 February 00:00 on, with nobody
    recording anything; an answer after that changes nothing.
    """
    case = complained("2015-01-05").has(ComplaintAnswered, "2015-02-10")

    assert case.found("2015-02-02T23:59:59.999999", "2015-01-05") == []
    assert case.found("2015-02-03", "2015-01-05") == ["found"]
    assert case.found("2015-06-01") == ["found"]
    assert case.about() == [("found", "complaint-received", "Centrum")]


def test_an_answer_in_time_that_was_recorded_late_takes_the_finding_away() -> None:
    """Given an answer of 2 February that is recorded in March, then until then the complaint seems unanswered; when
    the answer's day is corrected to one too late, or the answer is annulled, then it is found again.
    """
    case = complained("2015-01-05").has(ComplaintAnswered, "2015-02-02T23:59", "2015-03-02")
    answer = case.last
    case.has(Corrected, "2015-03-09", corrects=answer, changes={"occurred": "2015-02-03"})
    case.has(Corrected, "2015-03-10", corrects=answer, changes={"occurred": "2015-02-01"})
    case.has(Annulled, "2015-03-16", annuls=answer)

    known = ("2015-03-01", "2015-03-02", "2015-03-09", "2015-03-10", "2015-03-16")
    assert [case.found("2015-04-01", at) for at in known] == [["found"], [], ["found"], [], ["found"]]


def test_a_clock_that_stands_is_not_overdue_and_one_that_wakes_by_itself_is() -> None:
    """Given a clock stopped until 2 March with 14 days left, then the breach lies 14 days after that day."""
    case = complained("2015-01-05").has(Suspended, "2015-01-19", until=date(2015, 3, 2))

    assert case.found("2015-03-16T23:59") == []
    assert case.found("2015-03-17") == ["found"]


def test_a_complaint_withdrawn_before_its_day_is_none_to_find() -> None:
    """Given a complaint that was withdrawn, then its breach is moot; withdrawn after the breach, it is found."""
    for on, found in (("2015-02-02", []), ("2015-02-04", ["found"])):
        assert complained("2015-01-05").has(ActionTaken, on, action="withdrawn").found("2015-06-01") == found


def test_each_instance_of_a_deadline_is_found_with_the_unit_that_held_the_case_at_its_breach() -> None:
    """Given a deadline that was broken twice, the case having moved in between, then there are two findings."""
    again = kind_of_case(
        rule(overdue="answer"),
        deadlines=(DeadlineRule(**{**_fields(ANSWER), "after": ("application-received", "reopened")}),),
    )
    case = received("2015-01-05", again, unit="North").has(Decided, "2015-02-10").has(Closed, "2015-02-11")
    case.has(Reopened, "2015-03-02").has(GuidanceGiven, "2015-03-10", unit="South").has(Decided, "2015-05-01")

    assert case.about() == [("found", "application-received", "North"), ("found", "reopened", "South")]


def _fields(deadline: DeadlineRule) -> dict[str, Any]:
    return {name: getattr(deadline, name) for name in deadline.__struct_fields__}


# -- particularly long -----------------------------------------------------------------------------

LONG = kind_of_case(rule(longer_than=30, unless=("withdrawn",)))


@pytest.mark.parametrize(("closed", "found"), [("2015-02-04T09:00", []), ("2015-02-04T09:01", ["found"])])
def test_a_case_is_particularly_long_after_so_many_days_of_24_hours(closed: str, found: list[str]) -> None:
    """Given an application of 5 January at nine, when 30 days are long, then a case closed by 4 February at nine is
    not, and one closed later is, from that instant on, and for ever.
    """
    case = received("2015-01-05T09:00", LONG, unit="Centrum")
    assert case.found("2015-02-04T08:59") == []
    assert case.found("2015-02-04T09:00") == ["found"]
    assert case.about() == [("found", "application-received", "Centrum")]
    assert case.has(Closed, closed).found("2016-01-01") == found


def test_a_closing_recorded_late_says_that_a_case_was_not_long() -> None:
    """Given a case closed in time that nobody wrote down, then it seems long until the closing is recorded; when the
    closing is corrected to a later day, it was long after all, and when it is annulled, it is.
    """
    case = received("2015-01-05", LONG).has(Closed, "2015-01-26", "2015-03-02")
    closing = case.last
    case.has(Corrected, "2015-03-03", corrects=closing, changes={"occurred": "2015-02-16"})
    case.has(Corrected, "2015-03-04", corrects=closing, changes={"occurred": "2015-01-26"})
    case.has(Annulled, "2015-03-05", annuls=closing)

    known = ("2015-03-01", "2015-03-02", "2015-03-03", "2015-03-04", "2015-03-05")
    assert [case.found("2015-06-01", at) for at in known] == [["found"], [], ["found"], [], ["found"]]


def test_a_reopened_case_is_as_long_as_since_its_first_opening() -> None:
    """Given a case closed in time and reopened long after, then it is long from its reopening on."""
    case = received("2015-01-05", LONG).has(Closed, "2015-01-12").has(Reopened, "2015-06-01")
    case.has(Closed, "2015-06-02")

    assert case.found("2015-05-31") == []
    assert case.found("2015-06-01") == ["found"]
    assert case.found("2016-01-01") == ["found"]


def test_a_case_that_was_open_for_no_time_was_not_open_then() -> None:
    """Given a case closed in time, when it is reopened and closed at one and the same instant, then it is not long."""
    case = received("2015-01-05", LONG).has(Closed, "2015-01-12").has(Reopened, "2015-06-01")
    assert case.has(Closed, "2015-06-01").found("2016-01-01") == []


def test_a_case_is_long_once_however_often_it_was_applied_for() -> None:
    """Given a second application in an open case, then the case is long since the first, and that is found once."""
    case = received("2015-01-05", LONG).has(ApplicationReceived, "2015-01-26")
    assert case.found("2015-02-04") == ["found"]
    assert case.found("2016-01-01") == ["found"]


def test_the_length_of_a_case_is_that_of_its_corrected_application() -> None:
    """Given an application whose day is corrected to an earlier one, then the case was long earlier."""
    case = received("2015-01-05", LONG)
    case.has(Corrected, "2015-01-06", corrects=case.last, changes={"occurred": "2014-12-15"})

    assert case.found("2015-01-20", "2015-01-05") == []
    assert case.found("2015-01-20", "2015-01-06") == ["found"]


def test_an_application_is_not_corrected_to_the_end_of_all_days() -> None:
    """Given a correction that puts the application at the end of all days, then it is none: the case is long."""
    case = received("2015-01-05", kind_of_case(rule(longer_than=30), deadlines=()))
    case.has(Corrected, "2015-01-06", corrects=case.last, changes={"occurred": "9999-12-30"})
    assert case.found("2015-01-20") == []
    assert case.found("2015-06-01") == ["found"]


# -- rules that change -----------------------------------------------------------------------------


NO_GUIDANCE = rule(at=("decided",), missing="guidance-given")


def test_the_version_in_force_on_the_day_of_the_event_decides() -> None:
    """Given a rule from 1 March on, then a decision of February is not looked at, and one of March is."""
    before = kind_of_case()
    since = kind_of_case(NO_GUIDANCE, valid_from=date(2015, 3, 1))

    assert received("2015-01-05", before, since).has(Decided, "2015-02-28T23:59").found("2015-06-01") == []
    assert received("2015-01-05", before, since).has(Decided, "2015-03-01").found("2015-06-01") == ["found"]


def test_a_deadline_and_the_length_of_a_case_are_looked_at_by_the_rules_they_began_under() -> None:
    """Given rules from 1 March on, then a case that opened in February is neither late nor long, one of March is."""
    before = kind_of_case()
    rules = (rule(overdue="answer"), rule(id="long", longer_than=30))
    since = kind_of_case(*rules, valid_from=date(2015, 3, 1))

    assert received("2015-02-27", before, since).found("2016-01-01") == []
    assert received("2015-03-01", before, since).found("2016-01-01") == ["found", "long"]


def test_a_rule_that_is_published_later_finds_what_was_there_already() -> None:
    """Given an unguided decision, when a rule for its day is published, then that is found from the publication on,
    also as of days before it; when the rule is taken back, then no more.
    """
    case = received("2015-01-05", kind_of_case()).has(Decided, "2015-02-02")
    case.publishes(kind_of_case(NO_GUIDANCE), "2015-03-02").publishes(kind_of_case(), "2015-04-01")

    known = ("2015-03-01", "2015-03-02", "2015-04-01")
    assert [case.found("2015-02-02", at) for at in known] == [[], ["found"], []]


def test_several_rules_may_find_the_same_event() -> None:
    """Given a decision that lacks two things, then both rules find it."""
    both = kind_of_case(
        rule(id="no-guidance", at=("decided",), missing="guidance-given"),
        rule(id="no-instructions", at=("decided",), lacks="complaint_instructions"),
    )
    case = received("2015-01-05", both).has(Decided, "2015-02-02")
    assert case.found("2015-06-01") == ["no-guidance", "no-instructions"]
