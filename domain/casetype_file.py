"""Case types as people write them: TOML text to ``CaseType``, or everything that is wrong with it.

``docs/case-types.md`` describes the form.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any, get_args, get_type_hints

from . import calendar_file
from .casetype import MET, Action, Again, Attribute, CaseType, DeadlineRule, Effect, Roll, Term, Unit
from .events import CATALOGUE, ActionTaken
from .excerpt import excerpt
from .text import Text
from .toml_kinds import (
    attribute_name,
    boolean,
    choice,
    day,
    month_day,
    names,
    slug,
    string,
    table,
    tables,
    text,
    whole_number,
    zone,
)
from .toml_lines import Path
from .toml_table import Fault, Key, Page, read_table, suggestion

LONGEST_TERM = 10_000
ENDS = ("term", "given", "on", "yearly")
DEFAULT_CALENDAR = CaseType(id="", title=Text("", "")).calendar

# ``action-taken`` is never the name of an event: such an event goes by the name of its action.
TOPICS = frozenset(CATALOGUE) - {ActionTaken.TOPIC}
EVENT_KEYS = ("opens", "closes", "reopens", "expects")
DEADLINE_EVENT_KEYS = ("after", "met_by", "cancelled_by", "unless", "suspended_by", "resumed_by")

ACTION = {"name": Key(slug, True), "label": Key(text, True)}
ATTRIBUTE = {"name": Key(attribute_name, True), "label": Key(text, True), "personal": Key(boolean)}
TERM = {unit: Key(whole_number(0, LONGEST_TERM)) for unit in get_args(Unit)}


def term(page: Page, path: Path, value: Any) -> Term | None:
    """A kind of value: a term, such as ``{ months = 6 }``."""
    counts = table(TERM)(page, path, value)
    if counts is None:
        return None
    if len(value) == 1:
        return next((Term(count, unit) for unit, count in counts.items()), None)
    units = ", ".join(TERM)
    page.fault(
        path,
        da=f"»term« skal have netop én af {units}: {{ months = 6 }}.",
        en=f'"term" must have exactly one of {units}: {{ months = 6 }}.',
    )
    return None


DEADLINE = {
    "id": Key(slug, True),
    "label": Key(text, True),
    "after": Key(names, True),
    "term": Key(term),
    "given": Key(string),
    "on": Key(day),
    "yearly": Key(month_day),
    "met_by": Key(names),
    "cancelled_by": Key(names),
    "unless": Key(names),
    "again": Key(choice(get_args(Again))),
    "suspended_by": Key(names),
    "resumed_by": Key(names),
    "longest_suspension": Key(whole_number(1, LONGEST_TERM)),
    "extensions": Key(whole_number(0, LONGEST_TERM)),
    "effect": Key(choice(get_args(Effect))),
    "roll": Key(choice(get_args(Roll))),
    "source": Key(string),
    "certainty": Key(text),
    "reason": Key(text),
}
CASE_TYPE = {
    "id": Key(slug, True),
    "title": Key(text, True),
    "valid_from": Key(day),
    "zone": Key(zone),
    "calendar": Key(slug),
    "role": Key(choice(get_args(get_type_hints(CaseType)["role"]))),
    "opens": Key(names),
    "closes": Key(names),
    "reopens": Key(names),
    "expects": Key(names),
    "source": Key(string),
    "description": Key(text),
    "action": Key(tables(ACTION)),
    "attribute": Key(tables(ATTRIBUTE)),
    "deadline": Key(tables(DEADLINE)),
}


def parse(
    text: str, name: str, *, calendars: Collection[str] | None = None
) -> tuple[CaseType | None, list[Fault]]:
    """The case type in a TOML text, or None and every fault, in the order of the file's lines.

    name: what the faults call the file. calendars: ids of the calendars that exist; none means those shipped.
    """
    page = Page(text, name)
    if page.faults:
        return None, page.faults
    values = read_table(page, (), page.values, CASE_TYPE)
    _check_names(page, "action", "name", "action", "handlingen")
    _check_names(page, "attribute", "name", "attribute", "attributten")
    _check_names(page, "deadline", "id", "deadline", "fristen")
    _check_actions(page)
    _check_events(page, values)
    for index, rule in _written(page, "deadline"):
        _check_end(page, ("deadline", index), rule)
        _check_source(page, ("deadline", index), rule)
    _check_cycles(page, values)
    _check_calendar(page, values, calendar_file.shipped() if calendars is None else calendars)
    return (None, page.sorted_faults()) if page.faults else (_case_type(values), [])


def _case_type(values: dict[str, Any]) -> CaseType:
    """The case type of values without fault. Where the file is silent the defaults of the structs speak."""
    actions = tuple(Action(**action) for action in values.pop("action", ()))
    attributes = tuple(Attribute(**attribute) for attribute in values.pop("attribute", ()))
    deadlines = tuple(DeadlineRule(**rule) for rule in values.pop("deadline", ()))
    return CaseType(**values, actions=actions, attributes=attributes, deadlines=deadlines)


def _written(page: Page, key: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The tables under ``key`` as written, right or wrong: a wrong value is not a missing one."""
    listed = page.values.get(key)
    for index, item in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(item, dict):
            yield index, item


def _written_names(page: Page, key: str, name: str) -> list[str]:
    return [item[name] for _, item in _written(page, key) if isinstance(item.get(name), str)]


def _check_names(page: Page, key: str, name: str, en: str, da: str) -> None:
    """No two tables of one kind share a name."""
    seen: dict[str, Path] = {}
    for index, item in _written(page, key):
        written = item.get(name)
        if not isinstance(written, str):
            continue
        path = (key, index, name)
        first = seen.setdefault(written, path)
        if first != path:
            line = page.line(first)
            page.fault(
                path,
                da=f"{da.capitalize()} »{excerpt(written)}« findes allerede på linje {line}.",
                en=f'The {en} "{excerpt(written)}" stands on line {line} already.',
            )


def _check_actions(page: Page) -> None:
    """An action's name must not hide an event of the catalogue."""
    for index, action in _written(page, "action"):
        if action.get("name") in list(CATALOGUE):
            page.fault(
                ("action", index, "name"),
                da=f"»{action['name']}« er en hændelse i kataloget: vælg et andet navn til handlingen.",
                en=f'"{action["name"]}" is an event of the catalogue: choose another name for the action.',
            )


def _check_events(page: Page, values: Mapping[str, Any]) -> None:
    """Every event that a rule names can happen."""
    known = TOPICS | set(_written_names(page, "action", "name"))
    ids = _written_names(page, "deadline", "id")
    for key in EVENT_KEYS:
        _check_event_list(page, (key,), values.get(key), known, ids)
    for index, rule in enumerate(values.get("deadline", ())):
        for key in DEADLINE_EVENT_KEYS:
            _check_event_list(page, ("deadline", index, key), rule.get(key), known, ids)


def _check_event_list(
    page: Page, path: Path, listed: Sequence[str] | None, known: Collection[str], ids: Collection[str]
) -> None:
    key = path[-1]
    if listed == () and key in ("opens", "after"):
        page.fault(path, da=f"»{key}« skal nævne mindst én hændelse.", en=f'"{key}" must name at least one event.')
    for index, event in enumerate(listed or ()):
        if event.startswith(MET):
            _check_met(page, (*path, index), event, ids)
        elif event == ActionTaken.TOPIC:
            page.fault(
                (*path, index),
                da=f"»{event}« er ingen bestemt handling: nævn handlingen ved dens eget navn.",
                en=f'"{event}" is no particular action: name the action by its own name.',
            )
        elif event not in known:
            hint = suggestion(event, known)
            page.fault(
                (*path, index),
                da=f"Ukendt hændelse »{excerpt(event)}« i »{key}«. {hint.da}",
                en=f'Unknown event "{excerpt(event)}" in "{key}". {hint.en}',
            )


def _check_met(page: Page, path: Path, event: str, ids: Collection[str]) -> None:
    """``met:ID`` starts a deadline when another one of the same case type is met."""
    met = event.removeprefix(MET)
    if path[-2] != "after":
        page.fault(
            path,
            da=f"»{MET}…« kan kun stå i »after«. Nævn her den hændelse, som opfylder fristen.",
            en=f'"{MET}…" can stand in "after" only. Name here the event that meets the deadline.',
        )
    elif met not in ids:
        hint = suggestion(met, ids)
        page.fault(
            path,
            da=f"»{excerpt(event)}« nævner en frist, som sagstypen ikke har. {hint.da}",
            en=f'"{excerpt(event)}" names a deadline that the case type does not have. {hint.en}',
        )


def _check_end(page: Page, path: Path, rule: Mapping[str, Any]) -> None:
    """A deadline ends in exactly one way."""
    found = [key for key in ENDS if key in rule]
    if len(found) != 1:
        there = ", ".join(found)
        page.fault(
            (*path, found[1]) if found else path,
            da=f"Fristen skal have netop én af {', '.join(ENDS)}; den har {there or 'ingen'}.",
            en=f"The deadline must have exactly one of {', '.join(ENDS)}; it has {there or 'none'}.",
        )


def _check_source(page: Page, path: Path, rule: Mapping[str, Any]) -> None:
    """What the law demands can be looked up."""
    if rule.get("effect") == "legal" and "source" not in rule:
        page.fault(
            (*path, "effect"),
            da="En lovbestemt frist angiver sin kilde: tilføj »source« med lov og paragraf.",
            en='A legal term names its source: add "source" with the act and the section.',
        )


def _check_cycles(page: Page, values: Mapping[str, Any]) -> None:
    """No deadline waits, by way of ``met:`` alone, for itself. Each circle is told once.

    What another event can start too is part of no circle: a deadline after ``met:`` itself comes again and again.
    """
    waits: dict[str, set[str]] = {}
    places: dict[str, int] = {}
    for index, rule in enumerate(values.get("deadline", ())):
        after = rule.get("after", ())
        if "id" not in rule or rule["id"] in places:  # a second deadline of that id is a fault of its own
            continue
        places[rule["id"]] = index
        if after and all(event.startswith(MET) for event in after):
            waits[rule["id"]] = {event.removeprefix(MET) for event in after}
    # What waits for a deadline that can start can start itself.
    while started := [id_ for id_, others in waits.items() if others - waits.keys()]:
        for id_ in started:
            del waits[id_]
    while True:
        try:
            TopologicalSorter(waits).prepare()
        except CycleError as error:
            circle: list[str] = error.args[1]
        else:
            return
        line = " → ".join(circle)
        page.fault(
            ("deadline", places[circle[0]], "after"),
            da=f"Fristerne venter på hinanden i ring, så ingen af dem kan begynde: {line}.",
            en=f"The deadlines wait for each other in a circle, so that none can start: {line}.",
        )
        for waited_for, waiting in pairwise(circle):
            waits[waiting].discard(waited_for)


def _check_calendar(page: Page, values: Mapping[str, Any], calendars: Collection[str]) -> None:
    if "calendar" in page.values and "calendar" not in values:
        return  # it is no name at all, which has been said
    calendar = values.get("calendar", DEFAULT_CALENDAR)
    if calendar not in calendars:
        hint = suggestion(calendar, calendars)
        page.fault(
            ("calendar",),
            da=f"Ukendt kalender »{excerpt(calendar)}«. {hint.da}",
            en=f'Unknown calendar "{excerpt(calendar)}". {hint.en}',
        )
