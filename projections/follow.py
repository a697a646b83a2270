"""Following the journal: what was appended since is folded in, case by case, in one small transaction.

A case that can't be folded is set aside and keeps its rows; the others go on.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from psycopg import sql

from ..domain.fold.law import Law
from ..journal.application import Journal
from ..journal.waiting import take
from . import set_aside
from .cases import PROJECTION
from .set_aside import Told, give_notice, tell
from .store import ROWS, Connection, Standing, by_kind, put_standing, standings, upsert_rows
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
        take(connection, ROWS)
        registered = standings(connection)
        found = registered if building is None else building
        position = min(found[projection.name].position for projection in projections)
        until = min(head, position + BATCH)
        if until <= position:
            return position
        aside = set_aside.references(connection)
        told = updated(connection, journal, {**registered, **found}, position, until, aside)
        behind = [projection for projection in projections if found[projection.name].position < until]
        _write(connection, behind, found, told, aside)
        for projection in behind:
            moved = found[projection.name]._replace(position=until)
            if building is None:
                put_standing(connection, projection, moved)
            else:
                building[projection.name] = moved
    give_notice(told.faults)
    return until


def try_again(connection: Connection, journal: Journal, projections: Sequence[Projection]) -> None:
    """Fold the cases that are set aside once more, as far as all projections stand: the program may have been mended."""
    with connection.transaction():
        take(connection, ROWS)
        found = standings(connection)
        aside = set_aside.references(connection)
        position = min(found[projection.name].position for projection in projections)
        level = [projection for projection in projections if found[projection.name].position == position]
        told = tell(journal.history(sorted(aside), position).items(), Law(journal.publications(position)))
        _write(connection, level, found, told, aside)
    give_notice(told.faults)


def _write(
    connection: Connection,
    projections: Sequence[Projection],
    found: dict[str, Standing],
    told: Told,
    aside: Collection[str],
) -> None:
    """Write what is told. A case that was set aside and folds again is taken back."""
    fresh = by_kind(told.cases)
    back = [case for case, _ in told.cases if case in aside]
    for projection in projections:
        standing = found[projection.name]
        set_aside.take_back(connection, projection, standing.generation, back)
        upsert_rows(connection, projection, standing.generation, fresh.get(projection.kind, []))
        set_aside.put(connection, projection, standing.generation, standing.position, told.faults)


def updated(
    connection: Connection,
    journal: Journal,
    found: dict[str, Standing],
    after: int,
    until: int,
    aside: Collection[str],
) -> Told:
    """The cases that the positions after ``after`` up to ``until`` touch. aside: those that new rules may help."""
    law = Law(journal.publications(until))
    touched = set(journal.cases_touched(after, until))
    changed = types_changed(law, after, until)
    if changed and "cases" in found:
        touched |= {*cases_of(connection, found["cases"], changed), *aside}
    return tell(journal.history(sorted(touched), until).items(), law)


def types_changed(law: Law, after: int, until: int) -> list[str]:
    """The case types whose rules or calendars were published after ``after``, up to ``until``."""
    return [type_id for type_id in law.types() if any(after < epoch <= until for epoch in law.epochs(type_id))]


def cases_of(connection: Connection, standing: Standing, types: Sequence[str]) -> set[str]:
    """The cases of some types."""
    query = sql.SQL("SELECT DISTINCT case_id FROM {} WHERE case_type = ANY(%s)").format(
        PROJECTION.table(standing.generation)
    )
    return {case for (case,) in connection.execute(query, (list(types),))}
