"""How the scheduler stands: what a status says, what is wrong when, and what monitoring gets to see."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import msgspec
import psycopg
import pytest
from sagsgang.delivery.outbox.circuit_breaker import OpenCircuit
from sagsgang.delivery.outbox.outbox import Depth
from sagsgang.domain.problem import Problem
from sagsgang.domain.text import Text
from sagsgang.journal.application import Journal
from sagsgang.journal.reader import Snapshot
from sagsgang.projections.upkeep.checkpoint import Lag
from sagsgang.scheduler.leader_work import TickDone
from sagsgang.scheduler.monitoring.health import application, served
from sagsgang.scheduler.monitoring.metrics import Metrics
from sagsgang.scheduler.monitoring.status import Limits, Node, Observation, Outbox, SchedulerHealth, judged, status
from sagsgang.scheduler.monitoring.status_monitor import StatusMonitor
from sagsgang.scheduler.node.leadership import Leadership
from sagsgang.scheduler.state import Connection, DecidedUntil, prepare, put_decided

NOON = datetime(2026, 10, 25, 12, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
LEADER = Node("host:1:a", "host", 1, NOON - HOUR, NOON - SECOND, 1.0, True)
STANDBY = Node("host:2:b", "host", 2, NOON - HOUR, NOON - SECOND, 1.0, False)
WELL = Observation(
    at=NOON,
    leader=LEADER,
    nodes=[LEADER, STANDBY],
    since=NOON - HOUR,
    left_at=None,
    takeovers=1,
    takeover_seconds=None,
    ticks=120,
    last_tick_at=NOON - 20 * SECOND,
    last_tick_seconds=0.2,
    decided_until=NOON - 20 * SECOND,
    lag_seconds=20.0,
    outbox=Outbox(waiting=3, delivered=40, oldest_waiting_at=NOON - MINUTE),
    next_step_at=NOON + HOUR,
    next_run_at=NOON + 24 * HOUR,
)


AWAY = OpenCircuit(
    "email", NOON - 2 * HOUR, NOON + MINUTE, "unreachable", Text("Ingen forbindelse.", "No connection.")
)


def standing(**other: object) -> Observation:
    """What was found when all is well, but for what is said here."""
    return msgspec.structs.replace(WELL, **other)


def late(minutes: int) -> dict[str, object]:
    """Decided so many minutes ago."""
    return {"lag_seconds": minutes * 60.0, "decided_until": NOON - minutes * MINUTE}


@pytest.mark.parametrize(
    ("found", "codes"),
    [
        (standing(), []),
        (standing(leader=None, nodes=[STANDBY]), ["no-leader"]),
        # Between two calls by cron nobody leads, and nothing is wrong until the next one stays away.
        (standing(leader=None, nodes=[], left_at=NOON - MINUTE), []),
        (standing(leader=None, nodes=[], left_at=NOON - HOUR, **late(60)), ["no-leader", "late"]),
        (standing(leader=msgspec.structs.replace(LEADER, silent_seconds=16.0)), ["silent-leader"]),
        (standing(**late(5)), []),
        (standing(**late(6)), ["late"]),
        (standing(lag_seconds=None, decided_until=None, since=NOON - MINUTE), []),
        (standing(lag_seconds=None, decided_until=None), ["no-tick"]),
        (standing(outbox=Outbox(dead=2)), ["dead-letters"]),
        (standing(outbox=Outbox(waiting=1, oldest_waiting_at=NOON - HOUR)), []),
        (standing(outbox=Outbox(waiting=1, oldest_waiting_at=NOON - HOUR - SECOND)), ["outbox-stuck"]),
        (standing(calendars_ended=("denmark",)), ["calendar-ended"]),
        (standing(projections=Lag(1_000, 300.0, "sagsgang host:1")), []),
        (standing(projections=Lag(1_000, 301.0, "sagsgang host:1")), ["projections-behind"]),
        (standing(projections=Lag(1_000, 301.0)), []),  # whoever asks folds it in
    ],
)
def test_what_is_wrong_when(found: Observation, codes: list[str]) -> None:
    """Given what was found and limits of five minutes, an hour and fifteen seconds, when it is judged, then just this is
    wrong, each with a text in both languages, and all is well only when nothing is."""
    seen = judged(found, Limits())
    assert [problem.code for problem in seen.problems] == codes
    assert seen.healthy is (not codes)
    assert all(problem.text.da and problem.text.en for problem in seen.problems)


def test_a_channel_that_is_away_is_wrong_when_a_message_has_waited_too_long() -> None:
    """Given a channel away for two hours, when a message has waited for half an hour, all is well; when it has waited for
    more than an hour, that is wrong, and the channel and its reason are told."""
    outbox = Outbox(waiting=1, oldest_waiting_at=NOON - HOUR / 2, resting=(AWAY,))
    assert judged(standing(outbox=outbox), Limits()).healthy
    outbox = msgspec.structs.replace(outbox, oldest_waiting_at=NOON - 2 * HOUR)
    [problem] = judged(standing(outbox=outbox), Limits()).problems
    assert problem.code == "outbox-stuck"
    assert problem.text.da.endswith("Kanalen email har været væk i 120 min: Ingen forbindelse.")
    assert problem.text.en.endswith("The channel email has been away for 120 min: No connection.")


THREE_LINES = Depth(waiting=1, delivered=2)


def asked(journal: Journal) -> SchedulerHealth:
    """The status, as its callers ask it."""
    return status(journal, depth=lambda connection: THREE_LINES, next_run=lambda seen, at: NOON)


def test_the_status_of_a_journal_without_a_scheduler(journal: Journal) -> None:
    """Given a journal on which no node ever ran, when the status is asked, then nobody leads, and that is wrong."""
    found = asked(journal)
    assert (found.leader, found.nodes, found.decided_until, found.lag_seconds) == (None, [], None, None)
    assert [problem.code for problem in found.problems] == ["no-leader"]


def test_the_status_while_the_tables_are_made(journal: Journal) -> None:
    """Given a question of the status that began before the first node made its tables, when they are made, then it
    answers as it began: no node ever ran."""

    def meanwhile(connection: Connection) -> Depth:
        connection.execute("SELECT 1")
        with journal.connect() as other:
            prepare(other)
        return THREE_LINES

    found = status(journal, depth=meanwhile, next_run=lambda seen, at: None)
    assert (found.leader, found.nodes, found.decided_until, found.ticks) == (None, [], None, 0)


def test_the_status_of_two_nodes(journal: Journal) -> None:
    """Given a node that leads and has ticked and one that stands by, when the status is asked, then it says so, with the
    times of the database, as JSON too."""
    first, second = Leadership(journal, "host:1:a"), Leadership(journal, "host:2:b")
    first.beat()
    second.beat()
    assert first.term is not None
    with journal.connect() as connection:
        [(now,)] = connection.execute("SELECT clock_timestamp()").fetchall()
        put_decided(connection, DecidedUntil(now - 10 * SECOND, 1))
    first.ticked(first.term, 0.25)
    found = asked(journal)
    assert found.leader is not None
    assert (found.leader.node, found.leader.leads) == ("host:1:a", True)
    assert [(node.node, node.leads) for node in found.nodes] == [("host:1:a", True), ("host:2:b", False)]
    assert found.decided_until == now - 10 * SECOND
    assert found.lag_seconds is not None
    assert 10 <= found.lag_seconds < 60
    assert found.last_tick_at is not None
    assert now <= found.last_tick_at <= found.at
    assert (found.last_tick_seconds, found.ticks, found.takeovers) == (0.25, 1, 1)
    assert (found.outbox, found.next_step_at, found.next_run_at) == (Outbox(1, 0, 2, 0, None), None, NOON)
    assert found.healthy
    assert json.loads(msgspec.json.encode(found))["leader"]["pid"] == found.leader.pid
    for node in (first, second):
        node.leave()


def test_asking_for_the_status_writes_nothing(journal: Journal) -> None:
    """Given a question of the status that tries to write, when it is asked, then the database refuses."""

    def writes(seen: Snapshot, at: datetime) -> datetime | None:
        put_decided(seen.connection, DecidedUntil(at, 1))
        return None

    with journal.connect() as connection:
        prepare(connection)
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        status(journal, depth=lambda connection: THREE_LINES, next_run=writes)


def samples(metrics: Metrics) -> dict[str, float]:
    """All measures by name and labels."""
    return {
        f"{sample.name}{sorted(sample.labels.values()) or ''}": sample.value
        for family in metrics.registry.collect()
        for sample in family.samples
        if not sample.name.endswith(("_created", "_bucket"))
    }


def test_the_metrics_of_a_node() -> None:
    """Given a node that leads, ticked and delivered, when its metrics are collected, then they say so."""
    metrics = Metrics()
    metrics.leads(True)
    metrics.ticked(TickDone(NOON, issued=5, withheld=2, runs=1), 0.5)
    metrics.attempted("smtp", "delivered")
    metrics.attempted("smtp", "delivered")
    metrics.failed("tick")
    box = Outbox(3, 1, 40, 2, resting=(AWAY,), dismissed=7)
    metrics.show(judged(standing(outbox=box, projections=Lag(7, 1.5)), Limits()))
    name = "sagsgang_scheduler"
    assert samples(metrics) == {
        f"{name}_leader": 1,
        f"{name}_last_tick_timestamp_seconds": (NOON - 20 * SECOND).timestamp(),
        f"{name}_lag_seconds": 20,
        f"{name}_clock_slip_seconds": 0,
        "sagsgang_projection_lag_events": 7,
        "sagsgang_projection_lag_seconds": 1.5,
        f"{name}_healthy": 0,
        f"{name}_takeovers": 1,
        f"{name}_dead_letters": 2,
        f"{name}_channels_resting": 1,
        f"{name}_outbox_depth['waiting']": 3,
        f"{name}_outbox_depth['sending']": 1,
        f"{name}_outbox_depth['delivered']": 40,
        f"{name}_outbox_depth['dead']": 2,
        f"{name}_outbox_depth['dismissed']": 7,
        f"{name}_ticks_total": 1,
        f"{name}_tick_seconds_count": 1,
        f"{name}_tick_seconds_sum": 0.5,
        f"{name}_reminders_issued_total": 5,
        f"{name}_reminders_withheld_total": 2,
        f"{name}_report_runs_total": 1,
        f"{name}_deliveries_total['delivered', 'smtp']": 2,
        f"{name}_failures_total['tick']": 1,
    }


@contextmanager
def listening(
    metrics: Metrics,
    stuck: Callable[[], list[str]],
    last: Callable[[], SchedulerHealth | None],
    unable: Callable[[], list[str]] = list,
) -> Iterator[Callable[..., tuple[int, bytes]]]:
    """What a real server answers to real requests."""
    with served(application(metrics.registry, stuck, last, unable), 0) as port:

        def request(path: str, method: str = "GET") -> tuple[int, bytes]:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            try:
                connection.request(method, path)
                answer = connection.getresponse()
                return answer.status, answer.read()
            finally:
                connection.close()

        yield request


def test_health_over_http() -> None:
    """Given a node whose state changes, when monitoring asks, then the process is live unless a turn hangs; it is ready
    while it can work, whatever was given up or is late, and what is wrong is said; it is not when nothing is known of the
    database, when a turn hangs, or when it cannot ask to lead; other paths and methods are refused."""
    stuck: list[str] = []
    seen: list[SchedulerHealth | None] = [judged(standing(), Limits())]
    unable: list[str] = []

    def ready(request: Callable[..., tuple[int, bytes]]) -> tuple[int, bool, list[str], list[str]]:
        code, body = request("/health/ready")
        told = json.loads(body)
        assert (code == 200) == told["ready"]
        return code, told["healthy"], [one["code"] for one in told["problems"]], told["unable"]

    with listening(Metrics(), lambda: stuck, lambda: seen[0], lambda: unable) as request:
        assert request("/health/live") == (200, b'{"stuck":[]}\n')
        code, body = request("/health/ready")
        assert (code, json.loads(body)["at"]) == (200, "2026-10-25T12:00:00Z")
        assert ready(request) == (200, True, [], [])
        code, body = request("/metrics")
        assert code == 200
        assert b"# TYPE sagsgang_scheduler_lag_seconds gauge" in body
        stuck.append("tick")
        assert request("/health/live") == (503, b'{"stuck":["tick"]}\n')
        assert ready(request) == (503, True, [], ["tick"])
        stuck.clear()
        for found, problem in ((standing(**late(9)), "late"), (standing(outbox=Outbox(dead=1)), "dead-letters")):
            seen[0] = judged(found, Limits())
            assert ready(request) == (200, False, [problem], [])
        unable.append("lead")
        assert ready(request) == (503, False, ["dead-letters"], ["lead"])
        seen[0], unable[:] = None, []
        assert ready(request) == (503, False, ["database-away"], [])
        assert request("/")[0] == 404
        assert request("/metrics", "POST")[0] == 405


def test_a_port_that_is_taken() -> None:
    """Given a port on which another program listens, when it is to be served, then a Problem says so."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        app = application(Metrics().registry, list, lambda: None)
        with pytest.raises(Problem) as problem, served(app, taken.getsockname()[1]):
            pass
    assert problem.value.code == "port-taken"


def test_the_lookout_remembers_and_tells() -> None:
    """Given a lookout, when it looks, then the metrics show it, the alarm hears it, and it is what was seen last; when
    looking fails, nobody can say that all is well."""
    metrics = Metrics()
    heard: list[SchedulerHealth] = []
    found = judged(standing(), Limits())
    answers: list[SchedulerHealth] = [found]
    lookout = StatusMonitor(answers.pop, metrics, heard.append)
    assert lookout.last() is None
    assert lookout.look() is found
    assert heard == [found]
    assert samples(metrics)["sagsgang_scheduler_healthy"] == 1
    with pytest.raises(IndexError):
        lookout.look()
    assert lookout.last() is None
    assert samples(metrics)["sagsgang_scheduler_healthy"] == 0
