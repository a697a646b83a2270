"""Which events there are for the outside, which fields each has, and which actions the case types add."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import msgspec

from ...domain.events.case_events import ActionTaken, Event
from ...domain.events.catalogue import CATALOGUE
from ...domain.events.own_names import is_office_act, is_own
from ...domain.events.reminder_events import SchedulerRecord
from ...domain.fold.law import Law
from .input_problems import not_an_action, reserved_event, reserved_source, unknown_case_type, unknown_type

KnownTypes = Mapping[str, frozenset[str]]
"""The published case types: the id of each, and the names of the actions it declares."""

ENVELOPE = frozenset({"source", "id", "occurred", "whole_day", "day", "case_type"})
"""Fields of an event that the envelope says: they are never in ``data`` under these names."""

RESERVED = frozenset(topic for topic, kind in CATALOGUE.items() if issubclass(kind, SchedulerRecord))
"""Events that only the scheduler writes: nobody sends them."""

SENDABLE = CATALOGUE.keys() - RESERVED
"""The events of the catalogue that others send."""

COMMON = ("unit", "responsible", "actor", "note", "attributes")
"""What every event may say in its data, beside ``casetype``."""


def known_by(law: Law) -> KnownTypes:
    """The case types that are published, and the actions that each names in any of its versions."""
    return {
        id_: frozenset(action.name for _, version in versions for action in version.actions)
        for id_, versions in law.types().items()
    }


@cache
def own_fields(kind: type[Event]) -> dict[str, msgspec.structs.FieldInfo]:
    """The fields of ``kind`` beyond those that every event has, by name."""
    return {
        field.name: field
        for field in msgspec.structs.fields(kind)
        if field.name not in ENVELOPE and field.name not in COMMON
    }


def kind_of(name: str, case_type: str | None, known: KnownTypes) -> type[Event]:
    """The event class for the type ``name``: of the catalogue, else ActionTaken if a case type declares it.

    Without a case type, any published one may declare it. Raises Malformed (unknown-case-type, unknown-type,
    reserved-event).
    """
    if case_type is not None and case_type not in known:
        raise unknown_case_type(case_type, known)
    if name in RESERVED:
        raise reserved_event(name)
    if (kind := CATALOGUE.get(name)) is not None:
        return kind
    declared = frozenset().union(*known.values()) if case_type is None else known[case_type]
    if name not in declared:
        raise unknown_type(name, declared | SENDABLE, case_type)
    return ActionTaken


def check_source(source: str) -> None:
    """Raises Malformed (reserved-event) for one of sagsgang's own, or one that looks like it: who used it could take the
    place of a reminder, or of what the journal is to say."""
    if is_own(source):
        raise reserved_source(source)


def check_sender(source: str, topic: str, id_: str) -> None:
    """As ``check_source``, but takes back what the office recorded itself, as it is exported."""
    if not is_office_act(source, topic, id_):
        check_source(source)


def check_action(action: str, case_type: str | None, known: KnownTypes) -> None:
    """Raises Malformed (unknown-type, reserved-event) if no case type declares ``action``.

    A name of the catalogue is no action.
    """
    if kind_of(action, case_type, known) is not ActionTaken or action in CATALOGUE:
        raise not_an_action(action)
