"""The account of one case: which facts are told of it, kept up to date event by event, as the journal gets them.

Each account says of one more event which facts come and go, or that it can't go on with it and another is to be opened.
``story.fold`` and ``quality.facts_of`` say at once what an account has come to; tests compare them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Protocol

from ..events.case_events import Annulled, Corrected
from ..events.corrections import Reference
from ..events.history import Recorded
from ..events.holding import Holding
from ..events.unreadable import Unreadable
from ..facts import CasePeriod
from ..rules.local_time import LocalTime
from .findings import CASE, Inspection, other_units
from .law import Rules
from .ledger import Key
from .line import StoryLine
from .order import WorldOrder, arrange
from .places import Place, Places
from .story import Story
from .timelines import FactChanges, Identity, Timelines

# Behind every event: what will happen by itself if nothing more comes.
AHEAD = (datetime.max.replace(tzinfo=UTC),)


class Account(Protocol):
    """What is told of one case so far."""

    def take(self, recorded: Recorded) -> FactChanges | None:
        """The next event by position. Gives the facts that come and go; None: it needs another account."""


def speaks_of_others(recorded: Recorded) -> bool:
    """Whether an event may change what was said before it; of one that cannot be read nobody knows."""
    return isinstance(recorded.event, Annulled | Corrected | Unreadable)


class Unruled:
    """Nothing says yet what the events mean; that the case is there is known all the same."""

    def __init__(self, case_type: str | None, history: Sequence[Recorded]) -> None:
        self._case_type = case_type
        self._holding = Holding(
            LocalTime.of(UTC)
        )  # asked for the type, and for what can't be read and may have said it
        for reference in {one for recorded in history for one in self._holding.take(recorded)}:
            self._holding.read(reference)
        self._since = min(recorded.event.occurred for recorded in history)
        self.difference = FactChanges()
        self.difference.enter(self._fact(), None)

    def _fact(self) -> Identity:
        nothing = CasePeriod(self._case_type or "", "not-opened", None, None, None, None, None, None, None, "{}")
        return "case", (), nothing, self._since

    def take(self, recorded: Recorded) -> FactChanges | None:
        """One more event that says nothing, or only when the case began."""
        for reference in self._holding.take(recorded):
            self._holding.read(reference)
        if self._holding.case_type != self._case_type:
            return None
        difference = FactChanges()
        if recorded.event.occurred < self._since:
            difference.leave(self._fact(), None)
            self._since = recorded.event.occurred
            difference.enter(self._fact(), None)
        return difference


class _Ruled:
    """What both kinds of account of a case with rules have in common."""

    def __init__(self, rules: Rules, case_type: str | None) -> None:
        self.rules = rules
        self.case_type = case_type
        self.timelines = Timelines()
        self.inspection = Inspection(rules, case_type or "") if rules.finds else None
        self.difference = FactChanges()
        self._ahead: list[Key] = []
        self._begin()

    def _begin(self) -> None:
        """What comes and goes from now on is news; what was to happen by itself is told anew at the end."""
        self.difference = self.timelines.difference = FactChanges()
        if self.inspection is not None:
            self.inspection.difference = self.difference
        for key in self._ahead:
            self.timelines.put(key, AHEAD, AHEAD, ())
        self._ahead = []

    def _end(self, story: Story) -> FactChanges:
        """All events were told: what will happen by itself, and what the rules of finding say."""
        if story.has_sleepers:
            story = story.fork()
            story.wake(None)
            for entry in story.ledger.entries:
                self.timelines.add(AHEAD, entry)
                self._ahead.append(entry.key)
        if self.inspection is not None:
            turned = other_units(self.difference)
            self.inspection.look(self.timelines.under(CASE), story.clocks, turned)
        return self.difference


class InOrder(_Ruled):
    """A case whose events come as they followed one another in the world: one story, told on and on."""

    def __init__(self, rules: Rules, case_type: str | None, history: Sequence[Recorded]) -> None:
        """history: what came so far, in any order; none of it speaks of others."""
        super().__init__(rules, case_type)
        self._story = Story(rules, case_type)
        self._told = 0
        arranged = arrange(history, rules)
        self._order = WorldOrder(rules, arranged)
        for recorded in arranged:
            self._step(recorded)
        self._end(self._story)

    def take(self, recorded: Recorded) -> FactChanges | None:
        """One more event; one that changes what came before it needs another account."""
        placed = None if speaks_of_others(recorded) else self._order.take(recorded)
        if placed is None:
            return None
        self._begin()
        self._step(placed)
        return self._end(self._story)

    def _step(self, placed: Recorded) -> None:
        self._told += 1
        place = (placed.event.occurred, self._told)
        ledger = self._story.ledger
        self._story.step(placed)
        for entry in ledger.entries:
            self.timelines.add(place, entry)
        ledger.entries = []
        if self.inspection is not None:
            self.inspection.put(place, placed)


class AnyOrder(_Ruled):
    """A case whose events come late, or correct and annul one another."""

    def __init__(self, rules: Rules, case_type: str | None, history: Sequence[Recorded]) -> None:
        super().__init__(rules, case_type)
        self._holding = Holding(rules.local)
        self._places = Places(rules)
        self._stand: dict[int, tuple[Place, Recorded]] = {}
        self._flaws: dict[int, str | None] = {}
        self.line = StoryLine(rules, case_type)
        changed: set[Reference] = set()
        for recorded in history:
            changed |= self._holding.take(recorded)
        self._change(changed)
        self._end(self.line.story)

    def take(self, recorded: Recorded) -> FactChanges | None:
        """One more event; one that makes the case one of another type needs another account."""
        changed = self._holding.take(recorded)
        if self._holding.case_type != self.case_type:
            return None
        self._begin()
        self._change(changed)
        return self._end(self.line.story)

    def _change(self, references: Iterable[Reference]) -> None:
        holding, events = self._holding, []
        for reference in references:
            position = holding.position(reference)
            events.append((position, holding.read(reference)))
            self._flaws[position] = holding.flaws.get(reference)
        gone, come = list[Place](), list[tuple[Place, Recorded, str | None]]()
        for position in self._places.change(events):
            before, now = self._stand.pop(position, None), self._places.stands(position)
            if before is not None:
                gone.append(before[0])
                if self.inspection is not None:
                    self.inspection.take_out(*before)
            if now is not None:
                self._stand[position] = now
                come.append((*now, self._flaws[position]))
                if self.inspection is not None:
                    self.inspection.put(*now)
        for first, last, told in self.line.change(gone, come):
            for key, entries in told.items():
                self.timelines.put(key, first, last, entries)
