"""A report as a workbook: a page about it, then a page a section, with real numbers and dates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ...domain.text import Language
from ...presentation.model.section import Beside, Section, name_of
from ...projections.asking import small_numbers
from ..model.report import Report
from .printable import printable
from .wording import NOTHING, cell_text, has_small, moment_line

FORMS = {
    "count": "#,##0",
    "figure": "#,##0.##",
    "number": "0",
    "percent": "0.0",
    "change": "+0.0;-0.0;0.0",
    "days": "#,##0.0",
    "date": "yyyy-mm-dd",
    "instant": "yyyy-mm-dd hh:mm",
}
WIDEST, NARROWEST = 48, 9  # characters
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
TITLE_LENGTH = 31  # of a page, as Excel allows


def workbook(report: Report, language: Language) -> bytes:
    """The workbook. The same report gives the same bytes."""
    written = BytesIO()
    # A text that begins with = is a text, and no address becomes a link: it came from a case system.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(written, options) as book:
        book.set_properties(
            {
                "title": f"{report.title.say(language)} {report.subtitle.say(language)}",
                "created": (report.recorded or report.as_of).astimezone(UTC).replace(tzinfo=None),
            }
        )
        pages = _Pages(book, report, language)
        pages.about()
        for section in report.sections:
            pages.section(section)
    return written.getvalue()


class _Pages:
    """Writes the pages of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook, report: Report, language: Language) -> None:
        self.book = book
        self.report = report
        self.language = language
        self.zone = ZoneInfo(report.zone)
        self.heading: Format = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.title: Format = book.add_format({"bold": True, "font_size": 16})
        self.wrapped: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self.bold: Format = book.add_format({"bold": True, "valign": "top"})
        self.forms: dict[str, Format] = {
            sort: book.add_format({"num_format": form}) for sort, form in FORMS.items()
        }
        self.taken: set[str] = set()

    def about(self) -> None:
        """What the report is, as of when, and the definition of every section."""
        page = self._page({"da": "Om", "en": "About"}[self.language])
        page.set_column(0, 0, 34)
        page.set_column(1, 1, 100, self.wrapped)
        page.write_string(0, 0, self.report.title.say(self.language), self.title)
        page.write_string(1, 0, printable(self.report.subtitle.say(self.language)))
        page.write_string(2, 0, moment_line(self.report, self.language))
        line = 4
        for section in self.report.sections:
            page.write_string(line, 0, section.title.say(self.language), self.bold)
            page.write_string(
                line, 1, section.definition.say(self.language) if section.definition else "", self.wrapped
            )
            line += 1
        if has_small(self.report):
            page.write_string(line + 1, 0, small_numbers.DEFINITION.say(self.language))

    def section(self, section: Section) -> None:
        """The rows of a section; the headings stay in sight and can be filtered by."""
        page = self._page(section.title.say(self.language))
        small = any(row.get("small") for row in section.rows)
        for place, column in enumerate(section.columns):
            page.write_string(0, place, column.label.say(self.language), self.heading)
            page.set_column(place, place, self._width(section, place))
        if small:
            page.write_string(0, len(section.columns), "*", self.heading)
        for line, row in enumerate(section.rows, start=1):
            for place, column in enumerate(section.columns):
                named = name_of(row, column, self.report.names)
                self._write(
                    page, line, place, named.say(self.language) if named else row.get(column.id), column.sort
                )
            if row.get("small"):
                page.write_string(line, len(section.columns), "*")
        page.freeze_panes(1, 0)
        if section.rows:
            page.autofilter(0, 0, len(section.rows), len(section.columns) - 1)

    def _page(self, title: str) -> Worksheet:
        short = title.translate(FORBIDDEN)[:TITLE_LENGTH].strip("'")
        number = 2
        while short.casefold() in self.taken:
            short = f"{title.translate(FORBIDDEN)[: TITLE_LENGTH - 3]} {number}"
            number += 1
        self.taken.add(short.casefold())
        return self.book.add_worksheet(short)

    def _width(self, section: Section, place: int) -> float:
        column = section.columns[place]
        longest = max(
            (
                len(cell_text(row, column, self.report.names, self.language, self.zone))
                for row in section.rows[:500]
            ),
            default=0,
        )
        words = max(len(word) for word in column.label.say(self.language).split())
        return min(WIDEST, max(NARROWEST, longest + 2, words + 3))

    def _write(self, page: Worksheet, line: int, place: int, value: Any, sort: str) -> None:
        form = self.forms.get(sort)
        match value:
            case Beside(before=before, after=after):
                beside = " → ".join(NOTHING if one is None else str(one) for one in (before, after))
                page.write_string(line, place, printable(beside))
            case None:
                pass
            case bool() | str():
                page.write_string(line, place, printable(str(value)))
            case int() | float():
                page.write_number(line, place, value, form)
            case datetime():
                local = value.astimezone(self.zone).replace(tzinfo=None)
                page.write_datetime(line, place, local, self.forms["instant"])
            case date():
                page.write_datetime(line, place, value, self.forms["date"])
            case _:
                raise TypeError(f"a cell can't hold {type(value).__name__}")
