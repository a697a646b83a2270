"""Records that follow one another in a file and each become one event: they go their whole way together, as columns.

A sheaf holds nothing but what is good, is in the order of its file, and waits for nothing. Whoever must look at one of its
records takes it apart into offers; they are the very ones that the record alone would have given.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from ...journal.admission import Candidate
from ...journal.alike import Alike
from .offer import Offer

_new = tuple.__new__


class Sheaf(NamedTuple):
    """Records and the event that each became.

    place: of the first record among those of all logs; the others count on from there. lines: where each begins in its
    file. raws: their bytes, a line end between them. rules: the ``[[event]]`` of each. The others are as in ``Alike``.
    read: how many records are counted with it; those from which no event is made say nothing here.
    """

    origin: str
    place: int
    lines: list[int]
    raws: bytes
    rules: list[int]
    source: str
    cases: list[str]
    topics: list[str]
    states: list[bytes]
    ids: list[str]
    typed: list[bool]
    read: int

    @property
    def weight(self) -> int:
        """About how many bytes it holds."""
        return len(self.raws) + sum(map(len, self.states))

    def offers(self) -> list[Offer]:
        """What each record offers; none counts as read, which the sheaf does."""
        origin, place, lines, raws, rules, source, cases, topics, states, ids, typed, _ = self
        columns = zip(lines, raws.split(b"\n"), rules, cases, topics, states, ids, typed, strict=True)
        return [
            Offer(
                origin,
                line,
                raw,
                [_new(Candidate, (case, topic, state, source, id_, is_typed, None))],
                place=number,
                rules=(rule,),
                read=0,
            )
            for number, (line, raw, rule, case, topic, state, id_, is_typed) in (
                enumerate(columns, place) if lines else ()
            )
        ]


def alike(sheaves: Sequence[Sheaf]) -> Alike | None:
    """The events of sheaves one after the other; None if they are of several sources."""
    if len({one.source for one in sheaves}) > 1:
        return None
    return Alike(
        sheaves[0].source,
        [case for one in sheaves for case in one.cases],
        [topic for one in sheaves for topic in one.topics],
        [state for one in sheaves for state in one.states],
        [id_ for one in sheaves for id_ in one.ids],
        [is_typed for one in sheaves for is_typed in one.typed],
    )


def alike_offers(offers: Sequence[Offer]) -> Alike | None:
    """The events of offers one after the other; None if they are of several sources, say which version was seen or when they
    were registered, or were not examined."""
    entries = [entry for offer in offers for entry in offer.entries]
    if not entries or any(offer.recorded for offer in offers):
        return None
    if not all(isinstance(one, Candidate) and one.expected is None for one in entries):
        return None
    cases, topics, states, sources, ids, typed, _ = zip(*entries, strict=True)
    if len(set(sources)) > 1:
        return None
    return Alike(sources[0], list(cases), list(topics), list(states), list(ids), list(typed))


pack_sheaf = msgspec.msgpack.Encoder().encode
unpack_sheaf = msgspec.msgpack.Decoder(Sheaf).decode
