"""Reminders as lines of the outbox, and what becomes of them as events of their cases."""

from __future__ import annotations

from typing import Any

import msgspec

from ...domain.events.case_events import Event
from ...domain.events.reminder_events import (
    KEY,
    ReminderDelivered,
    ReminderDismissed,
    ReminderIssued,
    ReminderOffered,
    ReminderUndelivered,
    ReminderWithheld,
    SchedulerRecord,
)
from .outbox_line import Dismissed, Ended, Fresh, Offered, Owed, round_of

KINDS: tuple[type[Event], ...] = (
    ReminderIssued,
    ReminderDelivered,
    ReminderUndelivered,
    ReminderWithheld,
    ReminderOffered,
    ReminderDismissed,
)


def lines(event: Event) -> list[Fresh]:
    """The line that an event makes, if it does."""
    if not isinstance(event, ReminderIssued):
        return []
    recipient = f"{event.to}: {event.addressee}" if event.addressee else event.to
    return [Fresh(event.id, "reminder", event.channel, recipient)]


def ended(event: Event) -> Ended | None:
    """The end that an event tells of."""
    key = event.id[:KEY]
    match event:
        case ReminderDelivered(attempts=attempts):
            return Ended(key, "delivered", attempts, None, None, event.occurred)
        case ReminderUndelivered(attempts=attempts, reason=reason):
            return Ended(key, "undelivered", attempts, round_of(event.id), reason, event.occurred)
        # One that was withheld instead of being issued has the key itself for its id, and no line.
        case ReminderWithheld(reason=reason) if event.id != key:
            return Ended(key, "withheld", None, None, reason, event.occurred)
    return None


def offered(event: Event) -> Offered | None:
    """That the event offers a line again, if it does."""
    return Offered(event.id[:KEY], event.round, event.occurred) if isinstance(event, ReminderOffered) else None


def dismissed(event: Event) -> Dismissed | None:
    """That the event dismisses a line, if it does."""
    return Dismissed(event.id[:KEY], event.round, event.occurred) if isinstance(event, ReminderDismissed) else None


def event_of_end(one: Owed, issued: ReminderIssued) -> SchedulerRecord:
    """The event of an end, an offer or a dismissal; whatever it says stands in the line, or in the event that
    issued the reminder."""
    said: dict[str, Any] = {
        name: getattr(issued, name) for name in ("source", "about", "deadline", "ends", "step", "number", "to")
    }
    said["occurred"] = one.changed_at
    if one.state == "withheld":
        return msgspec.convert(
            {**said, "id": f"{one.key}-withheld", "due_at": issued.due_at, "reason": one.reason_code},
            ReminderWithheld,
        )
    said["channel"] = issued.channel
    if one.state == "offered":
        return ReminderOffered(**said, id=f"{one.key}-offered-{one.round}", round=one.round, actor=one.actor)
    if one.state == "dismissed":
        return ReminderDismissed(
            **said, id=f"{one.key}-dismissed-{one.round}", round=one.round, actor=one.actor, reason=one.why
        )
    said["attempts"] = one.attempts
    if one.state == "delivered":
        return ReminderDelivered(**said, id=f"{one.key}-delivered")
    return ReminderUndelivered(**said, id=f"{one.key}-undelivered-{one.round}", reason=one.reason_code or "")
