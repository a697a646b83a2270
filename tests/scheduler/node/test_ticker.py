"""The ticker: turns are taken again and again, late ones once, failing ones too, and the end is orderly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event, Lock, Thread

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from sagsgang.journal.application import Journal
from sagsgang.scheduler.leader_work import Alive, DeliveryDone, TickDone
from sagsgang.scheduler.monitoring.metrics import Metrics
from sagsgang.scheduler.node.leadership import Leadership, NoLongerLeading
from sagsgang.scheduler.node.node_turns import NodeTurns, run_once
from sagsgang.scheduler.node.ticker import Ticker, is_out_of_reach
from structlog.testing import capture_logs
from structlog.typing import EventDict

from ..nodes import leader, state, until

NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)


class CountingWork:
    """Work that counts its turns, and does in each what the test says."""

    def __init__(self) -> None:
        self.taken_over = self.ticks = self.deliveries = self.at_once = self.most_at_once = 0
        self.in_tick: Callable[[Alive], None] = lambda alive: alive()
        self.in_delivery: Callable[[Alive], None] = lambda alive: alive()
        self.in_take_over: Callable[[], None] = lambda: None
        self.left_to_deliver: list[int] = []
        self._lock = Lock()

    def take_over(self) -> None:
        """Count."""
        self.taken_over += 1
        self.in_take_over()

    def tick(self, alive: Alive) -> TickDone:
        """Count, and how many ticks are at work at once."""
        with self._lock:
            self.ticks += 1
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            self.in_tick(alive)
        finally:
            with self._lock:
                self.at_once -= 1
        return TickDone(NOON, issued=2, withheld=1, runs=0)

    def deliver(self, alive: Alive) -> DeliveryDone:
        """Count."""
        self.deliveries += 1
        self.in_delivery(alive)
        delivered = self.left_to_deliver.pop(0) if self.left_to_deliver else 0
        return DeliveryDone(delivered, 0, sum(self.left_to_deliver))


@pytest.fixture
def work() -> CountingWork:
    """Work that nothing is wrong with."""
    return CountingWork()


@pytest.fixture
def metrics() -> Metrics:
    """A node's measures."""
    return Metrics()


@pytest.fixture
def station(journal: Journal, work: CountingWork, metrics: Metrics) -> Iterator[NodeTurns]:
    """A node that has not said anything yet."""
    made = NodeTurns(Leadership(journal, "host:1:here"), work, metrics)
    yield made
    made.leave()


@contextmanager
def ticking(station: NodeTurns, *, every: float = 0.05, look_every: float = 0.05) -> Iterator[Ticker]:
    """The station's ticker at work, stopped in the end: it must end by itself."""
    ticker = Ticker(station, every=every, deliver_every=0.05, lead_every=0.05, look_every=look_every)
    thread = Thread(target=ticker.run)
    thread.start()
    try:
        yield ticker
    finally:
        ticker.stop()
        thread.join(60)
        assert not thread.is_alive()


def named(logs: list[EventDict], event: str) -> list[EventDict]:
    """The lines of the log with one name."""
    return [line for line in logs if line["event"] == event]


def test_a_node_takes_over_ticks_and_delivers(journal: Journal, station: NodeTurns, work: CountingWork) -> None:
    """Given a node alone, when its ticker runs, then it takes over once, ticks and delivers again and again, and when it
    is stopped nobody leads."""
    with ticking(station):
        until(lambda: work.ticks >= 3 and work.deliveries >= 3)
        assert leader(journal.url) == "host:1:here"
    assert work.taken_over == 1
    assert leader(journal.url) is None
    assert state(journal.url, "ticks") == work.ticks


def test_the_first_tick_does_not_wait(station: NodeTurns, work: CountingWork) -> None:
    """Given a ticker that ticks once an hour, when the node begins to lead, then it ticks at once."""
    with ticking(station, every=3600):
        until(lambda: work.ticks == 1 and work.deliveries > 1)
    assert work.ticks == 1


def test_who_begins_to_lead_looks_at_once(journal: Journal, work: CountingWork, metrics: Metrics) -> None:
    """Given a node that stands by and looks once an hour, when it begins to lead, then it looks again: nobody is told for
    an hour that there is no leader."""
    leads: list[bool] = []
    standby, other = Leadership(journal, "host:1:here"), Leadership(journal, "host:2:there")
    other.beat()
    station = NodeTurns(standby, work, metrics, lambda: leads.append(standby.term is not None))
    with ticking(station, look_every=3600):
        until(lambda: leads == [False])
        other.leave()
        until(lambda: leads == [False, True])
    station.leave()


def test_a_long_tick_is_not_taken_twice_nor_piled_up(station: NodeTurns, work: CountingWork) -> None:
    """Given a tick that takes as long as forty of its intervals, when it ends, then no other was taken meanwhile, and the
    missed ones are one."""
    go_on = Event()

    def wait(alive: Alive) -> None:
        assert go_on.wait(60)

    work.in_tick = wait
    with ticking(station):
        until(lambda: work.ticks == 1 and work.deliveries >= 40)
        assert work.ticks == 1
        delivered = work.deliveries
        go_on.set()
        until(lambda: work.ticks >= 3)
        # Each tick has a delivery follow it, and deliveries have the same interval: piled up, ticks would be 40 more.
        assert work.ticks <= work.deliveries - delivered + 20
    assert work.most_at_once == 1


def test_a_slow_delivery_delays_no_tick(station: NodeTurns, work: CountingWork) -> None:
    """Given a delivery that hangs, when ticks come due, then they are taken."""
    go_on = Event()

    def wait(alive: Alive) -> None:
        assert go_on.wait(60)

    work.in_delivery = wait
    with ticking(station):
        until(lambda: work.deliveries == 1)
        before = work.ticks
        until(lambda: work.ticks >= before + 5)
        assert work.deliveries == 1
        go_on.set()


def test_an_error_ends_one_turn_only(station: NodeTurns, work: CountingWork, metrics: Metrics) -> None:
    """Given work that fails, when the ticker goes on, then every failure is logged and counted, without its values, and
    the next turn is taken."""

    def fail(alive: Alive) -> None:
        raise ValueError("a fault of the work")

    work.in_tick = fail
    with capture_logs() as logs, ticking(station):
        until(lambda: work.ticks >= 3 and work.deliveries >= 3)
    failed = named(logs, "turn failed")
    assert {line["turn"] for line in failed} == {"tick"}
    assert len(failed) == work.ticks
    assert metrics.registry.get_sample_value("sagsgang_scheduler_failures_total", {"job": "tick"}) == work.ticks
    assert metrics.registry.get_sample_value("sagsgang_scheduler_ticks_total") == 0


def test_work_stops_when_the_leadership_is_lost(journal: Journal, station: NodeTurns, work: CountingWork) -> None:
    """Given a tick at work, when the node's connection is cut and another node leads, then the tick is stopped at its
    next sign of life, and this node neither ticks nor delivers until it leads again."""
    stopped: list[NoLongerLeading] = []
    other = Leadership(journal, "host:2:there")

    def lose(alive: Alive) -> None:
        if work.ticks > 1:
            return
        with psycopg.connect(journal.url, autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(backend_pid, 5000) FROM sagsgang.scheduler_leader")
        assert other.beat()
        try:
            while True:
                alive()
        except NoLongerLeading as error:
            stopped.append(error)
            raise

    work.in_tick = lose
    with capture_logs() as logs, ticking(station):
        until(lambda: stopped and named(logs, "work handed over"))
        deliveries = work.deliveries
        other.beat()
        assert leader(journal.url) == "host:2:there"
        assert (work.ticks, work.taken_over) == (1, 1)
        other.leave()
        until(lambda: work.ticks >= 2 and work.deliveries > deliveries)
    assert work.taken_over == 2
    assert named(logs, "turn failed") == []


def test_stopping_waits_for_the_message_in_hand(station: NodeTurns, work: CountingWork) -> None:
    """Given a delivery with a message in hand, when the node is told to stop, then that message is finished, the node
    leads until then, no other message is begun, and then it gives up leading."""
    begun, finish = Event(), Event()
    messages: list[str] = []

    def send(alive: Alive) -> None:
        for message in ("first", "second"):
            alive()
            begun.set()
            assert finish.wait(60)
            assert station.leadership.leader() == "host:1:here"
            messages.append(message)

    work.in_delivery = send
    with ticking(station) as ticker:
        assert begun.wait(60)
        ticker.stop()
        until(lambda: station.tick() is None)
        finish.set()
    assert messages == ["first"]
    assert station.leadership.term is None


def test_a_database_that_goes_away_and_comes_back(
    journal: Journal, station: NodeTurns, work: CountingWork, server_url: str
) -> None:
    """Given a node that leads, when its database takes no connections for a while, then that is said once and not as a
    fault of the work; when it is back, that is said too, and the node leads and ticks again."""
    database = str(conninfo_to_dict(journal.url)["dbname"])
    name = sql.Identifier(database)
    work.in_tick = lambda alive: journal.connect().close()
    with psycopg.connect(server_url, autocommit=True) as server, capture_logs() as logs, ticking(station):
        until(lambda: work.ticks >= 2)
        server.execute(sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS false").format(name))
        try:
            server.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
                (database,),
            )
            until(lambda: named(logs, "database away") and station.leadership.term is None)
        finally:
            server.execute(sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS true").format(name))
        until(lambda: named(logs, "database back"))
        ticks = work.ticks
        until(lambda: work.ticks >= ticks + 2)
    said = [line["event"] for line in logs if line["event"] in {"database away", "database back", "turn failed"}]
    # Until its own connection is cut too, the node leads a database that lets its work in no more: a fault.
    assert [event for event in said if event != "turn failed"] == ["database away", "database back"]
    assert said[-2:] == ["database away", "database back"]
    assert work.taken_over == 2


def test_a_clock_that_was_set_back_is_noticed() -> None:
    """Given a turn every thirty seconds, when it waits for an hour or a minute, then the clock was set back; when it waits
    for thirty seconds or less, or is late, then not."""
    for seconds, out_of_reach in ((3600, True), (60, True), (30, False), (0, False), (-3600, False)):
        assert is_out_of_reach(NOON + timedelta(seconds=seconds), NOON, every=30) is out_of_reach


def test_once_for_cron(journal: Journal, station: NodeTurns, work: CountingWork) -> None:
    """Given an outbox that takes three deliveries, when the node runs once, then it ticks, delivers until nothing is left
    that could be, and gives up leading."""
    work.left_to_deliver = [5, 5, 1]
    done = run_once(station)
    assert done.leader == "host:1:here"
    assert done.tick == TickDone(NOON, issued=2, withheld=1, runs=0)
    assert (done.delivered, done.undelivered, done.waiting) == (11, 0, 0)
    assert (work.taken_over, work.ticks) == (1, 1)
    assert leader(journal.url) is None


def test_once_beside_a_leader(journal: Journal, station: NodeTurns, work: CountingWork) -> None:
    """Given another node that leads, when this one runs once, then it does nothing and says who leads."""
    other = Leadership(journal, "host:2:there")
    other.beat()
    done = run_once(station)
    assert (done.leader, done.tick) == ("host:2:there", None)
    assert (work.taken_over, work.ticks, work.deliveries) == (0, 0, 0)
    other.leave()


def test_once_told_to_stop_before_it_ticks(station: NodeTurns, work: CountingWork) -> None:
    """Given a node that is told to stop before it ticks, when it runs once, then it says that it was stopped, and not that
    another leads."""
    station.stop()
    with pytest.raises(NoLongerLeading):
        run_once(station)
    assert (work.ticks, work.deliveries) == (0, 0)


def test_once_told_to_stop_between_ticking_and_delivering(station: NodeTurns, work: CountingWork) -> None:
    """Given a node that is told to stop while it ticks, when the tick is over, then nothing is delivered, and it says so."""
    work.in_tick = lambda alive: station.stop()
    with pytest.raises(NoLongerLeading):
        run_once(station)
    assert (work.ticks, work.deliveries) == (1, 0)


def test_a_message_in_hand_is_not_taken_over_by_the_same_node(
    journal: Journal, station: NodeTurns, work: CountingWork
) -> None:
    """Given a delivery with a message in hand, when the node's connection is cut and it leads again at once, then it takes
    over only when that message is finished: what is being sent is in no doubt."""
    begun, finish, cut = Event(), Event(), Event()
    order: list[str] = []

    def send(alive: Alive) -> None:
        if not cut.is_set():
            begun.set()
            assert finish.wait(60)
            order.append("sent")
            alive()

    work.in_delivery = send
    work.in_take_over = lambda: order.append("take over")
    with capture_logs() as logs, ticking(station):
        assert begun.wait(60)
        term = station.leadership.term
        cut.set()
        with psycopg.connect(journal.url, autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(backend_pid, 5000) FROM sagsgang.scheduler_leader")
        until(lambda: station.leadership.term not in {None, term})
        finish.set()
        until(lambda: order.count("take over") == 2)
    assert order == ["take over", "sent", "take over"]
    assert len(named(logs, "leadership lost")) == 1
