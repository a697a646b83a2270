"""Regular expressions of a mapping: they may be written so that a value keeps them busy for years, and then they end.

The engine is ``regex``, which reads what the standard library reads and can be told when to stop. It writes counted
pieces out when it reads an expression, so how large one would become is counted before.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import regex

from ...domain.excerpt import excerpt
from ...domain.foreign_words import quoted
from ..event.input_problems import Malformed

LONGEST_PATTERN = 2_000  # characters
MOST_PIECES = 20_000  # letters and signs with those that counts repeat: [0-9]{4} are four
PATIENCE = 1.0  # seconds of this process that one value may take
_IMPATIENCE = 0.05  # the same, once _SLOW values have taken longer
_SLOW = 10
_REMEMBERED = 4_096
_SHORT = 300  # characters of a value that is remembered

_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{(\d*)(?:,\d*)?\}|.", re.DOTALL)


def fault_of_pattern(pattern: str) -> tuple[str, str] | None:
    """What is wrong with an expression, in Danish and English; None if it can be used."""
    if len(pattern) > LONGEST_PATTERN or _pieces(pattern) > MOST_PIECES:
        return (
            f"er for stort et udtryk: højst {LONGEST_PATTERN} tegn og {MOST_PIECES} dele, gentagne dele talt med",
            f"is too large an expression: at most {LONGEST_PATTERN} characters and {MOST_PIECES} pieces, repeated ones "
            "counted",
        )
    try:
        re.compile(pattern)
        regex.compile(pattern)
    except (re.error, regex.error, RecursionError, OverflowError) as error:
        why = quoted(str(error))
        return f"er ikke et regulært udtryk ({why.da})", f"is not a regular expression ({why.en})"
    return None


class Pattern:
    """An expression without faults. field: the key of the mapping that says it, for those who mend it."""

    def __init__(self, pattern: str, field: str) -> None:
        self._pattern = pattern
        self._field = field
        self._compiled: Any = regex.compile(pattern)
        self._slow = 0
        self.groups: int = self._compiled.groups
        self.is_whole: Callable[[str], bool] = remembered(self._is_whole)

    def search(self, text: str) -> Any:
        """The first match or None. Raises Malformed (too-slow)."""
        return self._timed(self._compiled.search, text)

    def _is_whole(self, text: str) -> bool:
        """Whether all of ``text`` matches. Raises Malformed (too-slow)."""
        return self._timed(self._compiled.fullmatch, text) is not None

    def _timed(self, find: Callable[..., Any], text: str) -> Any:
        try:
            return find(text, timeout=PATIENCE if self._slow < _SLOW else _IMPATIENCE)
        except TimeoutError:
            self._slow += 1
            raise _too_slow(self._field, self._pattern, text) from None


def remembered(function: Callable[[str], Any]) -> Callable[[str], Any]:
    """``function`` with its answers for short texts remembered: long ones would fill the memory."""
    known = lru_cache(_REMEMBERED)(function)
    return lambda text: known(text) if len(text) <= _SHORT else function(text)


def _pieces(pattern: str) -> int:
    """How many pieces an expression has when what is counted is written out, about."""
    open_groups, last = [0], 0
    for token in _TOKEN.finditer(pattern):
        said = token[0]
        if said == "(":
            open_groups.append(0)
        elif said == ")" and len(open_groups) > 1:
            last = open_groups.pop() + 1
            open_groups[-1] += last
        elif token[1]:
            more = last * max(0, int(token[1][:9]) - 1)
            open_groups[-1] += more
            last += more
        else:
            last = 1
            open_groups[-1] += 1
    return sum(open_groups)


def _too_slow(field: str, pattern: str, text: str) -> Malformed:
    written = excerpt(pattern)
    return Malformed(
        code="too-slow",
        da=f"Feltet {field}: udtrykket {written} bruger for lang tid på værdien ({len(text)} tegn). Skriv det uden "
        "gentagelser inde i gentagelser, eller ret værdien.",
        en=f"The field {field}: the expression {written} takes too long on the value ({len(text)} characters). Write it "
        "without repetitions within repetitions, or mend the value.",
        field=field,
    )
