"""The ledger of a story: which facts hold, and which have held, while the story is still being told."""

from __future__ import annotations

from copy import copy
from datetime import datetime

from ..facts import Fact, Kind, Payload


class Held:
    """A fact that may still be closed."""

    __slots__ = ("closed_at", "key", "kind", "opened_at", "payload")

    def __init__(self, kind: Kind, key: tuple[str, ...], payload: Payload, opened_at: datetime) -> None:
        self.kind = kind
        self.key = key
        self.payload = payload
        self.opened_at = opened_at
        self.closed_at: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it held for no time at all."""
        return self.closed_at is not None and self.closed_at <= self.opened_at


class Ledger:
    """At most one fact of a kind and key holds at a time; another payload closes it and opens the next.

    touched: what was opened or closed since whoever follows the story last emptied the list.
    """

    def __init__(self) -> None:
        self.held: list[Held] = []
        self.touched: list[Held] = []
        self._now: dict[tuple[Kind, tuple[str, ...]], Held] = {}

    def hold(self, kind: Kind, key: tuple[str, ...], payload: Payload | None, at: datetime) -> None:
        """From ``at`` on, this payload holds; None: nothing does."""
        held = self._now.get((kind, key))
        if held is not None:
            if held.payload == payload:
                return
            held.closed_at = at
            self.touched.append(held)
            del self._now[kind, key]
        if payload is not None:
            held = Held(kind, key, payload, at)
            self._now[kind, key] = held
            self.held.append(held)
            self.touched.append(held)

    def holds(self, kind: Kind, key: tuple[str, ...]) -> bool:
        """Whether a fact of this kind and key holds now."""
        return (kind, key) in self._now

    def payload(self, kind: Kind, key: tuple[str, ...]) -> Payload | None:
        """What holds now under a kind and key; None: nothing."""
        held = self._now.get((kind, key))
        return held.payload if held is not None else None

    def facts(self) -> list[Fact]:
        """Every fact that held for some time."""
        return [
            Fact(held.kind, held.key, held.payload, held.opened_at, held.closed_at)
            for held in self.held
            if not held.is_empty
        ]

    def __copy__(self) -> Ledger:
        """A ledger that can be written on without changing this one."""
        other = Ledger()
        other.held = [copy(held) for held in self.held]
        other._now = {(held.kind, held.key): held for held in other.held if held.closed_at is None}
        return other
