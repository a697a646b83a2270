"""What can be wrong in a mapping of the right shape: found one after the other, each with its place."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from ..domain.events.case_events import ActionTaken, Corrected, Event
from ..domain.events.catalogue import CATALOGUE
from ..domain.excerpt import nearest
from ..domain.written.toml_lines import Path
from .event_types import RESERVED, SENDABLE, check_source, own_fields
from .malformed import Malformed, reserved_event
from .mapping import Column, Condition, LogMapping, Rule
from .template import TemplateError, parse_template
from .values import check_name, reader_of


class Flaw(NamedTuple):
    """What is wrong at ``path`` of the mapping file: the second ``[[event]]`` begins at ``("event", 1)``."""

    path: Path
    da: str
    en: str


def flaws(mapping: LogMapping) -> Iterator[Flaw]:
    """Everything wrong in ``mapping`` that shows without rows."""
    yield from _of_top(mapping)
    for index, rule in enumerate(mapping.rules):
        for path, da, en in _of_rule(rule, mapping):
            yield Flaw(("event", index, *path), da, en)


def _of_top(mapping: LogMapping) -> Iterator[Flaw]:
    yield from _source(mapping.source)
    try:
        ZoneInfo(mapping.zone)
    except (KeyError, ValueError, OSError):
        yield Flaw(("zone",), f"tidszonen {mapping.zone} er ukendt", f"the time zone {mapping.zone} is unknown")
    yield from _of_csv(mapping)
    for key in ("case", "case_type", "id", "occurred", "recorded"):
        yield from _said((key,), getattr(mapping, key))
    if mapping.carry:
        yield from _said(("carry", "by"), mapping.carry.by)
    if not mapping.rules:
        yield Flaw(("event",), "der skal være mindst én [[event]]", "there must be at least one [[event]]")


def _of_csv(mapping: LogMapping) -> Iterator[Flaw]:
    for key in ("delimiter", "quote"):
        mark = getattr(mapping.csv, key)
        if len(mark) != 1 or not mark.isascii() or mark in "\r\n\0":
            yield Flaw(("csv", key), "skal være ét ASCII-tegn", "must be one ASCII character")
    try:
        plain = "\n;,\"'09AZaz"
        if plain.encode(codecs.lookup(mapping.csv.encoding).name) != plain.encode("ascii"):
            yield Flaw(
                ("csv", "encoding"),
                "kan ikke læses linje for linje: gem som utf-8",
                "has no lines to read: save as utf-8",
            )
    except (LookupError, ValueError):
        yield Flaw(("csv", "encoding"), "er et ukendt tegnsæt", "is an unknown encoding")


def _of_rule(rule: Rule, mapping: LogMapping) -> Iterator[Flaw]:
    kind: type[Event] | None = ActionTaken
    if (rule.event is None) == (rule.action is None):
        yield Flaw(("event",), "skriv enten event eller action", "write either event or action")
    elif rule.event is not None:
        kind = CATALOGUE.get(rule.event)
        yield from _of_event(rule.event)
    for key in ("case", "case_type", "occurred"):
        if getattr(rule, key) is None and getattr(mapping, key) is None:
            yield Flaw((key,), "mangler, her og øverst i filen", "is missing, here and at the top of the file")
    for key in ("action", "case", "case_type", "id", "occurred", "unit", "responsible", "actor", "note"):
        yield from _said((key,), getattr(rule, key))
    for column, condition in rule.when.items():
        yield from _condition(("when", column), condition)
    for name, said in rule.attributes.items():
        yield from _name(("attributes", name), name)
        yield from _said(("attributes", name), said)
    if kind is not None:
        yield from _fields(rule, kind)


def _of_event(name: str) -> Iterator[Flaw]:
    if name in (ActionTaken.TOPIC, Corrected.TOPIC):
        todo = (
            ("brug action", "use action")
            if name == ActionTaken.TOPIC
            else ("send som CloudEvents", "send as CloudEvents")
        )
        yield Flaw(
            ("event",), f"{name} kan ikke skrives her: {todo[0]}", f"{name} cannot be written here: {todo[1]}"
        )
    elif name in RESERVED:
        problem = reserved_event(name).text
        yield Flaw(("event",), problem.da, problem.en)
    elif name not in SENDABLE:
        like = nearest(name, SENDABLE)
        hint_da = f"mente du {like}?" if like else "en sagstypes egne handlinger skrives som action"
        hint_en = f"did you mean {like}?" if like else "a case type's own actions are written as action"
        yield Flaw(("event",), f"{name} er ukendt; {hint_da}", f"{name} is unknown; {hint_en}")


def _fields(rule: Rule, kind: type[Event]) -> Iterator[Flaw]:
    own = {name: field for name, field in own_fields(kind).items() if name not in ("action", "changes")}
    for name, said in rule.fields.items():
        path = ("fields", name)
        if name not in own:
            known = ", ".join(own) or "-"
            yield Flaw(path, f"feltet er ukendt; kendte: {known}", f"the field is unknown; known: {known}")
            continue
        yield from _said(path, said)
        if not isinstance(said, str | Column):
            yield from _literal(path, said, own[name].type)
    for name, field in own.items():
        if field.required and name not in rule.fields:
            yield Flaw(
                ("fields", name),
                f"mangler i fields, og {kind.TOPIC} har det nødig",
                f"is missing in fields, and {kind.TOPIC} needs it",
            )


def _literal(path: Path, said: Any, kind: Any) -> Iterator[Flaw]:
    name = str(path[-1])
    try:
        reader_of(name, kind)(name, said)
    except Malformed as problem:
        yield Flaw(path, problem.text.da, problem.text.en)


def _source(source: str) -> Iterator[Flaw]:
    yield from _name(("source",), source)
    try:
        check_source(source)
    except Malformed as problem:
        yield Flaw(("source",), problem.text.da, problem.text.en)


def _name(path: Path, name: str) -> Iterator[Flaw]:
    try:
        check_name(str(path[-1]), name)
    except Malformed as problem:
        yield Flaw(path, problem.text.da, problem.text.en)


def _condition(path: Path, condition: Any) -> Iterator[Flaw]:
    if isinstance(condition, Condition) and condition.matches is not None:
        try:
            re.compile(condition.matches)
        except re.error as error:
            yield Flaw(path, f"er ikke et regulært udtryk ({error})", f"is not a regular expression ({error})")


def _said(path: Path, said: Any) -> Iterator[Flaw]:
    if isinstance(said, str):
        try:
            parse_template(said)
        except TemplateError:
            yield Flaw(
                path,
                "skriv kolonner som ${kolonne} og dollartegn som $$",
                "write columns as ${column}, and $$ for $",
            )
    elif isinstance(said, Column):
        yield from _formats((*path, "format"), said)


def _formats(path: Path, column: Column) -> Iterator[Flaw]:
    for form in column.formats:
        try:
            datetime.strptime(datetime(2026, 3, 1, tzinfo=UTC).strftime(form), form)  # noqa: DTZ007 (only tried out)
        except ValueError as error:
            yield Flaw(
                path, f"formatet {form} kan ikke bruges ({error})", f"the format {form} cannot be used ({error})"
            )
