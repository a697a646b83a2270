"""A report in words of one language, ready for a page: what HTML and PDF have in common."""

from __future__ import annotations

from typing import NamedTuple
from zoneinfo import ZoneInfo

from ...domain.text import Language, Text
from ...domain.words.figures import number
from ...presentation.model.section import FIGURES, SMALL_MARK, Beside, Column, Row, Section, is_marked
from ...projections.asking import small_numbers
from ..model.report import Report
from . import charts
from .printable import printable
from .wording import ROWS, cell_text, has_small, moment_line

WORDS = {
    "contents": Text("Indhold", "Contents"),
    "figures": Text("Tallene", "The figures"),
    "digest": Text("Tallenes fingeraftryk (SHA-256):", "Digest of the figures (SHA-256):"),
    "page": Text("side", "page"),
    "of": Text("af", "of"),
    "folded": Text(
        "Tallene bag figuren står i regnearket.", "The figures behind the chart stand in the workbook."
    ),
}


class ColumnHeading(NamedTuple):
    """The head of a column."""

    label: str
    figure: bool


class PageCell(NamedTuple):
    """A cell in words. look: how it is set (figure, date, case, changed), parted by spaces."""

    text: str
    key: bool
    look: str


class ReportPart(NamedTuple):
    """A section in words. more: said where not all rows are shown."""

    id: str
    title: str
    definition: str | None
    chart: str | None
    chart_says: str
    headings: list[ColumnHeading]
    rows: list[list[PageCell]]
    more: str | None
    empty: str
    folded: bool


class ReportPage(NamedTuple):
    """A report in words of one language."""

    language: Language
    title: str
    subtitle: str
    moment: str
    sections: list[ReportPart]
    small: str | None
    digest: str
    words: dict[str, str]


def page(report: Report, language: Language) -> ReportPage:
    """The report in words."""
    told = ReportPage(
        language=language,
        title=report.title.say(language),
        subtitle=report.subtitle.say(language),
        moment=moment_line(report, language),
        sections=[_part(section, report, language) for section in report.sections],
        small=small_numbers.DEFINITION.say(language) if has_small(report) else None,
        digest=report.digest,
        words={name: text.say(language) for name, text in WORDS.items()},
    )
    return printable(told)


def _part(section: Section, report: Report, language: Language) -> ReportPart:
    zone = ZoneInfo(report.zone)
    shown = section.rows[:ROWS]
    left = len(section.rows) - len(shown)
    title = section.chart.title.say(language) if section.chart else ""
    chart = charts.svg(section, report, language)
    beside = Text("Tallene står i tabellen.", "The figures stand in the table.").say(language)
    return ReportPart(
        id=section.id,
        title=section.title.say(language),
        definition=section.definition.say(language) if section.definition else None,
        chart=chart,
        chart_says=f"{title}. {beside}",
        headings=[ColumnHeading(column.label.say(language), column.sort in FIGURES) for column in section.columns],
        rows=[_cells(row, section, report, language, zone) for row in shown],
        more=_more(left, language) if left else None,
        empty=section.empty.say(language),
        folded=section.folded and chart is not None,
    )


def _cells(row: Row, section: Section, report: Report, language: Language, zone: ZoneInfo) -> list[PageCell]:
    cells = []
    for column in section.columns:
        text = cell_text(row, column, report.names, language, zone)
        mark = SMALL_MARK if is_marked(row, column, section.columns) else ""
        cells.append(PageCell(text + mark, column.key, _look(row, column)))
    return cells


def _look(row: Row, column: Column) -> str:
    looks = []
    if column.sort in FIGURES:
        looks.append("figure")
    elif column.sort in ("date", "instant"):
        looks.append("date")
    elif column.sort == "case":
        looks.append("case")
    if isinstance(row.get(column.id), Beside):
        looks.append("changed")
    return " ".join(looks)


def _more(left: int, language: Language) -> str:
    rows = number(left, language)
    return Text(
        f"Her er de første {number(ROWS, 'da')}; {rows} linjer til står i regnearket og i CSV-filen.",
        f"Here are the first {number(ROWS, 'en')}; {rows} more lines stand in the workbook and the CSV file.",
    ).say(language)
