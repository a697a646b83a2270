"""Writing projections: generations of tables, the registry that says which one readers use, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, LiteralString, NamedTuple

import psycopg
from psycopg import sql
from psycopg.errors import LockNotAvailable

from ...domain.facts import Kind
from ...domain.fold.rows import FactRow
from ...domain.text import Text
from ...journal.connection.locks import Lock
from ...journal.schema.tables import Tables, steps_of
from .table import SCHEMA, Projection

Connection = psycopg.Connection[tuple[Any, ...]]

# Held while rows are written or a generation is switched: one writer at a time, readers never wait.
ROWS_LOCK = 0x5A65_0001
ROWS = Lock(
    ROWS_LOCK,
    Text(
        "Låsen for projektionerne, én ad gangen fører dem ajour,",
        "The lock of the projections, one at a time brings them up to date,",
    ),
    wait=90,
    idle=300,
    whole=3600,
)
# Held by a rebuild from beginning to end: one rebuild at a time. Whoever finds it taken goes another way.
REBUILDING = Lock(
    0x5A65_0002,
    Text("Låsen for genopbygning", "The lock of rebuilds"),
    wait=0.001,
    idle=60,
    whole=None,
)

TABLES = Tables(ROWS_LOCK, steps_of(__package__))
prepare = TABLES.prepare

# Rows in one statement. Each size is prepared once for a connection, so there are few of them.
SIZES = (256, 16, 1)
READER_SECONDS = 2  # that a table which somebody still reads is waited for; it is dropped the next time
UPSERT = sql.SQL(
    "INSERT INTO {table} AS kept VALUES {rows} ON CONFLICT (case_id, n) DO UPDATE SET"
    " closed_at = excluded.closed_at, closed_pos = excluded.closed_pos, withdrawn_pos = excluded.withdrawn_pos"
    " WHERE (kept.closed_at, kept.closed_pos, kept.withdrawn_pos)"
    " IS DISTINCT FROM (excluded.closed_at, excluded.closed_pos, excluded.withdrawn_pos)"
)
# What a standing remembers of the event at its position: a digest of all that its row says.
EVENT_AT: LiteralString = (
    "SELECT sha256(convert_to(concat_ws(chr(31), notification_id, originator_id, originator_version, topic, source,"
    " event_id, extract(epoch FROM recorded)), 'UTF8') || state) FROM sagsgang.stored_events WHERE notification_id = {}"
)


class TableStanding(NamedTuple):
    """Which generation of a projection readers use, how far it is, and under which fold it was made."""

    generation: int
    position: int
    fold: int


def standings(connection: Connection) -> dict[str, TableStanding]:
    """The registry: projection name to where it stands. One whose table was dropped counts as not there."""
    query = sql.SQL(
        "SELECT name, generation, position, fold FROM {}.projections"
        " WHERE to_regclass({} || '.' || name || '_' || generation) IS NOT NULL"
    ).format(sql.Identifier(SCHEMA), sql.Literal(SCHEMA))
    return {name: TableStanding(*rest) for name, *rest in connection.execute(query)}


def forget_others(connection: Connection, names: Sequence[str]) -> None:
    """Take projections that are asked no more out of the registry, so that none waits for them."""
    connection.execute(
        sql.SQL("DELETE FROM {}.projections WHERE name <> ALL(%s)").format(sql.Identifier(SCHEMA)), (list(names),)
    )


def put_standing(connection: Connection, projection: Projection, standing: TableStanding) -> None:
    """Say which generation readers use from the commit on, and how far it is."""
    connection.execute(
        sql.SQL(
            "INSERT INTO {}.projections (name, generation, position, fold, event) VALUES (%s, %s, %s, %s, ({}))"
            " ON CONFLICT (name) DO UPDATE SET generation = excluded.generation,"
            " position = excluded.position, fold = excluded.fold, event = excluded.event"
        ).format(sql.Identifier(SCHEMA), sql.SQL(EVENT_AT).format(sql.Placeholder())),
        (projection.name, *standing, standing.position),
    )


def newest_generation(connection: Connection, projection: Projection) -> int:
    """The greatest number of a table of the projection that is there; 0 if there is none."""
    found = connection.execute(
        "SELECT coalesce(max(substring(tablename FROM '[0-9]+$')::integer), 0) FROM pg_tables"
        " WHERE schemaname = %s AND tablename ~ %s",
        (SCHEMA, f"^{projection.name}_[0-9]+$"),
    ).fetchone()
    return int(found[0]) if found else 0


def drop_other_generations(connection: Connection, projection: Projection, keep: Sequence[int]) -> None:
    """Drop tables that neither readers nor a rebuild use: what a killed rebuild left, and retired generations.

    One that a reader is still in stays; the next rebuild drops it.
    """
    found = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename ~ %s",
        (SCHEMA, f"^{projection.name}_[0-9]+$"),
    ).fetchall()
    kept = {f"{projection.name}_{generation}" for generation in keep}
    for (table,) in found:
        if table not in kept:
            with suppress(LockNotAvailable), connection.transaction():
                connection.execute(sql.SQL("SET LOCAL lock_timeout = '{}s'").format(READER_SECONDS))
                connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(SCHEMA, table)))


def by_kind(cases: Iterable[tuple[str, Sequence[FactRow]]]) -> dict[Kind, list[tuple[str, FactRow]]]:
    """The rows of some cases, each with its case, by the facts that they keep."""
    found: dict[Kind, list[tuple[str, FactRow]]] = {}
    for case, its_rows in cases:
        for row in its_rows:
            found.setdefault(row.kind, []).append((case, row))
    return found


def copy_rows(
    connection: Connection, projection: Projection, generation: int, rows: Iterable[tuple[str, FactRow]]
) -> None:
    """Fill a new generation with rows of the projection's kind, as fast as the database takes it."""
    with (
        connection.cursor() as cursor,
        cursor.copy(_copy_into(projection.table(generation), projection)) as copy,
    ):
        for case, row in rows:
            copy.write_row(projection.values(case, row))


def upsert_rows(
    connection: Connection, projection: Projection, generation: int, rows: Sequence[tuple[str, FactRow]]
) -> None:
    """Bring rows up to date. They are never removed: a closing or withdrawal is filled in.

    Not by COPY, which would be quicker: whoever is stopped in it would hold up all others for ever (``connection/locks``).
    """
    one = sql.SQL("({})").format(sql.SQL(", ").join([sql.Placeholder()] * len(projection.all_columns)))
    for some in _in_sizes(rows):
        upsert = UPSERT.format(table=projection.table(generation), rows=sql.SQL(", ").join([one] * len(some)))
        values = [value for case, row in some for value in projection.values(case, row)]
        connection.execute(upsert, values, prepare=True)


def _in_sizes(rows: Sequence[tuple[str, FactRow]]) -> Iterator[Sequence[tuple[str, FactRow]]]:
    start = 0
    for size in SIZES:
        while len(rows) - start >= size:
            yield rows[start : start + size]
            start += size


def _copy_into(table: sql.Identifier, projection: Projection) -> sql.Composed:
    return sql.SQL("COPY {} ({}) FROM STDIN").format(
        table, sql.SQL(", ").join(sql.Identifier(name) for name in projection.all_columns)
    )
