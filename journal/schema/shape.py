"""What a whole journal has in the database: one list, read by opening, by putting back, and by whoever checks.

The texts are those of the catalogue, the same on every server from version 15 on; of functions, a digest of the body
that the steps of change (``schema_N.sql``) give them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import md5
from importlib.resources import files
from typing import Any, LiteralString, NamedTuple

import psycopg

from ...domain.events.encoding import TOPICS
from ...domain.events.publications import PUBLICATIONS, beginning_of_stream

STEP = re.compile(r"schema_(\d+)\.sql")
FUNCTION = re.compile(r"(?:CREATE|REPLACE) FUNCTION sagsgang\.(\w+)(\(.*?)AS \$\$(.*?)\$\$;", re.DOTALL)
DEFINER = "SECURITY DEFINER"
BEFORE, INSERT, DELETE, UPDATE, TRUNCATE = (
    2,
    4,
    8,
    16,
    32,
)  # of pg_trigger.tgtype; for each statement is nothing more
CHANGE = BEFORE + DELETE + UPDATE + TRUNCATE


class Piece(NamedTuple):
    """Something in the catalogue: what it is, its name, and what the catalogue says of it."""

    kind: str
    name: str
    text: str


class Fault(NamedTuple):
    """A piece that is not as it should be. found: what the catalogue says of it; None: it is not there."""

    kind: str
    name: str
    found: str | None


def _steps() -> list[str]:
    """The SQL of the steps of change, from the first on: format N is what step N leaves."""
    folder = files(__package__)
    numbers = sorted(int(step[1]) for file in folder.iterdir() if (step := STEP.fullmatch(file.name)))
    return [
        folder.joinpath(name).read_text("utf-8") for name in ("schema.sql", *(f"schema_{n}.sql" for n in numbers))
    ]


STEPS = _steps()
KNOWN_TOPICS = "known_topics"
TOPIC_LINE = re.compile(r"\('([^']*)', '([^']*)'\)")

TABLE: tuple[Piece, ...] = (
    Piece("column", "stored_events.originator_id", 'text "C" not null'),
    Piece("column", "stored_events.originator_version", "bigint not null"),
    Piece("column", "stored_events.topic", "text not null"),
    Piece("column", "stored_events.state", "bytea not null"),
    Piece("column", "stored_events.notification_id", "bigint not null"),
    Piece("column", "stored_events.source", 'text "C" not null'),
    Piece("column", "stored_events.event_id", 'text "C" not null'),
    Piece("column", "stored_events.recorded", "timestamp with time zone not null"),
    Piece("constraint", "stored_events.stored_events_pkey", "PRIMARY KEY (originator_id, originator_version)"),
    Piece("constraint", "stored_events.stored_events_identity", "UNIQUE (source, event_id)"),
    Piece("constraint", "stored_events.stored_events_version", "CHECK ((originator_version > 0))"),
    Piece("index", "stored_events.stored_events_notification_id_idx", "unique btree (notification_id)"),
    Piece("index", "stored_events.stored_events_recorded_idx", "btree (recorded, notification_id)"),
    Piece("trigger", "stored_events.append_only", f"always {CHANGE} refuse_change"),
    Piece("trigger", "stored_events.one_order", f"always {INSERT} check_order added"),
    Piece("trigger", "stored_events.by_the_clock", f"always {INSERT} check_clock added"),
    Piece("trigger", "stored_events.nothing_gone", f"always {BEFORE + INSERT} refuse_reuse"),
    Piece("table", "rejections", ""),
    Piece("trigger", "rejections.append_only", f"always {CHANGE} refuse_change"),
    Piece("trigger", "rejections.counted", f"always {INSERT} count_rejections added"),
    Piece("table", "rejections_counted", ""),
    Piece("trigger", "rejections_counted.append_only", f"always {CHANGE} refuse_change"),
)


SINCE: dict[str, int] = {
    "stored_events.nothing_gone": 4,
    "rejections.counted": 4,
    "rejections_counted": 4,
    "rejections_counted.append_only": 4,
}
"""What a later format than the second brought, by its number."""


def pieces_of(number: int) -> tuple[Piece, ...]:
    """What a journal of a format has, from the second on: a later step may say otherwise what a function does."""
    functions = {name: (said, body) for step in STEPS[:number] for name, said, body in FUNCTION.findall(step)}
    return (
        *(one for one in TABLE if SINCE.get(one.name, 2) <= number),
        *(
            Piece(
                "function",
                name,
                md5(body.encode(), usedforsecurity=False).hexdigest() + (" definer" if DEFINER in said else ""),
            )
            for name, (said, body) in sorted(functions.items())
        ),
    )


PIECES = pieces_of(len(STEPS))
"""All but the kinds of event, of which a newer program may have told the journal more."""

# What has been lost of the table itself, put back. The triggers and functions come with the steps.
REMEDIES: dict[str, LiteralString] = {
    "stored_events.stored_events_pkey": "ALTER TABLE sagsgang.stored_events"
    " ADD CONSTRAINT stored_events_pkey PRIMARY KEY (originator_id, originator_version)",
    "stored_events.stored_events_identity": "ALTER TABLE sagsgang.stored_events"
    " ADD CONSTRAINT stored_events_identity UNIQUE (source, event_id)",
    "stored_events.stored_events_version": "ALTER TABLE sagsgang.stored_events"
    " ADD CONSTRAINT stored_events_version CHECK (originator_version > 0)",
    "stored_events.stored_events_notification_id_idx": "CREATE UNIQUE INDEX stored_events_notification_id_idx"
    " ON sagsgang.stored_events (notification_id)",
    "stored_events.stored_events_recorded_idx": "CREATE INDEX stored_events_recorded_idx"
    " ON sagsgang.stored_events (recorded, notification_id)",
}

# One query, over the tables of the journal and its functions. Indexes that carry a constraint are told as that.
FOUND: LiteralString = """
    WITH schema AS (SELECT oid FROM pg_namespace WHERE nspname = 'sagsgang'),
    tables AS (SELECT c.oid, relname FROM pg_class AS c JOIN schema ON relnamespace = schema.oid
        WHERE relname IN ('stored_events', 'rejections', 'rejections_counted') AND relkind = 'r')
    SELECT 'format' AS kind, relname AS name, coalesce(obj_description(oid, 'pg_class'), '') AS text FROM tables
        WHERE relname = 'stored_events'
    UNION ALL
    SELECT 'table', relname, '' FROM tables WHERE relname <> 'stored_events'
    UNION ALL
    SELECT 'column', relname || '.' || attname, format_type(atttypid, atttypmod)
        || CASE collname WHEN 'default' THEN '' ELSE coalesce(' "' || collname || '"', '') END
        || CASE WHEN attnotnull THEN ' not null' ELSE '' END
        || CASE WHEN atthasdef THEN ' default' ELSE '' END
    FROM tables JOIN pg_attribute ON attrelid = tables.oid AND attnum > 0 AND NOT attisdropped
        LEFT JOIN pg_collation AS l ON l.oid = attcollation
    WHERE relname = 'stored_events'
    UNION ALL
    SELECT 'constraint', relname || '.' || conname, pg_get_constraintdef(k.oid)
    FROM tables JOIN pg_constraint AS k ON conrelid = tables.oid
    WHERE contype IN ('p', 'u', 'c', 'x', 'f') AND relname = 'stored_events'
    UNION ALL
    SELECT 'index', relname || '.' || (SELECT relname FROM pg_class WHERE oid = indexrelid),
        CASE WHEN indisunique THEN 'unique ' ELSE '' END
        || (SELECT amname FROM pg_am JOIN pg_class AS i ON i.relam = pg_am.oid WHERE i.oid = indexrelid) || ' ('
        || (SELECT string_agg(pg_get_indexdef(indexrelid, n, true), ', ' ORDER BY n)
            FROM generate_series(1, indnkeyatts) AS n) || ')'
        || CASE WHEN indpred IS NULL THEN '' ELSE ' partial' END
        || CASE WHEN indisvalid AND indisready THEN '' ELSE ' invalid' END
    FROM tables JOIN pg_index ON indrelid = tables.oid
    WHERE relname = 'stored_events' AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
    UNION ALL
    SELECT 'trigger', relname || '.' || tgname,
        CASE tgenabled WHEN 'A' THEN 'always' WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' ELSE 'enabled' END
        || ' ' || tgtype::text || ' ' || coalesce(f.proname, '-') || coalesce(' ' || tgnewtable, '')
        || coalesce(' ' || tgoldtable, '') || CASE WHEN tgqual IS NULL THEN '' ELSE ' when' END
        || CASE WHEN f.pronamespace = schema.oid THEN '' ELSE ' elsewhere' END
    FROM schema, tables JOIN pg_trigger ON tgrelid = tables.oid AND NOT tgisinternal LEFT JOIN pg_proc AS f ON f.oid = tgfoid
    UNION ALL
    SELECT 'function', proname, CASE WHEN proname = 'known_topics' THEN prosrc ELSE md5(prosrc) END
        || CASE WHEN prosecdef THEN ' definer' ELSE '' END
    FROM schema JOIN pg_proc ON pronamespace = schema.oid
    UNION ALL
    SELECT 'rule', relname || '.' || rulename, 'rule' FROM tables JOIN pg_rewrite ON ev_class = tables.oid"""


class Shape(NamedTuple):
    """What the catalogue says of a journal. format: its mark ('' without one); None: there is no journal at all.

    topics: the kinds of event that it knows, each with the beginning of its streams ('': those of cases).
    """

    format: str | None
    pieces: frozenset[Piece]
    topics: dict[str, str]

    @property
    def faults(self) -> list[Fault]:
        """What is not as it should be; what is there beside it, and could change what is written, too."""
        return self.faults_beside(PIECES)

    def faults_beside(self, pieces: Sequence[Piece]) -> list[Fault]:
        """The same of a journal that has ``pieces``."""
        found = {(one.kind, one.name): one.text for one in self.pieces}
        wanted = {(one.kind, one.name): one.text for one in pieces}
        wrong = [Fault(*key, found.get(key)) for key, text in wanted.items() if found.get(key) != text]
        beside = [
            Fault(*key, text)
            for key, text in sorted(found.items())
            if key not in wanted and key[0] in ("trigger", "rule")
        ]
        return wrong + beside

    @property
    def unknown_topics(self) -> dict[str, str]:
        """The kinds of event that this program writes and the journal does not take yet."""
        return {topic: stream for topic, stream in WRITTEN.items() if self.topics.get(topic) != stream}


WRITTEN: dict[str, str] = {
    topic: beginning_of_stream(PUBLICATIONS[topic]) if topic in PUBLICATIONS else "" for topic in sorted(TOPICS)
}
"""The kinds of event that this program writes, as ``Shape.topics``."""


def shape_of(curs: psycopg.Cursor[Any]) -> Shape:
    """What the catalogue says, in one query. Needs no rights."""
    rows = [Piece(*(row.values() if isinstance(row, dict) else row)) for row in curs.execute(FOUND).fetchall()]
    marks = [one.text for one in rows if one.kind == "format"]
    topics = [one.text for one in rows if (one.kind, one.name) == ("function", KNOWN_TOPICS)]
    pieces = frozenset(one for one in rows if one.kind != "format" and one.name != KNOWN_TOPICS)
    return Shape(marks[0] if marks else None, pieces, dict(TOPIC_LINE.findall("".join(topics))))


def telling_topics(topics: dict[str, str]) -> str:
    """The statement that tells the journal which kinds of event it takes. A function, for it needs no rights to be read."""
    lines = ",\n    ".join(f"('{topic}', '{stream}')" for topic, stream in sorted(topics.items()))
    return (
        f"CREATE OR REPLACE FUNCTION sagsgang.{KNOWN_TOPICS}() RETURNS TABLE (topic text, stream text)\n"
        f"LANGUAGE sql IMMUTABLE AS $$ VALUES\n    {lines} $$"
    )


def named(faults: Sequence[Fault], most: int = 5) -> str:
    """The faults in a line: the first few by kind and name."""
    listed = ", ".join(f"{one.kind} {one.name}" for one in faults[:most])
    return listed + (f" … (+{len(faults) - most})" if len(faults) > most else "")
