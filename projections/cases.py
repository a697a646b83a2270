"""The overview of cases: what is open, who holds it, and how it divides by unit, state or any attribute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from psycopg import sql

from ..domain.fold.law import Law
from .grouping import groups_of
from .reader import Reader
from .table import Projection

PROJECTION = Projection(
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
    ),
    live="state = 'open'",
)


class Filter(NamedTuple):
    """Which cases are asked for; None: all. by: the field to divide by. only_open: no others among the items."""

    case_type: str | None = None
    by: str | None = None
    only_open: bool = False
    concerns: str | None = None
    limit: int = 50


class Group(msgspec.Struct, kw_only=True):
    """How many cases of a group are open and closed."""

    group: str | None
    open: int
    closed: int


class CaseItem(msgspec.Struct, kw_only=True):
    """One case at the moment asked. state: not-opened (facts but no opening yet), open or closed."""

    case: str
    type: str
    state: str
    unit: str | None
    responsible: str | None
    referred_to: str | None
    concerns: str | None
    kind: str | None
    category: str | None
    received_at: datetime | None
    attributes: dict[str, Any]


class Overview(msgspec.Struct, kw_only=True):
    """Cases at a moment; the oldest first."""

    as_of: datetime
    known_at: datetime | None
    position: int
    open: int
    closed: int
    by: list[Group]
    items: list[CaseItem]


OWN_FIELDS = {
    "unit": "unit",
    "type": "case_type",
    "state": "state",
    "responsible": "responsible",
    "referred_to": "referred_to",
    "kind": "kind",
    "category": "category",
}

COUNTS = """
SELECT {groups}, count(*) FILTER (WHERE state = 'open'), count(*) FILTER (WHERE state = 'closed')
FROM {known} AS known
WHERE (%(case_type)s::text IS NULL OR case_type = %(case_type)s)
  AND (%(concerns)s::text IS NULL OR concerns = %(concerns)s)
GROUP BY 1 ORDER BY 2 DESC, 3 DESC, 1
"""

ITEMS = """
SELECT case_id, case_type, state, unit, responsible, referred_to, concerns, kind, category, received_at, attributes
FROM {source} AS source
WHERE (%(case_type)s::text IS NULL OR case_type = %(case_type)s)
  AND (%(concerns)s::text IS NULL OR concerns = %(concerns)s)
ORDER BY received_at NULLS LAST, case_id LIMIT %(limit)s
"""


def overview(reader: Reader, wanted: Filter) -> Overview:
    """The cases at the reader's moment. Raises UnknownField."""
    fields = (wanted.by,) if wanted.by else ()
    groups, parameters = groups_of(fields, OWN_FIELDS, "attributes", reader.law)
    parameters |= {"case_type": wanted.case_type, "concerns": wanted.concerns}
    counts = reader.rows(sql.SQL(COUNTS).format(groups=groups, known=reader.known(PROJECTION)), **parameters)
    source = reader.asked(PROJECTION) if wanted.only_open else reader.known(PROJECTION)
    items = reader.rows(sql.SQL(ITEMS).format(source=source), **parameters, limit=wanted.limit)
    return Overview(
        as_of=reader.moment.as_of,
        known_at=reader.moment.known_at,
        position=reader.position,
        open=sum(count for _, count, _ in counts),
        closed=sum(count for _, _, count in counts),
        by=[Group(group=values[0], open=opened, closed=closed) for values, opened, closed in counts]
        if fields
        else [],
        items=[_item(item, reader.law) for item in items],
    )


def _item(row: Sequence[Any], law: Law) -> CaseItem:
    """As known before an attribute became personal, rows hold it; it is told all the same no more."""
    item = CaseItem(**dict(zip(CaseItem.__struct_fields__, row, strict=True)))
    personal = law.personal(item.type)
    item.attributes = {name: value for name, value in item.attributes.items() if name not in personal}
    return item
