"""Sentences in both languages at once, with figures written the way of each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ...domain.text import LANGUAGES, Language, Text
from ...domain.words.figures import counted as counted_of
from ...domain.words.figures import number

Part = Text | str | int | float | date | None
NOTHING = "–"


def sentence(da: str, en: str, **parts: Part) -> Text:
    """A template in each language, filled with the same parts: figures, days, texts and words that are as they are."""
    danish, english = ({name: _said(part, language) for name, part in parts.items()} for language in LANGUAGES)
    return Text(da.format(**danish), en.format(**english))


def same(words: str) -> Text:
    """Words that are the same in both languages."""
    return Text(words, words)


def counted(count: int, one: tuple[str, str], many: tuple[str, str]) -> Text:
    """So many of something, Danish and English: ``1 sag``, ``2 cases``."""
    return counted_of(count, Text(*one), Text(*many))


def joined(parts: Iterable[Part], by: str = ", ") -> Text:
    """The parts behind one another; those that are nothing are left out."""
    told = [part for part in parts if part is not None]
    return Text(*(by.join(_said(part, language) for part in told) for language in LANGUAGES))


def when(moment: date | datetime | None, zone: ZoneInfo | None = None) -> str:
    """A date, or an instant in local time to the minute."""
    if isinstance(moment, datetime):
        try:
            return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        except OverflowError:  # the last hours of the last year that there is have no local time
            return moment.isoformat()
    return moment.isoformat() if moment else NOTHING


def _said(part: Part, language: Language) -> str:
    match part:
        case Text():
            return part.say(language)
        case int() | float():
            return number(part, language, 1 if isinstance(part, float) else 0)
        case date() | None:
            return when(part)
    return part
