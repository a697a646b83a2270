"""A node: all the parts of the scheduler in one process, put together.

Its connections bear its name, so that whoever puts a hanging node aside ends them all.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from secrets import token_hex
from typing import NamedTuple

from ...delivery.settings.settings import DeliverySettings
from ...domain.problem import Unavailable
from ...journal.application import Journal
from ...journal.reader import JournalReader
from ...projections.upkeep.checkpoint import Lag
from ...projections.upkeep.follower import Follower, following
from ..monitoring.alarm import raise_alarm
from ..monitoring.alarm_message import send_alarm
from ..monitoring.health import LOCAL, application, served
from ..monitoring.metrics import Metrics
from ..monitoring.status import Limits, SchedulerHealth, status
from ..monitoring.status_monitor import StatusMonitor
from ..report_runs.report_calendar import next_run
from .leader_duty import LeaderDuty
from .leadership import Leadership, NoLongerLeading, address_of
from .node_turns import NodeTurns, OneRun, run_once
from .stop_signals import stopped_by_signals
from .ticker import Ticker


class Listening(NamedTuple):
    """Where monitoring is answered: an address of this machine and a port."""

    port: int
    host: str = LOCAL


def name_of_node() -> str:
    """A name that no other process ever had."""
    return f"{socket.gethostname()}:{os.getpid()}:{token_hex(4)}"


def standing(journal: Journal, limits: Limits = Limits(), lag: Lag | None = None) -> SchedulerHealth:  # noqa: B008 - it is frozen
    """How the scheduler of a journal stands now. lag: how far the projections were behind when it was asked (None: now)."""
    return status(journal, next_run=_next_run, lag=lag, limits=limits)


def _next_run(journal: JournalReader, after: datetime) -> datetime | None:
    found = next_run(journal, after)
    return found.due_at if found else None


def run(
    journal: Journal,
    post: DeliverySettings,
    *,
    every: float = 30.0,
    listening: Listening | None = None,
    tend: Callable[[], object] = lambda: None,
) -> None:
    """Tick, and follow the journal, until the process is told to end (SIGTERM, SIGINT). For the main thread.

    every: seconds. tend: called now and then, for what a program that runs on for long has to look after beside. Every node
    offers to follow, whoever leads: the lock of the followers decides.
    """
    node, metrics = name_of_node(), Metrics()
    limits = Limits(late=_late(post, every))
    with Journal.open(address_of(journal.url, node), host=journal.host) as own:
        lookout = StatusMonitor(lambda: standing(own, limits), metrics, _alarm(own, post, node))

        def look() -> None:
            tend()
            lookout.look()

        station = NodeTurns(Leadership(own, node), LeaderDuty(own, post, node, metrics), metrics, look)
        ticker = Ticker(station, every=every)
        answering = (
            served(
                application(metrics.registry, ticker.stuck, lookout.last, ticker.unable),
                listening.port,
                listening.host,
            )
            if listening
            else nullcontext()
        )
        with answering, stopped_by_signals(ticker), following(Follower(own, node)):
            ticker.run()


def once(journal: Journal, post: DeliverySettings) -> OneRun:
    """Tick once and deliver what is ready, unless another node leads; for calls by cron.

    SIGTERM and SIGINT end it after the message in hand. Raises Problem ``stopped``. For the main thread.
    """
    node, metrics = name_of_node(), Metrics()
    with Journal.open(address_of(journal.url, node), host=journal.host) as own:
        station = NodeTurns(Leadership(own, node), LeaderDuty(own, post, node, metrics), metrics)
        with stopped_by_signals(station):
            try:
                return run_once(station)
            except NoLongerLeading:
                raise Unavailable(
                    code="stopped",
                    da="Standset før alt var gjort. Resten gøres næste gang; intet går tabt.",
                    en="Stopped before all was done. The rest is done the next time; nothing is lost.",
                ) from None


def _late(post: DeliverySettings, every: float) -> timedelta:
    """From when on it is late: as the operator's file says, but two ticks may always pass."""
    said = post.alarm.after if post.alarm else Limits().late
    return max(said, timedelta(seconds=2 * every))


def _alarm(journal: Journal, post: DeliverySettings, node: str) -> Callable[[SchedulerHealth], object]:
    return lambda seen: raise_alarm(journal, node, seen, lambda alarm: send_alarm(post, node, alarm))
