"""One ``[[event]]`` of a mapping, compiled: which rows it is about, and the event that a row becomes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import lru_cache, partial
from hashlib import blake2b
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from ...domain.events.case_events import ActionTaken, Event, Value
from ...domain.events.catalogue import CATALOGUE
from ...domain.excerpt import excerpt
from ...domain.moment import when_said
from ...journal.admission import Candidate, examine
from ...journal.entry import Entry, Refused
from ..event.event_types import KnownTypes, check_action, own_fields
from ..event.input_problems import Malformed, located, missing, unknown_case_type
from ..event.offer import Bid, FirstOrLast, Rank, full_rank
from ..event.reference import case_reference
from ..event.times import InstantOrDay, within_reach
from ..event.values import LONGEST_NAME, check_name, check_text
from ..mapping.conditions import columns_when, compile_when
from ..mapping.conversion import Got, TimedText, compile_field, compile_said, compile_time, compile_time_of_text
from ..mapping.mapping import LogMapping, MappedColumn, Rule
from ..mapping.template import Filler, LogRow, Template, compile_template, parse_template
from ..reading.present import Present
from .derived import own_content
from .event_templates import Mould, SharedValues, mould_of, remembered, written
from .ranking import compile_rank, of_time

_encode = msgspec.json.Encoder(order="deterministic").encode
_REMEMBERED = 1_024  # names of a field: units and persons repeat


class PlainForm(NamedTuple):
    """What a rule needs of a row where nothing has to be decided: see ``casting``.

    case, id_: their templates. time: the column of the time, and time_of what its text says. said: the columns that
    decide the rest.
    """

    case: Template
    id_: Template
    time: str
    time_of: TimedText
    said: tuple[str, ...]


class CompiledRule:
    """A rule as functions of a row. number: of its ``[[event]]`` in the mapping, from 1; alone: that and no other."""

    def __init__(self, number: int, rule: Rule, mapping: LogMapping, known: KnownTypes, now: Present) -> None:
        zone = self._zone = mapping.time_zone
        self.number, self.alone = number, (number,)
        self.only = rule.only
        self.names_rows = rule.only == "each" and rule.id is not None
        self.matches = compile_when(rule)
        self.case_of = _template(rule.case or mapping.case or "")
        self._rule, self._mapping = rule, mapping
        self._kind: type[Event] = CATALOGUE[rule.event] if rule.event else ActionTaken
        self._name = rule.event or rule.action or ""
        self._source = mapping.source
        self._now = now
        self._known = known
        self._action = _template(rule.action) if rule.action else None
        self._id = _ids(rule, mapping)
        self._time = compile_time("occurred", rule.occurred or mapping.occurred or "", zone)
        self._by = compile_rank("by", rule.by, zone) if rule.by else None
        recorded = rule.recorded or mapping.recorded
        self._recorded = compile_time("recorded", recorded, zone) if recorded else None
        self._case_type = compile_said("case_type", rule.case_type or mapping.case_type or "", zone)
        self._allowed = lru_cache(1024)(partial(_check_types, known, self._kind))
        self._fields = _compiled_fields(rule, self._kind, zone)
        self._attributes = [
            (name, compile_said(f"attributes.{name}", said, zone)) for name, said in rule.attributes.items()
        ]
        self._said = remembered(self._say, _columns_said(rule, mapping))
        # What decides the event that a row becomes, and its rank; None: all of it.
        self.columns = None if self._id_is_content else _columns_of(rule, mapping) | columns_when(rule)

    def candidate(self, row: LogRow, filled: LogRow) -> Candidate:
        """The event that ``row`` becomes, as the journal takes it. Raises Malformed.

        filled: the row with what is carried from earlier ones; only the values of the event are taken from it.
        """
        case = self.case_of(row)
        if case is None:
            raise missing("no-case", "case", "skriv sagens reference", "write the case's reference")
        case = case_reference(case, "case")
        moment = self._time(row)
        if moment is None:
            raise missing("no-time", "occurred", "skriv, hvornår det skete", "write when it happened")
        now = self._now
        within_reach(moment[0], now.at if moment[0] <= now.at else now.again(), "occurred")
        said = self._said(filled)
        action = self._name if self._action is None else self._action(row) or ""
        mould = said.moulds.get(action)
        if mould is not None:
            id_ = self._id(row, case, action)
            if id_.isascii():
                return mould.cast(case, id_, written(moment, self._zone))
        return self._with_care(row, case, moment, said, action)

    def _with_care(
        self, row: LogRow, case: str, moment: InstantOrDay, said: SharedValues, action: str
    ) -> Candidate:
        """The same, made field by field and examined; what is said again is cast from then on."""
        self._allowed(action, said.values["case_type"])
        id_ = self._id(row, case, action)
        when = when_said(moment[0], self._zone, whole_day=moment[1])
        values = said.values if self._action is None else {**said.values, "action": action}
        event = self._kind(source=self._source, id=id_, **when, **values)
        candidate = examined(Entry(case, event))
        if mould := mould_of(event, candidate, written(moment, self._zone)):
            said.moulds[action] = mould
        return candidate

    @property
    def form(self) -> PlainForm | None:
        """What the rule needs of a row; None if it needs more than its own case, id, time and mould."""
        rule, mapping = self._rule, self._mapping
        occurred = rule.occurred or mapping.occurred or ""
        time = occurred.column if isinstance(occurred, MappedColumn) else None
        templates = occurred.templates if isinstance(occurred, MappedColumn) else (occurred,)
        if time is None and len(templates) == 1:
            literals, columns = parse_template(templates[0])
            time = columns[0] if literals == ("", "") else None
        if time is None or self._id_is_content or self.only != "each" or self._literal_action is None:
            return None
        id_ = parse_template(rule.id or mapping.id or "")
        if rule.id is None:
            id_ = Template((*id_.literals[:-1], f"{id_.literals[-1]}/{self._literal_action}"), id_.columns)
        time_of = compile_time_of_text("occurred", occurred, self._zone)
        said = tuple(sorted(_columns_said(rule, mapping)))
        return PlainForm(parse_template(rule.case or mapping.case or ""), id_, time, time_of, said)

    def mould(self, row: LogRow) -> Mould | None:
        """The mould for what a row says beside its identity and its time, where one was made."""
        return self._said(row).moulds.get(self._literal_action or "")

    @property
    def _literal_action(self) -> str | None:
        return self._name if self._rule.action is None else parse_template(self._rule.action).literal

    def recorded(self, row: LogRow) -> datetime:
        """When the event was registered at its source. Raises Malformed (no-time, bad-time)."""
        moment = self._recorded(row) if self._recorded else None
        if moment is None:
            raise missing(
                "no-time", "recorded", "skriv, hvornår det blev registreret", "write when it was registered"
            )
        return moment[0]

    def bid(self, row: LogRow, filled: LogRow, order: Rank) -> Bid:
        """The event that ``row`` becomes if it is the first or last of its kind in its case, and by what it would be.

        order: the row's place in the log's own order. Raises Malformed.
        """
        candidate = self.candidate(row, filled)
        rank = self._by(row) if self._by else (of_time(self._occurred(row)),)
        choice = FirstOrLast(self.only == "last", (*rank, *order), self._by is None)
        return Bid(self.number, candidate, choice, full_rank(choice, candidate), None)

    def _occurred(self, row: LogRow) -> datetime:
        """When the event of a good row happened, as the journal keeps it."""
        moment = self._time(row)
        assert moment is not None
        return when_said(moment[0], self._zone, whole_day=moment[1])["occurred"]  # type: ignore[no-any-return]

    def to_blame(self, problem: Malformed, row: LogRow) -> Malformed:
        """``problem`` with what a person needs to find it: the ``[[event]]``, the columns of the field, the event's id."""
        field = str(problem.details.get("field", ""))
        columns = ", ".join(excerpt(name) for name in sorted(columns_in(self._said_of(field))))
        id_ = None
        with suppress(Malformed):
            id_ = None if self._id_is_content else excerpt(self._id(row, "", self._name))
        return located(problem, rule=self.number, name=self._name, columns=columns, id_=id_)

    @property
    def _id_is_content(self) -> bool:
        return self._rule.id is None and self._mapping.id is None

    def _said_of(self, field: str) -> object:
        """What the mapping says of a field that a problem names."""
        rule, mapping = self._rule, self._mapping
        if field.startswith("attributes."):
            return rule.attributes.get(field.removeprefix("attributes."))
        if field in rule.fields:
            return rule.fields[field]
        key = {"casetype": "case_type", "type": "action"}.get(field, field)
        return getattr(rule, key, None) or getattr(mapping, key, None)

    def _say(self, filled: LogRow) -> SharedValues:
        """What the event says beside its identity and its time."""
        said: dict[str, Any] = {"case_type": self._case_type(filled)}
        for name, get in self._fields:
            value = get(filled)
            if value is not None:
                said[name] = value
        attributes: dict[str, Value] = {}
        for name, get in self._attributes:
            value = get(filled)
            if value is not None:
                attributes[name] = value
        if attributes:
            said["attributes"] = attributes
        return SharedValues(said)


def columns_in(said: object) -> frozenset[str]:
    """The columns that a template, a column or several of them name."""
    if isinstance(said, str):
        return frozenset(parse_template(said).columns)
    if isinstance(said, MappedColumn):
        return said.columns
    if isinstance(said, tuple):
        return frozenset().union(*map(columns_in, said))
    return frozenset()


def examined(entry: Entry) -> Candidate:
    """The entry as the journal takes it. Raises Malformed with the journal's reason."""
    found = examine(entry)
    if isinstance(found, Refused):
        problem = found.problem
        raise Malformed(code=problem.code, da=problem.text.da, en=problem.text.en, **problem.details)
    return found


def _columns_of(rule: Rule, mapping: LogMapping) -> frozenset[str]:
    """The columns that decide what event a row becomes, and its rank."""
    said = [rule.case or mapping.case, rule.occurred or mapping.occurred, rule.action, rule.by]
    return _columns_said(rule, mapping).union(*map(columns_in, [*said, rule.id, mapping.id]))


def _columns_said(rule: Rule, mapping: LogMapping) -> frozenset[str]:
    """The columns that decide what an event says beside its identity and its time."""
    said = [rule.case_type or mapping.case_type, rule.unit, rule.responsible, rule.actor, rule.note]
    return frozenset().union(*map(columns_in, [*said, *rule.fields.values(), *rule.attributes.values()]))


def _template(text: str) -> Filler:
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
    looked_at = lru_cache(_REMEMBERED, typed=True)(partial(check, name))

    def checked(row: LogRow) -> Any:
        value = get(row)
        return None if value is None else looked_at(value)

    return checked


def case_reference_of(field: str, value: str) -> str:
    """``case_reference`` with its field first, as the other checks have it."""
    return case_reference(value, field)


def _check_types(known: KnownTypes, kind: type[Event], name: str, case_type: Any) -> None:
    """Raises Malformed if the case type is not published, or the action not one of its."""
    if case_type not in known:
        raise unknown_case_type(case_type or "", known)
    if kind is ActionTaken:
        check_action(name, case_type, known)


def _ids(rule: Rule, mapping: LogMapping) -> Callable[[LogRow, str, str], str]:
    """How an event gets its id: the rule's template, the mapping's and the event's name, or the content."""
    if rule.id is not None:
        return _id_of(_template(rule.id))
    if mapping.id is not None:
        common = _id_of(_template(mapping.id))
        return lambda row, case, name: f"{common(row, case, name)}/{name}"
    made = mapping.made
    return lambda row, case, name: _digest([case, name, own_content(row, made)])


def _id_of(fill: Filler) -> Callable[[LogRow, str, str], str]:
    def id_of(row: LogRow, case: str, name: str) -> str:
        text = fill(row)
        if text is None:
            raise missing("no-id", "id", "giv hver række et id", "give each row an id")
        # Most ids are seen to be names at a glance; the others are looked at with care.
        if text.isascii() and text.isprintable() and 0 < len(text) <= LONGEST_NAME:
            return text
        return check_name("id", text)

    return id_of


def _digest(content: list[Any]) -> str:
    return blake2b(_encode(content), digest_size=16).hexdigest()
