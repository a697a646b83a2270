"""The ticker: it wakes the node's turns up. Nothing is decided here, and only this file knows apscheduler."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any, TypeVar

import psycopg
from apscheduler.executors.pool import ThreadPoolExecutor  # type: ignore[import-untyped]  # it brings no types
from apscheduler.jobstores.memory import MemoryJobStore  # type: ignore[import-untyped]
from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]
from apscheduler.triggers.interval import IntervalTrigger  # type: ignore[import-untyped]
from eventsourcing.persistence import InterfaceError, OperationalError

from ...domain.problem import Problem
from ...log import log
from .leadership import NoLongerLeading
from .node_turns import NodeTurns

Done = TypeVar("Done")
STOP = "stop"
PAUSES = (0.0, 1.0, 2.0, 4.0, 8.0)  # seconds between attempts to reach a database that is away; the last one stays
SILENT_AFTER = 60.0  # seconds without an attempt to lead: the ticker itself hangs
# What psycopg raises, and the journal's library in its place.
AWAY = (psycopg.OperationalError, psycopg.InterfaceError, OperationalError, InterfaceError)

# It says that a turn which takes longer than its interval is not taken twice. That is as it should be.
logging.getLogger("apscheduler").setLevel(logging.ERROR)


class Ticker:
    """Takes a station's turns until it is told to stop, each in a thread of its own: slow mail delays no tick.

    A turn that was missed, or comes due while it is still being taken, is taken once afterwards. An error in a turn is
    logged and counted, and ends nothing. Intervals are seconds of this machine; no decision depends on its clock.
    """

    def __init__(
        self,
        station: NodeTurns,
        *,
        every: float = 30.0,
        deliver_every: float = 5.0,
        lead_every: float = 1.0,
        look_every: float = 15.0,
    ) -> None:
        self._station = station
        self._inbox: SimpleQueue[str] = SimpleQueue()
        self._turns: dict[str, tuple[Callable[[], object], float]] = {
            "lead": (self._lead, lead_every),
            "tick": (self._tick, every),
            "deliver": (self._deliver, deliver_every),
        }
        if station.looks:
            self._turns["look"] = (lambda: self._guarded("look", station.look), look_every)
        self._led_at = monotonic()
        self._failures = 0
        self._away_since = 0.0

    def run(self) -> None:
        """Tick until ``stop`` is called; then finish the message in hand, give up leading, and return."""
        node = self._station.leadership.node
        scheduler = BackgroundScheduler(
            timezone=UTC,
            jobstores={"default": MemoryJobStore()},
            executors={turn: ThreadPoolExecutor(1) for turn in self._turns},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        now = datetime.now(UTC)
        jobs = {
            turn: scheduler.add_job(
                take, IntervalTrigger(seconds=every, timezone=UTC), executor=turn, next_run_time=now
            )
            for turn, (take, every) in self._turns.items()
        }
        log.info("node started", node=node)
        scheduler.start()
        try:
            while (said := self._next()) != STOP:
                if said is not None:
                    jobs[said].modify(next_run_time=datetime.now(UTC))
                self._mend(jobs)
        finally:
            self._station.stop()
            scheduler.shutdown(wait=True)
            self._station.leave()
            log.info("node stopped", node=node)

    def stop(self) -> None:
        """Make ``run`` return soon. Any thread may call, and a signal's handler."""
        self._inbox.put(STOP)  # of all queues, this one may be used while it is being used

    def stuck(self) -> list[str]:
        """The turns that hang."""
        hangs = monotonic() - self._led_at > SILENT_AFTER
        return [*(["lead"] if hangs else []), *self._station.stuck()]

    def unable(self) -> list[str]:
        """The turns that this node can't take, though they don't hang: it could not ask to lead when it last tried."""
        return ["lead"] if self._failures else []

    def _next(self) -> str | None:
        """What is said next: a turn to take now, or that it is enough; None when nothing is said for a second."""
        try:
            return self._inbox.get(timeout=1)
        except Empty:
            return None

    def _mend(self, jobs: dict[str, Any]) -> None:
        """When this machine's clock was set back, turns would wait until it is again where it was."""
        now = datetime.now(UTC)
        for turn, (_, every) in self._turns.items():
            if is_out_of_reach(jobs[turn].next_run_time, now, every):
                log.warning("the clock was set back", node=self._station.leadership.node, turn=turn)
                jobs[turn].modify(next_run_time=now)

    # The turns, guarded: nothing that they raise gets to apscheduler. Turns talk to the ticker through its inbox:
    # apscheduler's own lock is held while it waits, at the end, for the last of them.

    def _lead(self) -> None:
        if monotonic() - self._led_at < PAUSES[min(self._failures, len(PAUSES) - 1)]:
            return
        try:
            began_to_lead = self._station.lead()
        except (psycopg.Error, Problem) as error:
            self._away(error)
        except Exception:
            self._failed("lead")
        else:
            self._back()
            if began_to_lead:
                self._inbox.put("tick")
                if self._station.looks:
                    self._inbox.put("look")  # what it saw before, that nobody leads, is over
        finally:
            self._led_at = monotonic()

    def _tick(self) -> None:
        left = True
        while left:
            done = self._guarded("tick", self._station.tick)
            self._inbox.put("deliver")
            left = done is not None and done.left

    def _deliver(self) -> None:
        self._guarded("deliver", self._station.deliver)

    def _guarded(self, turn: str, take: Callable[[], Done]) -> Done | None:
        """What the turn gave; None, if something ended it."""
        term = self._station.leadership.term
        try:
            return take()
        except NoLongerLeading:
            log.info("work handed over", node=self._station.leadership.node, turn=turn)
        except Exception as error:
            if self._is_of_the_database(error, term):
                # Said once, by the turn that leads.
                log.debug("work broken off", node=self._station.leadership.node, turn=turn, exc_info=True)
            else:
                self._failed(turn)
        return None

    def _is_of_the_database(self, error: Exception, term: int | None) -> bool:
        """Whether the database went away, or another node leads: then what failed is no fault of the work."""
        if term is None:
            return isinstance(error, AWAY) or (isinstance(error, Problem) and error.code == "database-unreachable")
        try:
            self._station.leadership.confirm(term, within=0)
        except NoLongerLeading:
            return True
        return False

    def _failed(self, turn: str) -> None:
        self._station.metrics.failed(turn)
        log.exception("turn failed", node=self._station.leadership.node, turn=turn)

    def _away(self, error: psycopg.Error | Problem) -> None:
        self._failures += 1
        if self._failures == 1:
            self._away_since = monotonic()
            self._station.metrics.failed("lead")
            log.warning("database away", node=self._station.leadership.node, said=_headline(error))

    def _back(self) -> None:
        if self._failures:
            seconds = round(monotonic() - self._away_since, 1)
            log.info("database back", node=self._station.leadership.node, after_seconds=seconds)
            self._failures = 0


def is_out_of_reach(next_run: datetime, now: datetime, every: float) -> bool:
    """Whether a turn taken ``every`` so many seconds waits for longer than ever intended: the clock was set back."""
    return next_run - now > timedelta(seconds=every + 1)


def _headline(error: psycopg.Error | Problem) -> str:
    """The first line: what a database says of a row may be personal."""
    said = error.diag.message_primary if isinstance(error, psycopg.Error) else None
    return (said or str(error)).split("\n")[0][:300]
