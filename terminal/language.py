"""Danish or English: chosen once, when the process starts, by ``--lang``, SAGSGANG_LANG or the locale."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from ..domain.problem import See
from ..domain.text import Language, Text
from ..domain.words import figures


def chosen(words: Sequence[str], environ: Mapping[str, str]) -> Language:
    """The language of a call: what it says, else what the environment says, else English."""
    said = ""
    for place, word in enumerate(words):
        if word.startswith("--lang="):
            said = word.removeprefix("--lang=")
        elif word == "--lang" and place + 1 < len(words):
            said = words[place + 1]
    for candidate in (
        said,
        *(environ.get(name, "") for name in ("SAGSGANG_LANG", "LC_ALL", "LC_MESSAGES", "LANG")),
    ):
        if candidate:
            return "da" if candidate.lower().startswith("da") else "en"
    return "en"


LANGUAGE: Language = chosen(sys.argv[1:], os.environ)


def both(da: str, en: str) -> str:
    """The one of two texts that this process speaks."""
    return da if LANGUAGE == "da" else en


def say(text: Text) -> str:
    """A text in the language that this process speaks."""
    return text.say(LANGUAGE)


def number(value: float, decimals: int = 0) -> str:
    """A figure as it is written in the language that this process speaks: ``1.234,5`` or ``1,234.5``.

    Its minus is the one of a keyboard: any terminal has that letter, and any program reads it.
    """
    return figures.number(value, LANGUAGE, decimals).replace(figures.MINUS, "-")


def counted(count: int, one: str, many: str) -> str:
    """So many of something: ``1 error``, ``2 errors``."""
    return f"{number(count)} {one if count == 1 else many}"


def command_of(see: See | str) -> str:
    """The command of an operation that helps."""
    operation, asked = see if isinstance(see, See) else (see, {})
    words = operation.split(".")
    for name, value in asked.items():
        words += [option_of(name)] if value is True else [option_of(name), str(value)]
    return both(" Se: sagsgang ", " See: sagsgang ") + " ".join(words)


def option_of(parameter: str) -> str:
    """How a parameter is written in a call."""
    return f"--{parameter.replace('_', '-')}"
