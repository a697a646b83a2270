"""A report as PDF: tagged for those who hear it (PDF/UA-1) and kept for those who come later (PDF/A-2a)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib.resources import as_file, files

import msgspec
import typst

from ...domain.text import Language
from ..model.report import Report
from .pages import ReportPage, ReportPart, page
from .printable import signs_of, without

TEMPLATES = files(__package__) / "templates"
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
UPRIGHT = 10  # more columns than this need the page lying down
WEIGHTS = (6, 28)  # the narrowest and the widest column of text, in shares of the room

Compile = Callable[[ReportPage], bytes]


def document(report: Report, language: Language) -> bytes:
    """The pages. The same report gives the same bytes: they are dated by what they tell, not by when they were made.

    A sign that no font has is put as its number. Typst's own fonts stand behind ours.
    """
    at = (report.recorded or report.as_of).replace(microsecond=0)
    return _shown(page(report, language), lambda told: _compiled("report.typ", _data(told), at))


def _shown(told: ReportPage, compiled: Compile) -> bytes:
    """The pages as they are; else without the signs that can't be shown; else, as signs are shown in company, without
    all that the font of the pages may lack."""
    signs = signs_of(told)
    try:
        return compiled(told)
    except typst.TypstError:
        if not signs:
            raise
    try:
        return compiled(without(told, {sign for sign in signs if not _can_be_shown(sign)}))
    except typst.TypstError:
        return compiled(without(told, signs))


def _can_be_shown(sign: str) -> bool:
    try:
        _compiled("probe.typ", sign, None)
    except typst.TypstError:
        return False
    return True


def _compiled(template: str, told: object, at: datetime | None) -> bytes:
    with as_file(TEMPLATES / template) as file, as_file(files("font_source_sans_pro") / "files") as fonts:
        made = typst.compile(
            str(file),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            sys_inputs={"report": msgspec.json.encode(told).decode()},
            pdf_standards=STANDARDS,
            timestamp=at,
        )
    assert isinstance(made, bytes)
    return made


def _data(told: ReportPage) -> dict[str, object]:
    return told._asdict() | {"sections": [_section(part) for part in told.sections]}


def _section(part: ReportPart) -> dict[str, object]:
    return {
        **part._asdict(),
        "headings": [heading._asdict() for heading in part.headings],
        "rows": [[cell._asdict() for cell in row] for row in part.rows],
        "widths": _widths(part),
        "wide": len(part.headings) > UPRIGHT,
    }


def _widths(part: ReportPart) -> list[int]:
    """The share of each column by what it holds; 0: as wide as what it holds, where there is room for that."""
    least, most = WEIGHTS
    if len(part.headings) > UPRIGHT:
        words = [max(map(len, heading.label.split())) for heading in part.headings]
        held = [max((len(row[place].text) for row in part.rows), default=0) for place in range(len(words))]
        return [2 + min(most, max(pair)) for pair in zip(words, held, strict=True)]
    widths = []
    for place, heading in enumerate(part.headings):
        cells = [row[place] for row in part.rows]
        exact = heading.figure or any(look in cell.look for cell in cells for look in ("date", "case"))
        longest = max([len(heading.label), *(len(cell.text) for cell in cells)])
        widths.append(0 if exact else min(most, max(least, longest)))
    return widths
