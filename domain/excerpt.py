"""What a message may say of what someone wrote: a short excerpt without a CPR number, and what was meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from .person_number import mask_every

LONGEST_EXCERPT = 40
LONGEST_NAME = 120  # likeness takes time, and nothing known is longer


def excerpt(written: object, longest: int = LONGEST_EXCERPT) -> str:
    """A short, one-line form of what was written: no control signs, nothing that looks like a CPR number."""
    start = " ".join(str(written).split())[: 4 * longest]
    line = "".join(sign if sign.isprintable() else "?" for sign in start)
    masked = mask_every(line)
    return masked if len(masked) <= longest else masked[: longest - 1] + "…"


def nearest(written: object, known: Iterable[str]) -> str | None:
    """The known word that is most like the one written, or None if none is like it."""
    return next(iter(get_close_matches(str(written)[:LONGEST_NAME], sorted(known), n=1)), None)


def nearest_few(written: object, known: Iterable[str], few: int = 5) -> list[str]:
    """The known words that are most like the one written, the likest first. What stands before its dot is no likeness."""
    whole = str(written)[:LONGEST_NAME]
    before = whole[: whole.rfind(".") + 1]
    names = {name.removeprefix(before): name for name in sorted(known)}
    return [names[like] for like in get_close_matches(whole.removeprefix(before), names, few, 0.0)]
