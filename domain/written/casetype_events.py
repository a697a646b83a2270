"""The events that the rules of a case type name: each is one that can happen, and in its place."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ..events.case_events import ActionTaken
from ..events.catalogue import CATALOGUE
from ..events.reminder_events import SchedulerRecord
from ..excerpt import excerpt
from ..rules.casetype import (
    BREACHED,
    EXPIRED,
    MET,
)
from .toml_arrays import written_names
from .toml_lines import Path
from .toml_page import Page, suggestion

# ``action-taken`` is never the name of an event: such an event goes by the name of its action. What the scheduler notes
# changes nothing in a case.
RECORDS = frozenset(topic for topic, kind in CATALOGUE.items() if issubclass(kind, SchedulerRecord))
TOPICS = frozenset(CATALOGUE) - {ActionTaken.TOPIC} - RECORDS
EVENT_KEYS = ("opens", "closes", "reopens", "expects")
DEADLINE_EVENT_KEYS = ("after", "met_by", "cancelled_by", "unless", "suspended_by", "resumed_by")
ACCUMULATION_EVENT_KEYS = ("counted_by", "reversed_by", "starts_over_by")


def check_events(page: Page, values: Mapping[str, Any]) -> None:
    """Every event that a rule names can happen."""
    known = TOPICS | set(written_names(page.values.get("action"), "name"))
    ids = written_names(page.values.get("deadline"), "id")
    for key in EVENT_KEYS:
        _check_event_list(page, (key,), values.get(key), known, ids)
    for index, rule in enumerate(values.get("deadline", ())):
        for key in DEADLINE_EVENT_KEYS:
            _check_event_list(page, ("deadline", index, key), rule.get(key), known, ids)
        for key in ACCUMULATION_EVENT_KEYS:
            listed = rule.get("accumulation", {}).get(key)
            _check_event_list(page, ("deadline", index, "accumulation", key), listed, known, ids)
    for index, presumption in enumerate(values.get("presumption", ())):
        if "event" in presumption:
            _check_event_list(page, ("presumption", index, "event"), (presumption["event"],), known, ids)
    for index, finding in enumerate(values.get("finding", ())):
        for key in ("at", "unless"):
            _check_event_list(page, ("finding", index, key), finding.get(key), known, ids)
        if "missing" in finding:
            _check_event_list(page, ("finding", index, "missing"), (finding["missing"],), known, ids)
        if "overdue" in finding and finding["overdue"] not in ids:
            hint = suggestion(finding["overdue"], ids)
            page.fault(
                ("finding", index, "overdue"),
                da=f"Sagstypen har ikke fristen »{excerpt(finding['overdue'])}«. {hint.da}",
                en=f'The case type does not have the deadline "{excerpt(finding["overdue"])}". {hint.en}',
            )


def _check_event_list(
    page: Page, path: Path, listed: Sequence[str] | None, known: Collection[str], ids: Collection[str]
) -> None:
    key = path[-1]
    if listed == () and key in ("opens", "after", "counted_by"):
        page.fault(path, da=f"»{key}« skal nævne mindst én hændelse.", en=f'"{key}" must name at least one event.')
    for index, event in enumerate(listed or ()):
        if event.startswith((MET, BREACHED, EXPIRED)):
            _check_anchor(page, (*path, index), event, ids)
        elif event == ActionTaken.TOPIC:
            page.fault(
                (*path, index),
                da=f"»{event}« er ingen bestemt handling: nævn handlingen ved dens eget navn.",
                en=f'"{event}" is no particular action: name the action by its own name.',
            )
        elif event in RECORDS:
            page.fault(
                (*path, index),
                da=f"»{event}« noterer planlæggeren selv, og den ændrer intet i sagen: nævn en anden hændelse.",
                en=f'"{event}" is noted by the scheduler and changes nothing in a case: name another event.',
            )
        elif event not in known:
            hint = suggestion(event, known)
            page.fault(
                (*path, index),
                da=f"Ukendt hændelse »{excerpt(event)}« i »{key}«. {hint.da}",
                en=f'Unknown event "{excerpt(event)}" in "{key}". {hint.en}',
            )


def _check_anchor(page: Page, path: Path, event: str, ids: Collection[str]) -> None:
    """``met:ID``, ``breached:ID`` and ``expired:ID`` start a deadline by what becomes of one of the same case type."""
    prefix, _, named = event.partition(":")
    if path[-2] != "after" or "accumulation" in path:
        page.fault(
            path,
            da=f"»{prefix}:…« kan kun stå i »after«. Nævn her en hændelse i sagen.",
            en=f'"{prefix}:…" can stand in "after" only. Name here an event of the case.',
        )
    elif named not in ids:
        hint = suggestion(named, ids)
        page.fault(
            path,
            da=f"»{excerpt(event)}« nævner en frist, som sagstypen ikke har. {hint.da}",
            en=f'"{excerpt(event)}" names a deadline that the case type does not have. {hint.en}',
        )


def check_sides(page: Page, values: Mapping[str, Any]) -> None:
    """What binds the party expires and is never breached; what binds the office is breached and never expires."""
    rules = values.get("deadline", ())
    party = {rule.get("id"): rule.get("whose") == "party" for rule in rules}
    for index, rule in enumerate(rules):
        for place, event in enumerate(rule.get("after", ())):
            prefix, _, named = event.partition(":")
            if prefix + ":" not in (BREACHED, EXPIRED) or named not in party:
                continue
            if prefix == "breached" and party[named]:
                page.fault(
                    ("deadline", index, "after", place),
                    da=f"Fristen »{named}« er partens og udløber: skriv »{EXPIRED}{named}«.",
                    en=f'The deadline "{named}" is the party\'s, and expires: write "{EXPIRED}{named}".',
                )
            if prefix == "expired" and not party[named]:
                page.fault(
                    ("deadline", index, "after", place),
                    da=f"Fristen »{named}« er myndighedens og overskrides: skriv »{BREACHED}{named}«.",
                    en=f'The deadline "{named}" is the office\'s, and is breached: write "{BREACHED}{named}".',
                )
    for index, finding in enumerate(values.get("finding", ())):
        if party.get(finding.get("overdue")):
            page.fault(
                ("finding", index, "overdue"),
                da=f"Fristen »{finding['overdue']}« er partens: den udløber, og ingen er forsinket.",
                en=f'The deadline "{finding["overdue"]}" is the party\'s: it expires, and nobody is late.',
            )
