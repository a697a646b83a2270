"""The turns of the node that leads: from the first start on, after other nodes, and when the clock was set back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sagsgang.delivery.channels.folder import FolderChannel
from sagsgang.delivery.settings.address_book import AddressBook, Reached
from sagsgang.delivery.settings.settings import DeliverySettings
from sagsgang.domain.events.case_events import ApplicationReceived
from sagsgang.domain.events.office_events import MeetingAgreed
from sagsgang.domain.events.publications import CalendarPublished, CaseTypePublished
from sagsgang.domain.written import calendar_file
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry, Refused
from sagsgang.scheduler.leader_work import DeliveryDone
from sagsgang.scheduler.monitoring.metrics import Metrics
from sagsgang.scheduler.node.leader_duty import LeaderDuty, remind
from sagsgang.scheduler.reminders.reminder_decisions import Decisions
from sagsgang.scheduler.state import DecidedUntil, decided, prepare, put_decided

from ..reminding_office import PERMIT

HOUR = timedelta(hours=1)
SOON = timedelta(seconds=1)  # time enough to record what lies so far ahead


@pytest.fixture
def live(journal: Journal) -> Journal:
    """A journal in operation, which gives every time of recording itself, with a type whose meetings are reminded of."""
    now = journal.clock()
    denmark = CalendarPublished(source="test", id="", occurred=now, definition=calendar_file.shipped()["denmark"])
    permit = CaseTypePublished(source="test", id="", occurred=now, definition=PERMIT)
    assert not [one for one in journal.publish([denmark, permit]) if isinstance(one, Refused)]
    return journal


def duty(journal: Journal, folder: Path) -> LeaderDuty:
    """The work of a node whose messages become files."""
    book = AddressBook(units={"Centrum": Reached({"email": "centrum"})})
    return LeaderDuty(
        journal, DeliverySettings({"email": FolderChannel("email", folder)}, book), "node", Metrics()
    )


def agree(journal: Journal, case: str, ahead: timedelta) -> None:
    """A meeting so far ahead, agreed now, and reminded of two hours before."""
    now = journal.clock()
    opened = ApplicationReceived(source="test", id=f"{case}-1", occurred=now, case_type="permit", unit="Centrum")
    agreed = MeetingAgreed(source="test", id=f"{case}-2", occurred=now, takes_place=now + ahead)
    assert not [
        one for one in journal.append([Entry(case, opened), Entry(case, agreed)]) if isinstance(one, Refused)
    ]


def nothing() -> None:
    """The node goes on."""


def test_what_came_due_before_the_first_start_is_not_reminded_of(live: Journal, tmp_path: Path) -> None:
    """Given steps that came due before any scheduler ran, when one starts, it decides on those that come after."""
    agree(live, "before", 2 * HOUR + SOON)
    came_due = live.clock() + SOON
    while live.clock() < came_due:
        pass
    work = duty(live, tmp_path)
    work.take_over()
    agree(live, "after", 2 * HOUR + SOON)
    while work.tick(nothing).issued == 0:
        pass
    assert {one.case for one in live.read(0, live.head().position) if one.event.TOPIC == "reminder-issued"} == {
        "after"
    }


def test_what_was_recorded_after_the_clock_was_set_back_is_decided_on(live: Journal, tmp_path: Path) -> None:
    """Given a mark that lies ahead of the clock, when steps are booked and come due before it, they are decided on."""
    work = duty(live, tmp_path)
    work.take_over()
    before = live.head().position
    agree(live, "A", 2 * HOUR + SOON)
    came_due = live.clock() + SOON
    while live.clock() < came_due:
        pass
    with live.connect() as connection, connection.transaction():
        put_decided(connection, DecidedUntil(live.clock() + HOUR, before))
    done = work.tick(nothing)
    assert done.issued == 1
    with live.connect() as connection:
        far = decided(connection)
    assert far is not None
    assert far.until == done.until
    assert work.tick(nothing).issued == 0


def test_a_reminder_without_a_channel_waits_for_one(live: Journal, tmp_path: Path) -> None:
    """Given a step by a channel that the file does not have, when it is delivered, it waits: the file can be mended."""
    work = duty(live, tmp_path)
    work.take_over()
    agree(live, "A", 2 * HOUR + SOON)
    while work.tick(nothing).issued == 0:
        pass
    assert work.deliver(nothing) == DeliveryDone(delivered=0, undelivered=0, waiting=1)


def test_by_hand_an_earlier_window_is_decided_on_too(live: Journal, tmp_path: Path) -> None:
    """Given a step that came due with no scheduler there, when its window is gone through by hand, it is issued, once."""
    agree(live, "A", 2 * HOUR + SOON)
    since = live.clock() - HOUR
    while remind(live, since, live.clock()).issued == 0:
        pass
    assert remind(live, since, live.clock()) == Decisions()
    with live.connect() as connection:
        prepare(connection)
        assert decided(connection) is None
    work = duty(live, tmp_path)
    work.take_over()
    assert work.tick(nothing).issued == 0
