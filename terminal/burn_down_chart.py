"""The burn-down of a backlog as a picture, drawn like the charts of the reports."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import vl_convert

from ..domain.foreign_words import system_words
from ..domain.problem import BadInput
from ..domain.text import Language
from ..journal.server.private_file import write_private
from ..operations.backlog import DutyBacklog
from ..presentation.model.section import Section
from ..presentation.sections import backlog
from ..reports.forms.charts import svg
from ..reports.model.report import Report

SHARPNESS = 2.0  # pixels of the PNG for each of the drawing


def write_chart(page: DutyBacklog, file: Path, language: Language) -> None:
    """Draw the burn-down into a file, as SVG or PNG by its name.

    Raises Problem ``no-burn-down``, ``unknown-form``, ``unwritable``.
    """
    form = file.suffix.lower()
    if form not in (".svg", ".png"):
        raise BadInput(
            code="unknown-form",
            parameter="chart",
            da=f"{file}: tegningen er .svg eller .png. Giv filen det navn.",
            en=f"{file}: the drawing is .svg or .png. Name the file so.",
        )
    drawn = burn_down(page, ZoneInfo(page.zone), language)
    try:
        if form == ".svg":
            write_private(file, drawn.encode())
        else:
            write_private(file, vl_convert.svg_to_png(drawn, scale=SHARPNESS))
    except OSError as error:
        raise BadInput(
            code="unwritable",
            da=f"{file} kan ikke skrives: {system_words(error).da}.",
            en=f"{file} can't be written: {system_words(error).en}.",
        ) from None


def burn_down(page: DutyBacklog, zone: ZoneInfo, language: Language) -> str:
    """The burn-down as an SVG document. Raises Problem ``no-burn-down`` where no target day was said."""
    section = backlog.burn_down(page)
    days = [row | {"on": row["on"].isoformat()} for row in section.rows]
    section = msgspec.structs.replace(section, rows=days)
    drawn = svg(section, _around(page, section, zone), language)
    if drawn is None:
        raise BadInput(
            code="no-burn-down",
            da="Der er ingen nedbringelse at tegne: sig måldagen med --until.",
            en="There is no burn-down to draw: say the target day with --until.",
        )
    return drawn


def _around(page: DutyBacklog, section: Section, zone: ZoneInfo) -> Report:
    """What a section is drawn in; only its names and its zone show."""
    return Report(
        report="backlog",
        title=section.title,
        subtitle=section.title,
        period=page.as_of.astimezone(zone).date().isoformat(),
        unit=page.unit,
        chosen={},
        as_of=page.as_of,
        position=page.position,
        recorded=None,
        zone=zone.key,
        digest="",
        sections=[section],
        names={},
    )
