"""A rebuild, a first fold or a catching up killed at any moment: readers go on, and the next run ends well."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sagsgang.journal.application import Journal
from sagsgang.projections.asking.reader import Moment, ask
from sagsgang.projections.queue import queue_items
from sagsgang.projections.tables.registry import prepare
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.projections.upkeep.rebuild import rebuild
from sagsgang.projections.upkeep.replay import replay

from ..commands.program import begin, end
from .conftest import NOW, copied
from .journals import one_table_each, tables, told
from .strikes import Call, Striker, duration

Begin = Callable[[str], Call]


def rebuilding(database: str) -> Call:
    """A rebuild of all projections."""
    return begin(database, "rebuild", "--json")


def asking(database: str) -> Call:
    """A question, for which the projections are first brought up to date."""
    return begin(database, "queue", "--json")


def queue_of(journal: Journal) -> queue_items.Queue:
    """The answer to one question that counts all that is open."""
    return ask(journal, Moment(NOW), lambda reader: queue_items.queue(reader, queue_items.QueueFilter()))


def survive(original: str, run: Begin, kills: int, seed: int, *, read_meanwhile: bool) -> None:
    """Kill a call so many times on copies of a journal, and look at each after every kill."""
    with copied(original) as undisturbed:
        striker = Striker(seed, duration(run(undisturbed)))
        with Journal.open(undisturbed) as journal:
            right = queue_of(journal)
        events = told(undisturbed)
    assert right.open >= 100
    while striker.hits < kills:
        with copied(original) as database, Journal.open(database) as journal:
            if read_meanwhile:
                catch_up(journal)

            def read() -> None:
                assert queue_of(journal) == right  # called before the next copy is made

            while striker.hits < kills:
                call = run(database)
                killed = striker.strike(call, read if read_meanwhile else None)
                if not killed:
                    break
                with journal.connect() as connection:
                    prepare(connection)  # it may have been killed before it did
                # Whatever had been made by then: rows that do not agree with the journal were not among it.
                assert replay(journal).differences == []
                if read_meanwhile:
                    read()
            assert end(run(database)).status == 0
            assert queue_of(journal) == right
            assert rebuild(journal).differences == 0
            assert tables(database) == one_table_each()
            assert told(database) == events


def test_a_killed_rebuild(unread: str) -> None:
    """Given a rebuild killed four times at random moments, then readers have the same answer all the while, and the next
    rebuild ends, finds no difference and leaves one table for each projection."""
    survive(unread, rebuilding, kills=4, seed=18, read_meanwhile=True)


def test_a_killed_first_fold(unread: str) -> None:
    """Given a journal that was never read, when its first reader is killed twice at random moments, then the next one gets
    the answer."""
    survive(unread, asking, kills=2, seed=19, read_meanwhile=False)


def test_a_killed_catching_up(behind: str) -> None:
    """Given projections far behind, when the reader who brings them up to date is killed twice at random moments, then
    they are right as far as they came, and the next reader gets the answer."""
    survive(behind, asking, kills=2, seed=20, read_meanwhile=False)


@pytest.mark.soak
def test_a_hundred_killed_rebuilds(unread: str) -> None:
    """Given a hundred kills of rebuilds, then the same holds."""
    survive(unread, rebuilding, kills=100, seed=21, read_meanwhile=True)


@pytest.mark.soak
def test_a_hundred_killed_catchings_up(unread: str, behind: str) -> None:
    """Given fifty kills of first folds and fifty of catchings up, then the same holds."""
    survive(unread, asking, kills=50, seed=22, read_meanwhile=False)
    survive(behind, asking, kills=50, seed=23, read_meanwhile=False)
