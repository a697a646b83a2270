"""The rejected lines: whether they are all there, as they were kept."""

from __future__ import annotations

from typing import Any, LiteralString

import psycopg
from psycopg.rows import tuple_row

from ..journal.rejections import LONGEST_RAW, missing
from .finding import Diagnosis, finding, numbered

COLUMNS: LiteralString = """
    WITH this AS (SELECT c.oid FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
        WHERE nspname = 'sagsgang' AND relname = 'rejections')
    SELECT attname || ' ' || format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' not null' ELSE '' END
    FROM pg_attribute WHERE attrelid = (SELECT oid FROM this) AND attnum > 0 AND NOT attisdropped
    UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = (SELECT oid FROM this) AND contype IN ('p', 'u', 'c', 'x', 'f')"""
HAVE = {
    "id bigint not null",
    "at timestamp with time zone not null",
    "origin text not null",
    "line bigint",
    "code text not null",
    "da text not null",
    "en text not null",
    "raw bytea not null",
    "digest bytea not null",
    "rejections_pkey PRIMARY KEY (id)",
    "rejections_origin_digest_code_key UNIQUE (origin, digest, code)",
}
# The digest is of the whole, which is not kept of what is larger.
CHANGED: LiteralString = """
    SELECT id, count(*) OVER () FROM sagsgang.rejections
    WHERE octet_length(raw) < %s AND sha256(raw) <> digest ORDER BY id LIMIT 10"""


def rejection_findings(connection: psycopg.Connection[Any]) -> list[Diagnosis]:
    """What is wrong with the table, and with its rows."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        held = {text for (text,) in cursor.execute(COLUMNS).fetchall()}
        if not held:  # that the table is gone is told of the schema
            return []
        if held != HAVE:
            return [_altered(held)]
        return [*_missing(connection), *_changed(cursor)]


def _altered(held: set[str]) -> Diagnosis:
    differs = ", ".join(sorted(one.split(" ", 1)[0] for one in held ^ HAVE))
    return finding(
        "rejections-altered",
        da=f"Tabellen over afviste linjer er ændret ({differs}). Genskab den fra en sikkerhedskopi.",
        en=f"The table of rejected lines was altered ({differs}). Restore it from a backup.",
        about=differs,
    )


def _missing(connection: psycopg.Connection[Any]) -> list[Diagnosis]:
    count = missing(connection)
    if not count:
        return []
    if count < 0:
        return [
            finding(
                "rejections-uncounted",
                da=f"{-count} rækker af det, der blev afvist, er ikke talt, da de kom: triggeren var slået fra, eller det, der er talt, er "
                "slettet. Find ud af, hvem der gjorde det.",
                en=f"{-count} rows of what was rejected were not counted when they came: the trigger was off, or what was counted "
                "is deleted. Find out who did it.",
                about=str(-count),
            )
        ]
    return [
        finding(
            "rejections-lost",
            da=f"{count} rækker af det, der blev afvist, er væk: de blev talt, da de kom, og står der ikke mere. Gem databasen, som den er, "
            "og hent dem fra en sikkerhedskopi, der er indlæst i en ny database.",
            en=f"{count} rows of what was rejected are gone: they were counted when they came, and stand there no more. Keep the "
            "database as it is, and fetch them from a backup that is restored into a new one.",
            about=str(count),
            see="restore",
        )
    ]


def _changed(cursor: psycopg.Cursor[Any]) -> list[Diagnosis]:
    rows = cursor.execute(CHANGED, (LONGEST_RAW,)).fetchall()
    if not rows:
        return []
    where = numbered([number for number, _ in rows], rows[0][1])
    return [
        finding(
            "rejections-changed",
            da=f"Afviste linjer er ikke, som de kom, ved nummer {where}. Hent dem fra en sikkerhedskopi.",
            en=f"Rejected lines are not as they came, at number {where}. Fetch them from a backup.",
            about=where,
        )
    ]
