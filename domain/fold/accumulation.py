"""Deadlines that months add up to: 12 months of benefit within 18 (docs/deadlines.md, rules 19 to 25)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

import msgspec

from ..events.case_events import TermExtended, TermOverridden
from ..events.history import Recorded
from ..facts import DeadlineState
from ..moment import within_years
from ..month import first_day, last_day, month_name, month_of
from ..rules.calendar import OutsideCalendar
from ..rules.casetype import Accumulation, DeadlineRule
from .beginning import Beginning
from .clock import Clock
from .count import HORIZON, Count, Said
from .law import Rules, Version
from .stops import Stop, Stops


class MonthLine(msgspec.Struct, frozen=True):
    """One month of the window, for whoever asks why. needed: the sum that the month is judged by; None: no rule."""

    month: str
    said: Said | None
    counts: bool
    sum: int
    needed: int | None
    reached: bool


class CountingClock(Clock):
    """One instance of a deadline that falls due when months add up."""

    def __init__(
        self, rule: DeadlineRule, cycle: int, beginning: Beginning, version: Version, rules: Rules, count: Count
    ) -> None:
        self.count = count
        self.reached: int | None = None  # the first month that holds enough, by what is said
        self.decided: int | None = None  # the month in which it falls due; none while it counts
        self.kept: int | None = None  # the month in which it once fell due, where the duty stays
        self.fixed = False
        self.wakes_on: date | None = None
        super().__init__(rule, cycle, beginning, version, rules, Stops(rule, rules))

    def _start(self) -> None:
        self._judge(self.beginning.at)

    def fork(self, counts: Mapping[int, Count]) -> CountingClock:
        other = super().fork(counts)
        assert isinstance(other, CountingClock)
        other.count = counts.get(id(self.count), self.count)
        return other

    @property
    def undeterminable(self) -> bool:
        """A count that has not reached its sum has no end yet: that is no fault."""
        return self.state != "counting" and super().undeterminable

    @property
    def is_open(self) -> bool:
        return self.state == "counting" or super().is_open

    # -- the count ---------------------------------------------------------------------------------

    def recount(self, at: datetime, position: int | None, month: int | None = None) -> None:
        """Rules 21 and 23: what the months amount to now that something was said of one (None: of any)."""
        if self.fixed:
            return
        before = (self.state, self.due_on)
        self._note_breach(at)
        self._judge(at, month)
        self._take_effect(at)
        if (self.state, self.due_on) != before:
            self.changed = True
            self._log("reached" if self.state == "running" else "counted", at, position)

    @property
    def wakes_at(self) -> datetime | None:
        """Rule 22: when the month that was expected will have gone by."""
        return self.rules.start_of(self.wakes_on) if self.wakes_on is not None and self.is_open else None

    def wake(self, at: datetime) -> Stop | None:
        """Rule 22: the month that was expected went by; it is judged anew, by itself."""
        self.recount(at, None)
        return None

    def _judge(self, at: datetime, month: int | None = None) -> None:
        # Where no month was reached before, what is said of one can only make it, or a later one, the first.
        self.reached = self._first_reached(month if self.reached is None else None)
        known = [month for month in (self.reached, self.kept) if month is not None]
        due, expected = min(known, default=None), self._expected(at)
        if due is not None and (expected is None or expected >= due):
            self.state, self.decided, self.wakes_on = "running", due, None
            self.kept = due if _of(self.rule).when_below == "stays" else None
            self._end_in(due)
        else:
            self.state, self.decided = "counting", None
            self._end_in(expected)
            self.wakes_on = _first_day(expected + 1) if due is not None and expected is not None else None

    def _end_in(self, month: int | None) -> None:
        try:
            if month is None:
                self._forget_end()
            else:
                self._end_on(self._day_in(month))
        except (OutsideCalendar, OverflowError, ValueError):
            self._forget_end()

    def _day_in(self, month: int) -> date:
        return last_day(month) if _of(self.rule).falls_due == "last-day" else first_day(month)

    def _first_reached(self, since: int | None) -> int | None:
        """Rule 21: the first month, from ``since`` on, whose window holds enough by what is said.

        A month of which nothing is said holds no more than the one before it. It can be the first only where what
        judges it begins, or where the months before it don't fall due.
        """
        count = self.count
        turns = self.rules.first_months if count.after is None else [count.after + 1, *self.rules.first_months]
        months = sorted({*count.said, *turns})
        return self._first(months if since is None else months[bisect_left(months, since) :])

    def _expected(self, at: datetime) -> int | None:
        """Rule 22: the first month that would hold enough if every month from now on were paid."""
        now = month_of(self.rules.local_day(at))
        return self._first(range(now, now + HORIZON), now)

    def expected_next(self) -> tuple[date, date] | None:
        """If nothing more is said, the expected month goes by: the day from which on another end is expected, and that end
        (docs/reminders.md, rule 1)."""
        if self.state != "counting" or self.unrolled_on is None or self.wakes_on is not None:
            return None
        since = month_of(self.unrolled_on) + 1
        day, end = _first_day(since), self._end_from(since)
        return None if day is None or end is None else (day, end)

    def can_fall_due_by(self, end: date, at: datetime) -> bool:
        """Whether it would end by a day, were the month before the present one and all from then on paid, of which nothing
        is said (docs/reminders.md, rule 11)."""
        found = self._end_from(month_of(self.rules.local_day(at)) - 1)
        return found is not None and found <= end

    def _end_from(self, since: int) -> date | None:
        """The day on which it would end, rolled, were every month from ``since`` on paid; None: on none."""
        month = self._first(range(since, since + HORIZON), since)
        try:
            day = None if month is None else self._day_in(month)
            return self.calendar.roll(day)[0] if day and self.rule.roll == "next-working-day" else day
        except (OutsideCalendar, OverflowError, ValueError):
            return None

    def _first(self, months: Iterable[int], assumed_from: int | None = None) -> int | None:
        """The first of these months, ascending, after the last meeting whose window holds enough.

        From ``assumed_from`` on, what nothing is said of is taken as paid.
        """
        count, before, judged_by, total = self.count, None, None, 0
        for month in months:
            if count.after is not None and month <= count.after:
                continue
            judge = self.judge_of(month)
            if judge is None:
                before = None
                continue
            if judge is judged_by and before == month - 1:  # the window slides: one month in, one out
                total += count.counts(month, judge.part_months, assumed_from)
                total -= count.counts(month - judge.within, judge.part_months, assumed_from)
            else:
                total = count.sum(month, judge, assumed_from)
            if total >= judge.months:
                return month
            before, judged_by = month, judge
        return None

    def judge_of(self, month: int) -> Accumulation | None:
        """Rule 21: what judges a month: the rule in force on its first day, or the one of the beginning."""
        if _of(self.rule).on_change == "by-start":
            return _of(self.rule)
        return self.rules.accumulation_in(month, self.rule.id)

    def window(self, until: date) -> Iterator[MonthLine]:
        """The window of the month that decides; while none does, of that of ``until``, or the last that holds a word."""
        said = [month for month in self.count.said if self.count.floor is None or month > self.count.floor]
        if not said:
            return
        widest = max(self.deciding(each).within for each in said)
        last = self.decided
        if last is None:
            last = max(*said, min(month_of(until), max(said) + widest - 1))
        for month in range(max(min(said), last - self.deciding(last).within + 1), last + 1):
            judge = self.judge_of(month)
            yield MonthLine(
                month_name(month),
                self.count.said.get(month),
                self.count.counts(month, self.deciding(month).part_months),
                self.count.sum(month, self.deciding(month)),
                judge.months if judge is not None else None,
                month == self.decided,
            )

    def deciding(self, month: int) -> Accumulation:
        """What judges a month, else the rule of the instance."""
        return self.judge_of(month) or _of(self.rule)

    @property
    def deciding_version(self) -> Version:
        """The version of the case type whose rule made it due: where each month has its own, that of the month."""
        if self.decided is None or self.fixed or _of(self.rule).on_change == "by-start":
            return self.version
        return self.rules.version_in(self.decided) or self.version

    def next_count(self, on: date) -> Count:
        """The count that the next instance goes on with, after this one ended on a day; this one's stays as it is."""
        return self.count.ended(on, _of(self.rule), met=self.state == "met")

    # -- what else can happen ----------------------------------------------------------------------

    def stop(self, recorded: Recorded) -> str | None:
        """A count has no clock that could be stopped."""
        return None

    def extend(self, event: TermExtended, at: datetime, position: int) -> str | None:
        """Rule 25: what the months add up to can't be extended."""
        return "extension-not-allowed" if (event.reason or "").strip() else "extension-without-reason"

    def override(self, event: TermOverridden, at: datetime, position: int) -> str | None:
        """Rule 25: the end is fixed from now on; the count no longer moves it."""
        counted = self.state == "counting"
        if event.until is not None and not within_years(event.until):
            return super().override(event, at, position)
        if counted and event.until is not None and event.days is None:
            self._forget_end()  # it was only expected: that its day has passed is no breach
            self.state = "running"
        elif counted:
            return (
                "undeterminable" if event.days is not None and event.until is None else "override-without-length"
            )
        finding = super().override(event, at, position)
        if finding is None:
            self.fixed, self.wakes_on = True, None
        return finding

    def end(self, state: DeadlineState, at: datetime, position: int | None) -> None:
        """Rule 24: one that ends while it counts shows the end that it would have had."""
        if self.state == "counting":
            self._end_in(self._expected(at))
        super().end(state, at, position)

    def come_back(self, at: datetime, position: int | None) -> str | None:
        """The case reopened: it counts on. A fixed end comes back as that of any deadline (rule 18)."""
        if self.fixed:
            return super().come_back(at, position)
        self.state, self.stopped_at, self.changed = "counting", None, True
        self._judge(at)
        self._take_effect(at)
        self._log("came-back", at, position)
        return None


def _first_day(month: int) -> date | None:
    """The first day of a month; none after the last year that there is."""
    try:
        return first_day(month)
    except ValueError:
        return None


def _of(rule: DeadlineRule) -> Accumulation:
    assert rule.accumulation
    return rule.accumulation
