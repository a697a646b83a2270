"""What the office notes beside the course of a case becomes facts: meetings, survey answers, checks, differences."""

from __future__ import annotations

from typing import Any

import msgspec
from sagsgang.domain.facts import CheckState, Difference, Fact, Meeting, SurveyScore
from sagsgang.domain.fold.findings import facts_of
from sagsgang.domain.fold.law import Rules
from sagsgang.domain.fold.story import fold
from sagsgang.domain.rules.casetype import CaseType, Check
from sagsgang.domain.text import Text
from sagsgang.domain.written.calendar_file import shipped

from ...ledger import history

TYPE = CaseType(
    id="t",
    title=Text("T", "T"),
    opens=("closed", "sample-drawn", "reconciliation-made", "meeting-held", "survey-answered"),
    closes=(),
    expects=("meeting-reminded", "difference-found", "difference-closed"),
    checks=(Check(id="in-time", label=Text("Rettidig", "In time")), Check(id="form", label=Text("Skema", "Form"))),
)
SAMPLE = (
    "sample-drawn method=m seed=s size=2 as_of=2011-04-01 position=1 population=9 digest=d "
    """cases='[{"case": "F-1", "stratum": "Syd"}, {"case": "F-2"}]'"""
)
MEETING = "about=meeting ends=2011-04-09T10:00:00+00:00 step=day-before number=1 channel=sms"


def facts(ledger: str) -> list[Fact]:
    """The facts of a case that the team of Syd holds, in which these things happened."""
    happened = [
        one._replace(
            event=msgspec.structs.replace(
                one.event, id=str(one.position), case_type="t", unit="Syd", responsible="team"
            )
        )
        for one in history(ledger, case="case")
    ]
    return facts_of(fold(happened, Rules([TYPE], shipped())))


def held(found: list[Fact], kind: str) -> list[tuple[int, int | None, Any]]:
    """Facts of a kind: from which day, until which, and what."""
    return [
        (fact.opened_at.day, fact.closed_at.day if fact.closed_at else None, fact.payload)
        for fact in found
        if fact.kind == kind
    ]


def test_a_meeting_counts_as_reminded_of_when_the_reminder_arrived() -> None:
    """Given reminders that the scheduler issued, when one of them is delivered to the citizen, its meeting counts as
    reminded of; one that was issued and never arrived, or that a caseworker got, counts not."""
    found = facts(
        f"""
        2011-04-01T10:00  reminder-issued     {MEETING} to=citizen due_at=2011-04-01T10:00 anchor=1
        2011-04-02T10:00  meeting-held        attended=true
        2011-04-03T10:00  reminder-issued     {MEETING} to=citizen due_at=2011-04-01T10:00 anchor=1
        2011-04-03T10:00  reminder-delivered  {MEETING} to=citizen attempts=1
        2011-04-04T10:00  meeting-held        attended=true
        2011-04-05T10:00  reminder-delivered  {MEETING} to=responsible attempts=1
        2011-04-06T10:00  meeting-held        attended=true
        """
    )
    assert [payload.reminded for _, _, payload in held(found, "meeting")] == [False, True, False]


def test_a_reminder_belongs_to_the_next_meeting_alone() -> None:
    """Given a reminder, a meeting, and another meeting, then the first was reminded of and the second was not."""
    found = facts(
        """
        2011-04-01T10:00  meeting-reminded  channel=sms
        2011-04-02T10:00  meeting-held      attended=true
        2011-04-03T10:00  meeting-held      attended=false
        2011-04-04T10:00  meeting-held
        """
    )

    assert held(found, "meeting") == [
        (2, None, Meeting("t", True, True, "Syd", "team")),
        (3, None, Meeting("t", False, False, "Syd", "team")),
        (4, None, Meeting("t", None, False, "Syd", "team")),
    ]


def test_an_answer_of_a_survey_is_about_the_unit_that_it_names() -> None:
    """Given answers that name a unit, and none, then they are about that unit, and about the one that holds the case."""
    found = facts(
        """
        2011-04-01T10:00  survey-answered  survey=2011-H1 score=4 best=5 about_unit=Nord
        2011-04-02T10:00  survey-answered  survey=2011-H1 score=4 best=5
        """
    )

    assert [payload.unit for _, _, payload in held(found, "survey")] == ["Nord", "Syd"]
    assert held(found, "survey")[1][2] == SurveyScore("t", "2011-H1", None, 4.0, 5.0, "Syd")


def test_every_check_of_a_sample_waits_until_it_is_answered() -> None:
    """Given a sample of two cases and two questions, when one is answered wrong and put right, then so it stands."""
    found = facts(
        f"""
        2011-04-01T10:00  {SAMPLE}
        2011-04-02T10:00  check-answered   concerns=F-1 check=form answer=error
        2011-04-03T10:00  error-corrected  concerns=F-1 check=form
        """
    )

    checks = held(found, "check")
    assert [one for one in checks if (one[2].concerns, one[2].check) == ("F-1", "form")] == [
        (1, 2, CheckState("t", "F-1", "Syd", "form", "pending", False)),
        (2, 3, CheckState("t", "F-1", "Syd", "form", "error", False)),
        (3, None, CheckState("t", "F-1", "Syd", "form", "error", True)),
    ]
    still = {(one[2].concerns, one[2].check) for one in checks if one[2].answer == "pending" and one[1] is None}
    assert still == {("F-1", "in-time"), ("F-2", "in-time"), ("F-2", "form")}


def test_what_fits_no_sample_and_no_list_is_a_finding() -> None:
    """Given answers about another case, to another question, and a correction of no error, then nothing but findings."""
    found = facts(
        f"""
        2011-04-01T10:00  {SAMPLE}
        2011-04-02T10:00  check-answered   concerns=F-9 check=form answer=ok
        2011-04-03T10:00  check-answered   concerns=F-1 check=age answer=ok
        2011-04-04T10:00  error-corrected  concerns=F-1 check=form
        """
    )

    assert [(since, payload.finding) for since, _, payload in held(found, "finding")] == [
        (2, "not-in-sample"),
        (3, "unknown-check"),
        (4, "no-error-to-correct"),
    ]
    assert {payload.answer for _, _, payload in held(found, "check")} == {"pending"}


def test_a_difference_is_open_until_it_is_closed() -> None:
    """Given two differences, when one is closed, and one that is not there, then one stays open."""
    found = facts(
        """
        2011-04-01T10:00  reconciliation-made  system=opera list_on=2011-04-01 digest=d lines=2 cases=2 matched=0 position=5
        2011-04-01T10:00  difference-found     difference=a kind=missing-here concerns=F-1 id=a
        2011-04-01T10:00  difference-found     difference=b kind=different concerns=F-2 field=unit here=Syd there=Nord id=b
        2011-04-03T10:00  difference-closed    difference=a reason=recorded
        2011-04-04T10:00  difference-closed    difference=c
        """
    )

    assert held(found, "difference") == [
        (1, 3, Difference("t", "opera", "a", "missing-here", "F-1", None, None, None)),
        (1, None, Difference("t", "opera", "b", "different", "F-2", "unit", "Syd", "Nord")),
    ]
    assert [payload.finding for _, _, payload in held(found, "finding")] == ["unknown-difference"]
