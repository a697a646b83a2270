"""Reconciliations and differences."""

from __future__ import annotations

from typing import Literal
from zoneinfo import ZoneInfo

from ...domain.text import Text
from ...intake.reading.external_list import BadLine
from ...operations.reconciliations import (
    CloseAsked,
    DifferencesAsked,
    ReconcileAsked,
    Reconciled,
    ReconciliationRecorded,
    ResultAsked,
)
from ...projections.quality.differences import DEFINITION as OPEN
from ...projections.quality.differences import OpenDifferences
from ...projections.quality.reconciliation_result import Result
from ..model.columns import column, listed
from ..model.section import LabelledValue, Line, Section
from ..model.sentences import counted, same, sentence

OPEN_ONES = (("åben difference", "open difference"), ("åbne differencer", "open differences"))
LINES = (("linje", "line"), ("linjer", "lines"))
NOT_RECORDED = Text(
    "Intet er registreret: der er ikke nævnt en sag at registrere i.",
    "Nothing is recorded: no case to record in was named.",
)


def reconciled(found: Reconciled, _: ReconcileAsked, limit: int = 50) -> list[Section]:
    """The counts, at most so many of the differences and of the bad lines, and what was recorded."""
    made = [_counts(found)]
    if found.differences and limit:
        made.append(_differences(found, limit))
    if found.list.bad:
        made.append(_bad(found.list.bad, max(limit, 1)))
    return [*made, _recorded(found.recorded) if found.recorded else _section(NOT_RECORDED, "warning")]


def _section(text: Text, emphasis: Literal["good", "warning"]) -> Section:
    return Section(id="recorded", title=text, emphasis=emphasis)


def _counts(found: Reconciled) -> Section:
    return Section(
        id="reconciliation",
        title=sentence(
            "{type} mod {system}, listen pr. {day}: {cases} her, {lines} der, {matched} ens",
            "{type} against {system}, the list of {day}: {cases} here, {lines} there, {matched} alike",
            type=found.type_label,
            system=found.system,
            day=found.list_on,
            cases=counted(found.cases, ("sag", "case"), ("sager", "cases")),
            lines=counted(found.list.lines, *LINES),
            matched=found.matched,
        ),
        facts=(
            LabelledValue(Text("Mangler her", "Missing here"), found.missing_here),
            LabelledValue(Text("Mangler der", "Missing there"), found.missing_there),
            LabelledValue(Text("Forskellige felter", "Fields that differ"), found.different),
        ),
        definition=found.definition,
    )


def _differences(found: Reconciled, limit: int) -> Section:
    return Section(
        id="differences",
        title=Text("Differencer", "Differences"),
        **listed(
            found.differences[:limit],
            "case",
            column("difference_kind", id="kind"),
            "field",
            "here",
            "there",
        ),
        total=len(found.differences),
    )


def _bad(bad: list[BadLine], limit: int) -> Section:
    return Section(
        id="bad-lines",
        title=sentence(
            "{lines} kunne ikke bruges; sagerne kan stå som manglende der:",
            "{lines} could not be used; the cases may show as missing there:",
            lines=counted(len(bad), *LINES),
        ),
        emphasis="warning",
        lines=tuple(
            Line(sentence("linje {n}: {why}", "line {n}: {why}", n=str(one.line), why=one.reason))
            for one in bad[:limit]
        ),
    )


def closed(noted: ReconciliationRecorded, _: CloseAsked) -> list[Section]:
    """What became of settling a difference by hand."""
    return [_recorded(noted)]


def _recorded(noted: ReconciliationRecorded) -> Section:
    """What was recorded in the case of a reconciliation."""
    if noted.already:
        return _section(
            sentence(
                "{case} siger det allerede: intet nyt registreret, {open}.",
                "{case} says so already: nothing new recorded, {open}.",
                case=noted.case,
                open=counted(noted.open, *OPEN_ONES),
            ),
            "good",
        )
    return _section(
        sentence(
            "Registreret i {case}: {found}, {closed} afklaret, {open} åbne nu.",
            "Recorded in {case}: {found}, {closed} settled, {open} open now.",
            case=noted.case,
            found=counted(
                noted.found, ("ny difference", "new difference"), ("nye differencer", "new differences")
            ),
            closed=noted.closed,
            open=noted.open,
        ),
        "good",
    )


def open_differences(found: OpenDifferences, asked: DifferencesAsked) -> list[Section]:
    """The open differences, oldest first."""
    return [
        Section(
            id="differences",
            title=counted(found.open, *OPEN_ONES),
            **listed(
                found.items,
                "reconciliation",
                "difference",
                "here",
                "there",
                column("unit", priority=2),
                "days_open",
            ),
            empty=same(""),
            definition=OPEN,
            total=found.open if asked.after is None else None,
            next=found.next,
        )
    ]


def result(found: Result, _: ResultAsked) -> list[Section]:
    """A reconciliation as of a moment: its comparisons, and what became of each difference."""
    zone = ZoneInfo(found.zone)
    sections = [
        Section(
            id="reconciliation",
            title=sentence(
                "{case}: {open}, {closed} afklaret",
                "{case}: {open}, {closed} settled",
                case=found.case,
                open=counted(found.open, *OPEN_ONES),
                closed=found.closed,
            ),
            **listed(
                found.runs,
                "system",
                "list_on",
                "made_at",
                column("cases_here", id="cases"),
                column("lines_there", id="lines"),
                "matched",
                "found",
                column("settled", id="closed"),
                made_at=lambda run: run.made_at.astimezone(zone).date(),
            ),
        )
    ]
    if found.differences:
        differences = listed(
            found.differences,
            "difference",
            "here",
            "there",
            "found_at",
            column("settled_at", id="closed_at"),
            column("reason", priority=2),
            found_at=lambda one: one.found_at.astimezone(zone).date(),
            closed_at=lambda one: one.closed_at.astimezone(zone).date() if one.closed_at else None,
        )
        title = Text("Differencer", "Differences")
        sections.append(Section(id="differences", title=title, **differences, next=found.next))
    return sections
