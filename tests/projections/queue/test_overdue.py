"""What is overdue is decided in one place, and said in SQL in another: they say the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args

import psycopg
from psycopg import sql
from sagsgang.domain.facts import DeadlineState, is_overdue
from sagsgang.projections.queue.queue_items import OVERDUE

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def test_sql_and_python_agree_on_what_is_overdue(server_url: str) -> None:
    """Given deadlines in every state, whose first overdue instant is before, at or after the moment asked, or never comes,
    then both say the same of each; and only one that runs, at that instant or after, is overdue."""
    ends = (NOON - MICROSECOND, NOON, NOON + MICROSECOND, None)
    rows = [(state, end) for state in get_args(DeadlineState) for end in ends]
    found = [is_overdue(state, end, NOON) for state, end in rows]
    assert [row for row, overdue in zip(rows, found, strict=True) if overdue] == [
        ("running", NOON - MICROSECOND),
        ("running", NOON),
    ]
    query = sql.SQL(
        "SELECT {} FROM unnest(%(states)s::text[], %(ends)s::timestamptz[])"
        " WITH ORDINALITY AS row (state, overdue_from, place) ORDER BY place"
    ).format(sql.SQL(OVERDUE))
    values = {"as_of": NOON, "states": [state for state, _ in rows], "ends": [end for _, end in rows]}
    with psycopg.connect(server_url) as connection:
        assert [overdue for (overdue,) in connection.execute(query, values)] == found
