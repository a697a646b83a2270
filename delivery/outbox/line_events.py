"""Lines of the outbox as events: which events make a line, what they say becomes of it, and what the journal is told of it.

A line is a reminder, and what becomes of it stands in its case; or a run of the report calendar for one recipient.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, NamedTuple

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
)
from ...domain.events.report_runs import (
    ReportDelivered,
    ReportDismissed,
    ReportOffered,
    ReportRunMade,
    ReportUndelivered,
    RunDelivery,
    delivery_key,
)
from ...domain.rules.report_calendar import RunRecipient
from .outbox import End, Kind

Becomes = End | Literal["offered", "dismissed"]
Origin = ReminderIssued | ReportRunMade
# What becomes of a line, as an event of its kind; and what such an event repeats of the one that made the line.
EVENTS: dict[type[Event], dict[Becomes, type[Event]]] = {
    ReminderIssued: {
        "delivered": ReminderDelivered,
        "undelivered": ReminderUndelivered,
        "withheld": ReminderWithheld,
        "offered": ReminderOffered,
        "dismissed": ReminderDismissed,
    },
    ReportRunMade: {
        "delivered": ReportDelivered,
        "undelivered": ReportUndelivered,
        "offered": ReportOffered,
        "dismissed": ReportDismissed,
    },
}
REPEATED: dict[type[Event], tuple[str, ...]] = {
    ReminderIssued: ("source", "about", "deadline", "ends", "step", "number", "to"),
    ReportRunMade: ("source", "calendar", "run", "period", "about_unit"),
}
TOPICS = [kind.TOPIC for made_by, kinds in EVENTS.items() for kind in (made_by, *kinds.values())]


class Fresh(NamedTuple):
    """A line that an event makes. recipient: to whom, by role and name."""

    key: str
    kind: Kind
    channel: str
    recipient: str


class LineOutcome(NamedTuple):
    """What the journal tells of a line. round: of attempts, that ended, had failed, or begins; None: the event says none."""

    key: str
    state: Becomes
    round: int | None
    at: datetime
    attempts: int | None = None
    reason: str | None = None


class Owed(NamedTuple):
    """What the journal is to be told: an end, or that the line is offered again, or dismissed, by ``actor`` if that is
    known. why: a person's words."""

    key: str
    stream: str
    state: Becomes
    attempts: int
    round: int
    reason_code: str | None
    changed_at: datetime
    actor: str | None = None
    why: str = ""


def lines(event: Event) -> list[Fresh]:
    """The lines that an event makes: a reminder's own, or one for each recipient of a run."""
    match event:
        case ReminderIssued():
            recipient = f"{event.to}: {event.addressee}" if event.addressee else event.to
            return [Fresh(event.id, "reminder", event.channel, recipient)]
        case ReportRunMade():
            return [
                Fresh(delivery_key(event.id, number), "report", to.channel, _shown(to, event.about_unit))
                for number, to in enumerate(event.to, start=1)
            ]
    return []


def _shown(to: RunRecipient, about_unit: str | None) -> str:
    return to.recipient if to.recipient is not None else f"{to.role}: {to.unit or about_unit}"


def told_of(event: Event) -> LineOutcome | None:
    """What an event says becomes of a line; None: nothing."""
    key = event.id[:KEY]
    if isinstance(event, RunDelivery):
        key = delivery_key(event.id.partition("-")[0], event.number)
    match event:
        case ReminderDelivered() | ReportDelivered():
            return LineOutcome(key, "delivered", None, event.occurred, event.attempts)
        case ReminderUndelivered() | ReportUndelivered():
            round_ = int(event.id.rpartition("-")[2])
            return LineOutcome(key, "undelivered", round_, event.occurred, event.attempts, event.reason)
        # One that was withheld instead of being issued has the key itself for its id, and no line.
        case ReminderWithheld() if event.id != key:
            return LineOutcome(key, "withheld", None, event.occurred, None, event.reason)
        case ReminderOffered() | ReportOffered():
            return LineOutcome(key, "offered", event.round, event.occurred)
        case ReminderDismissed() | ReportDismissed():
            return LineOutcome(key, "dismissed", event.round, event.occurred)
    return None


def event_of(one: Owed, origin: Origin) -> Event:
    """The event of what becomes of a line: whatever it says stands in the line, or in the event that made it."""
    kind = EVENTS[type(origin)][one.state]
    said: dict[str, Any] = {name: getattr(origin, name) for name in REPEATED[type(origin)]}
    said |= {
        "occurred": one.changed_at,
        "attempts": one.attempts,
        "round": one.round,
        "actor": one.actor if one.state in ("offered", "dismissed") else None,
        "reason": one.why if one.state == "dismissed" else one.reason_code or "",
    }
    if isinstance(origin, ReportRunMade):
        number = int(one.key.rpartition("-")[2])
        said |= {"number": number, "channel": origin.to[number - 1].channel}
    else:
        said |= {"channel": origin.channel, "due_at": origin.due_at}
    with_round = one.state in ("undelivered", "offered", "dismissed")
    said["id"] = f"{one.key}-{one.state}-{one.round}" if with_round else f"{one.key}-{one.state}"
    made: Event = msgspec.convert({name: said[name] for name in kind.__struct_fields__ if name in said}, kind)
    return made
