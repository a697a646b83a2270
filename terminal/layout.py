"""Tables laid out: columns that fit, words that stay whole, and what has no room on a line below its row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.text import Text as Styled

from .output import out

LONGEST_WORD = 40  # a longer one is broken where there is no room
COMFORTABLE = 36  # a text so wide may be folded for a column that is left to a wide table
NAMING = 2  # columns that stand side by side however little room there is
INDENT = "    "
EMPTY = ("", "–")


class ColumnHead(NamedTuple):
    """A column as it is laid out. wraps: its cells may take several lines. priority, extra: as of ``Column``."""

    label: str
    right: bool = False
    wraps: bool = True
    priority: int = 1
    extra: bool = False


class _Width(NamedTuple):
    """How wide a column may be: as it is, with its heading on several lines, with its cells on several lines too."""

    whole: int
    cells: int
    least: int

    @classmethod
    def of(cls, head: ColumnHead, cells: Sequence[Styled]) -> _Width:
        longest = max((cell.cell_len for cell in cells), default=1)
        heading = _word(head.label)
        word = min(longest, max((_word(cell.plain) for cell in cells), default=1)) if head.wraps else longest
        return cls(max(len(head.label), longest), max(heading, longest), max(heading, min(word, LONGEST_WORD)))


def lay_out(heads: Sequence[ColumnHead], rows: Sequence[Sequence[Styled]], room: int | None) -> Iterator[Styled]:
    """The lines of a table. room: how wide it may be; None: as it is."""
    widths = [_Width.of(head, [row[place] for row in rows]) for place, head in enumerate(heads)]
    places = list(range(len(heads)))
    if room is None:
        chosen = [width.whole for width in widths]
    else:
        places = _those_that_fit(heads, widths, room)
        chosen = _fitted([widths[place] for place in places], room)
    gap = " " * _gap(chosen, room)
    below = [place for place in range(len(heads)) if place not in places and not heads[place].extra]
    labels = [Styled(heads[place].label) for place in places]
    shown = [heads[place] for place in places]
    yield from _lines(labels, chosen, shown, gap, at_the_foot=True)
    yield Styled("─" * (sum(chosen) + len(gap) * (len(chosen) - 1)))
    for row in rows:
        yield from _lines([row[place] for place in places], chosen, shown, gap)
        yield from _below(row, heads, below, room)


def left_out(heads: Sequence[ColumnHead], rows: Sequence[Sequence[Styled]], room: int | None) -> list[str]:
    """The headings of columns that only a wide table shows."""
    if room is None or not any(head.extra for head in heads):
        return []
    widths = [_Width.of(head, [row[place] for row in rows]) for place, head in enumerate(heads)]
    places = _those_that_fit(heads, widths, room)
    return [head.label for place, head in enumerate(heads) if head.extra and place not in places]


def wrapped(text: Styled, room: int | None, indent: str = "") -> Iterator[Styled]:
    """A text in lines that fit, those after the first indented."""
    if room is None or text.cell_len <= room:
        yield text
        return
    first, *others = text.wrap(out, room, overflow="fold")
    length = len(first)
    first.rstrip()
    yield first
    if others:
        left = text[length:]
        left = left[len(left.plain) - len(left.plain.lstrip()) :]
        for line in left.wrap(out, max(room - len(indent), 1), overflow="fold"):
            line.rstrip()
            yield Styled(indent) + line


def _those_that_fit(heads: Sequence[ColumnHead], widths: Sequence[_Width], room: int) -> list[int]:
    """The columns that fit side by side: what is left to a wide table where it would fold others, then the highest priority.

    Two stay whatever the room: a row needs a name.
    """
    places = list(range(len(heads)))
    if sum(min(width.cells, COMFORTABLE) for width in widths) + len(places) - 1 > room:
        places = [place for place in places if not heads[place].extra]
    while len(places) > NAMING and sum(widths[place].least for place in places) + len(places) - 1 > room:
        places.remove(max(places, key=lambda place: (heads[place].priority, place)))
    return places


def _fitted(widths: Sequence[_Width], room: int) -> list[int]:
    """Widths that fit: headings yield first, then the widest column of text, and words are broken last."""
    chosen = [width.whole for width in widths]
    for least in ([width.cells for width in widths], [width.least for width in widths], [4 for _ in widths]):
        gap = 2 if sum(least) + 2 * (len(widths) - 1) <= room else 1
        while sum(chosen) + gap * (len(widths) - 1) > room:
            yielding = [place for place, width in enumerate(chosen) if width > least[place]]
            if not yielding:
                break
            chosen[max(yielding, key=lambda place: (chosen[place], place))] -= 1
        else:
            break
    return chosen


def _gap(chosen: Sequence[int], room: int | None) -> int:
    return 2 if room is None or sum(chosen) + 2 * (len(chosen) - 1) <= room else 1


def _lines(
    cells: Sequence[Styled],
    widths: Sequence[int],
    heads: Sequence[ColumnHead],
    gap: str,
    *,
    at_the_foot: bool = False,
) -> Iterator[Styled]:
    """A row in as many lines as its longest cell needs."""
    parts = [
        [cell]
        if cell.cell_len <= width and "\n" not in cell.plain
        else list(cell.wrap(out, width, overflow="fold"))
        for cell, width in zip(cells, widths, strict=True)
    ]
    height = max(map(len, parts))
    for number in range(height):
        line = Styled()
        for part, width, head in zip(parts, widths, heads, strict=True):
            place = number - (height - len(part)) if at_the_foot else number
            piece = part[place].copy() if 0 <= place < len(part) else Styled()
            piece.rstrip()
            missing = max(0, width - piece.cell_len)
            piece.pad_left(missing) if head.right else piece.pad_right(missing)
            line.append_text(piece).append(gap)
        line.rstrip()
        yield line


def _below(
    row: Sequence[Styled], heads: Sequence[ColumnHead], places: Sequence[int], room: int | None
) -> Iterator[Styled]:
    """What a row has in the columns that had no room."""
    said = [
        Styled(f"{heads[place].label}: ", style="dim") + row[place]
        for place in places
        if row[place].plain not in EMPTY
    ]
    if said:
        line = Styled(INDENT) + Styled("  ").join(said)
        yield from wrapped(line, room, INDENT)


def _word(text: str) -> int:
    return max((Styled(word).cell_len for word in text.split()), default=1)
