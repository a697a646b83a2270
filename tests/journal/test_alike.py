"""Many events of one source are written as columns: all of them as they come, or none, and then each is decided."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sagsgang.domain.problem import Problem
from sagsgang.journal.admission import Candidate, examine
from sagsgang.journal.alike import Alike, following
from sagsgang.journal.application import Journal
from sagsgang.journal.clock import HostClock
from sagsgang.journal.entry import Entry
from sagsgang.journal.recent import WORTH

from .examples import ANNA, BENT, guidance, many
from .test_lost_acknowledgement import ForgetfulWire, far  # noqa: F401  (a fixture)


def alike(entries: list[Entry]) -> Alike:
    """Entries as columns."""
    found = [one for one in map(examine, entries) if isinstance(one, Candidate)]
    return Alike(
        found[0].source,
        [one.case for one in found],
        [one.topic for one in found],
        [one.state for one in found],
        [one.event_id for one in found],
        [one.typed for one in found],
    )


def rows(journal: Journal) -> list[tuple[object, ...]]:
    """What the journal holds, but for the times of recording."""
    with journal.connect() as connection:
        return connection.execute(
            "SELECT notification_id, originator_id, originator_version, topic, state, source, event_id"
            " FROM sagsgang.stored_events ORDER BY notification_id"
        ).fetchall()


def test_columns_are_written_as_the_same_events_one_by_one(journal: Journal, database_url: str) -> None:
    """Given batches that go on with cases of those before, when they are written as columns, then every row is the one
    that ``append`` writes, and all of a batch are recorded at once."""
    batches = [many(WORTH // 2, 3, prefix="a"), many(WORTH // 2, 2, prefix="b"), many(WORTH, 1, prefix="c")]
    for batch in batches:
        assert journal.append_alike(alike(batch))
    written = rows(journal)
    with journal.connect() as connection:
        [(times,)] = connection.execute("SELECT count(DISTINCT recorded) FROM sagsgang.stored_events").fetchall()
    assert times == len(batches)
    assert [(row[1], row[6]) for row in written] == [(e.case, e.event.id) for batch in batches for e in batch]
    versions: dict[str, int] = {}
    for _, case, version, *_ in written:
        versions[str(case)] = versions.get(str(case), 0) + 1
        assert version == versions[str(case)]
    assert [row[4] for row in written] == [state for batch in batches for state in alike(batch).states]


@pytest.mark.parametrize("what", ["held", "twice", "no type", "few"])
def test_where_something_is_to_be_decided_nothing_is_written(journal: Journal, what: str) -> None:
    """Given columns of which one event is in the journal already, one stands twice, one begins a case without its type, or
    that are few, then none is written, and ``append`` decides each of them."""
    batch = many(WORTH, 1, prefix="n")
    journal.append([batch[7]])
    batch = batch[8:] if what != "held" else batch
    batch += many(8, 1, prefix="m")
    if what == "twice":
        batch.append(batch[3])
    if what == "no type":
        batch.append(Entry("other", guidance("g1")))
    if what == "few":
        batch = batch[:9]

    assert not journal.append_alike(alike(batch))

    assert journal.head().position == 1
    kinds = [type(one).__name__ for one in journal.append(batch)]
    other = {"held": "Duplicate", "twice": "Duplicate", "no type": "Refused"}
    assert [kind for kind in kinds if kind != "Appended"] == ([other[what]] if what in other else [])


def test_what_another_wrote_in_between_is_seen(journal: Journal) -> None:
    """Given a writer of columns, when another appends to the same cases between two batches, then versions go on from the
    other's; and what the other wrote of the next batch is found."""
    first, second = many(WORTH, 1, prefix="x"), many(WORTH, 2, prefix="x")[WORTH:]
    assert journal.append_alike(alike(first))
    with Journal.open(journal.url) as other:
        other.append([Entry(first[0].case, guidance("between"))])
    assert journal.append_alike(alike(second))
    assert [row[2] for row in rows(journal) if row[1] == first[0].case] == [1, 2, 3]
    assert not journal.append_alike(alike(second))


def test_columns_whose_answer_was_lost_are_told_as_written(far: tuple[ForgetfulWire, Journal]) -> None:  # noqa: F811
    """Given columns whose commit is done but not heard of, then they were written once, and the answer says so."""
    wire, journal = far
    batch = many(WORTH, 1, prefix="l")
    wire.losing.set()
    assert journal.append_alike(alike(batch))
    assert wire.lost == 1
    assert journal.head().position == 1 + len(batch)
    assert not journal.append_alike(alike(batch))


def test_a_clock_that_is_off_is_told_by_append(database_url: str) -> None:
    """Given a host an hour behind the database, then columns are not written, and ``append`` says why."""
    behind = HostClock(lambda: datetime.now(UTC) - timedelta(hours=1))
    batch = many(WORTH, 1)
    with Journal.open(database_url, host=behind) as journal:
        assert not journal.append_alike(alike(batch))
        with pytest.raises(Problem, match="clock"):
            journal.append(batch)
        assert journal.head().position == 0


def test_the_version_that_each_event_gets() -> None:
    """Given events of two cases, one of which stands at version 4, then each gets the next of its case."""
    columns = Alike("s", [ANNA, BENT, ANNA], ["t"] * 3, [b""] * 3, ["1", "2", "3"], [False, True, False])
    assert following(columns, {ANNA: 4}) == [5, 1, 6]
    assert following(columns._replace(typed=[False] * 3), {ANNA: 4}) is None
    assert following(columns._replace(ids=["1", "2", "1"]), {ANNA: 4}) is None
