"""What an import would do, as people read it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.fold.law import Law
from ..domain.words.finding_names import finding_name, rule_of
from .language import both, counted, number, say
from .output import out
from .tables import table

if TYPE_CHECKING:
    from ..intake.loading.import_check import Check


def show_import_check(told: Check, law: Law) -> None:
    """What would land, then what deserves a look before it does."""
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
    _show_findings(told, law)


def _show_reasons(told: Check) -> None:
    if not told.reasons:
        return
    headings = both("Fil|Linje|Kode|Grund", "File|Line|Code|Reason").split("|")
    rows = [[Path(one.file).name, one.line, one.code, both(one.reason_da, one.reason)] for one in told.reasons]
    out.print(
        table(headings, rows, title=both("De første grunde til afvisning", "The first reasons for rejection"))
    )


def _show_corrections(told: Check) -> None:
    if not told.corrections:
        return
    headings = both("Sag|Hændelse|Felt|Var|Bliver", "Case|Event|Field|Was|Becomes").split("|")
    rows = [[one.case, one.id, one.field, _value(one.was), _value(one.becomes)] for one in told.corrections]
    out.print(table(headings, rows, title=both("De første rettelser", "The first corrections")))


def _show_findings(told: Check, law: Law) -> None:
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
    rows = []
    for one in told.findings:
        versions = [version for _, version in law.types().get(one.type, ())]
        name = finding_name(one.finding, rule_of(one.finding, versions))
        rows.append([one.type, say(name), number(one.n), ", ".join(one.cases)])
    out.print(table(headings, rows, title=both("Hvad sagstyperne ville finde", "What the case types would find")))


def _value(value: object) -> str:
    return "–" if value is None else str(value)
