"""Nodes that are killed at every point of a delivery: nothing is lost, and nothing is sent twice to whom it matters."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Literal

import pytest
from sagsgang.domain.events.reminder_events import (
    ReminderDelivered,
    ReminderIssued,
    ReminderUndelivered,
    ReminderWithheld,
    SchedulerRecord,
)

from ...ledger import local
from ..posting_office import PostingOffice

Point = Literal["taken", "begun", "sent", "noted", "told", "never"]  # see the program
DEADLY: tuple[Point, ...] = ("taken", "begun", "sent", "noted", "told")
CASES = [f"C{number}" for number in range(5)]
AT = "2025-04-02T08:00"
LATER = "2025-04-02T08:01"  # what had no channel at first is tried again
PROGRAM = Path(__file__).parents[1] / "fatal_node.py"


@pytest.fixture(autouse=True)
def fifteen_reminders(office: PostingOffice) -> None:
    """Each of five cases has one reminder for the folder and two on paper."""
    for case in CASES:
        office.received(case)
    office.tick(AT)


def start(office: PostingOffice, node: str, point: Point, number: int = 1) -> subprocess.Popen[bytes]:
    """Start a node that is going to die there."""
    place = office.folder.parent
    words = [office.journal.url, place, node, local(LATER).isoformat(), point, number]
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def run(office: PostingOffice, node: str, point: Point = "never", number: int = 1) -> bool:
    """Let a node deliver. Says whether it died where it was to."""
    with start(office, node, point, number) as process:
        said, _ = process.communicate(timeout=120)
    assert process.returncode in (0, -signal.SIGKILL), said.decode()
    return process.returncode != 0


def ends(office: PostingOffice) -> dict[str, list[SchedulerRecord]]:
    """What the journal says of each reminder that was issued, by its key."""
    found: dict[str, list[SchedulerRecord]] = {}
    for case in CASES:
        for event in office.records(case):
            if isinstance(event, ReminderIssued):
                found[event.id] = []
            elif isinstance(event, ReminderDelivered | ReminderUndelivered | ReminderWithheld):
                found[event.id[:32]].append(event)
    return found


def in_doubt(office: PostingOffice) -> set[str]:
    """Every reminder has its end, exactly one, and it is the truth. Gives the keys of those that nobody knows of."""
    told = ends(office)
    assert [len(events) for events in told.values()] == [1] * 15
    delivered = {key for key, [event] in told.items() if isinstance(event, ReminderDelivered)}
    doubted = {
        key
        for key, [event] in told.items()
        if isinstance(event, ReminderUndelivered) and event.reason == "in-doubt"
    }
    assert delivered | doubted == set(told)
    written = [line["key"] for line in office.paper.lines]
    assert len(written) == len(set(written)), "sent twice"
    fetched = {message["key"] for message in office.fetched()}
    assert len(fetched) == 5
    assert delivered <= fetched | set(written), "said to be delivered, and was not"
    assert (fetched | set(written)) - delivered <= doubted, "sent, and the journal says nothing of it"
    return doubted


@pytest.mark.parametrize("number", [1, 4])
def test_killed_where_nothing_is_on_its_way(office: PostingOffice, number: int) -> None:
    """Given a node killed between messages, when another delivers, everything arrives once and nothing is in doubt."""
    office.post = office.posting(office.post.channels["files"])
    office.deliver(AT)  # what is on paper waits for its channel
    assert run(office, "first", "taken", number)
    assert not run(office, "second")
    assert in_doubt(office) == set()


@pytest.mark.parametrize("point", ["noted", "told"])
def test_killed_while_the_journal_is_told(office: PostingOffice, point: Point) -> None:
    """Given a node killed before or after it told the journal of an end, when another delivers, it is told once.

    It is told while channels are at work, so that one message may be on its way.
    """
    assert run(office, "first", point)
    assert not run(office, "second")
    assert len(in_doubt(office)) <= 1


@pytest.mark.parametrize("point", ["begun", "sent"])
def test_killed_while_a_message_is_on_its_way(office: PostingOffice, point: Point) -> None:
    """Given a node killed at its tenth message, when another delivers, that message alone may be in doubt, the others
    arrive, and offered again by hand it arrives, too."""
    assert run(office, "first", point, 10)
    assert not run(office, "second")
    doubted = in_doubt(office)
    assert len(doubted) <= 1  # the channels work side by side: it may be one for the folder, which is sent again
    written = {line["key"] for line in office.paper.lines}
    assert doubted <= written if point == "sent" else not doubted & written
    assert office.offer_again(LATER) == doubted
    run(office, "third")
    assert len({line["key"] for line in office.paper.lines}) == 10


def test_killed_again_and_again(office: PostingOffice) -> None:
    """Given nodes killed at points drawn by lot, when one gets through at last, all have their end, and at most one
    message a kill is in doubt."""
    survive(office, kills=6, seed=4)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
def test_killed_again_and_again_for_long(office: PostingOffice, seed: int) -> None:
    """The same, four hundred times, ended by whichever node gets through."""
    survive(office, kills=20, seed=seed)


def survive(office: PostingOffice, kills: int, seed: int) -> None:
    """Kill so many nodes, unless all is delivered before."""
    chance = Random(seed)
    died = sum(
        run(office, f"node {number}", chance.choice(DEADLY), chance.randint(1, 4)) for number in range(kills)
    )
    assert died
    run(office, "last")
    assert len(in_doubt(office)) <= died


def test_two_nodes_at_once(office: PostingOffice) -> None:
    """Given two nodes that both believe to lead, when they deliver beside each other, everything arrives once."""
    with start(office, "beside-1", "never") as one, start(office, "beside-2", "never") as other:
        for process in (one, other):
            said, _ = process.communicate(timeout=120)
            assert process.returncode == 0, said.decode()
    assert in_doubt(office) == set()


def test_killed_with_the_outbox_lost_besides(office: PostingOffice) -> None:
    """Given a node killed at its eighth message, when somebody drops the outbox, too, nothing is sent twice, and what has
    no end is in doubt or sent again."""
    assert run(office, "first", "sent", 8)
    with office.journal.connect() as connection:
        connection.execute("DROP TABLE sagsgang.outbox, sagsgang.outbox_position")
    run(office, "second")
    in_doubt(office)
