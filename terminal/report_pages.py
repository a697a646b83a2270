"""Reports at the terminal: what there is, a report's tables, its editions, and what is otherwise now."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from rich.text import Text as Styled

from ..operations.reports import EditionPublished, Editions, ReportKind, ReportKinds
from ..reports.editions.restated import as_report
from ..reports.editions.restatement import Restatement
from ..reports.forms.pages import Part, page
from ..reports.model.report import Report
from .language import LANGUAGE, both, number, say
from .output import out
from .tables import table, when

PERIODS = {
    "month": ("måned, 2008-03", "month, 2008-03"),
    "quarter": ("kvartal, 2010-Q1", "quarter, 2010-Q1"),
    "half": ("halvår, 2010-H1", "half-year, 2010-H1"),
    "year": ("år, 2010", "year, 2010"),
}


def show_kinds(found: ReportKinds, _: object) -> None:
    """The reports that there are."""
    headings = both("Rapport|Om|Periode|--for", "Report|About|Period|--for").split("|")
    rows = [
        [
            kind.report,
            say(kind.about),
            _periods(kind),
            ", ".join(kind.audiences),
        ]
        for kind in found.reports
    ]
    out.print(table(headings, rows))


def _periods(kind: ReportKind) -> str:
    if len(kind.periods) == len(PERIODS):
        return both("enhver af dem", "any of them")
    return "; ".join(both(*PERIODS[one]) for one in kind.periods)


def show_report(report: Report, _: object = None) -> None:
    """A report's tables, with their definitions."""
    told = page(report, LANGUAGE, charts=False)
    out.print(told.title, style="bold", markup=False)
    out.print(told.subtitle, markup=False)
    out.print(told.moment, style="dim", markup=False)
    for part in told.sections:
        out.print()
        _show_part(part)
    if told.small:
        out.print(told.small, style="dim", markup=False)


def _show_part(part: Part) -> None:
    out.print(part.title, style="bold", markup=False)
    if not part.rows:
        out.print(part.empty, markup=False)
    elif part.folded:
        out.print(
            both("Tallene står i --format xlsx og i --json.", "The figures stand in --format xlsx and in --json.")
        )
    else:
        figures = {place for place, heading in enumerate(part.headings) if heading.figure}
        cells = [
            [
                Styled(
                    cell.text,
                    style="yellow" if "changed" in cell.look else "",
                    justify="right" if place in figures else "left",
                )
                for place, cell in enumerate(row)
            ]
            for row in part.rows
        ]
        out.print(table([heading.label for heading in part.headings], cells))
    if part.more:
        out.print(part.more, style="dim", markup=False)
    if part.definition:
        out.print(part.definition, style="dim", markup=False)


def show_published(published: EditionPublished, _: object) -> None:
    """What became of a publication."""
    edition_number, position = number(published.edition), number(published.position)
    said = (
        both(
            f"De samme tal er allerede udgave {edition_number}",
            f"The same figures are edition {edition_number} already",
        )
        if published.already
        else both(f"Offentliggjort som udgave {edition_number}", f"Published as edition {edition_number}")
    )
    out.print(both(f"{said}, som kendt ved position {position}.", f"{said}, as known at position {position}."))
    out.print(f"SHA-256 {published.digest}", style="dim")


def show_editions(found: Editions, _: object) -> None:
    """Every edition, in the order of publication."""
    if not found.editions:
        out.print(both("Ingen rapporter er offentliggjort.", "No report has been published."), style="bold")
        return
    headings = both(
        "Rapport|Periode|Enhed|Valgt|Udgave|Offentliggjort|Position|Tal",
        "Report|Period|Unit|Chosen|Edition|Published|Position|Digest",
    ).split("|")
    zone = ZoneInfo(found.zone)
    rows = [
        [
            one.report,
            one.period,
            one.unit,
            ", ".join(f"{option}={value}" for option, value in one.chosen.items() if option != "zone") or None,
            one.edition,
            when(one.published_at.astimezone(zone).date()),
            one.position,
            one.digest[:8],
        ]
        for one in found.editions
    ]
    out.print(table(headings, rows))


def show_restatement(restated: Restatement, _: object) -> None:
    """The report with every figure that is otherwise now, and the events behind."""
    show_report(as_report(restated))
    if not restated.same:
        return
    out.print()
    figures, events = len(restated.figures), len(restated.events)
    out.print(
        both(
            f"Udgave {restated.edition} blev lavet igen med præcis de samme tal. "
            f"Tal, der er anderledes nu: {figures}; hændelser bag: {events}.",
            f"Edition {restated.edition} was made again with exactly the same figures. "
            f"Figures that are otherwise now: {figures}; events behind them: {events}.",
        ),
        style="bold",
    )
