"""Bringing all projections up to everything that was recorded, by the quickest way that is right."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from psycopg.errors import InsufficientPrivilege

from ...domain.problem import Conflict
from ...journal.application import Journal
from ...journal.schema.tables import are_whole
from ...log import log
from ..tables import registry
from ..tables.catalogue import FOLD, PROJECTIONS
from ..tables.registry import ROWS, Connection, TableStanding, forget_others, standings
from . import quarantine
from .apart import tell_apart
from .checkpoint import wait_for
from .follow import BATCH, cases_of, follow, try_again, types_changed
from .generation import Progress, no_progress
from .origin import UpToDate, check_origin, up_to_date
from .rebuild import LONGEST_REBUILD_SECONDS, RebuildRunning, rebuild, wait_for_rebuild

# Below so many batches nobody asks whether folding every case once would be quicker than following.
FAR = 10
# Seconds that one who can be answered with less waits while somebody else brings the projections up to date.
OTHERS_SECONDS = 5.0


class NewerProjections(Conflict):
    """A newer version of the program made the projections. Making them anew would have it make them anew in turn."""

    code = "newer-projections"

    def __init__(self) -> None:
        super().__init__(
            see="rebuild",
            da="Projektionerne er ført af en nyere sagsgang end denne. Opgradér denne. Skal der bruges en ældre, så stop "
            "den nyere overalt, og genopbyg dem.",
            en="A newer sagsgang than this one keeps the projections. Upgrade this one. If an older one is to be used, "
            "stop the newer everywhere, and rebuild them.",
        )


def catch_up(
    journal: Journal,
    progress: Progress = no_progress,
    *,
    again: bool = False,
    about: Collection[str] | None = None,
    wait: float | None = None,
) -> int:
    """See that everything recorded by now is folded in: by the follower where one is at work, and else here.

    Gives the position that all projections then stand at. Parameters and what is raised: as of ``fold_in``. Who has no more
    than ``wait`` seconds for a large case can be answered with less than all: if others are at it, LockHeld is raised after
    a moment, where the projections answer at all.
    """
    if not again:
        if (end := nothing_new(journal)) is not None:
            return end.position
        position = journal.head().position
        with journal.lend() as connection:
            whole = are_whole(connection, registry.TABLES, quarantine.TABLES)
        if whole and wait_for(journal, position):
            with journal.lend() as connection:
                check_origin(connection, list(PROJECTIONS))
                tell_apart(connection, journal, list(PROJECTIONS.values()), position, about=about, wait=wait)
            return position
    moment = wait is not None and _answers(journal)
    others = OTHERS_SECONDS if moment else LONGEST_REBUILD_SECONDS
    return fold_in(journal, progress, again=again, about=about, wait=wait, others=others)


def fold_in(
    journal: Journal,
    progress: Progress = no_progress,
    *,
    again: bool = False,
    about: Collection[str] | None = None,
    wait: float | None = None,
    others: float = LONGEST_REBUILD_SECONDS,
) -> int:
    """Fold in everything recorded by now. Gives the position that all projections then stand at.

    about: what is asked is about these cases alone, so no other is waited for that takes long: it is behind then.
    wait: seconds that telling such cases may take, by whoever does (None: as long as it takes); then they are behind.
    others: seconds that those are waited for who bring the projections up to date just now; then LockHeld is raised.
    What is recorded from here on is not waited for, so this ends while others go on appending. Projections that are
    missing, or were made by another fold, or are far behind are rebuilt; if someone else is at it, that is waited for.
    again: the cases that are set aside are tried once more. Raises NewerProjections, and Problem as ``check_origin``.
    """
    with journal.lend() as connection:
        reading = journal.over(connection, locked=True)
        head = reading.head().position
        lost = registry.TABLES.are_lost(connection)
        registry.TABLES.prepare(connection)
        if (lost or not quarantine.TABLES.are_there(connection)) and standings(connection):
            # Which cases they could not compute, or had not yet, is gone: their rows would pass for what the journal says.
            log.warning("a table of cases set aside or behind is gone: all projections are made anew")
            _rebuilt(connection, journal, list(PROJECTIONS), progress, others)
        quarantine.TABLES.prepare(connection)
        while stale := _stale(connection, journal, head):
            _rebuilt(connection, journal, stale, progress, others)
        position = began = _stands_at(connection)
        while position < head:
            position = follow(connection, reading, list(PROJECTIONS.values()), head, wait=min(ROWS.wait, others))
            progress(position - began, head - began)
        if again:
            try_again(connection, reading, list(PROJECTIONS.values()))
        tell_apart(connection, journal, list(PROJECTIONS.values()), head, about=about, wait=wait)
        return position


def nothing_new(journal: Journal) -> UpToDate | None:
    """How the projections stand, where nothing is to be done, as a question mostly finds: in two statements. None: there
    may be something."""
    with journal.lend() as connection, suppress(InsufficientPrivilege):
        if are_whole(connection, registry.TABLES, quarantine.TABLES):
            return up_to_date(connection, PROJECTIONS.keys(), FOLD)
    return None


def check_rests_on(journal: Journal) -> None:
    """See that the projections are those of this journal, where there are any, for an answer that needs none of them: what
    they rest on may be gone. Raises as ``check_origin``."""
    with journal.lend() as connection:
        registry.TABLES.prepare(connection)
        check_origin(connection, list(PROJECTIONS))


def _rebuilt(
    connection: Connection, journal: Journal, names: list[str], progress: Progress, others: float
) -> None:
    """Make projections anew; if someone else is at it, that is waited for, for so many seconds."""
    connection.commit()
    try:
        rebuild(journal, names, progress)
    except RebuildRunning:
        wait_for_rebuild(connection, others)


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


def _answers(journal: Journal) -> bool:
    """Whether the projections, as they are, answer a question."""
    with journal.lend() as connection:
        if not are_whole(connection, registry.TABLES):
            return False
        found = standings(connection)
    return all(name in found and found[name].fold == FOLD and found[name].position for name in PROJECTIONS)


def _stands_at(connection: Connection) -> int:
    found = standings(connection)
    connection.commit()
    return min(found[name].position for name in PROJECTIONS)


def _is_far(connection: Connection, journal: Journal, found: dict[str, TableStanding], head: int) -> bool:
    position = min(found[name].position for name in PROJECTIONS)
    if head <= position:
        return False
    if head - position > FAR * BATCH:
        # Following folds a case anew in each batch that touches it; a rebuild folds every case once.
        touched, cases = journal.spread(position, head, BATCH)
        if touched > cases or head - position > head // 4:
            return True
    changed = types_changed(journal.law(head), position, head)
    if not changed:
        return False
    touched = len(cases_of(connection, found["cases"], changed))
    connection.commit()
    return touched > FAR * BATCH
