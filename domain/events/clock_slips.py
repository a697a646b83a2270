"""Times of registration around a slip: the clock was ahead, and until it got there again everything is recorded as of then.

What was recorded in a slip was known from the moment on when somebody let the office go on, as far as anyone can tell. By
the bare time it would be known at its end only, and what comes due meanwhile would be reckoned without it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from .case_events import Event
from .publications import ClockSlipAcknowledged


class Slip(NamedTuple):
    """since: when it was acknowledged, by the clock. until: as of when everything is recorded meanwhile."""

    since: datetime
    until: datetime


class Slips(NamedTuple):
    """All slips of a journal. Nothing else is ever recorded within one: times of registration never run backwards."""

    each: tuple[Slip, ...] = ()

    def known_at(self, recorded: datetime) -> datetime:
        """From when on something was known."""
        return next((one.since for one in self.each if one.since < recorded <= one.until), recorded)

    def recorded_by(self, at: datetime) -> datetime:
        """The time of registration up to which things were known at an instant, or may have been."""
        return next((one.until for one in self.each if one.since <= at <= one.until), at)


NO_SLIPS = Slips()


def slips_of(events: Iterable[Event]) -> Slips:
    """What the acknowledgements say. A slip within another is of that."""
    found = [Slip(one.occurred, one.until) for one in events if isinstance(one, ClockSlipAcknowledged)]
    return Slips(tuple(sorted(found)))
