"""What is wrong with rows that are there already: the rules that the triggers hold, asked of the whole table.

So it says beforehand what a journal that is made anew will not take.
"""

from __future__ import annotations

from typing import Any, Literal, LiteralString, NamedTuple

import msgspec
import psycopg
from psycopg.errors import ProgramLimitExceeded
from psycopg.rows import tuple_row

Rule = Literal["position", "recorded", "version", "body", "topic", "stream", "size", "twice"]

# Each rule as its trigger has it.
ROWS: LiteralString = (
    "(SELECT * FROM sagsgang.stored_events WHERE %(until)s::bigint IS NULL OR notification_id <= %(until)s) AS e"
)
QUERIES: dict[Rule, LiteralString] = {
    "position": """
        SELECT notification_id FROM (
            SELECT notification_id, row_number() OVER (ORDER BY notification_id) AS number FROM {rows}
        ) AS these WHERE notification_id <> number""",
    "recorded": """
        SELECT notification_id FROM (
            SELECT notification_id, recorded, lag(recorded) OVER (ORDER BY notification_id) AS before FROM {rows}
        ) AS these WHERE recorded < before OR NOT isfinite(recorded) OR recorded < '0001-01-02 00:00+00'""",
    "version": """
        SELECT notification_id FROM (
            SELECT notification_id, originator_version,
                row_number() OVER (PARTITION BY originator_id ORDER BY notification_id) AS number
            FROM {rows}
        ) AS these WHERE originator_version <> number""",
    "topic": """
        SELECT notification_id FROM {rows}
        LEFT JOIN sagsgang.known_topics() AS known ON known.topic = e.topic WHERE known.topic IS NULL""",
    "stream": """
        SELECT notification_id FROM {rows} JOIN sagsgang.known_topics() AS known ON known.topic = e.topic
        WHERE CASE
            WHEN known.stream = '' THEN starts_with(originator_id, '$')
            WHEN known.stream LIKE '%%/' THEN NOT starts_with(originator_id, known.stream)
            ELSE originator_id <> known.stream END""",
    "size": """
        SELECT notification_id FROM {rows}
        WHERE octet_length(state) > 16777216 OR octet_length(originator_id) > 1000 OR originator_id = ''""",
    "body": """
        SELECT notification_id FROM (
            SELECT notification_id, source, event_id, convert_from(state, 'UTF8')::jsonb AS body FROM {rows} OFFSET 0
        ) AS read
            WHERE body ->> 'source' IS DISTINCT FROM source OR body ->> 'id' IS DISTINCT FROM event_id
                OR sagsgang.says_when(body ->> 'occurred') IS NOT TRUE""",
}
# Where one of them can not even be read, one after the other.
ONE_BY_ONE: LiteralString = """
    SELECT notification_id FROM {rows} WHERE sagsgang.body_fault(state, source, event_id) IS NOT NULL"""
# Asked where no constraint says it: that takes a sort of all.
TWICE: LiteralString = """
    SELECT notification_id FROM (
        SELECT notification_id, row_number() OVER (PARTITION BY source, event_id ORDER BY notification_id) AS number
        FROM {rows}
    ) AS these WHERE number > 1"""
UNIQUE: LiteralString = """
    SELECT EXISTS (SELECT FROM pg_constraint WHERE conname = 'stored_events_identity' AND convalidated
        AND conrelid = 'sagsgang.stored_events'::regclass)"""
FIRST: LiteralString = """
    SELECT notification_id, count(*) OVER () FROM ({query}) AS broken ORDER BY notification_id LIMIT %(most)s"""


class BrokenRule(msgspec.Struct, frozen=True):
    """A rule that rows break: the first positions, and how many rows in all."""

    rule: Rule
    positions: list[int]
    rows: int


class RowFault(NamedTuple):
    """A row that breaks a rule: its position, and which rule."""

    position: int
    rule: Rule


def row_faults(connection: psycopg.Connection[Any], most: int = 5) -> list[RowFault]:
    """The first rows that break each rule, at most so many for a rule."""
    broken = broken_rules(connection, most=most)
    return [RowFault(position, one.rule) for one in broken for position in one.positions]


def broken_rules(
    connection: psycopg.Connection[Any], until: int | None = None, *, most: int = 10
) -> list[BrokenRule]:
    """The rules that rows up to a position (None: all) break. Reads the whole table, in a transaction of the caller's; needs
    the functions of the journal's format."""
    wanted = {"until": until, "most": most}
    found: list[BrokenRule] = []
    with connection.cursor(row_factory=tuple_row) as cursor:

        def look(rule: Rule, query: LiteralString) -> None:
            rows = cursor.execute(FIRST.replace("{query}", query).replace("{rows}", ROWS), wanted).fetchall()
            if rows:
                found.append(BrokenRule(rule, [position for position, _ in rows], rows[0][1]))

        for rule, query in QUERIES.items():
            try:
                with connection.transaction():
                    look(rule, query)
            except (psycopg.DataError, ProgramLimitExceeded):
                look(rule, ONE_BY_ONE)
        if cursor.execute(UNIQUE).fetchone() != (True,):
            look("twice", TWICE)
    return found
