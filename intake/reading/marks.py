"""Which of very many words were seen: kept as hashes in a temporary file, looked up by reading it through."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from tempfile import TemporaryFile
from typing import BinaryIO, cast

_PORTION = 1 << 20  # bytes read at a time
_HELD = 50_000


class Marks:
    """Words that were seen, as 64 bits each: of a million words one in ten million is taken for another's."""

    def __init__(self) -> None:
        self._file = cast(BinaryIO, TemporaryFile())  # noqa: SIM115 (closed by ``close``)
        self._held = array("q")

    def add(self, words: Iterable[str]) -> None:
        """They were seen."""
        self._held.extend(map(hash, words))
        if len(self._held) >= _HELD:
            self._put_away()

    def among(self, words: Collection[str]) -> set[str]:
        """Those of ``words`` that were seen."""
        self._put_away()
        wanted = {hash(word) for word in words}
        found: set[int] = set()
        self._file.seek(0)
        while portion := self._file.read(_PORTION):
            found |= wanted.intersection(array("q", portion))
        return {word for word in words if hash(word) in found}

    def close(self) -> None:
        """Forget all of it."""
        self._file.close()

    def _put_away(self) -> None:
        self._file.seek(0, 2)
        self._held.tofile(self._file)
        self._held = array("q")
