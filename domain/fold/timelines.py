"""What is told of a case, key by key in world order, and which facts that makes: kept up to date change by change."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from ..facts import Kind, Payload
from .ledger import OF_ONE_EVENT, Key, LedgerEntry, held_by

Identity = tuple[Kind, tuple[str, ...], Payload, datetime]
# Where an entry stands: anything that compares.
Place = Any
_place = itemgetter(0)


class FactChanges:
    """Facts that are told no more, and facts that are told now: by what they say and since when, until when."""

    def __init__(self) -> None:
        self.gone: dict[Identity, datetime | None] = {}
        self.come: dict[Identity, datetime | None] = {}

    def leave(self, identity: Identity, closed_at: datetime | None) -> None:
        """A fact is told no more."""
        if identity in self.come:
            del self.come[identity]
        else:
            self.gone[identity] = closed_at

    def enter(self, identity: Identity, closed_at: datetime | None) -> None:
        """A fact is told."""
        self.come[identity] = closed_at


class Timelines:
    """The entries of a story under each key, in order. difference: to which facts that come and go are told."""

    def __init__(self) -> None:
        self._told: dict[Key, list[tuple[Place, LedgerEntry]]] = {}
        self.difference = FactChanges()

    def put(self, key: Key, first: Place, last: Place, entries: Sequence[tuple[Place, LedgerEntry]]) -> None:
        """Under a key, this is all that is told from one place to another, both included."""
        told = self._told.get(key, [])
        begin = bisect_left(told, first, key=_place)
        end = bisect_right(told, last, key=_place)
        if begin == end and not entries:
            return
        grown = len(entries) - (end - begin)
        for identity, closed_at in _facts(key, told, begin, end):
            self.difference.leave(identity, closed_at)
        told[begin:end] = entries
        for identity, closed_at in _facts(key, told, begin, end + grown):
            self.difference.enter(identity, closed_at)
        if told:
            self._told[key] = told
        else:
            self._told.pop(key, None)

    def add(self, place: Place, entry: LedgerEntry) -> None:
        """One more entry, behind all under its key."""
        key = entry.key
        told = self._told.setdefault(key, [])
        for identity, closed_at in _facts(key, told, len(told), len(told)):
            self.difference.leave(identity, closed_at)
        told.append((place, entry))
        for identity, closed_at in _facts(key, told, len(told) - 1, len(told)):
            self.difference.enter(identity, closed_at)

    def under(self, key: Key) -> Sequence[tuple[Place, LedgerEntry]]:
        """All that is told under a key."""
        return self._told.get(key, ())


def _facts(
    key: Key, told: Sequence[tuple[Place, LedgerEntry]], begin: int, end: int
) -> Iterator[tuple[Identity, datetime | None]]:
    """The facts that hang on some of the entries under a key: theirs, and the one that the first of them closes."""
    kind, name = key
    if kind in OF_ONE_EVENT:  # few, and one may say what another said before
        for held in held_by(entry for _, entry in told):
            if not held.is_empty:
                yield (kind, name, held.payload, held.opened_at), held.closed_at
        return
    for at in range(max(begin - 1, 0), end):
        _, payload, opened_at = told[at][1]
        closed_at = told[at + 1][1].at if at + 1 < len(told) else None
        if payload is not None and (closed_at is None or closed_at > opened_at):
            yield (kind, name, payload, opened_at), closed_at
