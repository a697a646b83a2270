"""What can be wrong in a mapping of the right shape: found one after the other, each with its place."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from typing import Any

from ...domain.events.case_events import ActionTaken, Corrected, Event
from ...domain.events.catalogue import CATALOGUE
from ...domain.excerpt import nearest
from ...domain.written.toml_lines import Path
from ..event.event_types import RESERVED, SENDABLE, check_source, own_fields
from ..event.input_problems import Malformed, reserved_event
from ..event.values import check_name, reader_of
from .column_check import MappingFault, column_flaws
from .conditions import COMPARED
from .conversion import kind_of_field
from .mapping import Carry, Condition, Kind, LogMapping, MappedColumn, Order, Rule
from .patterns import fault_of_pattern
from .template import TemplateError, parse_template


def flaws(mapping: LogMapping, written: Mapping[str, Any]) -> Iterator[MappingFault]:
    """Everything wrong in ``mapping`` that shows without rows, beyond the kinds of its values.

    written: the file's values, right or wrong: a wrong value, which the mapping is without, is not a missing one.
    """
    yield from _of_top(mapping, written)
    listed = written.get("event")
    for index, (rule, said) in enumerate(
        zip(mapping.rules, listed if isinstance(listed, list) else (), strict=False)
    ):
        if isinstance(said, dict):
            for path, da, en in _of_rule(rule, said, written):
                yield MappingFault(("event", index, *path), da, en)


def _of_top(mapping: LogMapping, written: Mapping[str, Any]) -> Iterator[MappingFault]:
    if isinstance(written.get("source"), str):
        yield from _source(mapping.source)
    yield from _of_csv(mapping)
    for key in ("case", "case_type", "id"):
        yield from _said((key,), getattr(mapping, key))
    for key in ("occurred", "recorded"):
        yield from _said((key,), getattr(mapping, key), time=True)
    yield from _order(("order",), mapping.order)
    yield from _columns(mapping)
    if mapping.carry:
        yield from _carry(mapping, mapping.carry, written)
    if written.get("event") == []:
        yield MappingFault(("event",), "der skal være mindst én [[event]]", "there must be at least one [[event]]")


def _of_csv(mapping: LogMapping) -> Iterator[MappingFault]:
    for key in ("delimiter", "quote"):
        mark = getattr(mapping.csv, key)
        if len(mark) != 1 or not mark.isascii() or mark in "\r\n\0":
            yield MappingFault(("csv", key), "skal være ét ASCII-tegn", "must be one ASCII character")
    try:
        plain = "\n;,\"'09AZaz"
        if plain.encode(codecs.lookup(mapping.csv.encoding).name) != plain.encode("ascii"):
            yield MappingFault(
                ("csv", "encoding"),
                "kan ikke læses linje for linje: gem som utf-8",
                "has no lines to read: save as utf-8",
            )
    except (LookupError, ValueError):
        yield MappingFault(("csv", "encoding"), "er et ukendt tegnsæt", "is an unknown encoding")


def _of_rule(rule: Rule, written: Mapping[str, Any], top: Mapping[str, Any]) -> Iterator[MappingFault]:
    """written, top: the table as written, and the file."""
    kind: type[Event] | None = ActionTaken
    if ("event" in written) == ("action" in written):
        yield MappingFault(("event",), "skriv enten event eller action", "write either event or action")
    elif "event" in written:
        unfit = [] if rule.event is None else list(_of_event(rule.event))
        yield from unfit
        kind = None if unfit or rule.event is None else CATALOGUE[rule.event]
    for key in ("case", "case_type", "occurred"):
        if key not in written and key not in top:
            yield MappingFault(
                (key,), "mangler, her og øverst i filen", "is missing, here and at the top of the file"
            )
    for key in ("action", "case", "case_type", "id", "unit", "responsible", "actor", "note"):
        yield from _said((key,), getattr(rule, key))
    for key in ("occurred", "recorded"):
        yield from _said((key,), getattr(rule, key), time=True)
    yield from _order(("by",), rule.by)
    for column, condition in rule.when.items():
        yield from _condition(("when", column), condition)
    for name, said in rule.attributes.items():
        yield from _name(("attributes", name), name)
        yield from _said(("attributes", name), said)
    if kind is not None:
        yield from _fields(rule, written.get("fields", {}), kind)


def _of_event(name: str) -> Iterator[MappingFault]:
    if name in (ActionTaken.TOPIC, Corrected.TOPIC):
        todo = (
            ("brug action", "use action")
            if name == ActionTaken.TOPIC
            else ("send som CloudEvents", "send as CloudEvents")
        )
        yield MappingFault(
            ("event",), f"{name} kan ikke skrives her: {todo[0]}", f"{name} cannot be written here: {todo[1]}"
        )
    elif name in RESERVED:
        problem = reserved_event(name).text
        yield MappingFault(("event",), problem.da, problem.en)
    elif name not in SENDABLE:
        like = nearest(name, SENDABLE)
        hint_da = f"mente du {like}?" if like else "en sagstypes egne handlinger skrives som action"
        hint_en = f"did you mean {like}?" if like else "a case type's own actions are written as action"
        yield MappingFault(("event",), f"{name} er ukendt; {hint_da}", f"{name} is unknown; {hint_en}")


def _fields(rule: Rule, written: Any, kind: type[Event]) -> Iterator[MappingFault]:
    own = {name: field for name, field in own_fields(kind).items() if name not in ("action", "changes")}
    for name, said in rule.fields.items():
        path = ("fields", name)
        if name not in own:
            known = ", ".join(own) or "-"
            yield MappingFault(path, f"feltet er ukendt; kendte: {known}", f"the field is unknown; known: {known}")
            continue
        yield from _said(path, said, kind=kind_of_field(name, own[name].type))
        if not isinstance(said, str | MappedColumn):
            yield from _literal(path, said, own[name].type)
    for name, field in own.items():
        if field.required and isinstance(written, dict) and name not in written:
            yield MappingFault(
                ("fields", name),
                f"mangler i fields, og {kind.TOPIC} har det nødig",
                f"is missing in fields, and {kind.TOPIC} needs it",
            )


def _literal(path: Path, said: Any, kind: Any) -> Iterator[MappingFault]:
    name = str(path[-1])
    try:
        reader_of(name, kind)(name, said)
    except Malformed as problem:
        yield MappingFault(path, problem.text.da, problem.text.en)


def _source(source: str) -> Iterator[MappingFault]:
    yield from _name(("source",), source)
    try:
        check_source(source)
    except Malformed as problem:
        yield MappingFault(("source",), problem.text.da, problem.text.en)


def _name(path: Path, name: str) -> Iterator[MappingFault]:
    try:
        check_name(str(path[-1]), name)
    except Malformed as problem:
        yield MappingFault(path, problem.text.da, problem.text.en)


def _condition(path: Path, condition: Any) -> Iterator[MappingFault]:
    if not isinstance(condition, Condition):
        return
    if condition.matches is not None:
        yield from _expression((*path, "matches"), condition.matches)
    for key in COMPARED:
        yield from _said((*path, key), getattr(condition, key))


def _carry(mapping: LogMapping, carry: Carry, written: Mapping[str, Any]) -> Iterator[MappingFault]:
    yield from _said(("carry", "by"), carry.by)
    for name, text in carry.number.items():
        yield from _said(("carry", "number", name), text)
    if carry.made and not {"occurred", "order"} & written.keys():
        yield MappingFault(
            ("carry",),
            "rækken før kendes kun ved tiden: skriv occurred eller order øverst i filen",
            "the row before is known by time alone: write occurred or order at the top of the file",
        )
    above = {name: column.columns for name, column in mapping.columns.items()}
    for name in sorted(carry.made):
        if name in above or any(name in named for named in above.values()):
            yield MappingFault(
                ("carry", "before" if name in carry.before else "number", name),
                "laves efter [columns] og kan hverken hedde som en kolonne dér eller nævnes der",
                "is made after [columns]: no column there can have its name or name it",
            )


def _order(path: Path, order: Order | None) -> Iterator[MappingFault]:
    for said in order if isinstance(order, tuple) else (order,):
        yield from _said(path, said)


def _columns(mapping: LogMapping) -> Iterator[MappingFault]:
    """The derived columns: each may name those above it."""
    below = set(mapping.columns)
    for name, column in mapping.columns.items():
        path = ("columns", name)
        found = list(_said(path, column))
        yield from found
        if not found and (early := sorted(below & column.columns)):
            yield MappingFault(
                path,
                f"nævner {early[0]}, som først laves her eller længere nede: byt om på dem",
                f"names {early[0]}, which is made only here or further down: change their order",
            )
        below.discard(name)


def _said(path: Path, said: Any, *, kind: Kind = "text", time: bool = False) -> Iterator[MappingFault]:
    """kind: what the field has to be, whatever the column says. time: it is a time of the event."""
    if isinstance(said, str):
        try:
            parse_template(said)
        except TemplateError:
            yield MappingFault(
                path,
                "skriv kolonner som ${kolonne} og dollartegn som $$",
                "write columns as ${column}, and $$ for $",
            )
    elif isinstance(said, MappedColumn):
        yield from column_flaws(path, said, kind=kind, time=time)
        for text in said.templates:
            yield from _said((*path, "from"), text)


def _expression(path: Path, text: str) -> Iterator[MappingFault]:
    if fault := fault_of_pattern(text):
        yield MappingFault(path, *fault)
