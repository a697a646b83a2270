"""Reading: by position, by case, by time of recording, always up to a position and in pages."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import psycopg
import pytest
from sagsgang.domain.events.history import Recorded
from sagsgang.journal import reading
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry

from .examples import (
    ANNA,
    BENT,
    CLARA,
    DAY,
    MONDAY,
    application,
    decision,
    fleksjob,
    guidance,
    many,
    town_calendar,
)

SECOND = timedelta(seconds=1)


@pytest.fixture
def town(journal: Journal) -> Journal:
    """Nine events, one a day from Monday on: three cases, a case type, a calendar; it goes live last."""
    journal.append([Entry(BENT, application("b1"))], recorded=[MONDAY])
    journal.publish([fleksjob(28)], recorded=MONDAY + DAY)
    journal.append(
        [Entry(ANNA, application("a1")), Entry(ANNA, guidance("a2")), Entry(BENT, decision("b2"))],
        recorded=[MONDAY + day * DAY for day in (2, 3, 4)],
    )
    journal.publish([town_calendar()], recorded=MONDAY + 5 * DAY)
    journal.append(
        [Entry(CLARA, application("c1")), Entry(ANNA, decision("a3"))],
        recorded=[MONDAY + day * DAY for day in (6, 7)],
    )
    journal.go_live()
    return journal


def places(events: list[Recorded]) -> list[int]:
    return [recorded.position for recorded in events]


def test_an_empty_journal_answers_every_question(journal: Journal) -> None:
    """Given an empty journal, then every question has an empty answer."""
    assert journal.head() == (0, None)
    assert journal.position_at(MONDAY) == 0
    assert journal.recorded_at(1) is None
    assert journal.count(5) == 0
    assert list(journal.read(0, 5)) == []
    assert list(journal.histories(5)) == []
    assert journal.history([ANNA], 5) == {}
    assert journal.publications(5) == []
    assert journal.cases_touched(0, 5) == set()
    assert journal.case_bounds(4, 5) == []


def test_the_head_is_the_last_position_and_its_time(town: Journal) -> None:
    """Given nine events, then the head is 9, recorded by the clock long after the import."""
    head = town.head()
    assert head.position == 9
    assert head.recorded is not None
    assert head.recorded > MONDAY + 7 * DAY


def test_position_at_includes_the_very_instant(town: Journal) -> None:
    """Given events recorded Monday, Tuesday, ..., then at an event's instant it is known, and not before."""
    assert town.position_at(MONDAY - SECOND) == 0
    assert town.position_at(MONDAY) == 1
    assert town.position_at(MONDAY + 3 * DAY - SECOND) == 3
    assert town.position_at(MONDAY + 3 * DAY) == 4
    assert town.position_at(MONDAY + 7 * DAY + SECOND) == 8
    assert [town.recorded_at(4), town.recorded_at(99)] == [MONDAY + 3 * DAY, None]


def test_of_events_recorded_at_one_instant_the_last_counts(journal: Journal) -> None:
    """Given three events recorded at the same instant, then the position at it is 3."""
    journal.append(many(cases=3, events=1), recorded=[MONDAY] * 3)
    assert journal.position_at(MONDAY) == 3


def test_read_gives_the_range_in_order(town: Journal) -> None:
    """Given a range of positions, then exactly these come, publications included."""
    assert places(list(town.read(0, 9))) == list(range(1, 10))
    assert places(list(town.read(0, 99))) == list(range(1, 10))
    assert places(list(town.read(3, 6))) == [4, 5, 6]
    assert list(town.read(6, 6)) == list(town.read(7, 3)) == list(town.read(9, 99)) == []
    assert [town.count(until) for until in (0, 4, 9, 99)] == [0, 4, 9, 9]


def test_histories_are_cases_up_to_a_position(town: Journal) -> None:
    """Given position 5, then Anna's case has two events, Bent's two, Clara's is not there yet; no publications."""
    assert [(case, places(history)) for case, history in town.histories(5)] == [(ANNA, [3, 4]), (BENT, [1, 5])]
    assert [case for case, _ in town.histories(99)] == [ANNA, BENT, CLARA]


def test_a_range_of_cases_includes_the_first_and_not_the_last(town: Journal) -> None:
    """Given bounds, then the cases from the first, included, to the last, excluded."""
    assert [case for case, _ in town.histories(9, first=BENT, last=CLARA)] == [BENT]
    assert [case for case, _ in town.histories(9, last=BENT)] == [ANNA]
    assert [case for case, _ in town.histories(9, first=BENT)] == [BENT, CLARA]
    assert [case for case, _ in town.histories(9, first="2024-0001x", last="2024-0002x")] == [BENT]


def test_history_of_named_cases(town: Journal) -> None:
    """Given names of cases, one of them unknown, then the known ones' events by version, up to the position."""
    assert {case: places(events) for case, events in town.history([ANNA, "none", CLARA], 4).items()} == {
        ANNA: [3, 4]
    }
    assert places(town.history([ANNA], 9)[ANNA]) == [3, 4, 8]


def test_publications_and_touched_cases(town: Journal) -> None:
    """Given a range, then publications are those known by then, and touched are the cases with an event in it."""
    assert places(town.publications(9)) == [2, 6]
    assert places(town.publications(5)) == [2]
    assert town.cases_touched(1, 4) == {ANNA}
    assert town.cases_touched(4, 9) == {ANNA, BENT, CLARA}


def test_pages_join_without_loss(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given pages of any small size, then reading gives the same as in one page, wherever a page ends."""
    journal.append(many(cases=7, events=4))
    whole = list(journal.read(0, 28))
    cases = dict(journal.histories(28))
    for size in range(1, 10):
        monkeypatch.setattr(reading, "PAGE", size)
        monkeypatch.setattr(reading, "CASES_AT_ONCE", size)
        assert list(journal.read(0, 28)) == whole
        assert dict(journal.histories(28)) == cases
        assert journal.history(sorted(cases), 28) == cases


def test_a_reader_sees_its_range_whatever_is_written_meanwhile(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a reader half-way, when more events come to the same cases, then it reads what it set out to read."""
    monkeypatch.setattr(reading, "PAGE", 2)
    journal.append(many(cases=4, events=2))
    by_position, by_case = journal.read(0, 8), journal.histories(8)
    first = (next(by_position), next(by_case))
    journal.append([Entry(f"2024-{case:05d}", decision(f"late {case}")) for case in range(1, 5)])
    assert places([first[0], *by_position]) == list(range(1, 9))
    assert [places(history) for _, history in [first[1], *by_case]] == [[1, 5], [2, 6], [3, 7], [4, 8]]


def test_bounds_split_the_events_evenly_and_always_alike(journal: Journal) -> None:
    """Given 400 cases of five events, one of them with 500 more, then eight parts hold every event once.

    No part has more than twice its share but the one with the big case; and asking again gives the same bounds.
    """
    journal.append(many(cases=400, events=5))
    journal.append([Entry("2024-00200", guidance(f"more {n}")) for n in range(500)])
    bounds = journal.case_bounds(8, 2500)
    assert bounds == sorted(bounds) == journal.case_bounds(8, 2500)
    edges = [None, *bounds, None]
    parts = [dict(journal.histories(2500, first=first, last=last)) for first, last in pairwise(edges)]
    assert sorted(case for part in parts for case in part) == [f"2024-{n:05d}" for n in range(1, 401)]
    sizes = [sum(map(len, part.values())) for part in parts if "2024-00200" not in part]
    assert max(sizes) <= 2 * 2500 / 8


def test_references_are_ordered_by_code_point_everywhere(journal: Journal) -> None:
    """Given references that languages sort differently, then the order is Python's, in ranges too."""
    cases = ["a", "B", "Z", "z", "æ", "ø", "å", "Å", "1", "10", "9", "-", "é", "e", "🏠", "ﬁ"]
    journal.append([Entry(case, application(case)) for case in cases])
    assert [case for case, _ in journal.histories(99)] == sorted(cases)
    assert [case for case, _ in journal.histories(99, first="Z", last="é")] == [
        case for case in sorted(cases) if "Z" <= case < "é"
    ]


def test_a_connection_of_ones_own_reads_the_same_database(town: Journal) -> None:
    """Given ``connect``, then it is a plain connection to the journal's database, in a transaction of its own."""
    with town.connect() as connection:
        assert connection.autocommit is False
        assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        [first] = connection.execute("SELECT min(recorded) FROM sagsgang.stored_events").fetchone() or ()
        assert first == MONDAY
        assert first.tzname() == "UTC"
        assert connection.execute("SHOW search_path").fetchone() == (
            "pg_catalog",
        )  # every name of ours says its schema
