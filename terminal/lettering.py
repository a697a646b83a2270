"""How wide a text is and where its lines break, without asking a font: the one who looks has another than ours."""

from __future__ import annotations

NARROW = frozenset("iljtfI.,:;'|!()[]·’ -")
WIDE = frozenset("mwMWÆæ@%—…")


def text_width(text: str, size: float) -> float:
    """The width of a line in the unit of ``size``, as in the wider of the usual sans-serif fonts."""
    return size * sum(
        0.32 if sign in NARROW else 0.88 if sign in WIDE else 0.68 if sign.isupper() else 0.55 for sign in text
    )


def wrapped(text: str, width: float, size: float) -> list[str]:
    """A text in lines no wider than ``width``; a word too long for any line is broken."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines += _broken(word, width, size)
    return lines


def _broken(word: str, width: float, size: float) -> list[str]:
    pieces = [""]
    for sign in word:
        if pieces[-1] and text_width(pieces[-1] + sign, size) > width:
            pieces.append("")
        pieces[-1] += sign
    return pieces
