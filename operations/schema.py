"""The JSON Schema of parameters and answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from ..domain.day_or_instant import SCHEMA, DayOrInstant

TEMPLATE = "#/$defs/{name}"


def schema_of(kind: Any) -> dict[str, Any]:
    """The JSON Schema of one type, whole."""
    return msgspec.json.schema(kind, schema_hook=_of_our_own)


def schemas_of(kinds: Iterable[Any]) -> tuple[tuple[dict[str, Any], ...], dict[str, Any]]:
    """The schema of each type, and once for all of them what they are made of, by name."""
    return msgspec.json.schema_components(list(kinds), schema_hook=_of_our_own, ref_template=TEMPLATE)


def _of_our_own(kind: object) -> dict[str, Any]:
    if kind is DayOrInstant:
        return SCHEMA
    raise NotImplementedError(kind)
