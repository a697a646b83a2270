"""What the journal says of a line of the outbox, and what it is told of its end; the same for every kind of line."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from .outbox import End, Kind


class Fresh(NamedTuple):
    """A line that an event makes. recipient: to whom, by role and name."""

    key: str
    kind: Kind
    channel: str
    recipient: str


class Ended(NamedTuple):
    """An end as the journal tells it. round: None where the event does not say."""

    key: str
    state: End
    attempts: int | None
    round: int | None
    reason: str | None
    at: datetime


class Owed(NamedTuple):
    """An end that the journal is to be told."""

    key: str
    stream: str
    state: End
    attempts: int
    round: int
    reason_code: str | None
    changed_at: datetime


def round_of(event_id: str) -> int:
    """The round that an event of a message given up ends: the last part of its id."""
    return int(event_id.rpartition("-")[2])
