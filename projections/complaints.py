"""Complaints: how many were received, decided and upheld, by period and kind, and how that changed."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from psycopg import sql

from ..domain.text import Text
from .grouping import Period, Selection, count, label
from .reader import Reader
from .table import Projection

PROJECTION = Projection(
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

DEFINITION = Text(
    da="Sager af en type med rollen complaint (klage). Modtaget, afgjort, medhold: klager, hvis første skridt af den "
    "art ligger i perioden. Ændring: modtagne mod perioden før; tom, hvor den havde ingen. Uafgjorte klager tælles "
    "som modtaget.",
    en="Cases of a type with the role complaint. received, decided, upheld: complaints whose first such step lies in "
    "the period. change_pct: received, against the period before; empty where that was none. Pending complaints "
    "count as received.",
)

STEPS = ("received", "answered", "reassessed", "forwarded", "decided", "upheld")


class Complaints(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Complaints of a group in a period. ``n`` is the number received."""

    group: str | dict[str, str | None] | None
    period: str | None = None
    n: int
    received: int
    answered: int
    reassessed: int
    forwarded: int
    decided: int
    upheld: int
    change_pct: float | None = None
    cases: list[str] | None = None


QUERY = """
SELECT {period} AS period, {groups} AS groups, {counts},
       CASE WHEN %(with_cases)s THEN array_agg(DISTINCT case_id ORDER BY case_id) END
FROM (
    -- A step that lies before the receipt in world time belongs to the same complaint.
    SELECT case_id, step, case_type, opened_at, source, attributes,
           coalesce(kind, max(kind) OVER complaint) AS kind,
           coalesce(category, max(category) OVER complaint) AS category,
           coalesce(concerns, max(concerns) OVER complaint) AS concerns,
           coalesce(unit, max(unit) OVER complaint) AS unit
    FROM {known} AS known WINDOW complaint AS (PARTITION BY case_id)
) AS known
WHERE (%(case_type)s::text IS NULL OR case_type = %(case_type)s) AND {window}
GROUP BY 1, 2 ORDER BY 1, 2
"""


def complaints(reader: Reader, selection: Selection) -> list[Complaints]:
    """Complaints by period and group. Raises UnknownField."""
    own = {
        "kind": "kind",
        "category": "category",
        "unit": "unit",
        "source": "source",
        "type": "case_type",
        "concerns": "concerns",
    }
    counts = sql.SQL(", ").join(
        sql.SQL("count(*) FILTER (WHERE step = {})").format(sql.Literal(step)) for step in STEPS
    )
    found = count(
        reader,
        QUERY,
        selection,
        at="opened_at",
        own=own,
        attributes="attributes",
        known=reader.known(PROJECTION),
        counts=counts,
    )
    answers = [
        _row(label(selection.by, values), period, numbers, behind) for period, values, *numbers, behind in found
    ]
    return _with_change(answers, selection.period) if selection.period else answers


def _row(
    group: str | dict[str, str | None] | None,
    period: str | None,
    numbers: list[int],
    cases: list[str] | None = None,
) -> Complaints:
    received, answered, reassessed, forwarded, decided, upheld = numbers
    return Complaints(
        group=group,
        period=period,
        n=received,
        received=received,
        answered=answered,
        reassessed=reassessed,
        forwarded=forwarded,
        decided=decided,
        upheld=upheld,
        cases=cases,
    )


def _with_change(found: list[Complaints], period: Period) -> list[Complaints]:
    """Each group gets every period between its first and its last, and the change from the one before."""
    by_group: dict[str, dict[str, Complaints]] = {}
    for row in found:
        by_group.setdefault(repr(row.group), {})[row.period or ""] = row
    answers = []
    for rows in by_group.values():
        group = next(iter(rows.values())).group
        before: int | None = None
        for name in _periods(min(rows), max(rows), period):
            row = rows.get(name) or _row(group, name, [0] * len(STEPS))
            if before:
                row.change_pct = round(100 * (row.received - before) / before, 1)
            before = row.received
            answers.append(row)
    return sorted(answers, key=lambda row: (row.period or "", repr(row.group)))


def _periods(first: str, last: str, period: Period) -> Iterable[str]:
    """The names of the periods from ``first`` to ``last``, both included."""
    per_year = {"month": 12, "quarter": 4, "half": 2, "year": 1}[period]
    prefix = {"month": "-", "quarter": "-Q", "half": "-H", "year": ""}[period]

    def number(name: str) -> int:
        year, _, part = name.partition(prefix) if prefix else (name, "", "1")
        return int(year) * per_year + int(part) - 1

    for place in range(number(first), number(last) + 1):
        year, part = divmod(place, per_year)
        yield f"{year:04d}" + (f"{prefix}{part + 1:0{2 if period == 'month' else 1}d}" if prefix else "")
