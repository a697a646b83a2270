"""What the scheduler notes in a case: that it had a reminder sent, or why not, and whether it arrived.

They say what was done about a case and change nothing in it. Only the scheduler writes them.
WARNING: topics and field names are the storage format (see ``events``).
"""

from __future__ import annotations

from hashlib import sha256
from typing import ClassVar, Literal

import msgspec

from ..facts import DeadlineState
from ..rules.reminder_step import Recipient
from .case_events import Event
from .office_events import Instant, Number

SOURCE = "urn:sagsgang:scheduler"
KEY = 32  # hexadecimal digits with which the id of each of these events begins
About = Literal["deadline", "meeting"]
WithheldReason = Literal[
    "met",
    "cancelled",
    "lapsed",
    "restarted",
    "suspended",
    "moved",
    "not-expected",
    "annulled",
    "rule-changed",
    "meeting-over",
    "past",
    "active",
    "overtaken",
]


# What the instance of a deadline looks like that is not open with that end any more. One that counts has another end
# that is expected, or none.
OVER: dict[DeadlineState, WithheldReason] = {
    "met": "met",
    "cancelled": "cancelled",
    "lapsed": "lapsed",
    "restarted": "restarted",
    "counting": "moved",
    "suspended": "suspended",
    "expired": "past",
    "running": "moved",
}


class Key(msgspec.Struct, frozen=True, array_like=True):
    """What makes a reminder one reminder."""

    case: str
    about: About
    deadline: str | None
    ends: str
    step: str
    number: int
    to: Recipient


def key_of(key: Key) -> str:
    """The id of the event about a reminder: 32 hexadecimal digits of the SHA-256 of its parts."""
    return sha256(msgspec.json.encode(key)).hexdigest()[:KEY]


class SchedulerRecord(Event, frozen=True, kw_only=True):
    """What all of them say: which reminder. ``id`` of the first is ``key_of``; others begin with it.

    about, deadline: of a deadline of the case type, or of the agreed meeting. ends: the end that it had, a date or
    an instant; another end is another version of the deadline, with a ladder of its own. step, number: of the ladder.
    to: who was to get it.
    """

    about: About
    deadline: str | None = None
    ends: str
    step: str
    number: int
    to: Recipient

    def key_in(self, case: str) -> str:
        """Which reminder of a case it tells of."""
        return key_of(Key(case, self.about, self.deadline, self.ends, self.step, self.number, self.to))


class ReminderIssued(SchedulerRecord, frozen=True, kw_only=True):
    """A reminder was to be sent from now on (erindring udstedt). due_at: when it came due. anchor: the position of the
    event that started what it reminds of. addressee: the unit or the caseworker, where it is one."""

    TOPIC: ClassVar[str] = "reminder-issued"
    due_at: Instant
    anchor: Number
    addressee: str | None = None
    channel: str


class ReminderWithheld(SchedulerRecord, frozen=True, kw_only=True):
    """A reminder that came due was pointless by then, and was not sent (erindring bortfaldet)."""

    TOPIC: ClassVar[str] = "reminder-withheld"
    due_at: Instant
    reason: WithheldReason


class ReminderDelivered(SchedulerRecord, frozen=True, kw_only=True):
    """The channel took the reminder over (erindring afleveret). attempts: how many it took."""

    TOPIC: ClassVar[str] = "reminder-delivered"
    channel: str
    attempts: Number


class ReminderUndelivered(SchedulerRecord, frozen=True, kw_only=True):
    """The reminder could not be delivered (erindring ikke afleveret). reason: a stable code."""

    TOPIC: ClassVar[str] = "reminder-undelivered"
    channel: str
    attempts: Number
    reason: str


class ReminderOffered(SchedulerRecord, frozen=True, kw_only=True):
    """A reminder that could not be delivered is to be tried again (erindring genudstedt), because somebody said so:
    ``actor``, where it is known. round: the round of attempts that begins, from 2."""

    TOPIC: ClassVar[str] = "reminder-offered"
    channel: str
    round: Number


class ReminderDismissed(SchedulerRecord, frozen=True, kw_only=True):
    """A reminder that could not be delivered is not to be tried again (erindring frafaldet): ``actor`` decided so. round: of
    the attempts that had failed. reason: why it need not arrive, in words."""

    TOPIC: ClassVar[str] = "reminder-dismissed"
    channel: str
    round: Number
    reason: str
