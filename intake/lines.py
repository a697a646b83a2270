"""A file as numbered lines. A line that is too long is marked and kept as far as is sensible."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .malformed import Malformed, too_large
from .source import Source

LONGEST = 1 << 20
KEPT = 64 << 20
_BOM = b"\xef\xbb\xbf"


class Line(NamedTuple):
    """A line as it stands in the file.

    number: counted from 1. raw: its bytes with the line end, without a byte order mark; of an over-long line
    at most ``KEPT`` bytes. problem: why it cannot be used (too-large, damaged-file), or None.
    """

    number: int
    raw: bytes
    problem: Malformed | None = None


def read_lines(source: Source, longest: int = LONGEST, kept: int = KEPT) -> Iterator[Line]:
    """The lines of ``source``: ``longest`` bytes each, and ``kept`` bytes of one that is longer.

    Where a compressed file is damaged, the piece of a line before the damage comes last, with the problem.
    """
    limit = longest + len(_BOM) + len(b"\r\n")
    number = 0
    while raw := source.stream.readline(limit):
        number += 1
        if number == 1:
            raw = raw.removeprefix(_BOM)
        ended = raw.endswith(b"\n")
        if len(raw) > longest and len(raw.removesuffix(b"\n").removesuffix(b"\r")) > longest:
            yield Line(number, raw if ended else _to_line_end(source, raw, kept), too_large(longest))
        elif ended or source.damage is None:
            yield Line(number, raw)
        else:
            yield Line(number, raw, source.damage)
            return
    if source.damage is not None:
        yield Line(number + 1, b"", source.damage)


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
