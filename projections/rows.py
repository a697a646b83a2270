"""The one function behind every projection: from one case's history to bitemporal rows.

A row is a fact with three moments: it was opened (world time, position), it may be closed (world time,
position), and it may be withdrawn (position), when the journal came to know better. Asked as of T and known at
position p, the row answers if

    opened_pos <= p < withdrawn_pos  and  opened_at <= T  and  (closed_at > T or closed_pos > p)

with a missing closing or withdrawal read as infinite. Catching up, rebuilding, replaying and comparing are this
same function on other input.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from ..domain.events.case_events import Annulled, Corrected
from ..domain.events.history import Recorded
from ..domain.events.inforce import hold, type_of
from ..domain.events.unreadable import Unreadable
from ..domain.facts import CasePeriod, Fact, Kind, Payload
from ..domain.fold.law import Law
from ..domain.fold.ledger import Held
from ..domain.fold.quality import findings_of, told_and_found
from ..domain.fold.story import Story, fold
from ..domain.rules.local_time import LocalTime

Identity = tuple[Kind, tuple[str, ...], Payload, datetime]


class Row:
    """One bitemporal row of a case; ``n`` is its place among the case's rows, and never changes."""

    __slots__ = ("closed_at", "closed_pos", "identity", "n", "opened_pos", "withdrawn_pos")

    def __init__(self, n: int, identity: Identity, opened_pos: int) -> None:
        self.n = n
        self.identity = identity
        self.opened_pos = opened_pos
        self.closed_at: datetime | None = None
        self.closed_pos: int | None = None
        self.withdrawn_pos: int | None = None

    @property
    def kind(self) -> Kind:
        """Which projection the row belongs to."""
        return self.identity[0]

    @property
    def payload(self) -> Payload:
        """What the row says."""
        return self.identity[2]

    @property
    def opened_at(self) -> datetime:
        """Since when, in the world, it is so."""
        return self.identity[3]

    def check(self) -> None:
        """Raises ValueError for intervals that no table would take (see ``table.create``)."""
        if self.closed_at is None or self.closed_pos is None:
            well_formed = self.closed_at is None and self.closed_pos is None
        else:
            well_formed = self.closed_at >= self.opened_at and self.closed_pos >= self.opened_pos
        if not well_formed or (self.withdrawn_pos is not None and self.withdrawn_pos <= self.opened_pos):
            raise ValueError("a row that ends before it begins")

    def answers(self, as_of: datetime, position: int) -> bool:
        """Whether the row is part of the answer as of an instant, known at a position.

        The definition; ``table.asked`` and ``table.known`` say the same to the database, and tests compare them.
        """
        return (
            self.opened_pos <= position
            and (self.withdrawn_pos is None or position < self.withdrawn_pos)
            and self.opened_at <= as_of
            and (
                self.closed_at is None
                or self.closed_at > as_of
                or self.closed_pos is None
                or self.closed_pos > position
            )
        )


def rows(history: Sequence[Recorded], law: Law) -> list[Row]:
    """The rows of one case, from all its events by position and all that was published.

    A publication counts from its position on, also for events recorded before it.
    """
    if not history:
        return []
    telling = _Telling(history, law)
    types = {recorded.event.case_type for recorded in history if recorded.event.case_type}
    epochs = sorted({epoch for one in types for epoch in law.epochs(one) if epoch > history[0].position})
    for count, recorded in enumerate(history, start=1):
        while epochs and epochs[0] < recorded.position:
            telling.rules_changed(count - 1, epochs.pop(0))
        telling.event_came(count)
    for epoch in epochs:
        telling.rules_changed(len(history), epoch)
    if telling.fault is not None:
        raise telling.fault
    return telling.rows


class _Telling:
    """Walks a case's history position by position and notes how what is believed changes."""

    def __init__(self, history: Sequence[Recorded], law: Law) -> None:
        self.history = history
        self.law = law
        self.rows: list[Row] = []
        self.believed: dict[Identity, Row] = {}
        self.found: set[Identity] = set()
        self.story: Story | None = None
        self.spoken_of: set[tuple[str, str]] = set()
        self.fault: Exception | None = None  # why it could not be told; what was believed before stands

    def rules_changed(self, count: int, position: int) -> None:
        """What governs the case changed: the first ``count`` events are folded under the new rules."""
        with self._forgiving():
            self._tell_anew(count, position)

    def event_came(self, count: int) -> None:
        """The ``count``-th event came. In world order it is one step on; else the story is told anew."""
        recorded = self.history[count - 1]
        event = recorded.event
        if isinstance(event, Annulled):
            self.spoken_of.add((event.annuls_source or event.source, event.annuls))
        elif isinstance(event, Corrected):
            self.spoken_of.add((event.corrects_source or event.source, event.corrects))
        with self._forgiving():
            placed = self._next(recorded)
            if self.story is None or placed is None:
                self._tell_anew(count, recorded.position)
            else:
                self._tell_on(self.story, placed)

    @contextmanager
    def _forgiving(self) -> Iterator[None]:
        """What can't be told as the case stands may be annulled or corrected later: only the last word condemns it."""
        try:
            yield
            self.fault = None
        except MemoryError:
            raise
        except Exception as fault:
            self.story, self.fault = None, fault

    def _next(self, recorded: Recorded) -> Recorded | None:
        """The event in its place, if the story goes on with it; None if it changes what came before."""
        event = recorded.event
        if isinstance(event, Annulled | Corrected | Unreadable) or (event.source, event.id) in self.spoken_of:
            return None
        return self.story.order.take(recorded) if self.story is not None else None

    def _tell_on(self, story: Story, placed: Recorded) -> None:
        had_sleepers = story.has_sleepers
        story.ledger.touched = []
        story.step(placed)
        if had_sleepers or story.has_sleepers:
            self._compare_all(story, placed.position)
        else:
            self._note(story.ledger.touched, placed.position)
            # What is found may be about any event, but no event makes it change other facts than those.
            self._compare_found(findings_of(story), placed.position)

    def _tell_anew(self, count: int, position: int) -> None:
        so_far = self.history[:count]
        case_type = type_of(so_far)
        self.law.must_be_read(case_type, position)
        rules = self.law.rules(case_type, position)
        if rules is None:
            hold(so_far, LocalTime.of(UTC))  # what can't be read may have been what says the type
            # Nothing says yet what the events mean; that the case is there is known all the same.
            self.story = None
            self._compare([self._unruled(so_far, case_type)], list(self.believed), position)
            self.found = set()
        else:
            self.story = fold(so_far, rules)
            self._compare_all(self.story, position)

    def _unruled(self, so_far: Sequence[Recorded], case_type: str | None) -> Fact:
        since = min(recorded.event.occurred for recorded in so_far)
        nothing = CasePeriod(case_type or "", "not-opened", None, None, None, None, None, None, None, "{}")
        return Fact("case", (), nothing, since, None)

    def _note(self, touched: Sequence[Held], position: int) -> None:
        """The step only added at the end of the story: what it touched is all that changed."""
        for held in touched:
            identity = (held.kind, held.key, held.payload, held.opened_at)
            row = self.believed.get(identity)
            if held.is_empty:
                if row is not None:
                    row.withdrawn_pos = position
                    del self.believed[identity]
            else:
                if row is None:
                    row = self._open(identity, position)
                if held.closed_at is not None:
                    row.closed_at, row.closed_pos = held.closed_at, position

    def _compare_all(self, story: Story, position: int) -> None:
        """The past may have changed: everything believed now against everything believed before."""
        told, found = told_and_found(story)
        self._compare(told, [identity for identity in self.believed if identity not in self.found], position)
        self._compare_found(found, position)

    def _compare_found(self, found: Sequence[Fact], position: int) -> None:
        if found or self.found:
            self._compare(found, self.found, position)
            self.found = {(fact.kind, fact.key, fact.payload, fact.opened_at) for fact in found}

    def _compare(self, facts: Sequence[Fact], before: Iterable[Identity], position: int) -> None:
        """These facts are believed now, where those identities were before."""
        now = {(fact.kind, fact.key, fact.payload, fact.opened_at): fact.closed_at for fact in facts}
        for identity in before:
            row = self.believed[identity]
            if identity not in now:
                row.withdrawn_pos = position
                del self.believed[identity]
            elif row.closed_at is None:
                if now[identity] is not None:
                    row.closed_at, row.closed_pos = now[identity], position
            elif row.closed_at != now[identity]:
                row.withdrawn_pos = position
                del self.believed[identity]
        for identity, closed_at in now.items():
            if identity not in self.believed:
                row = self._open(identity, position)
                if closed_at is not None:
                    row.closed_at, row.closed_pos = closed_at, position

    def _open(self, identity: Identity, position: int) -> Row:
        row = Row(len(self.rows), identity, position)
        self.rows.append(row)
        self.believed[identity] = row
        return row
