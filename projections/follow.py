"""Following the journal: what was appended since is folded in, case by case, in one small transaction."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg import sql

from ..domain.fold.law import Law
from ..journal.application import Journal
from .cases import PROJECTION
from .rows import Row, rows
from .store import ROWS_LOCK, Connection, Standing, by_kind, put_standing, standings, upsert_rows
from .table import Projection

# Positions folded in per transaction: what a kill can lose is work, never events.
BATCH = 2_000


def follow(
    connection: Connection,
    journal: Journal,
    projections: Sequence[Projection],
    head: int,
    building: dict[str, Standing] | None = None,
) -> int:
    """Fold in the next batch, up to ``head`` at most. Gives the position that all ``projections`` then stand at.

    building: standings of generations that no reader uses yet, kept up to date here; None means the registry's.
    """
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (ROWS_LOCK,))
        registered = standings(connection)
        found = registered if building is None else building
        position = min(found[projection.name].position for projection in projections)
        until = min(head, position + BATCH)
        if until <= position:
            return position
        fresh = by_kind(updated(connection, journal, {**registered, **found}, position, until))
        for projection in projections:
            standing = found[projection.name]
            if standing.position >= until:
                continue
            upsert_rows(connection, projection, standing.generation, fresh.get(projection.kind, []))
            moved = standing._replace(position=until)
            if building is None:
                put_standing(connection, projection, moved)
            else:
                building[projection.name] = moved
        return until


def updated(
    connection: Connection, journal: Journal, found: dict[str, Standing], after: int, until: int
) -> list[tuple[str, list[Row]]]:
    """The cases that the positions after ``after`` up to ``until`` touch, with all their rows."""
    law = Law(journal.publications(until))
    touched = set(journal.cases_touched(after, until))
    changed = types_changed(law, after, until)
    if changed and "cases" in found:
        touched |= cases_of(connection, found["cases"], changed)
    return [(case, rows(history, law)) for case, history in journal.history(sorted(touched), until).items()]


def types_changed(law: Law, after: int, until: int) -> list[str]:
    """The case types whose rules or calendars were published after ``after``, up to ``until``."""
    return [type_id for type_id in law.types() if any(after < epoch <= until for epoch in law.epochs(type_id))]


def cases_of(connection: Connection, standing: Standing, types: Sequence[str]) -> set[str]:
    """The cases of some types."""
    query = sql.SQL("SELECT DISTINCT case_id FROM {} WHERE case_type = ANY(%s)").format(
        PROJECTION.table(standing.generation)
    )
    return {case for (case,) in connection.execute(query, (list(types),))}
