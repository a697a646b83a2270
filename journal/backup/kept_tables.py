"""What a backup keeps: the journal's own tables, and those beside it that were not made from it."""

from __future__ import annotations

from typing import Any, LiteralString, NamedTuple

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from ..schema.shape import shape_of
from ..schema.tables import Tables

Connection = psycopg.Connection[Any]
EVENTS = "stored_events"
REJECTIONS = "rejections"

COLUMNS: LiteralString = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = (SELECT pg_class.oid FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE nspname = 'sagsgang' AND relname = %s)
        AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum"""
READABLE: LiteralString = "SELECT has_table_privilege(format('sagsgang.%%I', %s::text), 'SELECT')"


class Kept(NamedTuple):
    """A table. key: its columns in whose order rows are copied. of_the_whole: kept only where all of the journal is."""

    name: str
    key: tuple[str, ...]
    of_the_whole: bool = False


class KeptTables(NamedTuple):
    """Tables of another room, and how they are made."""

    tables: Tables
    kept: tuple[Kept, ...]


JOURNAL = (Kept(EVENTS, ("notification_id",)), Kept(REJECTIONS, ("id",)))


def columns(connection: Connection, table: str) -> list[str]:
    """The columns that a table has; none where it is not there."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        return [name for (name,) in cursor.execute(COLUMNS, (table,))]


def is_readable(connection: Connection, table: str) -> bool:
    """Whether the user may read a table that is there."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        return cursor.execute(READABLE, (table,)).fetchone() == (True,)


def journal_format(connection: Connection) -> str:
    """The format of the journal, in its own words; empty where there is no journal."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        return shape_of(cursor).format or ""


def copy_out(table: Kept, names: list[str], condition: sql.Composable) -> sql.Composed:
    """The statement that gives rows of a table, in one order, whoever is asked."""
    return sql.SQL("COPY (SELECT {} FROM {} WHERE {} ORDER BY {}) TO STDOUT (FORMAT BINARY)").format(
        sql.SQL(", ").join(map(sql.Identifier, names)),
        sql.Identifier("sagsgang", table.name),
        condition,
        sql.SQL(", ").join(map(sql.Identifier, table.key)),
    )


def between(first: int | None, last: int | None) -> sql.Composable:
    """Rows by their position; all, where there is none."""
    if first is None or last is None:
        return sql.SQL("true")
    return sql.SQL("notification_id BETWEEN {} AND {}").format(sql.Literal(first), sql.Literal(last))


def without_limits(connection: Connection) -> None:
    """In this transaction nothing ends a statement for taking long: a whole journal is read or written."""
    names = ["statement_timeout", "idle_in_transaction_session_timeout"]
    if connection.info.server_version >= 170000:
        names.append("transaction_timeout")
    for name in names:
        connection.execute("SELECT set_config(%s, '0', true)", (name,))
