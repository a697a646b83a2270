"""What became of files that came in or went out, and what an import would do, as people read it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from .language import both, counted, number, say
from .output import note, out
from .tables import table, when

if TYPE_CHECKING:
    from ..intake.loading.import_check import ImportCheck
    from ..intake.reading.remarks import Remark
    from ..operations.exporting import Exported
    from ..operations.loading import Appended
    from ..operations.rejections import Rejections


def show_loaded(told: Appended, _: object) -> None:
    """What became of the records and of their events. An import also corrects."""
    corrected = getattr(told, "corrected", 0)
    corrected_da = f"{counted(corrected, 'blev', 'blev')} rettet, " if corrected else ""
    corrected_en = f"{counted(corrected, 'was', 'were')} corrected, " if corrected else ""
    out.print(
        both(
            f"{counted(told.read, 'linje', 'linjer')} læst: "
            f"{counted(told.appended, 'hændelse', 'hændelser')} tilføjet, "
            f"{number(told.duplicates)} var der i forvejen, {corrected_da}"
            f"{counted(told.rejected, 'linje', 'linjer')} afvist.",
            f"{counted(told.read, 'line', 'lines')} read: {counted(told.appended, 'event', 'events')} appended, "
            f"{counted(told.duplicates, 'was', 'were')} there already, {corrected_en}"
            f"{counted(told.rejected, 'line', 'lines')} rejected.",
        ),
        style="yellow" if told.rejected else "green",
    )


def note_remarks(remarks: Sequence[Remark]) -> None:
    """Each as a line beside the answer."""
    for one in remarks:
        note(say(one.reason))


def note_rejected(file: str | None) -> None:
    """Where the rejected lines were written, if any were."""
    if file is not None:
        note(
            both(
                f"De afviste linjer og hvorfor: {file} (og: sagsgang rejections)",
                f"The rejected lines and why: {file} (and: sagsgang rejections)",
            )
        )


def show_exported(told: Exported) -> None:
    """How many events stand in which file."""
    events = counted(told.events, *both("hændelse|hændelser", "event|events").split("|"))
    out.print(
        both(f"Skrevet: {told.file} ({events})", f"Written: {told.file} ({events})"), markup=False, soft_wrap=True
    )


def show_rejections(told: Rejections, _: object) -> None:
    """Each rejection with its reason."""
    headings = both("Nr.|Hvornår|Fra|Linje|Kode|Grund", "No.|When|From|Line|Code|Reason").split("|")
    zone = ZoneInfo(told.zone)
    rows = [
        [one.id, when(one.at, zone), Path(one.origin).name, one.line, one.code, say(one.reason)]
        for one in told.rejections
    ]
    out.print(table(headings, rows) if rows else both("Intet er afvist.", "Nothing was rejected."))


def note_lost_rejections(rows: int | None) -> None:
    """Tell that rows were kept once and are gone, column names of files among them; None: nobody may say."""
    if rows:
        note(
            both(
                f"{counted(rows, 'række', 'rækker')} af det, der blev afvist, er væk. Se: sagsgang doctor",
                f"{counted(rows, 'row', 'rows')} of what was rejected {'is' if rows == 1 else 'are'} gone. See: sagsgang doctor",
            )
        )


def show_import_check(told: ImportCheck, _: object) -> None:
    """What would land, then what deserves a look before it does."""
    note_remarks(told.remarks)
    out.print(
        both(
            f"{counted(told.read, 'linje', 'linjer')} læst; intet er gemt. Der ville komme "
            f"{counted(told.would_append, 'hændelse', 'hændelser')} til, {number(told.would_correct)} rettes, "
            f"{number(told.duplicates)} er der i forvejen, {counted(told.would_reject, 'linje', 'linjer')} afvises.",
            f"{counted(told.read, 'line', 'lines')} read; nothing is kept. "
            f"{counted(told.would_append, 'event', 'events')} would land, {number(told.would_correct)} would be corrected, "
            f"{number(told.duplicates)} there already, {counted(told.would_reject, 'line', 'lines')} would be rejected.",
        ),
        style="yellow" if told.would_reject else "green",
    )
    if told.unused_columns:
        columns = ", ".join(told.unused_columns)
        out.print(
            both(f"Kolonner, mappingen ikke bruger: {columns}", f"Columns the mapping does not use: {columns}"),
            markup=False,
        )
    _show_reasons(told)
    _show_corrections(told)
    _show_findings(told)


def _show_reasons(told: ImportCheck) -> None:
    if not told.reasons:
        return
    headings = both("Fil|Linje|Kode|Grund", "File|Line|Code|Reason").split("|")
    rows = [[Path(one.file).name, one.line, one.code, say(one.reason)] for one in told.reasons]
    out.print(
        table(headings, rows, title=both("De første grunde til afvisning", "The first reasons for rejection"))
    )


def _show_corrections(told: ImportCheck) -> None:
    if not told.corrections:
        return
    headings = both("Sag|Hændelse|Felt|Var|Bliver", "Case|Event|Field|Was|Becomes").split("|")
    rows = [[one.case, one.id, one.field, _value(one.was), _value(one.becomes)] for one in told.corrections]
    out.print(table(headings, rows, title=both("De første rettelser", "The first corrections")))


def _show_findings(told: ImportCheck) -> None:
    for tally in told.types:
        out.print(
            both(
                f"{tally.type}: {counted(tally.cases, 'sag', 'sager')}, {number(tally.with_findings)} med fund",
                f"{tally.type}: {counted(tally.cases, 'case', 'cases')}, {number(tally.with_findings)} with findings",
            ),
            markup=False,
        )
    if not told.findings:
        return
    headings = both("Sagstype|Fund|Antal|Første sager", "Case type|Finding|Number|First cases").split("|")
    rows = [[one.type, say(one.label), number(one.n), ", ".join(one.cases)] for one in told.findings]
    out.print(table(headings, rows, title=both("Hvad sagstyperne ville finde", "What the case types would find")))


def _value(value: object) -> str:
    return "–" if value is None else str(value)
