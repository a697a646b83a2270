"""Case types as people write them: TOML text to ``CaseType``, or everything that is wrong with it.

``docs/case-types.md`` describes the form.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ..events.catalogue import CATALOGUE
from ..excerpt import excerpt
from ..rules.casetype import (
    Accumulation,
    Action,
    Attribute,
    CaseType,
    Check,
    DeadlineRule,
    FindingRule,
    Presumption,
)
from ..rules.reminder_step import Citizen
from ..text import Text
from . import calendar_file
from .casetype_circles import check_circles
from .casetype_events import check_events, check_sides
from .casetype_findings import check_finding
from .casetype_forms import CaseTypeForm
from .casetype_reminders import check_reminders, ladder
from .toml_arrays import check_names, written
from .toml_form import read_table
from .toml_lines import Path
from .toml_page import FileError, Page, suggestion

ENDS = ("term", "given", "on", "yearly", "accumulation")
# A count starts with what it counts, ends as it adds up, and has no clock.
NOT_OF_A_COUNT = (
    "after",
    "suspended_by",
    "resumed_by",
    "longest_suspension",
    "total_suspension",
    "extensions",
    "again",
    "whose",
)
OF_EVERY_CASE = frozenset({"case", "responsible", "state", "type", "unit"})
OF_EVERY_SAMPLE = frozenset({"case", "stratum"})
DEFAULT_CALENDAR = CaseType(id="", title=Text("", "")).calendar

NAMED = (
    ("action", "name", Text("handlingen", "action")),
    ("attribute", "name", Text("attributten", "attribute")),
    ("deadline", "id", Text("fristen", "deadline")),
    ("finding", "id", Text("fundet", "finding")),
    ("check", "id", Text("kontrolpunktet", "check")),
)


def parse(
    text: str, name: str, *, calendars: Collection[str] | None = None
) -> tuple[CaseType | None, list[FileError]]:
    """The case type in a TOML text, or None and every fault, in the order of the file's lines.

    name: what the faults call the file. calendars: ids of the calendars that exist; none means those shipped.
    """
    page = Page(text, name)
    if page.faults:
        return None, page.faults
    values = read_table(page, (), page.values, CaseTypeForm)
    for key, called, what in NAMED:
        check_names(page, (key,), page.values.get(key), called, what)
    _check_actions(page)
    _check_reserved(page, "attribute", "name", OF_EVERY_CASE)
    _check_reserved(page, "check", "id", OF_EVERY_SAMPLE)
    check_events(page, values)
    for index, rule in written(page.values.get("deadline")):
        _check_end(page, ("deadline", index), rule)
        _check_source(page, ("deadline", index), rule)
        _check_start(page, ("deadline", index), rule)
    check_sides(page, values)
    for index, finding in written(page.values.get("finding")):
        check_finding(page, ("finding", index), finding)
    check_circles(page, values)
    check_reminders(page, values)
    _check_calendar(page, values, calendar_file.shipped() if calendars is None else calendars)
    return (None, page.sorted_faults()) if page.faults else (_case_type(values), [])


def _case_type(values: dict[str, Any]) -> CaseType:
    """The case type of values without fault. Where the file is silent the defaults of the structs speak."""
    actions = tuple(Action(**action) for action in values.pop("action", ()))
    attributes = tuple(Attribute(**attribute) for attribute in values.pop("attribute", ()))
    deadlines = tuple(_deadline(rule) for rule in values.pop("deadline", ()))
    if "finding" in values:
        values["findings"] = tuple(FindingRule(**rule) for rule in values.pop("finding"))
    if "check" in values:
        values["checks"] = tuple(Check(**check) for check in values.pop("check"))
    if "meeting_reminder" in values:
        values["meeting_reminders"] = ladder(values.pop("meeting_reminder"))
    if "presumption" in values:
        values["presumptions"] = tuple(Presumption(**one) for one in values.pop("presumption"))
    if "citizen" in values:
        values["citizen"] = Citizen(**values["citizen"])
    return CaseType(**values, actions=actions, attributes=attributes, deadlines=deadlines)


def _deadline(rule: dict[str, Any]) -> DeadlineRule:
    """A count starts with what it counts, and has no clock that could be stopped or extended."""
    if "reminder" in rule:
        rule["reminders"] = ladder(rule.pop("reminder"))
    counted = rule.pop("accumulation", None)
    if counted is None:
        return DeadlineRule(**rule)
    accumulation = Accumulation(**counted)
    without_clock: dict[str, Any] = {"suspended_by": (), "resumed_by": (), "extensions": 0}
    return DeadlineRule(**without_clock, **rule, after=accumulation.counted_by, accumulation=accumulation)


def _check_actions(page: Page) -> None:
    """An action's name must not hide an event of the catalogue."""
    for index, action in written(page.values.get("action")):
        if action.get("name") in list(CATALOGUE):
            page.fault(
                ("action", index, "name"),
                da=f"»{action['name']}« er en hændelse i kataloget: vælg et andet navn til handlingen.",
                en=f'"{action["name"]}" is an event of the catalogue: choose another name for the action.',
            )


def _check_reserved(page: Page, key: str, name: str, reserved: Collection[str]) -> None:
    """A name that answers already have a column of must not mean something else."""
    for index, item in written(page.values.get(key)):
        if item.get(name) in list(reserved):
            page.fault(
                (key, index, name),
                da=f"»{item[name]}« har hver sag i forvejen: vælg et andet navn.",
                en=f'Every case has "{item[name]}" already: choose another name.',
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


def _check_start(page: Page, path: Path, rule: Mapping[str, Any]) -> None:
    """A deadline says what starts it; a count is started by what it counts."""
    if "accumulation" not in rule:
        if "after" not in rule:
            page.fault(path, da="Nøglen »after« mangler.", en='The key "after" is missing.')
        return
    for key in NOT_OF_A_COUNT:
        if key in rule:
            page.fault(
                (*path, key),
                da=f"En optælling af måneder har ingen »{key}«: fjern den.",
                en=f'An accumulation of months has no "{key}": remove it.',
            )
    counted = rule["accumulation"]
    months, within = (counted.get(key) if isinstance(counted, dict) else None for key in ("months", "within"))
    if isinstance(months, int) and isinstance(within, int) and months > within:
        page.fault(
            (*path, "accumulation", "months"),
            da=f"{months} måneder kan ikke nås inden for {within}.",
            en=f"{months} months can never be reached within {within}.",
        )
    for index, event in _both(counted, "counted_by", "reversed_by"):
        page.fault(
            (*path, "accumulation", "reversed_by", index),
            da=f"»{excerpt(event)}« kan ikke både tælle en måned med og tage den tilbage.",
            en=f'"{excerpt(event)}" can\'t both count a month and take it back.',
        )


def _both(table: object, key: str, other: str) -> Iterator[tuple[int, str]]:
    """Names in both of two lists as written, and their place in the second."""
    lists = [table.get(name) if isinstance(table, dict) else None for name in (key, other)]
    ours, theirs = ([one] if isinstance(one, str) else one if isinstance(one, list) else [] for one in lists)
    for index, name in enumerate(theirs):
        if isinstance(name, str) and name in ours:
            yield index, name


def _check_source(page: Page, path: Path, rule: Mapping[str, Any]) -> None:
    """What the law demands can be looked up."""
    if rule.get("effect") == "legal" and "source" not in rule:
        page.fault(
            (*path, "effect"),
            da="En lovbestemt frist angiver sin kilde: tilføj »source« med lov og paragraf.",
            en='A legal term names its source: add "source" with the act and the section.',
        )


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
