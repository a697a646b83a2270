"""The present of an import, which may read for days: from a pipe that somebody writes to as things happen."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta


def _passed() -> float:
    """Seconds from some moment on, in every process alike; where the system says so, those in which it slept too."""
    return time.clock_gettime(_CLOCK)


_CLOCK: int = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class Present:
    """What the journal's clock said when it was read, and the time that has passed since.

    at: the present when it was last looked at, aware. Time goes forward: what was no later than that is no later now, so
    whoever finds something later asks ``again`` before saying so. It may be handed to another process of the machine.
    """

    def __init__(
        self, read: datetime, passed: Callable[[], float] | None = _passed, since: float | None = None
    ) -> None:
        """passed: seconds; None: the present stays as it was read. since: what they were just before it was read."""
        self.at = read
        self._read = read
        self._passed = passed
        self._since = since if since is not None else passed() if passed else 0.0

    @classmethod
    def by(cls, clock: Callable[[], datetime]) -> Present:
        """Read a clock. Its answer takes time to arrive: what happens meanwhile is not taken for the future."""
        since = _passed()
        return cls(clock(), _passed, since)

    def again(self) -> datetime:
        """The present."""
        if self._passed is not None:
            self.at = self._read + timedelta(seconds=self._passed() - self._since)
        return self.at


def present_of(now: datetime | Present) -> Present:
    """A present that goes on, or one that stays where it is said."""
    return now if isinstance(now, Present) else Present(now, None)
