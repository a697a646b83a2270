"""Steps whose rules cannot be read stay open, the log names their cases, and all others are reminded."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from sagsgang.domain.text import Text
from sagsgang.journal.application import Journal
from sagsgang.projections.asking.reader import Moment, ask
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.scheduler.reminders.due_reminders import window
from sagsgang.scheduler.reminders.reminder_decisions import decide
from structlog.testing import capture_logs

from ...journal.damage import damage
from ...ledger import local
from ..reminding_office import PERMIT, Office

BENEFIT = msgspec.structs.replace(PERMIT, id="benefit", title=Text("Ydelse", "Benefit"))
MORNING = local("2025-03-26T08:00")


@pytest.fixture
def office(journal: Journal) -> Office:
    """A case of each of two types, with a step a week before 2 April; then the one type can no longer be read."""
    office = Office(journal)
    office.publish("2025-01-02", BENEFIT)
    position = journal.head().position
    for case, case_type in (("A", "permit"), ("Z", "benefit")):
        office.told(f"2025-03-03T10:00 {case} application-received case_type={case_type} responsible=abc")
    catch_up(journal)
    damage(journal, position)
    return office


def test_others_are_reminded_and_the_step_stays_open(office: Office) -> None:
    """Given a case type that cannot be read any more, when a step of a case of each type comes due, then the other's is
    issued; the log names the case and the step, and deciding has to begin again where the step came due."""
    with Journal.open(office.journal.url) as journal, capture_logs() as logs:
        done = decide(journal, local("2025-03-20"), MORNING, recorded=MORNING)
    assert (done.issued, done.withheld, done.open_since) == (1, 0, MORNING)
    assert [note[:2] for note in office.noted("A")] == [("issued", "week-before")]
    told = [(one["event"], one["case"], one["step"]) for one in logs if one["event"].startswith("reminder")]
    assert told == [("reminder not known", "Z", "week-before")]


def test_a_window_of_time_counts_them(office: Office) -> None:
    """Given the same, when the window of time is looked at, then it has the step that can be told, and counts the other."""
    with Journal.open(office.journal.url) as journal:
        moment = Moment(MORNING - timedelta(days=1))
        found = ask(journal, moment, lambda reader: window(reader, local("2025-03-20"), MORNING, 10))
    assert (found.due, found.by_standing) == (2, {"planned": 1, "unknown": 1})
    assert [one.case for one in found.items] == ["A"]
