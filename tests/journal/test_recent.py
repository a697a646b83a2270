"""Whoever fills a journal is not asked what it has just written itself; whatever others write in between is seen."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from sagsgang.domain.problem import Problem
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Duplicate, Entry, Outcome, Refused
from sagsgang.journal.recent import WORTH

from .examples import ANNA, HOUR, MONDAY, application, guidance, many

CASES = WORTH // 2


@pytest.fixture
def asked(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many events the journal looked for in its table, batch by batch."""
    found: list[int] = []
    unknown = journal.recorder._recent.unknown

    def counted(candidates):  # type: ignore[no-untyped-def]
        rest = unknown(candidates)
        found.append(len(rest))
        return rest

    monkeypatch.setattr(journal.recorder._recent, "unknown", counted)
    return found


def kinds(outcomes: list[Outcome]) -> set[type]:
    """What became of entries."""
    return {type(outcome) for outcome in outcomes}


def test_a_new_source_is_not_looked_for_and_every_repetition_is_found(journal: Journal, asked: list[int]) -> None:
    """Given an empty journal, when batches of a new source arrive, then hardly an event is looked for; when one of them
    comes again, beside new ones, then it is a duplicate, and one that says otherwise under its id is refused."""
    batches = [many(CASES, 4, prefix=f"{year}-") for year in range(2020, 2024)]
    for batch in batches:
        assert kinds(journal.append(batch)) == {Appended}
    assert sum(asked) < 0.05 * len(batches) * CASES * 4

    entry = batches[1][7]
    other = Entry(entry.case, guidance(entry.event.id, MONDAY + 99 * HOUR))
    again = journal.append([*many(CASES, 2, prefix="2030-"), entry, other])

    assert kinds(again[:-2]) == {Appended}
    assert (type(again[-2]), type(again[-1])) == (Duplicate, Refused)


def test_what_another_wrote_in_between_is_found(journal: Journal) -> None:
    """Given a writer that fills, when another writes events of the same source and cases between two batches, then the
    same events from the first are duplicates, and versions go on from the other's."""
    journal.append(many(CASES, 2))
    with Journal.open(journal.url) as other:
        theirs = [Entry(entry.case, guidance(f"other/{entry.case}")) for entry in many(CASES, 1)]
        assert kinds(other.append(theirs)) == {Appended}

    mine = [Entry(entry.case, guidance(f"mine/{entry.case}")) for entry in many(CASES, 1)]
    outcomes = journal.append([*theirs, *mine])

    assert kinds(outcomes[:CASES]) == {Duplicate}
    assert {one.version for one in outcomes[CASES:] if isinstance(one, Appended)} == {4}


def test_two_writers_in_turn_keep_one_order(journal: Journal) -> None:
    """Given two writers that take turns, each with batches that hold half of the other's last one, then each event is there
    once and the versions of every case are dense."""
    numbers = count()
    before: list[Entry] = []
    with Journal.open(journal.url) as other:
        for turn in range(6):
            fresh = [
                Entry(ANNA if turn % 2 else f"C-{n % 50}", application(f"e{n}"))
                for n in (next(numbers) for _ in range(WORTH))
            ]
            outcomes = (journal if turn % 2 else other).append([*before[::2], *fresh])
            assert kinds(outcomes[len(before[::2]) :]) == {Appended}
            assert kinds(outcomes[: len(before[::2])]) <= {Duplicate}
            before = fresh
    with journal.connect() as connection:
        [(events, dense)] = connection.execute(
            "SELECT sum(n), bool_and(n = most) FROM (SELECT count(*) AS n, max(originator_version) AS most"
            " FROM sagsgang.stored_events GROUP BY originator_id) AS cases"
        ).fetchall()
    assert (events, dense) == (6 * WORTH, True)


def test_what_was_not_written_is_not_believed_to_be_there(journal: Journal) -> None:
    """Given a batch that is refused as a whole, since it says to be registered tomorrow, when it comes again without that,
    then all of it is written."""
    journal.append(many(CASES, 2, prefix="2019-"))
    batch = many(CASES, 3)
    tomorrow = journal.clock() + timedelta(days=1)

    with pytest.raises(Problem) as caught:
        journal.append(batch, recorded=[tomorrow] * len(batch))

    assert caught.value.code == "recorded-in-future"
    assert kinds(journal.append(batch)) == {Appended}
