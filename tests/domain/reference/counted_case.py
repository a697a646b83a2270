"""A case whose months add up (rules 19 to 25), lived through event by event.

Nothing is kept but a diary of what was said and done. At every event the diary is read again from its first
line, and every window of months is added up month by month. It is slow and plain on purpose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .clock import Clock
from .days import DAY
from .instance import Shown
from .months import (
    LONG_AGO,
    Count,
    Counted,
    Edition,
    Named,
    Noted,
    Standing,
    counts,
    days_of,
    edition_on,
    local_month,
    month_said,
    names_in_force,
    standing,
)
from .order import events_in_force
from .reading import Happening, clock_of
from .simulation import Key, Period

EXPECTED_AMONG = 120


@dataclass
class CountedCase:
    """A case, its accumulations and the moment it has come to."""

    editions: Sequence[Edition]
    clock: Clock
    now: datetime
    state: str = "not-opened"
    closed_too_early: Happening | None = None
    diaries: dict[str, list[Noted]] = field(default_factory=dict)
    instances: dict[str, list[Counted]] = field(default_factory=dict)
    seen_names: set[str] = field(default_factory=set)
    looks: dict[Key, list[tuple[datetime, Shown]]] = field(default_factory=dict)
    noted: set[tuple[str, int]] = field(default_factory=set)

    def open_instance(self, id_: str) -> Counted | None:
        """The instance of an accumulation that is open, if any."""
        return next((one for one in self.instances.get(id_, []) if one.is_open), None)

    def all_open(self) -> list[Counted]:
        return [one for mine in self.instances.values() for one in mine if one.is_open]

    def note(self, id_: str, what: str, month: int) -> None:
        self.diaries.setdefault(id_, []).append(Noted(what, month))

    def reached(self, instance: Counted, month: int, standing: Standing, paid_from: int | None) -> bool:
        """Rules 20 and 21, by adding up a window; from ``paid_from`` on silence counts as payment."""
        judge: Count | None = instance.count
        if instance.count.by_month:
            edition = edition_on(self.editions, days_of(month)[0])
            judge = edition.counts.get(instance.count.id) if edition else None
        if judge is None:
            return False
        total = 0
        for back in range(judge.within):
            one = month - back
            said = standing.words.get(one)
            if said is None and paid_from is not None and one >= paid_from:
                said = "paid"
            if one > standing.floor and counts(said, judge):
                total += 1
        return total >= judge.months

    def judge(self, instance: Counted) -> None:
        """Rules 21 to 23: in which month it falls due, or would."""
        if instance.fixed:
            return
        now = standing(self.diaries.get(instance.count.id, []))
        widest = max(e.counts[i].within for e in self.editions for i in e.counts)
        last = max(now.words, default=LONG_AGO) + widest
        first = max(min(now.words, default=0), now.after + 1)
        months = (month for month in range(first, last + 1) if self.reached(instance, month, now, None))
        found = next(months, None)
        kept = instance.month if instance.count.stays else None
        due = min((month for month in (found, kept) if month is not None), default=None)
        expected = self.expected(instance, now)
        instance.look_again_on = None
        if due is not None and (expected is None or expected >= due):
            instance.state, instance.month = "running", due
            instance.falls_in(due)
        else:
            instance.state = "counting"
            instance.falls_in(expected)
            if due is not None and expected is not None:
                instance.look_again_on = days_of(expected + 1)[0]
        instance.look_for_breach(self.now)

    def wait(self, until: datetime | None) -> None:
        """Rule 22: what counts although a month is reached is judged anew when the expected month has gone by."""
        while True:
            waiting = [one for one in self.all_open() if one.look_again_on is not None]
            mornings = [self.clock.midnight(one.look_again_on) for one in waiting if one.look_again_on is not None]
            if not mornings or (until is not None and min(mornings) > until):
                return
            self.now = min(mornings)
            for instance in self.all_open():
                instance.time_passes(self.now)
            for instance, morning in zip(waiting, mornings, strict=True):
                if morning == self.now:
                    self.judge(instance)
            self._look()

    def expected(self, instance: Counted, now: Standing) -> int | None:
        """Rule 22: the first month that would be reached, were every month from now on paid."""
        here = local_month(self.now, self.clock)
        for month in range(here, here + EXPECTED_AMONG):
            if month > now.after and self.reached(instance, month, now, here):
                return month
        return None

    def happen(self, event: Happening, named: Named) -> None:
        """Rule 5 with rule 24: what one event does, in this order."""
        edition = edition_on(self.editions, self.clock.local_day(event.occurred))
        was_not_opened = self.state == "not-opened"
        said: dict[str, tuple[int, str]] = {}
        if edition is not None:
            self._open(event, edition)
            said = self._say(event, edition, named)
        self._end(event)
        if edition is not None:
            self._start_over(event, edition)
        self._move(event)
        self.seen_names.add(event.name)
        if edition is not None:
            self._start(event, edition, said)
            self._close(event, edition, opened_now=was_not_opened and self.state == "open")
        self._look()

    def _open(self, event: Happening, edition: Edition) -> None:
        if self.state == "not-opened" and event.name in edition.opens:
            self.state = "open"
        elif self.state == "closed" and event.name in edition.reopens:
            self.state = "open"
            for instance in (one for mine in self.instances.values() for one in mine if one.state == "lapsed"):
                instance.state = "running" if instance.fixed else "counting"
                if instance.days_left is not None:
                    instance.end = self.clock.local_day(self.now) + instance.days_left * DAY
                self.judge(instance)
                instance.look_for_breach(self.now)

    def _say(self, event: Happening, edition: Edition, named: Named) -> dict[str, tuple[int, str]]:
        """Rule 19. Returns what was said to be paid, by accumulation."""
        paid: dict[str, tuple[int, str]] = {}
        part = named.part if named.part is not None else event.attributes.get("part") is True
        for count in edition.counts.values():
            if event.name not in count.counted_by | count.reversed_by:
                continue
            month = month_said(event, named, self.clock)
            if month is None:
                self.noted.add(("a month", event.position))
                continue
            what = ("part" if part else "paid") if event.name in count.counted_by else "unpaid"
            self.note(count.id, what, month)
            if what != "unpaid":
                paid[count.id] = month, what
            self._judge_open(count.id)
        return paid

    def _judge_open(self, id_: str) -> None:
        instance = self.open_instance(id_)
        if instance is not None:
            self.judge(instance)

    def finish(self, instance: Counted, state: str) -> None:
        """Rule 24: one that ends while it counts shows the end expected at that moment."""
        if instance.state == "counting":
            instance.falls_in(self.expected(instance, standing(self.diaries[instance.count.id])))
        late = instance.overdue_from()
        is_late = instance.state == "running" and late is not None and late <= self.now
        instance.days_left = None
        if instance.fixed and instance.end is not None and not is_late:
            instance.days_left = max(0, (instance.end - self.clock.local_day(self.now)).days)
        instance.state, instance.look_again_on = state, None

    def _end(self, event: Happening) -> None:
        for instance in self.all_open():
            if event.name in instance.count.met_by:
                self.finish(instance, "met")
                waits = "met-and-waits" if instance.count.starts_over_by else "met"
                self.note(instance.count.id, waits, local_month(self.now, self.clock))
            elif event.name in instance.count.cancelled_by:
                self.finish(instance, "cancelled")
                self.note(instance.count.id, "met", local_month(self.now, self.clock))
        for id_, mine in self.instances.items():
            if event.name in mine[-1].count.cancelled_by:
                self.note(id_, "waits-no-more", local_month(self.now, self.clock))

    def _start_over(self, event: Happening, edition: Edition) -> None:
        for count in edition.counts.values():
            if event.name in count.starts_over_by:
                self.note(count.id, "starts-over", local_month(self.now, self.clock))
                self._judge_open(count.id)

    def _move(self, event: Happening) -> None:
        for instance in self.all_open():
            if event.deadline != instance.count.id:
                continue
            if event.name == "term-extended" or (event.name == "term-overridden" and not instance.override(event)):
                self.noted.add(("a move", event.position))
            instance.look_for_breach(self.now)

    def _start(self, event: Happening, edition: Edition, said: dict[str, tuple[int, str]]) -> None:
        for id_, (month, what) in said.items() if self.state == "open" else ():
            count = edition.counts[id_]
            now = standing(self.diaries[id_])
            if self.open_instance(id_) or now.waits or count.unless & self.seen_names:
                continue
            if counts(what, count) and month > max(now.after, now.floor):
                mine = self.instances.setdefault(id_, [])
                if mine:
                    self.note(id_, "met", month - 1)
                mine.append(Counted(count, len(mine) + 1, event.position, self.clock))
                self.judge(mine[-1])

    def _close(self, event: Happening, edition: Edition, *, opened_now: bool) -> None:
        closes = event.name in edition.closes
        if closes and self.state == "not-opened":
            self.closed_too_early = self.closed_too_early or event
        if opened_now and self.closed_too_early:
            self._end(self.closed_too_early)
        if self.state == "open" and (closes or (opened_now and self.closed_too_early)):
            self.state = "closed"
            for instance in self.all_open():
                self.finish(instance, "lapsed")

    def _look(self) -> None:
        """Write down what every instance shows now; of several looks at one instant the last one counts."""
        for instance in (one for mine in self.instances.values() for one in mine):
            looks = self.looks.setdefault((instance.count.id, instance.cycle), [])
            if looks and looks[-1][0] == self.now:
                looks.pop()
            looks.append((self.now, instance.shown()))


def count_through(history: Sequence[Any], editions: Sequence[Edition]) -> CountedCase | None:
    """A whole case, its events in world order; None if nothing ever happened in it."""
    events = events_in_force(history, editions)
    if not events:
        return None
    named = names_in_force(history)
    case = CountedCase(editions, clock_of(editions), events[0].occurred)
    for event in events:
        case.wait(event.occurred)
        case.now = event.occurred
        for instance in case.all_open():
            instance.time_passes(case.now)
        case.happen(event, named[event.position])
    case.wait(None)
    return case


def counted_periods(case: CountedCase) -> dict[Key, list[Period]]:
    """What every instance showed, as periods that follow each other without a gap."""
    found: dict[Key, list[Period]] = {}
    for key, looks in case.looks.items():
        ends = [at for at, _ in looks[1:]]
        found[key] = [
            Period(shown, at, end) for (at, shown), end in zip(looks, [*ends, None], strict=True) if at != end
        ]
    return found
