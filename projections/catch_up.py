"""Bringing all projections up to everything that was recorded, by the quickest way that is right."""

from __future__ import annotations

from ..domain.law import Law
from ..journal.application import Journal
from .catalogue import FOLD, PROJECTIONS
from .follow import BATCH, cases_of, follow, types_changed
from .rebuild import Progress, no_progress, rebuild
from .store import Connection, Standing, forget_others, prepare, standings

# Beyond so many batches (or a quarter of the journal) folding every case once is quicker than following.
FAR = 10


def catch_up(journal: Journal, progress: Progress = no_progress) -> int:
    """Fold in everything recorded. Gives the position that all projections then stand at.

    Projections that are missing, or were made by another fold, or are far behind are rebuilt.
    """
    head = journal.head().position
    with journal.connect() as connection:
        prepare(connection)
        found = standings(connection)
        if found.keys() - PROJECTIONS.keys():
            forget_others(connection, list(PROJECTIONS))
        connection.commit()
        stale = [name for name in PROJECTIONS if name not in found or found[name].fold != FOLD]
        if not stale and _is_far(connection, journal, found, head):
            stale = list(PROJECTIONS)
        if stale:
            rebuild(journal, stale, progress, compare=False)
            found = standings(connection)
            connection.commit()
        position = began = min(found[name].position for name in PROJECTIONS)
        while position < head:
            position = follow(connection, journal, list(PROJECTIONS.values()), head)
            progress(position - began, head - began)
        return position


def _is_far(connection: Connection, journal: Journal, found: dict[str, Standing], head: int) -> bool:
    position = min(found[name].position for name in PROJECTIONS)
    if head == position:
        return False
    if head - position > max(FAR * BATCH, head // 4):
        return True
    changed = types_changed(Law(journal.publications(head)), position, head)
    if not changed:
        return False
    touched = len(cases_of(connection, found["cases"], changed))
    connection.commit()
    return touched > FAR * BATCH
