"""A file or stream as bytes: plain or gzip, how far it is read, and where it is damaged."""

from __future__ import annotations

import io
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast

from ..domain.text import Problem
from .malformed import Malformed

STDIN = "-"
_GZIP = b"\x1f\x8b"
_PACKED = 1 << 16
_UNPACKED = 1 << 20
_AS_GZIP = 16 + zlib.MAX_WBITS


class Unreadable(Problem):
    """A file that cannot be opened at all."""

    code = "unreadable"


class Source:
    """One input. ``stream`` gives its bytes, unpacked, and ends without an exception where damage begins.

    origin: the file's name as the user gave it, ``-`` for standard input or another stream.
    Use it in a ``with``; raises Unreadable if it cannot be opened.
    """

    def __init__(self, path: Path | BinaryIO) -> None:
        self.origin = str(path) if isinstance(path, Path) else STDIN
        self._ours = isinstance(path, Path) and self.origin != STDIN
        self._file = _opened(path)
        self._unpacked: _Unpacked | None = None
        self.stream: io.BufferedReader = self._file
        if self._file.peek(len(_GZIP))[: len(_GZIP)] == _GZIP:
            self._unpacked = _Unpacked(self._file)
            self.stream = io.BufferedReader(self._unpacked, _PACKED)

    def __enter__(self) -> Source:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._ours:
            self._file.close()

    @property
    def damage(self) -> Malformed | None:
        """After ``stream`` has ended: why it ended too early, or None."""
        return self._unpacked.damage if self._unpacked else None

    def consumed(self) -> int:
        """Bytes taken from the file so far, as they lie on disk; 0 for a pipe."""
        return self._file.tell() if self._file.seekable() else 0


def total_bytes(paths: Sequence[Path]) -> int | None:
    """What ``Source.consumed`` of all ``paths`` will add up to; None if one is a pipe. Raises Unreadable."""
    for path in paths:
        if str(path) != STDIN and not path.exists():
            raise _unreadable(path, "no such file")
    if not all(path.is_file() for path in paths):
        return None
    return sum(path.stat().st_size for path in paths)


def _opened(path: Path | BinaryIO) -> io.BufferedReader:
    if isinstance(path, Path):
        if str(path) == STDIN:
            return cast(io.BufferedReader, sys.stdin.buffer)
        try:
            return path.open("rb")
        except OSError as error:
            raise _unreadable(path, error.strerror or "cannot be opened") from None
    return path if isinstance(path, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, path))


def _unreadable(path: Path, why: str) -> Unreadable:
    return Unreadable(
        da=f"Filen {path} kan ikke åbnes ({why}): ret stien eller rettighederne.",
        en=f"The file {path} cannot be opened ({why}): mend the path or the permissions.",
    )


class _Unpacked(io.RawIOBase):
    """A gzip stream, of one member or several, that gives every byte before the damage and then ends."""

    def __init__(self, packed: io.BufferedReader) -> None:
        self._packed = packed
        self._member = zlib.decompressobj(_AS_GZIP)
        self._begun = False  # whether the current member has got any bytes
        self._pending = b""
        self._ready = memoryview(b"")
        self._open = True
        self.damage: Malformed | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # a memoryview is what it is given
        while not self._ready and self._open:
            self._ready = memoryview(self._next())
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _next(self) -> bytes:
        """The next unpacked bytes; empty where there are none yet."""
        packed = self._pending or self._packed.read(_PACKED)
        self._pending = b""
        if not self._begun:
            packed = packed.lstrip(b"\0")  # the padding that block copies leave after a member
        if not packed and not self._begun:
            self._open = self._packed.peek(1) != b""
            return b""
        self._begun = True
        before = self._member.copy()
        try:
            data = self._member.decompress(packed, _UNPACKED)
        except zlib.error:
            return self._up_to_damage(before, packed)
        if self._member.eof:
            self._pending = self._member.unused_data
            self._member, self._begun = zlib.decompressobj(_AS_GZIP), False
        elif packed or data:
            self._pending = self._member.unconsumed_tail
        else:
            self._damaged("er ikke komplet", "is not complete")
        return data

    def _up_to_damage(self, before: zlib._Decompress, packed: bytes) -> bytes:
        """Byte by byte up to the failing one: the call that failed has swallowed what was good before it."""
        data = bytearray()
        try:
            for place in range(len(packed)):
                data += before.decompress(packed[place : place + 1])
        except zlib.error:
            pass
        self._damaged("er beskadiget", "is corrupt")
        return bytes(data)

    def _damaged(self, da: str, en: str) -> None:
        self._open = False
        self.damage = Malformed(
            code="damaged-file",
            da=f"Den pakkede fil {da} herfra: hent den igen. Linjerne før er læst.",
            en=f"The compressed file {en} from here on: fetch it again. The lines before have been read.",
        )
