"""Which events of a case hold: annulled ones do not, corrected ones hold with the right values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

import msgspec

from ..moment import parse_moment
from .case_events import Annulled, Corrected, Event
from .history import Recorded

Reference = tuple[str, str]
# What identifies an event, or decides how its case is read, can't be corrected: annul it and record it anew.
FIXED = frozenset({"source", "id", "case_type", "whole_day"})


class Flaw(NamedTuple):
    """A correction or annulment that could not take effect, and why."""

    recorded: Recorded
    finding: str


def in_force(history: Sequence[Recorded], zone: tzinfo) -> tuple[list[Recorded], list[Flaw]]:
    """The events that hold, in world order (``occurred``, then position), and the corrections that failed.

    ``history`` is one case's events by position; ``zone`` gives corrected dates their midnight. Corrections
    and annulments themselves are kept: they too are part of what happened.
    """
    if not any(isinstance(recorded.event, Annulled | Corrected) for recorded in history):
        return sorted(history, key=world_order), []
    flaws: list[Flaw] = []
    places = {(recorded.event.source, recorded.event.id): recorded for recorded in history}
    annulled = _annulled(history, places, flaws)
    current = {key: recorded for key, recorded in places.items() if key not in annulled}
    for recorded in history:
        event = recorded.event
        if not isinstance(event, Corrected) or (event.source, event.id) in annulled:
            continue
        target = (event.corrects_source or event.source, event.corrects)
        if target not in places:
            flaws.append(Flaw(recorded, "unknown-target"))
        elif isinstance(places[target].event, Annulled | Corrected):
            flaws.append(Flaw(recorded, "target-cannot-be-corrected"))
        elif target in current:
            corrected = _apply_changes(current[target].event, event.changes, zone)
            if corrected is None:
                flaws.append(Flaw(recorded, "bad-correction"))
            else:
                current[target] = current[target]._replace(event=corrected)
    return sorted(current.values(), key=world_order), flaws


def world_order(recorded: Recorded) -> tuple[datetime, int]:
    """When it happened; of events at one instant, which the journal got first."""
    return recorded.event.occurred, recorded.position


def _annulled(history: Sequence[Recorded], places: dict[Reference, Recorded], flaws: list[Flaw]) -> set[Reference]:
    """The events without effect. An annulment can be annulled too, and wherever in the journal each stands:
    a source may deliver out of order, and an annulment that comes before its event waits for it.
    """
    against: dict[Reference, list[Reference]] = {}
    for recorded in history:
        event = recorded.event
        if isinstance(event, Annulled):
            own, target = (event.source, event.id), (event.annuls_source or event.source, event.annuls)
            if target in places and target != own:
                against.setdefault(target, []).append(own)
            else:
                flaws.append(Flaw(recorded, "unknown-target"))
    return _without_effect(against)


def _without_effect(against: dict[Reference, list[Reference]]) -> set[Reference]:
    """The events that an annulment in force speaks against. ``against``: event to its annulments.

    An annulment that nothing speaks against is in force. What it speaks against is not, and so an annulment
    that is itself annulled lets go of its event. Annulments that annul one another in a circle have no effect.
    """
    targets: dict[Reference, list[Reference]] = {}
    for target, annulments in against.items():
        for annulment in annulments:
            targets.setdefault(annulment, []).append(target)
    waiting = {target: len(annulments) for target, annulments in against.items()}
    settled = [annulment for annulment in targets if annulment not in against]
    annulled: set[Reference] = set()
    while settled:
        annulment = settled.pop()
        for target in targets.get(annulment, ()):
            if target in annulled:
                continue
            if annulment not in annulled:
                annulled.add(target)
                settled.append(target)
            else:
                waiting[target] -= 1
                if waiting[target] == 0:
                    settled.append(target)
    return annulled


def _apply_changes(event: Event, changes: dict[str, Any], zone: tzinfo) -> Event | None:
    """The event with the right values in place, or None if a change does not fit the event."""
    if FIXED & changes.keys():
        return None
    values = msgspec.to_builtins(event)
    for name, value in changes.items():
        if name not in event.__struct_fields__:
            return None
        if name == "attributes":
            if not isinstance(value, dict):
                return None
            values["attributes"] = {**values.get("attributes", {}), **value}
        elif name == "occurred":
            moment = parse_moment(value, zone)
            if moment is None:
                return None
            values["occurred"], values["whole_day"] = moment
        else:
            values[name] = value
    try:
        return msgspec.convert(values, type(event))
    except msgspec.ValidationError:
        return None
