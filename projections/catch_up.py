"""Bringing all projections up to everything that was recorded, by the quickest way that is right."""

from __future__ import annotations

from collections.abc import Collection

import structlog

from ..domain.fold.law import Law
from ..domain.text import Problem
from ..journal.application import Journal
from . import set_aside
from .apart import tell_apart
from .catalogue import FOLD, PROJECTIONS
from .follow import BATCH, cases_of, follow, try_again, types_changed
from .generation import Progress, no_progress
from .origin import check_origin
from .rebuild import RebuildRunning, rebuild, wait_for_rebuild
from .store import Connection, Standing, forget_others, prepare, standings

# Beyond so many batches (or a quarter of the journal) folding every case once is quicker than following.
FAR = 10

log = structlog.get_logger()


class NewerProjections(Problem):
    """A newer version of the program made the projections. Making them anew would have it make them anew in turn."""

    code = "newer-projections"

    def __init__(self) -> None:
        super().__init__(
            da="Projektionerne er ført af en nyere sagsgang end denne. Opgradér denne. Skal der bruges en ældre, så stop "
            "den nyere overalt, og kør: sagsgang rebuild",
            en="A newer sagsgang than this one keeps the projections. Upgrade this one. If an older one is to be used, "
            "stop the newer everywhere and run: sagsgang rebuild",
        )


def catch_up(
    journal: Journal,
    progress: Progress = no_progress,
    *,
    again: bool = False,
    about: Collection[str] | None = None,
    wait: float | None = None,
) -> int:
    """Fold in everything recorded by now. Gives the position that all projections then stand at.

    about: what is asked is about these cases alone, so no other is waited for that takes long: it is behind then.
    wait: seconds that telling such cases may take, by whoever does (None: as long as it takes); then they are behind.
    What is recorded from here on is not waited for, so this ends while others go on appending. Projections that are
    missing, or were made by another fold, or are far behind are rebuilt; if someone else is at it, that is waited for.
    again: the cases that are set aside are tried once more. Raises NewerProjections, and Problem as ``check_origin``.
    """
    head = journal.head().position
    with journal.connect() as connection:
        prepare(connection)
        if not set_aside.TABLES.are_there(connection) and standings(connection):
            # Which cases they could not compute is gone with it: their rows would pass for what the journal says.
            log.warning("the table of cases set aside is gone: all projections are made anew")
            _rebuilt(connection, journal, list(PROJECTIONS), progress)
        set_aside.TABLES.prepare(connection)
        while stale := _stale(connection, journal, head):
            _rebuilt(connection, journal, stale, progress)
        position = began = _stands_at(connection)
        while position < head:
            position = follow(connection, journal, list(PROJECTIONS.values()), head)
            progress(position - began, head - began)
        if again:
            try_again(connection, journal, list(PROJECTIONS.values()))
        tell_apart(connection, journal, list(PROJECTIONS.values()), head, about=about, wait=wait)
        return position


def check_rests_on(journal: Journal) -> None:
    """See that the projections are those of this journal, where there are any, for an answer that needs none of them: what
    they rest on may be gone. Raises as ``check_origin``."""
    with journal.connect() as connection:
        prepare(connection)
        check_origin(connection, list(PROJECTIONS))


def _rebuilt(connection: Connection, journal: Journal, names: list[str], progress: Progress) -> None:
    """Make projections anew; if someone else is at it, that is waited for."""
    connection.commit()
    try:
        rebuild(journal, names, progress)
    except RebuildRunning:
        wait_for_rebuild(connection)


def _stale(connection: Connection, journal: Journal, head: int) -> list[str]:
    """The projections that following would not bring up to ``head``, or not soon. Raises as ``catch_up``."""
    found = standings(connection)
    check_origin(connection, list(PROJECTIONS))
    connection.commit()
    if any(standing.fold > FOLD for standing in found.values()):
        raise NewerProjections
    if found.keys() - PROJECTIONS.keys():
        forget_others(connection, list(PROJECTIONS))
        connection.commit()
    stale = [name for name in PROJECTIONS if name not in found or found[name].fold != FOLD]
    if not stale and _is_far(connection, journal, found, head):
        return list(PROJECTIONS)
    return stale


def _stands_at(connection: Connection) -> int:
    found = standings(connection)
    connection.commit()
    return min(found[name].position for name in PROJECTIONS)


def _is_far(connection: Connection, journal: Journal, found: dict[str, Standing], head: int) -> bool:
    position = min(found[name].position for name in PROJECTIONS)
    if head <= position:
        return False
    if head - position > max(FAR * BATCH, head // 4):
        return True
    changed = types_changed(Law(journal.publications(head)), position, head)
    if not changed:
        return False
    touched = len(cases_of(connection, found["cases"], changed))
    connection.commit()
    return touched > FAR * BATCH
