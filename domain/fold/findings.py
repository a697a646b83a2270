"""What the office wants found in its cases: the rules of finding of the case type, applied to a story.

A finding is computed like a deadline and never written: it comes with the event that shows it, and goes when the
office records what was missing, or corrects or takes back what was wrong (docs/quality-controller.md). The version
of the case type in force on the day of the event that is looked at decides; of a deadline, that of its clock; of the
length of a case, that of the day on which it opened.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest
from operator import itemgetter

from ..events.case_events import Event
from ..events.history import Recorded
from ..facts import CasePeriod, Fact, Finding
from ..rules.casetype import FindingRule
from .clock import Clock
from .duration import Happened, longer_from
from .law import Rules, Version
from .ledger import Key, LedgerEntry
from .story import Story
from .timelines import FactChanges, Identity, Place

CASE: Key = ("case", ())
Span = tuple[datetime, datetime | None]  # both included; None: on and on


def facts_of(story: Story) -> list[Fact]:
    """Every fact that held for some time, and every finding, with clocks that wake by themselves run to their end."""
    told, found = told_and_found(story)
    return told + found


def told_and_found(story: Story) -> tuple[list[Fact], list[Fact]]:
    """The same, apart: what the events made, and what the type's rules of finding say of it."""
    ahead = story.ahead()
    return ahead.ledger.facts(), findings_of(ahead)


def findings_of(story: Story) -> list[Fact]:
    """The findings of a story that was told at once. A type without rules of finding costs nothing."""
    if not story.rules.finds:
        return []
    inspection = Inspection(story.rules, story.case_type or "")
    for place, recorded in enumerate(story.taken):
        inspection.put(place, recorded)
    told = [(place, entry) for place, entry in enumerate(story.ledger.entries) if entry.key == CASE]
    inspection.look(told, story.clocks)
    return [Fact(*identity, None) for identity in inspection.difference.come]


class Inspection:
    """The findings of one case, kept up to date while its events come, change and go.

    difference: to which the findings that come and go are told.
    """

    def __init__(self, rules: Rules, case_type: str) -> None:
        self.rules = rules
        self.case_type = case_type
        self.difference = FactChanges()
        self._at: list[tuple[Place, Recorded]] = []  # the events that a rule looks at, in world order
        self._openings: list[tuple[Place, Recorded]] = []
        self._happened_at: dict[str, list[datetime]] = {}  # of the names that a rule looks back for
        self._found: dict[Place, list[Identity]] = {}
        self._about_all: list[Identity] = []  # about the length of the case and its deadlines
        self._fresh: dict[Place, Recorded] = {}
        self._turned: list[Span] = []  # within which something else had happened than before
        self._told: Sequence[tuple[Place, LedgerEntry]] = ()

    def put(self, place: Place, recorded: Recorded) -> None:
        """An event came."""
        name, at = recorded.event.name, recorded.event.occurred
        if name in self.rules.inspected:
            insort(self._at, (place, recorded), key=_place)
            self._fresh[place] = recorded
        if self._opens(recorded):
            insort(self._openings, (place, recorded), key=_place)
        if name in self.rules.missed:
            happened = self._happened_at.setdefault(name, [])
            if not happened or at < happened[0]:
                self._turned.append((at, happened[0] if happened else None))
            insort(happened, at)

    def take_out(self, place: Place, recorded: Recorded) -> None:
        """An event came to stand there no more."""
        name, at = recorded.event.name, recorded.event.occurred
        if name in self.rules.inspected:
            del self._at[bisect_left(self._at, place, key=_place)]
            self._fresh.pop(place, None)
            for identity in self._found.pop(place, ()):
                self.difference.leave(identity, None)
        if self._opens(recorded):
            del self._openings[bisect_left(self._openings, place, key=_place)]
        if name in self.rules.missed:
            happened = self._happened_at[name]
            del happened[bisect_left(happened, at)]
            if not happened or at < happened[0]:
                self._turned.append((at, happened[0] if happened else None))

    def look(
        self, told: Sequence[tuple[Place, LedgerEntry]], clocks: Iterable[Clock], turned: Iterable[Span] = ()
    ) -> None:
        """Bring the findings up to date. One that lies ahead is one that will be, unless something happens before.

        told: what the case looked like, from when on. clocks: run to their end. turned: within which another unit held it.
        """
        self._told = told
        for begin, end in (*self._turned, *turned):
            place = bisect_left(self._at, begin, key=_occurred)
            while place < len(self._at) and (end is None or self._at[place][1].event.occurred <= end):
                self._fresh[self._at[place][0]] = self._at[place][1]
                place += 1
        for place, recorded in self._fresh.items():
            for identity in self._found.pop(place, ()):
                self.difference.leave(identity, None)
            found = list(self._about_event(recorded))
            for identity in found:
                self.difference.enter(identity, None)
            if found:
                self._found[place] = found
        self._fresh.clear()
        self._turned.clear()
        found = list(dict.fromkeys((*self._about_length(), *self._about_deadlines(clocks))))
        if found != self._about_all:
            for identity in self._about_all:
                self.difference.leave(identity, None)
            for identity in found:
                self.difference.enter(identity, None)
            self._about_all = found

    # -- rule by rule ------------------------------------------------------------------------------

    def _about_event(self, recorded: Recorded) -> Iterator[Identity]:
        version, event = self._version(recorded), recorded.event
        for rule in version.case_type.findings or () if version is not None else ():
            if event.name in rule.at and self._shows(rule, recorded):
                yield from self._finding(rule, recorded, event.occurred)

    def _shows(self, rule: FindingRule, recorded: Recorded) -> bool:
        event = recorded.event
        if rule.missing is not None:
            return not self._happened((rule.missing,), event.occurred)
        if rule.lacks is not None:
            return not _carries(event, rule.lacks)
        if rule.recorded_after is not None:
            days = self.rules.local_day(recorded.recorded) - self.rules.local_day(event.occurred)
            return days > timedelta(days=rule.recorded_after)
        return False

    def _about_length(self) -> Iterator[Identity]:
        if not self._openings:
            return
        opening = self._openings[0][1]
        version = self._version(opening)
        opened = Happened(opening.event.occurred, opening.event.whole_day)
        for rule in version.case_type.findings or () if version is not None else ():
            if rule.longer_than is None:
                continue
            try:
                since = self._open_from(opened, longer_from(opened, rule.longer_than, self.rules))
            except OverflowError:  # beyond the last day that there is
                continue
            if since is not None:
                yield from self._finding(rule, opening, since)

    def _about_deadlines(self, clocks: Iterable[Clock]) -> Iterator[Identity]:
        for clock in clocks:
            breached_at = clock.breached_at or (clock.overdue_from if clock.state == "running" else None)
            if breached_at is None or clock.rule.of_the_party:
                continue
            for rule in clock.version.case_type.findings or ():
                if rule.overdue == clock.rule.id:
                    yield from self._finding(rule, clock.anchor, breached_at)

    def _finding(self, rule: FindingRule, about: Recorded, at: datetime) -> Iterator[Identity]:
        """The finding, unless it was moot by then. One event has it once: what decides is one version of one rule."""
        if self._happened(rule.unless, at):
            return
        name, position = about.event.name, about.position
        payload = Finding(rule.id, self.case_type, position, name, self._unit(at))
        yield "finding", (rule.id, str(position), ""), payload, at

    # -- what the case was like --------------------------------------------------------------------

    def _version(self, recorded: Recorded) -> Version | None:
        return self.rules.on(self.rules.local_day(recorded.event.occurred))

    def _opens(self, recorded: Recorded) -> bool:
        version = self._version(recorded)
        return version is not None and recorded.event.name in version.opens

    def _happened(self, names: Iterable[str], until: datetime) -> bool:
        """Whether one of these had happened by an instant; an instant includes what happened at that very instant."""
        return any(happened[0] <= until for name in names if (happened := self._happened_at.get(name)))

    def _open_from(self, opened: Happened, limit: datetime) -> datetime | None:
        """The first instant from ``limit`` on at which the case is open.

        Of a case that opened on a day, the day of ``limit`` is the first that is too long: closed on it, it was.
        """
        at = max(0, bisect_left(self._told, limit, key=_since) - 1)
        for place in range(at, len(self._told)):
            _, period, opened_at = self._told[place][1]
            closed_at = self._told[place + 1][1].at if place + 1 < len(self._told) else None
            assert isinstance(period, CasePeriod)
            reaches = closed_at is None or closed_at > limit or (opened.whole_day and closed_at == limit)
            if reaches and period.state == "open" and closed_at != opened_at:
                return max(limit, opened_at)
        return None

    def _unit(self, at: datetime) -> str | None:
        """Who held the case at an instant."""
        place = bisect_right(self._told, at, key=_since) - 1
        if place < 0:
            return None
        period = self._told[place][1].payload
        assert isinstance(period, CasePeriod)
        return period.unit


def other_units(difference: FactChanges) -> Iterator[Span]:
    """The spans within which another unit held the case than before, or none did."""
    gone, come = _units(difference.gone), _units(difference.come)
    turns = sorted({turn for begin, end, _ in (*gone, *come) for turn in (begin, end) if turn is not None})
    for begin, end in zip_longest(turns, turns[1:]):
        if _unit_at(gone, begin) != _unit_at(come, begin):
            yield begin, end


def _units(facts: Mapping[Identity, datetime | None]) -> list[tuple[datetime, datetime | None, str | None]]:
    return sorted(
        (
            (opened_at, closed_at, payload.unit)
            for (_, _, payload, opened_at), closed_at in facts.items()
            if isinstance(payload, CasePeriod)
        ),
        key=itemgetter(0),
    )


def _unit_at(
    units: Sequence[tuple[datetime, datetime | None, str | None]], at: datetime
) -> tuple[str | None] | None:
    place = bisect_right(units, at, key=itemgetter(0)) - 1
    if place < 0:
        return None
    _, closed_at, unit = units[place]
    return (unit,) if closed_at is None or closed_at > at else None


def _place(one: tuple[Place, Recorded]) -> Place:
    return one[0]


def _occurred(one: tuple[Place, Recorded]) -> datetime:
    return one[1].event.occurred


def _since(one: tuple[Place, LedgerEntry]) -> datetime:
    return one[1].at


def _carries(event: Event, name: str) -> bool:
    """Whether an event says something under a name: in a field of its own, else in an attribute."""
    value = getattr(event, name) if name in event.__struct_fields__ else event.attributes.get(name)
    if value is None or value is False:
        return False
    return not isinstance(value, str) or bool(value.strip())
