"""The one writer of what the office records: all or none, on the version that was read, and live from the first one on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sagsgang.casework.case_read import CaseRead
from sagsgang.casework.recording import ATTEMPTS, read_case, record
from sagsgang.domain.events.case_events import ApplicationReceived, Event, GuidanceGiven
from sagsgang.domain.problem import Problem
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry

MAY = datetime(2010, 5, 1, tzinfo=UTC)
OPENED = ApplicationReceived(source="office", id="opened", occurred=MAY, case_type="permit")


def noted(id_: str, source: str = "office") -> Event:
    """A note in a case that is open."""
    return GuidanceGiven(source=source, id=id_, occurred=MAY, note="seen")


def ids(journal: Journal, case: str = "P-1") -> list[str]:
    """The events of a case, by position."""
    return [one.event.id for one in journal.history([case], journal.head().position).get(case, [])]


def test_what_is_decided_is_written_in_order(journal: Journal) -> None:
    """Given a case that is not there, when two events are decided, then both stand in it, the position is the second's,
    and the journal is live; when nothing is decided, then nothing is written, and it is said that all was there."""
    written = record(journal, lambda: read_case(journal, "P-1"), lambda read: [OPENED, noted("a")])
    assert (ids(journal), written.already) == (["opened", "a"], False)
    assert written.position == journal.history(["P-1"], journal.head().position)["P-1"][-1].position
    assert journal.is_live()
    position = journal.head().position
    again = record(journal, lambda: read_case(journal, "P-1"), lambda read: [])
    assert (again.already, again.position, journal.head().position) == (True, None, position)


def test_all_or_none_is_written(journal: Journal) -> None:
    """Given two events of which the second may not be appended, then the first is not written either, the reason of the
    second is said, and the journal is not live."""
    with pytest.raises(Problem) as raised:
        record(journal, lambda: read_case(journal, "P-1"), lambda read: [OPENED, noted("a", source="sagsgang")])
    assert raised.value.code == "reserved-event"
    assert (ids(journal), journal.is_live()) == ([], False)


def test_who_was_overtaken_decides_anew(journal: Journal) -> None:
    """Given a decision that writes a note only where there is none, when another writes one between the reading and the
    writing, then it is decided again on what stands there now, and nothing more is written."""
    journal.append([Entry("P-1", OPENED)])
    seen: list[int] = []

    def decide(read: CaseRead) -> Sequence[Event]:
        seen.append(len(read.history))
        if len(read.history) > 1:
            return []
        journal.append([Entry("P-1", noted("theirs"))])
        return [noted("ours")]

    written = record(journal, lambda: read_case(journal, "P-1"), decide)
    assert (seen, written.already, ids(journal)) == ([1, 2], True, ["opened", "theirs"])


def test_who_is_overtaken_every_time_is_told(journal: Journal) -> None:
    """Given a case to which another writes between every reading and writing, then it is tried a few times, and said."""
    journal.append([Entry("P-1", OPENED)])
    attempts: list[int] = []

    def decide(read: CaseRead) -> Sequence[Event]:
        attempts.append(len(read.history))
        journal.append([Entry("P-1", noted(f"theirs {len(attempts)}"))])
        return [noted("ours")]

    with pytest.raises(Problem) as raised:
        record(journal, lambda: read_case(journal, "P-1"), decide)
    assert (raised.value.code, len(attempts)) == ("version-conflict", ATTEMPTS)
    assert "ours" not in ids(journal)
