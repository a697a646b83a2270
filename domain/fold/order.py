"""World order: a case's events as they followed one another in the world (docs/deadlines.md, rule 2).

Events with a time lie at their instant. A date-only fact may lie anywhere in its day, so it stands where it makes
sense: what opens a case before what starts a term, stops its clock, lets it run again, meets it, closes the case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import takewhile

import msgspec

from ..events.case_events import Event
from ..events.corrections import world_order
from ..events.history import Recorded
from ..events.reminder_events import SchedulerRecord
from .law import ABOUT_EVENTS, Rules, Version

Key = tuple[int, int]
FIRST: Key = (-1, -1)
LAST: Key = (9, 9)
OPENS, CLOSES = 0, 5  # the steps of what opens or reopens a case, and of what closes it
# Within a step: what presupposes another event follows it.
RANKS = {
    "accepted": 1,
    "returned": 1,
    "meeting-held": 1,
    "meeting-cancelled": 1,
    "complaint-reassessed": 1,
    "benefit-reversed": 1,
    "term-extended": 1,
    "term-overridden": 1,
    "check-answered": 1,
    "difference-found": 1,
    "complaint-forwarded": 2,
    "error-corrected": 2,
    "difference-closed": 2,
    "complaint-decided": 3,
    "complaint-upheld": 4,
    "complaint-answered": 5,
}


def arrange(events: Sequence[Recorded], rules: Rules) -> list[Recorded]:
    """The events in world order, each date-only fact with its day, and the instant at which it is taken to have happened."""
    timed = [recorded for recorded in events if not recorded.event.whole_day]
    timed.sort(key=world_order)
    if len(timed) == len(events):
        return timed
    days: dict[date, list[Recorded]] = {}
    for recorded in events:
        if recorded.event.whole_day:
            days.setdefault(rules.local.day_of(recorded.event.occurred, recorded.event.day), []).append(recorded)
    arranged: list[Recorded] = []
    place = 0
    for day in sorted(days):
        start, end = rules.start_of(day), rules.end_of(day)
        before = place
        while place < len(timed) and timed[place].event.occurred < start:
            place += 1
        first = place
        while place < len(timed) and timed[place].event.occurred < end:
            place += 1
        arranged += timed[before:first]
        arranged += _of_one_day(timed[first:place], days[day], day, rules)
    return arranged + timed[place:]


def _of_one_day(
    timed: Sequence[Recorded], dated: Sequence[Recorded], day: date, rules: Rules
) -> Iterator[Recorded]:
    """Each date-only fact right behind the last event with a time that comes before it by step and rank."""
    version = rules.on(day)
    keys = _keys(timed, version)
    lowest: list[Key] = [LAST]  # of the events with a time from each place on
    for key in reversed(keys):
        lowest.append(min(lowest[-1], key))
    waiting = sorted(
        ((key_of(recorded, version), recorded.position, recorded) for recorded in dated), reverse=True
    )
    at = rules.start_of(day)
    for place in range(len(timed) + 1):
        if place:
            at = timed[place - 1].event.occurred
            yield timed[place - 1]
        while waiting and lowest[len(timed) - place] >= waiting[-1][0]:
            yield put_at(waiting.pop()[2], day, at)


def _keys(timed: Sequence[Recorded], version: Version | None) -> list[Key]:
    """The keys of a day's events with a time, as far as a date-only fact may come after them.

    What happens in a case that has closed and does not open again that day puts nothing behind its closing.
    """
    keys = [LAST if is_about_others(recorded.event) else key_of(recorded, version) for recorded in timed]
    opened = max((place for place, (step, _) in enumerate(keys) if step == OPENS), default=-1)
    closed = next((place for place, (step, _) in enumerate(keys) if step == CLOSES and place > opened), len(keys))
    return keys[: closed + 1] + [LAST] * (len(keys) - closed - 1)


def day_of(event: Event, rules: Rules) -> date:
    """The local day of an event."""
    if event.whole_day:
        return rules.local.day_of(event.occurred, event.day)
    return rules.local_day(event.occurred)


def key_of(recorded: Recorded, version: Version | None) -> Key:
    name = recorded.event.name
    return (1 if version is None else version.step_of(name)), RANKS.get(name, 0)


def is_about_others(event: Event) -> bool:
    """What puts events right, or tells of reminders, is no happening that a fact of its day could come after."""
    return event.name in ABOUT_EVENTS or isinstance(event, SchedulerRecord)


def put_at(recorded: Recorded, day: date, at: datetime) -> Recorded:
    event = recorded.event
    if event.occurred == at and event.day == day:
        return recorded
    return recorded._replace(event=msgspec.structs.replace(event, occurred=at, day=day))


class WorldOrder:
    """The end of a history in world order, and whether one more event comes after all of it."""

    def __init__(self, rules: Rules, arranged: Sequence[Recorded] = ()) -> None:
        self.rules = rules
        self.latest = arranged[-1].event.occurred if arranged else None
        self._day = day_of(arranged[-1].event, rules) if arranged else None
        self._today = _Day(rules, self._day)
        for recorded in list(takewhile(lambda one: day_of(one.event, rules) == self._day, reversed(arranged)))[
            ::-1
        ]:
            self._today.append(recorded)

    def take(self, recorded: Recorded) -> Recorded | None:
        """The event as it stands in world order, if that is after all others; None if it changes what came before."""
        day = day_of(recorded.event, self.rules)
        if self._day is not None and day < self._day:
            return None
        if day != self._day:
            self._day, self._today = day, _Day(self.rules, day)
        placed = self._today.at_the_end(recorded)
        if placed is not None:
            self.latest = placed.event.occurred
            self._today.append(placed)
        return placed


class _Day:
    """The events of the latest day so far: what it takes to know whether one more stands behind all of them."""

    def __init__(self, rules: Rules, day: date | None) -> None:
        self.rules = rules
        self.day = day
        self.version = rules.on(day) if day is not None else None
        self.last: datetime | None = None  # the last event with a time, and its key
        self.last_key = FIRST
        self.behind = FIRST  # the highest key of the date-only facts behind it
        self.highest = FIRST  # and of all of the day
        self.has_closed = False  # by an event with a time, and no other opened it since

    def append(self, placed: Recorded) -> None:
        """The next event of the day in world order."""
        key = key_of(placed, self.version)
        if placed.event.whole_day:
            self.behind = max(self.behind, key)
            self.highest = max(self.highest, key)
        else:
            self.last, self.behind = placed.event.occurred, FIRST
            about_others = is_about_others(placed.event)
            if key[0] in (OPENS, CLOSES) and not about_others:
                self.has_closed = key[0] == CLOSES
            self.last_key = LAST if about_others or self.has_closed else key

    def at_the_end(self, recorded: Recorded) -> Recorded | None:
        """The event in its place, if that is behind all others of the day and moves none of them."""
        assert self.day is not None
        event, key = recorded.event, key_of(recorded, self.version)
        if event.whole_day:
            fits = (self.last is None or self.last_key < key) and self.behind <= key
            return put_at(recorded, self.day, self.last or self.rules.start_of(self.day)) if fits else None
        is_later = self.last is None or event.occurred >= self.last
        passed_over = is_about_others(event) or (self.has_closed and key[0] != OPENS)
        return recorded if is_later and (passed_over or self.highest <= key) else None
