"""The clock of this machine, for what is written: how far the database's may be from it is said in the environment."""

from __future__ import annotations

import os
from datetime import timedelta

from ..domain.problem import BadInput
from ..journal.clock import TOLERANCE, HostClock
from .reader_time import now

TOLERATED = "SAGSGANG_CLOCK_TOLERANCE"
LONGEST_TOLERANCE = 86_400  # seconds


def host_clock() -> HostClock:
    """The clock of this machine, and how far the database's may be from it. Raises Problem ``bad-clock-tolerance``."""
    said = os.environ.get(TOLERATED)
    if not said:
        return HostClock(now)
    if not (said.isascii() and said.isdigit() and 1 <= int(said[:9]) <= LONGEST_TOLERANCE):
        raise BadInput(
            code="bad-clock-tolerance",
            da=f"{TOLERATED} er et helt antal sekunder, 1 til {LONGEST_TOLERANCE}. Uden den er det "
            f"{round(TOLERANCE.total_seconds())}.",
            en=f"{TOLERATED} is a whole number of seconds, 1 to {LONGEST_TOLERANCE}. Without it, it is "
            f"{round(TOLERANCE.total_seconds())}.",
        )
    return HostClock(now, timedelta(seconds=int(said[:9])))
