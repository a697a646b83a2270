"""The library's own path works on the same table and writes the same bytes: we extend it, not write beside it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid4

import pytest
from eventsourcing.application import AggregateNotFoundError
from eventsourcing.persistence import IntegrityError, StoredEvent
from sagsgang.domain.events.case_events import Decided, Event
from sagsgang.domain.problem import Problem
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Duplicate, Entry, JournalEntry
from sagsgang.journal.mapper import CaseEvent

from .examples import ANNA, BENT, MONDAY, OPERA, application, decision, guidance


class Case:
    """A small aggregate, as the library knows them: an id, a version, and events not yet saved."""

    def __init__(self, id: str):
        self.id = id
        self.version = 0
        self.decided = False
        self._pending: list[CaseEvent] = []

    def happens(self, event: Event) -> None:
        """The next event of the case."""
        self._pending.append(CaseEvent(self.id, self.version + 1, event))
        self.apply(self._pending[-1])

    def apply(self, event: CaseEvent) -> None:
        self.version = event.originator_version
        self.decided = self.decided or isinstance(event.body, Decided)

    def collect_events(self) -> list[CaseEvent]:
        pending, self._pending = self._pending, []
        return pending


def case_of(case: Case | None, events: Iterable[CaseEvent]) -> Case | None:
    """Folds events into a case, as the library's repository asks."""
    for event in events:
        case = case or Case(event.originator_id)
        case.apply(event)
    return case


def decided_case(id: str, prefix: str) -> Case:
    """A case from application to decision, not yet saved."""
    case = Case(id)
    for event in (application(f"{prefix}1"), guidance(f"{prefix}2"), decision(f"{prefix}3")):
        case.happens(event)
    return case


def test_an_aggregate_is_saved_and_found_again(journal: Journal) -> None:
    """Given an aggregate with three events, when saved, then the repository gives it back, whole or by version."""
    recordings = journal.save(decided_case(ANNA, "a"), decided_case(BENT, "b"))
    assert [recording.notification.id for recording in recordings] == [1, 2, 3, 4, 5, 6]
    found = journal.repository.get(ANNA, projector_func=case_of)
    earlier = journal.repository.get(ANNA, version=2, projector_func=case_of)
    assert (found.version, found.decided) == (3, True)
    assert (earlier.version, earlier.decided) == (2, False)
    with pytest.raises(AggregateNotFoundError):
        journal.repository.get("unknown", projector_func=case_of)


def test_both_paths_write_the_same_bytes(journal: Journal) -> None:
    """Given one case saved as an aggregate and the same events appended under another id, then the rows agree."""
    journal.save(decided_case(ANNA, "a"))
    journal.append([Entry(BENT, event) for event in (application("b1"), guidance("b2"), decision("b3"))])
    saved = journal.recorder.select_events(ANNA)
    appended = journal.recorder.select_events(BENT)
    assert [(e.originator_version, e.topic) for e in saved] == [(e.originator_version, e.topic) for e in appended]
    assert [e.state.replace(b'"a', b'"b') for e in saved] == [e.state for e in appended]
    assert [r.event.occurred for r in journal.history([ANNA], 6)[ANNA]] == [
        r.event.occurred for r in journal.history([BENT], 6)[BENT]
    ]


def test_what_one_path_wrote_the_other_knows(journal: Journal) -> None:
    """Given a saved aggregate, when the same events are appended, then they are duplicates; and the other way."""
    journal.save(decided_case(ANNA, "a"))
    assert journal.append([Entry(ANNA, guidance("a2"))]) == [Duplicate(2)]
    journal.append([Entry(BENT, application("b1"))])
    case = journal.repository.get(BENT, projector_func=case_of)
    case.happens(decision("b2"))
    journal.save(case)
    assert [type(o) for o in journal.append([Entry(BENT, guidance("b3"), 2)])] == [Appended]


def test_two_who_saw_the_same_version_do_not_both_save(journal: Journal) -> None:
    """Given two copies of a case, when both save a further event, then the second meets IntegrityError."""
    journal.save(decided_case(ANNA, "a"))
    one = journal.repository.get(ANNA, projector_func=case_of)
    other = journal.repository.get(ANNA, projector_func=case_of)
    one.happens(guidance("a4"))
    other.happens(guidance("a5"))
    journal.save(one)
    with pytest.raises(IntegrityError):
        journal.save(other)
    assert journal.head().position == 4


def test_saving_the_very_same_events_again_is_no_conflict(journal: Journal) -> None:
    """Given an aggregate saved, when the same events are saved again, then their positions come back."""
    journal.save(decided_case(ANNA, "a"))
    again = journal.save(decided_case(ANNA, "a"))
    assert [recording.notification.id for recording in again] == [1, 2, 3]
    assert journal.head().position == 3


def test_an_id_used_for_something_else_is_a_conflict(journal: Journal) -> None:
    """Given an event, when another is saved under its id, wholly or beside known ones, then IntegrityError."""
    journal.save(decided_case(ANNA, "a"))
    with pytest.raises(IntegrityError):
        journal.save(CaseEvent(ANNA, 4, guidance("a1")))
    with pytest.raises(IntegrityError):
        journal.save(CaseEvent(ANNA, 2, guidance("a2")), CaseEvent(ANNA, 4, guidance("a4")))
    assert journal.head().position == 3


def test_a_save_larger_than_the_wire_takes_at_once_does_not_hang(journal: Journal) -> None:
    """Given 4,000 events of a kilobyte each in one save, then they are written, as by ``append`` after it."""
    events = [application(f"{n}", note="x" * 1000) for n in range(4000)]
    journal.save(*(CaseEvent(f"case-{n}", 1, event) for n, event in enumerate(events)))
    outcomes = journal.append([Entry(f"case-{n}", event) for n, event in enumerate(events)])
    assert outcomes == [Duplicate(position) for position in range(1, 4001)]


def test_notifications_are_the_one_order(journal: Journal) -> None:
    """Given events of both paths, then the notification log gives them by position, by section and by topic."""
    journal.save(decided_case(ANNA, "a"))
    journal.append([Entry(BENT, application("b1"))])
    everything = journal.notification_log.select(start=1, limit=10)
    assert [(n.id, n.originator_id, n.originator_version) for n in everything] == [
        (1, ANNA, 1),
        (2, ANNA, 2),
        (3, ANNA, 3),
        (4, BENT, 1),
    ]
    assert [n.id for n in journal.recorder.select_notifications(1, 9, topics=["application-received"])] == [1, 4]
    assert [item.id for item in journal.notification_log["1,10"].items] == [1, 2, 3, 4]
    assert journal.recorder.max_notification_id() == 4
    with journal.recorder.subscribe(gt=2) as subscription:
        assert [next(subscription).id, next(subscription).id] == [3, 4]


def test_the_mapper_gives_back_what_it_was_given(journal: Journal) -> None:
    """Given a case event, then the mapper's row reads back as that event, and the topic is not a module's path."""
    event = CaseEvent(ANNA, 7, decision("a7"))
    row = journal.mapper.to_stored_event(event)
    assert isinstance(row, JournalEntry)
    assert (row.topic, row.source, row.event_id, row.recorded) == ("decided", OPERA, "a7", None)
    assert journal.mapper.to_domain_event(row) == event


def test_a_row_from_a_newer_version_says_so(journal: Journal) -> None:
    """Given a stored event of an unknown topic, when it is read, then the problem says to upgrade."""
    with pytest.raises(Problem) as problem:
        journal.mapper.to_domain_event(StoredEvent(ANNA, 1, "decided/9", b"{}"))
    assert problem.value.code == "unknown-topic"
    assert "upgrade" in problem.value.text.en


def test_only_case_events_can_be_stored(journal: Journal) -> None:
    """Given an event of some other kind, or a row without source and id, then both are the caller's mistake."""

    class Foreign:
        originator_id = str(uuid4())
        originator_version = 1
        timestamp = MONDAY

    with pytest.raises(TypeError, match="CaseEvent"):
        journal.mapper.to_stored_event(Foreign())  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="JournalEntry"):
        journal.recorder.insert_events([StoredEvent(ANNA, 1, "decided", b"{}")])
