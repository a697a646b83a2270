"""Replaying: every case folded anew from the journal and compared with the rows that readers are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import Any, NamedTuple

import msgspec
from psycopg import sql

from ...domain.fold.rows import FactRow
from ...journal.application import Journal
from ...journal.schema.row_check import look_at_rows
from ..tables import behind
from ..tables.catalogue import PROJECTIONS
from ..tables.registry import Connection, TableStanding, standings
from ..tables.table import Projection
from .differing_rows import RowDifference
from .origin import strangers
from .quarantine import tell

Stored = dict[tuple[str, int], tuple[Any, ...]]


class Replayed(NamedTuple):
    """What a replay found.

    events: all up to the position, publications too. differences: rows that differ, as ``differing_rows.Difference`` says
    them, each a bug or a table that was touched; of a case that cannot be folded, why; of a projection that is not of this
    journal, where it stands; ``journal position: what`` of rows of the journal that are not as it writes them.
    """

    events: int
    seconds: float
    differences: list[str]


def replay(
    journal: Journal, until: int | None = None, progress: Callable[[int, int], None] = lambda done, total: None
) -> Replayed:
    """Fold the journal up to a position (None: all that is projected) and compare with the live projections.

    A projection that stands further is read as it was known then: later closings and withdrawals are undone. Of a case that
    is behind, rows are compared as it was known where its rows tell.
    """
    began = perf_counter()
    differences: list[str] = []
    with journal.connect() as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        found = {name: one for name, one in standings(connection).items() if name in PROJECTIONS}
        stands_at = min((standing.position for standing in found.values()), default=0)
        position = stands_at if until is None else min(until, stands_at)
        differences += map(str, strangers(connection, list(found)))
        differences += _of_rows(connection, position)
        law = journal.law(position)
        total = journal.count(position)
        apart = behind.positions(connection, [PROJECTIONS[name] for name in found], found)
        done = 0
        for chunk in journal.history_pages(position):
            told, faults, _ = tell(chunk, law)
            differences += [f"{case}: cannot be folded: {error}" for case, error in faults.items()]
            done += sum(len(history) for _, history in chunk)
            for name, standing in found.items():
                projection = PROJECTIONS[name]
                stored = _stored(connection, projection, standing, [case for case, _ in chunk], position)
                kept = {(case, n): row for (case, n), row in stored.items() if case not in faults}
                differences += _compare(projection, told, kept, apart.get(name, {}))
            progress(done, total)
        for name, standing in found.items():
            differences += _strays(connection, PROJECTIONS[name], standing, position)
    return Replayed(total, perf_counter() - began, differences)


def _of_rows(connection: Connection, position: int) -> list[str]:
    """What is wrong with the rows of the journal: then it is no measure of the others. Of an event that cannot be read, the
    case that it keeps from being computed is told, if any is."""
    return [
        f"journal {', '.join(map(str, one.positions))}: {one.rule} ({one.rows})"
        for one in look_at_rows(connection, position).broken
        if one.rule not in ("body", "topic")
    ]


def _stored(
    connection: Connection, projection: Projection, standing: TableStanding, cases: Sequence[str], position: int
) -> Stored:
    columns = sql.SQL(", ").join(sql.Identifier(name) for name in projection.all_columns)
    query = sql.SQL("SELECT {} FROM {} WHERE case_id = ANY(%s) AND opened_pos <= %s").format(
        columns, projection.table(standing.generation)
    )
    return {
        (case, n): _as_known(rest, position)
        for case, n, *rest in connection.execute(query, (list(cases), position))
    }


def _strays(connection: Connection, projection: Projection, standing: TableStanding, position: int) -> list[str]:
    """Rows of cases that the journal does not have."""
    query = sql.SQL(
        "SELECT case_id, n FROM {} WHERE opened_pos <= %(position)s AND NOT EXISTS (SELECT FROM sagsgang.stored_events"
        " WHERE originator_id = case_id AND notification_id <= %(position)s) ORDER BY case_id, n"
    ).format(projection.table(standing.generation))
    found = connection.execute(query, {"position": position})
    return [str(RowDifference(projection.name, case, n, {}, None)) for case, n in found]


def _as_known(values: Sequence[Any], position: int) -> tuple[Any, ...]:
    *payload, opened_at, opened_pos, closed_at, closed_pos, withdrawn_pos = values
    if closed_pos is not None and closed_pos > position:
        closed_at = closed_pos = None
    if withdrawn_pos is not None and withdrawn_pos > position:
        withdrawn_pos = None
    return (*payload, opened_at, opened_pos, closed_at, closed_pos, withdrawn_pos)


def _compare(
    projection: Projection,
    told: Sequence[tuple[str, Sequence[FactRow]]],
    stored: Stored,
    apart: Mapping[str, int],
) -> list[str]:
    """The rows that differ. apart: cases whose rows tell less than the others, and how far."""
    json_columns = {place for place, (_, kind) in enumerate(projection.columns) if kind.startswith("jsonb")}
    right: Stored = {}
    for case, its_rows in told:
        until = apart.get(case)
        for row in its_rows:
            if row.kind == projection.kind and (until is None or row.opened_pos <= until):
                values = projection.values(case, row)[2:]
                values = values if until is None else _as_known(values, until)
                right[case, row.n] = tuple(
                    msgspec.json.decode(value) if place in json_columns else value
                    for place, value in enumerate(values)
                )
    names = projection.all_columns[2:]

    def columns(values: tuple[Any, ...] | None) -> dict[str, Any] | None:
        return None if values is None else dict(zip(names, values, strict=True))

    return [
        str(RowDifference(projection.name, case, n, columns(stored.get((case, n))), columns(right.get((case, n)))))
        for case, n in sorted(right.keys() | stored.keys())
        if right.get((case, n)) != stored.get((case, n))
    ]
