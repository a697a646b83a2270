"""A budget of time that is used up day by day (or, towards an instant, moment by moment)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from .clock import Clock
from .days import DAY, MICROSECOND, NotInAlmanacError, roll
from .reading import Rule


class Budget:
    """What is left of one deadline, as of a day and an instant.

    left: days that count and are still to come. beyond: days after the last of those (a term in working days
    that was moved to a Saturday has one), or, below zero, days since the end went by.
    remaining: the time left until an instant, instead of days. dark: on the way to the end lie days of which no
    calendar says whether they work, so that working days can't be counted.
    """

    def __init__(self, rule: Rule, clock: Clock) -> None:
        self.rule, self.clock = rule, clock
        self.kind = "nothing"  # what can't be computed
        self.left = self.beyond = 0
        self.dark = False
        self.remaining = timedelta(0)
        self.kept: int | None = None  # working days that were left before it came back into a wait
        self._walked: tuple[object, date | datetime | None] = None, None
        self.today = date.min
        self.now = datetime.min.replace(tzinfo=UTC)

    def set_clock(self, now: datetime) -> None:
        """Say from which moment on the budget is counted."""
        self.now, self.today = now, self.clock.local_day(now)

    def counts(self, day: date) -> bool:
        """Whether a day uses up one of the budget. Raises NotInAlmanacError."""
        return self.rule.unit != "working_days" or self.rule.almanac.works(day)

    def aim_at_day(self, end: date) -> None:
        """The budget from today through ``end``, by walking there; nothing if no calendar can say where that is."""
        self.kind, self.dark, self.kept = "days", False, None
        self.left = self.beyond = 0
        day = self.today
        while day < end:
            day += DAY
            if not self._is_dark(day) and self.counts(day):
                self.left, self.beyond = self.left + 1, 0
            else:
                self.beyond += 1
        while day > end:
            day -= DAY
            self.beyond -= 1
        self._check()

    def _is_dark(self, day: date) -> bool:
        try:
            self.counts(day)
        except NotInAlmanacError:
            self.dark = True
        return self.dark

    def _check(self) -> None:
        """An end that can't be computed is none."""
        try:
            self.rolled()
        except NotInAlmanacError:
            self.kind = "nothing"

    def aim_at_instant(self, end: datetime) -> None:
        """The time from now until ``end``; below zero if it lies behind."""
        self.kind = "time"
        self.remaining = end - self.now

    def day_begins(self, day: date) -> None:
        """A day came: it uses up one of the budget if it counts."""
        self.today = day
        if self.kind != "days":
            return
        if self.left == 0:
            self.beyond -= 1
        elif self.counts(day):
            self.left -= 1

    def time_passes(self, now: datetime) -> None:
        """The time from then until now is used up."""
        if self.kind == "time":
            self.remaining -= now - self.now
        self.now = now

    def give_back(self, now: datetime, *, stands: bool = False) -> None:
        """Count on from now with what was left (rule 12). stands: what was left is known, and not yet counted on."""
        if self.kind == "days" and self.rule.unit == "working_days":
            left = self._until_due()
            self.kind = "nothing" if left is None else "days"
            self.left, self.beyond = left or 0, 0
            self.kept = left if stands else None
        elif self.kind == "days":
            self.beyond = max(self.beyond, -self.left)
        self.set_clock(now)
        if not stands:
            self._check()

    def _until_due(self) -> int | None:
        """Working days after today up to and including the due day, by walking there; None if no calendar says."""
        if self.dark:
            return None
        if self.kept is not None:
            return self.kept
        found, day = 0, self.today
        try:
            due = self.rolled()
            while isinstance(due, date) and day < due:
                day += DAY
                found += self.counts(day)
        except NotInAlmanacError:
            return self.left  # it stood when the calendar ended; what was left is known
        return found

    def end(self) -> date | datetime | None:
        """Where the budget runs out: the unrolled day, or the instant. Walked to once for each state of the budget."""
        state = (self.kind, self.left, self.beyond, self.today, self.now, self.remaining)
        if self._walked[0] != state:
            self._walked = state, self._walk()
        return self._walked[1]

    def _walk(self) -> date | datetime | None:
        if self.kind == "nothing":
            return None
        if self.kind == "time":
            return self.now + self.remaining
        day, left, beyond = self.today, self.left, self.beyond
        while left > 0:
            day += DAY
            left -= self.counts(day)
        while beyond > 0:
            day += DAY
            beyond -= 1
        while beyond < 0:
            day -= DAY
            beyond += 1
        return day

    def rolled(self) -> date | datetime | None:
        """The end after the roll (rule 9)."""
        end = self.end()
        if isinstance(end, datetime) or end is None or not self.rule.rolls:
            return end
        return roll(end, self.rule.almanac.works)

    def lasts(self) -> bool:
        """Whether something is left, so that it can't be too late."""
        return self.left > 0 if self.kind == "days" else self.remaining >= timedelta(0)

    def overdue_from(self) -> datetime | None:
        """The first instant that is too late (rule 3)."""
        end = self.rolled()
        if isinstance(end, datetime):
            return end + MICROSECOND
        return None if end is None else self.clock.midnight(end + DAY)

    def can_be_asked(self) -> int | None:
        """What is left while suspended, in days or working days; whole days towards an instant."""
        if self.kind == "nothing":
            return None
        if self.kind == "time":
            return self.remaining // DAY
        return self._until_due() if self.rule.unit == "working_days" else max(0, self.left + self.beyond)
