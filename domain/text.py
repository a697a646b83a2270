"""Texts in Danish and English, and errors that carry both and a code that never changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

Language = Literal["da", "en"]


class Text(msgspec.Struct, frozen=True):
    """One thing said in Danish and in English. It stands beside the thing it names."""

    da: str
    en: str

    def say(self, language: Language) -> str:
        """The text in one language."""
        return self.da if language == "da" else self.en


class Problem(Exception):  # noqa: N818 - it is the word that users read
    """Something that a person can mend: a stable code, and what is wrong and what to do, in both languages."""

    code = "problem"

    def __init__(self, *, da: str, en: str, code: str | None = None, **details: Any) -> None:
        super().__init__(en)
        self.text = Text(da, en)
        self.code = code or type(self).code
        self.details = details

    def __reduce__(self) -> tuple[Callable[..., Problem], tuple[Any, ...]]:
        """How one is sent to another process: whatever its class asks for when it is made, all that it says goes along.

        Python would make it anew from its words alone, which fails there and ends that process.
        """
        return _as_it_was, (type(self), self.args, self.__dict__)


def _as_it_was(kind: type[Problem], args: tuple[Any, ...], state: dict[str, Any]) -> Problem:
    problem = kind.__new__(kind, *args)
    problem.args = args
    problem.__dict__.update(state)
    return problem
