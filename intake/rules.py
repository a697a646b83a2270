"""One ``[[event]]`` of a mapping, compiled: which rows it is about, and the event that a row becomes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache, partial
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from ..domain.events.case_events import ActionTaken, Event, Value
from ..domain.events.catalogue import CATALOGUE
from .conversion import Got, compile_field, compile_said, compile_time
from .event_types import Known, check_action, own_fields
from .malformed import missing, unknown_case_type
from .mapping import Condition, LogMapping, Rule
from .reference import case_reference
from .template import Filled, Row, compile_template, parse_template
from .times import within_reach
from .values import check_name, check_text

Test = Callable[[str | None], bool]
_encode = msgspec.json.Encoder(order="deterministic").encode


class CompiledRule:
    """A rule as functions of a row. seen, last: what a rule about first or last rows remembers of each case."""

    def __init__(self, rule: Rule, mapping: LogMapping, known: Known, now: datetime) -> None:
        zone = mapping.time_zone
        self.only = rule.only
        self.seen: set[str] = set()
        self.last: dict[str, int] = {}
        self.matches = compile_when(rule)
        self.case_of = _template(rule.case or mapping.case or "")
        self._kind: type[Event] = CATALOGUE[rule.event] if rule.event else ActionTaken
        self._name = rule.event or rule.action or ""
        self._source = mapping.source
        self._now = now
        self._known = known
        self._action = _template(rule.action) if rule.action else None
        self._id = _ids(rule, mapping)
        self._time = compile_time("occurred", rule.occurred or mapping.occurred or "", zone)
        self._case_type = compile_said("case_type", rule.case_type or mapping.case_type or "", zone)
        self._allowed = lru_cache(1024)(partial(_check_types, known, self._kind))
        self._fields = _compiled_fields(rule, self._kind, zone)
        self._attributes = [
            (name, compile_said(f"attributes.{name}", said, zone)) for name, said in rule.attributes.items()
        ]

    def case(self, row: Row) -> str:
        """The reference of the row's case. Raises Malformed (no-case, bad-case-id)."""
        case = self.case_of(row)
        if case is None:
            raise missing("no-case", "case", "skriv sagens reference", "write the case's reference")
        return case_reference(case, "case")

    def event(self, row: Row, filled: Row, case: str) -> Event:
        """The event that ``row`` becomes. Raises Malformed.

        filled: the row with what is carried from earlier ones; only the values of the event are taken from it.
        """
        moment = self._time(row)
        if moment is None:
            raise missing("no-time", "occurred", "skriv, hvornår det skete", "write when it happened")
        occurred, whole_day = moment
        within_reach(occurred, self._now, "occurred")
        case_type = self._case_type(filled)
        fields: dict[str, Any] = {}
        for name, get in self._fields:
            value = get(filled)
            if value is not None:
                fields[name] = value
        action = self._name
        if self._action is not None:
            fields["action"] = action = self._action(row) or ""
        self._allowed(action, case_type)
        attributes: dict[str, Value] = {}
        for name, get in self._attributes:
            value = get(filled)
            if value is not None:
                attributes[name] = value
        return self._kind(
            source=self._source,
            id=self._id(row, case, action),
            occurred=occurred,
            whole_day=whole_day,
            case_type=case_type,
            attributes=attributes,
            **fields,
        )


def compile_when(rule: Rule) -> Callable[[Row], bool]:
    """Whether all conditions of ``rule`` hold of a row."""
    tests = [(column, _test(condition)) for column, condition in rule.when.items()]
    if not tests:
        return lambda row: True
    if len(tests) == 1:
        [(only, test)] = tests
        return lambda row: test(row.get(only))
    return lambda row: all(test(row.get(column)) for column, test in tests)


def _test(condition: str | tuple[str, ...] | Condition) -> Test:
    if isinstance(condition, str):
        return lambda value: value == condition
    if isinstance(condition, tuple):
        return frozenset(condition).__contains__
    pattern = re.compile(condition.matches) if condition.matches is not None else None
    present = condition.present
    unwanted = frozenset((condition.not_,) if isinstance(condition.not_, str) else condition.not_)

    def test(value: str | None) -> bool:
        if present is not None and present != (value is not None):
            return False
        if pattern is not None and (value is None or pattern.fullmatch(value) is None):
            return False
        return value not in unwanted

    return test


def _template(text: str) -> Filled:
    return compile_template(parse_template(text))


def _compiled_fields(rule: Rule, kind: type[Event], zone: ZoneInfo) -> list[tuple[str, Got]]:
    """What the rule says of the event's fields, those that every event has and its own."""
    fields: list[tuple[str, Got]] = []
    for name in ("unit", "responsible", "actor", "note"):
        check = check_text if name == "note" else check_name
        said = getattr(rule, name)
        if said is not None:
            fields.append((name, _checked(name, compile_said(name, said, zone), check)))
    own = own_fields(kind)
    for name, said in rule.fields.items():
        get = compile_field(name, own[name].type, said, zone)
        fields.append((name, _checked(name, get, case_reference_of) if name == "concerns" else get))
    return fields


def _checked(name: str, get: Got, check: Callable[[str, Any], Any]) -> Got:
    def checked(row: Row) -> Any:
        value = get(row)
        return None if value is None else check(name, value)

    return checked


def case_reference_of(field: str, value: str) -> str:
    """``case_reference`` with its field first, as the other checks have it."""
    return case_reference(value, field)


def _check_types(known: Known, kind: type[Event], name: str, case_type: Any) -> None:
    """Raises Malformed if the case type is not published, or the action not one of its."""
    if case_type not in known:
        raise unknown_case_type(case_type or "", known)
    if kind is ActionTaken:
        check_action(name, case_type, known)


def _ids(rule: Rule, mapping: LogMapping) -> Callable[[Row, str, str], str]:
    """How an event gets its id: the rule's template, the mapping's and the event's name, or the content."""
    if rule.id is not None:
        own = _template(rule.id)
        return lambda row, case, name: _id(own(row))
    if mapping.id is not None:
        common = _template(mapping.id)
        return lambda row, case, name: f"{_id(common(row))}/{name}"
    return lambda row, case, name: _digest([case, name, dict(row)])


def _id(text: str | None) -> str:
    if text is None:
        raise missing("no-id", "id", "giv hver række et id", "give each row an id")
    return check_name("id", text)


def _digest(content: list[Any]) -> str:
    return blake2b(_encode(content), digest_size=16).hexdigest()
