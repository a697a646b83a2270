"""Following the journal: what was appended since is folded in, case by case, in one small transaction.

A case that can't be folded is set aside and keeps its rows; one that takes long is told apart. The others go on.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from psycopg import sql

from ...domain.fold.law import Law
from ...journal.connection.locks import take
from ...journal.reader import JournalReader
from ..tables import behind
from ..tables.behind import MANY_BYTES, MANY_EVENTS, PATIENCE, PatienceOfBatch
from ..tables.catalogue import CASES
from ..tables.registry import ROWS, Connection, TableStanding, by_kind, put_standing, standings, upsert_rows
from ..tables.table import Projection
from . import quarantine
from .quarantine import Told, give_notice, tell

# Positions folded in per transaction: what a kill can lose is work, never events.
BATCH = 2_000


def follow(
    connection: Connection,
    journal: JournalReader,
    projections: Sequence[Projection],
    head: int,
    building: dict[str, TableStanding] | None = None,
    wait: float = ROWS.wait,
) -> int:
    """Fold in the next batch, up to ``head`` at most. Gives the position that all ``projections`` then stand at.

    Cases that take long are not told here, where others wait: they are behind afterwards, and told apart (``apart.py``).
    building: standings of generations that no reader uses yet, kept up to date here; None means the registry's.
    wait: seconds that whoever is at it is waited for. Raises LockHeld.
    """
    with connection.transaction():
        take(connection, ROWS._replace(wait=wait))
        registered = standings(connection)
        found = registered if building is None else building
        position = min(found[projection.name].position for projection in projections)
        until = min(head, position + BATCH)
        if until <= position:
            return position
        aside = quarantine.references(connection)
        law = journal.law(until)
        touched = _touched(connection, journal, {**registered, **found}, law, range(position, until), aside)
        level = [projection for projection in projections if found[projection.name].position < until]
        faults = _fold_in(connection, journal, level, found, touched, law, until, aside)
        for projection in level:
            moved = found[projection.name]._replace(position=until)
            if building is None:
                put_standing(connection, projection, moved)
            else:
                building[projection.name] = moved
    give_notice(faults)
    return until


def try_again(connection: Connection, journal: JournalReader, projections: Sequence[Projection]) -> None:
    """Fold the cases that are set aside once more, as far as all projections stand: the program may have been mended."""
    with connection.transaction():
        take(connection, ROWS)
        found = standings(connection)
        aside = quarantine.references(connection)
        position = min(found[projection.name].position for projection in projections)
        level = [projection for projection in projections if found[projection.name].position == position]
        law = journal.law(position)
        # Told apart, a case is told up to where its projection stands: it is behind of that.
        before = {name: one._replace(position=one.position - 1) for name, one in found.items()}
        faults = _fold_in(connection, journal, level, before, aside, law, position, aside)
    give_notice(faults)


def _fold_in(
    connection: Connection,
    journal: JournalReader,
    projections: Sequence[Projection],
    found: dict[str, TableStanding],
    touched: Collection[str],
    law: Law,
    until: int,
    aside: Collection[str],
) -> dict[str, str]:
    """Fold cases up to a position and write their rows, a page at a time; those that take long are behind from here on.

    found: where the projections stood before. Gives the cases that can't be folded, each with its fault.
    """
    apart = behind.cases(connection, projections, found).intersection(touched)
    apart |= journal.large({*touched} - apart, until, events=MANY_EVENTS, size=MANY_BYTES)
    faults: dict[str, str] = {}
    patience = PatienceOfBatch(PATIENCE)
    for page in journal.history_pages_of({*touched} - apart, until):
        told = tell(page, law, patience)
        write(connection, projections, found, told, aside)
        faults |= told.faults
        apart.update(told.late)
    for projection in projections:
        standing = found[projection.name]
        behind.put(connection, projection, standing.generation, standing.position, apart)
    return faults


def write(
    connection: Connection,
    projections: Sequence[Projection],
    found: dict[str, TableStanding],
    told: Told,
    aside: Collection[str],
) -> None:
    """Write what is told, as it differs from what the rows tell where the projections stand by ``found``. A case that was
    set aside and folds again is taken back."""
    rows = by_kind(told.cases)
    back = [case for case, _ in told.cases if case in aside]
    for projection in projections:
        standing = found[projection.name]
        quarantine.take_back(connection, projection, standing.generation, back)
        fresh = [
            (case, row)
            for case, row in rows.get(projection.kind, [])
            if case in aside or row.changed_after(standing.position)
        ]
        upsert_rows(connection, projection, standing.generation, fresh)
        quarantine.put(connection, projection, standing.generation, standing.position, told.faults)


def _touched(
    connection: Connection,
    journal: JournalReader,
    found: dict[str, TableStanding],
    law: Law,
    batch: range,
    aside: Collection[str],
) -> set[str]:
    """The cases that a batch touches, the positions after its start up to its stop. aside: those that new rules may help."""
    touched = journal.cases_touched(batch.start, batch.stop)
    changed = types_changed(law, batch.start, batch.stop)
    if changed and "cases" in found:
        touched |= {*cases_of(connection, found["cases"], changed), *aside}
    return touched


def types_changed(law: Law, after: int, until: int) -> list[str]:
    """The case types whose rules or calendars were published after ``after``, up to ``until``."""
    return [type_id for type_id in law.types() if any(after < epoch <= until for epoch in law.epochs(type_id))]


def cases_of(connection: Connection, standing: TableStanding, types: Sequence[str]) -> set[str]:
    """The cases of some types."""
    query = sql.SQL("SELECT DISTINCT case_id FROM {} WHERE case_type = ANY(%s)").format(
        CASES.table(standing.generation)
    )
    return {case for (case,) in connection.execute(query, (list(types),))}
