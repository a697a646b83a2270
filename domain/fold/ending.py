"""The end of one instance of a deadline: how it is rolled, what is left until it, and what comes of what was left.

The rules are those of docs/deadlines.md; the numbers in the comments are theirs.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from ..rules.calendar import Calendar, OutsideCalendar
from ..rules.casetype import DeadlineRule
from ..text import Text
from .law import Rules

MICROSECOND = timedelta(microseconds=1)


class Ending:
    """When an instance ends: on a day or at an instant, or nobody can tell."""

    def __init__(self, rule: DeadlineRule, calendar: Calendar, rules: Rules) -> None:
        self.rule = rule
        self.calendar = calendar
        self.rules = rules
        self.unrolled_on: date | None = None
        self.due_on: date | None = None
        self.due_at: datetime | None = None
        self.cause: Text | None = None
        self.overdue_from: datetime | None = None
        self.changed = True

    def _end_on(self, unrolled: date) -> None:
        """Rule 9: the roll comes last."""
        rolled, cause = self._rolled(unrolled)
        self.overdue_from = self.rules.end_of(rolled)
        self.unrolled_on, self.due_on, self.cause, self.due_at = unrolled, rolled, cause, None
        self.changed = True

    def _rolled(self, day: date) -> tuple[date, Text | None]:
        return self.calendar.roll(day) if self.rule.roll == "next-working-day" else (day, None)

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
    def _last_day(self) -> date | None:
        """The local day on which it can still be met."""
        return self.due_on if self.due_at is None else self.rules.local_day(self.due_at)

    def _is_later(self, end: date | datetime) -> bool:
        """Rule 14: whether an end is later than it was, once rolled; one that no calendar can roll is."""
        if self.overdue_from is None:
            return True
        if isinstance(end, datetime):
            return end + MICROSECOND > self.overdue_from
        try:
            return self.rules.end_of(self._rolled(end)[0]) > self.overdue_from
        except OutsideCalendar:
            return True

    def _left_at(self, at: datetime) -> int | timedelta | None:
        """Rule 12: working days up to and including the due day, or days up to the unrolled end; never less than none."""
        if self.due_at is not None:
            return self.due_at - at
        if self.unrolled_on is None or self.due_on is None:
            return None
        day = self.rules.local_day(at)
        if self._counts_working_days:
            if day >= self.due_on:
                return 0
            try:
                return self.calendar.working_days_between(day, self.due_on)
            except OutsideCalendar:
                return None  # moved to where no calendar reaches
        return max(0, (self.unrolled_on - day).days)

    @property
    def _counts_working_days(self) -> bool:
        return self.rule.term is not None and self.rule.term.unit == "working_days"

    def _give_back(self, at: datetime, time_left: int | timedelta | None) -> None:
        """Rule 12: the end from an instant on of which so much was left."""
        try:
            if isinstance(time_left, timedelta):
                self._end_at(at + time_left)
            elif time_left and self._counts_working_days:
                self._end_on(self.calendar.add_working_days(self.rules.local_day(at), time_left))
            elif time_left is not None:
                self._end_on(self.rules.local_day(at) + timedelta(days=time_left))
            else:
                self._forget_end()
        except (OutsideCalendar, OverflowError):
            self._forget_end()
