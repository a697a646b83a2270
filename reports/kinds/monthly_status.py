"""The monthly status: how timely the work was, what stands open, and what falls due next month.

One chain of versions, each telling less of single cases than the one before: the team's lists its cases, the
quality unit's those that are overdue, the director's goes down to the unit, the committee's to the case type.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec

from ...domain.text import Text
from ...presentation.model import columns as col
from ...presentation.model.section import Chart, Column, Row, Section
from ...projections.asking.reader import Reader
from ...projections.asking.small_numbers import SMALL
from ...projections.queue import queue_items
from ...projections.statistics import findings, open_deadlines, timeliness
from ..model.kind import Answers, Kind, ReportRequest, Rulebook
from ..model.questions import ListQuestion, MeasureQuestion, Question

TREND = 13  # months: the month itself, and the same month of the year before
LINES = 5  # more lines than this can't be told apart
AXIS = Text("Rettidighed, %", "Timeliness, %")
OPEN_AXIS = Text("Åbne frister", "Open deadlines")


def questions(wanted: ReportRequest, _rulebook: Rulebook) -> dict[str, Question]:
    """What the version for the audience asks."""
    this, to_come = wanted.span, wanted.span.following()
    asked: dict[str, Question] = {
        "timeliness": MeasureQuestion("timeliness", wanted.within(this, this, "type", "deadline"), wanted.where),
        "trend": MeasureQuestion(
            "timeliness",
            wanted.within(this.year_earlier(), this, "type", "deadline", period="month"),
            wanted.where,
        ),
        "standing": MeasureQuestion(
            "open-deadlines",
            wanted.within(to_come, to_come, *(("type",) if wanted.audience == "committee" else ("unit",))),
            wanted.where,
        ),
    }
    if wanted.audience in ("quality", "director"):
        asked["units"] = MeasureQuestion(
            "timeliness", wanted.within(this, this, "type", "deadline", "unit"), wanted.where
        )
    if wanted.audience != "committee":
        asked["standing-deadlines"] = MeasureQuestion(
            "open-deadlines", wanted.within(to_come, to_come, "type", "deadline"), wanted.where
        )
    if wanted.audience in ("team", "quality"):
        asked["findings"] = MeasureQuestion("quality", wanted.within(this, this, "type", "finding"), wanted.where)
        asked["cases"] = ListQuestion(lambda reader: _cases(reader, wanted))
    return asked


def sections(wanted: ReportRequest, answers: Answers, _rulebook: Rulebook) -> list[Section]:
    """The sections of the version for the audience."""
    by = col.TYPE if wanted.audience == "committee" else col.UNIT
    makers: dict[str, Callable[[list[Row]], Section]] = {
        "timeliness": _timeliness,
        "trend": _trend,
        "units": _units,
        "standing": lambda rows: _standing(rows, by),
        "standing-deadlines": _standing_deadlines,
        "findings": _findings,
        "cases": lambda rows: _case_list(rows, wanted),
    }
    return [make(answers[name]) for name, make in makers.items() if name in answers]


def _timeliness(rows: list[Row]) -> Section:
    return Section(
        id="timeliness",
        title=Text("Rettidighed i måneden", "Timeliness in the month"),
        definition=timeliness.DEFINITION,
        columns=(col.TYPE, col.DEADLINE, *col.TIMELINESS),
        rows=rows,
        empty=Text("Ingen frister udløb i måneden.", "No deadline fell due in the month."),
    )


def _trend(rows: list[Row]) -> Section:
    """The months up to this one, of the deadlines that most often fell due."""
    often: dict[tuple[str, str], int] = {}
    for row in rows:
        often[row["type"], row["deadline"]] = often.get((row["type"], row["deadline"]), 0) + row["fell_due"]
    chosen = sorted(often, key=lambda which: (-often[which], which))[:LINES]
    return Section(
        id="trend",
        title=Text("Rettidighed måned for måned", "Timeliness month by month"),
        definition=Text(
            f"De {LINES} frister, der oftest udløb i de {TREND} måneder, set fra rapportens tidspunkt; hvor færre end "
            f"{SMALL} udløb, er figuren uden punkt.",
            f"The {LINES} deadlines that most often fell due in the {TREND} months, seen from the report's moment; "
            f"where fewer than {SMALL} fell due, the chart has no point.",
        ),
        columns=(col.PERIOD, col.TYPE, col.DEADLINE, *col.TIMELINESS),
        rows=[row for row in rows if (row["type"], row["deadline"]) in chosen],
        chart=Chart(
            title=Text("Rettidighed måned for måned", "Timeliness month by month"),
            form="lines",
            x="period",
            y=("timeliness_pct",),
            series="deadline",
            axis=AXIS,
            percent=True,
        ),
        folded=True,
    )


def _units(rows: list[Row]) -> Section:
    return Section(
        id="timeliness-units",
        title=Text("Rettidighed pr. frist og enhed", "Timeliness by deadline and unit"),
        definition=Text(
            "Enheden er den, der havde sagen, da fristen endte, eller har den nu.",
            "The unit is the one that held the case when the deadline ended, or holds it now.",
        ),
        columns=(col.TYPE, col.DEADLINE, col.UNIT, *col.TIMELINESS),
        rows=rows,
        empty=Text("Ingen frister udløb i måneden.", "No deadline fell due in the month."),
    )


def _standing(rows: list[Row], by: Column) -> Section:
    return Section(
        id="backlog",
        title=Text("Åbne frister ved månedens udgang", "Open deadlines at the end of the month"),
        definition=open_deadlines.DEFINITION,
        columns=(by, *col.STANDING),
        rows=rows,
        chart=Chart(
            title=Text("Åbne frister: overskredet og ikke overskredet", "Open deadlines: overdue and not overdue"),
            form="bars",
            x=by.id,
            y=("overdue", "not_overdue"),
            stacked=True,
            axis=OPEN_AXIS,
        ),
        empty=Text("Ingen frister er åbne.", "No deadline is open."),
    )


def _standing_deadlines(rows: list[Row]) -> Section:
    return Section(
        id="falls-due",
        title=Text("Hvad der forfalder næste måned", "What falls due next month"),
        columns=(col.TYPE, col.DEADLINE, *col.STANDING),
        rows=rows,
        empty=Text("Ingen frister er åbne.", "No deadline is open."),
    )


def _findings(rows: list[Row]) -> Section:
    return Section(
        id="findings",
        title=Text("Fund i månedens sager", "Findings on the month's events"),
        definition=findings.DEFINITION,
        columns=(col.TYPE, col.FINDING, col.N, col.IN_CASES),
        rows=rows,
        empty=Text("Ingen fund.", "No findings."),
    )


def _cases(reader: Reader, wanted: ReportRequest) -> list[Row]:
    """What is overdue; for the team also what it has to do next month: a party's deadline is nobody's work."""
    team = wanted.audience == "team"
    every = queue_items.QueueFilter(wanted.case_type, wanted.unit, overdue=not team, limit=None)
    last = wanted.span.following().after
    return [
        msgspec.structs.asdict(item)
        for item in queue_items.queue(reader, every).items
        if item.overdue
        or (item.due is not None and item.whose == "office" and _local_day(item.due, wanted.zone) < last)
    ]


def _local_day(due: date | datetime, zone: ZoneInfo) -> date:
    return due.astimezone(zone).date() if isinstance(due, datetime) else due


def _case_list(rows: list[Row], wanted: ReportRequest) -> Section:
    team = wanted.audience == "team"
    return Section(
        id="cases",
        title=Text("Sager at tage fat på", "Cases to take up")
        if team
        else Text("Overskredne frister", "Overdue deadlines"),
        definition=Text(
            "Overskredne frister, og dem, der forfalder inden udgangen af næste måned; de mest presserende først.",
            "Overdue deadlines, and those that fall due by the end of next month; the most urgent first.",
        )
        if team
        else Text("De mest presserende først.", "The most urgent first."),
        columns=(
            col.CASE,
            col.TYPE,
            col.DEADLINE,
            col.CYCLE,
            col.DUE,
            col.DAYS_LEFT,
            *(() if team else (col.UNIT,)),
            col.RESPONSIBLE,
        ),
        rows=rows,
    )


KIND = Kind(
    id="monthly-status",
    title=Text("Månedsstatus", "Monthly status"),
    about=Text(
        "Rettidighed, åbne og overskredne frister, og hvad der forfalder næste måned",
        "Timeliness, open and overdue deadlines, and what falls due next month",
    ),
    periods=("month",),
    questions=questions,
    sections=sections,
    audiences=("team", "quality", "director", "committee"),
)
