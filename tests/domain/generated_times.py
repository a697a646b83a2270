"""How made-up offices write down when something happened: its time, or no more than its day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from random import Random
from typing import Any

from .reference.clock import Clock
from .reference.zones import ZONES

# How often somebody wrote down the day and not the time, in one case.
WITHOUT_TIME = (0, 0.15, 0.5, 0.9)
SENDERS = ("Europe/Copenhagen", "Europe/London", "America/New_York")


def told_when(random: Random, clock: Clock, now: datetime, without_time: float) -> dict[str, Any]:
    """The time of an event as it is stored; of a date-only fact as it is stored now, or as it was once."""
    if random.random() >= without_time:
        return {"occurred": now}
    day = clock.local_day(now)
    if random.random() < 0.7:
        return {"occurred": datetime(day.year, day.month, day.day, tzinfo=UTC), "whole_day": True, "day": day}
    return {"occurred": midnight_somewhere(random, clock, day), "whole_day": True}


def midnight_somewhere(random: Random, clock: Clock, day: date) -> datetime:
    """00:00 of a day, where whoever sent it lived; most often where the case is."""
    if random.random() < 0.5:
        return clock.midnight(day)
    return ZONES[random.choice(SENDERS)].from_wall(datetime.fromisoformat(day.isoformat()))
