"""All the deadlines of one case: which start, stop, move and end with an event (docs/deadlines.md, rules 5 to 25)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from datetime import datetime
from typing import Protocol

from ..events.case_events import Resumed, TermExtended, TermOverridden
from ..events.history import Recorded
from ..rules.casetype import DeadlineRule
from .accumulation import Count, CountingClock
from .clock import Clock
from .law import Rules, Version


class Find(Protocol):
    """Takes down a finding about an event, and the deadline that it concerns."""

    def __call__(self, finding: str, recorded: Recorded, clock: Clock | None = None) -> None: ...


class Clocks:
    """The clocks of a case, in the order in which they started, and the months that were counted."""

    def __init__(self, rules: Rules, find: Find) -> None:
        self.rules = rules
        self.find = find
        self.all: list[Clock] = []
        self.counts: dict[str, Count] = {}

    def ahead(self) -> Clocks:
        """The same clocks, to be run on without changing these."""
        other = copy(self)
        other.all = [copy(clock) for clock in self.all]
        for clock in other.all:
            clock.steps = list(clock.steps)
        return other

    @property
    def has_sleepers(self) -> bool:
        """Whether a stopped clock will run again by itself, with no event."""
        return any(clock.wakes_on is not None for clock in self.all)

    def wake(self, until: datetime | None) -> Iterator[datetime]:
        """Clocks whose suspension ends by itself, up to and including an instant (None: all), run again; gives when."""
        while sleepers := [clock for clock in self.all if clock.wakes_on is not None]:
            at, place = min((clock.wakes_at, place) for place, clock in enumerate(sleepers))
            if until is not None and at > until:
                return
            sleepers[place].run(at, None)
            yield at

    def end(self, name: str, at: datetime, position: int) -> list[str]:
        """Meet, else cancel, what is open; gives the ids of those met."""
        met = []
        for clock in self.all:
            is_met = name in clock.rule.met_by
            if not clock.is_open or not (is_met or name in clock.rule.cancelled_by):
                continue
            clock.end("met" if is_met else "cancelled", at, position)
            if is_met:
                met.append(clock.rule.id)
            if isinstance(clock, CountingClock):
                self.counts[clock.rule.id] = clock.next_count(self.rules.local_day(at))
        for rule_id, cancelled_by in self._waiting() if self.counts else ():
            if name in cancelled_by:
                self.counts[rule_id].waits = False
        return met

    def _waiting(self) -> list[tuple[str, Collection[str]]]:
        """Deadlines that were met and whose count waits to start over, with what makes the wait moot."""
        latest = {clock.rule.id: clock.rule.cancelled_by for clock in self.all if not clock.is_open}
        return [(rule_id, latest[rule_id]) for rule_id, count in self.counts.items() if count.waits]

    def lapse(self, at: datetime, position: int) -> None:
        """Rule 18: the case closes."""
        for clock in self.all:
            if clock.is_open:
                clock.end("lapsed", at, position)

    def come_back(self, at: datetime, position: int) -> None:
        """Rule 18: the case reopens."""
        for clock in self.all:
            if clock.state == "lapsed":
                clock.come_back(at, position)

    def count(self, recorded: Recorded, version: Version) -> dict[str, int]:
        """Months that the event says something of; gives them by deadline."""
        counted: dict[str, int] = {}
        for rule in version.counted.get(recorded.event.name, ()):
            assert rule.accumulation
            month = self.counts.setdefault(rule.id, Count()).take(recorded.event, rule.accumulation, self.rules)
            if month is None:
                self.find("month-unreadable", recorded)
            else:
                counted[rule.id] = month
        if counted:
            self._recount(counted, recorded)
        return counted

    def start_over(self, recorded: Recorded, version: Version) -> None:
        """Counts that begin anew with this event."""
        rules = version.starts_over.get(recorded.event.name)
        if not rules:
            return
        day = self.rules.local_day(recorded.event.occurred)
        for rule in rules:
            self.counts.setdefault(rule.id, Count()).start_over(day)
        self._recount({rule.id: None for rule in rules}, recorded)

    def _recount(self, said: Mapping[str, int | None], recorded: Recorded) -> None:
        """Judge anew what is open; ``said``: by deadline, the month that something was said of."""
        for clock in self.all:
            if isinstance(clock, CountingClock) and clock.rule.id in said and clock.is_open:
                had_end = not clock.undeterminable
                clock.recount(recorded.event.occurred, recorded.position, said[clock.rule.id])
                if had_end and clock.undeterminable:
                    self.find("undeterminable", recorded, clock)

    def stop_and_run(self, recorded: Recorded) -> None:
        """Rules 10 to 13."""
        event, at, position = recorded.event, recorded.event.occurred, recorded.position
        name, ran = event.name, False
        for clock in self.all:
            rule = clock.rule
            if not clock.is_open or (name not in rule.resumed_by and name not in rule.suspended_by):
                continue
            if getattr(event, "deadline", None) not in (None, rule.id):
                continue
            if clock.state == "suspended" and name in rule.resumed_by:
                had_end = not clock.undeterminable
                clock.run(at, position)
                ran = True
                if had_end and clock.undeterminable:
                    self.find("undeterminable", recorded, clock)
            elif name in rule.suspended_by:
                finding = clock.stop(at, position, getattr(event, "until", None))
                if finding is not None:
                    self.find(finding, recorded, clock)
        if isinstance(event, Resumed) and not ran:
            self.find("not-suspended", recorded)

    def move(self, recorded: Recorded) -> None:
        """Rules 14, 15 and 25. An event that names no deadline does not concern those that months add up to."""
        event = recorded.event
        if not isinstance(event, TermExtended | TermOverridden):
            return
        moved = False
        for clock in self.all:
            named = event.deadline == clock.rule.id
            if not clock.is_open or not (named or (event.deadline is None and not clock.rule.accumulation)):
                continue
            moved = True
            if isinstance(event, TermExtended):
                finding = clock.extend(event, event.occurred, recorded.position)
            else:
                finding = clock.override(event, event.occurred, recorded.position)
            if finding is not None:
                self.find(finding, recorded, clock)
        if not moved:
            self.find("nothing-to-extend", recorded)

    def start(
        self,
        names: Sequence[str],
        recorded: Recorded,
        version: Version,
        counted: Mapping[str, int],
        seen: Collection[str],
    ) -> None:
        """Rules 6, 7 and 23. names: of the event, and of the deadlines that it met. seen: what happened before."""
        started: set[str] = set()
        for name in names:
            for rule in version.starts.get(name, ()):
                if rule.id in started:
                    continue
                if any(other in seen or other == recorded.event.name for other in rule.unless):
                    continue
                if rule.accumulation and not (
                    rule.id in counted and self.counts[rule.id].can_start(counted[rule.id], rule.accumulation)
                ):
                    continue
                same = [clock for clock in self.all if clock.rule.id == rule.id]
                running = next((clock for clock in same if clock.is_open), None)
                if running is not None:
                    if rule.again == "ignore":
                        continue
                    running.end("restarted", recorded.event.occurred, recorded.position)
                started.add(rule.id)
                if rule.id in counted and same:
                    self.counts[rule.id].not_before(counted[rule.id])
                clock = self._clock(rule, len(same) + 1, recorded, version)
                self.all.append(clock)
                if clock.undeterminable:
                    self.find("undeterminable", recorded, clock)

    def _clock(self, rule: DeadlineRule, cycle: int, anchor: Recorded, version: Version) -> Clock:
        if rule.accumulation:
            return CountingClock(rule, cycle, anchor, version, self.rules, self.counts[rule.id])
        return Clock(rule, cycle, anchor, version, self.rules)
