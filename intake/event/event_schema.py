"""The JSON Schema of the events that others send: one CloudEvents line (docs/integrator.md)."""

from __future__ import annotations

from typing import Any

import msgspec

from ...domain.events.case_events import ActionTaken, Event
from ...domain.events.catalogue import CATALOGUE
from ...domain.rules.casetype import CaseType
from ...domain.text import Language
from ...domain.words.event_names import EVENT_NAMES
from ...domain.written.toml_schema import DIALECT
from .event_types import COMMON, SENDABLE, own_fields

REFERENCE = "#/$defs/{name}"
NEEDED = ["specversion", "source", "id", "type", "subject", "time"]
NAME = {"type": "string", "minLength": 1, "maxLength": 300}
DAY_OR_INSTANT = r"^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2}))?$"


def event_schema(language: Language, case_type: CaseType | None = None) -> dict[str, Any]:
    """The schema of an event of any case, or of a case of one type: with its actions and its attributes.

    An action is an event too, so without the case type every name may be one.
    """
    topics = sorted(SENDABLE - {ActionTaken.TOPIC})
    actions = () if case_type is None else case_type.actions
    payloads = [_payload(topic, CATALOGUE[topic]) for topic in topics]
    action = _payload(ActionTaken.TOPIC, ActionTaken)
    _, parts = msgspec.json.schema_components([*payloads, action], ref_template=REFERENCE)
    if case_type is not None:
        for part in parts.values():
            if "attributes" in part.get("properties", ()):
                part["properties"]["attributes"]["properties"] = {
                    one.name: {"description": one.label.say(language)} for one in case_type.attributes
                }
                part["properties"]["casetype"] = {"const": case_type.id}
    known = [{"const": topic, "description": EVENT_NAMES[topic].say(language)} for topic in topics]
    known += [{"const": one.name, "description": one.label.say(language)} for one in actions]
    return {
        "$schema": DIALECT,
        "type": "object",
        "properties": {
            "specversion": {"const": "1.0"},
            "source": NAME,
            "id": NAME,
            "type": {"anyOf": known if case_type is not None else [*known, NAME]},
            "subject": {"type": "string", "minLength": 1, "maxLength": 120},
            "time": {"type": "string", "pattern": DAY_OR_INSTANT},
            "data": {"type": ["object", "null"]},
            "datacontenttype": {"type": ["string", "null"]},
            "expectedversion": {"type": ["integer", "null"], "minimum": 0},
        },
        "required": NEEDED,
        "propertyNames": {"pattern": "^[a-z0-9]+$"},
        "allOf": [
            *(_where({"const": topic}, topic) for topic in topics),
            _where({"not": {"enum": topics}}, ActionTaken.TOPIC),
        ],
        "$defs": parts,
    }


def _where(event_type: dict[str, Any], topic: str) -> dict[str, Any]:
    """What the data of an event of this type are; they must be there where a field of them must."""
    needs_data = any(one.required for name, one in own_fields(CATALOGUE[topic]).items() if name != "action")
    data: dict[str, Any] = {"$ref": REFERENCE.format(name=topic)}
    then = (
        {"required": ["data"], "properties": {"data": data}}
        if needs_data
        else {"properties": {"data": {"anyOf": [data, {"type": "null"}]}}}
    )
    return {"if": {"properties": {"type": event_type}, "required": ["type"]}, "then": then}


def _payload(topic: str, kind: type[Event]) -> type[msgspec.Struct]:
    common = {one.name: one for one in msgspec.structs.fields(kind) if one.name in COMMON}
    fields: list[Any] = [("casetype", str | None, None)]
    fields += [(name, common[name].type | None, None) for name in COMMON]
    for name, one in own_fields(kind).items():
        if name != "action":
            fields.append((name, one.type) if one.required else (name, one.type | None, None))
    return msgspec.defstruct(topic, fields, kw_only=True, forbid_unknown_fields=True)
