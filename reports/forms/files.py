"""A report as files: which forms there are, and what the files are called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo

from ...domain.text import Language
from ...log import log
from ...projections.asking.reader import COPENHAGEN
from .. import problems
from ..model.report import Report

Form = Literal["html", "pdf", "xlsx", "csv"]
FORMS: tuple[Form, ...] = get_args(Form)
LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})
PLAIN = re.compile(r"[a-z0-9.-]+")
SHORT = 8  # hexadecimal digits that tell two names apart that are alike in plain letters
LONGEST = 60  # letters of a part of a name


class Naming(NamedTuple):
    """What was said of a report beside what it holds, and so belongs to its files' names. None: nothing was said."""

    as_of: datetime | None = None
    known_at: datetime | None = None
    edition: int | None = None
    restated: bool = False


class Rendered(NamedTuple):
    """Forms of a report. files: by the end of their names. failed: the forms that could not be made."""

    files: dict[str, bytes]
    failed: list[Form]


def forms_of(words: str) -> list[Form]:
    """The forms in a list parted by commas. Raises Problem ``unknown-form``."""
    named = [word.strip().lower() for word in words.split(",") if word.strip()]
    if not named or not set(named) <= set(FORMS):
        raise problems.unknown_form("format", FORMS)
    return [form for form in FORMS if form in named]


def render(report: Report, forms: Sequence[Form], language: Language) -> Rendered:
    """Every form that can be made. One that fails must not take the others with it; its error goes to the log."""
    made: dict[str, bytes] = {}
    failed: list[Form] = []
    for form in forms:
        try:
            made |= rendered(report, form, language)
        except Exception:
            log.exception("a form of a report could not be made", form=form, report=report.report)
            failed.append(form)
    return Rendered(made, failed)


def rendered(report: Report, form: Form, language: Language) -> dict[str, bytes]:
    """The files of a form, by what their names end with."""
    # Each form's library is loaded when it is needed: every start of the program would wait for them all.
    match form:
        case "html":
            from . import html  # noqa: PLC0415

            return {f"{language}.html": html.document(report, language)}
        case "pdf":
            from . import pdf  # noqa: PLC0415

            return {f"{language}.pdf": pdf.document(report, language)}
        case "xlsx":
            from . import xlsx  # noqa: PLC0415

            return {f"{language}.xlsx": xlsx.workbook(report, language)}
        case "csv":
            from . import csv_files  # noqa: PLC0415

            found = csv_files.files(report, language)
            return {f"{language}_{plain(section)}.csv": content for section, content in found.items()}


def stem(report: Report, naming: Naming) -> str:
    """``monthly-status_2008-03_team_unit-centrum``: other reports have other names.

    In letters that every file system and mail server passes on.
    """
    chosen = report.chosen
    zone = chosen.get("zone", COPENHAGEN.key)
    said = {
        "type": chosen.get("type"),
        "case": chosen.get("case"),
        "unit": report.unit,
        "zone": zone if zone != COPENHAGEN.key else None,
        "as-of": _instant(naming.as_of, report),
        "known-at": _instant(naming.known_at, report),
        "edition": str(naming.edition) if naming.edition is not None else None,
    }
    parts = [report.report, report.period.lower(), *([chosen["for"]] if "for" in chosen else [])]
    parts += [f"{what}-{plain(value)}" for what, value in said.items() if value is not None]
    return "_".join([*parts, *(["restated"] if naming.restated else [])])


def plain(text: str) -> str:
    """The text in plain letters; with a few digits of its SHA-256 where that lost something, were it only a capital."""
    if len(text) <= LONGEST and PLAIN.fullmatch(text) and text == text.strip("-."):
        return text
    letters = unicodedata.normalize("NFKD", text.translate(LETTERS)).encode("ascii", "ignore").decode()
    short = re.sub(r"[^a-z0-9.-]+", "-", letters.lower())[:LONGEST].strip("-.")
    digest = sha256(text.encode()).hexdigest()[:SHORT]
    return f"{short}-{digest}" if short else digest


def _instant(at: datetime | None, report: Report) -> str | None:
    """The local day at midnight, else the instant in UTC."""
    if at is None:
        return None
    local = at.astimezone(ZoneInfo(report.zone))
    if local == datetime(local.year, local.month, local.day, tzinfo=local.tzinfo):
        return local.date().isoformat()
    utc = at.astimezone(ZoneInfo("UTC"))
    return f"{utc:%Y-%m-%dt%H%M%S}{f'.{utc.microsecond:06d}' if utc.microsecond else ''}z"
