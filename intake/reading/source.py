"""A file or stream as bytes: plain or gzip, how far it is read, and where it is damaged."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from errno import ENOENT
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast

from ...domain.foreign_words import system_words
from ...domain.problem import BadInput
from ..event.input_problems import Malformed
from .foreign_form import SHOWN, foreign_form
from .packed import Unpacked, cut_off, damage_in, is_cut_off, is_packed, nothing_read

STDIN = "-"
_PIECE = 1 << 16


class UnreadableFile(BadInput):
    """A file that cannot be opened at all."""

    code = "unreadable"


class Source:
    """One input. ``stream`` gives its bytes, unpacked, and ends without an exception where damage begins.

    A packed file is read through first: where it is damaged, ``stream`` is empty and ``damage`` says why; so it is where
    the bytes are no text at all. Of a packed pipe that is not possible (``unchecked``), and ``stream`` gives what stands
    before the damage.
    origin: the file's name as the user gave it, ``-`` for standard input or another stream. heading: the line of column
    names, once a reader has found one. Use it in a ``with``; raises UnreadableFile if it cannot be opened.
    """

    def __init__(self, path: Path | BinaryIO, name: str = STDIN) -> None:
        """name: of a stream."""
        self.origin = str(path) if isinstance(path, Path) else name
        self.heading = b""
        self._ours = isinstance(path, Path) and self.origin != STDIN
        self._file = _opened(path)
        self._unpacked: Unpacked | None = None
        self.unchecked = False
        self._found: Malformed | None = None
        self.stream: io.BufferedReader = self._unpacked_or_plain()
        if not self._found:
            self._found = foreign_form(self.stream.peek(SHOWN))
        if self._found:
            self.stream = io.BufferedReader(io.BytesIO())

    def _unpacked_or_plain(self) -> io.BufferedReader:
        start = self._file.peek(SHOWN)
        if is_cut_off(self.origin, start):
            self._found = cut_off()
        if not is_packed(start):
            return self._file
        self.unchecked = not self._file.seekable()
        if not self.unchecked and (damage := damage_in(self._file)):
            self._found = nothing_read(damage)
        self._unpacked = Unpacked(self._file, salvage=self.unchecked)
        return io.BufferedReader(self._unpacked, _PIECE)

    def __enter__(self) -> Source:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._ours:
            self._file.close()

    @property
    def damage(self) -> Malformed | None:
        """Why ``stream`` gives nothing, or, after it has ended, why it ended too early; else None."""
        return self._found or (self._unpacked.damage if self._unpacked else None)

    def consumed(self) -> int:
        """Bytes taken from the file so far, as they lie on disk; 0 for a pipe."""
        return self._file.tell() if self._file.seekable() else 0


def total_bytes(paths: Sequence[Path]) -> int | None:
    """What ``Source.consumed`` of all ``paths`` will add up to; None if one is a pipe. Raises UnreadableFile."""
    for path in paths:
        if str(path) != STDIN and not path.exists():
            raise _unreadable(path, FileNotFoundError(ENOENT, "no such file"))
    if not all(path.is_file() for path in paths):
        return None
    return sum(path.stat().st_size for path in paths)


def _opened(path: Path | BinaryIO) -> io.BufferedReader:
    if isinstance(path, Path):
        if str(path) == STDIN:
            return cast(io.BufferedReader, sys.stdin.buffer)
        try:
            return io.BufferedReader(path.open("rb", buffering=0), _PIECE)
        except OSError as error:
            raise _unreadable(path, error) from None
    return path if isinstance(path, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, path))


def _unreadable(path: Path, error: OSError) -> UnreadableFile:
    why = system_words(error)
    return UnreadableFile(
        da=f"Filen {path} kan ikke åbnes ({why.da}): ret stien eller rettighederne.",
        en=f"The file {path} cannot be opened ({why.en}): mend the path or the permissions.",
    )
