"""The places of a case's events in world order, kept up to date while events come, change and go.

``order.arrange`` says the same of all events at once, and is the definition; tests compare them. Here every event has a
place that compares with any other's, so that one that comes between two moves none of them; only what has a date and no
time may be moved by another event of its day.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from ..events.history import Recorded
from .law import Rules, Version
from .order import CLOSES, OPENS, Key, day_of, is_about_others, key_of, put_at

# When, and after which event: the position of one with a time; what stands behind it there has its key and position too.
Place = tuple[datetime, int, Key, int]
NOTHING: Key = (-2, -2)


class Places:
    """Where each event stands, by its position in the journal."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._days: dict[date, _Day] = {}
        self._stands: dict[int, tuple[Place, Recorded]] = {}
        self._as_recorded: dict[int, Recorded] = {}

    def stands(self, position: int) -> tuple[Place, Recorded] | None:
        """The place of an event, and the event as it stands there; None if it stands nowhere."""
        return self._stands.get(position)

    def change(self, events: Iterable[tuple[int, Recorded | None]]) -> set[int]:
        """These events came, changed, or hold no more (None). Gives the positions of all that stand otherwise now."""
        moved = set()
        touched: set[date] = set()
        for position, recorded in events:
            moved.add(position)
            before = self._as_recorded.pop(position, None)
            if before is not None:
                del self._stands[position]
                touched.add(self._day(before).take_out(before))
            if recorded is not None:
                self._as_recorded[position] = recorded
                day = self._day(recorded)
                touched.add(day.put_in(recorded))
                if not recorded.event.whole_day:
                    self._stands[position] = ((recorded.event.occurred, position, NOTHING, 0), recorded)
        for one in touched:
            for place, placed in self._days[one].dated():
                if self._stands.get(placed.position, (None, None))[0] != place:
                    moved.add(placed.position)
                    self._stands[placed.position] = (place, placed)
        return moved

    def _day(self, recorded: Recorded) -> _Day:
        day = day_of(recorded.event, self._rules)
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = _Day(day, self._rules)
        return found


class _Day:
    """The events of one local day: those with a time, and those that stand behind the last of them that comes before."""

    def __init__(self, day: date, rules: Rules) -> None:
        self.day = day
        self._rules = rules
        self._version: Version | None = rules.on(day)
        self._timed: dict[Key, list[tuple[datetime, int]]] = {}
        self._dated: dict[Key, list[tuple[int, Recorded]]] = {}
        self._behind: dict[Key, tuple[datetime, int] | None] = {}
        self._fresh: list[tuple[Key, Recorded]] = []

    def put_in(self, recorded: Recorded) -> date:
        """One more event. Gives the day."""
        key, event = key_of(recorded, self._version), recorded.event
        if event.whole_day:
            insort(self._dated.setdefault(key, []), (recorded.position, recorded))
            self._fresh.append((key, recorded))
        elif not is_about_others(event):
            insort(self._timed.setdefault(key, []), (event.occurred, recorded.position))
        return self.day

    def take_out(self, recorded: Recorded) -> date:
        """One event less. Gives the day."""
        key, event = key_of(recorded, self._version), recorded.event
        if event.whole_day:
            del self._dated[key][bisect_left(self._dated[key], recorded.position, key=lambda one: one[0])]
        elif not is_about_others(event):
            timed = self._timed[key]
            del timed[bisect_left(timed, (event.occurred, recorded.position))]
        return self.day

    def dated(self) -> Iterator[tuple[Place, Recorded]]:
        """The events without a time that may stand otherwise than when this was asked last, each in its place."""
        closed = self._closed()
        for key, dated in self._dated.items():
            last = max(self._before(key, closed), default=None)
            at, after = last if last is not None else (self._rules.start_of(self.day), -1)
            moved = [recorded for of, recorded in self._fresh if of == key]
            if key not in self._behind or self._behind[key] != last:
                self._behind[key] = last
                moved = [recorded for _, recorded in dated]
            for recorded in moved:
                yield (at, after, key, recorded.position), put_at(recorded, self.day, at)
        self._fresh.clear()

    def _before(self, key: Key, closed: tuple[datetime, int] | None) -> Iterator[tuple[datetime, int]]:
        """The last events with a time of each lower key, up to the one that closed the case (None: to the end)."""
        for other, timed in self._timed.items():
            until = len(timed) if closed is None else bisect_right(timed, closed)
            if other < key and until:
                yield timed[until - 1]

    def _closed(self) -> tuple[datetime, int] | None:
        """The event with a time that closed the case; none opened it again that day. What follows it is passed over."""
        opened = [timed[-1] for (step, _), timed in self._timed.items() if step == OPENS and timed]
        closed = []
        for (step, _), timed in self._timed.items():
            if step == CLOSES:
                closed += timed[bisect_right(timed, max(opened)) if opened else 0 :][:1]
        return min(closed, default=None)
