"""Runs of the report calendar as lines of the outbox, one for each recipient, and what becomes of them as events."""

from __future__ import annotations

from typing import Any

from ...domain.events.case_events import Event
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
from .outbox_line import Dismissed, Ended, Fresh, Offered, Owed, round_of

KINDS: tuple[type[Event], ...] = (
    ReportRunMade,
    ReportDelivered,
    ReportUndelivered,
    ReportOffered,
    ReportDismissed,
)


def lines(event: Event) -> list[Fresh]:
    """The lines that an event makes: one for each recipient of the run."""
    if not isinstance(event, ReportRunMade):
        return []
    return [
        Fresh(delivery_key(event.id, number), "report", to.channel, _shown(to, event.about_unit))
        for number, to in enumerate(event.to, start=1)
    ]


def _shown(to: RunRecipient, about_unit: str | None) -> str:
    return to.recipient if to.recipient is not None else f"{to.role}: {to.unit or about_unit}"


def ended(event: Event) -> Ended | None:
    """The end that an event tells of."""
    if not isinstance(event, ReportDelivered | ReportUndelivered):
        return None
    key = _key(event)
    if isinstance(event, ReportDelivered):
        return Ended(key, "delivered", event.attempts, None, None, event.occurred)
    return Ended(key, "undelivered", event.attempts, round_of(event.id), event.reason, event.occurred)


def offered(event: Event) -> Offered | None:
    """That the event offers a line again, if it does."""
    return Offered(_key(event), event.round, event.occurred) if isinstance(event, ReportOffered) else None


def dismissed(event: Event) -> Dismissed | None:
    """That the event dismisses a line, if it does."""
    return Dismissed(_key(event), event.round, event.occurred) if isinstance(event, ReportDismissed) else None


def _key(event: RunDelivery) -> str:
    return delivery_key(event.id.partition("-")[0], event.number)


def event_of_end(one: Owed, made: ReportRunMade) -> RunDelivery:
    """The event of an end, an offer or a dismissal; whatever it says stands in the line, or in the event of the run."""
    number = int(one.key.rpartition("-")[2])
    said: dict[str, Any] = {
        name: getattr(made, name) for name in ("source", "calendar", "run", "period", "about_unit")
    }
    said |= {"occurred": one.changed_at, "number": number, "channel": made.to[number - 1].channel}
    if one.state == "offered":
        return ReportOffered(**said, id=f"{one.key}-offered-{one.round}", round=one.round, actor=one.actor)
    if one.state == "dismissed":
        return ReportDismissed(
            **said, id=f"{one.key}-dismissed-{one.round}", round=one.round, actor=one.actor, reason=one.why
        )
    said["attempts"] = one.attempts
    if one.state == "delivered":
        return ReportDelivered(**said, id=f"{one.key}-delivered")
    return ReportUndelivered(**said, id=f"{one.key}-undelivered-{one.round}", reason=one.reason_code or "")
