"""The quarter's complaints: received by kind, category and unit, against the quarter before and a year ago."""

from __future__ import annotations

from ...domain.text import Text
from ...presentation.model import columns as col
from ...presentation.model.section import Chart, Column, Row, Section
from ...projections.asking.small_numbers import is_small
from ...projections.statistics import complaints
from ..model.kind import Answers, Kind, ReportRequest, Rulebook
from ..model.questions import MeasureQuestion, Question

DIVIDED = {
    "kind": (col.KIND, Text("Klager efter art", "Complaints by kind")),
    "category": (col.CATEGORY, Text("Klager efter kategori", "Complaints by category")),
    "unit": (col.UNIT, Text("Klager efter enhed", "Complaints by unit")),
}
RECEIVED = Column(id="received", label=Text("Modtaget", "Received"))
COMPARED = (
    RECEIVED,
    Column(id="before", label=Text("Kvartalet før", "Quarter before")),
    Column(id="change_pct", label=Text("Ændring %", "Change %"), sort="change"),
    Column(id="year_before", label=Text("Samme kvartal året før", "Same quarter last year")),
    Column(id="year_change_pct", label=Text("Ændring % på et år", "Change % in a year"), sort="change"),
    Column(id="decided", label=Text("Afgjort", "Decided")),
    Column(id="upheld", label=Text("Medhold", "Upheld")),
)
CHANGE = Text(
    "Ændringen er modtagne klager mod kvartalet før og mod samme kvartal året før, i procent med én decimal; tom, "
    "hvor der dengang ingen var.",
    "The change is complaints received, against the quarter before and against the same quarter last year, in percent "
    "to one decimal; empty where there were none then.",
)


def questions(wanted: ReportRequest, _rulebook: Rulebook) -> dict[str, Question]:
    """The five quarters from a year ago to this one, divided in every way."""
    first = wanted.span.year_earlier()
    return {
        by: MeasureQuestion("complaints", wanted.within(first, wanted.span, by, period="quarter"), wanted.where)
        for by in DIVIDED
    }


def sections(wanted: ReportRequest, answers: Answers, _rulebook: Rulebook) -> list[Section]:
    """All complaints over the five quarters, then this quarter divided in every way."""
    return [
        _quarters(answers["kind"]),
        *(_divided(by, answers[by], wanted) for by in DIVIDED),
    ]


def _quarters(of_kinds: list[Row]) -> Section:
    return Section(
        id="quarters",
        title=Text("Modtagne klager, kvartal for kvartal", "Complaints received, quarter by quarter"),
        definition=complaints.DEFINITION,
        columns=(col.PERIOD, col.KIND, RECEIVED, *COMPARED[-2:]),
        rows=sorted(of_kinds, key=lambda row: (row["period"], row["kind"] or "")),
        chart=Chart(
            title=Text("Modtagne klager, kvartal for kvartal", "Complaints received, quarter by quarter"),
            form="columns",
            x="period",
            y=("received",),
            series="kind",
            stacked=True,
            axis=Text("Modtagne klager", "Complaints received"),
        ),
    )


def _divided(by: str, rows: list[Row], wanted: ReportRequest) -> Section:
    column, title = DIVIDED[by]
    span = wanted.span
    then = {(row["period"], row[by]): row["received"] for row in rows}
    compared = []
    for row in rows:
        if row["period"] != span.name:
            continue
        before = then.get((span.previous().name, row[by]), 0)
        year_before = then.get((span.year_earlier().name, row[by]), 0)
        if not (row["received"] or before or year_before or row["decided"] or row["upheld"]):
            continue
        found: Row = {
            **{name: row[name] for name in (by, "received", "decided", "upheld")},
            "before": before,
            "change_pct": _change(row["received"], before),
            "year_before": year_before,
            "year_change_pct": _change(row["received"], year_before),
        }
        if is_small(row["received"], *(number for number in (before, year_before) if number)):
            found["small"] = True
        compared.append(found)
    return Section(
        id=f"by-{by}",
        title=title,
        definition=CHANGE,
        columns=(column, *COMPARED),
        rows=sorted(compared, key=lambda row: (-row["received"], row[by] or "")),
    )


def _change(now: int, then: int) -> float | None:
    return round(100 * (now - then) / then, 1) if then else None


KIND = Kind(
    id="quarterly-complaints",
    title=Text("Kvartalets klager", "Complaints of the quarter"),
    about=Text(
        "Klager efter art, kategori og enhed, mod kvartalet før og året før",
        "Complaints by kind, category and unit, against the quarter before and the year before",
    ),
    periods=("quarter",),
    questions=questions,
    sections=sections,
)
