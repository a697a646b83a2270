"""What is wrong with rows that are there already: the rules that the triggers hold, asked of the whole table."""

from __future__ import annotations

from typing import Any, Literal, LiteralString, NamedTuple

import psycopg

Rule = Literal["position", "recorded", "version", "body", "topic"]

# Each rule as its trigger has it; the least position first.
QUERIES: dict[Rule, LiteralString] = {
    "position": """
        SELECT notification_id FROM (
            SELECT notification_id, row_number() OVER (ORDER BY notification_id) AS number FROM sagsgang.stored_events
        ) AS these WHERE notification_id <> number ORDER BY notification_id LIMIT %s""",
    "recorded": """
        SELECT notification_id FROM (
            SELECT notification_id, recorded, lag(recorded) OVER (ORDER BY notification_id) AS before
            FROM sagsgang.stored_events
        ) AS these WHERE recorded < before OR NOT isfinite(recorded) ORDER BY notification_id LIMIT %s""",
    "version": """
        SELECT notification_id FROM (
            SELECT notification_id, originator_version,
                row_number() OVER (PARTITION BY originator_id ORDER BY notification_id) AS number
            FROM sagsgang.stored_events
        ) AS these WHERE originator_version <> number ORDER BY notification_id LIMIT %s""",
    "topic": """
        SELECT notification_id FROM sagsgang.stored_events AS e
        LEFT JOIN sagsgang.known_topics() AS known ON known.topic = e.topic
        WHERE known.topic IS NULL ORDER BY notification_id LIMIT %s""",
    "body": """
        SELECT notification_id FROM sagsgang.stored_events
        WHERE sagsgang.body_fault(state, source, event_id) IS NOT NULL ORDER BY notification_id LIMIT %s""",
}


class RowFault(NamedTuple):
    """A row that breaks a rule: its position, and which rule."""

    position: int
    rule: Rule


def row_faults(curs: psycopg.Cursor[Any], most: int = 5) -> list[RowFault]:
    """The first rows that break each rule, at most so many for a rule. Reads the whole table; needs the functions of
    the journal's format."""
    return [
        RowFault(next(iter(row.values())) if isinstance(row, dict) else row[0], rule)
        for rule, query in QUERIES.items()
        for row in curs.execute(query, (most,)).fetchall()
    ]
