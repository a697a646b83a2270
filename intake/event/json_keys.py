"""Keys that stand twice in one JSON object: readers take one of the values, each its own, and say nothing."""

from __future__ import annotations

import json
from typing import Any

_BLANKS = b" \t\n\r"


def repeated_key(raw: bytes, tree: dict[str, Any]) -> str | None:
    """A key that stands twice in an object of ``raw``, however deep; None if none does. tree: ``raw`` as it was read.

    Without its blanks a JSON text has at least as many ``":`` as keys, and what was read of it has at most as many keys.
    Where both numbers are the same no key was lost, and nearly all lines are settled so, at a hundredth of the price.
    """
    if raw.translate(None, _BLANKS).count(b'":') == _keys(tree):
        return None
    found: list[str] = []

    def look(pairs: list[tuple[str, Any]]) -> None:
        seen: set[str] = set()
        found.extend(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]

    json.loads(raw, object_pairs_hook=look, parse_int=str, parse_float=str)
    return found[0] if found else None


def _keys(tree: dict[str, Any]) -> int:
    number = 0
    waiting: list[Any] = [tree]
    for held in waiting:  # grows on the way
        if type(held) is dict:
            number += len(held)
        for inner in held.values() if type(held) is dict else held:
            if type(inner) is dict or type(inner) is list:
                waiting.append(inner)
    return number
