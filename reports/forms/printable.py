"""Signs that can't be shown, put as their numbers: ``[U+6771]``. A page with a strange name is a page.

Control signs are shown nowhere: no XML may hold them, and a terminal obeys them. Of the others the PDF can't show those
that its fonts don't have.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

Nested = TypeVar("Nested")

# Latin letters with what belongs to them, and the signs that our own words use: the font of the pages has them all.
PLAIN = re.compile(r"[\n -~\u00a0-\u00ac\u00ae-\u017f–—‘’“”„…→−]")

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(told: Nested) -> Nested:
    """The same, nested as it is, with control signs put as their numbers."""
    changed: Nested = _each_text(told, lambda text: CONTROL.sub(lambda found: _number(found[0]), text))
    return changed


def unusual(text: str) -> set[str]:
    """The signs of a text that a font may lack."""
    return {sign for sign in set(text) if not PLAIN.match(sign)}


def without(told: Nested, signs: set[str]) -> Nested:
    """The same, nested as it is, with these signs put as their numbers."""
    table = {ord(sign): _number(sign) for sign in signs}
    changed: Nested = _each_text(told, lambda text: text.translate(table))
    return changed


def signs_of(told: object) -> set[str]:
    """The unusual signs in all texts of something nested."""
    found: set[str] = set()

    def look(text: str) -> str:
        found.update(unusual(text))
        return text

    _each_text(told, look)
    return found


def _number(sign: str) -> str:
    return f"[U+{ord(sign):04X}]"


def _each_text(told: Any, change: Callable[[str], str]) -> Any:
    match told:
        case str():
            return change(told)
        case dict():
            return {name: _each_text(value, change) for name, value in told.items()}
        case list():
            return [_each_text(value, change) for value in told]
        case tuple():
            changed = [_each_text(value, change) for value in told]
            return type(told)(*changed) if hasattr(told, "_fields") else tuple(changed)
    return told
