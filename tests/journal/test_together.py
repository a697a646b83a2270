"""What lands together: all of it or none; and times of registration decided entry by entry, in one transaction."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sagsgang.domain.problem import Problem
from sagsgang.journal.admission import Candidate, JournalStanding, admit, examine
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Duplicate, Entry, Outcome, Refused

from .examples import ANNA, BENT, DAY, HOUR, MONDAY, application, decision, guidance

CLOCK = MONDAY + 100 * DAY
EMPTY = JournalStanding(0, None, CLOCK, False, {}, {})


def codes(outcomes: list[Outcome]) -> list[str]:
    """Each outcome in a word: its code where it is refused."""
    return [one.code if isinstance(one, Refused) else type(one).__name__ for one in outcomes]


def test_what_lands_together_lands_whole_or_not_at_all(journal: Journal) -> None:
    """Given three pairs, the second of which uses an id again, then its good half is held back and the others land."""
    entries = [
        *(Entry(ANNA, application("a1")), Entry(BENT, application("b1"))),
        *(Entry(ANNA, guidance("a2")), Entry(BENT, decision("a1"))),
        *(Entry(ANNA, decision("a3")), Entry(BENT, decision("b2"))),
    ]
    outcomes = journal.append(entries, together=[2, 2, 2])

    assert codes(outcomes) == ["Appended", "Appended", "held-back", "id-reused", "Appended", "Appended"]
    assert [one.event.id for one in journal.read(0, 9)] == ["a1", "b1", "a3", "b2"]
    assert [one.version for one in journal.read(0, 9)] == [1, 1, 2, 2]


def test_what_is_there_already_stays_so_beside_what_is_refused(journal: Journal) -> None:
    """Given a pair of which one is in the journal and the other refused, then the first is a duplicate still."""
    journal.append([Entry(ANNA, application("a1"))])
    outcomes = journal.append([Entry(ANNA, application("a1")), Entry(BENT, guidance("b1"))], together=[2])

    assert codes(outcomes) == ["Duplicate", "no-case-type"]


def test_an_event_twice_in_what_is_taken_back_was_not_there() -> None:
    """Given one event twice and a refused one, together, then neither counts as there already: none is."""
    twice = examine(Entry(ANNA, application("a1")))
    outcomes, rows = admit([twice, twice, Refused(Problem(da="-", en="-", code="x"))], EMPTY, None, together=[3])

    assert codes(outcomes) == ["held-back", "held-back", "x"]
    assert rows == []


def test_each_time_of_registration_is_decided_by_itself(journal: Journal) -> None:
    """Given good times beside one before the last and one to come, then only these two are refused, in one call."""
    journal.append([Entry(ANNA, application("a1"))], recorded=[MONDAY + DAY])
    entries = [Entry(ANNA, guidance(f"a{number}")) for number in range(2, 6)]
    times = [MONDAY + 2 * DAY, MONDAY, MONDAY.replace(year=9000), MONDAY + 3 * DAY]

    assert codes(journal.append(entries, recorded=times, late="refuse")) == [
        *("Appended", "recorded-backwards", "recorded-in-future", "Appended"),
    ]
    assert [one.recorded for one in journal.read(0, 9)] == [MONDAY + days * DAY for days in (1, 2, 3)]


def test_a_late_time_can_count_as_the_journals_last(journal: Journal) -> None:
    """Given a time before the journal's last, told to count it as that, then the event lands with the last time."""
    journal.append([Entry(ANNA, application("a1"))], recorded=[MONDAY + DAY])
    [outcome] = journal.append([Entry(ANNA, guidance("a2"))], recorded=[MONDAY], late="clamp")

    assert outcome == Appended(2, 2, MONDAY + DAY)


def test_a_live_journal_takes_no_times_however_they_are_asked_for(journal: Journal) -> None:
    """Given a journal that is live, then a call with times is refused as a whole."""
    journal.go_live()
    for late in ("raise", "refuse", "clamp"):
        with pytest.raises(Problem) as caught:
            journal.append([Entry(ANNA, application("a1"))], recorded=[MONDAY], late=late)
        assert caught.value.code == "journal-live"


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 1), st.integers(-2, 6)), max_size=20),
    st.lists(st.integers(1, 4), max_size=20),
)
def test_what_lands_is_what_the_groups_without_the_refused_give(
    offered: list[tuple[int, int, int]], sizes: list[int]
) -> None:
    """Given groups with ids used again and times out of order, then the rows are those of the groups that are whole,
    offered alone: nothing of a group that is not whole has left a trace."""
    candidates = [
        examine(Entry(f"case-{case}", application(str(number), MONDAY + case * HOUR)))
        for number, case, _ in offered
    ]
    times = [MONDAY + day * DAY for *_, day in offered]
    together = cut(len(candidates), sizes)
    outcomes, rows = admit(candidates, EMPTY, times, together=together, late="refuse")
    whole = [
        index
        for start, end in bounds(together)
        for index in range(start, end)
        if not any(isinstance(one, Refused) for one in outcomes[start:end])
    ]
    again, same_rows = admit([candidates[i] for i in whole], EMPTY, [times[i] for i in whole], late="refuse")

    assert same_rows == rows
    assert again == [outcomes[i] for i in whole]
    assert ascending([row.recorded for row in rows])
    assert all(isinstance(one, Appended | Duplicate | Refused) for one in outcomes)
    assert all(isinstance(one, Candidate) for one in candidates)


def cut(length: int, sizes: list[int]) -> list[int]:
    """Sizes of groups that add up to ``length``."""
    found: list[int] = []
    for size in sizes:
        if (left := length - sum(found)) > 0:
            found.append(min(size, left))
    return [*found, *[1] * (length - sum(found))]


def bounds(sizes: list[int]) -> list[tuple[int, int]]:
    """Where each group begins and ends."""
    return [(sum(sizes[:index]), sum(sizes[: index + 1])) for index in range(len(sizes))]


def ascending(times: list[datetime]) -> bool:
    """Whether no time runs backwards."""
    return times == sorted(times)
