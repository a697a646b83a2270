"""Back-off: how long a message waits between two attempts to deliver it."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple


class Retry(NamedTuple):
    """Back-off: when a message that was refused, but not for good, is tried again. The first try is at once.

    With the numbers below the waits grow from a minute to four hours, and are a day in all.
    """

    first: timedelta = timedelta(minutes=1)
    factor: float = 2.0
    longest: timedelta = timedelta(hours=4)
    attempts: int = 14

    def wait(self, tried: int) -> timedelta | None:
        """How long to wait after so many attempts (from 1) in vain; None: it is given up."""
        if tried >= self.attempts:
            return None
        # Beyond so many doublings it is the longest anyway, and the number would have no room.
        grown = self.first.total_seconds() * self.factor ** min(tried - 1, 60)
        return min(timedelta(seconds=min(grown, self.longest.total_seconds())), self.longest)

    @property
    def window(self) -> timedelta:
        """All waits together: so long a message waits for a channel that is away, too, before it is given up."""
        return sum((self.wait(tried) or timedelta() for tried in range(1, self.attempts)), timedelta())
