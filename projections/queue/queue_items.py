"""Which deadlines are open, which are overdue, and what is due next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, LiteralString, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from psycopg import sql

from ...domain.day_or_instant import DayOrInstant
from ...domain.text import Text
from ...domain.words.published_names import Labels
from ..asking.name_check import check_responsible, check_unit
from ..asking.reader import AsKnown, Reader
from ..tables.catalogue import DEADLINES

# The instant by which an instance belongs in a period: that of the day on which it first passed, wherever its end was
# moved since; else of the end that it has. docs/deadlines.md, rule 16.
COUNTS_AT: LiteralString = """
    CASE WHEN breached_at IS NOT NULL THEN passed_on::timestamp AT TIME ZONE %(zone)s
         ELSE coalesce(due_at, due_on::timestamp AT TIME ZONE %(zone)s) END"""
# ``domain.facts.is_overdue`` of a row, as of the moment.
OVERDUE: LiteralString = "coalesce(overdue_from <= %(as_of)s AND state = 'running', false)"
# How the timeliness counts an instance; NULL: not at all. One that has passed and was moved is late or still open.
OUTCOME: LiteralString = """
    CASE WHEN whose = 'party' THEN NULL
         WHEN breached_at IS NULL AND coalesce(overdue_from > %(as_of)s, true) THEN NULL
         WHEN state = 'running' OR (state IN ('suspended', 'counting') AND breached_at IS NOT NULL) THEN 'still_open'
         WHEN state IN ('met', 'cancelled', 'lapsed', 'restarted')
              AND (breached_at IS NOT NULL OR overdue_from <= opened_at) THEN 'late'
         WHEN state = 'met' THEN 'on_time' END"""


class QueueFilter(NamedTuple):
    """Which open deadlines are asked for; None: all. overdue, due_within_days narrow the items, not the counts.

    limit: how many items at most, after so many (``skipped``); None: all.
    """

    case_type: str | None = None
    unit: str | None = None
    responsible: str | None = None
    deadline: str | None = None
    overdue: bool = False
    due_within_days: int | None = None
    limit: int | None = 50
    skipped: int = 0


class QueueItem(msgspec.Struct, kw_only=True):
    """One open deadline. due: a date, or an instant in UTC; none while suspended or when it can't be computed.

    state counting: months add up to it; due is then when they would, if every month from now on were paid.
    days_left: local days from the moment to the due date, negative when past; while suspended, what is left.
    breached: whether it was late once, whatever happened since. whose: the office's, or the party's.
    """

    case: str
    type: str
    deadline: str
    due: DayOrInstant | None
    overdue: bool
    days_left: int | None
    unit: str | None
    responsible: str | None
    state: str
    effect: str
    cycle: int
    breached: bool
    whose: str
    type_label: Text
    deadline_label: Text


class Queue(AsKnown, kw_only=True):
    """The open deadlines at a moment, most urgent first; ``open``, ``overdue``: all that fit the filter.

    next: the cursor of the items that follow.
    """

    open: int
    overdue: int
    items: list[QueueItem]
    next: str | None = None


QUEUE: LiteralString = f"""
WITH chosen AS (
    SELECT *, {OVERDUE} AS is_overdue
    FROM {{asked}} AS asked
    WHERE (%(case_type)s::text IS NULL OR case_type = %(case_type)s)
      AND (%(unit)s::text IS NULL OR unit = %(unit)s)
      AND (%(responsible)s::text IS NULL OR responsible = %(responsible)s)
      AND (%(deadline)s::text IS NULL OR deadline = %(deadline)s)
), counted AS (
    SELECT count(*) AS open, count(*) FILTER (WHERE is_overdue) AS overdue FROM chosen
)
SELECT counted.open, counted.overdue, items.*
FROM counted LEFT JOIN LATERAL (
    SELECT case_id, case_type, deadline, due_on, due_at, is_overdue, left_days, unit, responsible, state, effect,
           cycle, breached_at, whose
    FROM chosen
    WHERE (NOT %(only_overdue)s AND %(due_before)s::timestamptz IS NULL)
       OR (%(only_overdue)s AND is_overdue)
       OR (state IN ('running', 'counting') AND overdue_from > %(as_of)s AND overdue_from <= %(due_before)s)
    -- A count whose expected end went by without its months being paid has no end that anyone knows.
    ORDER BY CASE WHEN state <> 'counting' OR overdue_from > %(as_of)s THEN overdue_from END NULLS LAST,
             case_id, deadline, cycle
    LIMIT %(limit)s OFFSET %(skipped)s
) AS items ON true
"""  # noqa: S608 - a constant


def queue(reader: Reader, wanted: QueueFilter) -> Queue:
    """The queue at the reader's moment. Raises Problem ``unknown-unit``, ``unknown-responsible``."""
    moment = reader.moment
    found = reader.rows(
        sql.SQL(QUEUE).format(asked=reader.asked(DEADLINES)),
        case_type=wanted.case_type,
        unit=wanted.unit,
        responsible=wanted.responsible,
        deadline=wanted.deadline,
        only_overdue=wanted.overdue,
        due_before=_due_before(moment.as_of, moment.zone, wanted.due_within_days),
        limit=wanted.limit,
        skipped=wanted.skipped,
    )
    if not found[0][0]:  # a name that has open deadlines is known
        check_unit(reader, wanted.unit)
        check_responsible(reader, wanted.responsible)
    zones, labels = _zones(reader), Labels(reader.law)
    items = [_item(row[2:], moment.as_of, zones, labels) for row in found if row[2] is not None]
    return Queue(
        **moment.told(reader.position),
        open=found[0][0],
        overdue=found[0][1],
        items=items,
    )


def _due_before(as_of: datetime, zone: ZoneInfo, days: int | None) -> datetime | None:
    """``days`` local days after the moment, at the same time of day."""
    if days is None:
        return None
    return as_of.astimezone(zone) + timedelta(days=days)


def _zones(reader: Reader) -> dict[str, ZoneInfo]:
    zones = {}
    for type_id in reader.law.types():
        rules = reader.law.rules(type_id, reader.position)
        if rules is not None:
            zones[type_id] = rules.zone
    return zones


def _item(row: tuple[Any, ...], as_of: datetime, zones: dict[str, ZoneInfo], labels: Labels) -> QueueItem:
    (
        case,
        case_type,
        deadline,
        due_on,
        due_at,
        overdue,
        left,
        unit,
        responsible,
        state,
        effect,
        cycle,
        breached,
        whose,
    ) = row
    zone = zones.get(case_type)
    due_day = due_on or (due_at.astimezone(zone).date() if due_at else None)
    if state == "counting" and due_on is not None and due_on < as_of.astimezone(zone).date():
        due_on = due_day = None
    return QueueItem(
        case=case,
        type=case_type,
        deadline=deadline,
        due=due_on or due_at,
        overdue=overdue,
        days_left=left if due_day is None else (due_day - as_of.astimezone(zone).date()).days,
        unit=unit,
        responsible=responsible,
        state=state,
        effect=effect,
        cycle=cycle,
        breached=breached is not None or overdue,
        whose=whose,
        type_label=labels.type(case_type),
        deadline_label=labels.deadline(case_type, deadline),
    )
