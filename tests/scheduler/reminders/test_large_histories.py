"""Cases with large histories are judged, and their reminders made, in the memory of a page of the journal."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import TypeVar

import msgspec
import pytest
from sagsgang.delivery.outbox.outbox import OutboxLine
from sagsgang.delivery.reminders.reminder_preparation import ReminderPreparation
from sagsgang.delivery.settings.address_book import AddressBook
from sagsgang.domain.events.reminder_events import ReminderIssued
from sagsgang.domain.rules.reminder_step import Distance, ReminderStep
from sagsgang.journal.application import Journal
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.scheduler.reminders.reminder_decisions import decide

from ...ledger import append, local, read
from ..reminding_office import PERMIT, Office

MIB = 1 << 20
CASES, LARGE = 24, 2 * MIB
# Read before whatever nobody did for so long: of each such step the whole history is looked at.
ASKS = ReminderStep(id="quiet", before=Distance(7, "days"), idle=5, to=("responsible",))
QUIET = msgspec.structs.replace(
    PERMIT, deadlines=(msgspec.structs.replace(PERMIT.deadlines[0], reminders=(ASKS,)),)
)
MORNING = local("2025-03-26T08:00")

Answer = TypeVar("Answer")


@pytest.fixture
def office(journal: Journal) -> Office:
    """As many cases as there are, each with 2 MiB of a note; a step of each comes due on 26 March."""
    office = Office(journal, case_type=QUIET)
    for number in range(CASES):
        happened = read(
            f"""
            2025-03-03T10:00  C-{number:02}  application-received  case_type=permit
            2025-03-03T10:00  C-{number:02}  guidance-given
            """
        )
        large = msgspec.structs.replace(happened[-1].event, note=f"{number:02}" * (LARGE // 2))
        append(journal, [*happened[:-1], happened[-1]._replace(event=large)])
    catch_up(journal)
    return office


def peak_of(work: Callable[[], Answer]) -> tuple[Answer, int]:
    """What it gives, and how many bytes of Python's memory it held at once."""
    tracemalloc.start()
    try:
        answer = work()
        return answer, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_they_are_read_a_page_at_a_time(office: Office) -> None:
    """Given 48 MiB of histories in 24 cases, when a step of each that asks what happened before comes due, and when its
    message is made, then each takes less than 40 MiB, which a page of 8 MiB, read and understood beside the one before, may
    take; all of them at once would be 48 MiB and more. Every case is there in its place."""
    journal = office.journal
    done, held = peak_of(lambda: decide(journal, local("2025-03-20"), MORNING, recorded=MORNING))
    assert (done.issued, done.withheld) == (CASES, 0)
    assert held < 40 * MIB

    issued = [one for one in journal.read(0, journal.head().position) if isinstance(one.event, ReminderIssued)]
    assert [one.case for one in issued] == [f"C-{number:02}" for number in range(CASES)]
    lines = [
        OutboxLine(
            one.event.id, "reminder", one.position, one.case, "email", "responsible", 0, 1, MORNING, MORNING, False
        )
        for one in issued
    ]
    ready, held = peak_of(lambda: ReminderPreparation(journal, AddressBook())(lines, MORNING))
    assert ready.keys() == {line.key for line in lines}
    assert held < 40 * MIB
