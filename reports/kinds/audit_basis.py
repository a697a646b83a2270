"""The data basis for an auditor: every deadline that falls in the period, so that the timeliness can be recomputed."""

from __future__ import annotations

from datetime import datetime
from typing import LiteralString

from psycopg import sql

from ...domain.text import Text
from ...presentation.model import columns as col
from ...presentation.model.section import Column, Row, Section
from ...projections.asking.reader import Reader
from ...projections.queue import queue_items
from ...projections.statistics import timeliness
from ...projections.tables.catalogue import DEADLINES
from ..model.kind import Answers, Kind, ReportRequest, Rulebook
from ..model.questions import ListQuestion, MeasureQuestion, Question

QUERY: LiteralString = (
    """
SELECT * FROM (
    SELECT case_id, case_type, deadline, cycle, effect, unit, responsible, state, due_on, due_at, unrolled_on,
           overdue_from, breached_at, opened_at, anchor_pos,
           (SELECT min(opened_pos) FROM {table} AS first
            WHERE (first.case_id, first.deadline, first.cycle, first.state, first.opened_at)
                = (known.case_id, known.deadline, known.cycle, known.state, known.opened_at)) AS known_from,
           """  # noqa: S608 - constants
    + queue_items.OUTCOME
    + " AS outcome, "
    + queue_items.COUNTS_AT
    + """ AS counts_at
    FROM {known} AS known
) AS every
WHERE counts_at >= %(since)s AND counts_at < %(until)s AND (%(case_type)s::text IS NULL OR case_type = %(case_type)s)
  AND (%(unit)s::text IS NULL OR unit = %(unit)s)
ORDER BY case_id, deadline, cycle
"""
)


SELECTED = (
    *(
        "case",
        "type",
        "deadline",
        "cycle",
        "effect",
        "unit",
        "responsible",
        "state",
        "due_on",
        "due_at",
        "unrolled_on",
    ),
    *("overdue_from", "breached_at", "state_since", "anchor_position", "state_position", "outcome", "counts_at"),
)
COLUMNS = (
    col.CASE,
    col.TYPE,
    col.DEADLINE,
    col.CYCLE,
    Column(id="effect", label=Text("Virkning", "Effect"), sort="text", names="effect"),
    Column(id="unit", label=Text("Enhed", "Unit"), sort="text"),
    col.RESPONSIBLE,
    col.DUE,
    Column(id="unrolled_on", label=Text("Før helligdage", "Before holidays"), sort="date"),
    Column(id="overdue_from", label=Text("Overskredet fra", "Overdue from"), sort="instant"),
    Column(id="breached_at", label=Text("Overskredet den", "Breached at"), sort="instant"),
    col.STATE,
    Column(id="state_since", label=Text("Tilstand siden", "State since"), sort="instant"),
    Column(id="outcome", label=Text("Tælles som", "Counts as"), sort="text", names="outcome"),
    Column(id="anchor_position", label=Text("Begyndt ved position", "Begun at position"), sort="number"),
    Column(id="state_position", label=Text("Kendt fra position", "Known from position"), sort="number"),
)
DEFINITION = Text(
    "Hver frist, hvis udløb ligger i perioden, eller som først blev overskredet i den, "
    "som den var på rapportens tidspunkt. Overskredet den: første gang, om den "
    "siden blev forlænget eller ej. Tilstand siden: for en opfyldt frist, hvornår den blev opfyldt. Positionerne er "
    "hændelsernes pladser i journalen: sagens historie viser dem. Tæl linjerne efter »Tælles som«, så har du "
    "rettidigheden.",
    "Every deadline whose end lies in the period, or was first breached in it, "
    "as it was at the report's moment. Breached at: the first time, whether "
    "it was extended since or not. State since: of one that was met, when it was met. The positions are the events' "
    "places in the journal: the case's history lists them. Count the lines by “Counts as” and you have the timeliness.",
)


def instances(reader: Reader, wanted: ReportRequest) -> list[Row]:
    """The instances that fall in the period, as of the report's moment, by case, deadline and number.

    due: a date, or an instant. state_since: since when it is in its state; of one that was met, when it was met.
    outcome: how the timeliness counts it. anchor_position: of the event that began it; state_position: of the one
    by which its state became known.
    """
    found = reader.rows(
        sql.SQL(QUERY).format(known=reader.known(DEADLINES), table=reader.table(DEADLINES)),
        since=wanted.span.start(wanted.zone),
        until=wanted.span.end(wanted.zone),
        case_type=wanted.case_type,
        unit=wanted.unit,
    )
    return [_instance(dict(zip(SELECTED, row, strict=True)), wanted.as_of) for row in found]


def _instance(selected: Row, as_of: datetime) -> Row:
    told = selected | {
        "due": selected["due_on"] or selected["due_at"],
        "breached_at": selected["breached_at"] or _passed(selected, as_of),
        "outcome": (selected["outcome"] or "not-counted").replace("_", "-"),
    }
    return {column.id: told[column.id] for column in COLUMNS}


def _passed(selected: Row, as_of: datetime) -> datetime | None:
    """When it was breached, if nothing has noted the breach yet: time passing stores nothing."""
    overdue_from: datetime | None = selected["overdue_from"]
    # What ran out for the party was breached by nobody.
    if overdue_from is None or selected["state"] in ("counting", "expired"):
        return None
    until = as_of if selected["state"] == "running" else selected["state_since"]
    return overdue_from if overdue_from <= until else None


def questions(wanted: ReportRequest, _rulebook: Rulebook) -> dict[str, Question]:
    """The instances, and the timeliness that they amount to."""
    return {
        "instances": ListQuestion(lambda reader: instances(reader, wanted)),
        "timeliness": MeasureQuestion(
            "timeliness", wanted.within(wanted.span, wanted.span, "type", "deadline"), wanted.where
        ),
    }


def sections(_wanted: ReportRequest, answers: Answers, _rulebook: Rulebook) -> list[Section]:
    """The control totals, then the instances."""
    return [
        Section(
            id="totals",
            title=Text("Kontroltal: rettidigheden, som den meldes", "Control totals: the timeliness as reported"),
            definition=timeliness.DEFINITION,
            columns=(col.TYPE, col.DEADLINE, *col.TIMELINESS),
            rows=answers["timeliness"],
        ),
        Section(
            id="deadlines",
            title=Text("Fristerne", "The deadlines"),
            definition=DEFINITION,
            columns=COLUMNS,
            rows=answers["instances"],
        ),
    ]


KIND = Kind(
    id="audit-basis",
    title=Text("Datagrundlag til revisionen", "Data basis for the auditor"),
    about=Text(
        "Hver frist i perioden med udløb, opfyldelse, overskridelse og hændelsernes positioner",
        "Every deadline of the period with due date, fulfilment, breach and the events' positions",
    ),
    periods=("month", "quarter", "half", "year"),
    questions=questions,
    sections=sections,
)
