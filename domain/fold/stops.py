"""What a case waits for, as one deadline reckons it: which stops of its clock are open (docs/deadlines.md, rules 10 and 11).

A stop is the case's: it is there whether or not a deadline ran when it began. Each deadline reckons by its own lists of
what stops it and what lets it run again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from ..events.case_events import Event
from ..events.history import Recorded
from ..moment import within_years
from ..rules.casetype import DeadlineRule
from .law import Rules

RESUMED, SUSPENDED = "resumed", "suspended"
ENDS_BEFORE = "suspension-ends-before-it-begins"
# Of an answer: the question that it answers before any other.
ANSWERS = {"information-received": "information-requested"}


class Stop(NamedTuple):
    """Something that the case waits for.

    opened: the event. began_on: its local day. until: when it ends by itself. renewed_by: positions of later events.
    """

    opened: Recorded
    awaits: str | None
    began_on: date
    until: date | None
    renewed_by: frozenset[int] = frozenset()

    @property
    def positions(self) -> frozenset[int]:
        """Those of the events that opened and renewed it."""
        return self.renewed_by | {self.opened.position}

    @property
    def name(self) -> str:
        """The name of the event that opened it."""
        return self.opened.event.name

    @property
    def is_bare(self) -> bool:
        """Whether it is a suspension of which nobody said until when or for what."""
        return self.name == SUSPENDED and self.until is None and self.awaits is None


class Pause(NamedTuple):
    """Something that opened or ended stops, for instances that start later to know what is open.

    what: an event ``said`` so, which could open a stop then (``stops``) or end one (``resumes``); the case ``closed``;
    a party's deadline ``expired``, which ``recorded`` had started; a deadline was met or cancelled, and the stops at
    ``positions`` are ``moot``.
    """

    recorded: Recorded
    what: Literal["said", "closed", "expired", "moot"]
    positions: frozenset[int] = frozenset()
    stops: bool = False
    resumes: bool = False


def named_deadline(event: Event) -> str | None:
    """The deadline that an event names; None: it concerns all."""
    named: str | None = getattr(event, "deadline", None)
    return named


def concerns(event: Event, rule: DeadlineRule) -> bool:
    """Whether an event that stops or resumes is about a deadline."""
    return named_deadline(event) in (None, rule.id)


def flaw_of(event: Event, rules: Rules) -> str | None:
    """What is wrong with the ``until`` of an event that stops; one that ends before it begins opens nothing."""
    until = getattr(event, "until", None)
    if until is None:
        return None
    if not within_years(until):
        return "date-out-of-range"
    return ENDS_BEFORE if until <= rules.local_day(event.occurred) else None


class Stops:
    """The stops that are open for one deadline."""

    def __init__(self, rule: DeadlineRule, rules: Rules) -> None:
        self.rule = rule
        self.rules = rules
        self.open: tuple[Stop, ...] = ()

    def replay(self, log: Iterable[Pause], at: datetime) -> None:
        """Open what was opened and has not ended by ``at``, without the stops that hold nothing that starts later."""
        for pause in log:
            match pause.what:
                case "closed":
                    self.lift()
                case "expired":
                    self.let_go({pause.recorded.position})
                case "moot":
                    self.let_go(pause.positions)
                case _:
                    self.end_by(pause.recorded.event.occurred)
                    self._hear(pause)
        self.end_by(at)

    def _hear(self, pause: Pause) -> None:
        event, rule = pause.recorded.event, self.rule
        if not concerns(event, rule):
            return
        if pause.resumes and event.name in rule.resumed_by and self.answer(pause.recorded):
            return
        if pause.stops and event.name in rule.suspended_by:
            self.stop(pause.recorded)

    def stop(self, recorded: Recorded) -> str | None:
        """Rule 10: an event that stops, and whose own words are sound. Gives the finding, if it says nothing new."""
        event = recorded.event
        day, until, awaits = self.rules.local_day(event.occurred), _until(event), _awaits(event)
        if awaits is not None or event.name == SUSPENDED:
            for place, stop in enumerate(self.open):
                if (stop.name, stop.awaits) == (event.name, awaits):
                    renewed_by = stop.renewed_by | {recorded.position}
                    renewed = stop._replace(until=until, renewed_by=renewed_by)
                    self.open = (*self.open[:place], renewed, *self.open[place + 1 :])
                    return "already-suspended" if stop.until == until else None
        self.open += (Stop(recorded, awaits, day, until),)
        return None

    def answer(self, recorded: Recorded) -> bool:
        """Rule 11: an event that lets the clock run again. Gives whether it ended a stop."""
        if not self.open:
            return False
        answered = self._answered(recorded.event)
        self.open = tuple(stop for stop in self.open if stop not in answered)
        return True

    def misses(self, recorded: Recorded) -> bool:
        """Rule 11: whether such an event says what came, and ends a stop that waits for something else."""
        awaits, at = _awaits(recorded.event), recorded.event.occurred
        self.end_by(at)
        if awaits is None or not self.open:
            return False
        return any(stop.awaits not in (None, awaits) for stop in self._answered(recorded.event))

    def _answered(self, event: Event) -> list[Stop]:
        """The open stops that an answer ends."""
        awaits = _awaits(event)
        answered = [stop for stop in self.open if awaits is not None and stop.awaits == awaits]
        if answered:
            return answered
        return list(self.open) if event.name == RESUMED else [self._oldest(event.name)]

    def _oldest(self, answer: str) -> Stop:
        """The one question that an answer without more words answers."""
        return min(
            self.open, key=lambda stop: (stop.name != ANSWERS.get(answer, stop.name), stop.awaits is not None)
        )

    def ends_on(self, stop: Stop) -> date | None:
        """The day on which a stop ends by itself; None: on none that there is."""
        ends = [stop.until] if stop.until is not None else []
        if self.rule.longest_suspension is not None:
            ends.append(stop.began_on + timedelta(days=self.rule.longest_suspension))
        return min(ends, default=None)

    def lift(self) -> None:
        """Rule 11: the case closes; a suspension that waits for nothing that anyone named is over."""
        self.open = tuple(stop for stop in self.open if not stop.is_bare)

    def let_go(self, positions: Collection[int]) -> bool:
        """Rules 10 and 26: the stops that these events opened end. Gives whether there was one."""
        before = len(self.open)
        self.open = tuple(stop for stop in self.open if not stop.positions & {*positions})
        return len(self.open) < before

    def next_end(self) -> date | None:
        """The first day on which one of them ends by itself."""
        ends = [day for stop in self.open if (day := self.ends_on(stop)) is not None]
        return min(ends, default=None)

    def end_by(self, at: datetime) -> list[Stop]:
        """Those that end by themselves at an instant or before end; gives them."""
        if not self.open:
            return []
        day = self.rules.local_day(at)
        ended = [stop for stop in self.open if (ends := self.ends_on(stop)) is not None and ends <= day]
        if ended:
            self.open = tuple(stop for stop in self.open if stop not in ended)
        return ended


def _until(event: Event) -> date | None:
    until: date | None = getattr(event, "until", None)
    return until if until is not None and within_years(until) else None


def _awaits(event: Event) -> str | None:
    awaits = getattr(event, "awaits", event.attributes.get("awaits"))
    return awaits.strip() or None if isinstance(awaits, str) else None  # one stored before was not looked at
