"""Where each key of a TOML text stands: the standard library's reader gives values, not lines.

Only a text that the standard library has read is walked here, so that the walk may take its form for granted.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]

BLANK = re.compile(r"(?:\s|#[^\n]*)*")
SPACE = re.compile(r"[ \t]*")
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
# Longest opening first. A string of several lines may end in up to five quotes: two of them belong to it.
STRING = re.compile(
    r"""
    \"\"\" (?:\\.|[^\\])*? \"{3,5} | ''' .*? '{3,5} | " (?:\\.|[^"\\])* " | ' [^']* '
    """,
    re.VERBOSE | re.DOTALL,
)
# A date and time may be parted by a space; every other plain value ends at one.
PLAIN = re.compile(r"\d{4}-\d\d-\d\d[ ]\d\d:[^\s,\]}#]+|[^\s,\]}#]+")

DEEPEST = 30
"""Parts of one dotted key: no file that people write here has more than three, and the reader takes their square."""

# A part is taken whole or not at all, and begins where none is under way: so a text is gone through once.
_DOTTED = re.compile(
    rf"""(?<![\w."'-]) (?: (?: [\w-]++ | "(?:\\.|[^"\\\n])*+" | '[^'\n]*+' ) [ \t]*+ \. [ \t]*+ ){{{DEEPEST}}}""",
    re.VERBOSE,
)


def too_deep(text: str) -> int | None:
    """The line (from 1) of the first key with over ``DEEPEST`` parts; None if there is none."""
    found = _DOTTED.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else None


def lines_of(text: str) -> dict[Path, int]:
    """Each table, key and array element of a valid TOML text, and the line (from 1) on which it begins.

    The path of ``months`` in the third ``[[deadline]]`` is ``("deadline", 2, "term", "months")``.
    """
    walk = _Walk(text)
    walk.document()
    return walk.lines


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self._breaks = [match.start() for match in re.finditer("\n", text)]
        self._tables: dict[Path, int] = {}  # arrays of tables, and how many tables each has so far

    def document(self) -> None:
        table: Path = ()
        self._skip(BLANK)
        while self.at < len(self.text):
            if self._next("["):
                table = self._header()
            else:
                self._pair(table)
            self._skip(BLANK)

    def _header(self) -> Path:
        start, array = self.at, self._next("[[")
        self.at += 2 if array else 1
        keys = self._key()
        self.at += 2 if array else 1
        table: Path = ()
        for key in keys[:-1] if array else keys:
            table = self._enter((*table, key), start)
        if array:
            table = (*table, keys[-1])
            self._mark(table, start)
            self._tables[table] = self._tables.get(table, 0) + 1
            table = self._enter(table, start)
        return table

    def _enter(self, path: Path, start: int) -> Path:
        """``path``, or the last table of the array that it names."""
        self._mark(path, start)
        if path in self._tables:
            path = (*path, self._tables[path] - 1)
            self._mark(path, start)
        return path

    def _pair(self, table: Path) -> None:
        start = self.at
        path = table
        for key in self._key():
            path = (*path, key)
            self._mark(path, start)
        self.at += 1  # the equals sign
        self._skip(SPACE)
        self._value(path)

    def _value(self, path: Path) -> None:
        if self._next("["):
            self._array(path)
        elif self._next("{"):
            self._inline_table(path)
        else:
            self._skip(STRING if self._next('"') or self._next("'") else PLAIN)

    def _array(self, path: Path) -> None:
        self._step()
        index = 0
        while not self._next("]"):
            self._mark((*path, index), self.at)
            self._value((*path, index))
            self._skip(BLANK)
            if self._next(","):
                self._step()
            index += 1
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self._step()
        while not self._next("}"):
            self._pair(path)
            self._skip(BLANK)
            if self._next(","):
                self._step()
        self.at += 1

    def _key(self) -> list[str]:
        keys = []
        while True:
            self._skip(SPACE)
            match = STRING.match(self.text, self.at) or BARE_KEY.match(self.text, self.at)
            assert match, "only a valid text is walked"
            self.at = match.end()
            written = match.group()
            keys.append(tomllib.loads(f"key = {written}")["key"] if written[0] in "\"'" else written)
            self._skip(SPACE)
            if not self._next("."):
                return keys
            self.at += 1

    def _step(self) -> None:
        """Past one sign and the blank after it."""
        self.at += 1
        self._skip(BLANK)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        if match := pattern.match(self.text, self.at):
            self.at = match.end()

    def _next(self, sign: str) -> bool:
        return self.text.startswith(sign, self.at)

    def _mark(self, path: Path, at: int) -> None:
        self.lines.setdefault(path, bisect_right(self._breaks, at - 1) + 1)
