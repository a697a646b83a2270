"""What the scheduler does about a case that the program can't compute: the others are reminded, and someone is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sagsgang.domain.events.corrections import hold
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.office_events import MeetingAgreed, MeetingCancelled
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry
from sagsgang.projections.upkeep import quarantine
from sagsgang.scheduler.monitoring.alarm import AlarmsSent, decide
from sagsgang.scheduler.reminders import judge
from sagsgang.scheduler.state import decided
from structlog.testing import capture_logs

from ...projections.faulty_program import faulty
from ..monitoring.test_alarm import seen, told
from ..node.test_duty import HOUR, SOON, agree, duty, live, nothing
from ..reminding_office import Office

__all__ = ["live"]  # a fixture


def received(office: Office, case: str) -> None:
    """An application of 3 March 2025, with a deadline on 2 April."""
    office.told(f"2025-03-03T10:00 {case} application-received case_type=permit unit=Centrum responsible=abc")


def test_the_reminders_of_all_cases_go_on(journal: Journal) -> None:
    """Given a case that can't be folded since it was decided on, when steps come due, then those of other cases are issued
    as ever, and its own as it was last known: who delivers them looks once more.
    """
    office = Office(journal)
    received(office, "A")
    received(office, "B")
    assert office.tick("2025-03-20") == (0, 0)
    office.told("2025-03-21 A decided")
    with faulty("A"):
        assert office.tick("2025-03-26T08:00") == (2, 0)
    assert [note[:2] for note in office.noted("B")] == [("issued", "week-before")]


def test_a_step_that_cannot_be_judged_holds_up_no_other(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given meetings in two cases that were cancelled after a step came due, when the program has a fault at what holds in
    one of them, then that step is left open, the log says so, and the other is withheld; by the mended program, so is it.
    """
    office = Office(journal)
    for case in ("A", "B"):
        received(office, case)
    for case in ("A", "B"):
        office.told(f"2025-03-10 {case} meeting-agreed takes_place=2025-03-14T13:00")
    office.tick("2025-03-12")
    since = office.decided_until
    for case in ("A", "B"):
        office.told(f"2025-03-13T11:00 {case} meeting-cancelled")

    def with_a_fault(history: Sequence[Recorded], zone: tzinfo) -> Any:
        if history[0].case == "A":
            raise IndexError
        return hold(history, zone)

    with monkeypatch.context() as patch, capture_logs() as logs:
        patch.setattr(judge, "hold", with_a_fault)
        assert office.tick("2025-03-13T12:00") == (0, 1)
    assert [(line["event"], line["case"]) for line in logs] == [("reminder not decided", "A")]
    assert (office.noted("A"), len(office.noted("B"))) == ([], 1)
    office.decided_until = since
    assert office.tick("2025-03-13T13:00") == (0, 1)
    assert office.noted("A") == [("withheld", "day-before", "citizen", "meeting-over")]


def test_what_cannot_be_judged_is_looked_at_again_at_every_tick(
    live: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a step that came due and can't be judged for a fault of the program, when the node ticks, then all counts as
    decided up to just before it, so that the scheduler grows late; when the program is mended, it is decided on.
    """

    def with_a_fault(history: Sequence[Recorded], zone: tzinfo) -> Any:
        raise IndexError

    work = duty(live, tmp_path)
    work.take_over()
    agree(live, "A", 2 * HOUR + SOON)
    came_due = live.clock() + SOON
    while live.clock() < came_due:
        pass
    live.append([Entry("A", MeetingCancelled(source="test", id="A-3", occurred=live.clock()))])
    with monkeypatch.context() as patch:
        patch.setattr(judge, "hold", with_a_fault)
        work.tick(nothing)
        stands = work.tick(nothing)
    assert (stands.issued, stands.withheld) == (0, 0)
    assert _decided_until(live) < came_due < stands.until
    done = work.tick(nothing)
    assert (done.issued, done.withheld) == (0, 1)
    assert _decided_until(live) == done.until


def _decided_until(journal: Journal) -> datetime:
    with journal.connect() as connection:
        far = decided(connection)
    assert far is not None
    return far.until


def test_it_is_told_when_there_are_more() -> None:
    """Given cases that are set aside for hours, when more are, then that is told, and its end once; not every hour."""
    counts = [2] * 20 + [3] * 10 + [0] * 10
    assert told(*(seen(10 * look, set_aside=count) for look, count in enumerate(counts))) == [
        (0, ["cases-set-aside"], []),
        (200, ["cases-set-aside"], []),
        (300, [], ["cases-set-aside"]),
    ]


def test_what_an_older_program_kept_of_the_alarm_is_read() -> None:
    """Given what a program kept that counted dead letters alone, when it is read, then it stands as before."""
    older = msgspec.json.decode(b'{"last": {}, "standing": ["late"], "dead": 3}', type=AlarmsSent)
    alarm, _ = decide(seen(0), older)
    assert alarm is not None
    assert alarm.over == ["late"]


def test_a_node_tries_again_when_it_begins(live: Journal, tmp_path: Path) -> None:
    """Given a case that a node could not fold, when a node with a mended program begins to lead, then it is back."""
    with faulty("A", MeetingAgreed):
        work = duty(live, tmp_path)
        work.take_over()
        agree(live, "A", 24 * HOUR)
        work.tick(nothing)
        work.tick(nothing)
        with live.connect() as connection:
            assert quarantine.count(connection) == 1
    mended = duty(live, tmp_path)
    mended.take_over()
    mended.tick(nothing)
    with live.connect() as connection:
        assert quarantine.count(connection) == 0
