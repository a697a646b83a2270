"""The ledger of a story: what it says from when on, and which facts that makes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from ..facts import Fact, Kind, Payload

Key = tuple[Kind, tuple[str, ...]]
# Facts about one event, that nothing asks for when a later one comes: what the story says of them is not remembered in it.
OF_ONE_EVENT: frozenset[Kind] = frozenset({"finding", "meeting", "survey"})


class LedgerEntry(NamedTuple):
    """From ``at`` on, this payload holds under a key; None: nothing does."""

    key: Key
    payload: Payload | None
    at: datetime


class HeldFact:
    """A fact, that may still be closed."""

    __slots__ = ("closed_at", "key", "kind", "opened_at", "payload")

    def __init__(self, key: Key, payload: Payload, opened_at: datetime) -> None:
        self.kind, self.key = key
        self.payload = payload
        self.opened_at = opened_at
        self.closed_at: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it held for no time at all."""
        return self.closed_at is not None and self.closed_at <= self.opened_at


class Ledger:
    """At most one fact of a kind and key holds at a time; another payload closes it and opens the next.

    entries: what was written since whoever follows the story last took them away.
    """

    def __init__(self) -> None:
        self.entries: list[LedgerEntry] = []
        self._now: dict[Key, Payload] = {}
        self._shared = False

    def hold(self, kind: Kind, key: tuple[str, ...], payload: Payload | None, at: datetime) -> None:
        """From ``at`` on, this payload holds; None: nothing does."""
        whole = (kind, key)
        if kind not in OF_ONE_EVENT:
            if self._now.get(whole) == payload:
                return
            if self._shared:
                self._now, self._shared = dict(self._now), False
            if payload is None:
                del self._now[whole]
            else:
                self._now[whole] = payload
        self.entries.append(LedgerEntry(whole, payload, at))

    def holds(self, kind: Kind, key: tuple[str, ...]) -> bool:
        """Whether a fact of this kind and key holds now. Not of what is about one event."""
        return (kind, key) in self._now

    def payload(self, kind: Kind, key: tuple[str, ...]) -> Payload | None:
        """What holds now under a kind and key; None: nothing. Not of what is about one event."""
        return self._now.get((kind, key))

    @property
    def held(self) -> list[HeldFact]:
        """Every fact that was ever opened, in that order, by the entries that are here."""
        return held_by(self.entries)

    def facts(self) -> list[Fact]:
        """Every fact that held for some time."""
        return [
            Fact(held.kind, held.key, held.payload, held.opened_at, held.closed_at)
            for held in self.held
            if not held.is_empty
        ]

    def fork(self, entries: Sequence[LedgerEntry] = ()) -> Ledger:
        """A ledger that goes on from here, and can be written on without changing this one."""
        other = Ledger()
        other.entries = [*entries]
        other._now = self._now
        other._shared = self._shared = True
        return other

    def stands_as(self, other: Ledger) -> bool:
        """Whether what comes finds the same in both."""
        return self._now is other._now or self._now == other._now


def held_by(entries: Iterable[LedgerEntry]) -> list[HeldFact]:
    """The facts that entries make, in the order in which they were opened."""
    now: dict[Key, HeldFact] = {}
    found = []
    for key, payload, at in entries:
        held = now.get(key)
        if held is not None:
            if held.payload == payload:
                continue
            held.closed_at = at
            del now[key]
        if payload is not None:
            now[key] = HeldFact(key, payload, at)
            found.append(now[key])
    return found
