"""The clock of one instance of a deadline: when it ends, and how stopping, extending and ending change that.

The rules are those of docs/deadlines.md; the numbers in the comments are theirs.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from ..events.case_events import TermExtended, TermOverridden
from ..events.history import Recorded
from ..facts import DeadlineState
from ..moment import parse_moment
from ..rules.calendar import OutsideCalendar
from ..rules.casetype import DeadlineRule
from ..rules.term import end_of_term, next_yearly
from ..text import Text
from .law import Rules, Version

MICROSECOND = timedelta(microseconds=1)


class Step(NamedTuple):
    """One step in the life of a deadline, for whoever asks why it ends when it does."""

    what: str
    at: datetime
    position: int | None
    unrolled_on: date | None
    due_on: date | None
    due_at: datetime | None


class Clock:
    """One instance of a deadline of a case."""

    def __init__(self, rule: DeadlineRule, cycle: int, anchor: Recorded, version: Version, rules: Rules) -> None:
        self.rule = rule
        self.cycle = cycle
        self.anchor = anchor
        self.version = version
        self.calendar = version.calendar
        self.rules = rules
        self.state: DeadlineState = "running"
        self.unrolled_on: date | None = None
        self.due_on: date | None = None
        self.due_at: datetime | None = None
        self.cause: Text | None = None
        self.overdue_from: datetime | None = None
        self.breached_at: datetime | None = None
        self.stopped_at: datetime | None = None
        self.wakes_on: date | None = None
        self.extended = 0
        self.changed = True
        self.steps: list[Step] = []
        self._start()
        self._took_effect(anchor.event.occurred)
        self._log("started", anchor.event.occurred, anchor.position)

    # -- the end -----------------------------------------------------------------------------------

    def _start(self) -> None:
        """Rule 8: the unrolled end."""
        day = self.rules.local_day(self.anchor.event.occurred)
        rule = self.rule
        try:
            if rule.term is not None:
                self._end_on(end_of_term(day, rule.term, self.calendar))
            elif rule.given is not None:
                self._end_as_given(self.anchor.event.attributes.get(rule.given))
            elif rule.on is not None:
                self._end_on(rule.on)
            elif rule.yearly is not None:
                self._end_on(next_yearly(day, rule.yearly))
        except (OutsideCalendar, OverflowError, ValueError):
            self._forget_end()

    def _end_as_given(self, value: object) -> None:
        moment = parse_moment(value, self.rules.zone)
        if moment is None:
            return
        instant, whole_day = moment
        if whole_day:
            self._end_on(self.rules.local_day(instant))
        else:
            self._end_at(instant)

    def _end_on(self, unrolled: date) -> None:
        """Rule 9: the roll comes last."""
        rolled, cause = self.calendar.roll(unrolled) if self.rule.roll == "next-working-day" else (unrolled, None)
        self.overdue_from = self.rules.end_of(rolled)
        self.unrolled_on, self.due_on, self.cause, self.due_at = unrolled, rolled, cause, None
        self.changed = True

    def _end_at(self, instant: datetime) -> None:
        self.overdue_from = instant + MICROSECOND
        self.unrolled_on, self.due_on, self.cause, self.due_at = None, None, None, instant
        self.changed = True

    def _forget_end(self) -> None:
        self.unrolled_on = self.due_on = self.due_at = self.overdue_from = self.cause = None
        self.changed = True

    @property
    def undeterminable(self) -> bool:
        """Whether the end could not be computed."""
        return self.unrolled_on is None and self.due_at is None

    @property
    def is_open(self) -> bool:
        """Whether it waits to be met."""
        return self.state in ("running", "suspended")

    def is_past(self, at: datetime) -> bool:
        """Whether its end has passed at an instant; a stopped clock's has not."""
        return self.state == "running" and self.overdue_from is not None and at >= self.overdue_from

    @property
    def left(self) -> int | None:
        """Rule 13: what is left while suspended, in days, or working days for a term in working days."""
        if self.state != "suspended" or self.stopped_at is None:
            return None
        if self.due_at is not None:
            return (self.due_at - self.stopped_at).days
        if self.unrolled_on is None:
            return None
        return self._left_on(self.rules.local_day(self.stopped_at))

    def _left_on(self, day: date) -> int:
        """Working days up to and including the due day, or days up to the unrolled end; never less than none."""
        assert self.unrolled_on is not None
        assert self.due_on is not None
        if self._counts_working_days:
            return self.calendar.working_days_between(day, self.due_on)
        return max(0, (self.unrolled_on - day).days)

    @property
    def _counts_working_days(self) -> bool:
        return self.rule.term is not None and self.rule.term.unit == "working_days"

    # -- stopping and running ----------------------------------------------------------------------

    def stop(self, at: datetime, position: int, until: date | None) -> str | None:
        """Rules 10 and 11. Gives the finding if it has no effect."""
        if self.state == "suspended":
            return "already-suspended"
        if self.is_past(at):
            return "suspended-after-breach"
        day = self.rules.local_day(at)
        if until is not None and until <= day:
            return "suspension-ends-before-it-begins"
        wakes = [until] if until is not None else []
        if self.rule.longest_suspension is not None:
            wakes.append(day + timedelta(days=self.rule.longest_suspension))
        self._note_breach(at)
        self.state, self.stopped_at, self.wakes_on = "suspended", at, min(wakes, default=None)
        self.changed = True
        self._log("suspended", at, position)
        return None

    def run(self, at: datetime, position: int | None) -> None:
        """Rule 12: exactly what was left is given back."""
        self._give_back(at)
        self.state, self.stopped_at, self.wakes_on = "running", None, None
        self._took_effect(at)
        self.changed = True
        self._log("resumed", at, position)

    @property
    def wakes_at(self) -> datetime:
        """When a suspended clock that has such a day runs again by itself."""
        assert self.wakes_on is not None
        return self.rules.start_of(self.wakes_on)

    def _give_back(self, at: datetime) -> None:
        assert self.stopped_at is not None
        if self.due_at is not None:
            self._end_at(self.due_at + (at - self.stopped_at))
        elif self.unrolled_on is not None:
            stopped_on, runs_on = self.rules.local_day(self.stopped_at), self.rules.local_day(at)
            try:
                left = self._left_on(stopped_on)
                if self._counts_working_days:
                    self._end_on(self.calendar.add_working_days(runs_on, left))
                else:
                    self._end_on(runs_on + timedelta(days=left))
            except (OutsideCalendar, OverflowError):
                self._forget_end()

    # -- moving ------------------------------------------------------------------------------------

    def extend(self, event: TermExtended, at: datetime, position: int) -> str | None:
        """Rule 14. Gives the finding if it has no effect."""
        if not (event.reason or "").strip():
            return "extension-without-reason"
        if not _has_length(event):
            return "extension-without-length"
        if self.is_past(at):
            return "extension-too-late"
        if self.extended >= self.rule.extensions:
            return "extension-not-allowed"
        end = self._moved_end(event)
        if end is None or not self._is_later(end):
            return "extension-shortens"
        self._note_breach(at)
        self.extended += 1
        return self._move(end, "extended", at, position)

    def override(self, event: TermOverridden, at: datetime, position: int) -> str | None:
        """Rule 15. Gives the finding if it has no effect."""
        if not _has_length(event):
            return "override-without-length"
        end = self._moved_end(event)
        if end is None:
            return "undeterminable"
        self._note_breach(at)
        return self._move(end, "overridden", at, position)

    def _moved_end(self, event: TermExtended | TermOverridden) -> date | datetime | None:
        try:
            if event.until is not None:
                return event.until
            assert event.days is not None
            if self.due_at is not None:
                return self._later_on_the_wall(self.due_at, event.days)
            return self.unrolled_on + timedelta(days=event.days) if self.unrolled_on is not None else None
        except OverflowError:
            return None

    def _is_later(self, end: date | datetime) -> bool:
        if isinstance(end, datetime):
            return self.due_at is not None and end > self.due_at
        if self.due_at is not None:
            return end >= self.rules.local_day(self.due_at)
        return self.unrolled_on is None or end > self.unrolled_on

    def _move(self, end: date | datetime, what: str, at: datetime, position: int) -> str | None:
        try:
            if isinstance(end, datetime):
                self._end_at(end)
            else:
                self._end_on(end)
        except (OutsideCalendar, OverflowError):
            self._forget_end()
        self._took_effect(at)
        self._log(what, at, position)
        return "undeterminable" if self.undeterminable else None

    def _later_on_the_wall(self, instant: datetime, days: int) -> datetime:
        """The same local time so many calendar days later; a day with a clock change is a day all the same."""
        return (instant.astimezone(self.rules.zone) + timedelta(days=days)).astimezone(UTC)

    # -- breach and end ----------------------------------------------------------------------------

    def _note_breach(self, at: datetime) -> None:
        """Rule 16: a breach is permanent, whatever happens later."""
        if self.breached_at is None and self.is_past(at):
            self.breached_at = self.overdue_from

    def _took_effect(self, at: datetime) -> None:
        """Rule 16: an end that lies in the past when it takes effect is breached then, not before."""
        if self.breached_at is None and self.is_past(at):
            self.breached_at = at

    def end(self, state: DeadlineState, at: datetime, position: int | None) -> None:
        """Rules 17 and 18. A suspended clock shows the end it would have, had it run again now."""
        self._note_breach(at)
        was_past = self.is_past(at)
        if self.state == "suspended":
            self._give_back(at)
        self.state, self.stopped_at, self.wakes_on = state, None if was_past else at, None
        self.changed = True
        self._log(state, at, position)

    def come_back(self, at: datetime, position: int | None) -> None:
        """Rule 18: the case reopened; what was left is given back, unless it was overdue when the case closed."""
        if self.stopped_at is not None:
            self._give_back(at)
        self.state, self.stopped_at = "running", None
        self._took_effect(at)
        self.changed = True
        self._log("came-back", at, position)

    def _log(self, what: str, at: datetime, position: int | None) -> None:
        self.steps.append(Step(what, at, position, self.unrolled_on, self.due_on, self.due_at))


def _has_length(event: TermExtended | TermOverridden) -> bool:
    if (event.days is None) == (event.until is None):
        return False
    return event.days is None or event.days >= 1 or isinstance(event, TermOverridden)
