"""The clock of one instance of a deadline: when it ends, and how stopping, extending and ending change that.

The rules are those of docs/deadlines.md; the numbers in the comments are theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from ..events.case_events import TermExtended, TermOverridden
from ..events.history import Recorded
from ..facts import DeadlineState, is_overdue
from ..rules.calendar import OutsideCalendar
from ..rules.casetype import DeadlineRule
from ..rules.term import end_of_term, next_yearly
from .beginning import Beginning, Step
from .count import Count
from .ending import Ending
from .law import Rules, Version
from .moves import Move, OutOfRangeError, flaw_of, moved_end
from .stops import Stop, Stops
from .trail import Trail, twin

# Of two clocks, what says nothing of what will become of them, or is compared otherwise.
NOT_COMPARED = frozenset({"rule", "calendar", "rules", "steps", "stops", "cause"})


class Clock(Ending):
    """One instance of a deadline of a case."""

    def __init__(
        self, rule: DeadlineRule, cycle: int, beginning: Beginning, version: Version, rules: Rules, stops: Stops
    ) -> None:
        super().__init__(rule, version.calendar, rules)
        self.cycle = cycle
        self.beginning = beginning
        self.anchor = beginning.anchor
        self.version = version
        self.state: DeadlineState = "running"
        self.breached_at: datetime | None = None
        self.passed_on: date | None = None
        self.effective_at = beginning.at
        self.ran_out = False  # whether what its end starts was started
        self.stops = stops
        self.held_by: frozenset[int] = frozenset()  # the positions of the events whose stops ever held it
        self.stopped_at: datetime | None = None
        self.time_left: int | timedelta | None = None  # what is left while it stands
        self.stood = 0  # days, over all suspensions that are over
        self.may_stop = True
        # It came back into a wait, or lapsed, with an end that can't be computed, which may never matter.
        self.lost_its_end = False
        self.nominal: date | None = None  # of a yearly one, the day that it is for
        self.extended = 0
        self.steps = Trail[Step]()
        self._start()
        self._take_effect(beginning.at)
        self._log("started", beginning.at, self.anchor.position)
        if self.is_past(beginning.at):
            stops.open = ()
        elif stops.open:
            self._stand(beginning.at)
            self._log_waiting(beginning.at)

    def fork(self, counts: Mapping[int, Count]) -> Clock:
        """The same clock, to be run on without changing this one. counts: by identity, those that go on with it."""
        other = twin(self)
        other.stops, other.steps = twin(self.stops), self.steps.copy()
        return other

    def stands_as(self, other: Clock) -> bool:
        """Whether what comes does the same to both. How they came to stand so is another matter."""
        theirs = vars(other)
        return (
            self.rule is other.rule
            and all(
                mine is theirs[name] or mine == theirs[name]
                for name, mine in vars(self).items()
                if name not in NOT_COMPARED
            )
            and self.stops.open == other.stops.open
        )

    # -- the end -----------------------------------------------------------------------------------

    def _start(self) -> None:
        """Rule 8: the unrolled end."""
        day, rule = self.beginning.day_zero, self.rule
        try:
            if rule.given is not None:
                self._end_as_given(self.anchor.event.attributes.get(rule.given))
            elif rule.on is not None:
                self._end_on(rule.on)
            elif day is None:
                self._forget_end()
            elif rule.term is not None:
                self._end_on(end_of_term(day, rule.term, self.calendar))
            elif rule.yearly is not None:
                self.nominal = next_yearly(self.beginning.after or day, rule.yearly)
                self._end_on(self.nominal)
        except (OutsideCalendar, OverflowError, ValueError):
            self._forget_end()

    def _end_as_given(self, value: object) -> None:
        moment = self.rules.local.parse(value)
        if moment is None:
            return
        instant, whole_day = moment
        if whole_day:
            self._end_on(self.rules.local_day(instant))
        else:
            self._end_at(instant)

    @property
    def had_end(self) -> bool:
        """Whether there was an end that could get lost when the clock runs again, and nobody was told of it yet."""
        return self.lost_its_end or not self.undeterminable

    @property
    def is_open(self) -> bool:
        """Whether it waits to be met."""
        return self.state in ("running", "suspended")

    def is_past(self, at: datetime) -> bool:
        """Whether its end has passed at an instant; a stopped clock's has not."""
        return is_overdue(self.state, self.overdue_from, at)

    @property
    def left(self) -> int | None:
        """Rule 13: what is left while suspended, in days, or working days for a term in working days."""
        if self.state != "suspended":
            return None
        return self.time_left.days if isinstance(self.time_left, timedelta) else self.time_left

    # -- stopping and running ----------------------------------------------------------------------

    def stop(self, recorded: Recorded) -> str | None:
        """Rule 10: an event that stops it. Gives the finding, if there is one."""
        at = recorded.event.occurred
        if self.is_past(at):
            return "suspended-after-breach"
        if self.state == "lapsed" and self.stopped_at is None:  # it was past when the case closed
            return None
        self.stops.end_by(at)
        before = self.stops.open
        finding = self.stops.stop(recorded)
        if not self.may_stop:
            return "suspension-used-up"
        renewed = len(self.stops.open) == len(before)
        what = "renewed" if renewed else "also-waits" if before else "waits"
        if self.stops.open and self.state == "running":
            self._note_breach(at)
            self._stand(at)
            what = "suspended"
        elif self.state == "suspended":
            self._hold()
        for stop in self.stops.open:
            if stop not in before:
                self._log(what, at, recorded.position, stop)
        return finding

    def let_go(self, position: int, at: datetime) -> bool:
        """Rule 26: a stop ends because nobody answered in time. Gives whether the clock runs again."""
        self.stops.end_by(at)
        before = self.stops.open
        if not self.stops.let_go({position}):
            return False
        if self.stops.open and self.state != "running":
            self._log_over(before, at, None)
        if self.stops.open or self.state != "suspended":
            return False
        self._run(at, None)
        return True

    def _hold(self) -> None:
        self.held_by |= {position for stop in self.stops.open for position in stop.positions}

    def answer(self, recorded: Recorded) -> bool:
        """Rule 11: an event that lets it run again. Gives whether it ended a stop."""
        at = recorded.event.occurred
        self.stops.end_by(at)
        before = self.stops.open
        if not self.stops.answer(recorded):
            return False
        if self.stops.open and self.state != "running":
            self._log_over(before, at, recorded.position)
        elif self.state == "suspended":
            self._run(at, recorded.position)
        return True

    @property
    def wakes_at(self) -> datetime | None:
        """When a suspended clock has a stop that ends by itself, or has stood as long as it may."""
        if self.state != "suspended":
            return None
        ends = [day for day in (self.stops.next_end(), self._used_up_on()) if day is not None]
        return self.rules.start_of(min(ends)) if ends else None

    def wake(self, at: datetime) -> Stop | None:
        """Stops end by themselves. Gives the last of them if the clock runs again."""
        before = self.stops.open
        last = before[-1]
        ended = self.stops.end_by(at)
        used_up = self._used_up_on()
        if used_up is not None and used_up <= self.rules.local_day(at):
            self.may_stop = False
            if self.stops.open:
                self._log("used-up", at, None)
        if self.stops.open and self.may_stop:
            self._log_over(before, at, None)
            return None
        self._run(at, None)
        return ended[-1] if ended else last

    def _used_up_on(self) -> date | None:
        if not self.rule.total_suspension or self.stopped_at is None:
            return None
        try:
            return self.rules.local_day(self.stopped_at) + timedelta(days=self.rule.total_suspension - self.stood)
        except OverflowError:
            return None

    def _stand(self, at: datetime) -> None:
        self.time_left = self._left_at(at)
        self.state, self.stopped_at = "suspended", at
        self.changed = True
        self._hold()

    def _run(self, at: datetime, position: int | None) -> None:
        """Rule 12: exactly what was left is given back."""
        self._count_standing(at)
        self._give_back(at, self.time_left)
        self.state, self.stopped_at, self.time_left = "running", None, None
        self.lost_its_end = False
        self._take_effect(at)
        self.changed = True
        self._log("resumed", at, position)

    def _count_standing(self, at: datetime) -> None:
        assert self.stopped_at is not None
        self.stood += (self.rules.local_day(at) - self.rules.local_day(self.stopped_at)).days

    # -- moving ------------------------------------------------------------------------------------

    def extend(self, event: TermExtended, at: datetime, position: int) -> str | None:
        """Rule 14. Gives the finding if it has no effect."""
        end = self._end_asked_for(event)
        if isinstance(end, str):
            return end
        refused = (
            ("extension-too-late", self.is_past(at)),
            ("extension-not-allowed", self.extended >= self.rule.extensions),
            ("undeterminable", end is None),
            ("extension-shortens", end is not None and not self._is_later(end)),
        )
        finding = next((finding for finding, holds in refused if holds), None)
        if finding is not None or end is None:
            return finding
        self._note_breach(at)
        self.extended += 1
        return self._move(end, "extended", at, position)

    def override(self, event: TermOverridden, at: datetime, position: int) -> str | None:
        """Rule 15. Gives the finding if it has no effect."""
        end = self._end_asked_for(event)
        if isinstance(end, str):
            return end
        if end is None:
            return "undeterminable"
        self._note_breach(at)
        return self._move(end, "overridden", at, position)

    def _end_asked_for(self, event: Move) -> date | datetime | str | None:
        """The end that an extension or an override asks for, unrolled; None where there is none to count from; or what is
        wrong with it, whatever the deadline allows: the finding."""
        flaw = flaw_of(event)
        if flaw is not None:
            return flaw
        try:
            return moved_end(event, self.unrolled_on, self.due_at, self.rules.local)
        except OutOfRangeError:
            return "date-out-of-range"

    def _move(self, end: date | datetime, what: str, at: datetime, position: int) -> str | None:
        try:
            if isinstance(end, datetime):
                self._end_at(end)
            else:
                self._end_on(end)
        except (OutsideCalendar, OverflowError):
            self._forget_end()
        if self.state == "suspended":
            assert self.stopped_at is not None
            self.time_left = self._left_at(self.stopped_at)
        self._take_effect(at)
        self._log(what, at, position)
        return "undeterminable" if self.undeterminable else None

    # -- breach and end ----------------------------------------------------------------------------

    def _note_breach(self, at: datetime) -> None:
        """Rule 16: a breach is permanent, whatever happens later."""
        if self.breached_at is None and self.is_past(at) and not self.rule.of_the_party:
            self.breached_at = self.overdue_from
            self.passed_on = self._last_day

    def _take_effect(self, at: datetime) -> None:
        """Rule 16: an end that lies in the past when it takes effect is breached then, not before."""
        self.effective_at = at
        if self.breached_at is None and self.is_past(at) and not self.rule.of_the_party:
            self.breached_at, self.passed_on = at, self.rules.local_day(at)

    @property
    def runs_out_at(self) -> datetime | None:
        """Rules 26 and 27: when it expires, or when what its breach starts starts; None: nothing happens by itself."""
        if self.ran_out or self.overdue_from is None:
            return None
        if self.rule.of_the_party:
            return max(self.overdue_from, self.effective_at) if self.state == "running" else None
        if self.rule.id not in self.rules.breaches_start:
            return None
        # What started anew at the very instant of its breach was breached all the same.
        running = self.state == "running"
        return self.breached_at or (max(self.overdue_from, self.effective_at) if running else None)

    def run_out(self, at: datetime) -> Beginning:
        """Rules 26 and 27: its end has passed. Gives the beginning of what that starts."""
        assert self.overdue_from is not None
        in_time = self.effective_at < self.overdue_from == at
        day_zero = self._last_day if in_time else self.rules.local_day(at)
        self.ran_out = True
        if self.rule.of_the_party:
            self.state, self.changed = "expired", True
            self._log("expired", at, None)
        else:
            self._note_breach(at)
        return Beginning(self.anchor, at, day_zero)

    def end(self, state: DeadlineState, at: datetime, position: int | None) -> None:
        """Rules 17 and 18. A suspended clock shows the end it would have, had it run again now."""
        self._note_breach(at)
        was_past, had_end = self.is_past(at), self.had_end
        if self.state == "suspended":
            self._count_standing(at)
            self._give_back(at, self.time_left)
            self.lost_its_end = had_end and self.undeterminable
        elif state == "lapsed" and not was_past:
            self.time_left = self._left_at(at)
        self.state, self.stopped_at = state, None if was_past else at
        self.changed = True
        self._log(state, at, position)

    def come_back(self, at: datetime, position: int | None) -> str | None:
        """Rule 18: the case reopened; what was left is given back, unless it was overdue when the case closed.

        Gives the finding, if there is one. It comes back standing if the case still waits.
        """
        had_end = self.had_end
        was_past = self.stopped_at is None
        if not was_past:
            self._give_back(at, self.time_left)
        self.state, self.stopped_at = "running", None
        self._take_effect(at)
        self.changed = True
        self._log("came-back", at, position)
        self.stops.end_by(at)
        if self.is_past(at):
            self.stops.open = ()
        lost_its_end = had_end and self.undeterminable
        if self.stops.open and self.may_stop:
            self.state, self.stopped_at = "suspended", at
            self._hold()
            self._log_waiting(at)
            self.lost_its_end = lost_its_end
            return None
        self.lost_its_end = False
        return "undeterminable" if lost_its_end else None

    def _log(self, what: str, at: datetime, position: int | None, stop: Stop | None = None) -> None:
        self.steps.add(Step(what, at, position, self.unrolled_on, self.due_on, self.due_at, stop, self.left))

    def _log_waiting(self, at: datetime) -> None:
        """It starts, or comes back, while the case waits: what for, one by one."""
        for place, stop in enumerate(self.stops.open):
            self._log("also-waits" if place else "suspended", at, stop.opened.position, stop)

    def _log_over(self, before: Sequence[Stop], at: datetime, position: int | None) -> None:
        """What is waited for no more, while the case waits on for something else."""
        for stop in before:
            if stop not in self.stops.open:
                self._log("no-longer-waits", at, position, stop)
