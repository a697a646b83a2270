"""A case lived through from its first event to its last, midnight by midnight (rules 4 to 7, 27 and 28)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from .days import DAY
from .ends import Beginning, beginning, day_zero
from .instance import Instance, Shown
from .reading import Happening, Rule, Version, clock_of, in_force_on
from .stops import Said
from .waiting import WaitingCase

Key = tuple[str, int]


class Period(NamedTuple):
    """An instance looked like this from ``opened_at`` to ``closed_at`` (excluded; None: for ever)."""

    shown: Shown
    opened_at: datetime
    closed_at: datetime | None


@dataclass
class Simulation(WaitingCase):
    """A case, its deadlines and the moment it has come to."""

    state: str = "not-opened"
    closed_too_early: Happening | None = None
    seen_names: set[str] = field(default_factory=set)
    looks: dict[Key, list[tuple[datetime, Shown]]] = field(default_factory=dict)

    def look(self) -> None:
        """Write down what every instance shows now; of several looks at one instant the last one counts."""
        for instance in self.instances:
            looks = self.looks.setdefault((instance.rule.id, instance.cycle), [])
            if looks and looks[-1][0] == self.now:
                looks.pop()
            looks.append((self.now, instance.shown()))

    def pass_time(self, until: datetime) -> None:
        """Up to and including an instant: days begin, clocks run again, then deadlines run out (rule 28)."""
        while self.open_instances():
            following = self.clock.midnight(self.clock.local_day(self.now) + DAY)
            stop = min([following, *self._instants_ahead()])
            if stop > until:
                break
            self._move_clock(stop)
            before = [(one.state, one.undeterminable) for one in self.instances]
            for instance in self.open_instances() if stop == following else []:
                self._day_begins(instance)
            self._run_out(set())
            if before != [(one.state, one.undeterminable) for one in self.instances]:
                self.look()
        self._move_clock(until)

    def _day_begins(self, instance: Instance) -> None:
        stood, known = instance.state == "suspended", not instance.undeterminable
        instance.day_begins(self.clock.local_day(self.now))
        if stood and known and instance.undeterminable:
            self.note("undeterminable", instance.waker())

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
        version = in_force_on(self.versions, self.clock.local_day(event.occurred))
        was_not_opened = self.state == "not-opened"
        if version is not None:
            self._open(event, version)
        open_before = self.open_instances()
        met = self._end(event)
        self.let_go(open_before)
        if version is not None:
            self.stop_and_start_clocks(event, version)
            self._move(event, version)
        self.seen_names.add(event.name)
        started: set[str] = set()
        if version is not None:
            self._start(event, version, met, started)
        self._run_out(started)
        if version is not None:
            self._close(event, version, opened_now=was_not_opened and self.state == "open")
        self.look()

    def _open(self, event: Happening, version: Version) -> None:
        if self.state == "not-opened" and event.name in version.opens:
            self.state = "open"
        elif self.state == "closed" and event.name in version.reopens:
            self.state = "open"
            for instance in self.instances:
                if instance.state == "lapsed":
                    self.note(instance.come_back(self.now), event)
        elif self.state == "open" and event.name in version.reopens and event.name not in version.opens:
            self.note("already-open", event)

    def _end(self, event: Happening) -> dict[str, Instance]:
        """Rule 17. Returns what was met, by deadline."""
        met: dict[str, Instance] = {}
        for instance in self.open_instances():
            if event.name in instance.rule.met_by:
                state = "met"
                met[instance.rule.id] = instance
            elif event.name in instance.rule.cancelled_by:
                state = "cancelled"
            else:
                continue
            instance.finish(state, self.now)
        return met

    def _move(self, event: Happening, version: Version) -> None:
        if event.name not in {"term-extended", "term-overridden"}:
            return
        meant = [one for one in self.open_instances() if event.deadline in {None, one.rule.id}]
        if not meant:
            known = {None, *(rule.id for rule in version.rules)}
            self.note("nothing-to-extend" if event.deadline in known else "unknown-deadline", event)
        for instance in meant:
            move = instance.extend if event.name == "term-extended" else instance.override
            self.note(move(event), event)
            instance.look_for_breach(self.now, took_effect=True)

    def _start(self, event: Happening, version: Version, met: dict[str, Instance], started: set[str]) -> None:
        """Rule 6, for an event and for what it met."""
        zero = day_zero(event, self.clock, version)
        for name in (event.name, *(f"met:{id_}" for id_ in met)):
            for rule in version.rules:
                if name in rule.after:
                    year_before = met[rule.id].begins.year_of if rule.id in met else None
                    self._begin(rule, beginning(rule, event, self.now, zero, self.clock, year_before), started)

    def _begin(self, rule: Rule, begins: Beginning, started: set[str]) -> None:
        if self.state != "open" or rule.unless & self.seen_names or rule.id in started:
            return
        mine = [instance for instance in self.instances if instance.rule.id == rule.id]
        running = [instance for instance in mine if instance.is_open]
        if running and not rule.restarts:
            return
        for instance in running:
            instance.finish("restarted", self.now)
        started.add(rule.id)
        instance = Instance(rule, len(mine) + 1, begins, self.clock, self.diary)
        self.instances.append(instance)
        if instance.undeterminable:
            self.note("undeterminable", begins.anchor)

    def _run_out(self, started: set[str]) -> None:
        """Rules 16, 26 and 27: what ran out, and what starts with it, in the order in which the instances started."""
        while (told := self._next_that_ran_out()) is not None:
            told.is_told_of()
            prefix = "expired" if told.rule.of_the_party else "breached"
            if told.rule.of_the_party:
                self.end_the_stop_of_a_silent_party(told.begins.anchor)
            version = in_force_on(self.versions, self.clock.local_day(self.now))
            for rule in version.rules if version else ():
                if f"{prefix}:{told.rule.id}" in rule.after:
                    begins = beginning(rule, told.begins.anchor, self.now, told.passed_on, self.clock, None)
                    self._begin(rule, begins, started)

    def _next_that_ran_out(self) -> Instance | None:
        for one in self.instances:
            if one.is_open:
                one.look_for_breach(self.now)
            if one.ran_out_at is not None and not one.is_told:
                return one
        return None

    def _close(self, event: Happening, version: Version, *, opened_now: bool) -> None:
        closes = event.name in version.closes
        if closes and self.state == "not-opened":
            self.closed_too_early = self.closed_too_early or event
            self.note("closed-before-opened", event)
        if opened_now and self.closed_too_early:
            open_before = self.open_instances()
            self._end(self.closed_too_early)
            self.let_go(open_before)
        if self.state == "open" and (closes or (opened_now and self.closed_too_early)):
            self.state = "closed"
            for instance in self.open_instances():
                instance.finish("lapsed", self.now)
            for instance in self.instances:
                instance.stops.case_closes()
            self.diary.append(Said(self.clock.local_day(self.now), closes=True))


def live_through(events: Sequence[Happening], versions: Sequence[Version]) -> Simulation:
    """A whole case: its events in world order, and then until nothing would happen by itself."""
    simulation = Simulation(versions, clock_of(versions), events[0].occurred)
    for event in events:
        simulation.pass_time(event.occurred)
        simulation.happen(event)
    while (ahead := _next_by_itself(simulation)) is not None:
        simulation.pass_time(ahead)
    return simulation


def _next_by_itself(simulation: Simulation) -> datetime | None:
    """When a clock runs again, or a deadline runs out that is the party's or starts another."""
    anchors = {name for version in simulation.versions for rule in version.rules for name in rule.after}
    found: list[datetime] = []
    for one in simulation.open_instances():
        wakes = one.runs_again_on()
        if wakes is not None:
            found.append(simulation.clock.midnight(wakes))
        elif one.state == "running" and one.ran_out_at is None:
            late = one.budget.overdue_from()
            if late is not None and (one.rule.of_the_party or f"breached:{one.rule.id}" in anchors):
                found.append(late)
    return min(found, default=None)


def periods(simulation: Simulation) -> dict[Key, list[Period]]:
    """What every instance showed, as periods that follow each other without a gap."""
    found: dict[Key, list[Period]] = {}
    for key, looks in simulation.looks.items():
        ends = [at for at, _ in looks[1:]]
        found[key] = [
            Period(shown, at, end) for (at, shown), end in zip(looks, [*ends, None], strict=True) if at != end
        ]
    return found
