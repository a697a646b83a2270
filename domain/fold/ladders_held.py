"""The ladders of a case: for which deadlines and which agreed meeting there is to be reminded now, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from ..events.case_events import MeetingHeld
from ..events.history import Recorded
from ..events.office_events import MeetingAgreed, MeetingCancelled
from ..facts import Kind, Ladder
from ..rules.casetype import CaseType
from ..rules.reminder_step import ReminderStep
from .clock import Clock
from .law import Rules, Version
from .ledger import Ledger
from .office_records import Held

KIND: Kind = "reminder"
MEETING = "meeting"


def steps_of(case_type: CaseType, about: str, deadline: str | None) -> Sequence[ReminderStep]:
    """The ladder of a case type for a deadline, or for its meetings; empty where it has none."""
    if about == MEETING:
        return case_type.meeting_reminders or ()
    return next((rule.reminders or () for rule in case_type.deadlines if rule.id == deadline), ())


class Started(NamedTuple):
    """What is reminded of: its end, the version of the case type that says the steps, and the position of the event that
    started it."""

    end: date | datetime
    version: Version
    anchor: int


class Ladders:
    """Holds a ladder in the ledger as long as what it reminds of is open with that end. agreed: the meeting to come."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.agreed: Started | None = None

    def take(self, recorded: Recorded, version: Version) -> None:
        """A meeting is agreed upon, or is over."""
        match recorded.event:
            case MeetingAgreed(takes_place=takes_place):
                self.agreed = Started(takes_place.astimezone(UTC), version, recorded.position)
            case MeetingHeld() | MeetingCancelled():
                self.agreed = None

    def close(self) -> None:
        """The case closes: no meeting is waited for."""
        self.agreed = None

    def tell_deadline(self, ledger: Ledger, clock: Clock, holder: Held, at: datetime) -> None:
        """From ``at`` on, this is the ladder of a deadline."""
        if not clock.rule.reminders:
            return
        end = clock.due_on or clock.due_at
        ladder = None
        if clock.state == "running" and end is not None:
            started = Started(end, clock.version, clock.anchor.position)
            ladder = self._ladder("deadline", clock.rule.id, clock.rule.reminders, started, holder)
        ledger.hold(KIND, (clock.rule.id, str(clock.cycle)), ladder, at)

    def tell_meeting(self, ledger: Ledger, holder: Held, at: datetime, *, is_open: bool) -> None:
        """From ``at`` on, this is the ladder of the meeting to come. is_open: whether the case is."""
        ladder = None
        if is_open and self.agreed and (steps := self.agreed.version.case_type.meeting_reminders):
            ladder = self._ladder(MEETING, "", steps, self.agreed, holder)
        if ladder is not None or ledger.holds(KIND, ()):
            ledger.hold(KIND, (), ladder, at)

    def _ladder(
        self, about: str, deadline: str, steps: Sequence[ReminderStep], started: Started, holder: Held
    ) -> Ladder | None:
        end, version, anchor = started
        found = version.ladders.of(deadline, steps, end, self.rules.zone)
        if not found:
            return None
        at, names, numbers = zip(*found, strict=True)
        return Ladder(
            about=about,
            deadline=deadline,
            ends=end.isoformat(),
            due_on=None if isinstance(end, datetime) else end,
            due_at=end if isinstance(end, datetime) else None,
            anchor=anchor,
            case_type=holder.case_type,
            governed_from=version.case_type.valid_from,
            unit=holder.unit,
            responsible=holder.responsible,
            at=at,
            steps=names,
            numbers=numbers,
        )
