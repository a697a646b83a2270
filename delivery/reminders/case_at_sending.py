"""A case as it stands when a reminder of it is about to be sent: whether that is still worth it, and who holds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from ...domain.events.case_events import Value
from ...domain.events.corrections import in_force
from ...domain.events.history import Recorded
from ...domain.events.reminder_events import (
    KEY,
    ReminderDelivered,
    ReminderIssued,
    ReminderOffered,
    SchedulerRecord,
    WithheldReason,
)
from ...domain.facts import Ladder
from ...domain.fold.as_of import happened_by
from ...domain.fold.clock import Clock
from ...domain.fold.law import Rules, Version
from ...domain.fold.reminder_facts import KIND, MEETING, is_still_expected, steps_of
from ...domain.fold.reminder_worth import ClosedDeadline, ClosedMeeting, OpenEnd, why_pointless
from ...domain.fold.story import fold
from ...domain.rules.reminder_step import ReminderStep


class CaseAtSending:
    """One case as of an instant, using all that its history has.

    It is folded here and not asked of a projection, so that sending waits for none, and sees what came a second ago.
    """

    def __init__(self, history: Sequence[Recorded], rules: Rules, now: datetime) -> None:
        """now: in UTC."""
        self.rules = rules
        self.now = now
        self._happened = happened_by(history, rules, now)
        self.story = fold(self._happened, rules)
        self.story.wake(now)

    @property
    def version(self) -> Version | None:
        """The version of the case type in force today."""
        return self.rules.on(self.rules.local_day(self.now))

    def pointless(self, reminder: ReminderIssued, step: ReminderStep | None) -> WithheldReason | None:
        """Why a reminder that was issued need not be sent any more; None: it must."""
        return why_pointless(self._end_of(reminder, step), lambda: self._is_overtaken(reminder))

    def _end_of(
        self, reminder: ReminderIssued, step: ReminderStep | None
    ) -> OpenEnd | ClosedDeadline | ClosedMeeting:
        """What became of the end that it reminds of."""
        open_now = [one for one in self._ladders() if (one.about, one.deadline) == _subject(reminder)]
        same = next((one for one in open_now if one.ends == reminder.ends), None)
        if same is None and reminder.about == MEETING:
            return ClosedMeeting(bool(open_now), lambda: self._holds(reminder.anchor))
        if same is None:
            clock = self.clock(reminder.anchor, reminder.deadline or "")
            if clock is None:
                return ClosedDeadline(reminder.ends, step)
            end = clock.due_on or clock.due_at
            return ClosedDeadline(reminder.ends, step, clock.state, end.isoformat() if end else None)
        # Of a step that stands nowhere any more, when it came due tells on which side of the end it lies.
        warns = step.before is not None if step else not self._is_over(same, reminder.due_at)
        return OpenEnd(warns, self._is_over(same, self.now), same.expected, lambda: self._is_still_expected(same))

    def _is_still_expected(self, ladder: Ladder) -> bool:
        clock = self.clock(ladder.anchor, ladder.deadline)
        return clock is None or ladder.due_on is None or is_still_expected(clock, ladder.due_on, self.now)

    def _is_over(self, ladder: Ladder, at: datetime) -> bool:
        end = self.rules.end_of(ladder.due_on) if ladder.due_on is not None else ladder.due_at
        return end is not None and at >= end

    def _is_overtaken(self, reminder: ReminderIssued) -> bool:
        """Rule 15: whether a later step was issued, and has arrived or waits for the same channel. What was offered again
        by hand is not."""
        last: dict[str, SchedulerRecord] = {}
        later: list[ReminderIssued] = []
        for recorded in self._happened:
            event = recorded.event
            if isinstance(event, SchedulerRecord):
                last[event.id[:KEY]] = event
                if isinstance(event, ReminderIssued) and _is_later(event, reminder):
                    later.append(event)
        if isinstance(last.get(reminder.id), ReminderOffered):
            return False
        return any(
            isinstance(last[one.id], ReminderDelivered)
            or (isinstance(last[one.id], ReminderIssued | ReminderOffered) and one.channel == reminder.channel)
            for one in later
        )

    def is_expected(self, reminder: ReminderIssued) -> bool:
        """Whether the end that it reminds of is only expected: months still add up to it."""
        return any(
            one.expected
            for one in self._ladders()
            if (one.about, one.deadline, one.ends) == (*_subject(reminder), reminder.ends)
        )

    def _holds(self, position: int) -> bool:
        """Whether the event at a position was not annulled."""
        return any(one.position == position for one in in_force(self._happened, self.rules.local)[0])

    def _ladders(self) -> Iterator[Ladder]:
        for held in self.story.ledger.held:
            is_open = held.closed_at is None and held.opened_at <= self.now
            if held.kind == KIND and is_open and isinstance(held.payload, Ladder):
                yield held.payload

    def clock(self, anchor: int, deadline: str) -> Clock | None:
        """The instance of a deadline that the event at a position started."""
        named = [clock for clock in self.story.clocks if clock.rule.id == deadline]
        return next((clock for clock in named if clock.anchor.position == anchor), None)

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
        clock = self.clock(reminder.anchor, reminder.deadline or "")
        return clock.version if clock else None

    def personal(self, name: str) -> Value:
        """The latest value of an attribute, personal or not; None: it was never said, or taken back.

        It is asked of the events that hold: personal values are kept nowhere else.
        """
        value: Value = None
        for recorded in in_force(self._happened, self.rules.local)[0]:
            value = recorded.event.attributes.get(name, value)
        return value


def _is_later(one: ReminderIssued, than: ReminderIssued) -> bool:
    """Whether it is of the same end, for the same recipient, and came due later."""
    if any(getattr(one, name) != getattr(than, name) for name in ("about", "deadline", "ends", "to")):
        return False
    is_again = one.due_at == than.due_at and one.step == than.step and one.number > than.number
    return one.due_at > than.due_at or is_again


def _subject(reminder: ReminderIssued) -> tuple[str, str]:
    return reminder.about, reminder.deadline or ""
