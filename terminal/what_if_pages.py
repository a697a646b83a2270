"""What another version of a case type would have changed, on the terminal."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from ..projections.what_if.rule_comparison import Change
from ..projections.what_if.what_if import Difference, WhatIf
from .language import both, counted, number, say
from .output import out
from .tables import heading, table, when

CHANGES = {
    "moved": ("flytter", "moves"),
    "falls-away": ("bortfalder", "falls away"),
    "added": ("kommer til", "is added"),
    "expected-moved": ("ventet en anden dag", "expected another day"),
    "breach-avoided": ("overskridelse undgået", "breach avoided"),
    "breach-added": ("overskridelse kommer til", "breach added"),
    "needless": ("unødvendig", "needless"),
}
COUNTS = (
    (("flytter", "move"), "moved"),
    (("heraf tidligere", "of these earlier"), "earlier"),
    (("heraf senere", "of these later"), "later"),
    (("bortfalder", "fall away"), "falls_away"),
    (("kommer til", "are added"), "added"),
    (("ventes en anden dag", "are expected another day"), "expected_moved"),
    (("overskridelser undgået", "breaches avoided"), "breaches_avoided"),
    (("overskridelser til", "breaches added"), "breaches_added"),
    (("unødvendige", "needless"), "needless"),
)


def show_what_if(found: WhatIf, _: object) -> None:
    """The counts by deadline, the cases, and how it was counted."""
    zone = ZoneInfo(found.zone)
    out.print(heading(found.as_of, found.known_at, found.position, zone), style="dim")
    since = when(found.valid_from) if found.valid_from else both("begyndelsen", "the beginning")
    place = (
        both("i stedet for den offentliggjorte", "in place of the published one")
        if found.replaces
        else both("ved siden af de offentliggjorte", "beside the published ones")
    )
    out.print(
        both(
            f"Hvad nu hvis {found.type} gjaldt sådan fra {since} ({place})? "
            f"{counted(found.cases, 'sag', 'sager')} gennemregnet, {number(found.differing)} ville være anderledes.",
            f"What if {found.type} had been so from {since} ({place})? "
            f"{counted(found.cases, 'case', 'cases')} folded, {number(found.differing)} would differ.",
        ),
        style="bold",
        markup=False,
    )
    differing = [one for one in found.deadlines if one.cases]
    if differing:
        out.print(_counts(differing))
    if found.items:
        headings = both("Sag|Frist|Nr.|Før|Efter|Dage|Ændring", "Case|Deadline|No.|Before|After|Days|Change")
        out.print(table(headings.split("|"), [_row(one, zone) for one in found.items]))
    out.print(say(found.definition), style="dim", markup=False)


def _counts(deadlines: list[Difference]) -> Any:
    """One column a deadline, one row a count; a row of noughts is left out."""
    rows = [
        [
            both("forløb, der udløber, før", "instances that fall due, before"),
            *(one.due_before for one in deadlines),
        ]
    ]
    rows.append([both("og efter", "and after"), *(one.due_after for one in deadlines)])
    for words, name in COUNTS:
        counts = [getattr(one, name) for one in deadlines]
        if any(counts):
            rows.append([both(*words), *counts])
    if any(one.moved for one in deadlines):
        rows.append([both("flytter dage, median", "days moved, median"), *(one.median_days for one in deadlines)])
    return table(["", *(one.deadline for one in deadlines)], rows)


def _row(change: Change, zone: ZoneInfo) -> list[Any]:
    return [
        change.case,
        change.deadline,
        change.cycle,
        when(change.before, zone),
        when(change.after, zone),
        change.days,
        ", ".join(both(*CHANGES[what]) for what in change.changes),
    ]
