"""The steps of a clock tell every stop: what for, until when, renewed, answered, and what it came back to."""

from __future__ import annotations

from datetime import date

from sagsgang.domain.events.case_events import (
    Closed,
    GuidanceGiven,
    InformationReceived,
    InformationRequested,
    Reopened,
    Resumed,
    Suspended,
)
from sagsgang.domain.fold.story import fold
from sagsgang.domain.rules.casetype import DeadlineRule, Term

from ..written_cases import Case, case_type, local, received, rule

Told = list[tuple[str, int | None, str | None, date | None]]


def asking(**said: object) -> DeadlineRule:
    """Fourteen days that stand while the case is suspended or information is asked for."""
    return rule(
        term=Term(14, "days"),
        suspended_by=("suspended", "information-requested"),
        resumed_by=("resumed", "information-received"),
        **said,
    )


def steps(case: Case, deadline: str = "answer", until: str = "2026-12-31") -> Told:
    """What became of a deadline, and by which event; of a stop, what for and until when."""
    story = fold(case.history, case.rules)
    story.wake(local(until))
    [clock] = [clock for clock in story.clocks if clock.rule.id == deadline]
    return [
        (step.what, step.position, step.stop.awaits if step.stop else None, step.stop.until if step.stop else None)
        for step in clock.steps
    ]


def test_a_case_that_reopens_while_it_waits_says_what_for() -> None:
    """Given a question open until 20 March, closed on the 6th and reopened on the 10th, then the deadline comes back
    standing, by that very question.
    """
    case = received("2026-03-02", asking()).has(
        InformationRequested, "2026-03-04", until=date(2026, 3, 20), awaits="attest"
    )
    case.has(Closed, "2026-03-06").has(Reopened, "2026-03-10")
    assert steps(case) == [
        ("started", 1, None, None),
        ("suspended", 2, "attest", date(2026, 3, 20)),
        ("lapsed", 3, None, None),
        ("came-back", 4, None, None),
        ("suspended", 2, "attest", date(2026, 3, 20)),
        ("resumed", None, None, None),
    ]


def test_what_a_closed_case_is_asked_is_told_as_waiting() -> None:
    """Given a question asked after the closing, then the lapsed deadline tells that the case waits, and comes back so."""
    case = received("2026-03-02", asking()).has(Closed, "2026-03-06")
    case.has(InformationRequested, "2026-03-09", awaits="attest").has(Reopened, "2026-03-10")
    assert steps(case)[1:] == [
        ("lapsed", 2, None, None),
        ("waits", 3, "attest", None),
        ("came-back", 4, None, None),
        ("suspended", 3, "attest", None),
    ]


def test_a_deadline_that_starts_while_the_case_waits_names_each_thing_waited_for() -> None:
    """Given two questions open when guidance starts a deadline, then it stands from its start, by both."""
    case = received("2026-03-02", case_type(asking(), asking(id="urgent", after=("guidance-given",))))
    case.has(InformationRequested, "2026-03-03", awaits="attest").has(
        InformationRequested, "2026-03-04", awaits="løn"
    )
    case.has(GuidanceGiven, "2026-03-05").has(InformationReceived, "2026-03-06", awaits="attest")
    assert steps(case, "urgent") == [
        ("started", 4, None, None),
        ("suspended", 2, "attest", None),
        ("also-waits", 3, "løn", None),
        ("no-longer-waits", 5, "attest", None),
    ]


def test_a_stop_that_ends_by_itself_while_another_is_open_is_told() -> None:
    """Given one question until 10 March and one without end, then on the 10th one thing is waited for no more."""
    case = received("2026-03-02", asking()).has(
        InformationRequested, "2026-03-03", until=date(2026, 3, 10), awaits="attest"
    )
    case.has(InformationRequested, "2026-03-04", awaits="løn").has(Resumed, "2026-03-16")
    assert steps(case)[3:] == [("no-longer-waits", None, "attest", date(2026, 3, 10)), ("resumed", 4, None, None)]


def test_a_clock_that_may_stand_no_longer_says_so() -> None:
    """Given ten days altogether, when the case is suspended without end, then on the eleventh it runs, used up."""
    case = received("2026-03-02", asking(total_suspension=10)).has(Suspended, "2026-03-04")
    assert steps(case)[2:] == [("used-up", None, None, None), ("resumed", None, None, None)]


def test_a_renewal_is_told_and_one_that_says_nothing_new_is_not() -> None:
    """Given a suspension renewed with another day, and once more with the same, then one step tells of it."""
    case = received("2026-03-02", asking()).has(Suspended, "2026-03-04", until=date(2026, 3, 10))
    case.has(Suspended, "2026-03-06", until=date(2026, 3, 20)).has(
        Suspended, "2026-03-09", until=date(2026, 3, 20)
    )
    assert steps(case)[1:3] == [
        ("suspended", 2, None, date(2026, 3, 10)),
        ("renewed", 3, None, date(2026, 3, 20)),
    ]
    assert case.findings() == [("already-suspended", 4)]
