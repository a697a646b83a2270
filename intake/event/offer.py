"""What a record offers the journal: its events, what each rests on, and where the record stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any, NamedTuple

import msgspec

from ...domain.problem import BadInput, Problem
from ...journal.admission import Candidate
from ...journal.entry import Entry

Rank = tuple[tuple[int, float | str], ...]
"""A place in an order: pieces that are compared one after the other, each of a kind (see ``ranking``)."""

FullRank = list[tuple[int, float | str]]
"""See ``Bid``."""


class FirstOrLast(NamedTuple):
    """That an event is the first or the last of its kind in its case, and by what.

    by_time: whether by the event's own time.
    """

    last: bool
    rank: Rank
    by_time: bool


class Bid(NamedTuple):
    """An event that is the first or last of its kind in its case, unless another row's is. rule: its ``[[event]]``.

    full_rank: the rank with the digest of the event as its last piece: where ranks are equal the content decides, never
    the file, and no two events have the same. recorded: when the source registered the event, if it says so.
    """

    rule: int
    candidate: Candidate
    choice: FirstOrLast
    full_rank: FullRank
    recorded: datetime | None


def full_rank(choice: FirstOrLast, candidate: Candidate) -> FullRank:
    """The full rank of a bid."""
    return [*choice.rank, (2, blake2b(candidate.state, digest_size=16).hexdigest())]


class Offer(NamedTuple):
    """One record: where it stands, its bytes, and either its entries or why there are none.

    recorded: when its source registered it; None leaves that to the journal. place: its number among the records.
    rules: which ``[[event]]`` of the mapping gave each entry. choices: for each entry what makes it the first or last.
    read: how many records are counted with it; 0 for a part of one that was counted already.
    order: what its mapping sorts records by, beside the time of registration. name: what the record is known by,
    whatever else it says; None: by nothing, or nobody asks. heading: it is no record, but the line of column names that
    the records of its file stand under. bids: events of the record that are not among its entries as long as it is not
    known whether they are the first or last.
    """

    origin: str
    line: int
    raw: bytes
    entries: Sequence[Entry | Candidate] = ()
    problem: Problem | None = None
    recorded: datetime | None = None
    place: int = 0
    rules: Sequence[int] = ()
    choices: Sequence[FirstOrLast | None] = ()
    read: int = 1
    order: Rank = ()
    name: str | None = None
    heading: bool = False
    bids: Sequence[Bid] = ()

    @property
    def weight(self) -> int:
        """About how many bytes it holds."""
        entries = self.entries
        if len(entries) == 1 and isinstance(
            entries[0], Candidate
        ):  # nearly all: it is asked of each several times
            return len(self.raw) + len(entries[0].state)
        return len(self.raw) + sum(len(one.state) for one in self.entries if isinstance(one, Candidate))

    @property
    def candidates(self) -> list[Candidate]:
        """The entries of a mapped record: all are examined."""
        return self.entries  # type: ignore[return-value]  # not cast: it is asked of every record

    def full_rank(self, index: int) -> FullRank:
        """The full rank of one entry that was chosen."""
        choice = self.choices[index]
        assert choice is not None
        return full_rank(choice, self.candidates[index])

    def part(self, indices: Sequence[int]) -> Offer:
        """The same record with some of its entries; it is not counted again."""
        return self._replace(
            entries=[self.entries[index] for index in indices],
            rules=[self.rules[index] for index in indices] if self.rules else (),
            choices=[self.choices[index] for index in indices] if self.choices else (),
            read=0,
        )


class _Packed(NamedTuple):
    origin: str
    line: int
    raw: bytes
    entries: list[Candidate]
    problem: tuple[str, str, str, dict[str, Any]] | None
    recorded: datetime | None
    place: int
    rules: list[int]
    choices: list[FirstOrLast | None]
    read: int
    order: Rank
    name: str | None
    heading: bool


_new = tuple.__new__
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Packed).decode
_decode_many = msgspec.msgpack.Decoder(list[_Packed]).decode


def pack(offer: Offer) -> bytes:
    """The bytes of an offer, without its bids."""
    return _encode(_packable(offer))


def unpack(packed: bytes) -> Offer:
    """The offer that was packed."""
    return _unpacked(_decode(packed))


def pack_many(offers: Sequence[Offer]) -> bytes:
    """The bytes of several."""
    return _encode([_packable(offer) for offer in offers])


def unpack_many(packed: bytes) -> list[Offer]:
    """The offers that were packed together."""
    return [_unpacked(one) for one in _decode_many(packed)]


def _packable(offer: Offer) -> tuple[object, ...]:
    problem = offer.problem
    if problem is None:
        return offer[:-1]
    details = {key: value for key, value in problem.details.items() if isinstance(value, str | int)}
    return offer._replace(problem=(problem.code, problem.text.da, problem.text.en, details))[:-1]  # type: ignore[arg-type]


def _unpacked(packed: _Packed) -> Offer:
    if packed.problem is None:
        return _new(Offer, (*packed, ()))  # without a problem the fields are the same, and there are no bids
    code, da, en, details = packed.problem
    return Offer(*packed)._replace(problem=BadInput(code=code, da=da, en=en, **details))  # type: ignore[arg-type]
