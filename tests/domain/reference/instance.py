"""One instance of a deadline: it runs, stands still, moves, and ends (rules 8 to 18 and 26)."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import date, datetime
from typing import NamedTuple

from .budget import Budget
from .clock import Clock
from .days import DAY, FIRST_YEAR, LAST_YEAR, MICROSECOND, NotInAlmanacError, within_years
from .ends import Beginning
from .reading import Happening, Rule
from .stops import Said, Stops

LONGEST_MOVE = 366 * (LAST_YEAR - FIRST_YEAR)  # days; what moves an end further leaves the years that there are


class Shown(NamedTuple):
    """What can be read off an instance at one moment."""

    state: str
    due_on: date | None
    due_at: datetime | None
    unrolled_on: date | None
    overdue_from: datetime | None
    breached_at: datetime | None
    passed_on: date | None
    left: int | None
    anchor: int


class Instance:
    """A deadline that something started, with the rule of that day, until it ends."""

    def __init__(self, rule: Rule, cycle: int, begins: Beginning, clock: Clock, diary: list[Said]) -> None:
        self.rule, self.cycle, self.begins, self.clock = rule, cycle, begins, clock
        self.state = "running"
        self.ran_out_at: datetime | None = None
        self.passed_on: date | None = None
        self.is_told = False  # whether what starts when it runs out has started
        self.extended = 0
        self.overdue_end: date | datetime | None = None
        self.at_end = Budget(rule, clock)
        self.stood = 0  # days, up to the day since which it stands
        self.stands_since = date.min
        self.budget = Budget(rule, clock)
        self.budget.set_clock(begins.at)
        self._aim(begins.end)
        self.held_by: set[int] = set()  # the events whose stops ever held it
        self.stops = Stops(rule)
        self.stops.hear_all(diary, clock.local_day(begins.at))
        self.look_for_breach(begins.at, took_effect=True)
        self._stand_if_it_must(begins.at)

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

    def look_for_breach(self, now: datetime, *, took_effect: bool = False) -> None:
        """Rules 16 and 26: the first instant at which it runs and is overdue, and the day that passed then.

        took_effect: its end lay in the past when it took effect, now; else time went by.
        """
        if self.ran_out_at is not None or not self.is_overdue(now):
            return
        self.ran_out_at = now
        self.passed_on = self.clock.local_day(now if took_effect else now - MICROSECOND)

    def is_told_of(self) -> None:
        """Rules 26 to 28: it has its turn among what runs out at this instant."""
        self.is_told = True
        if self.rule.of_the_party:
            self.state = "expired"

    def day_begins(self, day: date) -> None:
        """00:00 of a day: the clock runs again by itself, or a day of the budget is used up."""
        if self.state == "suspended":
            self.stops.morning(day)
            if not self.stops.open or self._has_stood_enough(day):
                self._run_again(self.clock.midnight(day))
        elif self.state == "running":
            self.budget.day_begins(day)

    def runs_again_on(self) -> date | None:
        """The day on which the clock runs again by itself."""
        if self.state != "suspended":
            return None
        days = [self.stops.all_end_on()]
        if self.rule.altogether is not None:
            days.append(self.stands_since + max(0, self.rule.altogether - self.stood) * DAY)
        return min((day for day in days if day is not None), default=None)

    def _has_stood_enough(self, day: date) -> bool:
        stands = (day - self.stands_since).days if self.state == "suspended" else 0
        return self.rule.altogether is not None and self.stood + stands >= self.rule.altogether

    def time_passes(self, now: datetime) -> None:
        """The clock moves to an instant of the same day."""
        if self.state == "running":
            self.budget.time_passes(now)

    def hear(self, line: Said, now: datetime) -> tuple[str, str | None]:
        """Rules 10 and 11: an event that may stop or start the clock. Returns what it did, and what is wrong."""
        if self._comes_too_late(line, now):
            self.stops.morning(line.day)
            return "nothing", "suspended-after-breach" if self.is_open else None
        did = self.stops.hear(line)
        if did == "ended" and not self.stops.open:
            self._run_again(now)
        if did == "ended" and self.stops.ended_another_than(line):
            return did, "unknown-awaits"
        if did in {"opened", "renewed", "nothing new"}:
            return did, self._flaw_of_a_stop(line, did, now)
        return did, None

    def stop_ends(self, position: int, now: datetime) -> bool:
        """Rule 26: the stop that this event opened is over. Returns whether the clock runs again."""
        self.stops.is_over(position)
        stood = self.state == "suspended"
        if stood and not self.stops.open:
            self._run_again(now)
        return stood and self.state == "running"

    def _comes_too_late(self, line: Said, now: datetime) -> bool:
        """Rule 10: a stop that comes after the breach, or while it has lapsed overdue, is not there for it."""
        event = line.event
        is_late = self.is_overdue(now) or (self.state == "lapsed" and self.overdue_end is not None)
        if event is None or event.deadline not in {None, self.rule.id} or not is_late:
            return False
        return line.stops and event.name in self.rule.suspended_by and event.name not in self.rule.resumed_by

    def _flaw_of_a_stop(self, line: Said, did: str, now: datetime) -> str | None:
        """Rule 10, for an event that opened or renewed a stop: whether the clock stands now."""
        assert line.event is not None
        if self.state in {"running", "lapsed"} and self._has_stood_enough(line.day):
            return "suspension-used-up"
        if self.state == "running":
            self._stand(line.day)
        else:
            self._is_held()
            return "already-suspended" if did == "nothing new" else None
        return None

    def _stand(self, day: date) -> None:
        self.state, self.stands_since = "suspended", day
        self._is_held()

    def _is_held(self) -> None:
        if self.state == "suspended":
            self.held_by.update(position for stop in self.stops.open for position in stop.said_by)

    def _stand_if_it_must(self, now: datetime) -> None:
        """Rule 10: it starts, or comes back, while the case waits. A breach is not undone by waiting."""
        if self.state != "running" or not self.stops.open:
            return
        day = self.clock.local_day(now)
        if self.is_overdue(now):
            self.stops.forget()
        elif not self._has_stood_enough(day):
            self._stand(day)

    def _run_again(self, now: datetime) -> None:
        """Rules 11 and 16: the clock runs again; an end that lies in the past is breached now."""
        if self.state == "suspended":
            self._give_back(now)
            self.look_for_breach(now, took_effect=True)

    def _give_back(self, now: datetime) -> None:
        """Rule 12: what was left is given back."""
        if self.state == "suspended":
            self.stood += (self.clock.local_day(now) - self.stands_since).days
            self.budget.give_back(now)
            self.state = "running"

    def waker(self) -> int:
        """The event that opened the stop which ended last, or the last that is open still."""
        return (self.stops.ended or self.stops.open)[-1].opener.position

    def extend(self, event: Happening) -> str | None:
        """Rule 14. Returns what is wrong with it, if anything."""
        end = self._moved(event)
        length = event.days if event.until is None else 1
        checks: tuple[tuple[str, Callable[[], bool]], ...] = (
            ("extension-without-reason", lambda: not (event.reason or "").strip()),
            ("extension-without-length", lambda: _is_vague(event) or (length is not None and length < 1)),
            ("date-out-of-range", lambda: self._is_out_of_range(end)),
            ("extension-too-late", lambda: self.is_overdue(event.occurred)),
            ("extension-not-allowed", lambda: self.extended >= self.rule.extensions),
            ("undeterminable", lambda: end is None),
            ("extension-shortens", lambda: not self._is_later(end)),
        )
        flaw = next((code for code, is_so in checks if is_so()), None)
        if flaw is not None:
            return flaw
        self._aim(end)
        self.extended += 1
        return "undeterminable" if self.undeterminable else None

    def _is_later(self, end: date | datetime | None) -> bool:
        """Whether an end, rolled, is late later than the one it has; what no calendar knows lies later."""
        if end is None:
            return False
        was = self.budget.overdue_from() if self._known_end() is not None else None
        trial = Budget(self.rule, self.clock)
        trial.set_clock(self.budget.now)
        trial.today = self.budget.today
        if isinstance(end, datetime):
            trial.aim_at_instant(end)
        else:
            trial.aim_at_day(end)
        late = trial.overdue_from()
        return was is None or late is None or late > was

    def override(self, event: Happening) -> str | None:
        """Rule 15. Returns what is wrong with it, if anything."""
        if _is_vague(event):
            return "override-without-length"
        end = self._moved(event)
        if self._is_out_of_range(end):
            return "date-out-of-range"
        if end is None:
            return "undeterminable"
        self._aim(end)
        return "undeterminable" if self.undeterminable else None

    def _is_out_of_range(self, end: date | datetime | None) -> bool:
        day = self.clock.local_day(end) if isinstance(end, datetime) else end
        return day is not None and not within_years(day)

    def _known_end(self) -> date | datetime | None:
        """Its end; None where no calendar reaches, as it may be for one that came back into a wait."""
        try:
            return self.budget.end()
        except NotInAlmanacError:
            return None

    def _moved(self, event: Happening) -> date | datetime | None:
        """The new unrolled end; None for an undeterminable one that ``days`` does not help."""
        end = self._known_end()
        if event.until is not None or event.days is None or end is None:
            return event.until
        if abs(event.days) > LONGEST_MOVE:
            return date.max
        if isinstance(end, datetime):
            return self.clock.later_on_the_wall(end, event.days)
        return end + event.days * DAY

    def finish(self, state: str, now: datetime) -> None:
        """Rule 17 and 18: it ends; a suspended one shows the end it would have if it ran again now."""
        if not self.rule.of_the_party:
            self.look_for_breach(now)  # another deadline that ran out at this instant may have ended it
        self.overdue_end = self.budget.end() if self.is_overdue(now) else None
        self.at_end = copy(self.budget)
        if self.rule.of_the_party and not self.is_told:
            self.ran_out_at = self.passed_on = None  # it ended before its turn to expire
        self._give_back(now)
        self.state = state

    def come_back(self, now: datetime) -> str | None:
        """Rule 18: the case was opened again. Returns what is wrong now."""
        self.state = "running"
        today = self.clock.local_day(now)
        was_known = self.at_end.kind != "nothing"
        self.budget = copy(self.at_end)  # what was left counts, not the end that it showed while it was closed
        self.stops.morning(today)
        if self.overdue_end is not None:
            self.budget.set_clock(now)
            self._aim(self.overdue_end)
            self.stops.forget()
        elif self._is_too_late_at_once(now):
            self.stops.forget()
            self.budget.give_back(now)
        elif self.stops.open and not self._has_stood_enough(today):
            self.budget.give_back(now, stands=True)
            self._stand(today)
            return None
        else:
            self.budget.give_back(now)
        self.look_for_breach(now, took_effect=True)
        return "undeterminable" if self.undeterminable and was_known else None

    def _is_too_late_at_once(self, now: datetime) -> bool:
        """Rule 10: it would be overdue if it ran now; then no stop holds it."""
        trial = copy(self.budget)
        trial.give_back(now)
        late = trial.overdue_from()
        return not trial.lasts() and late is not None and late <= now

    def shown(self) -> Shown:
        """What can be read off now."""
        breached_at, passed_on = self.ran_out_at, self.passed_on
        if self.rule.of_the_party:
            breached_at = passed_on = None
        if self.state == "suspended":
            left = self.budget.can_be_asked()
            nothing = (None, None, None, None)
            return Shown("suspended", *nothing, breached_at, passed_on, left, self.begins.anchor.position)
        end, due = self.budget.end(), self.budget.rolled()
        return Shown(
            self.state,
            None if isinstance(due, datetime) else due,
            due if isinstance(due, datetime) else None,
            None if isinstance(end, datetime) else end,
            self.budget.overdue_from(),
            breached_at,
            passed_on,
            None,
            self.begins.anchor.position,
        )


def _is_vague(event: Happening) -> bool:
    """Whether an event says neither by how many days nor until when, or both."""
    return (event.days is None) == (event.until is None)
