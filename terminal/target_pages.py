"""Targets on the terminal: what was agreed for a year, and how it stands."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from rich.text import Text as Styled

from ..domain.rules.targets import Target, Targets
from ..operations.targets import AllTargets
from ..projections.asking import small_numbers
from ..projections.statistics.targets import TargetsStanding, TargetStatus, goal
from .language import both, number, say
from .output import out
from .statistics_tables import HEADINGS
from .tables import heading, table

STATUSES = {
    "reached": ("nået", "reached", "bold green"),
    "on-track": ("på vej", "on track", "green"),
    "behind": ("bagud", "behind", "yellow"),
    "missed": ("ikke nået", "missed", "bold red"),
    "not-measurable": ("kan ikke måles", "not measurable", "dim"),
}


def show_contracts(found: AllTargets, _: object) -> None:
    """Every publication of targets."""
    if not found.targets:
        out.print(
            both(
                "Ingen mål er offentliggjort. Offentliggør med: sagsgang targets publish FIL",
                "No targets are published. Publish with: sagsgang targets publish FILE",
            )
        )
        return
    headings = both("År|Id|Titel|Mål|Position", "Year|Id|Title|Targets|Position").split("|")
    rows = [[str(one.year), one.id, say(one.title), len(one.targets), one.position] for one in found.targets]
    out.print(table(headings, rows))


def show_contract(contract: Targets, _: object) -> None:
    """The targets of a year in sentences."""
    out.print(f"{contract.id} · {say(contract.title)} ({contract.year})", style="bold", markup=False)
    for target in contract.targets:
        out.print()
        out.print(f"{target.id} · {say(target.label)}", style="bold", markup=False)
        where = ", ".join(f"{field} = {value}" for field, value in target.where.items())
        lines = [
            (both("enhed", "unit"), target.unit or both("hele forvaltningen", "the whole administration")),
            (both("måles ved", "measured by"), f"{target.measure}, {_column(target.column)}"),
            (both("sagstype", "case type"), target.case_type),
            (both("udsnit", "selection"), where),
            (both("mål", "goal"), _goal(target)),
            (both("kilde", "source"), target.source),
        ]
        for name, text in lines:
            if text:
                out.print(f"  {name}: {text}", markup=False)


def show_standing(found: TargetsStanding, _: object) -> None:
    """How each target stands, what could not be measured and why, and what the figures mean."""
    out.print(heading(found.as_of, found.known_at, found.position, ZoneInfo(found.zone)), style="dim")
    so_far = "" if found.over else both(" – indtil nu", " – so far")
    title = both(f"Mål for {found.period}{so_far}", f"Targets of {found.period}{so_far}")
    out.print(title, style="bold")
    headings = both(
        "Mål|Enhed|Skal være|Tal|Før|Forventet|Status", "Target|Unit|Goal|Figure|Before|Expected|Status"
    )
    out.print(table(headings.split("|"), [_row(item) for item in found.items]))
    for item in found.items:
        if item.reason is not None:
            out.print(f"{say(item.label)}: {say(item.reason)}", style="yellow", markup=False)
    out.print(say(found.definition), style="dim")
    for name, definition in found.definitions.items():
        out.print(f"{name}: {say(definition)}", style="dim", markup=False)
    if any(item.small for item in found.items):
        out.print(say(small_numbers.DEFINITION), style="dim")
    for item in found.items:
        if item.cases:
            out.print(f"{item.id}: {', '.join(item.cases)}", markup=False)


def _row(item: TargetStatus) -> list[Any]:
    da, en, style = STATUSES[item.status]
    return [
        say(item.label),
        item.unit,
        _goal(item),
        item.figure,
        item.figure_before,
        item.expected,
        Styled(both(da, en) + ("*" if item.small else ""), style=style),
    ]


def _goal(target: Target | TargetStatus) -> str:
    sign = "≤" if target.at_most is not None else "≥"
    a_year = both(" om året", " a year") if target.per_year else ""
    figure = goal(target)
    decimals = len(f"{figure:.10g}".partition(".")[2])
    return f"{sign} {number(figure, decimals)}{a_year}"


def _column(name: str) -> str:
    return both(*HEADINGS[name]) if name in HEADINGS else name
