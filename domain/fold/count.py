"""What a case's events say of its months, for one rule that months add up to (docs/deadlines.md, rules 19, 20 and 24)."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from ..events.case_events import Event
from ..month import month_of, parse_month
from ..rules.casetype import Accumulation, PartMonths
from .law import Rules

Said = Literal["paid", "part", "reversed"]
# How far ahead a count that grows every month is followed, when a later version of the rule may ask for more; and how
# far from the month in which it happened an event can speak of another: what lies farther off is a slip.
HORIZON = 120


@dataclass
class Count:
    """What the events of a case say of its months, for one rule.

    said: by month, the last word in world order. floor: months up to and including this one count no more.
    after: only later months can fall due. waits: the deadline was met, and the count has not started over.
    """

    said: Mapping[int, Said] = field(default_factory=dict)
    floor: int | None = None
    after: int | None = None
    waits: bool = False

    def take(self, event: Event, accumulation: Accumulation, rules: Rules) -> int | None:
        """Rule 19: an event that counts or reverses a month. Gives the month, None if it can't be read."""
        month = _month_of(event, rules)
        if month is not None:
            part = getattr(event, "part", event.attributes.get("part")) is True
            reverses = event.name in accumulation.reversed_by
            # Anew, and not within: the counts that were copied from this one keep theirs.
            self.said = {**self.said, month: "reversed" if reverses else "part" if part else "paid"}
        return month

    def counts(self, month: int, part_months: PartMonths, assumed_from: int | None = None) -> bool:
        """Rule 20. From ``assumed_from`` on, every month that nothing is said of is taken as paid (rule 22)."""
        if self.floor is not None and month <= self.floor:
            return False
        said = self.said.get(month)
        if said is None:
            return assumed_from is not None and month >= assumed_from
        return said == "paid" or (said == "part" and part_months == "count")

    def sum(self, month: int, judge: Accumulation, assumed_from: int | None = None) -> int:
        """Rule 20: how many months count in the window that ends with ``month``."""
        window = range(month - judge.within + 1, month + 1)
        return sum(self.counts(each, judge.part_months, assumed_from) for each in window)

    def can_start(self, month: int, accumulation: Accumulation) -> bool:
        """Rule 23: whether a month of which something was just said is the beginning of an instance."""
        is_new = self.after is None or month > self.after
        return not self.waits and is_new and self.counts(month, accumulation.part_months)

    def ended(self, on: date, accumulation: Accumulation, *, met: bool) -> Count:
        """Rule 24: the count of the next instance, when one ended on a day; this one stays as it is."""
        other = copy(self)
        other.after = month_of(on)
        other.waits = met and bool(accumulation.starts_over_by)
        return other

    def not_before(self, month: int) -> None:
        """Rule 24: an instance that follows another falls due in the month with which it starts, or later."""
        self.after = month - 1 if self.after is None else max(self.after, month - 1)

    def start_over(self, on: date) -> None:
        """Rule 24: the months up to a day count no more."""
        self.floor = self.after = month_of(on)
        self.waits = False


def _month_of(event: Event, rules: Rules) -> int | None:
    """The month that an event speaks of: as it says, else the local month in which it happened."""
    said = getattr(event, "month", event.attributes.get("month"))
    happened = month_of(rules.local_day(event.occurred))
    month = happened if said is None else parse_month(said)
    return month if month is not None and abs(month - happened) <= HORIZON else None
