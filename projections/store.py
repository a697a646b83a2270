"""Writing projections: generations of tables, the registry that says which one readers use, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import psycopg
from psycopg import sql

from ..domain.facts import Kind
from ..journal.tables import Tables, steps_of
from .rows import Row
from .table import SCHEMA, Projection

Connection = psycopg.Connection[tuple[Any, ...]]

# Held while rows are written or a generation is switched: one writer at a time, readers never wait.
ROWS_LOCK = 0x5A65_0001
# Held by a rebuild from beginning to end: one rebuild at a time.
REBUILD_LOCK = 0x5A65_0002

TABLES = Tables(ROWS_LOCK, steps_of(__package__))
prepare = TABLES.prepare

# No more rows than these are written one by one: making a table for them would take longer.
FEW = 25
UPSERT = sql.SQL(
    "INSERT INTO {table} AS kept {rows} ON CONFLICT (case_id, n) DO UPDATE SET"
    " closed_at = excluded.closed_at, closed_pos = excluded.closed_pos, withdrawn_pos = excluded.withdrawn_pos"
    " WHERE (kept.closed_at, kept.closed_pos, kept.withdrawn_pos)"
    " IS DISTINCT FROM (excluded.closed_at, excluded.closed_pos, excluded.withdrawn_pos)"
)


class Standing(NamedTuple):
    """Which generation of a projection readers use, how far it is, and under which fold it was made."""

    generation: int
    position: int
    fold: int


def standings(connection: Connection) -> dict[str, Standing]:
    """The registry: projection name to where it stands. One whose table was dropped counts as not there."""
    query = sql.SQL(
        "SELECT name, generation, position, fold FROM {}.projections"
        " WHERE to_regclass({} || '.' || name || '_' || generation) IS NOT NULL"
    ).format(sql.Identifier(SCHEMA), sql.Literal(SCHEMA))
    return {name: Standing(*rest) for name, *rest in connection.execute(query)}


def forget_others(connection: Connection, names: Sequence[str]) -> None:
    """Take projections that are asked no more out of the registry, so that none waits for them."""
    connection.execute(
        sql.SQL("DELETE FROM {}.projections WHERE name <> ALL(%s)").format(sql.Identifier(SCHEMA)), (list(names),)
    )


def put_standing(connection: Connection, projection: Projection, standing: Standing) -> None:
    """Say which generation readers use from the commit on, and how far it is."""
    connection.execute(
        sql.SQL(
            "INSERT INTO {}.projections (name, generation, position, fold) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (name) DO UPDATE SET generation = excluded.generation,"
            " position = excluded.position, fold = excluded.fold"
        ).format(sql.Identifier(SCHEMA)),
        (projection.name, *standing),
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
    """Drop tables that neither readers nor a rebuild use: what a killed rebuild left, and retired generations."""
    found = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename ~ %s",
        (SCHEMA, f"^{projection.name}_[0-9]+$"),
    ).fetchall()
    kept = {f"{projection.name}_{generation}" for generation in keep}
    for (table,) in found:
        if table not in kept:
            connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(SCHEMA, table)))


def by_kind(cases: Iterable[tuple[str, Sequence[Row]]]) -> dict[Kind, list[tuple[str, Row]]]:
    """The rows of some cases, each with its case, by the facts that they keep."""
    found: dict[Kind, list[tuple[str, Row]]] = {}
    for case, its_rows in cases:
        for row in its_rows:
            found.setdefault(row.kind, []).append((case, row))
    return found


def copy_rows(
    connection: Connection, projection: Projection, generation: int, rows: Iterable[tuple[str, Row]]
) -> None:
    """Fill a new generation with rows of the projection's kind, as fast as the database takes it."""
    with (
        connection.cursor() as cursor,
        cursor.copy(_copy_into(projection.table(generation), projection)) as copy,
    ):
        for case, row in rows:
            copy.write_row(projection.values(case, row))


def upsert_rows(
    connection: Connection, projection: Projection, generation: int, rows: Sequence[tuple[str, Row]]
) -> None:
    """Bring rows up to date. They are never removed: a closing or withdrawal is filled in."""
    table = projection.table(generation)
    if len(rows) <= FEW:
        one = sql.SQL("VALUES ({})").format(sql.SQL(", ").join([sql.Placeholder()] * len(projection.all_columns)))
        for case, row in rows:
            connection.execute(UPSERT.format(table=table, rows=one), projection.values(case, row))
        return
    fresh = sql.Identifier(f"fresh_{projection.name}")
    connection.execute(sql.SQL("CREATE TEMP TABLE {} (LIKE {}) ON COMMIT DROP").format(fresh, table))
    with connection.cursor() as cursor, cursor.copy(_copy_into(fresh, projection)) as copy:
        for case, row in rows:
            copy.write_row(projection.values(case, row))
    connection.execute(UPSERT.format(table=table, rows=sql.SQL("SELECT * FROM {}").format(fresh)))
    connection.execute(sql.SQL("DROP TABLE {}").format(fresh))


def _copy_into(table: sql.Identifier, projection: Projection) -> sql.Composed:
    return sql.SQL("COPY {} ({}) FROM STDIN").format(
        table, sql.SQL(", ").join(sql.Identifier(name) for name in projection.all_columns)
    )
