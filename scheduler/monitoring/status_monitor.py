"""The node's lookout: it looks at how the scheduler stands, again and again, and remembers what it saw last."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import monotonic

from .metrics import Metrics
from .status import SchedulerHealth

FRESH_SECONDS = 60.0  # what was seen longer ago says nothing of now


class StatusMonitor:
    """Looks, shows what it saw in the metrics, and lets the alarm decide. Leaders and those who stand by do it alike.

    look: how the scheduler stands; it may raise, and then nothing is known. sound: what may tell somebody.
    """

    def __init__(
        self, look: Callable[[], SchedulerHealth], metrics: Metrics, sound: Callable[[SchedulerHealth], object]
    ) -> None:
        self._look = look
        self._metrics = metrics
        self._sound = sound
        self._seen: tuple[float, SchedulerHealth] | None = None
        self._lock = Lock()

    def look(self) -> SchedulerHealth:
        """Look once. Raises what looking or telling raises."""
        began = monotonic()
        try:
            status = self._look()
        except Exception:
            with self._lock:
                self._seen = None
            self._metrics.unknown()
            raise
        with self._lock:
            self._seen = began, status
        self._metrics.show(status)
        self._sound(status)
        return status

    def last(self) -> SchedulerHealth | None:
        """What was seen last; None when that is too long ago, or the last look failed, as when the database is away."""
        with self._lock:
            seen = self._seen
        return seen[1] if seen is not None and monotonic() - seen[0] < FRESH_SECONDS else None
