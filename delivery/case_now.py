"""A case as it stands when a reminder of it is about to be sent: whether that is still worth it, and who holds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from ..domain.events.case_events import Value
from ..domain.events.history import Recorded
from ..domain.events.inforce import in_force
from ..domain.events.reminder_events import OVER, ReminderIssued, WithheldReason
from ..domain.facts import Ladder
from ..domain.fold.clock import Clock
from ..domain.fold.ladders_held import KIND, MEETING, steps_of
from ..domain.fold.law import Rules, Version
from ..domain.fold.story import fold
from ..domain.rules.reminder_step import ReminderStep
from ..projections.known_case import happened_by


class CaseNow:
    """One case as of an instant, using all that its history has.

    It is folded here and not asked of a projection, so that sending waits for none, and sees what came a second ago.
    """

    def __init__(self, history: Sequence[Recorded], rules: Rules, now: datetime) -> None:
        """now: in UTC."""
        self.rules = rules
        self.now = now
        self._happened = happened_by(history, rules.zone, now)
        self.story = fold(self._happened, rules)
        self.story.wake(now)

    @property
    def version(self) -> Version | None:
        """The version of the case type in force today."""
        return self.rules.on(self.rules.local_day(self.now))

    def pointless(self, reminder: ReminderIssued, step: ReminderStep | None) -> WithheldReason | None:
        """Why a reminder that was issued need not be sent any more (docs/reminders.md, rules 11 and 15); None: it must."""
        open_now = [one for one in self._ladders() if (one.about, one.deadline) == _subject(reminder)]
        if any(one.ends == reminder.ends for one in open_now):
            return "past" if self._is_past(reminder, step) else None
        if reminder.about == MEETING:
            return "moved" if open_now else self._meeting_off(reminder)
        clock = self._clock(reminder)
        if clock is None:
            return "annulled"
        end = clock.due_on or clock.due_at
        if clock.state == "running" and end is not None and end.isoformat() == reminder.ends:
            return "rule-changed"
        return OVER[clock.state]

    def _meeting_off(self, reminder: ReminderIssued) -> WithheldReason:
        return "meeting-over" if self._holds(reminder.anchor) else "annulled"

    def _holds(self, position: int) -> bool:
        """Whether the event at a position was not annulled."""
        return any(one.position == position for one in in_force(self._happened, self.rules.zone)[0])

    def _ladders(self) -> Iterator[Ladder]:
        for held in self.story.ledger.held:
            if held.kind == KIND and held.closed_at is None and isinstance(held.payload, Ladder):
                yield held.payload

    def _is_past(self, reminder: ReminderIssued, step: ReminderStep | None) -> bool:
        """A step before an instant, when the instant has passed."""
        if step is None or step.before is None or len(reminder.ends) == len("2026-03-01"):
            return False
        return self.now >= datetime.fromisoformat(reminder.ends)

    def _clock(self, reminder: ReminderIssued) -> Clock | None:
        """The instance of the deadline that it was issued for."""
        named = [clock for clock in self.story.clocks if clock.rule.id == reminder.deadline]
        return next((clock for clock in named if clock.anchor.position == reminder.anchor), None)

    def step(self, reminder: ReminderIssued, due_at: datetime) -> ReminderStep | None:
        """The step as the type says it today; else as the version says that governs the deadline or governed on the day
        it came due. None: it stands nowhere any more."""
        for version in (self.version, self._governing(reminder), self.rules.on(self.rules.local_day(due_at))):
            for step in steps_of(version.case_type, reminder.about, reminder.deadline) if version else ():
                if step.id == reminder.step:
                    return step
        return None

    def _governing(self, reminder: ReminderIssued) -> Version | None:
        if reminder.about == MEETING:
            agreed = self.story.ladders.agreed
            return agreed.version if agreed else None
        clock = self._clock(reminder)
        return clock.version if clock else None

    def personal(self, name: str) -> Value:
        """The latest value of an attribute, personal or not; None: it was never said, or taken back.

        It is asked of the events that hold: personal values are kept nowhere else.
        """
        value: Value = None
        for recorded in in_force(self._happened, self.rules.zone)[0]:
            value = recorded.event.attributes.get(name, value)
        return value


def _subject(reminder: ReminderIssued) -> tuple[str, str]:
    return reminder.about, reminder.deadline or ""
