"""All the deadlines of one case: which start, stop, move and end with an event (docs/deadlines.md, rules 5 to 25)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from ..events.case_events import Resumed, TermExtended, TermOverridden
from ..events.history import Recorded
from ..rules.casetype import BREACHED, EXPIRED, MET, DeadlineRule
from .accumulation import CountingClock
from .beginning import Beginning
from .clock import Clock
from .count import Count
from .law import Rules, Version
from .stops import ENDS_BEFORE, Pause, Stops, concerns, flaw_of, named_deadline
from .trail import Trail, twin


class Find(Protocol):
    """Takes down a finding about an event, and the deadline that it concerns. at: when it shows; None: at the event."""

    def __call__(
        self, finding: str, recorded: Recorded, clock: Clock | None = None, at: datetime | None = None
    ) -> None: ...


class Happening(NamedTuple):
    """Something that happens by itself. starts: the anchor that it is, and how what it starts begins."""

    at: datetime
    starts: tuple[str, Beginning] | None


class Clocks:
    """The clocks of a case, in the order in which they started, what it waits for, and the months that were counted."""

    def __init__(self, rules: Rules, find: Find) -> None:
        self.rules = rules
        self.find = find
        self.all: list[Clock] = []
        self.counts: dict[str, Count] = {}
        self.pauses = Trail[Pause]()  # everything that stops clocks or lets them run again
        self.started: set[str] = set()  # the deadlines that the event of now has started
        # Of the latest day: what was to let clocks run again and ended no stop, and the clocks of which deadlines.
        self.idle: tuple[tuple[Recorded, set[str]], ...] = ()

    def fork(self, find: Find) -> Clocks:
        """The same clocks, to be run on without changing these."""
        other = twin(self)
        other.find = find
        other.pauses, other.started = self.pauses.copy(), set()
        # A count is that of the clock that goes by it and of the case.
        counts = {id(count): twin(count) for count in self.counts.values()}
        other.counts = {rule_id: counts[id(count)] for rule_id, count in self.counts.items()}
        other.all = [clock.fork(counts) for clock in self.all]
        return other

    def stands_as(self, other: Clocks) -> bool:
        """Whether what comes does the same to both."""
        return (
            len(self.all) == len(other.all)
            and all(mine.stands_as(theirs) for mine, theirs in zip(self.all, other.all, strict=True))
            and self.counts == other.counts
            and self.idle == other.idle
            and self.pauses.same_as(other.pauses)
        )

    @property
    def has_sleepers(self) -> bool:
        """Whether something will happen by itself, with no event."""
        return any(clock.wakes_at is not None or clock.runs_out_at is not None for clock in self.all)

    def wake(self, until: datetime | None) -> Iterator[Happening]:
        """What happens by itself, up to and including an instant (None: all), one thing at a time (rule 28)."""
        while True:
            at, runs_out, place = self._next()
            if at is None or (until is not None and at > until):
                return
            clock = self.all[place]
            if runs_out:
                beginning = clock.run_out(at)
                if clock.rule.of_the_party:
                    self._let_go(clock.anchor, at)
                anchor = (EXPIRED if clock.rule.of_the_party else BREACHED) + clock.rule.id
                yield Happening(at, (anchor, beginning))
                continue
            had_end = clock.had_end
            stop = clock.wake(at)
            if stop is not None and had_end and clock.undeterminable:
                self.find("undeterminable", stop.opened, clock, at)
            yield Happening(at, None)

    def _next(self) -> tuple[datetime | None, bool, int]:
        """What happens by itself first: when, whether a clock runs out, and which one."""
        due = []
        for place, clock in enumerate(self.all):
            if (at := clock.wakes_at) is not None:
                due.append((at, False, place))
            if (at := clock.runs_out_at) is not None:
                due.append((at, True, place))
        return min(due) if due else (None, False, 0)

    def _let_go(self, question: Recorded, at: datetime) -> None:
        """Rule 26: nobody answered in time; what waited for the answer to that event goes on."""
        self.pauses.add(Pause(question, "expired"))
        for clock in self.all:
            had_end = clock.had_end
            ran = (clock.is_open or clock.state == "lapsed") and clock.let_go(question.position, at)
            if ran and had_end and clock.undeterminable:
                self.find("undeterminable", question, clock, at)

    def end(self, ending: Recorded, at: datetime) -> list[str]:
        """Meet, else cancel, what is open; gives the ids of those met."""
        name = ending.event.name
        met = []
        for clock in self.all:
            is_met = name in clock.rule.met_by
            if not clock.is_open or not (is_met or name in clock.rule.cancelled_by):
                continue
            self.pauses.add(Pause(ending, "moot", clock.held_by))
            clock.end("met" if is_met else "cancelled", at, ending.position)
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

    def lapse(self, at: datetime, closing: Recorded) -> None:
        """Rule 18: the case closes."""
        self.pauses.add(Pause(closing, "closed"))
        for clock in self.all:
            if clock.is_open:
                clock.end("lapsed", at, closing.position)
            clock.stops.lift()

    def come_back(self, recorded: Recorded) -> None:
        """Rule 18: the case reopens."""
        for clock in self.all:
            if clock.state == "lapsed":
                finding = clock.come_back(recorded.event.occurred, recorded.position)
                if finding is not None:
                    self.find(finding, recorded, clock)

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

    def stop_and_run(self, recorded: Recorded, version: Version) -> None:
        """Rules 10 to 13."""
        event, name = recorded.event, recorded.event.name
        stopped, resumed = self._lists(recorded, version)
        stops = (
            bool(stopped) or name in version.stops or any(name in clock.rule.suspended_by for clock in self.all)
        )
        resumes = name in version.resumes or any(name in clock.rule.resumed_by for clock in self.all)
        if not (stops or resumes):
            return
        if self._names_unknown(recorded, version):
            return
        flaw = flaw_of(event, self.rules) if stops else None
        if flaw is not None:
            self.find(flaw, recorded)
        ran, answered, concerned, past = False, False, flaw == ENDS_BEFORE, False
        for clock in self.all:
            rule = clock.rule
            if not concerns(event, rule) or not (name in rule.suspended_by or name in rule.resumed_by):
                continue
            if not (clock.is_open or clock.state == "lapsed"):
                past = past or name in rule.suspended_by
                continue
            if name in rule.resumed_by and self._answer(clock, recorded):
                ran, answered = ran or clock.is_open, True
            elif name in rule.suspended_by and flaw != ENDS_BEFORE:
                concerned = True
                finding = clock.stop(recorded)
                if finding is not None:
                    self.find(finding, recorded, clock)
        opens = flaw != ENDS_BEFORE and (bool(stopped) if named_deadline(event) else stops)
        self.pauses.add(Pause(recorded, "said", stops=opens, resumes=resumes))
        self._look_back(recorded, stopped, set() if answered else resumed - stopped)
        if isinstance(event, Resumed) and not ran:
            self.find("not-suspended", recorded)
        elif not concerned and not answered and (past or (stops and named_deadline(event) and not stopped)):
            self.find("nothing-to-suspend", recorded)

    def _answer(self, clock: Clock, recorded: Recorded) -> bool:
        """Rule 11: an event that lets a clock run again. Gives whether it ended a stop."""
        had_end, misses = clock.had_end, clock.stops.misses(recorded)
        if not clock.answer(recorded):
            return False
        if misses:
            self.find("unknown-awaits", recorded, clock)
        if had_end and clock.undeterminable and clock.state == "running":
            self.find("undeterminable", recorded, clock)
        return True

    def _lists(self, recorded: Recorded, version: Version) -> tuple[set[str], set[str]]:
        """The deadlines that an event stops, and lets run again: by an instance that may go on, else by the version."""
        rules = {clock.rule.id: clock.rule for clock in self.all if clock.is_open or clock.state == "lapsed"}
        name, event = recorded.event.name, recorded.event
        concerned = [
            rules.get(rule.id, rule)
            for rule in (*rules.values(), *(one for one in version.case_type.deadlines if one.id not in rules))
            if concerns(event, rule)
        ]
        return (
            {rule.id for rule in concerned if name in rule.suspended_by},
            {rule.id for rule in concerned if name in rule.resumed_by},
        )

    def _look_back(self, recorded: Recorded, stopped: set[str], idle: set[str]) -> None:
        """Rule 11: what was to let a clock run again that was stopped only later on that day was told in the wrong order.

        stopped: the deadlines that the event stops. idle: those that it was to let run again, if it ended no stop.
        """
        day = self.rules.local_day(recorded.event.occurred)
        self.idle = tuple(one for one in self.idle if self.rules.local_day(one[0].event.occurred) == day)
        for one, deadlines in self.idle:
            if deadlines & stopped:
                self.find("resumed-before-suspended", one, at=recorded.event.occurred)
        self.idle = tuple(one for one in self.idle if not one[1] & stopped)
        if idle and not isinstance(recorded.event, Resumed):
            self.idle += ((recorded, idle),)

    def _names_unknown(self, recorded: Recorded, version: Version) -> bool:
        named = named_deadline(recorded.event)
        if named is None or named in version.deadline_ids:
            return False
        if any(clock.rule.id == named and clock.is_open for clock in self.all):
            return False
        self.find("unknown-deadline", recorded)
        return True

    def move(self, recorded: Recorded, version: Version) -> None:
        """Rules 14, 15 and 25. An event that names no deadline does not concern those that months add up to."""
        event = recorded.event
        if not isinstance(event, TermExtended | TermOverridden):
            return
        if self._names_unknown(recorded, version):
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
        beginning: Beginning,
        version: Version,
        seen: Collection[str],
        counted: Mapping[str, int] | None = None,
    ) -> None:
        """Rules 6, 7, 23 and 27. names: of the event, and of the deadlines that it met. seen: what happened before."""
        counted = counted or {}
        for name in names:
            for rule in version.starts.get(name, ()):
                if rule.id in self.started or any(other in seen or other == names[0] for other in rule.unless):
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
                    running.end("restarted", beginning.at, beginning.anchor.position)
                self.started.add(rule.id)
                if rule.id in counted and same:
                    self.counts[rule.id].not_before(counted[rule.id])
                follows = same[-1].nominal if same and MET + rule.id in names else None
                clock = self._clock(rule, len(same) + 1, beginning._replace(after=follows, by=name), version)
                self.all.append(clock)
                if clock.undeterminable:
                    self.find("undeterminable", beginning.anchor, clock, beginning.at)

    def _clock(self, rule: DeadlineRule, cycle: int, beginning: Beginning, version: Version) -> Clock:
        if rule.accumulation:
            return CountingClock(rule, cycle, beginning, version, self.rules, self.counts[rule.id])
        stops = Stops(rule, self.rules)
        stops.replay(self.pauses, beginning.at)
        return Clock(rule, cycle, beginning, version, self.rules, stops)
