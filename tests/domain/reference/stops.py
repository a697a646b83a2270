"""What a case waits for, as one deadline reckons it by the lists of its rule (rules 10 and 11)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from .days import DAY
from .reading import Happening, Rule


class Said(NamedTuple):
    """A line of the diary of stops: an event that may stop or start clocks, on this day; or stops that are no more.

    until: the day that the event names, if it is a day. stops, ends: whether it may open or renew a stop, or end one.
    gone: positions of events whose stops hold nothing that starts later. over: that of an event whose stop is over.
    closes: the case was closed.
    """

    day: date
    event: Happening | None = None
    until: date | None = None
    stops: bool = True
    ends: bool = True
    gone: frozenset[int] = frozenset()
    over: int | None = None
    closes: bool = False


@dataclass(eq=False)
class Stop:
    """One stop that is open: who opened it, the events that opened and renewed it, what it waits for, how long."""

    opener: Happening
    began: date
    until: date | None
    said_by: set[int] = field(default_factory=set)


class Stops:
    """The stops that are open for one deadline."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.open: list[Stop] = []  # the oldest first
        self.ended: list[Stop] = []  # those that the last moment ended

    def hear_all(self, diary: list[Said], today: date) -> None:
        """Everything that was said before the deadline started."""
        for line in diary:
            self.hear(line)
            self.open = [stop for stop in self.open if not stop.said_by & line.gone]
            if line.over is not None:
                self.is_over(line.over)
            if line.closes:
                self.case_closes()
        self.morning(today)

    def hear(self, line: Said) -> str:
        """One event. Returns what it did: ``ended``, ``opened``, ``renewed``, ``nothing new`` or ``nothing``."""
        self.morning(line.day)
        event = line.event
        if event is None or event.deadline not in {None, self.rule.id}:
            return "nothing"
        if line.ends and event.name in self.rule.resumed_by and self.open:
            self._end(event)
            return "ended"
        if line.stops and event.name in self.rule.suspended_by:
            return self._stop(event, line)
        return "nothing"

    def morning(self, day: date) -> bool:
        """Stops that end by themselves at 00:00 of a day or did before. Returns whether one did."""
        self.ended = []
        over = [stop for stop in self.open if (last := self.ends_on(stop)) is not None and last <= day]
        if over:
            self._let_go(over)
        return bool(over)

    def ends_on(self, stop: Stop) -> date | None:
        """The day at whose 00:00 a stop ends by itself."""
        days = [stop.until] if stop.until is not None else []
        if self.rule.longest is not None:
            days.append(stop.began + self.rule.longest * DAY)
        return min(days, default=None)

    def all_end_on(self) -> date | None:
        """The day at whose 00:00 the last of the open stops ends by itself, if all do."""
        days = [self.ends_on(stop) for stop in self.open]
        known = [day for day in days if day is not None]
        return max(known, default=None) if len(known) == len(days) else None

    def forget(self, position: int | None = None) -> None:
        """Stops that do not hold: the one that an event opened, or all."""
        self.open = [stop for stop in self.open if position is not None and position not in stop.said_by]

    def is_over(self, position: int) -> None:
        """The stop that this event opened or renewed is over."""
        self.open = [stop for stop in self.open if position not in stop.said_by]

    def case_closes(self) -> None:
        """Nothing says what the case would still wait for, where someone just stopped the clock."""
        self.open = [
            stop
            for stop in self.open
            if stop.opener.name != "suspended" or stop.until is not None or stop.opener.awaits is not None
        ]

    def _stop(self, event: Happening, line: Said) -> str:
        if event.awaits is not None or event.name == "suspended":
            for stop in self.open:
                if (stop.opener.name, stop.opener.awaits) == (event.name, event.awaits):
                    news = stop.until != line.until
                    stop.until = line.until
                    stop.said_by.add(event.position)
                    return "renewed" if news else "nothing new"
        self.open.append(Stop(event, line.day, line.until, {event.position}))
        return "opened"

    def _end(self, event: Happening) -> None:
        waiting = [stop for stop in self.open if event.awaits is not None and stop.opener.awaits == event.awaits]
        if waiting:
            self._let_go(waiting)
        elif event.name == "resumed":
            self._let_go(list(self.open))
        else:
            asked = [stop for stop in self.open if stop.opener.name == "information-requested"]
            some = asked if asked and event.name == "information-received" else self.open
            plain = [stop for stop in some if stop.opener.awaits is None]
            self._let_go((plain or some)[:1])

    def ended_another_than(self, line: Said) -> bool:
        """Whether the event just heard says what came, and a stop that it ended waits for something else."""
        came = line.event.awaits if line.event is not None else None
        return came is not None and any(stop.opener.awaits not in {None, came} for stop in self.ended)

    def _let_go(self, stops: list[Stop]) -> None:
        self.ended = stops
        self.open = [stop for stop in self.open if stop not in stops]
