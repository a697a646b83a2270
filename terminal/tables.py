"""Tables of what is not shown in sections yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.text import Text as Styled

from ..presentation.model.sentences import NOTHING as NONE
from ..presentation.model.sentences import when
from ..presentation.model.vocabulary import VOCABULARY
from .language import both, number
from .layout import Head, lay_out
from .output import out
from .visible import visible

__all__ = ["NONE", "STATES", "table", "when", "word"]

NUMBERS = (int, float)
STATES = {code: (text.da, text.en) for code, text in VOCABULARY["state"].items()}


def word(pairs: dict[str, tuple[str, str]], name: str) -> str:
    """A stored word as people read it."""
    return both(*pairs[name]) if name in pairs else name


def table(headings: Sequence[str], rows: Sequence[Sequence[Any]], title: str | None = None) -> Styled:
    """A table as wide as the terminal at most; columns of numbers stand to the right."""
    heads = [
        Head(heading, right=bool(rows) and all(isinstance(row[place], (*NUMBERS, type(None))) for row in rows))
        for place, heading in enumerate(headings)
    ]
    lines = lay_out(heads, [[_cell(cell) for cell in row] for row in rows], out.room)
    above = [Styled(title, style="bold")] if title else []
    return Styled("\n", no_wrap=True, overflow="ignore").join([*above, *lines])


def _cell(value: Any) -> Styled:
    if isinstance(value, Styled):
        return value
    if value is None:
        return Styled(NONE, style="dim")
    if isinstance(value, NUMBERS):
        return Styled(number(value, 1 if isinstance(value, float) else 0))
    return Styled(visible(str(value)))
