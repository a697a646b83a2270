"""Bringing all projections up to everything that was recorded, by the quickest way that is right."""

from __future__ import annotations

from ..domain.fold.law import Law
from ..journal.application import Journal
from . import set_aside
from .catalogue import FOLD, PROJECTIONS
from .follow import BATCH, cases_of, follow, try_again, types_changed
from .generation import Progress, no_progress
from .rebuild import RebuildRunning, rebuild, wait_for_rebuild
from .store import Connection, Standing, forget_others, prepare, standings

# Beyond so many batches (or a quarter of the journal) folding every case once is quicker than following.
FAR = 10


def catch_up(journal: Journal, progress: Progress = no_progress, *, again: bool = False) -> int:
    """Fold in everything recorded. Gives the position that all projections then stand at.

    Projections that are missing, or were made by another fold, or are far behind are rebuilt; if someone else is
    at it, that is waited for. again: the cases that are set aside are tried once more.
    """
    head = journal.head().position
    with journal.connect() as connection:
        prepare(connection)
        set_aside.TABLES.prepare(connection)
        while stale := _stale(connection, journal, head):
            try:
                rebuild(journal, stale, progress, compare=False)
            except RebuildRunning:
                wait_for_rebuild(connection)
        position = began = _stands_at(connection)
        while position < head:
            position = follow(connection, journal, list(PROJECTIONS.values()), head)
            progress(position - began, head - began)
        if again:
            try_again(connection, journal, list(PROJECTIONS.values()))
        return position


def _stale(connection: Connection, journal: Journal, head: int) -> list[str]:
    """The projections that following would not bring up to date, or not soon."""
    found = standings(connection)
    if found.keys() - PROJECTIONS.keys():
        forget_others(connection, list(PROJECTIONS))
    connection.commit()
    stale = [
        name
        for name in PROJECTIONS
        # A projection beyond the journal's end is one of another journal, or of one that was restored.
        if name not in found or found[name].fold != FOLD or found[name].position > head
    ]
    if not stale and _is_far(connection, journal, found, head):
        return list(PROJECTIONS)
    return stale


def _stands_at(connection: Connection) -> int:
    found = standings(connection)
    connection.commit()
    return min(found[name].position for name in PROJECTIONS)


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
