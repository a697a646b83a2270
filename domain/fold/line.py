"""The line of a case: its events in world order, each with the story as it stands after it.

When an event comes that is not the last in the world, or changes one that is there, the story goes on from the one before
it, and only until it stands as it did before: from there on everything stays as it was told.

Most events of a case do nothing to it but be there, however it stands: a note, an action, a correction. They stand beside
the line; something may be remarked about them, and what that is hangs on little.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from ..events.case_events import (
    Accepted,
    ComplaintReceived,
    Event,
    Referred,
    Returned,
    TermExtended,
    TermOverridden,
)
from ..events.history import Recorded
from ..events.office_events import MeetingAgreed, MeetingCancelled
from ..events.reminder_events import ReminderDelivered
from . import remarks
from .law import Rules, Version
from .ledger import Key, Ledger, LedgerEntry
from .office_facts import TAKEN
from .places import Place
from .remarks import StoryRemarks
from .story import Story

# The events that do something of their own, whatever the case type says.
BEARING = (
    *TAKEN,
    Accepted,
    ComplaintReceived,
    MeetingAgreed,
    MeetingCancelled,
    Referred,
    ReminderDelivered,
    Returned,
    TermExtended,
    TermOverridden,
)


def bears_on(event: Event, rules: Rules) -> bool:
    """Whether an event may do something to a case: to what it is, waits for, or what a later event does to it."""
    return (
        bool(event.unit or event.responsible)
        or event.name in rules.bearing
        or isinstance(event, BEARING)
        or not rules.attributes.isdisjoint(event.attributes)
    )


class LineChange(NamedTuple):
    """What is told otherwise than before, from one place to another, both included: by key, all entries within."""

    first: Place
    last: Place
    entries: Mapping[Key, list[tuple[Place, LedgerEntry]]]


class _Node:
    """An event in its place. after: the story after it, where it is one of the line."""

    __slots__ = ("after", "entries", "flaw", "recorded")

    def __init__(self, recorded: Recorded, flaw: str | None) -> None:
        self.recorded = recorded
        self.flaw = flaw
        self.entries: list[LedgerEntry] = []
        self.after: Story | None = None


class _Row:
    """Nodes by their places."""

    def __init__(self) -> None:
        self.places: list[Place] = []
        self.nodes: list[_Node] = []

    def put(self, place: Place, node: _Node) -> None:
        at = bisect_left(self.places, place)
        self.places.insert(at, place)
        self.nodes.insert(at, node)

    def pop(self, place: Place) -> _Node | None:
        """Take out the node at a place, if there is one."""
        at = bisect_left(self.places, place)
        if at == len(self.places) or self.places[at] != place:
            return None
        del self.places[at]
        return self.nodes.pop(at)

    def between(self, first: Place, last: Place | None) -> Iterator[tuple[Place, _Node]]:
        """The nodes after one place and before another (None: to the end)."""
        at = bisect_right(self.places, first)
        until = len(self.places) if last is None else bisect_left(self.places, last)
        return zip(self.places[at:until], self.nodes[at:until], strict=True)


class StoryLine:
    """The story of a case, kept as it stands after each event. steps: how many were taken in all."""

    def __init__(self, rules: Rules, case_type: str | None) -> None:
        self.rules = rules
        self.case_type = case_type
        self.steps = 0
        self._began = Story(rules, case_type)
        self._line = _Row()
        self._beside = _Row()  # what something is remarked about while the case is not open
        self._remarked = _Row()  # what something is remarked about however the case stands
        self._silent = _Row()  # about which nothing ever is
        self._first: Place | None = None  # of the line only because it is the first
        self._changes: list[LineChange] = []

    @property
    def story(self) -> Story:
        """The story after the last event."""
        return self._after(len(self._line.nodes) - 1)

    def change(
        self, gone: Iterable[Place], come: Iterable[tuple[Place, Recorded, str | None]]
    ) -> list[LineChange]:
        """Events that stood at these places stand there no more, and others came, each with its flaw if it has one."""
        self._changes = []
        dirty: dict[Place, _Node | None] = {}
        beside: list[tuple[Place, _Node]] = []
        for place in gone:
            self._leave(place, dirty)
        for place, recorded, flaw in come:
            node = _Node(_plain(recorded), flaw)
            if bears_on(recorded.event, self.rules):
                self._line.put(place, node)
                dirty.setdefault(place, None)
            else:
                self._row_of(node).put(place, node)
                beside.append((place, node))
        beside += self._begin(dirty)
        self._tell(dirty)
        for place, node in beside:
            if node.after is None:
                self._remark(place, node, self._before(place))
        return self._changes

    def _leave(self, place: Place, dirty: dict[Place, _Node | None]) -> None:
        """The event at a place stands there no more."""
        node = self._line.pop(place)
        if node is not None:
            dirty[place] = node
            return
        for row in self._besides:
            node = row.pop(place)
            if node is not None and node.entries:
                self._changes.append(LineChange(place, place, {entry.key: [] for entry in node.entries}))

    def _begin(self, dirty: dict[Place, _Node | None]) -> Iterator[tuple[Place, _Node]]:
        """The first event of all is one of the line, whatever it is: that the case is there begins with it.

        Gives the event that was so before, if it stands beside the line now.
        """
        rows = (self._line, *self._besides)
        first = min((row.places[0] for row in rows if row.places), default=None)
        if self._first is not None and self._first != first:
            node = self._line.pop(self._first)
            if node is not None:
                dirty[self._first] = node
                beside = _Node(node.recorded, node.flaw)
                self._row_of(beside).put(self._first, beside)
                yield self._first, beside
        self._first = None
        for row in self._besides:
            node = row.pop(first) if first is not None else None
            if node is not None and first is not None:
                if node.entries:
                    self._changes.append(LineChange(first, first, {entry.key: [] for entry in node.entries}))
                self._line.put(first, _Node(node.recorded, node.flaw))
                self._first = first
                dirty.setdefault(first, None)

    # -- the line ----------------------------------------------------------------------------------

    def _tell(self, dirty: Mapping[Place, _Node | None]) -> None:
        places = sorted(dirty)
        done = 0
        while done < len(places):
            done += self._tell_from(places[done:], dirty)

    def _tell_from(self, places: Sequence[Place], dirty: Mapping[Place, _Node | None]) -> int:
        """Tell on from the first of the places, until the story stands as it did before. Gives how many were passed."""
        line, passed = self._line, 0
        at = bisect_left(line.places, places[0])
        was = now = self._after(at - 1)
        told: dict[Key, list[tuple[Place, LedgerEntry]]] = {}
        before = len(self._changes)
        while True:
            here = line.places[at] if at < len(line.places) else None
            changed = places[passed] if passed < len(places) else None
            if here is None and changed is None:
                break
            if changed is not None and (here is None or changed <= here):
                place, old = changed, dirty[changed]
                passed += 1
            elif now.stands_as(was):
                break
            else:
                assert here is not None
                place, old = here, line.nodes[at]
            if old is not None:
                told.update({entry.key: told.get(entry.key, []) for entry in old.entries})
                was = old.after or was
            if place == here:
                now = self._step(now, line.nodes[at])
                for entry in line.nodes[at].entries:
                    told.setdefault(entry.key, []).append((place, entry))
                at += 1
            last = place
            self._look_beside(place, self._next(places, passed, at), was, now)
        # Before what was remarked meanwhile: an event that was of the line may stand beside it now.
        self._changes.insert(before, LineChange(places[0], last, told))
        return passed

    def _next(self, places: Sequence[Place], passed: int, at: int) -> Place | None:
        """The next place at which the story, as it was or as it is, goes on."""
        return min((*places[passed : passed + 1], *self._line.places[at : at + 1]), default=None)

    def _step(self, before: Story, node: _Node) -> Story:
        story = before.fork()
        story.step(node.recorded, node.flaw)
        self.steps += 1
        node.entries, story.ledger.entries = story.ledger.entries, []
        node.after = before if story.stands_as(before) else story
        return node.after

    def _after(self, at: int) -> Story:
        """The story after so many and one events of the line."""
        found = self._line.nodes[at].after if at >= 0 else self._began
        assert found is not None
        return found

    def _before(self, place: Place) -> Story:
        return self._after(bisect_left(self._line.places, place) - 1)

    # -- beside it ---------------------------------------------------------------------------------

    @property
    def _besides(self) -> tuple[_Row, ...]:
        return self._beside, self._remarked, self._silent

    def _row_of(self, node: _Node) -> _Row:
        recorded = node.recorded
        if any(remarks.always(recorded, self._version(recorded), self.case_type, node.flaw)):
            return self._remarked
        if any(remarks.while_not_open(recorded, self._version(recorded), "not-opened")):
            return self._beside
        return self._silent

    def _version(self, recorded: Recorded) -> Version | None:
        return self.rules.on(self.rules.local_day(recorded.event.occurred))

    def _look_beside(self, place: Place, until: Place | None, was: Story, now: Story) -> None:
        """What is remarked between two places, where the story stands otherwise than it did."""
        if (was.state, was.unit) == (now.state, now.unit):
            return
        rows = [self._remarked]
        if not was.state == now.state == "open":
            rows.append(self._beside)
        for row in rows:
            for found, node in row.between(place, until):
                self._remark(found, node, now)

    def _remark(self, place: Place, node: _Node, story: Story) -> None:
        recorded = node.recorded
        version = self._version(recorded)
        remark = StoryRemarks(Ledger(), self.case_type, story.unit)
        for finding in remarks.while_not_open(recorded, version, story.state):
            remark(finding, recorded)
        for finding in remarks.always(recorded, version, self.case_type, node.flaw):
            remark(finding, recorded)
        if node.entries != remark.ledger.entries:
            told: dict[Key, list[tuple[Place, LedgerEntry]]] = {entry.key: [] for entry in node.entries}
            told.update({entry.key: [(place, entry)] for entry in remark.ledger.entries})
            node.entries = remark.ledger.entries
            self._changes.append(LineChange(place, place, told))


def _plain(recorded: Recorded) -> Recorded:
    """The event without what a story never reads, so that nothing stands otherwise for it."""
    event = recorded.event
    if event.note is None and event.actor is None:
        return recorded
    return recorded._replace(event=msgspec.structs.replace(event, note=None, actor=None))
