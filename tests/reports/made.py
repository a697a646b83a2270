"""A small report by hand, with every sort of cell, and words that a careless renderer would trip over."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sagsgang.domain.text import Text
from sagsgang.presentation.model.section import Chart, Column, Section
from sagsgang.reports.model.report import Report, digest_of

NASTY = '<b>Ærø & "Bøgø"</b>'
FORMULA = "=HYPERLINK(1)"

COLUMNS = (
    Column(id="unit", label=Text("Enhed", "Unit"), sort="text", key=True),
    Column(id="n", label=Text("Antal", "n")),
    Column(id="pct", label=Text("Andel %", "Share %"), sort="percent"),
    Column(id="change", label=Text("Ændring %", "Change %"), sort="change"),
    Column(id="due", label=Text("Udløber", "Due"), sort="date"),
    Column(id="at", label=Text("Skete", "Happened"), sort="instant"),
    Column(id="state", label=Text("Tilstand", "State"), sort="text", names="state"),
)
SUMMER = datetime(2008, 7, 1, 10, 30, tzinfo=UTC)  # 12:30 in Copenhagen
ROWS: list[dict[str, Any]] = [
    {
        "unit": NASTY,
        "n": 12345,
        "pct": 98.76,
        "change": -34.04,
        "due": date(2008, 3, 31),
        "at": SUMMER,
        "state": "met",
    },
    {
        "unit": FORMULA,
        "n": 3,
        "pct": 66.7,
        "change": 12.5,
        "due": None,
        "at": None,
        "state": "other",
        "small": True,
    },
    {"unit": None, "n": 0, "pct": None, "change": None, "due": None, "at": None, "state": None},
]


def report(rows: list[dict[str, Any]] | None = None, chart: bool = True) -> Report:
    """The report; of other rows where they are given."""
    section = Section(
        id="units",
        title=Text("Enheder", "Units"),
        definition=Text("Sådan er det talt.", "This is how it was counted."),
        columns=COLUMNS,
        rows=ROWS if rows is None else rows,
        chart=Chart(
            title=Text("Antal", "Number"),
            form="bars",
            x="unit",
            y=("n", "pct"),
            stacked=True,
            axis=Text("Antal", "Number"),
        )
        if chart
        else None,
        empty=Text("Ingen enheder.", "No units."),
    )
    return Report(
        report="monthly-status",
        title=Text("Månedsstatus", "Monthly status"),
        subtitle=Text("marts 2008", "March 2008"),
        period="2008-03",
        unit="Jobcenter Ærø",
        chosen={"for": "team", "zone": "Europe/Copenhagen"},
        as_of=datetime(2008, 3, 31, 22, tzinfo=UTC),
        position=4711,
        recorded=datetime(2008, 4, 1, 7, 15, 30, 999, tzinfo=UTC),
        zone="Europe/Copenhagen",
        digest=digest_of("monthly-status", "2008-03", None, [section]),
        sections=[section],
        names={"state": {"met": Text("opfyldt", "met")}},
    )
