"""Which events of a case hold: annulled ones do not, corrected ones hold with the right values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from ..rules.local_time import LocalTime
from .case_events import Annulled, Corrected, Event
from .history import Recorded
from .unreadable import Unreadable, cannot_be_read

Reference = tuple[str, str]
# What identifies an event, or decides how its case is read, can't be corrected: annul it and record it anew.
FIXED = frozenset({"source", "id", "case_type", "whole_day", "day"})


class Flaw(NamedTuple):
    """A correction or annulment that could not take effect, and why."""

    recorded: Recorded
    finding: str


def in_force(history: Sequence[Recorded], local: LocalTime) -> tuple[list[Recorded], list[Flaw]]:
    """The events that hold, by when they happened and position, and the corrections that failed.

    ``history`` is one case's events by position; ``local`` gives corrected times their zone and date-only facts their
    midnight. Corrections and annulments themselves are kept: they too are part of what happened. Where date-only facts
    stand within their day is for the rules of the case to say (``fold.order``).
    """
    holding, flaws = hold(history, local)
    return sorted((at_midnight(recorded, local) for recorded in holding), key=world_order), flaws


def at_midnight(recorded: Recorded, local: LocalTime) -> Recorded:
    """A date-only fact with its day, at 00:00 local time of it; any other event as it is."""
    event = recorded.event
    if not event.whole_day:
        return recorded
    day = local.day_of(event.occurred, event.day)
    return recorded._replace(event=msgspec.structs.replace(event, occurred=local.start_of(day), day=day))


def hold(history: Sequence[Recorded], local: LocalTime) -> tuple[Sequence[Recorded], list[Flaw]]:
    """The events that hold, with what was put right, in no order; and the corrections that failed.

    Raises CannotBeRead: where one that holds cannot be read, nobody knows what holds. An annulled one is no matter.
    """
    if not any(isinstance(recorded.event, Annulled | Corrected | Unreadable) for recorded in history):
        return history, []
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
        elif target in current and not isinstance(current[target].event, Unreadable):
            corrected = apply_changes(current[target].event, event.changes, local)
            if corrected is None:
                flaws.append(Flaw(recorded, "bad-correction"))
            else:
                current[target] = current[target]._replace(event=corrected)
    for recorded in current.values():
        if isinstance(recorded.event, Unreadable):
            raise cannot_be_read(recorded)
    return list(current.values()), flaws


def type_of(history: Sequence[Recorded]) -> str | None:
    """The type of a case: what the first event that says one, and holds, says; where none holds, the first of all."""
    named = [recorded for recorded in history if recorded.event.case_type]
    if len(named) > 1 and any(isinstance(recorded.event, Annulled) for recorded in history):
        places = {(recorded.event.source, recorded.event.id): recorded for recorded in history}
        annulled = _annulled(history, places, [])
        holding = [one for one in named if (one.event.source, one.event.id) not in annulled]
        named = holding or named
    return named[0].event.case_type if named else None


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
    return without_effect(against)


def without_effect(against: dict[Reference, list[Reference]]) -> set[Reference]:
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


def apply_changes(event: Event, changes: dict[str, Any], local: LocalTime) -> Event | None:
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
            moment = local.parse(value)
            if moment is None:
                return None
            values["occurred"], values["whole_day"] = moment
            values["day"] = local.local_day(moment[0]) if moment[1] else None
        else:
            values[name] = value
    try:
        return msgspec.convert(values, type(event))
    except msgspec.ValidationError:
        return None
