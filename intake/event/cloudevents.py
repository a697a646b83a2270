"""One CloudEvents 1.0 JSON object, read into a journal entry. See docs/integrator.md for the form."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ...domain.events.case_events import ActionTaken, Event
from ...domain.moment import when_said
from ...journal.entry import Entry
from .corrections import check_changes
from .event_types import COMMON, KnownTypes, check_action, check_sender, kind_of, own_fields
from .input_problems import Malformed, missing, unknown_field, with_value, wrong_field
from .json_object import json_object
from .reference import case_reference
from .times import read_rfc3339, within_reach
from .values import check_attributes, check_name, check_text, reader_of

_STANDARD = (
    "specversion",
    "id",
    "source",
    "type",
    "subject",
    "time",
    "data",
    "datacontenttype",
    "dataschema",
)
_OURS = ("expectedversion",)
_ATTRIBUTE_NAME = re.compile(r"[a-z0-9]+")
_JSON_DATA = re.compile(r"(application|text)/([\w.+-]+\+)?json\s*(;.*)?", re.IGNORECASE)


def read_cloudevent(raw: bytes, *, known: KnownTypes, now: datetime, zone: ZoneInfo) -> Entry:
    """The entry that ``raw``, one JSON object, asks for.

    known: the published case types. now: the present, aware. zone: the local time of date-only facts.
    Raises Malformed, and nothing else, whatever the bytes.
    """
    # An attribute that is null is unset, as the JSON format of CloudEvents has it.
    envelope = {name: value for name, value in json_object(raw).items() if value is not None}
    _check_envelope(envelope)
    source = _name(envelope, "source", "no-source", "skriv systemets adresse (URI)", "write the system's URI")
    id_ = _name(envelope, "id", "no-id", "giv hver hændelse sit eget id", "give each event an id of its own")
    name = _name(envelope, "type", "no-type", "skriv hændelsens navn", "write the event's name")
    subject = _text(envelope, "subject", "no-case", "skriv sagens reference", "write the case's reference")
    time = _text(envelope, "time", "no-time", "skriv, hvornår det skete", "write when it happened")
    try:
        occurred, whole_day = read_rfc3339(time, zone, "time")
        within_reach(occurred, now, "time")
    except Malformed as problem:
        raise with_value(problem, time) from None
    data = _data(envelope)
    case_type = None if data.get("casetype") is None else check_name("casetype", data["casetype"])
    kind = kind_of(name, case_type, known)
    check_sender(source, kind.TOPIC, id_)
    action = None if name == kind.TOPIC else name
    fields = {**_common_fields(data), **_own_fields(data, kind, action, now, zone)}
    if kind is ActionTaken:
        check_action(fields["action"], case_type, known)
    when = when_said(occurred, zone, whole_day=whole_day)
    event = kind(source=source, id=id_, case_type=case_type, **when, **fields)
    return Entry(case_reference(subject), event, _expected_version(envelope))


def _check_envelope(envelope: dict[str, Any]) -> None:
    """The attributes' names, the version, and that the data are JSON. Other extensions are let be."""
    for name in envelope:
        if name not in _STANDARD and not _ATTRIBUTE_NAME.fullmatch(name):
            raise unknown_field(name, (*_STANDARD, *_OURS))
    if envelope.get("specversion") != "1.0":
        raise wrong_field("specversion", 'skal være "1.0"', 'must be "1.0"')
    content_type = envelope.get("datacontenttype", "application/json")
    if not isinstance(content_type, str) or not _JSON_DATA.fullmatch(content_type):
        raise wrong_field(
            "datacontenttype",
            "skal være application/json: indholdet kan ikke læses ellers",
            "must be application/json: the data cannot be read otherwise",
        )


def _data(envelope: dict[str, Any]) -> dict[str, Any]:
    if "data_base64" in envelope:
        raise wrong_field("data_base64", "bruges ikke: skriv data som JSON", "is not used: write data as JSON")
    data = envelope.get("data")
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise wrong_field("data", "skal være et objekt, { … }", "must be an object, { … }")
    return data


def _text(envelope: dict[str, Any], field: str, code: str, da: str, en: str) -> str:
    value = envelope.get(field)
    if value is None or value == "":
        raise missing(code, field, da, en)
    return check_text(field, value)


def _name(envelope: dict[str, Any], field: str, code: str, da: str, en: str) -> str:
    return check_name(field, _text(envelope, field, code, da, en))


def _expected_version(envelope: dict[str, Any]) -> int | None:
    value = envelope.get("expectedversion")
    if value is None:
        return None
    if type(value) is not int or not 0 <= value < 2**31:
        raise wrong_field(
            "expectedversion",
            "skal være et helt tal: antallet af sagens hændelser, som afsenderen kender",
            "must be a whole number: how many of the case's events the sender knows",
        )
    return value


def _common_fields(data: dict[str, Any]) -> dict[str, Any]:
    """What every event may say of the case: who holds it, who acted, a note, free attributes."""
    fields: dict[str, Any] = {}
    for name in COMMON:
        value = data.get(name)
        if value is None:
            continue
        if name == "attributes":
            fields[name] = check_attributes(name, value)
        else:
            fields[name] = check_text(name, value) if name == "note" else check_name(name, value)
    return fields


def _own_fields(
    data: dict[str, Any], kind: type[Event], action: str | None, now: datetime, zone: ZoneInfo
) -> dict[str, Any]:
    """The fields of the event's own class. ``action``: what the type has already said."""
    own = own_fields(kind)
    fields: dict[str, Any] = {} if action is None else {"action": action}
    for name, value in data.items():
        if name == "casetype" or name in COMMON:
            continue
        if name not in own or name in fields:
            raise unknown_field(name, {"casetype", *COMMON, *own} - fields.keys())
        if value is None:
            continue
        if name == "changes":
            fields[name] = check_changes(value, now, zone)
        elif name == "concerns":
            fields[name] = case_reference(check_text(name, value), name)
        else:
            fields[name] = reader_of(name, own[name].type)(name, value)
    for name, field in own.items():
        if field.required and name not in fields:
            raise wrong_field(name, "mangler, og denne type har det nødig", "is missing, and this type needs it")
    return fields
