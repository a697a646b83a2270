"""A report as CSV: one file a section, as the spreadsheet of the language opens it.

UTF-8 with a byte order mark, without which Excel reads Danish letters as something else. In Danish fields are parted
by ``;`` and decimals by ``,``, because a Danish Excel reads ``12.5`` as the twelfth of May; in English by ``,`` and
``.``. Values stand as they are: no rounding, no thousands, no names for ids; dates and instants (UTC) in ISO 8601.
"""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

from ...domain.text import Language
from ...presentation.model.section import Beside, Section
from ..model.report import Report

MARK = "\ufeff"
# A text that begins so, or so behind blanks that a spreadsheet drops, is a formula to it; an apostrophe makes it a
# text again.
FORMULA = ("=", "+", "-", "@")
BREAKS = ("\t", "\r", "\n")
UNSEEN = "\ufeff\u200b\u2060"


def files(report: Report, language: Language) -> dict[str, bytes]:
    """The files by section."""
    return {section.id: _file(section, language) for section in report.sections}


def _file(section: Section, language: Language) -> bytes:
    written = StringIO()
    writer = csv.writer(written, delimiter=";" if language == "da" else ",", lineterminator="\r\n")
    small = any(row.get("small") for row in section.rows)
    headings = [_text(column.label.say(language)) for column in section.columns]
    writer.writerow([*headings, *(["*"] if small else [])])
    for row in section.rows:
        cells = [_cell(row.get(column.id), language) for column in section.columns]
        writer.writerow([*cells, *(["*" if row.get("small") else ""] if small else [])])
    return (MARK + written.getvalue()).encode()


def _cell(value: Any, language: Language) -> str:
    match value:
        case Beside(before=before, after=after):
            said = f"{_cell(before, language)} → {_cell(after, language)}"
        case None:
            said = ""
        case bool() | int():
            said = str(value).lower()
        case float():
            said = repr(value).replace(".", ",") if language == "da" else repr(value)
        case datetime():
            said = value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            said = value.isoformat()
        case _:
            said = _text(str(value))
    return said


def _text(text: str) -> str:
    seen = text.translate(dict.fromkeys(map(ord, UNSEEN))).lstrip()
    return f"'{text}" if text.startswith(BREAKS) or seen.startswith(FORMULA) else text
