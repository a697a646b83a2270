"""The records of a log in the order in which they land, and of the firsts and lasts only those that are.

A journal takes registration times in ascending order only. Records wait in temporary files where they are many; memory
holds a chunk. Without a time of registration and an order of the mapping, records land in the order of the files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from ..event.offer import Offer, Rank, pack, unpack
from ..reading.external_sort import CHUNK, Sorting
from .first_and_last import Election

_NEVER = datetime(1, 1, 1, tzinfo=UTC)
_PLACE = attrgetter("place")
_Key = tuple[datetime, Rank, int]


def arranged(offers: Iterable[Offer], chunk: int = CHUNK, *, by_place: bool = False) -> Iterator[Offer]:
    """``offers`` that hold entries, by ``recorded``, ``order`` and ``place``, with those of their bids that were chosen.

    by_place: none of them says the first two. What needs no order comes at once: the records without entries, whose bids
    may be chosen yet.
    """
    key = _PLACE if by_place else _key
    with _sorting(key, chunk) as waiting, Election(chunk) as election:
        for offer in offers:
            if offer.bids:
                election.consider(offer)
            if offer.entries:
                waiting.add(offer)
            else:
                yield offer
        for part in election.chosen():
            waiting.add(part)
        group: list[Offer] = []
        for offer in waiting:
            if group and (offer.place != group[0].place or key(offer) != key(group[0])):
                yield _whole(group) if len(group) > 1 else group[0]
                group.clear()
            group.append(offer)
        if group:
            yield _whole(group)


def _whole(group: list[Offer]) -> Offer:
    """The parts of one record that were taken, with the entries in the order of the rules."""
    if len(group) == 1:
        return group[0]
    found = sorted(
        [(rule, number, index) for number, part in enumerate(group) for index, rule in enumerate(part.rules)]
    )
    entries = [group[number].entries[index] for _, number, index in found]
    choices = [group[number].choices[index] if group[number].choices else None for _, number, index in found]
    rules = [rule for rule, *_ in found]
    read = max([part.read for part in group])
    origin, line, raw, _, problem, recorded, place, _, _, _, order, name, *_ = group[0]
    return Offer(origin, line, raw, entries, problem, recorded, place, rules, choices, read, order, name)


def _sorting(key: Callable[[Offer], Any], chunk: int) -> Sorting[Offer]:
    return Sorting(key, pack, unpack, chunk=chunk, weigh=lambda offer: offer.weight)


def _key(offer: Offer) -> _Key:
    return offer.recorded or _NEVER, offer.order, offer.place
