"""The overview of cases: what is open, who holds it, and how it divides by unit, state or any attribute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec
from psycopg import sql

from ...domain.fold.law import Law
from ...domain.text import Text
from ...domain.words.published_names import Labels
from ..asking.grouping import groups_of, label, labels_of
from ..asking.reader import AsKnown, Reader
from ..tables.catalogue import CASE_TIME, CASES


class CaseFilter(NamedTuple):
    """Which cases are asked for; None: all. by: the fields to divide by. only_open: no others among the items."""

    case_type: str | None = None
    by: tuple[str, ...] = ()
    only_open: bool = False
    concerns: str | None = None
    limit: int = 50
    skipped: int = 0


class Group(msgspec.Struct, kw_only=True):
    """How many cases of a group are open and closed."""

    group: str | dict[str, str | None] | None
    open: int
    closed: int


class CaseItem(msgspec.Struct, kw_only=True):
    """One case at the moment asked. state: not-opened (facts but no opening yet), open or closed.

    received_on: the day of its opening, where no hour is known. closed_at: when it closed; none while it is open.
    """

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
    received_on: date | None
    closed_at: datetime | None
    type_label: Text


class Overview(AsKnown, kw_only=True):
    """Cases at a moment; the oldest first. next: the cursor of the items that follow.

    labels: what the values of the groups are called, by the field that they are of.
    """

    open: int
    closed: int
    by: list[Group]
    items: list[CaseItem]
    next: str | None = None
    labels: dict[str, dict[str, Text]] = msgspec.field(default_factory=dict)


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
GROUP BY 1 HAVING count(*) FILTER (WHERE state IN ('open', 'closed')) > 0 ORDER BY 2 DESC, 3 DESC, 1
"""

ITEMS = """
SELECT case_id, case_type, state, unit, responsible, referred_to, concerns, kind, category, received_at, attributes,
       received_on, CASE WHEN state = 'closed' THEN (
           SELECT ended_at FROM {case_times} AS closing WHERE closing.case_id = chosen.case_id) END
FROM (
    SELECT * FROM {source} AS source
    WHERE (%(case_type)s::text IS NULL OR case_type = %(case_type)s)
      AND (%(concerns)s::text IS NULL OR concerns = %(concerns)s)
    ORDER BY received_at NULLS LAST, case_id LIMIT %(limit)s OFFSET %(skipped)s
) AS chosen ORDER BY received_at NULLS LAST, case_id
"""


def overview(reader: Reader, wanted: CaseFilter) -> Overview:
    """The cases at the reader's moment. Raises UnknownField."""
    groups, parameters = groups_of([(field, "by") for field in wanted.by], OWN_FIELDS, "attributes", reader.law)
    parameters |= {"case_type": wanted.case_type, "concerns": wanted.concerns}
    counts = reader.rows(sql.SQL(COUNTS).format(groups=groups, known=reader.known(CASES)), **parameters)
    source = reader.asked(CASES) if wanted.only_open else reader.known(CASES)
    chosen = sql.SQL(ITEMS).format(source=source, case_times=reader.known(CASE_TIME))
    items = reader.rows(chosen, **parameters, limit=wanted.limit, skipped=wanted.skipped)
    labels = Labels(reader.law)
    return Overview(
        **reader.moment.told(reader.position),
        open=sum(count for _, count, _ in counts),
        closed=sum(count for _, _, count in counts),
        by=[Group(group=label(wanted.by, values), open=opened, closed=closed) for values, opened, closed in counts]
        if wanted.by
        else [],
        items=[_item(item, reader.law, labels) for item in items],
        labels=labels_of(labels, wanted.by, [values for values, _, _ in counts], wanted.case_type),
    )


def _item(row: Sequence[Any], law: Law, labels: Labels) -> CaseItem:
    """As known before an attribute became personal, rows hold it; it is told all the same no more."""
    told = dict(zip(CaseItem.__struct_fields__, row, strict=False))
    item = CaseItem(**told, type_label=labels.type(told["type"]))
    personal = law.personal(item.type)
    item.attributes = {name: value for name, value in item.attributes.items() if name not in personal}
    return item
