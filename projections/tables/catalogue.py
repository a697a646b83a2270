"""The tables of the projections, each with the columns that its rows have. A new one is a constant here and in ``ALL``."""

from __future__ import annotations

from .table import Projection

# Raise it when the same history would give other rows than before: every projection is then made anew.
FOLD = 9

DEADLINES = Projection(
    name="deadlines",
    kind="deadline",
    columns=(
        ("deadline", "text NOT NULL"),
        ("cycle", "integer NOT NULL"),
        ("state", "text NOT NULL"),
        ("due_on", "date"),
        ("due_at", "timestamptz"),
        ("unrolled_on", "date"),
        ("overdue_from", "timestamptz"),
        ("breached_at", "timestamptz"),
        ("passed_on", "date"),
        ("left_days", "integer"),
        ("effect", "text NOT NULL"),
        ("whose", "text NOT NULL"),
        ("case_type", "text NOT NULL"),
        ("unit", "text"),
        ("responsible", "text"),
        ("anchor_pos", "bigint NOT NULL"),
    ),
    live="state IN ('running', 'suspended', 'counting')",
)

CASES = Projection(
    name="cases",
    kind="case",
    columns=(
        ("case_type", "text NOT NULL"),
        ("state", "text NOT NULL"),
        ("unit", "text"),
        ("responsible", "text"),
        ("referred_to", "text"),
        ("concerns", "text"),
        ("kind", "text"),
        ("category", "text"),
        ("received_at", "timestamptz"),
        ("attributes", "jsonb NOT NULL"),
        ("received_on", "date"),
    ),
    live="state = 'open'",
)

COMPLAINTS = Projection(
    name="complaints",
    kind="complaint",
    columns=(
        ("step", "text NOT NULL"),
        ("case_type", "text NOT NULL"),
        ("kind", "text"),
        ("category", "text"),
        ("concerns", "text"),
        ("unit", "text"),
        ("source", "text NOT NULL"),
        ("attributes", "jsonb NOT NULL"),
    ),
)

CASE_TIME = Projection(
    name="case_time",
    kind="case_time",
    columns=(
        ("case_type", "text NOT NULL"),
        ("started_at", "timestamptz NOT NULL"),
        ("ended_at", "timestamptz NOT NULL"),
        ("seconds", "double precision NOT NULL"),
        ("unit", "text"),
        ("responsible", "text"),
        ("attributes", "jsonb NOT NULL"),
        ("usable", "boolean NOT NULL"),
    ),
)

FINDINGS = Projection(
    name="findings",
    kind="finding",
    columns=(
        ("finding", "text NOT NULL"),
        ("case_type", "text NOT NULL"),
        ("event_pos", "bigint NOT NULL"),
        ("event_name", "text NOT NULL"),
        ("unit", "text"),
    ),
)

MEETINGS = Projection(
    name="meetings",
    kind="meeting",
    columns=(
        ("case_type", "text NOT NULL"),
        ("attended", "boolean"),
        ("reminded", "boolean NOT NULL"),
        ("unit", "text"),
        ("responsible", "text"),
    ),
)

SURVEYS = Projection(
    name="surveys",
    kind="survey",
    columns=(
        ("case_type", "text NOT NULL"),
        ("survey", "text NOT NULL"),
        ("question", "text"),
        ("score", "double precision NOT NULL"),
        ("best", "double precision NOT NULL"),
        ("unit", "text"),
    ),
)

CHECKS = Projection(
    name="checks",
    kind="check",
    columns=(
        ("case_type", "text NOT NULL"),
        ("concerns", "text NOT NULL"),
        ("stratum", "text"),
        ("check", "text NOT NULL"),
        ("answer", "text NOT NULL"),
        ("corrected", "boolean NOT NULL"),
    ),
)

DIFFERENCES = Projection(
    name="differences",
    kind="difference",
    columns=(
        ("case_type", "text NOT NULL"),
        ("system", "text NOT NULL"),
        ("difference", "text NOT NULL"),
        ("kind", "text NOT NULL"),
        ("concerns", "text NOT NULL"),
        ("field", "text"),
        ("here", "text"),
        ("there", "text"),
    ),
)

REMINDERS = Projection(
    name="reminders",
    kind="reminder",
    columns=(
        ("about", "text NOT NULL"),
        ("deadline", "text NOT NULL"),
        ("ends", "text NOT NULL"),
        ("due_on", "date"),
        ("due_at", "timestamptz"),
        ("anchor", "bigint NOT NULL"),
        ("expected", "boolean NOT NULL"),
        ("case_type", "text NOT NULL"),
        ("governed_from", "date"),
        ("unit", "text"),
        ("responsible", "text"),
        ("at", "timestamptz[] NOT NULL"),
        ("steps", "text[] NOT NULL"),
        ("numbers", "integer[] NOT NULL"),
    ),
    also_by=("gist (tstzrange(at[1], at[cardinality(at)], '[]'))",),
)

ALL = (DEADLINES, CASES, COMPLAINTS, CASE_TIME, FINDINGS, MEETINGS, SURVEYS, CHECKS, DIFFERENCES, REMINDERS)
PROJECTIONS: dict[str, Projection] = {table.name: table for table in ALL}
