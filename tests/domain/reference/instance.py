"""One instance of a deadline: it runs, stands still, moves, and ends (rules 8 to 18)."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from .budget import Budget
from .days import (
    DAY,
    Works,
    later_on_the_wall,
    local_day,
    midnight,
    walk_months,
    walk_to_yearly,
    walk_working_days,
    written,
)
from .reading import Happening, Rule


class Shown(NamedTuple):
    """What can be read off an instance at one moment."""

    state: str
    due_on: date | None
    due_at: datetime | None
    unrolled_on: date | None
    overdue_from: datetime | None
    breached_at: datetime | None
    left: int | None


class Instance:
    """A deadline that an event started, with the rule of that day, until it ends."""

    def __init__(self, rule: Rule, cycle: int, anchor: Happening) -> None:
        self.rule, self.cycle = rule, cycle
        self.state = "running"
        self.breached_at: datetime | None = None
        self.runs_again_on: date | None = None
        self.extended = 0
        self.overdue_end: date | datetime | None = None
        self.budget = Budget(rule)
        self.budget.set_clock(anchor.occurred)
        self._aim(first_end(rule, anchor))

    def _aim(self, end: date | datetime | None) -> None:
        if isinstance(end, datetime):
            self.budget.aim_at_instant(end)
        elif end is not None:
            self.budget.aim_at_day(end)

    @property
    def is_open(self) -> bool:
        return self.state in {"running", "suspended"}

    @property
    def undeterminable(self) -> bool:
        return self.budget.kind == "nothing"

    def is_overdue(self, now: datetime) -> bool:
        """Rule 16, overdue: it runs, and the clock is at or past the first overdue instant."""
        if self.state != "running" or self.budget.lasts():
            return False
        late = self.budget.overdue_from()
        return late is not None and late <= now

    def look_for_breach(self, now: datetime) -> None:
        """Rule 16: the first instant at which it runs and is overdue."""
        if self.breached_at is None and self.is_overdue(now):
            self.breached_at = now

    def day_begins(self, day: date) -> None:
        """00:00 of a day: the clock runs again by itself, or a day of the budget is used up."""
        if self.state == "suspended" and self.runs_again_on is not None and self.runs_again_on <= day:
            self.resume(midnight(day))
        elif self.state == "running":
            self.budget.day_begins(day)

    def time_passes(self, now: datetime) -> None:
        """The clock moves to an instant of the same day."""
        if self.state == "running":
            self.budget.time_passes(now)

    def suspend(self, event: Happening) -> bool:
        """Rule 10 and 11. Returns whether the event did what it says."""
        if self.state != "running" or self.is_overdue(event.occurred):
            return False
        today = local_day(event.occurred)
        limits = [event.until] if event.until else []
        if event.until and event.until <= today:
            return False
        if self.rule.longest is not None:
            limits.append(today + self.rule.longest * DAY)
        self.runs_again_on = min(limits, default=None)
        self.state = "suspended"
        return True

    def resume(self, now: datetime) -> None:
        """Rule 11 and 12: what was left is given back."""
        if self.state == "suspended":
            self.budget.give_back(now)
            self.state, self.runs_again_on = "running", None

    def extend(self, event: Happening) -> bool:
        """Rule 14. Returns whether the extension applies."""
        if not (event.reason or "").strip() or (self.undeterminable and event.until is None):
            return False
        if (event.days is None) == (event.until is None) or (event.days is not None and event.days < 1):
            return False
        if self.is_overdue(event.occurred) or self.extended >= self.rule.extensions:
            return False
        if event.until is not None and not self._is_later(event.until):
            return False
        self._move(event)
        self.extended += 1
        return True

    def _is_later(self, until: date) -> bool:
        """Whether the end of a day lies later than the unrolled end."""
        end = self.budget.end()
        if isinstance(end, datetime):
            return midnight(until + DAY) > end
        return end is None or until > end

    def override(self, event: Happening) -> bool:
        """Rule 15. Returns whether the override moved anything."""
        if (event.days is None) == (event.until is None) or (self.undeterminable and event.until is None):
            return False
        self._move(event)
        return True

    def _move(self, event: Happening) -> None:
        end = self.budget.end()
        if event.until is not None:
            self._aim(event.until)
        elif event.days is not None and isinstance(end, datetime):
            self._aim(later_on_the_wall(end, event.days))
        elif event.days is not None and end is not None:
            self._aim(end + event.days * DAY)

    def finish(self, state: str, now: datetime) -> None:
        """Rule 17 and 18: it ends; a suspended one shows the end it would have if it ran again now."""
        self.overdue_end = self.budget.end() if self.is_overdue(now) else None
        self.resume(now)
        self.state = state

    def come_back(self, now: datetime) -> None:
        """Rule 18: the case was opened again."""
        self.state = "running"
        if self.overdue_end is None:
            self.budget.give_back(now)
        else:
            self.budget.set_clock(now)
            self._aim(self.overdue_end)

    def shown(self) -> Shown:
        """What can be read off now."""
        if self.state == "suspended":
            left = self.budget.can_be_asked()
            return Shown("suspended", None, None, None, None, self.breached_at, left)
        end, due = self.budget.end(), self.budget.rolled()
        return Shown(
            self.state,
            None if isinstance(due, datetime) else due,
            due if isinstance(due, datetime) else None,
            None if isinstance(end, datetime) else end,
            self.budget.overdue_from(),
            self.breached_at,
            None,
        )


def first_end(rule: Rule, anchor: Happening) -> date | datetime | None:
    """Rule 8: the unrolled end, by walking from day zero; None if it can't be computed."""
    zero = local_day(anchor.occurred)
    if rule.given is not None:
        return written(anchor.attributes.get(rule.given))
    if rule.on is not None:
        return rule.on
    if rule.yearly is not None:
        month, day = rule.yearly.split("-")
        return walk_to_yearly(zero, int(month), int(day))
    return end_of_term(zero, rule.count, rule.unit, rule.works)


def end_of_term(zero: date, count: int, unit: str | None, works: Works) -> date:
    """So many days, weeks, months or working days after day zero, day by day."""
    match unit:
        case "months":
            return walk_months(zero, count)
        case "working_days":
            return walk_working_days(zero, count, works)
    end = zero
    for _ in range(count * (7 if unit == "weeks" else 1)):
        end += DAY
    return end
