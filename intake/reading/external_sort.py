"""Sorting more than memory holds: in chunks, which wait in temporary files and are merged."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from tempfile import TemporaryFile
from typing import Any, BinaryIO, Generic, TypeVar, cast

CHUNK = 50_000
HEAVY = 16 << 20  # bytes of one chunk, as its items say

T = TypeVar("T")


class Sorting(Generic[T]):
    """Takes items and gives them back by ``key``; those of one key in the order in which they came.

    pack, unpack: an item as bytes, for the temporary files. chunk: how many are in memory at a time. weigh: how many
    bytes an item holds there, about. Use it in a ``with``: the files are gone at its end.
    """

    def __init__(
        self,
        key: Callable[[T], Any],
        pack: Callable[[T], bytes],
        unpack: Callable[[bytes], T],
        *,
        chunk: int = CHUNK,
        weigh: Callable[[T], int] = lambda _: 0,
    ) -> None:
        self._key, self._pack, self._unpack = key, pack, unpack
        self._chunk, self._weigh = chunk, weigh
        self._held: list[T] = []
        self._weight = 0
        self._files: list[BinaryIO] = []

    def __enter__(self) -> Sorting[T]:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files:
            file.close()

    def add(self, item: T) -> None:
        """Take one."""
        self._held.append(item)
        self._weight += self._weigh(item)
        if len(self._held) >= self._chunk or self._weight >= HEAVY:
            self._held.sort(key=self._key)
            self._files.append(self._written(self._held))
            self._held, self._weight = [], 0

    def __iter__(self) -> Iterator[T]:
        """All of them, in order; once."""
        held, self._held = self._held, []
        held.sort(key=self._key)
        if not self._files:
            yield from held
            return
        # Of equal keys ``merge`` gives those of the earlier source first.
        yield from heapq.merge(*(self._read(file) for file in self._files), held, key=self._key)

    def _written(self, items: Iterable[T]) -> BinaryIO:
        file = cast(BinaryIO, TemporaryFile())  # noqa: SIM115 (closed by ``__exit__``)
        for item in items:
            packed = self._pack(item)
            file.write(len(packed).to_bytes(4, "big") + packed)
        file.seek(0)
        return file

    def _read(self, file: BinaryIO) -> Iterator[T]:
        while size := file.read(4):
            yield self._unpack(file.read(int.from_bytes(size, "big")))
