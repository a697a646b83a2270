"""A case lived through from its first event to its last, midnight by midnight (rules 4 to 7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from .days import DAY, local_day, midnight
from .instance import Instance, Shown
from .reading import Happening, Version, in_force_on

Key = tuple[str, int]


class Period(NamedTuple):
    """An instance looked like this from ``opened_at`` to ``closed_at`` (excluded; None: for ever)."""

    shown: Shown
    opened_at: datetime
    closed_at: datetime | None


@dataclass
class Simulation:
    """A case, its deadlines and the moment it has come to."""

    versions: Sequence[Version]
    now: datetime
    state: str = "not-opened"
    closed_too_early: Happening | None = None
    instances: list[Instance] = field(default_factory=list)
    seen_names: set[str] = field(default_factory=set)
    looks: dict[Key, list[tuple[datetime, Shown]]] = field(default_factory=dict)
    noted: set[tuple[str, int]] = field(default_factory=set)

    def open_instances(self) -> list[Instance]:
        return [instance for instance in self.instances if instance.is_open]

    def look(self) -> None:
        """Write down what every instance shows now; of several looks at one instant the last one counts."""
        for instance in self.instances:
            looks = self.looks.setdefault((instance.rule.id, instance.cycle), [])
            if looks and looks[-1][0] == self.now:
                looks.pop()
            looks.append((self.now, instance.shown()))

    def pass_time(self, until: datetime) -> None:
        """Up to and including an instant: days begin, clocks run again, deadlines are breached."""
        while self.open_instances():
            following = midnight(local_day(self.now) + DAY)
            stop = min([following, *self._instants_ahead()])
            if stop > until:
                break
            self._move_clock(stop)
            suspended = [one for one in self.instances if one.state == "suspended"]
            for instance in self.open_instances() if stop == following else []:
                instance.day_begins(local_day(stop))
            for instance in self.open_instances():
                instance.look_for_breach(self.now)
            if any(instance.state == "running" for instance in suspended):
                self.look()
        self._move_clock(until)

    def _instants_ahead(self) -> list[datetime]:
        return [
            late
            for instance in self.open_instances()
            if instance.budget.kind == "time" and instance.state == "running"
            if (late := instance.budget.overdue_from()) is not None and late > self.now
        ]

    def _move_clock(self, now: datetime) -> None:
        for instance in self.open_instances():
            instance.time_passes(now)
        self.now = now

    def happen(self, event: Happening) -> None:
        """Rule 5: what one event does, in this order."""
        version = in_force_on(self.versions, local_day(event.occurred))
        was_not_opened = self.state == "not-opened"
        if version is not None:
            self._open(event, version)
        met = self._end(event)
        self._clocks(event)
        self._move(event)
        self.seen_names.add(event.name)
        if version is not None:
            self._start(event, version, met)
            self._close(event, version, opened_now=was_not_opened and self.state == "open")
        self.look()

    def _open(self, event: Happening, version: Version) -> None:
        if self.state == "not-opened" and event.name in version.opens:
            self.state = "open"
        elif self.state == "closed" and event.name in version.reopens:
            self.state = "open"
            for instance in self.instances:
                if instance.state == "lapsed":
                    instance.come_back(self.now)
                    instance.look_for_breach(self.now)

    def _end(self, event: Happening) -> set[str]:
        met: set[str] = set()
        for instance in self.open_instances():
            if event.name in instance.rule.met_by:
                instance.finish("met", self.now)
                met.add(f"met:{instance.rule.id}")
            elif event.name in instance.rule.cancelled_by:
                instance.finish("cancelled", self.now)
        return met

    def _meant(self, event: Happening) -> list[Instance]:
        return [one for one in self.open_instances() if event.deadline in {None, one.rule.id}]

    def _clocks(self, event: Happening) -> None:
        for instance in self._meant(event):
            if instance.state == "suspended" and event.name in instance.rule.resumed_by:
                instance.resume(self.now)
                instance.look_for_breach(self.now)
            elif event.name in instance.rule.suspended_by and not instance.suspend(event):
                self.noted.add(("a stop", event.position))

    def _move(self, event: Happening) -> None:
        moves: dict[str, Callable[[Instance], bool]] = {
            "term-extended": lambda instance: instance.extend(event),
            "term-overridden": lambda instance: instance.override(event),
        }
        move = moves.get(event.name)
        if move is None:
            return
        for instance in self._meant(event):
            if not move(instance):
                self.noted.add(("a move", event.position))
            instance.look_for_breach(self.now)

    def _start(self, event: Happening, version: Version, met: set[str]) -> None:
        if self.state != "open":
            return
        for rule in version.rules:
            if not rule.after & ({event.name} | met) or rule.unless & self.seen_names:
                continue
            mine = [instance for instance in self.instances if instance.rule.id == rule.id]
            running = [instance for instance in mine if instance.is_open]
            if running and not rule.restarts:
                continue
            for instance in running:
                instance.finish("restarted", self.now)
            started = Instance(rule, len(mine) + 1, event)
            if started.undeterminable:
                self.noted.add(("an end", event.position))
            started.look_for_breach(self.now)
            self.instances.append(started)

    def _close(self, event: Happening, version: Version, *, opened_now: bool) -> None:
        closes = event.name in version.closes
        if closes and self.state == "not-opened":
            self.closed_too_early = self.closed_too_early or event
            self.noted.add(("a closing", event.position))
        if opened_now and self.closed_too_early:
            self._end(self.closed_too_early)
        if self.state == "open" and (closes or (opened_now and self.closed_too_early)):
            self.state = "closed"
            for instance in self.open_instances():
                instance.finish("lapsed", self.now)


def live_through(events: Sequence[Happening], versions: Sequence[Version]) -> Simulation:
    """A whole case: its events in world order, and then until no clock would run again by itself."""
    simulation = Simulation(versions, events[0].occurred)
    for event in events:
        simulation.pass_time(event.occurred)
        simulation.happen(event)
    while waiting := [one.runs_again_on for one in simulation.open_instances() if one.runs_again_on]:
        simulation.pass_time(midnight(max(waiting)))
    return simulation


def periods(simulation: Simulation) -> dict[Key, list[Period]]:
    """What every instance showed, as periods that follow each other without a gap."""
    found: dict[Key, list[Period]] = {}
    for key, looks in simulation.looks.items():
        ends = [at for at, _ in looks[1:]]
        found[key] = [
            Period(shown, at, end) for (at, shown), end in zip(looks, [*ends, None], strict=True) if at != end
        ]
    return found
