"""Which differences between our cases and other systems' lists are open, the oldest first."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import msgspec
from psycopg import sql

from ...domain.text import Text
from ..asking.name_check import check_unit
from ..asking.reader import AsKnown, Reader
from ..tables.catalogue import CASES, DIFFERENCES

DEFINITION = Text(
    da="Differencer fundet ved samkøring og ikke afklaret på det spurgte tidspunkt, de ældste først. since: da "
    "forskellen blev fundet; ændrer en værdi sig siden, regnes der fra ændringen. unit: enheden, der har sagen nu.",
    en="Differences found by a reconciliation and not settled at the moment asked, oldest first. since: when the "
    "difference was found; where a value changed since, from the change. unit: the one that holds the case now.",
)


class DifferenceFilter(NamedTuple):
    """Which open differences are asked for; None: all. case_type: of the reconciliation. open_for: at least so many days."""

    case_type: str | None = None
    system: str | None = None
    unit: str | None = None
    open_for: int = 0
    limit: int = 50
    skipped: int = 0


class OpenDifference(msgspec.Struct, kw_only=True):
    """One open difference. reconciliation: the case it was recorded in. days_open: local days since it was found."""

    reconciliation: str
    system: str
    difference: str
    kind: str
    case: str
    field: str | None
    here: str | None
    there: str | None
    unit: str | None
    since: datetime
    days_open: int


class OpenDifferences(AsKnown, kw_only=True):
    """The open differences at a moment. open: all that fit the filter; items: the oldest of them.

    next: the cursor of the items that follow.
    """

    open: int
    items: list[OpenDifference]
    next: str | None = None


CHOSEN = """
WITH chosen AS (
    SELECT d.case_id, d.system, d.difference, d.kind, d.concerns, d.field, d.here, d.there, c.unit, d.opened_at,
           (%(as_of)s::timestamptz AT TIME ZONE %(zone)s)::date - (d.opened_at AT TIME ZONE %(zone)s)::date AS days
    FROM {differences} AS d LEFT JOIN {cases} AS c ON c.case_id = d.concerns
    WHERE (%(case_type)s::text IS NULL OR d.case_type = %(case_type)s)
      AND (%(system)s::text IS NULL OR d.system = %(system)s)
      AND (%(unit)s::text IS NULL OR c.unit = %(unit)s)
)
"""
COUNT = "SELECT count(*) FROM chosen WHERE days >= %(open_for)s"
ITEMS = """
SELECT * FROM chosen WHERE days >= %(open_for)s
ORDER BY opened_at, case_id, difference LIMIT %(limit)s OFFSET %(skipped)s
"""


def open_differences(reader: Reader, wanted: DifferenceFilter) -> OpenDifferences:
    """The open differences at the reader's moment. Raises Problem ``unknown-unit``."""
    check_unit(reader, wanted.unit)
    chosen = sql.SQL(CHOSEN).format(differences=reader.asked(DIFFERENCES), cases=reader.known(CASES))
    [(still_open,)] = reader.rows(chosen + sql.SQL(COUNT), **wanted._asdict())
    rows = reader.rows(chosen + sql.SQL(ITEMS), **wanted._asdict())
    items = [OpenDifference(**dict(zip(OpenDifference.__struct_fields__, row, strict=True))) for row in rows]
    return OpenDifferences(
        **reader.moment.told(reader.position),
        open=still_open,
        items=items,
    )
