"""What can be wrong in a mapping of the right shape: found one after the other, each with its place."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from ..domain.events import CATALOGUE, ActionTaken, Corrected, Event
from .event_types import own_fields
from .malformed import Malformed, nearest
from .mapping import Column, Condition, LogMapping, Rule
from .template import TemplateError, parse_template
from .values import check_name, reader_of


class Flaw(NamedTuple):
    """What is wrong at ``key``, in the rule with this index (None: above the rules)."""

    rule: int | None
    key: str
    da: str
    en: str


Finding = tuple[str, str, str]
"""Key, and what is wrong with it in Danish and English."""


def flaws(mapping: LogMapping) -> Iterator[Flaw]:
    """Everything wrong in ``mapping`` that shows without rows."""
    for finding in _of_top(mapping):
        yield Flaw(None, *finding)
    for index, rule in enumerate(mapping.rules):
        for finding in _of_rule(rule, mapping):
            yield Flaw(index, *finding)


def _of_top(mapping: LogMapping) -> Iterator[Finding]:
    yield from _name("source", mapping.source)
    try:
        ZoneInfo(mapping.zone)
    except (KeyError, ValueError, OSError):
        yield "zone", f"tidszonen {mapping.zone} er ukendt", f"the time zone {mapping.zone} is unknown"
    yield from _of_csv(mapping)
    for key in ("case", "case_type", "id", "occurred", "recorded"):
        yield from _said(key, getattr(mapping, key))
    if mapping.carry:
        yield from _said("by", mapping.carry.by)
    if not mapping.rules:
        yield "event", "der skal være mindst én [[event]]", "there must be at least one [[event]]"


def _of_csv(mapping: LogMapping) -> Iterator[Finding]:
    for key in ("delimiter", "quote"):
        mark = getattr(mapping.csv, key)
        if len(mark) != 1 or not mark.isascii() or mark in "\r\n\0":
            yield key, "skal være ét ASCII-tegn", "must be one ASCII character"
    try:
        plain = "\n;,\"'09AZaz"
        if plain.encode(codecs.lookup(mapping.csv.encoding).name) != plain.encode("ascii"):
            yield (
                "encoding",
                "kan ikke læses linje for linje: gem som utf-8",
                "has no lines to read: save as utf-8",
            )
    except (LookupError, ValueError):
        yield "encoding", "er et ukendt tegnsæt", "is an unknown encoding"


def _of_rule(rule: Rule, mapping: LogMapping) -> Iterator[Finding]:
    kind: type[Event] | None = ActionTaken
    if (rule.event is None) == (rule.action is None):
        yield "event", "skriv enten event eller action", "write either event or action"
    elif rule.event is not None:
        kind = CATALOGUE.get(rule.event)
        yield from _of_event(rule.event)
    for key in ("case", "case_type", "occurred"):
        if getattr(rule, key) is None and getattr(mapping, key) is None:
            yield key, "mangler, her og øverst i filen", "is missing, here and at the top of the file"
    for key in ("action", "case", "case_type", "id", "occurred", "unit", "responsible", "actor", "note"):
        yield from _said(key, getattr(rule, key))
    for column, condition in rule.when.items():
        yield from _condition(column, condition)
    for name, said in rule.attributes.items():
        yield from _name(name, name)
        yield from _said(name, said)
    if kind is not None:
        yield from _fields(rule, kind)


def _of_event(name: str) -> Iterator[Finding]:
    if name in (ActionTaken.TOPIC, Corrected.TOPIC):
        todo = (
            ("brug action", "use action")
            if name == ActionTaken.TOPIC
            else ("send som CloudEvents", "send as CloudEvents")
        )
        yield "event", f"{name} kan ikke skrives her: {todo[0]}", f"{name} cannot be written here: {todo[1]}"
    elif name not in CATALOGUE:
        like = nearest(name, CATALOGUE)
        hint_da = f"mente du {like}?" if like else "en sagstypes egne handlinger skrives som action"
        hint_en = f"did you mean {like}?" if like else "a case type's own actions are written as action"
        yield "event", f"{name} er ukendt; {hint_da}", f"{name} is unknown; {hint_en}"


def _fields(rule: Rule, kind: type[Event]) -> Iterator[Finding]:
    own = {name: field for name, field in own_fields(kind).items() if name not in ("action", "changes")}
    for name, said in rule.fields.items():
        if name not in own:
            known = ", ".join(own) or "-"
            yield name, f"feltet er ukendt; kendte: {known}", f"the field is unknown; known: {known}"
            continue
        yield from _said(name, said)
        if not isinstance(said, str | Column):
            yield from _literal(name, said, own[name].type)
    for name, field in own.items():
        if field.required and name not in rule.fields:
            yield (
                name,
                f"mangler i fields, og {kind.TOPIC} har det nødig",
                f"is missing in fields, and {kind.TOPIC} needs it",
            )


def _literal(name: str, said: Any, kind: Any) -> Iterator[Finding]:
    try:
        reader_of(name, kind)(name, said)
    except Malformed as problem:
        yield name, problem.text.da, problem.text.en


def _name(key: str, name: str) -> Iterator[Finding]:
    try:
        check_name(key, name)
    except Malformed as problem:
        yield key, problem.text.da, problem.text.en


def _condition(column: str, condition: Any) -> Iterator[Finding]:
    if isinstance(condition, Condition) and condition.matches is not None:
        try:
            re.compile(condition.matches)
        except re.error as error:
            yield column, f"er ikke et regulært udtryk ({error})", f"is not a regular expression ({error})"


def _said(key: str, said: Any) -> Iterator[Finding]:
    if isinstance(said, str):
        try:
            parse_template(said)
        except TemplateError:
            yield (
                key,
                "skriv kolonner som ${kolonne} og dollartegn som $$",
                "write columns as ${column}, and $$ for $",
            )
    elif isinstance(said, Column):
        yield from _formats(key, said)


def _formats(key: str, column: Column) -> Iterator[Finding]:
    for form in column.formats:
        try:
            datetime.strptime(datetime(2026, 3, 1, tzinfo=UTC).strftime(form), form)  # noqa: DTZ007 (only tried out)
        except ValueError as error:
            yield key, f"formatet {form} kan ikke bruges ({error})", f"the format {form} cannot be used ({error})"
