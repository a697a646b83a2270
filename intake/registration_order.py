"""The records of an import in the order in which their source registered them, however many they are.

A journal takes registration times in ascending order only. Records are sorted in chunks, which wait in temporary
files and are merged: memory holds one chunk. Records registered at the same time keep the file's order.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from datetime import datetime
from tempfile import TemporaryFile
from typing import BinaryIO, NamedTuple, cast

import msgspec

from ..domain.events.catalogue import CATALOGUE
from ..journal.entry import Entry

CHUNK = 50_000


class Registered(NamedTuple):
    """A record's entries, when they were registered, and where it came from (see ``Offer`` in ``landing``)."""

    recorded: datetime
    place: int
    origin: str
    line: int
    raw: bytes
    entries: list[Entry]


_Packed = tuple[datetime, int, str, int, bytes, list[tuple[str, str, msgspec.Raw]]]
_encode = msgspec.msgpack.encode
_decode = msgspec.msgpack.Decoder(_Packed).decode
_decode_event = {topic: msgspec.msgpack.Decoder(kind).decode for topic, kind in CATALOGUE.items()}


def in_order(records: Iterable[Registered], chunk: int = CHUNK) -> Iterator[Registered]:
    """``records`` by ``recorded``, then by ``place``; at most ``chunk`` of them in memory at a time."""
    held: list[Registered] = []
    files: list[BinaryIO] = []
    try:
        for record in records:
            held.append(record)
            if len(held) >= chunk:
                held.sort(key=_order)
                files.append(_written(held))
                held = []
        held.sort(key=_order)
        yield from heapq.merge(*(_read(file) for file in files), held, key=_order)
    finally:
        for file in files:
            file.close()


def _order(record: Registered) -> tuple[datetime, int]:
    return record.recorded, record.place


def _written(records: list[Registered]) -> BinaryIO:
    file = cast(BinaryIO, TemporaryFile())  # noqa: SIM115 (closed by ``in_order`` when all is merged)
    for record in records:
        entries = [(case, event.TOPIC, msgspec.Raw(_encode(event))) for case, event, _ in record.entries]
        packed = _encode((*record[:5], entries))
        file.write(len(packed).to_bytes(4, "big") + packed)
    file.seek(0)
    return file


def _read(file: BinaryIO) -> Iterator[Registered]:
    while size := file.read(4):
        recorded, place, origin, line, raw, packed = _decode(file.read(int.from_bytes(size, "big")))
        entries = [Entry(case, _decode_event[topic](event)) for case, topic, event in packed]
        yield Registered(recorded, place, origin, line, raw, entries)
