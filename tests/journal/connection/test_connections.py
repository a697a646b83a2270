"""Connections: one is lent to whoever asks, each thread its own, and what is read over it in a snapshot fits together."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry

from ..examples import ANNA, BENT, application, fleksjob, guidance


def test_a_snapshot_stays_as_it_is(journal: Journal) -> None:
    """Given a snapshot of a journal, when events come and a rule is published, then it has none of them, and the journal
    has all; and what was read in it does not keep the journal from what came later."""
    journal.publish([fleksjob(30)])
    journal.append([Entry(ANNA, application("a1"))])
    with journal.snapshot() as snapshot:
        assert snapshot.head().position == 2
        journal.append([Entry(ANNA, guidance("a2")), Entry(BENT, application("b1"))])
        journal.publish([fleksjob(60)])
        assert snapshot.head().position == 2
        assert [one.position for one in snapshot.history([ANNA], 9)[ANNA]] == [2]
        assert [one.position for one in snapshot.publications(9)] == [1]
        assert journal.head().position == 5
    assert [one.position for one in journal.publications(9)] == [1, 5]
    assert [at for at, _ in journal.law().types()["fleksjob"]] == [1, 5]


def test_the_law_is_one_as_long_as_nothing_is_published(journal: Journal) -> None:
    """Given rules that were read, when events of cases come, then the law is the same object, so that what was worked out
    of it is not again; when a rule is published, then it is another."""
    journal.publish([fleksjob(30)])
    before = journal.law()
    journal.append([Entry(ANNA, application("a1"))])
    assert journal.law() is before
    with journal.snapshot() as snapshot:
        assert snapshot.law() is before
    journal.publish([fleksjob(60)])
    assert journal.law() is not before


def test_threads_share_no_connection(journal: Journal) -> None:
    """Given threads that ask at once, then each has a connection of its own as long as it asks."""
    together = Barrier(8, timeout=60)

    def ask(_: int) -> int:
        with journal.snapshot() as snapshot:
            together.wait()
            return snapshot.connection.info.backend_pid

    with ThreadPoolExecutor(8) as pool:
        assert len({*pool.map(ask, range(8))}) == 8


def test_a_connection_that_was_lent_is_lent_again(journal: Journal) -> None:
    """Given one who asks again and again, then it is over one connection, which is as it was, whatever was done with it."""

    def lent() -> int:
        with journal.lend() as connection:
            assert connection.execute("SELECT 1, current_setting('transaction_isolation')").fetchone() == (
                1,
                "read committed",
            )
            return connection.info.backend_pid

    first = lent()
    with journal.snapshot():
        pass
    assert journal.clock()
    assert lent() == first


def test_a_connection_that_the_server_ended_is_not_lent(journal: Journal) -> None:
    """Given a connection of the pool that the server has ended, when somebody asks, then it is over another."""
    with journal.lend() as connection:
        ended = connection.info.backend_pid
    with psycopg.connect(journal.url, autocommit=True) as server:
        server.execute("SELECT pg_terminate_backend(%s, 10000)", (ended,))
    with journal.lend() as connection:
        assert connection.info.backend_pid != ended
        assert connection.execute("SELECT 1").fetchone() == (1,)
