"""How a projection is kept: one table of bitemporal rows, in generations, and the question put to it.

A rebuild fills a new generation beside the one that readers use and then changes one registry row, so a reader
sees the old one or the new one, never a half-built one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import sql

from ...domain.facts import Kind
from ...domain.fold.rows import FactRow

SCHEMA = "sagsgang"
MOMENTS: tuple[tuple[str, LiteralString], ...] = (
    ("opened_at", "timestamptz NOT NULL"),
    ("opened_pos", "bigint NOT NULL"),
    ("closed_at", "timestamptz"),
    ("closed_pos", "bigint"),
    ("withdrawn_pos", "bigint"),
)


@dataclass(frozen=True)
class Projection:
    """One question that is kept ready.

    name: also the name of its tables. kind: the facts it keeps. columns: name and SQL type of the payload's
    fields, in their order. live: a condition (SQL) on the rows that most questions are about, for the indexes.
    also_by: what else its rows are found by: the access method and what is indexed (SQL).
    """

    name: str
    kind: Kind
    columns: tuple[tuple[str, LiteralString], ...]
    live: LiteralString = "true"
    also_by: tuple[LiteralString, ...] = ()

    @property
    def all_columns(self) -> list[str]:
        """The names of all columns, in the order of ``values``."""
        return ["case_id", "n", *(name for name, _ in self.columns), *(name for name, _ in MOMENTS)]

    def values(self, case: str, row: FactRow) -> tuple[Any, ...]:
        """The row as the table holds it."""
        return (
            case,
            row.n,
            *(list(value) if isinstance(value, tuple) else value for value in row.payload),
            row.opened_at,
            row.opened_pos,
            row.closed_at,
            row.closed_pos,
            row.withdrawn_pos,
        )

    def table(self, generation: int) -> sql.Identifier:
        """The table of a generation."""
        return sql.Identifier(SCHEMA, f"{self.name}_{generation}")

    def create(self, generation: int) -> sql.Composed:
        """DDL of the table; its checks make an ill-formed interval impossible."""
        columns = sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind))
            for name, kind in (
                ("case_id", "text NOT NULL"),
                ("n", "integer NOT NULL"),
                *self.columns,
                *MOMENTS,
            )
        )
        return sql.SQL(
            "CREATE TABLE {table} ({columns}, PRIMARY KEY (case_id, n),"
            " CHECK (closed_at >= opened_at), CHECK ((closed_at IS NULL) = (closed_pos IS NULL)),"
            " CHECK (closed_pos >= opened_pos), CHECK (withdrawn_pos > opened_pos))"
        ).format(table=self.table(generation), columns=columns)

    def create_indexes(self, generation: int) -> list[sql.Composed]:
        """The two look-ups that the question (T, p) splits into (see ``asked``), and what else rows are found by.

        Each has a name of its own: they are made side by side, and the server would give two alike the same one.
        """
        ways: dict[str, sql.Composable] = {
            "known": sql.SQL("gist (int8range(opened_pos, least(closed_pos, withdrawn_pos))) WHERE {live}").format(
                live=sql.SQL(self.live)
            ),
            "valid": sql.SQL(
                "gist (tstzrange(opened_at, closed_at)) WHERE closed_pos IS NOT NULL AND {live}"
            ).format(live=sql.SQL(self.live)),
            **{f"also_{number}": sql.SQL(by) for number, by in enumerate(self.also_by, start=1)},
        }
        return [
            sql.SQL("CREATE INDEX {name} ON {table} USING {by}").format(
                name=sql.Identifier(f"{self.name}_{generation}_{way}"), table=self.table(generation), by=by
            )
            for way, by in ways.items()
        ]

    def analyse(self, generation: int) -> sql.Composed:
        """Let the server look at the rows, so that it plans well."""
        return sql.SQL("ANALYZE {}").format(self.table(generation))

    def asked(self, generation: int) -> sql.Composed:
        """A row source: the rows that answer as of ``%(as_of)s``, known at ``%(position)s``.

        Two look-ups that never give the same row: those believed open at the position, and those believed
        closed by then, but not before the instant.
        """
        return sql.SQL(
            "(SELECT * FROM {table} WHERE {live}"
            " AND int8range(opened_pos, least(closed_pos, withdrawn_pos)) @> %(position)s::bigint"
            " AND opened_at <= %(as_of)s"
            " UNION ALL"
            " SELECT * FROM {table} WHERE {live} AND closed_pos IS NOT NULL"
            " AND tstzrange(opened_at, closed_at) @> %(as_of)s::timestamptz"
            " AND closed_pos <= %(position)s AND (withdrawn_pos IS NULL OR withdrawn_pos > %(position)s))"
        ).format(table=self.table(generation), live=sql.SQL(self.live))

    def known(self, generation: int) -> sql.Composed:
        """A row source without an index's help: like ``asked``, for statistics over all cases."""
        return sql.SQL(
            "(SELECT * FROM {table} WHERE opened_pos <= %(position)s"
            " AND (withdrawn_pos IS NULL OR withdrawn_pos > %(position)s) AND opened_at <= %(as_of)s"
            " AND (closed_at IS NULL OR closed_at > %(as_of)s OR closed_pos > %(position)s))"
        ).format(table=self.table(generation))

    def believed(self, generation: int) -> sql.Composed:
        """A row source: how it had been in the world, from the first day up to ``%(as_of)s``, known at ``%(position)s``.

        Each row with ``closed_at`` as it was known then; NULL: it still holds as of the instant. For any T up to the
        instant, the rows with opened_at <= T and (closed_at > T or none) are those that ``known`` gives as of T.
        """
        columns = ("case_id", "n", *(name for name, _ in self.columns), "opened_at")
        return sql.SQL(
            "(SELECT {columns},"
            " CASE WHEN closed_at <= %(as_of)s AND closed_pos <= %(position)s THEN closed_at END AS closed_at"
            " FROM {table} WHERE opened_pos <= %(position)s"
            " AND (withdrawn_pos IS NULL OR withdrawn_pos > %(position)s) AND opened_at <= %(as_of)s)"
        ).format(columns=sql.SQL(", ").join(map(sql.Identifier, columns)), table=self.table(generation))
