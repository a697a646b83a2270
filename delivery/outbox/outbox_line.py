"""What the journal says of a line of the outbox, and what it is told of it; the same for every kind of line."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

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


class Offered(NamedTuple):
    """That a line was offered again, as the journal tells it. round: the one that begins."""

    key: str
    round: int
    at: datetime


class Dismissed(NamedTuple):
    """That a line given up is not to be tried again, as the journal tells it. round: the one that had failed."""

    key: str
    round: int
    at: datetime


class Owed(NamedTuple):
    """What the journal is to be told: an end, or that the line is offered again, or dismissed, by ``actor`` if that is
    known. why: a person's words."""

    key: str
    stream: str
    state: End | Literal["offered", "dismissed"]
    attempts: int
    round: int
    reason_code: str | None
    changed_at: datetime
    actor: str | None = None
    why: str = ""


def round_of(event_id: str) -> int:
    """The round that an event of a message given up ends: the last part of its id."""
    return int(event_id.rpartition("-")[2])
