"""One node leads, and another takes over when it is gone, hangs, or has lost its connection."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from sagsgang.domain.problem import Problem
from sagsgang.journal.application import Journal
from sagsgang.journal.connection.datastore import JournalDatastore
from sagsgang.scheduler.node.leadership import Leadership, NoLongerLeading, address_of
from sagsgang.scheduler.state import DecidedUntil, decided, prepare, put_decided

from ...journal.connection.test_poolers import PGBOUNCER, pooler_to
from ..nodes import leader, state, until


@pytest.fixture
def nodes(journal: Journal) -> Iterator[list[Leadership]]:
    """Three nodes that have not said anything yet."""
    made = [Leadership(journal, f"host:{number}:node") for number in range(3)]
    yield made
    for one in made:
        one.leave()


def cut(url: str, name: str) -> int:
    """End all connections of a node, as an administrator would. Gives how many."""
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = %s",
            (f"sagsgang {name}",),
        ).fetchall()
    return len(found)


def test_one_leads_and_the_others_stand_by(journal: Journal, nodes: list[Leadership]) -> None:
    """Given three nodes, when all try to lead, then the first one does, and all know who it is."""
    assert [node.beat() for node in nodes] == [True, False, False]
    assert [node.beat() for node in nodes] == [True, False, False]
    assert {node.leader() for node in nodes} == {nodes[0].node}
    assert leader(journal.url) == state(journal.url, "leader") == nodes[0].node
    assert [state(journal.url, "takeovers"), state(journal.url, "takeover_seconds")] == [1, None]


def test_a_leader_that_leaves_makes_room(journal: Journal, nodes: list[Leadership]) -> None:
    """Given a leader that leaves, when another node beats, then it leads at once, and how long nobody did is known."""
    nodes[0].beat()
    nodes[0].leave()
    assert leader(journal.url) is None
    assert state(journal.url, "leader") is None
    assert nodes[1].beat()
    assert leader(journal.url) == nodes[1].node
    assert 0 <= state(journal.url, "takeover_seconds") < 60
    assert not nodes[0].beat()


def test_a_cut_connection_is_noticed_and_led_again(journal: Journal, nodes: list[Leadership]) -> None:
    """Given a leader whose connection is cut, when it works on, then it is told at its next proof, and it may lead
    again, in a new time of leading: what began in the old one stays over."""
    nodes[0].beat()
    term = nodes[0].term
    assert term is not None
    nodes[0].confirm(term, within=0)
    assert cut(journal.url, nodes[0].node) == 1
    with pytest.raises(NoLongerLeading):
        nodes[0].confirm(term, within=0)
    assert leader(journal.url) is None
    assert nodes[0].beat()
    assert nodes[0].term not in {None, term}
    with pytest.raises(NoLongerLeading):
        nodes[0].confirm(term)


def test_whoever_takes_over_a_cut_connection_leads_alone(journal: Journal, nodes: list[Leadership]) -> None:
    """Given a leader whose connection is cut, when another node beats first, then that one leads, and the old leader
    learns it from its proof, from its beat, and when it notes a tick."""
    nodes[0].beat()
    term = nodes[0].term
    assert term is not None
    cut(journal.url, nodes[0].node)
    assert nodes[1].beat()
    with pytest.raises(NoLongerLeading):
        nodes[0].ticked(term, 1.0)
    assert not nodes[0].beat()
    assert nodes[0].leader() == nodes[1].node
    assert state(journal.url, "ticks") == 0


def test_a_silent_leader_is_put_aside_with_all_it_left_open(database_url: str) -> None:
    """Given a leader that says nothing any more, in the middle of a transaction that moves the mark of what is decided,
    when another node stands by, then its connections are ended, and the other leads and can move the mark."""
    with ExitStack() as stack:
        hung = stack.enter_context(Journal.open(address_of(database_url, "hung")))
        journal = stack.enter_context(Journal.open(address_of(database_url, "fresh")))
        silent, standby = Leadership(hung, "hung"), Leadership(journal, "fresh", depose_after=timedelta(0))
        stack.callback(silent.leave)
        stack.callback(standby.leave)
        silent.beat()
        left_open = stack.enter_context(hung.connect())
        stack.callback(left_open.close)  # a transaction that was ended is not committed
        put_decided(left_open, DecidedUntil(datetime(2026, 3, 1, tzinfo=UTC), 7))
        assert not standby.beat()
        until(standby.beat)
        with journal.connect() as connection:
            connection.execute("SET LOCAL lock_timeout = '30s'")
            put_decided(connection, DecidedUntil(datetime(2026, 2, 1, tzinfo=UTC), 5))
            assert decided(connection) == DecidedUntil(datetime(2026, 2, 1, tzinfo=UTC), 5)
        with pytest.raises(psycopg.OperationalError):
            left_open.execute("SELECT 1")


@pytest.mark.parametrize(("seconds", "goes_on"), [(58, True), (61, False)])
def test_only_a_leader_not_seen_for_a_minute_is_put_aside(
    journal: Journal, nodes: list[Leadership], seconds: int, goes_on: bool
) -> None:
    """Given a leader that was last seen so many seconds ago, when others stand by, then it goes on leading within a
    minute, and not after."""
    nodes[0].beat()
    with journal.connect() as connection:
        connection.execute(
            "UPDATE sagsgang.scheduler_nodes SET seen_at = clock_timestamp() - make_interval(secs => %s)",
            (seconds,),
        )
    assert not nodes[1].beat()
    if goes_on:
        assert not nodes[1].beat()
        assert leader(journal.url) == nodes[0].node
    else:
        until(nodes[1].beat)


def test_nodes_that_ended_long_ago_are_forgotten(journal: Journal, nodes: list[Leadership]) -> None:
    """Given rows of nodes that died a day ago and an hour ago, when a node comes, then the older one is forgotten."""
    nodes[0].beat()
    with journal.connect() as connection:
        for name, age in (("day", timedelta(hours=25)), ("hour", timedelta(hours=1))):
            connection.execute(
                "INSERT INTO sagsgang.scheduler_nodes (node, host, pid, application_name, backend_pid, seen_at)"
                " VALUES (%s, 'host', 1, %s, 0, clock_timestamp() - %s)",
                (name, f"sagsgang {name}", age),
            )
    nodes[1].beat()
    with journal.connect() as connection:
        found = connection.execute("SELECT node FROM sagsgang.scheduler_nodes ORDER BY node").fetchall()
    assert [name for (name,) in found] == [nodes[0].node, nodes[1].node, "hour"]


def test_the_tables_are_made_once_by_many_at_once(journal: Journal) -> None:
    """Given a journal without the scheduler's tables, when eight come at once, then all find them made."""

    def make(_: int) -> str | None:
        with journal.connect() as connection:
            prepare(connection)
            return str(decided(connection))

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(make, range(8))) == {"None"}


def test_the_mark_of_what_is_decided_follows_the_clock(journal: Journal) -> None:
    """Given a mark, when the clock was set back, then the mark goes with it, so that what comes after is decided on."""
    with journal.connect() as connection:
        prepare(connection)
        assert decided(connection) is None
        for day in (2, 1, 3):
            far = DecidedUntil(datetime(2026, 3, day, tzinfo=UTC), 7)
            put_decided(connection, far)
            assert decided(connection) == far


def test_a_password_stays_in_the_address_and_out_of_sight(database_url: str) -> None:
    """Given an address with parameters of its own, when a node's name is put into it, then they are kept."""
    address = psycopg.conninfo.conninfo_to_dict(
        address_of("postgresql://a:b%40c@host:5433/d?sslmode=require", "n")
    )
    assert address == {
        "user": "a",
        "password": "b@c",
        "host": "host",
        "port": "5433",
        "dbname": "d",
        "sslmode": "require",
        "application_name": "sagsgang n",
    }


@pytest.mark.skipif(PGBOUNCER is None, reason="needs the Debian package pgbouncer")
def test_nobody_leads_through_a_pooler_that_changes_sessions(journal: Journal) -> None:
    """Given a node whose address leads to a pgbouncer in transaction mode by the time it connects, when it tries to lead,
    then that is refused with words, and the lock of the leader is left behind in no session; another node leads."""
    with pooler_to(journal.url, "transaction") as url:
        node = Leadership(Journal(JournalDatastore(url)), "host:1:node")
        for _ in range(2):
            with pytest.raises(Problem) as problem:
                node.beat()
            assert problem.value.code == "pooled-connection"
            assert node.term is None
        with psycopg.connect(journal.url) as direct:
            assert direct.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database ="
                " (SELECT oid FROM pg_database WHERE datname = current_database())"
            ).fetchone() == (0,)
        other = Leadership(journal, "host:2:node")
        assert other.beat()
        other.leave()
