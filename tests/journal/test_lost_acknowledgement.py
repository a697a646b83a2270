"""When the answer to a commit is lost on the way, the journal finds out what became of it, and says so truly."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Duplicate, Entry
from sagsgang.journal.mapper import CaseEvent

from .examples import ANNA, BENT, application, guidance
from .wire import Fate, Wire, wire_to


class ForgetfulWire(Wire):
    """A wire to the server that, when asked, loses the answer to the next COMMIT and breaks the connection."""

    def __init__(self, listening: socket.socket, server: str | tuple[str, int]):
        self.losing = threading.Event()
        self.lost = 0
        super().__init__(listening, server)

    def fate(self, data: bytes, outward: bool, noted: threading.Event) -> Fate:
        """Cut, where it is the answer to the COMMIT: the server has committed, and the client shall not hear of it."""
        if outward and self.losing.is_set() and b"COMMIT" in data:
            self.losing.clear()
            noted.set()
        elif not outward and noted.is_set():
            self.lost += 1
            return "cut"
        return "passes"


@pytest.fixture
def far(database_url: str) -> Iterator[tuple[ForgetfulWire, Journal]]:
    """A journal at the end of a wire, with one event."""
    with wire_to(database_url, ForgetfulWire) as (wire, url), Journal.open(url) as journal:
        journal.append([Entry(ANNA, application("a1"))])
        yield wire, journal


def test_an_append_whose_answer_was_lost_is_told_as_written(far: tuple[ForgetfulWire, Journal]) -> None:
    """Given a batch whose commit is done but not heard of, then it was written once, and the outcome says so.

    What was a duplicate before stays one.
    """
    wire, journal = far
    wire.losing.set()
    outcomes = journal.append(
        [Entry(ANNA, application("a1")), Entry(ANNA, guidance("a2")), Entry(BENT, application("b1"))]
    )
    assert wire.lost == 1
    assert [type(outcome) for outcome in outcomes] == [Duplicate, Appended, Appended]
    assert [(r.position, r.case, r.version) for r in journal.read(0, 9)] == [
        (1, ANNA, 1),
        (2, ANNA, 2),
        (3, BENT, 1),
    ]
    assert [o.recorded for o in outcomes if isinstance(o, Appended)] == [
        journal.recorded_at(2),
        journal.recorded_at(3),
    ]


def test_a_save_whose_answer_was_lost_is_no_conflict(far: tuple[ForgetfulWire, Journal]) -> None:
    """Given an aggregate's events saved but not heard of, then the library gets their positions, not an error."""
    wire, journal = far
    wire.losing.set()
    recordings = journal.save(CaseEvent(ANNA, 2, guidance("a2")), CaseEvent(ANNA, 3, guidance("a3")))
    assert wire.lost == 1
    assert [recording.notification.id for recording in recordings] == [2, 3]
    assert journal.head().position == 3
