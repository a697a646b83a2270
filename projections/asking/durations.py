"""Days between two moments, in SQL: whole local days between dates, days of 86,400 s between instants.

A row keeps the instant at which something began; that of a date-only fact is 00:00 local time, and so is where a period
of the calendar begins. Between two such there are whole days, whatever the clocks do in between.
"""

from __future__ import annotations

import json
from datetime import datetime, time
from typing import Any, LiteralString
from zoneinfo import ZoneInfo

from psycopg import sql

from .reader import Reader

DAY = 86_400  # seconds

# The zone of the case's type; that of the question for a type that was never published.
ZONE: LiteralString = "coalesce(%(zones)s::jsonb ->> case_type, %(zone)s)"

_DAYS: LiteralString = """
(CASE WHEN ({since} AT TIME ZONE {zone})::time = '00:00' AND ({until} AT TIME ZONE {zone})::time = '00:00'
      THEN (({until} AT TIME ZONE {zone})::date - ({since} AT TIME ZONE {zone})::date)::double precision
      ELSE extract(epoch FROM {until} - {since})::double precision / {day} END)
"""


def days(since: LiteralString, until: LiteralString) -> sql.Composed:
    """Days from one instant to another, of a row that has ``case_type``; the query takes ``zones``."""
    return sql.SQL(_DAYS).format(
        since=sql.SQL(since), until=sql.SQL(until), zone=sql.SQL(ZONE), day=sql.Literal(DAY)
    )


def zones(reader: Reader) -> dict[str, Any]:
    """The parameter ``zones``: the zone of each case type, as known."""
    known = {type_id: reader.law.rules(type_id, reader.position) for type_id in reader.law.types()}
    return {"zones": json.dumps({type_id: rules.zone.key for type_id, rules in known.items() if rules})}


def zone_of(reader: Reader, case_type: str) -> ZoneInfo:
    """The zone of a case type, as known; that of the question for a type that was never published."""
    rules = reader.law.rules(case_type, reader.position)
    return rules.zone if rules is not None else reader.moment.zone


def days_between(since: datetime, until: datetime, zone: ZoneInfo) -> float:
    """The same outside SQL."""
    begins, ends = since.astimezone(zone), until.astimezone(zone)
    if begins.time() == ends.time() == time.min:
        return float((ends.date() - begins.date()).days)
    return (until - since).total_seconds() / DAY
