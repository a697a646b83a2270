"""How figures are written in Danish and in English."""

from __future__ import annotations

from ..text import LANGUAGES, Language, Text

MINUS = "−"
SEPARATORS: dict[Language, tuple[str, str]] = {"da": (".", ","), "en": (",", ".")}  # thousands, decimals


def number(value: float, language: Language, decimals: int = 0, *, signed: bool = False) -> str:
    """``1.234,5`` in Danish, ``1,234.5`` in English; rounded half to even, as the figures themselves are."""
    thousands, point = SEPARATORS[language]
    text = f"{abs(value):,.{decimals}f}"
    nought = not text.strip("0,.")
    sign = "" if nought else MINUS if value < 0 else "+" if signed else ""
    return sign + text.translate({ord(","): thousands, ord("."): point})


def counted(count: int, one: Text, many: Text) -> Text:
    """So many of something: ``1 error``, ``2 errors``."""
    named = one if count == 1 else many
    return Text(*(f"{number(count, language)} {named.say(language)}" for language in LANGUAGES))
