"""What a case waits for, and the clocks that stand for it (rules 10, 11 and 26)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from .clock import Clock
from .days import within_years
from .instance import Instance
from .reading import Happening, Rule, Version
from .stops import Said


@dataclass
class WaitingCase:
    """The deadlines of a case, its diary of stops, and what was found in it."""

    versions: Sequence[Version]
    clock: Clock
    now: datetime
    instances: list[Instance] = field(default_factory=list)  # in the order in which they started
    diary: list[Said] = field(default_factory=list)
    ended_nothing: dict[tuple[date, str], list[Happening]] = field(default_factory=dict)
    noted: dict[tuple[str, int], datetime] = field(default_factory=dict)  # findings, and when each was first made

    def open_instances(self) -> list[Instance]:
        return [instance for instance in self.instances if instance.is_open]

    def note(self, code: str | None, event: Happening | int) -> None:
        """A finding about an event, at this moment."""
        if code is not None:
            position = event if isinstance(event, int) else event.position
            self.noted.setdefault((code, position), self.now)

    def stop_and_start_clocks(self, event: Happening, version: Version) -> None:
        """Rules 10 and 11: what the event says of stops, to the diary and to every instance that has not ended."""
        in_force = list(version.rules)
        rules = [*in_force, *(one.rule for one in self.instances)]
        stopping = frozenset().union(*(rule.suspended_by | rule.resumed_by for rule in rules))
        if event.name not in stopping:
            return
        known = {rule.id for rule in in_force} | {one.rule.id for one in self.open_instances()}
        if event.deadline is not None and event.deadline not in known:
            self.note("unknown-deadline", event)
            return
        line = self._screened(event, self.clock.local_day(event.occurred), rules)
        waiting = [one for one in self.instances if one.is_open or one.state == "lapsed"]
        named = [one.rule for one in waiting if one.rule.id == event.deadline]
        named = named or [rule for rule in in_force if rule.id == event.deadline]
        if line.stops and named and not any(event.name in rule.suspended_by for rule in named):
            self.note("nothing-to-suspend", event)
            line = line._replace(stops=False)
        did = [(one, self._tell(one, line)) for one in waiting]
        self.diary.append(line)
        ended = {one.is_open for one, what in did if what == "ended"}
        self._note_order(event, line, in_force, waiting, ended)
        if line.stops and not ended:
            self._note_nothing_to_stop(event)

    def _screened(self, event: Happening, day: date, rules: Sequence[Rule]) -> Said:
        """Rule 10: an end outside the years is none; a stop that ends before it begins is no stop."""
        stops = any(event.name in rule.suspended_by for rule in rules)
        ends = any(event.name in rule.resumed_by for rule in rules)
        until = event.until
        if until is not None and stops:
            if not within_years(until):
                self.note("date-out-of-range", event)
                until = None
            elif until <= day:
                self.note("suspension-ends-before-it-begins", event)
                stops = False
        return Said(day, event, until, stops, ends)

    def _tell(self, instance: Instance, line: Said) -> str:
        assert line.event is not None
        known = not instance.undeterminable
        did, wrong = instance.hear(line, self.now)
        self.note(wrong, line.event)
        if known and instance.undeterminable:
            self.note("undeterminable", line.event)
        return did

    def _note_order(
        self, event: Happening, line: Said, in_force: Sequence[Rule], waiting: Sequence[Instance], ended: set[bool]
    ) -> None:
        """Rule 11: what ends no stop of any open instance; and, of one day and deadline, an answer before the stop."""
        without = [rule for rule in in_force if rule.id not in {one.rule.id for one in waiting}]
        concerned = [one for one in (*(one.rule for one in waiting), *without) if event.deadline in {None, one.id}]
        for rule in concerned:
            for answer in (
                self.ended_nothing.get((line.day, rule.id), ()) if event.name in rule.suspended_by else ()
            ):
                self.note("resumed-before-suspended", answer)
        if event.name == "resumed" and True not in ended:
            self.note("not-suspended", event)
        for rule in concerned if event.name != "resumed" and not ended else ():
            if event.name in rule.resumed_by - rule.suspended_by:
                self.ended_nothing.setdefault((line.day, rule.id), []).append(event)

    def _note_nothing_to_stop(self, event: Happening) -> None:
        """Rule 10: a stop that concerns nothing but what has ended."""
        mine = [
            one
            for one in self.instances
            if event.name in one.rule.suspended_by and event.deadline in {None, one.rule.id}
        ]
        if mine and not any(one.is_open or one.state == "lapsed" for one in mine):
            self.note("nothing-to-suspend", event)

    def let_go(self, instances: Sequence[Instance]) -> None:
        """Rule 10: what held those of them that were met or cancelled holds nothing that starts later."""
        gone = frozenset(at for one in instances if one.state in {"met", "cancelled"} for at in one.held_by)
        if gone:
            self.diary.append(Said(self.clock.local_day(self.now), gone=gone))

    def end_the_stop_of_a_silent_party(self, anchor: Happening) -> None:
        """Rule 26: what the party was asked is waited for no more."""
        self.diary.append(Said(self.clock.local_day(self.now), over=anchor.position))
        for one in self.instances:
            known = not one.undeterminable
            if one.stop_ends(anchor.position, self.now) and known and one.undeterminable:
                self.note("undeterminable", anchor)
