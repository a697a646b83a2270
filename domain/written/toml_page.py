"""A TOML file written by people: its values, and every fault with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from ..excerpt import nearest
from ..foreign_words import toml_words
from ..text import Text
from .toml_lines import DEEPEST, Path, lines_of, too_deep


class FileError(msgspec.Struct, frozen=True):
    """One thing wrong in a file: on which line (from 1), and what to do."""

    file: str
    line: int
    reason: Text


class FileNote(msgspec.Struct, frozen=True):
    """One thing to look at in a file that is in order: a code that never changes, the line (from 1), and what is so."""

    code: str
    file: str
    line: int
    text: Text


class Page:
    """A TOML text, the values in it, and the faults found so far."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.faults: list[FileError] = []
        self.values: dict[str, Any] = {}
        self._lines: dict[Path, int] = {}
        self._faulty: list[Path] = []
        text = text.removeprefix("\ufeff")  # some editors begin a file with a byte order mark
        if (deep := too_deep(text)) is not None:
            self._too_deep(deep)
            return
        try:
            self.values = tomllib.loads(text)
            self._lines = lines_of(text)
        except (ValueError, RecursionError) as error:
            self._not_toml(text, str(error))

    def line(self, path: Path) -> int:
        """The line of a value, or of the nearest table around it."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def fault(self, path: Path, *, da: str, en: str) -> None:
        """What is wrong at ``path``."""
        self._faulty.append(path)
        self.faults.append(FileError(self.file, self.line(path), Text(da, en)))

    def is_right(self, *path: str | int) -> bool:
        """Whether nothing wrong was found at ``path`` or in it: what is checked beside a fault must not rest on one."""
        return not any(found[: len(path)] == path for found in self._faulty)

    def sorted_faults(self) -> list[FileError]:
        """Every fault, from the top of the file down."""
        return sorted(self.faults, key=lambda fault: fault.line)

    def _too_deep(self, line: int) -> None:
        self.faults.append(
            FileError(
                self.file,
                line,
                Text(
                    f"En nøgle har over {DEEPEST} dele med punktum imellem: skriv den med færre.",
                    f"A key has over {DEEPEST} parts with dots between them: write it with fewer.",
                ),
            )
        )

    def _not_toml(self, text: str, reason: str) -> None:
        """The reader says where only in words: ``… (at line 3, column 5)`` or ``… (at end of document)``."""
        place = re.search(r"\(at line (\d+), column \d+\)", reason)
        line = int(place.group(1)) if place else max(1, len(text.splitlines()))
        why = toml_words(re.sub(r" \(at .*\)$", "", reason))
        self.faults.append(
            FileError(
                self.file,
                line,
                Text(f"Filen er ikke gyldig TOML: {why.da}.", f"The file is not valid TOML: {why.en}."),
            )
        )


Kind = Callable[[Page, Path, Any], Any]
"""Reads a value: gives it as the program has it, or None after a fault of the page."""


def suggestion(written: object, known: Iterable[str]) -> Text:
    """A hint: the known word most like the one written, or all of them if they are few."""
    words = sorted(known)
    if meant := nearest(written, words):
        return Text(f"Mente du »{meant}«?", f'Did you mean "{meant}"?')
    if not words:
        return Text("Der er ingen kendte.", "None are known.")
    some = ", ".join(words[:30]) + (" …" if len(words) > 30 else "")
    return Text(f"Kendte: {some}.", f"Known: {some}.")
