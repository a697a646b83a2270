"""The work of the one that leads, as its ticker sees it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, Protocol

import msgspec

# Called often by whoever works, at least every few seconds: it says that the node is there, and raises
# NoLongerLeading when it should stop.
Alive = Callable[[], None]


class TickDone(msgspec.Struct, frozen=True):
    """What a tick did. until: up to when all is decided; how many reminders were issued and withheld; report runs.

    left: so much came due that another tick goes on from there, at once.
    """

    until: datetime
    issued: int
    withheld: int
    runs: int
    left: bool = False


class DeliveryDone(NamedTuple):
    """How many lines of the outbox were delivered, how many given up, and how many wait, ready or not."""

    delivered: int
    undelivered: int
    waiting: int


class Work(Protocol):
    """What is done again and again by the node that leads."""

    def take_over(self) -> None:
        """Called once when the node begins to lead, before its first tick, while nothing is being delivered."""

    def tick(self, alive: Alive) -> TickDone:
        """Decide all that is due, or in order as much as one tick should."""

    def deliver(self, alive: Alive) -> DeliveryDone:
        """Send what waits in the outbox and is ready, each line at most once."""
