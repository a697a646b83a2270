"""Nodes of the scheduler as people run them, struck at random: killed, cut off from the database, stopped in their tracks.

Whatever ends is started again at once. How long nobody led is taken from the database's clock.
"""

from __future__ import annotations

import json
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from random import Random
from threading import Event as Flag
from time import monotonic
from typing import Any, Literal, NamedTuple, Protocol

import psycopg
from psycopg.rows import dict_row

# kill: with SIGKILL. pause: stopped, its connections ended as if it had been silent for a minute; it wakes up later.
# hang: stopped, until another puts it aside by itself. cut: connections ended.
Blow = Literal["kill", "pause", "hang", "cut"]
PATIENCE = 120.0  # seconds until a condition that should come true is given up
LOOK = 0.03  # seconds between two looks
WATCH = "watching"  # by this name the tests' own connections are spared
LEADER = """
    SELECT node, pid, backend_pid, application_name, clock_timestamp() AS now,
        (SELECT takeovers FROM sagsgang.scheduler_state) AS takeovers
    FROM sagsgang.scheduler_leader"""
STATE = "SELECT since, takeovers FROM sagsgang.scheduler_state"
SEEN = "SELECT pid FROM sagsgang.scheduler_nodes WHERE seen_at > clock_timestamp() - interval '3 seconds'"
# What a node ends of another that was silent for a minute.
DEPOSE = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND (pid = %(backend_pid)s OR application_name = %(application_name)s)"""
CUT = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name <> %s"""


class Node(Protocol):
    """A process; as ``subprocess.Popen`` has it."""

    @property
    def pid(self) -> int: ...

    @property
    def returncode(self) -> int | None: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def send_signal(self, number: signal.Signals) -> None: ...

    def kill(self) -> None: ...


Start = Callable[[Path], Node]  # starts a node that says everything into a file


class Takeover(NamedTuple):
    """How long nobody led after a leader was killed. stood_by: another node was ready, and not struck meanwhile."""

    seconds: float
    stood_by: bool


class Fallen(NamedTuple):
    """A leader that was killed, and not followed yet. at: by the database's clock."""

    at: datetime
    takeovers: int
    stood_by: bool


class StruckNodes:
    """``with StruckNodes(…).running() as nodes``: so many nodes on one database, one of them struck now and then.

    blows: how many of each kind there were. takeovers: one for each leader that was killed, and that it is known of.
    ended: how many nodes ended by themselves.
    """

    def __init__(self, database: str, start: Start, folder: Path, seed: int, nodes: int = 3) -> None:
        self.blows: Counter[Blow] = Counter()
        self.takeovers: list[Takeover] = []
        self.ended = 0
        self._start = start
        self._folder = folder
        self._chance = Random(seed)
        self._nodes: list[Node] = []
        self._size = nodes
        self._watch = psycopg.connect(database, autocommit=True, application_name=WATCH, row_factory=dict_row)
        self._paused: dict[int, float] = {}
        self._fallen: Fallen | None = None

    @contextmanager
    def running(self) -> Iterator[StruckNodes]:
        """The nodes are started, and in the end none of them is left."""
        self._nodes = [self._started() for _ in range(self._size)]
        try:
            with self._watch:
                yield self
        finally:
            self.kill_all()

    def strike(self, blows: int, seconds: float, kinds: Sequence[Blow] = ("kill",)) -> None:
        """Strike so many times, at moments up to so many seconds after one another; kinds are drawn by lot.

        Four times of five somebody leads when those seconds begin, however slow the machine is.
        """
        while sum(self.blows.values()) < blows:
            if self._chance.random() < 0.8:
                self.wait_for_leader()
            self.go_on(self._chance.uniform(0, seconds))
            blow = self._chance.choice(kinds)
            leader = self._leader()
            match blow:
                case "kill":
                    self._kill(leader)
                case "pause" if leader is not None and not self._paused:
                    self._pause(leader)
                case "hang" if leader is not None and not self._paused:
                    self._hang(leader)
                case "cut" if leader is not None:
                    self._cut(leader)
                case _:
                    continue
            self.blows[blow] += 1

    def go_on(self, seconds: float) -> None:
        """Look after the nodes for some seconds: what ended is started, what was stopped goes on, who leads is noted."""
        moment = monotonic() + seconds
        while monotonic() < moment:
            self._start_what_ended()
            for pid in [pid for pid, until in self._paused.items() if until < monotonic()]:
                self._wake(pid)
            self._look()
            Flag().wait(LOOK)

    def wait_for_leader(self) -> None:
        """Until a node leads."""
        until(self._led)

    def kill_all(self) -> None:
        """Kill every node that runs."""
        for node in self._nodes:
            with suppress(ProcessLookupError):
                node.kill()
            node.wait()

    def finish(self, done: Callable[[], bool]) -> None:
        """All are killed; one is started, works until it is done, and ends in order when it is told to."""
        self.kill_all()
        self._nodes = [self._started()]
        self._paused.clear()
        # After leaders that hung for minutes a thousand e-mails wait for a server that is often late.
        until(lambda: done() or self._nodes[0].poll() is not None, 10 * PATIENCE)
        self._nodes[0].send_signal(signal.SIGTERM)
        assert self._nodes[0].wait(PATIENCE) == 0

    def errors(self) -> list[str]:
        """What the nodes have logged as errors, and what they said that is no line of a log."""
        return [line for file in sorted(self._folder.glob("*.log")) for line in _errors(file)]

    def _kill(self, leader: dict[str, Any] | None) -> None:
        """The leader mostly, or one of the others."""
        victim = self._chance.choice(self._nodes)
        if self._fallen is not None:
            self._fallen = self._fallen._replace(stood_by=False)
        if leader is not None and self._chance.random() < 0.7:
            victim = next((node for node in self._nodes if node.pid == leader["pid"]), victim)
            others = {node.pid for node in self._nodes if node is not victim} - self._paused.keys()
            seen = {row["pid"] for row in self._rows(SEEN)}
            self._fallen = Fallen(leader["now"], leader["takeovers"], bool(others & seen))
        victim.kill()
        victim.wait()
        self._paused.pop(victim.pid, None)

    def _pause(self, leader: dict[str, Any]) -> None:
        """The leader is stopped and put aside as one that was silent for a minute; seconds later it wakes up."""
        os.kill(leader["pid"], signal.SIGSTOP)
        self._rows(DEPOSE, leader)
        self._paused[leader["pid"]] = monotonic() + self._chance.uniform(1, 4)

    def _hang(self, leader: dict[str, Any]) -> None:
        """The leader is stopped, and wakes up when another has put it aside."""
        os.kill(leader["pid"], signal.SIGSTOP)
        until(lambda: (self._led() or leader)["pid"] != leader["pid"])
        self.go_on(self._chance.uniform(1, 4))
        os.kill(leader["pid"], signal.SIGCONT)

    def _cut(self, leader: dict[str, Any]) -> None:
        """The connection by which it leads is ended, or every connection of all nodes."""
        if self._chance.random() < 0.5:
            self._rows("SELECT pg_terminate_backend(%(backend_pid)s)", leader)
        else:
            self._rows(CUT, (WATCH,))

    def _wake(self, pid: int) -> None:
        del self._paused[pid]
        os.kill(pid, signal.SIGCONT)

    def _look(self) -> None:
        """A new leader is noted, unless there was another between."""
        if self._fallen is None:
            return
        [state] = self._rows(STATE)
        if state["takeovers"] == self._fallen.takeovers + 1:
            seconds = (state["since"] - self._fallen.at).total_seconds()
            self.takeovers.append(Takeover(seconds, self._fallen.stood_by))
        if state["takeovers"] > self._fallen.takeovers:
            self._fallen = None

    def _led(self) -> dict[str, Any] | None:
        """Who leads after another look after the nodes."""
        self.go_on(LOOK)
        return self._leader()

    def _leader(self) -> dict[str, Any] | None:
        with suppress(psycopg.errors.UndefinedTable):
            for leader in self._rows(LEADER):
                if leader["pid"] in {node.pid for node in self._nodes}:
                    return leader
        return None

    def _start_what_ended(self) -> None:
        for place, node in enumerate(self._nodes):
            if node.poll() is not None:
                self.ended += node.returncode != -signal.SIGKILL
                self._nodes[place] = self._started()

    def _started(self) -> Node:
        return self._start(self._folder / f"{monotonic():.6f}.log")

    def _rows(self, query: str, values: Any = None) -> list[dict[str, Any]]:
        return self._watch.execute(query.encode(), values).fetchall()


def _errors(log: Path) -> Iterator[str]:
    # The last line of one that was killed may be a part of one.
    for line in log.read_text(encoding="utf-8").split("\n")[:-1]:
        try:
            said = json.loads(line)
        except ValueError:
            yield line
        else:
            if said["level"] not in ("debug", "info", "warning"):
                yield line


def until(condition: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait until something is true. Fails when it does not become true."""
    give_up = monotonic() + patience
    while not condition():
        assert monotonic() < give_up, "it did not come true"
        Flag().wait(LOOK)
