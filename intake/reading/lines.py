"""A file as numbered lines. A line that is too long is marked and kept as far as is sensible."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..event.bounds import KEPT, LONGEST
from ..event.input_problems import Malformed, too_large
from .source import Source

_BOM = b"\xef\xbb\xbf"


class FileLine(NamedTuple):
    """A line as it stands in the file.

    number: counted from 1. raw: its bytes with the line end, without a byte order mark; of an over-long line
    at most ``KEPT`` bytes. problem: why it cannot be used (too-large, damaged-file), or None.
    """

    number: int
    raw: bytes
    problem: Malformed | None = None


def read_lines(source: Source, longest: int = LONGEST, kept: int = KEPT) -> Iterator[FileLine]:
    """The lines of ``source``: ``longest`` bytes each, and ``kept`` bytes of one that is longer.

    Where a compressed file is damaged, the piece of a line before the damage comes last, with the problem.
    """
    return FileLines(source, longest, kept)


class FileLines:
    """The same, one by one or several at once. number: of the last line that was given."""

    def __init__(self, source: Source, longest: int = LONGEST, kept: int = KEPT) -> None:
        self.number = 0
        self._source, self._longest, self._kept = source, longest, kept
        self._ended = False

    def __iter__(self) -> FileLines:
        return self

    def __next__(self) -> FileLine:
        if self._ended:
            raise StopIteration
        source, longest = self._source, self._longest
        raw = source.stream.readline(longest + len(_BOM) + len(b"\r\n"))
        self.number += 1
        if not raw:
            self._ended = True
            if source.damage is not None:
                return FileLine(self.number, b"", source.damage)
            raise StopIteration
        if self.number == 1:
            raw = raw.removeprefix(_BOM)
        ended = raw.endswith(b"\n")
        if len(raw) > longest and len(raw.removesuffix(b"\n").removesuffix(b"\r")) > longest:
            return FileLine(
                self.number, raw if ended else _to_line_end(source, raw, self._kept), too_large(longest)
            )
        if ended or source.damage is None:
            return FileLine(self.number, raw)
        self._ended = True
        return FileLine(self.number, raw, source.damage)

    def ready(self) -> list[bytes]:
        """The next lines as far as they lie whole in the file's buffer, without their ends; none if the first does not.

        None of them is longer than that buffer, nor damaged.
        """
        stream = self._source.stream
        end = stream.peek().rfind(b"\n") + 1
        if not end or not self.number:
            return []
        lines = stream.read(end).split(b"\n")
        lines.pop()
        self.number += len(lines)
        return lines


def _to_line_end(source: Source, raw: bytes, kept: int) -> bytes:
    """The rest of an over-long line is read through; what is beyond ``kept`` bytes is dropped."""
    pieces, size = [raw], len(raw)
    while piece := source.stream.readline(LONGEST):
        if size < kept:
            pieces.append(piece[: kept - size])
        size += len(piece)
        if piece.endswith(b"\n"):
            break
    return b"".join(pieces)
