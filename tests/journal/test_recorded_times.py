"""Filling a journal with the times its events were registered at their source, until it goes live."""

from __future__ import annotations

from datetime import datetime

import pytest
from sagsgang.domain.problem import Problem
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Duplicate, Entry, Outcome

from .examples import ANNA, BENT, DAY, HOUR, MONDAY, application, decision, guidance

BATCH = [Entry(ANNA, application("a1")), Entry(BENT, application("b1")), Entry(ANNA, guidance("a2"))]
REGISTERED = [MONDAY + DAY, MONDAY + DAY, MONDAY + 2 * DAY]


def refused(journal: Journal, entries: list[Entry], recorded: list[datetime]) -> str:
    """The code of the problem that a whole call meets; nothing of it is written."""
    before = journal.head()
    with pytest.raises(Problem) as problem:
        journal.append(entries, recorded=recorded)
    assert journal.head() == before
    return problem.value.code


def test_an_import_keeps_the_times_of_registration(journal: Journal) -> None:
    """Given a journal not yet live, when events come with their times of registration, then these are kept."""
    outcomes = journal.append(BATCH, recorded=REGISTERED)
    assert [o.recorded for o in outcomes if isinstance(o, Appended)] == REGISTERED
    assert [r.recorded for r in journal.read(0, 3)] == REGISTERED
    assert journal.head() == (3, MONDAY + 2 * DAY)


def test_times_of_registration_ascend(journal: Journal) -> None:
    """Given times that run backwards, within the batch or from the journal's last, then nothing is written."""
    assert refused(journal, BATCH, REGISTERED[::-1]) == "recorded-backwards"
    journal.append(BATCH, recorded=REGISTERED)
    assert refused(journal, [Entry(ANNA, decision("a3"))], [MONDAY + DAY]) == "recorded-backwards"


def test_nothing_is_registered_in_the_future_or_without_a_zone(journal: Journal) -> None:
    """Given a time of registration in the year 9000, or without a zone, then nothing is written."""
    assert refused(journal, BATCH[:1], [MONDAY.replace(year=9000)]) == "recorded-in-future"
    assert refused(journal, BATCH[:1], [MONDAY.replace(tzinfo=None)]) == "recorded-in-future"


def test_an_import_can_be_taken_up_again(journal: Journal) -> None:
    """Given an import that stopped half-way, when it is run again from the start, then the rest is written."""
    journal.append(BATCH[:2], recorded=REGISTERED[:2])
    outcomes = journal.append(BATCH, recorded=REGISTERED)
    assert outcomes == [Duplicate(1), Duplicate(2), Appended(3, 2, REGISTERED[2])]


def test_one_time_for_each_entry(journal: Journal) -> None:
    """Given fewer times than entries, then the call is refused as the caller's mistake."""
    with pytest.raises(ValueError, match="one time"):
        journal.append(BATCH, recorded=REGISTERED[:2])


def test_a_journal_goes_live_once(journal: Journal) -> None:
    """Given a journal that goes live twice, then it went live once, and it stays so."""
    assert not journal.is_live()
    first: Outcome = journal.go_live(MONDAY, actor="director")
    again = journal.go_live(MONDAY + HOUR)
    assert isinstance(first, Appended)
    assert again == Duplicate(first.position)
    assert journal.is_live()


def test_a_live_journal_gives_every_time_itself(journal: Journal) -> None:
    """Given a live journal, when new events come with times of registration, then nothing is written.

    What it already has is still known, and events without times are taken.
    """
    journal.append(BATCH[:2], recorded=REGISTERED[:2])
    journal.go_live()
    assert refused(journal, BATCH, REGISTERED) == "journal-live"
    assert journal.append(BATCH[:2], recorded=REGISTERED[:2]) == [Duplicate(1), Duplicate(2)]
    assert isinstance(journal.append(BATCH[2:])[0], Appended)
