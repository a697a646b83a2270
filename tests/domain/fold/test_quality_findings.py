"""What a case type wants found, rule by rule: when each finding comes about, and what makes it come and go.

A case is written in the order in which its events were recorded; asked as of a day, and known at a day, its rows
must say what the office could see.
"""

from __future__ import annotations

import pytest
from sagsgang.domain.events.case_events import (
    ActionTaken,
    Annulled,
    ApplicationReceived,
    Closed,
    Corrected,
    Decided,
    GuidanceGiven,
    Reopened,
)
from sagsgang.domain.text import Text
from sagsgang.domain.words.finding_names import FINDING_NAMES, KINDS, finding_name, kind_of

from ..filed_cases import Filed, kind_of_case, received, rule

# -- no application time ---------------------------------------------------------------------------

NO_TIME = kind_of_case(rule(at=("decided",), missing="application-received"))


def test_a_decision_without_an_application_is_found_until_the_application_is_recorded() -> None:
    """Given a decision in a case whose application nobody wrote down, then that is found from the decision on;
    when the application is recorded later with its day, then it is found no more, but was known to be so before.
    """
    case = Filed(NO_TIME).has(Decided, "2015-02-02", unit="Centrum")
    case.has(ApplicationReceived, "2015-01-05", "2015-03-02")

    assert case.found("2015-02-01", "2015-02-10") == []
    assert case.found("2015-02-02", "2015-02-10") == ["found"]
    assert case.found("2015-04-01") == []
    assert case.found("2015-04-01", "2015-02-10") == ["found"]


def test_an_application_that_came_after_the_decision_is_no_application_before_it() -> None:
    """Given an application recorded with a day after the decision, then it is found still; when its day is corrected
    to one before, then no more; when that correction is annulled, then again.
    """
    case = Filed(NO_TIME).has(Decided, "2015-02-02").has(ApplicationReceived, "2015-02-03")
    application = case.last
    case.has(Corrected, "2015-03-02", corrects=application, changes={"occurred": "2015-01-05"})
    case.has(Annulled, "2015-03-09", annuls=case.last)

    assert [case.found("2015-06-01", known) for known in ("2015-02-28", "2015-03-02", "2015-03-09")] == [
        ["found"],
        [],
        ["found"],
    ]


def test_an_application_that_says_no_time_is_found_until_it_is_corrected() -> None:
    """Given a rule that the application carries its time of receipt, when it lacks it, or says nothing in it, then
    that is found; when the attribute is corrected, then no more.
    """
    lacks = kind_of_case(rule(at=("application-received",), lacks="received_time"))

    for attributes in ({}, {"received_time": None}, {"received_time": False}, {"received_time": " "}):
        case = received("2015-01-05", lacks, attributes=attributes)
        assert case.found("2015-01-05") == ["found"], attributes
        case.has(Corrected, "2015-01-12", corrects=case.last, changes={"attributes": {"received_time": "09:14"}})
        assert case.found("2015-02-01") == []
        assert case.found("2015-02-01", "2015-01-11") == ["found"]
    for carried in ("09:14", 0, True):
        assert received("2015-01-05", lacks, attributes={"received_time": carried}).found("2015-02-01") == []


def test_a_field_of_the_event_is_something_that_it_can_lack_too() -> None:
    """Given a rule that a decision says its outcome, then the decision's own field is looked at."""
    lacks = kind_of_case(rule(at=("decided",), lacks="outcome"))

    assert received("2015-01-05", lacks).has(Decided, "2015-01-06").found("2015-02-01") == ["found"]
    assert received("2015-01-05", lacks).has(Decided, "2015-01-06", outcome="granted").found("2015-02-01") == []


# -- no guidance before the decision ---------------------------------------------------------------

NO_GUIDANCE = kind_of_case(rule(at=("decided",), missing="guidance-given", unless=("withdrawn",)))


@pytest.mark.parametrize(
    ("guided", "found"),
    [
        ("2015-02-01", []),
        ("2015-02-02T10:00", []),  # at the very instant, though recorded after it
        ("2015-02-02T10:00:00.000001", ["found"]),
        ("2015-02-03", ["found"]),
    ],
)
def test_guidance_counts_up_to_the_instant_of_the_decision(guided: str, found: list[str]) -> None:
    """Given a decision at ten, when guidance is recorded afterwards as given then, then only up to ten is in time."""
    case = received("2015-01-05", NO_GUIDANCE).has(Decided, "2015-02-02T10:00", "2015-02-04", unit="Centrum")
    assert case.about() == [("found", "decided", "Centrum")]
    assert case.has(GuidanceGiven, guided, "2015-02-05").found("2015-06-01") == found
    assert case.found("2015-06-01", "2015-02-04") == ["found"]


def test_guidance_that_is_annulled_was_never_given() -> None:
    """Given guidance in time that is annulled later, then its absence is found from that recording on."""
    case = received("2015-01-05", NO_GUIDANCE).has(GuidanceGiven, "2015-01-06")
    guidance = case.last
    case.has(Decided, "2015-02-02").has(Annulled, "2015-03-02", annuls=guidance)

    assert case.found("2015-06-01", "2015-03-01") == []
    assert case.found("2015-06-01", "2015-03-02") == ["found"]
    assert case.found("2015-02-01", "2015-03-02") == []


def test_each_decision_is_looked_at_by_itself() -> None:
    """Given a case that is decided unguided, guided, reopened and decided again, then the first decision alone is
    found: what happened before counts, whenever the case was reopened.
    """
    case = received("2015-01-05", NO_GUIDANCE).has(Decided, "2015-02-02").has(GuidanceGiven, "2015-02-03")
    case.has(Closed, "2015-02-04").has(Reopened, "2015-03-02").has(Decided, "2015-03-03")

    assert case.found("2015-06-01") == ["found"]
    assert Filed(NO_GUIDANCE).has(ApplicationReceived, "2015-01-05").found("2015-06-01") == []


def test_two_decisions_without_guidance_are_two_findings() -> None:
    """Given two unguided decisions, then each is found, from its own day on."""
    case = received("2015-01-05", NO_GUIDANCE).has(Decided, "2015-02-02").has(Decided, "2015-03-02")
    assert [case.found(day) for day in ("2015-02-02", "2015-03-02")] == [["found"], ["found", "found"]]


def test_what_makes_a_finding_moot_counts_where_it_happened_before() -> None:
    """Given an application that was withdrawn, then a decision without guidance is none to find; withdrawn after the
    decision, it is.
    """
    for on, found in (("2015-02-01", []), ("2015-02-02", []), ("2015-02-03", ["found"])):
        case = received("2015-01-05", NO_GUIDANCE).has(Decided, "2015-02-02", "2015-03-01")
        assert case.has(ActionTaken, on, "2015-03-02", action="withdrawn").found("2015-06-01") == found


# -- recorded late ---------------------------------------------------------------------------------

LATE = kind_of_case(rule(at=("guidance-given", "application-received"), recorded_after=3))


@pytest.mark.parametrize(
    ("recorded", "found"), [("2015-01-06", []), ("2015-01-09T23:59", []), ("2015-01-10", ["found"])]
)
def test_guidance_is_recorded_late_when_more_than_so_many_days_went_by(recorded: str, found: list[str]) -> None:
    """Given three days to write guidance down, then days of the local calendar are counted, and the fourth is late;
    the finding belongs to the day of the guidance, and is known from its recording on.
    """
    case = received("2015-01-05", LATE).has(GuidanceGiven, "2015-01-06T22:00", recorded)

    assert case.found("2015-01-06T22:00") == found
    assert case.found("2015-01-06T21:59") == []
    assert case.found("2015-06-01", "2015-01-05") == []


def test_a_corrected_day_decides_whether_it_was_recorded_late() -> None:
    """Given guidance that seems late because its day is wrong, when the day is corrected, then it is not; and
    guidance that is moved to an earlier day becomes late. When it was recorded stays.
    """
    case = received("2015-01-05", LATE).has(GuidanceGiven, "2015-01-06", "2015-01-19")
    guidance = case.last
    case.has(Corrected, "2015-01-20", corrects=guidance, changes={"occurred": "2015-01-16"})
    case.has(Corrected, "2015-01-21", corrects=guidance, changes={"occurred": "2015-01-15"})
    case.has(Annulled, "2015-01-22", annuls=guidance)

    known = ("2015-01-19", "2015-01-20", "2015-01-21", "2015-01-22")
    assert [case.found("2015-06-01", at) for at in known] == [["found"], [], ["found"], []]


def test_what_was_written_down_before_it_happened_is_not_late() -> None:
    """Given a day corrected to one after its recording, then nothing is late."""
    case = received("2015-01-05", LATE).has(GuidanceGiven, "2015-01-06")
    case.has(Corrected, "2015-01-20", corrects=case.last, changes={"occurred": "2015-02-16"})
    assert case.found("2015-06-01") == []


# -- a decision without complaint instructions -----------------------------------------------------

NO_INSTRUCTIONS = kind_of_case(rule(at=("decided",), lacks="complaint_instructions"))


def test_a_decision_without_complaint_instructions_is_found_until_they_are_recorded() -> None:
    """Given a decision without them, when it is corrected, then nothing is found; when it is annulled and recorded
    anew without them, then the new decision is found.
    """
    case = received("2015-01-05", NO_INSTRUCTIONS).has(Decided, "2015-02-02", unit="Centrum")
    decision = case.last
    case.has(Corrected, "2015-02-09", corrects=decision, changes={"attributes": {"complaint_instructions": True}})
    case.has(Annulled, "2015-02-16", annuls=decision).has(Decided, "2015-02-03", "2015-02-17")

    known = ("2015-02-02", "2015-02-09", "2015-02-16", "2015-02-17")
    assert [case.found("2015-06-01", at) for at in known] == [["found"], [], [], ["found"]]
    assert case.found("2015-02-02", "2015-02-17") == []


# -- a decision that was not recorded --------------------------------------------------------------

UNDECIDED = kind_of_case(rule(at=("closed",), missing="decided", unless=("withdrawn",)))


def test_a_case_closed_without_a_decision_is_found_until_the_decision_is_recorded() -> None:
    """Given a case that is closed undecided, when the decision is recorded later, then nothing is missing; when it is
    annulled, then it is again.
    """
    case = received("2015-01-05", UNDECIDED).has(Closed, "2015-02-02", unit="Centrum")
    case.has(Decided, "2015-02-01", "2015-03-02")
    case.has(Annulled, "2015-03-09", annuls=case.last)

    known = ("2015-03-01", "2015-03-02", "2015-03-09")
    assert [case.found("2015-06-01", at) for at in known] == [["found"], [], ["found"]]
    assert case.found("2015-02-01") == []
    assert case.about() == [("found", "closed", "Centrum")]


def test_a_case_that_was_withdrawn_needs_no_decision() -> None:
    """Given an application withdrawn before the closing, then no decision is missed."""
    case = received("2015-01-05", UNDECIDED).has(ActionTaken, "2015-02-01", action="withdrawn")
    assert case.has(Closed, "2015-02-02").found("2015-06-01") == []


# -- their names -----------------------------------------------------------------------------------


def test_a_finding_is_called_as_its_rule_says() -> None:
    """Given a finding of a case type, then its name is the rule's; another's is sagsgang's; an unknown one stands."""
    assert finding_name("found", rule(label=Text("Ingen vejledning", "No guidance"))).da == "Ingen vejledning"
    assert finding_name("already-closed") == FINDING_NAMES["already-closed"]
    assert finding_name("of-old") == Text("of-old", "of-old")


def test_every_rule_is_of_one_kind() -> None:
    """Given one rule of each kind, then each is told from the others, and the rest is of the record."""
    said = {"missing": "x", "lacks": "x", "recorded_after": 0, "overdue": "x", "longer_than": 1}
    assert [kind_of(rule(**{name: value})) for name, value in said.items()] == [*said]
    assert [*KINDS] == [*said, "record"]
