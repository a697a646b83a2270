"""The changes of a correction: which fields of an earlier event should have read otherwise."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ...domain.events.catalogue import CATALOGUE
from ...domain.plain_text import plain_changes
from .event_types import COMMON, own_fields
from .input_problems import unknown_field, wrong_field
from .reference import case_reference
from .times import read_rfc3339, within_reach
from .values import NAMES, check_attributes, check_name, check_text, check_value

CHANGEABLE = frozenset(
    {
        "occurred",
        *COMMON,
        *(name for kind in CATALOGUE.values() for name in own_fields(kind)),
    }
) - {"changes"}
"""What a correction can name. Whose event it is cannot be corrected: annul it instead."""

LOOKED_UP = NAMES | {"unit", "responsible", "actor"}
"""Names that answers are divided by: no correction puts a person's number in them either."""


def check_changes(value: Any, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """``value`` with its names in their one form, if it is an object of fields and their right values.

    Whether the corrected event has such a field is for the case to say: the event may not have come yet.
    Raises Malformed (wrong-field, bad-time, far-past, far-future, bad-case-id).
    """
    if not isinstance(value, dict) or not value:
        raise wrong_field(
            "changes",
            "skal være et objekt med mindst ét felt og dets rette værdi",
            "must be an object with at least one field and its right value",
        )
    for name, right in value.items():
        field = f"changes.{name}"
        if name not in CHANGEABLE:
            raise unknown_field(field, (f"changes.{known}" for known in CHANGEABLE))
        if name == "attributes":
            check_attributes(field, right)
        elif name == "occurred":
            within_reach(read_rfc3339(check_text(field, right), zone, field)[0], now, field)
        elif name == "concerns" and right is not None:
            case_reference(check_text(field, right), field)
        elif name in LOOKED_UP and right is not None:
            check_name(field, right)
        else:
            check_value(field, right)
    return plain_changes(value)
