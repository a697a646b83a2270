"""Items that wait for what is only known later: in memory while they are few, in a temporary file when they are many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from tempfile import TemporaryFile
from typing import BinaryIO, Generic, TypeVar, cast

HELD = 8 << 20  # bytes in memory, as whoever adds them says

T = TypeVar("T")


class Spool(Generic[T]):
    """Takes items and gives them back in their order, once. pack, unpack: an item as bytes, for the file."""

    def __init__(self, pack: Callable[[T], bytes], unpack: Callable[[bytes], T]) -> None:
        self._pack, self._unpack = pack, unpack
        self._items: list[T] = []
        self._weight = 0
        self._file: BinaryIO | None = None

    def add(self, item: T, weight: int) -> None:
        """Take one that holds about ``weight`` bytes."""
        self._items.append(item)
        self._weight += weight
        if self._weight >= HELD:
            self._write()

    def _write(self) -> None:
        if self._file is None:
            self._file = cast(BinaryIO, TemporaryFile())  # noqa: SIM115 (closed when it has been given back)
        for item in self._items:
            packed = self._pack(item)
            self._file.write(len(packed).to_bytes(4, "big") + packed)
        self._items, self._weight = [], 0

    def __iter__(self) -> Iterator[T]:
        """All of them."""
        if self._file is not None:
            self._file.seek(0)
            while size := self._file.read(4):
                yield self._unpack(self._file.read(int.from_bytes(size, "big")))
        yield from self._items
        self.forget()

    def forget(self) -> None:
        """Nothing of it is wanted any more."""
        self._items = []
        if self._file is not None:
            self._file.close()
            self._file = None
