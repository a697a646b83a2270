"""What an event says, field by field, and what a mended row says otherwise: the changes of a correction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo
from typing import Any

import msgspec

from ...domain.events.case_events import Corrected, Event
from ...domain.moment import day_of_midnight

SaidFields = dict[str, Any]
"""Field to value in JSON form; ``occurred`` as a correction says it: an instant, or a day alone."""

_NOT_SAID = ("source", "id", "case_type", "occurred", "whole_day", "day")


def fields_of(event: Event, zone: tzinfo) -> SaidFields:
    """What ``event`` says. zone: in which it was read; the day of a date-only fact is its day there."""
    values: SaidFields = msgspec.to_builtins(event)
    for name in _NOT_SAID:
        values.pop(name, None)
    return {"occurred": _moment(event, zone), **values}


def corrected_fields(said: SaidFields, corrections: Iterable[Corrected]) -> SaidFields:
    """``said`` with the corrections that came after it, in their order."""
    for correction in corrections:
        attributes = {**said.get("attributes", {}), **correction.changes.get("attributes", {})}
        said = {**said, **correction.changes, "attributes": attributes}
    return said


def changes(before: SaidFields, now: SaidFields) -> SaidFields:
    """The fields that ``now`` says otherwise than ``before``, with their right values; nothing if there are none."""
    names = sorted((before.keys() | now.keys()) - {"attributes"})
    found = {name: now.get(name) for name in names if now.get(name) != before.get(name)}
    old, new = before.get("attributes", {}), now.get("attributes", {})
    attributes = {
        name: new.get(name) for name in sorted(old.keys() | new.keys()) if new.get(name) != old.get(name)
    }
    return {**found, "attributes": attributes} if attributes else found


def _moment(event: Event, zone: tzinfo) -> str:
    if event.whole_day:
        return (event.day or day_of_midnight(event.occurred, zone)).isoformat()
    return event.occurred.isoformat()
