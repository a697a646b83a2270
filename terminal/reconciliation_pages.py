"""Reconciliations and differences on the terminal."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from ..intake.reading.external_list import BadLine
from ..operations.reconciliations import CloseAsked, DifferencesAsked, Reconciled, ReconciliationRecorded
from ..projections.quality.differences import DEFINITION as OPEN
from ..projections.quality.differences import OpenDifferences
from ..projections.quality.reconciliation_result import Result
from .language import both, counted, number, say
from .output import out
from .tables import heading, table, when

KINDS = {
    "missing-here": ("mangler her", "missing here"),
    "missing-there": ("mangler der", "missing there"),
    "different": ("forskellig", "different"),
}


def show_reconciled(found: Reconciled, limit: int) -> None:
    """The counts, the differences, the bad lines, and what was recorded."""
    zone = ZoneInfo(found.zone)
    out.print(heading(found.as_of, found.known_at, found.position, zone), style="dim")
    out.print(
        both(
            f"{found.type} mod {found.system}, listen pr. {found.list_on}: {counted(found.cases, 'sag', 'sager')} her, "
            f"{counted(found.list.lines, 'linje', 'linjer')} der, {number(found.matched)} ens",
            f"{found.type} against {found.system}, the list of {found.list_on}: "
            f"{counted(found.cases, 'case', 'cases')} here, {counted(found.list.lines, 'line', 'lines')} there, {number(found.matched)} alike",
        ),
        style="bold",
        markup=False,
    )
    counts = [
        [both(*KINDS["missing-here"]), found.missing_here],
        [both(*KINDS["missing-there"]), found.missing_there],
    ]
    counts.append([both("forskellige felter", "fields that differ"), found.different])
    out.print(table(["", both("antal", "n")], counts))
    if found.differences and limit:
        headings = both("Sag|Hvad|Felt|Her|Der", "Case|What|Field|Here|There").split("|")
        shown = found.differences[:limit]
        out.print(
            table(headings, [[one.case, both(*KINDS[one.kind]), one.field, one.here, one.there] for one in shown])
        )
        if len(shown) < len(found.differences):
            out.print(
                both(
                    f"Viser {len(shown)} af {number(len(found.differences))}. Flere med --limit.",
                    f"Showing {len(shown)} of {number(len(found.differences))}. More with --limit.",
                ),
                style="dim",
            )
    _show_bad(found.list.bad, limit)
    out.print(say(found.definition), style="dim", markup=False)
    if found.recorded is not None:
        _show_recorded(found.recorded)
    else:
        out.print(
            both(
                "Intet er registreret. Registrér med --record SAG.",
                "Nothing is recorded. Record with --record CASE.",
            ),
            style="yellow",
        )


def _show_bad(bad: list[BadLine], limit: int) -> None:
    if not bad:
        return
    out.print(
        both(
            f"{counted(len(bad), 'linje', 'linjer')} kunne ikke bruges; sagerne kan stå som manglende der:",
            f"{counted(len(bad), 'line', 'lines')} could not be used; the cases may show as missing there:",
        ),
        style="yellow",
    )
    for line in bad[: max(limit, 1)]:
        out.print(f"{both('linje', 'line')} {line.line}: {say(line.reason)}", markup=False)


def show_closed(noted: ReconciliationRecorded, asked: CloseAsked) -> None:
    """What became of settling a difference by hand."""
    del asked
    _show_recorded(noted)


def _show_recorded(noted: ReconciliationRecorded) -> None:
    """What was recorded in the case of a reconciliation."""
    if noted.already:
        said = both(
            f"{noted.case} siger det allerede: intet nyt registreret, {counted(noted.open, 'difference', 'differencer')} åbne.",
            f"{noted.case} says so already: nothing new recorded, {counted(noted.open, 'difference', 'differences')} open.",
        )
    else:
        said = both(
            f"Registreret i {noted.case}: {counted(noted.found, 'ny difference', 'nye differencer')}, "
            f"{number(noted.closed)} afklaret, {number(noted.open)} åbne nu.",
            f"Recorded in {noted.case}: {counted(noted.found, 'new difference', 'new differences')}, "
            f"{number(noted.closed)} settled, {number(noted.open)} open now.",
        )
    out.print(said, style="green", markup=False)


def show_open_differences(found: OpenDifferences, asked: DifferencesAsked) -> None:
    """The open differences, oldest first."""
    del asked
    zone = ZoneInfo(found.zone)
    out.print(heading(found.as_of, found.known_at, found.position, zone), style="dim")
    words = both("åben difference|åbne differencer", "open difference|open differences").split("|")
    out.print(counted(found.open, *words), style="bold")
    if found.items:
        headings = both("Samkøring|Difference|Her|Der|Enhed|Dage", "Case|Difference|Here|There|Unit|Days")
        rows: list[list[Any]] = [
            [
                one.reconciliation,
                one.difference,
                one.here,
                one.there,
                one.unit,
                one.days_open,
            ]
            for one in found.items
        ]
        out.print(table(headings.split("|"), rows))
    out.print(say(OPEN), style="dim", markup=False)


def show_result(found: Result, asked: object) -> None:
    """A reconciliation as of a moment: its comparisons, and what became of each difference."""
    del asked
    zone = ZoneInfo(found.zone)
    out.print(heading(found.as_of, found.known_at, found.position, zone), style="dim")
    out.print(
        both(
            f"{found.case}: {counted(found.open, 'difference', 'differencer')} åbne, {number(found.closed)} afklaret",
            f"{found.case}: {counted(found.open, 'difference', 'differences')} open, {number(found.closed)} settled",
        ),
        style="bold",
        markup=False,
    )
    headings = both(
        "System|Liste pr.|Foretaget|Sager her|Linjer der|Ens|Fundet|Afklaret",
        "System|List of|Made|Cases here|Lines there|Alike|Found|Settled",
    )
    runs = [
        [
            run.system,
            when(run.list_on),
            when(run.made_at.astimezone(zone).date()),
            run.cases,
            run.lines,
            run.matched,
            run.found,
            run.closed,
        ]
        for run in found.runs
    ]
    out.print(table(headings.split("|"), runs))
    if found.differences:
        headings = both(
            "Difference|Her|Der|Fundet|Afklaret|Begrundelse", "Difference|Here|There|Found|Settled|Reason"
        )
        rows = [
            [
                one.difference,
                one.here,
                one.there,
                when(one.found_at.astimezone(zone).date()),
                when(one.closed_at.astimezone(zone).date()) if one.closed_at else None,
                one.reason,
            ]
            for one in found.differences
        ]
        out.print(table(headings.split("|"), rows))
