"""The one form in which names and the texts of attributes are kept and compared, in events and in published rules.

``Å`` can be written as one letter or as an A and a ring, and a system may leave a blank at the end: to a person they are
one unit, and to a computer two. Here they are one: in Unicode's form C, without blanks around them, and never blank.
What names an event (``source``, ``id`` and what speaks of them) stays as it was sent, or nobody would find it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar
from unicodedata import is_normalized, normalize

import msgspec

from .events.case_events import Corrected, Event
from .events.publications import OfDefinition
from .text import Text

NAMES = frozenset(
    {
        *("unit", "responsible", "actor", "to_unit", "about_unit", "to", "sent_by"),
        *("kind", "category", "outcome", "survey", "question", "system", "field", "channel", "awaits"),
    }
)
"""The fields of events that are names or codes of the office's, not of this program's."""

E = TypeVar("E", bound=Event)


def plain(text: str) -> str:
    """``text`` in its one form; empty if it is blank."""
    text = text.strip()
    return text if text.isascii() or is_normalized("NFC", text) else normalize("NFC", text).strip()


def is_plain(state: bytes) -> bool:
    """Whether all texts of an event surely are in their one form, by its compact JSON: quick, and True for nearly all.

    A blank at an edge stands beside a quotation mark, an empty text is two of them, and other blanks are escaped or not
    printable. What is in form C as a whole is so in its parts.
    """
    if b"\\" in state or b'""' in state or (b" " in state and (b'" ' in state or b' "' in state)):
        return False
    if state.isascii():
        return True
    text = state.decode()
    return text.isprintable() and is_normalized("NFC", text)


def plain_value(value: Any) -> Any:
    """The same for the value of an attribute: a blank text says nothing, as null does."""
    return (plain(value) or None) if isinstance(value, str) else value


def plain_event(event: E) -> E:
    """``event`` with its names and the texts of its attributes in their one form; itself if it is so already.

    An optional name that is blank says nothing.
    """
    changed: dict[str, Any] = {}
    for name, optional in _names_of(type(event)):
        value = getattr(event, name)
        if value is not None and (said := plain(value)) != value:
            changed[name] = said or (None if optional else value)
    if event.attributes and (attributes := plain_attributes(event.attributes)) != event.attributes:
        changed["attributes"] = attributes
    if isinstance(event, OfDefinition) and (definition := plain_definition(event.definition)) != event.definition:
        changed["definition"] = definition
    if isinstance(event, Corrected) and (changes := plain_changes(event.changes)) != event.changes:
        changed["changes"] = changes
    return msgspec.structs.replace(event, **changed) if changed else event


def plain_attributes(attributes: dict[str, Any]) -> dict[str, Any]:
    """Attributes with their names and values in their one form."""
    return {plain(name): plain_value(value) for name, value in attributes.items()}


def plain_definition(value: Any) -> Any:
    """What is published of rules, with its names in the form in which events have them.

    Prose is letters in one form alone: where its blanks are is the writer's affair.
    """
    match value:
        case str():
            return plain(value)
        case Text(da, en):
            return Text(normalize("NFC", da), normalize("NFC", en))
        case msgspec.Struct():
            fields = {name: getattr(value, name) for name in value.__struct_fields__}
            return type(value)(**{name: plain_definition(held) for name, held in fields.items()})
        case dict():
            return {plain_definition(name): plain_definition(held) for name, held in value.items()}
        case (str() | msgspec.Struct(), *_):  # not the thousands of days of a calendar
            return tuple(map(plain_definition, value))
    return value


def plain_changes(changes: dict[str, Any]) -> dict[str, Any]:
    """The changes of a correction, in the form in which the event itself would say them."""
    said = {name: plain_value(value) if name in NAMES else value for name, value in changes.items()}
    if isinstance(said.get("attributes"), dict):
        said["attributes"] = plain_attributes(said["attributes"])
    return said


def names_said(event: Event) -> Iterator[tuple[str, str]]:
    """The names that an event says: each with its field."""
    for name, _ in _names_of(type(event)):
        if (value := getattr(event, name)) is not None:
            yield name, value


@cache
def _names_of(kind: type[Event]) -> tuple[tuple[str, bool], ...]:
    """The names among the fields of ``kind``, and whether each may be left out."""
    fields = [one for one in msgspec.structs.fields(kind) if one.name in NAMES and one.type in (str, str | None)]
    return tuple((one.name, not one.required) for one in fields)
