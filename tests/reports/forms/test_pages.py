"""A report as a web page, a PDF, a workbook and CSV: the right figures in the right form, safe, and the same every time."""

from __future__ import annotations

import csv
from datetime import datetime
from html.parser import HTMLParser
from io import BytesIO, StringIO
from typing import Any

import msgspec
import openpyxl
import pytest
from defusedxml.ElementTree import fromstring
from sagsgang.domain.text import Language
from sagsgang.reports.forms import charts, csv_files, html, pdf, xlsx
from sagsgang.reports.forms.files import rendered
from sagsgang.reports.forms.pages import page
from sagsgang.reports.forms.wording import ROWS

from ..made import FORMULA, NASTY, report


class Outline(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(data.strip())


@pytest.mark.parametrize(
    ("language", "cells"),
    [
        ("da", ["12.345", "98,8", "−34,0", "31-03-2008", "01-07-2008 12:30", "opfyldt"]),
        ("en", ["12,345", "98.8", "−34.0", "2008-03-31", "2008-07-01 12:30", "met"]),
    ],
)
def test_figures_are_said_as_the_language_says_them(language: Language, cells: list[str]) -> None:
    """Given 12345, 98.76, −34.04, 31 March and half past twelve on 1 July, Danish parts thousands by a point and
    decimals by a comma and begins with the day; English the other way round. A state is said by its name.
    """
    [part] = page(report(), language).sections
    assert [cell.text for cell in part.rows[0][1:]] == cells


def test_small_numbers_are_marked_and_what_is_missing_is_said() -> None:
    """Given a row that rests on three, its number and its percentages bear the mark and the page explains it; a group
    without a name is ``not stated``, a figure that there is none of is a dash, a state without a name is itself.
    """
    told = page(report(), "en")
    small, nameless = told.sections[0].rows[1:]
    assert [cell.text for cell in small[1:4]] == ["3*", "66.7*", "+12.5*"]
    assert small[6].text == "other"
    assert [cell.text for cell in nameless[:3]] == ["not stated", "0", "–"]
    assert told.small is not None


def test_the_web_page_is_whole_accessible_and_escaped() -> None:
    """Given a report, its page says its language, names every table and what its heads belong to, fetches nothing, and
    shows a unit that looks like markup as the words that it is.
    """
    written = html.document(report(), "da").decode()
    outline = Outline(written)
    assert ("html", {"lang": "da"}) in outline.tags
    tags = [tag for tag, _ in outline.tags]
    assert tags.count("caption") == tags.count("table") == 1
    assert [attrs.get("scope") for tag, attrs in outline.tags if tag == "th"] == ["col"] * 7 + ["row"] * 3
    assert NASTY in outline.texts
    assert "b" not in tags
    assert not {"script", "link", "iframe", "object"} & set(tags)
    assert not [attrs for _, attrs in outline.tags if "src" in attrs or (attrs.get("href") or "#")[0] != "#"]
    [figure] = [attrs for tag, attrs in outline.tags if tag == "figure"]
    assert figure["role"] == "img"
    assert figure["aria-label"]


def test_an_empty_section_says_so_and_draws_nothing() -> None:
    """Given a section without rows, there is a sentence in place of the table, and no empty chart."""
    outline = Outline(html.document(report(rows=[]), "da").decode())
    assert "Ingen enheder." in outline.texts
    assert not {"table", "svg"} & {tag for tag, _ in outline.tags}


def test_a_page_stops_at_its_limit_and_says_where_the_rest_is() -> None:
    """Given more rows than a page shows, it says how many more there are; the CSV has them all."""
    rows = [{"unit": f"Enhed {number}", "n": number} for number in range(ROWS + 7)]
    [part] = page(report(rows=rows, chart=False), "en").sections
    assert len(part.rows) == ROWS
    assert part.more is not None
    assert " 7 more lines" in part.more
    assert len(csv_files.files(report(rows=rows), "en")["units"].splitlines()) == ROWS + 8


@pytest.mark.parametrize("form", ["html", "pdf", "xlsx", "csv"])
def test_the_same_report_gives_the_same_bytes(form: Any) -> None:
    """Given a report rendered twice, the files are alike to the byte, and named by their language."""
    once, again = rendered(report(), form, "da"), rendered(report(), form, "da")
    assert once == again
    assert {name.partition("_")[0].partition(".")[0] for name in once} == {"da"}


def test_the_pdf_is_tagged_and_for_the_archive() -> None:
    """Given a report as PDF, it declares PDF/UA-1 (tagged for screen readers) and PDF/A-2a (for archives), and differs
    between the languages.
    """
    danish = pdf.document(report(), "da")
    assert danish.startswith(b"%PDF-")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in danish
    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in danish
    assert danish != pdf.document(report(), "en")


@pytest.mark.parametrize(
    ("unit", "shown"),
    [
        ("東京", "[U+6771][U+4EAC]"),
        ("😀 enhed", "[U+1F600] enhed"),
        ("\x01\ue000", "[U+0001][U+E000]"),
        ("x\u20e3", "x[U+20E3]"),
        ("Ελλάδα Київ עברית", "Ελλάδα Київ עברית"),
    ],
)
def test_a_sign_without_a_font_is_put_as_its_number(unit: str, shown: str) -> None:
    """Given a unit with signs that the fonts lack, alone or in company, its PDF is that of a unit named by their numbers;
    what the fonts have stays. It is drawn in the chart as well.
    """
    made, named = (
        msgspec.structs.replace(report(rows=[{"unit": name, "n": 3, "pct": 50.0}], chart=False), digest="0" * 64)
        for name in (unit, shown)
    )
    assert pdf.document(made, "da") == pdf.document(named, "da")
    drawn = report(rows=[{"unit": unit, "n": 3, "pct": 50.0}])
    assert pdf.document(drawn, "da").startswith(b"%PDF-")


def test_control_signs_are_shown_as_their_numbers() -> None:
    """Given a unit with signs that no XML may hold and a terminal obeys, its pages, its chart and its workbook show their
    numbers.
    """
    made = report(rows=[{"unit": "a\x1b[31m\ufffe", "n": 3, "pct": 50.0}])
    shown = "a[U+001B][31m[U+FFFE]"
    [part] = page(made, "da").sections
    assert part.rows[0][0].text == shown
    assert part.chart is not None
    assert shown in {element.text for element in fromstring(part.chart).iter("{http://www.w3.org/2000/svg}text")}
    assert shown in Outline(html.document(made, "da").decode()).texts
    book = openpyxl.load_workbook(BytesIO(xlsx.workbook(made, "da")))
    assert book["Enheder"]["A2"].value == shown


def test_the_workbook_holds_real_numbers_and_dates() -> None:
    """Given a report as workbook, read back by another library: numbers are unrounded numbers, dates are dates, an
    instant is local time, and a text that looks like a formula is a text.
    """
    book = openpyxl.load_workbook(BytesIO(xlsx.workbook(report(), "da")))
    assert book.sheetnames == ["Om", "Enheder"]
    sheet = book["Enheder"]
    assert [cell.value for cell in sheet[1]] == [
        *("Enhed", "Antal", "Andel %", "Ændring %", "Udløber", "Skete", "Tilstand", "*"),
    ]
    first = [cell.value for cell in sheet[2]]
    assert first[:6] == [NASTY, 12345, 98.76, -34.04, datetime(2008, 3, 31), datetime(2008, 7, 1, 12, 30)]  # noqa: DTZ001
    assert first[6] == "opfyldt"
    assert (sheet["A3"].value, sheet["A3"].data_type, sheet["H3"].value) == (FORMULA, "s", "*")
    assert sheet.freeze_panes == "A2"


@pytest.mark.parametrize(("language", "delimiter", "point"), [("da", ";", ","), ("en", ",", ".")])
def test_the_csv_is_what_the_spreadsheet_of_the_language_opens(
    language: Language, delimiter: str, point: str
) -> None:
    """Given a report as CSV, it begins with a byte order mark; a Danish Excel gets ``;`` and the decimal comma, an
    English one ``,`` and the point. Values are whole and unnamed, and a formula is disarmed by an apostrophe.
    """
    [written] = csv_files.files(report(), language).values()
    assert written.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(written.decode("utf-8-sig"), newline=""), delimiter=delimiter))
    assert rows[1] == [
        *(NASTY, "12345", f"98{point}76", f"-34{point}04", "2008-03-31", "2008-07-01T10:30:00Z", "met", ""),
    ]
    assert (rows[2][0], rows[2][-1]) == ("'" + FORMULA, "*")
    assert rows[3][:3] == ["", "0", ""]


@pytest.mark.parametrize("unit", ["=1+1", " =1+1", "\t=1+1", "\r=1+1", "\u00a0+1", "\ufeff@x", "-1", "\tx"])
def test_a_formula_is_disarmed_behind_blanks_too(unit: str) -> None:
    """Given a unit that a spreadsheet would reckon, were it behind blanks, it gets the apostrophe; a name does not."""
    [written] = csv_files.files(report(rows=[{"unit": unit}, {"unit": " North-1"}]), "en").values()
    rows = list(csv.reader(StringIO(written.decode("utf-8-sig"), newline="")))
    assert [row[0] for row in rows[1:]] == ["'" + unit, " North-1"]


def test_the_chart_is_drawn_from_the_rows_in_the_language() -> None:
    """Given the bars of a section, the SVG is well-formed, writes the units and the names of the series, escapes them,
    and is the same every time; a figure that there is none of draws nothing.
    """
    made = report()
    drawn = charts.svg(made.sections[0], made, "da")
    assert drawn is not None
    texts = {element.text for element in fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")}
    assert {"Antal", "Andel %", "ikke angivet", FORMULA} <= texts
    assert "<b>" not in drawn
    assert drawn == charts.svg(made.sections[0], made, "da")
    assert "NaN" not in drawn
    assert charts.svg(report(chart=False).sections[0], made, "da") is None
