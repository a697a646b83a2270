"""Texts in Danish and English."""

from __future__ import annotations

from typing import Literal

import msgspec

Language = Literal["da", "en"]
LANGUAGES: tuple[Language, ...] = ("da", "en")


class Text(msgspec.Struct, frozen=True):
    """One thing said in Danish and in English. It stands beside the thing it names."""

    da: str
    en: str

    def say(self, language: Language) -> str:
        """The text in one language."""
        return self.da if language == "da" else self.en
