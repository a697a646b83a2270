"""Events that differ only in who they are and when they happened are cast in one mould: the rest is written out once.

The first of them is made and examined with all care; the journal's form of it is taken apart, and of those after it only
the id and the time are written. What is cast is byte for byte what the careful way would give:
fields are written one by one, in their order, and an id and a time that read well read well beside anything.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from ...domain.events.case_events import Event
from ...domain.moment import when_said
from ...journal.admission import Candidate
from ..event.times import InstantOrDay
from ..mapping.template import LogRow

_TRIED = 4_096  # rows after which it shows whether what they say repeats
_REMEMBERED = 4_096
_SAVED = 5  # answers kept for nothing that cost as much as one that is found saves
_LONG = 2_000  # characters of what one row says

_encode = msgspec.json.Encoder(order="deterministic").encode
_OCCURRED = b',"occurred":'
_new = tuple.__new__
_LARGEST = 1 << 16  # bytes: of larger ones none is like another
_OWN = "sagsgang"  # in the name of a source whose ids may be the program's own


class Mould(NamedTuple):
    """The journal's form of an event around its id and its time, and what else the journal must know of it."""

    topic: str
    head: bytes
    tail: bytes
    source: str
    typed: bool

    def cast(self, case: str, id_: str, when: bytes) -> Candidate:
        """The event of this id and time, as the journal takes it. id_: in ASCII, fit for an id. when: see ``written``."""
        topic, head, tail, source, typed = self
        # A tuple's own way of being made: every event comes by here, and the named way takes three times as long.
        state = head + _encode(id_) + _OCCURRED + when + tail
        return _new(Candidate, (case, topic, state, source, id_, typed, None))


def mould_of(event: Event, candidate: Candidate, when: bytes) -> Mould | None:
    """The mould of an event that was examined; None if it is not written as expected, or each is to be examined."""
    head = b'{"source":' + _encode(event.source) + b',"id":'
    begin = head + _encode(event.id) + _OCCURRED + when
    if not candidate.state.startswith(begin) or len(candidate.state) > _LARGEST or _OWN in candidate.source:
        return None
    return Mould(candidate.topic, head, candidate.state[len(begin) :], candidate.source, candidate.typed)


def written(moment: InstantOrDay, zone: ZoneInfo) -> bytes:
    """When an event happened, as the journal writes it: the instant, and the day where only that is known."""
    occurred, whole_day = moment
    return _written_day(occurred, zone) if whole_day else _encode(occurred)


@lru_cache(_REMEMBERED)
def _written_day(occurred: datetime, zone: ZoneInfo) -> bytes:
    said = when_said(occurred, zone, whole_day=True)
    return b'%b,"whole_day":true,"day":%b' % (_encode(said["occurred"]), _encode(said["day"]))


class SharedValues:
    """What events say beside their identity and their time, and the moulds made of it, by the action that they name."""

    __slots__ = ("moulds", "values")

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values
        self.moulds: dict[str, Mould] = {}


T = TypeVar("T")


def remembered(make: Callable[[LogRow], T], columns: frozenset[str]) -> Callable[[LogRow], T]:
    """``make``, which reads only ``columns``, with its answers remembered for as long as rows often say the same.

    Units, names and categories repeat; amounts and remarks do not, and then remembering costs more than it saves. One
    that is found saves as much as many cost that are kept for nothing.
    """
    names = tuple(sorted(columns))
    known: dict[tuple[str | None, ...], T] = {}
    tried = missed = 0
    worth = True

    def answer(row: LogRow) -> T:
        nonlocal tried
        if not worth:
            return make(row)
        tried += 1
        values = tuple(map(row.get, names))
        found = known.get(values)
        return made(row, values) if found is None else found

    def made(row: LogRow, values: tuple[str | None, ...]) -> T:
        nonlocal missed, worth
        missed += 1
        found = make({name: value for name, value in zip(names, values, strict=True) if value is not None})
        if tried >= _TRIED and (tried - missed) * _SAVED < missed:
            worth = False
            known.clear()
        # Long ones would fill the memory, and do not come again.
        elif sum(map(len, filter(None, values))) <= _LONG:
            if len(known) >= _REMEMBERED:
                known.clear()
            known[values] = found
        return found

    return answer
