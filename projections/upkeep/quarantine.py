"""Cases set aside: a case that the program can't fold keeps the rows that it had, and the others go on.

That a fold raises is a fault of the program, not of the office. Which cases it hit is kept with each generation of a
projection and changes together with its rows. They are tried again when something happens in them, when a case type or
calendar is published, at a rebuild, and when somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import LiteralString, NamedTuple

import msgspec
from psycopg import sql

from ...domain.events.history import Recorded
from ...domain.fold.faults import named
from ...domain.fold.law import Law
from ...domain.fold.rows import FactRow, rows
from ...journal.schema.tables import Tables
from ...log import log
from ..tables.behind import PatienceOf, TooLong, as_long_as_it_takes
from ..tables.registry import ROWS_LOCK, Connection, TableStanding
from ..tables.table import Projection

TABLES = Tables(
    ROWS_LOCK,
    (
        """CREATE TABLE IF NOT EXISTS sagsgang.cases_set_aside (
            projection text, generation integer, case_id text, position bigint NOT NULL,
            since timestamptz NOT NULL DEFAULT now(), error text NOT NULL,
            PRIMARY KEY (projection, generation, case_id))""",
    ),
)
# In what readers use: a generation that is being built, or was left behind by a killed rebuild, has its own.
CASES: LiteralString = """
    SELECT case_id, min(aside.position), min(since), min(error)
    FROM sagsgang.cases_set_aside AS aside
    JOIN sagsgang.projections AS live ON (live.name, live.generation) = (aside.projection, aside.generation)
    GROUP BY case_id ORDER BY min(since), case_id"""
MAY_READ: LiteralString = "SELECT has_table_privilege(to_regclass('sagsgang.cases_set_aside'), 'SELECT')"
COUNT: LiteralString = f"SELECT count(*) FROM ({CASES}) AS found"  # noqa: S608 - two constants


class SetAside(msgspec.Struct, frozen=True):
    """A case that is set aside.

    position: what its rows tell is what was recorded up to there. since: UTC, by the database's clock. error: the kind
    of the fault and the line of the program; never its words, which may be personal.
    """

    case: str
    position: int
    since: datetime
    error: str


class Told(NamedTuple):
    """The cases that fold, with all their rows; those that do not, each with its fault; and those that took too long."""

    cases: list[tuple[str, list[FactRow]]]
    faults: dict[str, str]
    late: list[str]


def tell(
    histories: Iterable[tuple[str, Sequence[Recorded]]], law: Law, patience: PatienceOf = as_long_as_it_takes
) -> Told:
    """The rows of each case. Want of memory is no fault of a case; it and what interrupts the program are raised.

    patience: what is called at each position of a case with so many events, and may raise TooLong.
    """
    told = Told([], {}, [])
    for case, history in histories:
        try:
            found = rows(history, law, patience(len(history)))
            for row in found:
                row.check()
            told.cases.append((case, found))
        except MemoryError:
            raise
        except TooLong:
            told.late.append(case)
        except Exception as error:
            told.faults[case] = named(error)
    return told


def give_notice(faults: Mapping[str, str]) -> None:
    """Let the log tell of each."""
    for case, error in faults.items():
        log.error("case set aside", case=case, error=error)


def count(connection: Connection) -> int:
    """How many cases are set aside in what readers use; none where nothing is projected yet, or nobody let them look."""
    if connection.execute(MAY_READ).fetchone() != (True,):
        return 0
    [(found,)] = connection.execute(COUNT).fetchall()
    return int(found)


def cases(connection: Connection) -> list[SetAside]:
    """Those set aside in what readers use, the longest first."""
    if not TABLES.are_there(connection):
        return []
    return [SetAside(*row) for row in connection.execute(CASES)]


def references(connection: Connection) -> set[str]:
    """The cases that are set aside in any generation."""
    return {case for (case,) in connection.execute("SELECT DISTINCT case_id FROM sagsgang.cases_set_aside")}


def put(
    connection: Connection, projection: Projection, generation: int, position: int, faults: Mapping[str, str]
) -> None:
    """Set cases aside, whose rows tell what was recorded up to a position; of one that is, the fault alone is news."""
    if faults:
        connection.execute(
            "INSERT INTO sagsgang.cases_set_aside (projection, generation, case_id, position, error)"
            " SELECT %s, %s, case_id, %s, error FROM unnest(%s::text[], %s::text[]) AS fault (case_id, error)"
            " ON CONFLICT (projection, generation, case_id) DO UPDATE SET error = excluded.error",
            (projection.name, generation, position, [*faults], [*faults.values()]),
        )


def take_back(connection: Connection, projection: Projection, generation: int, folded: Collection[str]) -> None:
    """These fold again: their rows are made anew, whatever was kept of them."""
    if folded:
        connection.execute(
            sql.SQL("DELETE FROM {} WHERE case_id = ANY(%s)").format(projection.table(generation)), (list(folded),)
        )
        connection.execute(
            "DELETE FROM sagsgang.cases_set_aside WHERE (projection, generation) = (%s, %s) AND case_id = ANY(%s)",
            (projection.name, generation, list(folded)),
        )


def carry_over(
    connection: Connection,
    projection: Projection,
    old: TableStanding | None,
    new: TableStanding,
    faults: Mapping[str, str],
) -> None:
    """Set cases aside in a new generation, with the rows that the old one keeps of them.

    Rows of another fold may mean something else, or have other columns: then nothing is left of the cases.
    """
    if not faults:
        return
    kept = 0
    if old is not None and old.fold == new.fold:
        kept = old.position
        connection.execute(
            "INSERT INTO sagsgang.cases_set_aside SELECT projection, %s, case_id, position, since, error"
            " FROM sagsgang.cases_set_aside WHERE (projection, generation) = (%s, %s) AND case_id = ANY(%s)",
            (new.generation, projection.name, old.generation, [*faults]),
        )
        connection.execute(
            sql.SQL("INSERT INTO {new} ({columns}) SELECT {columns} FROM {old} WHERE case_id = ANY(%s)").format(
                columns=sql.SQL(", ").join(map(sql.Identifier, projection.all_columns)),
                new=projection.table(new.generation),
                old=projection.table(old.generation),
            ),
            ([*faults],),
        )
    put(connection, projection, new.generation, kept, faults)


def forget(connection: Connection, projection: Projection, keep: Sequence[int]) -> None:
    """Nothing is set aside in generations that are dropped."""
    connection.execute(
        "DELETE FROM sagsgang.cases_set_aside WHERE projection = %s AND generation <> ALL(%s)",
        (projection.name, list(keep)),
    )
