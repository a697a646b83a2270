"""Which of the rows of a case is the first or the last of its kind: by time or a column, never by the file's order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..event.offer import Bid, Offer, full_rank, pack, unpack
from ..reading.external_sort import CHUNK, HEAVY, Sorting

_HOSTS = 4_096  # different bids after which they are compared


class BestBid(NamedTuple):
    """The best bid of a rule in a case so far, and the record that it is from."""

    bid: Bid
    offer: Offer


class Election:
    """Takes every event that could be the first or last of its kind in its case, and gives those that are.

    ``chunk`` cases are in memory at a time, or as many as weigh ``HEAVY`` bytes; the others wait in temporary files. Use
    it in a ``with``.
    """

    def __init__(self, chunk: int = CHUNK) -> None:
        self._chunk = chunk
        self._best: dict[tuple[int, str], BestBid] = {}
        self._hosts: dict[int, list[Offer]] = {}  # by the bids themselves, which the offers keep alive
        self._weight = 0  # bytes of them
        self._best_weight = 0  # and of the best
        self._sorting: Sorting[BestBid] = Sorting(_key, _packed, _unpacked, chunk=chunk, weigh=_weight)

    def __enter__(self) -> Election:
        return self

    def __exit__(self, *_: object) -> None:
        self._sorting.__exit__()

    def consider(self, offer: Offer) -> None:
        """The bids of a record. Records that make the very same ones are only noted: the first and the last of them."""
        hosts = self._hosts.get(id(offer.bids))
        if hosts is None:
            if len(self._hosts) >= _HOSTS or self._weight >= HEAVY:
                self._compare()
            self._hosts[id(offer.bids)] = [offer, offer]
            self._weight += len(offer.raw)
        elif offer.place > hosts[1].place:
            hosts[1] = offer
        elif offer.place < hosts[0].place:
            hosts[0] = offer

    def _compare(self) -> None:
        for first, last in self._hosts.values():
            for bid in first.bids:
                self._consider(bid, last if bid.choice.last else first)
        self._hosts, self._weight = {}, 0

    def _consider(self, bid: Bid, offer: Offer) -> None:
        place = bid.rule, bid.candidate.case
        standing = self._best.get(place)
        if standing is None or _is_rather(bid, offer, standing):
            now = self._best[place] = BestBid(bid, offer)
            self._best_weight += _weight(now) - (0 if standing is None else _weight(standing))
            if len(self._best) >= self._chunk or self._best_weight >= HEAVY:
                self._put_away()

    def chosen(self) -> Iterator[Offer]:
        """Of each record from which an event was chosen, the part with it; in no order that means anything."""
        self._compare()
        self._put_away()
        best: BestBid | None = None
        for standing in self._sorting:
            if best is not None and _key(best) == _key(standing):
                best = standing if _is_rather(*standing, best) else best
                continue
            if best is not None:
                yield _part(best)
            best = standing
        if best is not None:
            yield _part(best)

    def _put_away(self) -> None:
        for standing in self._best.values():
            self._sorting.add(standing)
        self._best, self._best_weight = {}, 0


def _is_rather(bid: Bid, offer: Offer, standing: BestBid) -> bool:
    """Whether ``bid`` is chosen rather than the one that stands. Where both say the very same, the file's order says with
    whose row it lands; that changes no answer."""
    last, rank, other = bid.choice.last, bid.full_rank, standing.bid.full_rank
    if rank is other or rank == other:
        return (offer.place > standing.offer.place) == last
    return (rank > other) == last


def _part(standing: BestBid) -> Offer:
    bid, offer = standing
    # Field by field: ``_replace`` takes ten times as long, and there is one for each case.
    return Offer(
        offer.origin,
        offer.line,
        offer.raw,
        [bid.candidate],
        recorded=bid.recorded,
        place=offer.place,
        rules=[bid.rule],
        choices=[bid.choice],
        read=0,
        order=offer.order,
        name=offer.name,
    )


def _weight(standing: BestBid) -> int:
    return standing.offer.weight + len(standing.bid.candidate.state)


def _key(standing: BestBid) -> tuple[int, str]:
    return standing.bid.rule, standing.bid.candidate.case


def _packed(standing: BestBid) -> bytes:
    return pack(_part(standing))


def _unpacked(packed: bytes) -> BestBid:
    offer = unpack(packed)
    [candidate], [rule], [choice] = offer.candidates, offer.rules, offer.choices
    assert choice is not None
    return BestBid(Bid(rule, candidate, choice, full_rank(choice, candidate), offer.recorded), offer)
