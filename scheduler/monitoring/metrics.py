"""What the scheduler measures, in the form that monitoring collects. No case and no person is in a label."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

from ..leader_work import TickDone
from .status import SchedulerHealth

# Seconds of a tick: from nothing due to a hundred thousand reminders at once.
TICK_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0)
disable_created_metrics()  # type: ignore[no-untyped-call]  # when a counter began says nothing here
STATES = ("waiting", "sending", "delivered", "dead", "dismissed")


# What all nodes share, and whether this one leads.
GAUGES = {
    "sagsgang_scheduler_leader": "1 while this node leads",
    "sagsgang_scheduler_last_tick_timestamp_seconds": "When any node last ticked, by the database's clock",
    "sagsgang_scheduler_lag_seconds": "How far behind now all due steps are decided",
    "sagsgang_scheduler_clock_slip_seconds": "How far the journal's last recording lies ahead of the database's clock",
    "sagsgang_projection_lag_events": "Events of the journal that the projections do not tell yet",
    "sagsgang_projection_lag_seconds": "How long ago the first event was recorded that the projections do not tell yet",
    "sagsgang_scheduler_healthy": "1 when nothing is wrong",
    "sagsgang_scheduler_takeovers": "How often leadership was taken over, by any node",
    "sagsgang_scheduler_dead_letters": "Messages that were given up",
    "sagsgang_scheduler_channels_resting": "Channels that are away, and keep messages waiting",
}


class Metrics:
    """The measures of one node, in a registry of their own. Counters count what this node did since it started."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self._gauges = {name: Gauge(name, told, registry=registry) for name, told in GAUGES.items()}
        self._outbox = Gauge("sagsgang_scheduler_outbox_depth", "Messages by state", ["state"], registry=registry)
        self._ticks = Counter("sagsgang_scheduler_ticks", "Ticks of this node", registry=registry)
        self._tick_seconds = Histogram(
            "sagsgang_scheduler_tick_seconds", "How long a tick took", buckets=TICK_BUCKETS, registry=registry
        )
        self._issued = Counter("sagsgang_scheduler_reminders_issued", "Reminders issued", registry=registry)
        self._withheld = Counter(
            "sagsgang_scheduler_reminders_withheld", "Steps made pointless", registry=registry
        )
        self._runs = Counter("sagsgang_scheduler_report_runs", "Runs of the report calendar", registry=registry)
        self._deliveries = Counter(
            "sagsgang_scheduler_deliveries", "Attempts at delivery", ["channel", "outcome"], registry=registry
        )
        self._failures = Counter(
            "sagsgang_scheduler_failures", "Turns of this node that ended in an error", ["job"], registry=registry
        )

    def leads(self, leads: bool) -> None:
        """Whether this node leads."""
        self._gauges["sagsgang_scheduler_leader"].set(leads)

    def ticked(self, done: TickDone, seconds: float) -> None:
        """Count a tick and what it did."""
        self._ticks.inc()
        self._tick_seconds.observe(seconds)
        self._issued.inc(done.issued)
        self._withheld.inc(done.withheld)
        self._runs.inc(done.runs)

    def attempted(self, channel: str, outcome: str) -> None:
        """Count an attempt at delivery. channel: its kind; outcome: as ``deliver`` tells it."""
        self._deliveries.labels(channel, outcome).inc()

    def failed(self, job: str) -> None:
        """Count a turn that ended in an error."""
        self._failures.labels(job).inc()

    def unknown(self) -> None:
        """Nobody can say how the scheduler stands: that is not well."""
        self._gauges["sagsgang_scheduler_healthy"].set(False)

    def show(self, status: SchedulerHealth) -> None:
        """Bring what all nodes share up to date."""
        last, behind = status.last_tick_at, status.projections
        found = {
            "scheduler_healthy": status.healthy,
            "scheduler_takeovers": status.takeovers,
            "scheduler_last_tick_timestamp_seconds": last.timestamp() if last is not None else None,
            "scheduler_lag_seconds": status.lag_seconds,
            "scheduler_clock_slip_seconds": status.slip_seconds,
            "projection_lag_events": behind.lag_events,
            "projection_lag_seconds": behind.lag_seconds,
            "scheduler_dead_letters": status.outbox.dead,
            "scheduler_channels_resting": len(status.outbox.resting),
        }
        for name, value in found.items():
            if value is not None:
                self._gauges[f"sagsgang_{name}"].set(value)
        for state in STATES:
            self._outbox.labels(state).set(getattr(status.outbox, state))
