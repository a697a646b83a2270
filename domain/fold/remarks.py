"""Findings about single events: what a story remarks when it takes one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ..events.history import Recorded
from ..events.reminder_events import SchedulerRecord
from ..facts import CaseState, Finding
from .clock import Clock
from .law import ABOUT_EVENTS, Version
from .ledger import Ledger


class StoryRemarks:
    """Takes down findings in a ledger, with the type of the case and the unit that holds it now."""

    def __init__(self, ledger: Ledger, case_type: str | None, unit: str | None = None) -> None:
        self.ledger = ledger
        self.case_type = case_type
        self.unit = unit

    def __call__(
        self, finding: str, recorded: Recorded, clock: Clock | None = None, at: datetime | None = None
    ) -> None:
        """A finding about an event, and the deadline that it concerns. at: when it shows; None: at the event."""
        event, position = recorded.event, recorded.position
        about = clock.rule.id if clock is not None else ""
        payload = Finding(finding, self.case_type or "", position, event.name, self.unit)
        self.ledger.hold("finding", (finding, str(position), about), payload, at or event.occurred)


def always(recorded: Recorded, version: Version | None, case_type: str | None, flaw: str | None) -> Iterator[str]:
    """What is remarked of an event however the case stands, if no deadline of it waits for the event.

    flaw: why a correction or annulment could not take effect. version: the one in force on the day of the event.
    """
    event = recorded.event
    if flaw is not None:
        yield flaw
    if event.case_type not in (None, case_type):
        yield "case-type-differs"
    if isinstance(event, SchedulerRecord):
        return
    if version is None:
        yield "no-rule-in-force"
    elif event.name not in version.expected:
        yield "unexpected-event"


def while_not_open(recorded: Recorded, version: Version | None, state: CaseState) -> Iterator[str]:
    """What is remarked of an event that finds the case not open, and neither opens nor closes it."""
    event = recorded.event
    if isinstance(event, SchedulerRecord) or version is None or event.name in ABOUT_EVENTS:
        return
    if event.name in version.closes or state == "open":
        return
    if state == "not-opened" and event.name not in version.opens:
        yield "before-opening"
    elif state == "closed" and event.name not in version.reopens:
        yield "after-closing"
