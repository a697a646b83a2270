"""Appending: the same event twice is one event, good events land beside refused ones, versions are dense."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, ClassVar

import pytest
from sagsgang.domain.events.case_events import Corrected, Decided, Event
from sagsgang.domain.events.publications import WentLive
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Duplicate, Entry, Outcome, Refused

from .examples import ANNA, BENT, HOUR, MONDAY, OPERA, application, decision, guidance, many


def brief(outcomes: list[Outcome]) -> list[str]:
    """Outcomes in a word each: place and version, the place of the duplicate, or the code of the refusal."""
    words = []
    for outcome in outcomes:
        match outcome:
            case Appended(position, version, _):
                words.append(f"at {position} as {version}")
            case Duplicate(position):
                words.append(f"already at {position}")
            case Refused():
                words.append(outcome.code)
    return words


def test_events_take_the_next_positions_and_versions(journal: Journal) -> None:
    """Given two cases, when their events arrive mixed, then positions are 1 to 4 and versions count by case."""
    outcomes = journal.append(
        [
            Entry(ANNA, application("a1")),
            Entry(BENT, application("b1")),
            Entry(ANNA, guidance("a2")),
            Entry(ANNA, decision("a3")),
        ]
    )
    assert brief(outcomes) == ["at 1 as 1", "at 2 as 1", "at 3 as 2", "at 4 as 3"]
    assert [(r.position, r.case, r.version, r.event.id) for r in journal.read(0, 4)] == [
        (1, ANNA, 1, "a1"),
        (2, BENT, 1, "b1"),
        (3, ANNA, 2, "a2"),
        (4, ANNA, 3, "a3"),
    ]


def test_nothing_to_append_is_nothing(journal: Journal) -> None:
    """Given an empty list, then no outcome and an empty journal."""
    assert journal.append([]) == []
    assert journal.head().position == 0


def test_the_same_batch_again_is_known_and_writes_nothing(journal: Journal) -> None:
    """Given a batch that was appended, when it is sent again, then every event is where it was."""
    batch = many(cases=5, events=3)
    first = journal.append(batch)
    again = journal.append(batch)
    assert [type(outcome) for outcome in first] == [Appended] * 15
    assert [outcome.position for outcome in again if isinstance(outcome, Duplicate)] == list(range(1, 16))
    assert journal.head().position == 15


def test_an_event_sent_twice_in_one_batch_is_one_event(journal: Journal) -> None:
    """Given one event twice in a batch, then the second is the first, wherever it stands."""
    outcomes = journal.append(
        [Entry(ANNA, application("a1")), Entry(ANNA, guidance("a2")), Entry(ANNA, application("a1"))]
    )
    assert brief(outcomes) == ["at 1 as 1", "at 2 as 2", "already at 1"]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(Entry(ANNA, application("a1", note="changed")), id="another body"),
        pytest.param(Entry(BENT, application("a1")), id="another case"),
        pytest.param(Entry(ANNA, guidance("a1", MONDAY, case_type="fleksjob")), id="another kind of event"),
    ],
)
def test_an_id_used_for_something_else_is_refused(journal: Journal, other: Entry) -> None:
    """Given an event, when its source and id come with other content, then that is refused, now and in a batch."""
    journal.append([Entry(ANNA, application("a1"))])
    assert brief(journal.append([other])) == ["id-reused"]
    assert brief(journal.append([Entry("new", application("n1")), Entry("new", guidance("n1"))])) == [
        "at 2 as 1",
        "id-reused",
    ]
    assert journal.head().position == 2


def test_attributes_in_another_order_are_the_same_event(journal: Journal) -> None:
    """Given an event with two attributes, when it is sent again with them the other way round, then it is known."""
    journal.append([Entry(ANNA, application("a1", attributes={"team": "x", "months": 11}))])
    again = Entry(ANNA, application("a1", attributes={"months": 11, "team": "x"}))
    assert brief(journal.append([again])) == ["already at 1"]


def test_the_same_id_from_two_sources_is_two_events(journal: Journal) -> None:
    """Given the same id from Opera and from the archive, then both are written."""
    outcomes = journal.append([Entry(ANNA, application("1")), Entry(BENT, application("1", source="archive"))])
    assert brief(outcomes) == ["at 1 as 1", "at 2 as 1"]


def test_expected_version_is_the_version_the_sender_has_seen(journal: Journal) -> None:
    """Given a case at version 1, then an event expecting 1 is written, and one expecting 1 after it is refused.

    In a batch the version counts on, and an event that is already there is known whatever it expects.
    """
    assert brief(journal.append([Entry(ANNA, application("a1"), 0)])) == ["at 1 as 1"]
    assert brief(journal.append([Entry(ANNA, guidance("a2"), 1), Entry(ANNA, decision("a3"), 2)])) == [
        "at 2 as 2",
        "at 3 as 3",
    ]
    assert brief(journal.append([Entry(ANNA, guidance("a4"), 1), Entry(BENT, application("b1"), 1)])) == [
        "version-conflict",
        "version-conflict",
    ]
    assert brief(journal.append([Entry(ANNA, application("a1"), 0)])) == ["already at 1"]


def test_the_first_event_of_a_case_names_its_type(journal: Journal) -> None:
    """Given a case unknown to the journal, when its first event names no case type, then it is refused.

    So is the next, and the case begins with the first one that names it.
    """
    outcomes = journal.append(
        [Entry(ANNA, guidance("a1")), Entry(ANNA, guidance("a2")), Entry(ANNA, application("a3"))]
    )
    assert brief(outcomes) == ["no-case-type", "no-case-type", "at 1 as 1"]


class Unlisted(Event, frozen=True, kw_only=True):
    """A kind of event that is not in the catalogue."""

    TOPIC: ClassVar[str] = "unlisted"


@dataclass(frozen=True)
class Bad:
    """An entry that can never be stored, and the code it is refused with."""

    code: str
    entry: Entry


COPENHAGEN_WINTER = timezone(timedelta(hours=1))
BAD = [
    Bad("reserved-case", Entry("$journal", application("x"))),
    Bad("reserved-case", Entry(ANNA, WentLive(source=OPERA, id="x", occurred=MONDAY, case_type="fleksjob"))),
    Bad("bad-reference", Entry("", application("x"))),
    Bad("bad-reference", Entry("x" * 1001, application("x"))),
    Bad("bad-reference", Entry("nul\0", application("x"))),
    Bad("bad-reference", Entry(ANNA, application("half a pair \ud83d"))),
    Bad("bad-reference", Entry(ANNA, application("x", source="æ" * 501))),
    Bad("occurred-not-utc", Entry(ANNA, application("x", datetime(2024, 3, 4, 8)))),  # noqa: DTZ001
    Bad("occurred-not-utc", Entry(ANNA, application("x", datetime(2024, 3, 4, 8, tzinfo=COPENHAGEN_WINTER)))),
    Bad("unknown-topic", Entry(ANNA, Unlisted(source=OPERA, id="x", occurred=MONDAY, case_type="fleksjob"))),
    Bad("unreadable-event", Entry(ANNA, application("x", note=17))),
    Bad("unreadable-event", Entry(ANNA, application("x", note="\ud83d"))),
    Bad("unreadable-event", Entry(ANNA, application("x", attributes={"team": {"deep": 1}}))),
    Bad("unreadable-event", Entry(ANNA, application("x", attributes={"team": object()}))),
]


def test_what_can_not_be_kept_is_refused_and_its_neighbours_land(journal: Journal) -> None:
    """Given entries that can never be stored among good ones, then the good ones are written all the same."""
    mixed = [Entry(ANNA, application("good"))]
    for number, bad in enumerate(BAD):
        mixed += [bad.entry, Entry(ANNA, guidance(f"good {number}"))]
    words = brief(journal.append(mixed))
    assert words[1::2] == [bad.code for bad in BAD]
    assert words[0::2] == [f"at {n} as {n}" for n in range(1, len(BAD) + 2)]


def test_the_longest_references_are_kept(journal: Journal) -> None:
    """Given source and id of 1,000 bytes each, hard to compress, then the event is stored and found again."""
    long = "".join(chr(33 + (n * n * 7 + n // 3) % 90) for n in range(1000)).replace("$", "-")
    entry = Entry(long, application(long, source=long[::-1]))
    assert brief(journal.append([entry])) == ["at 1 as 1"]
    assert brief(journal.append([entry])) == ["already at 1"]


def test_content_comes_back_as_it_was_sent(journal: Journal) -> None:
    """Given Danish letters, emoji, NUL in a note and every kind of value, then what is read is what was sent."""
    sent: list[Any] = [
        application(
            "a1",
            MONDAY + timedelta(microseconds=1),
            note="Ærø 🏠 \0 '\"\\",
            attributes={"team": "ø", "n": 2**53, "rate": 0.1, "open": True, "none": None},
            whole_day=True,
        ),
        Corrected(source=OPERA, id="a2", occurred=MONDAY, corrects="a1", changes={"note": None, "attributes": {}}),
        Decided(source=OPERA, id="a3", occurred=MONDAY),
    ]
    journal.append([Entry(ANNA, event) for event in sent])
    assert [recorded.event for recorded in journal.read(0, 3)] == sent


def test_a_refusal_says_what_to_do_without_repeating_the_event(journal: Journal) -> None:
    """Given a refused event about a named citizen, then the texts name neither the citizen nor the case."""
    citizen = "Anna Andersen 010190-1234"
    journal.append([Entry(ANNA, application("a1"))])
    offered = [
        Entry(citizen, guidance("x1", note=citizen)),
        Entry(ANNA, guidance("a1", note=citizen)),
        Entry(ANNA, application("x2", note=citizen, attributes={"who": object()})),
        Entry("$" + citizen, application("x3")),
    ]
    for outcome in journal.append(offered):
        assert isinstance(outcome, Refused)
        assert outcome.problem.text.da
        assert outcome.problem.text.en
        assert "1234" not in f"{outcome.problem.text} {outcome.problem} {outcome.problem.details}"


def test_a_batch_of_thousands_is_one_transaction(journal: Journal) -> None:
    """Given 6,000 events of 1,500 cases in one call, then each case is whole and in order."""
    outcomes = journal.append(many(cases=1500, events=4))
    assert [o.position for o in outcomes if isinstance(o, Appended)] == list(range(1, 6001))
    histories = dict(journal.histories(6000))
    assert len(histories) == 1500
    assert {tuple(r.version for r in history) for history in histories.values()} == {(1, 2, 3, 4)}
    assert all(
        [r.event.occurred for r in history] == [MONDAY + n * HOUR for n in range(4)]
        for history in histories.values()
    )
