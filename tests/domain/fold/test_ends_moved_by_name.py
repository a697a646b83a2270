"""An end that once passed counts in the period in which it first passed, wherever it is moved: given, when, then.

14 days after Monday 2 March 2026 is Monday 16 March; the day that passed is therefore 16 March (rule 16).
"""

from __future__ import annotations

from datetime import date

import pytest
from sagsgang.domain.events.case_events import (
    Annulled,
    Closed,
    Corrected,
    Decided,
    InformationReceived,
    InformationRequested,
    Reopened,
    TermOverridden,
)

from ..written_cases import Case, answer, case_type, local, received

LATE_SINCE, PASSED_ON = local("2026-03-17"), date(2026, 3, 16)


def late() -> Case:
    """An application of 2 March that nobody answered by 16 March."""
    return received("2026-03-02T09:00", answer())


def test_an_end_moved_after_it_passed_has_passed_all_the_same() -> None:
    """Given an end of 16 March overridden on the 20th to 2027, decided on the 25th, then it passed on 16 March."""
    case = late().has(TermOverridden, "2026-03-20T09:00", until=date(2027, 12, 31), reason="x")
    case.has(Decided, "2026-03-25T09:00")
    assert (case.last().state, case.last().breached_at, case.last().passed_on) == ("met", LATE_SINCE, PASSED_ON)
    assert case.last().due_on == date(2028, 1, 3)  # 31 December is a day off, 1 January 2028 a Saturday


def test_an_end_that_nobody_moved_passed_on_the_same_day() -> None:
    """Given the same case without the override, then it counts in the same period: moving an end changes nothing."""
    case = late().has(Decided, "2026-03-25T09:00")
    assert (case.last().breached_at, case.last().passed_on) == (LATE_SINCE, PASSED_ON)


@pytest.mark.parametrize(("happened", "said", "state"), [
    (Closed, {}, "lapsed"),
    (TermOverridden, {"days": 300, "reason": "x"}, "running"),
    (TermOverridden, {"until": date(2026, 1, 5), "reason": "x"}, "running"),
])  # fmt: skip
def test_nothing_that_happens_afterwards_undoes_it(happened: type, said: dict[str, object], state: str) -> None:
    """Given an end that passed on 16 March, when the case closes or the end moves either way, then it did."""
    case = late().has(happened, "2026-04-20T09:00", **said)
    assert (case.last().state, case.last().passed_on) == (state, PASSED_ON)


def test_a_question_asked_afterwards_does_not_undo_it() -> None:
    """Given an end that passed on 16 March, when the citizen is asked in April and answers in May,
    then it did; a finding.
    """
    case = late().has(InformationRequested, "2026-04-20T09:00").has(InformationReceived, "2026-05-20T09:00")
    case.has(Decided, "2026-05-21")
    assert (case.last().due_on, case.last().passed_on) == (PASSED_ON, PASSED_ON)
    assert case.findings() == [("suspended-after-breach", 2)]


def test_an_end_moved_to_the_past_passes_on_the_day_it_is_moved() -> None:
    """Given an end of 16 March, when it is moved on 10 March to 5 March, then nobody was late before the 10th."""
    case = late().has(TermOverridden, "2026-03-10T12:00", until=date(2026, 3, 5), reason="x")
    assert (case.last().breached_at, case.last().passed_on) == (local("2026-03-10T12:00"), date(2026, 3, 10))


def test_an_instant_passes_on_its_own_day() -> None:
    """Given an answer due on 16 March at 12:00, when nobody answers, then the day that passed is 16 March, not the 17th."""
    case = received("2026-03-02", answer(given="limit"), attributes={"limit": "2026-03-16T12:00"})
    case.has(TermOverridden, "2026-03-20", until=date(2026, 5, 1), reason="x")
    assert case.last().passed_on == PASSED_ON


def test_an_end_that_lay_in_the_past_at_the_start_passes_on_the_day_of_the_start() -> None:
    """Given a limit of Friday 27 February in an application of 2 March,
    then the deadline is late from its start, on the 2nd.
    """
    case = received("2026-03-02T09:00", answer(given="limit"), attributes={"limit": "2026-02-27"})
    case.has(Decided, "2026-03-02T10:00")
    assert (case.last().breached_at, case.last().passed_on) == (local("2026-03-02T09:00"), date(2026, 3, 2))


def test_it_stays_so_through_a_reopening() -> None:
    """Given a late case closed in April and opened again in May, when its end is moved then, then it passed in March."""
    case = late().has(Closed, "2026-04-01").has(Reopened, "2026-05-04")
    case.has(TermOverridden, "2026-05-05", until=date(2026, 6, 1), reason="x").has(Decided, "2026-05-20")
    assert (case.last().state, case.last().passed_on) == ("met", PASSED_ON)


def test_only_a_corrected_fact_undoes_it() -> None:
    """Given an answer of 25 March corrected to the 12th, or the application annulled, then nothing passed."""
    case = (
        late()
        .has(Decided, "2026-03-25")
        .has(Corrected, "2026-04-01", corrects="2", changes={"occurred": "2026-03-12"})
    )
    assert (case.last().state, case.last().breached_at, case.last().passed_on) == ("met", None, None)
    assert late().has(Annulled, "2026-04-01", annuls="1").periods() == []


def test_each_cycle_keeps_its_own_day() -> None:
    """Given a first instance late in March and a second met in time, then the day belongs to the first alone."""
    case = received("2026-03-02", case_type(answer(after=("application-received", "reopened")))).has(
        Decided, "2026-03-20"
    )
    case.has(Closed, "2026-03-21").has(Reopened, "2026-04-07").has(Decided, "2026-04-08")
    days = [(payload.cycle, payload.passed_on) for _, payload in case.periods() if payload.state == "met"]
    assert days == [(1, PASSED_ON), (2, None)]
