"""Rows that readers are given and the journal does not say so: told one by one, and kept before they are replaced.

Each is a fault of the program, or the trace of whoever touched the tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from psycopg import sql

from ...journal.backup.kept_tables import Kept, KeptTables
from ..tables.registry import TABLES, Connection, TableStanding
from ..tables.table import Projection
from .origin import Stranger

# What was replaced is in no journal: backups of the whole have it.
KEPT = KeptTables(TABLES, (Kept("replaced_rows", ("id",), True),))
NAMED = 100
AT_ONCE = 500


class RowDifference(NamedTuple):
    """A row that differs, which ``rebuild`` and ``replay`` count as one and say in the same words.

    held, right: what readers are given and what the journal gives, by column; None: no such row.
    """

    projection: str
    case: str
    n: int
    held: dict[str, Any] | None
    right: dict[str, Any] | None

    @property
    def what(self) -> Literal["missing", "extra", "differs"]:
        """``missing`` among the rows that readers are given, ``extra`` there, or ``differs``."""
        return "missing" if self.held is None else "extra" if self.right is None else "differs"

    def __str__(self) -> str:
        columns = ""
        if self.held is not None and self.right is not None:
            other = sorted(name for name in self.right if self.held.get(name) != self.right[name])
            columns = f" ({', '.join(other)})"
        return f"{self.projection} {self.case} row {self.n}: {self.what}{columns}"


Each = Callable[[RowDifference], None]


def no_each(one: RowDifference) -> None:
    """For callers that want no row."""


@dataclass
class Differing:
    """How many rows differ, one that says something else counted once, and the first in words. A standing that is not of
    this journal counts as one: it is a trace too."""

    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, one: RowDifference) -> None:
        """Count one."""
        self.count += 1
        if len(self.first) < NAMED:
            self.first.append(str(one))

    def add_stranger(self, one: Stranger) -> None:
        """Count a projection that is not of this journal."""
        self.count += 1
        self.first.append(str(one))


def differing_rows(
    connection: Connection, projection: Projection, old: TableStanding, new: TableStanding, head: int
) -> Iterator[RowDifference]:
    """Rows that are in one generation only, by case, a page at a time, in a transaction of the caller's.

    head: where the journal ends.
    """
    query = sql.SQL(
        "WITH gone AS ({left} EXCEPT {right}), came AS ({right} EXCEPT {left})"
        " SELECT coalesce(gone.case_id, came.case_id), coalesce(gone.n, came.n), to_jsonb(gone), to_jsonb(came)"
        " FROM gone FULL JOIN came ON (gone.case_id, gone.n) = (came.case_id, came.n) ORDER BY 1, 2"
    ).format(**_both(projection, old, new))
    with connection.cursor("differing") as cursor:
        cursor.itersize = AT_ONCE
        for case, n, held, right in cursor.execute(query, _values(projection, old, new, head)):
            yield RowDifference(projection.name, case, n, held, right)


def keep_replaced(
    connection: Connection, projection: Projection, old: TableStanding, new: TableStanding, head: int
) -> None:
    """Keep those of the old generation."""
    query = sql.SQL(
        "INSERT INTO sagsgang.replaced_rows (projection, generation, position, case_id, n, held)"
        " SELECT %(projection)s, %(old)s, %(stood)s, case_id, n, to_jsonb(gone)"
        " FROM ({left} EXCEPT {right}) AS gone ORDER BY case_id, n"
    ).format(**_both(projection, old, new))
    connection.execute(query, {**_values(projection, old, new, head), "stood": old.position})


def _both(projection: Projection, old: TableStanding, new: TableStanding) -> dict[str, sql.Composed]:
    """The rows of both generations, as they were known where the one that is behind stands.

    Of a case that the old one had set aside, its rows told what could be computed then: they are not held against it. One
    that is behind, since its events come more quickly than it is told, is compared by ``replay``, where its rows tell. Rows
    beyond the journal's end are what is left of events that are gone: they count.
    """
    columns = sql.SQL(", ").join(
        sql.Identifier(name)
        for name in projection.all_columns
        if name not in ("closed_at", "closed_pos", "withdrawn_pos")
    )
    as_known = sql.SQL(
        "SELECT {columns}, CASE WHEN closed_pos <= %(until)s THEN closed_at END AS closed_at,"
        " CASE WHEN closed_pos <= %(until)s THEN closed_pos END AS closed_pos,"
        " CASE WHEN withdrawn_pos <= %(until)s THEN withdrawn_pos END AS withdrawn_pos"
        " FROM {table} WHERE opened_pos <= %(until)s AND case_id NOT IN (SELECT case_id FROM sagsgang.cases_set_aside"
        " WHERE (projection, generation) = (%(projection)s, %(old)s))"
        " AND case_id NOT IN (SELECT case_id FROM sagsgang.cases_behind"
        " WHERE projection = %(projection)s AND generation IN (%(old)s, %(new)s))"
    )
    return {
        side: as_known.format(columns=columns, table=projection.table(standing.generation))
        for side, standing in (("left", old), ("right", new))
    }


def _values(projection: Projection, old: TableStanding, new: TableStanding, head: int) -> dict[str, Any]:
    until = old.position if old.position > head else min(old.position, new.position)
    return {"until": until, "projection": projection.name, "old": old.generation, "new": new.generation}
