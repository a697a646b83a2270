"""Filling a fresh journal with the demonstration municipality, so that a fill that was killed goes on where it stopped."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import date, datetime
from operator import attrgetter
from pathlib import Path

from ..domain.events import Event
from ..domain.publications import JOURNAL_STREAM
from ..domain.text import Problem
from ..intake.publications import publish_types
from ..journal.application import Journal
from ..journal.entry import Entry, Refused
from .docket import SOURCE, Happening
from .municipality import happenings
from .office import instant

TYPES = Path(__file__).parent / "types"
FROM_THE_BEGINNING = [TYPES / f"{name}.toml" for name in ("fleksjob", "klage", "ydelse")]
ACTION_PLAN = [TYPES / "fleksjob-2008.toml"]
OPENED = instant(date(2006, 1, 1))
# The action plan that changes the rule from 1 March 2008 on bears this date.
ACTION_PLAN_AT = instant(date(2008, 1, 29), 12)
# Events in one transaction: a kill leaves whole ones.
BATCH = 5_000


class OtherJournal(Problem):
    """The journal holds something else than the demonstration."""

    code = "other-journal"

    def __init__(self) -> None:
        super().__init__(
            da="Journalen rummer andet end demonstrationen, som kun fyldes i en tom journal. "
            "Vælg en ny mappe: sagsgang --home ./demo demo",
            en="The journal holds something else; the demonstration is only filled into an empty one. "
            "Choose a new folder: sagsgang --home ./demo demo",
        )


def is_filled(journal: Journal) -> bool:
    """Whether the journal holds the whole demonstration; False also for an empty or half filled one.

    Raises OtherJournal.
    """
    position = journal.head().position
    beginning = list(journal.read(0, min(position, len(FROM_THE_BEGINNING) + 2)))
    if not all(recorded.recorded == OPENED or _is_ours(recorded.event) for recorded in beginning):
        raise OtherJournal
    went_live = journal.history([JOURNAL_STREAM], position).get(JOURNAL_STREAM, [])
    if went_live and went_live[0].event.actor != SOURCE:
        raise OtherJournal
    return bool(went_live)


def _is_ours(event: Event) -> bool:
    return event.source.startswith(SOURCE)


def fill(journal: Journal, progress: Callable[[int, int], None]) -> None:
    """Append everything that is not there yet, and go live.

    progress: called with the events done and the events in all. Raises Problem.
    """
    found = happenings()
    reached = journal.head().recorded
    change = bisect_left(found, ACTION_PLAN_AT, key=attrgetter("recorded"))
    publish_types(journal, FROM_THE_BEGINNING, OPENED, OPENED)
    _append(journal, found[:change], reached, lambda done: progress(done, len(found)))
    publish_types(journal, ACTION_PLAN, ACTION_PLAN_AT, ACTION_PLAN_AT)
    _append(journal, found[change:], reached, lambda done: progress(change + done, len(found)))
    journal.go_live(actor=SOURCE)


def _append(
    journal: Journal, found: Sequence[Happening], reached: datetime | None, progress: Callable[[int], None]
) -> None:
    """Append in batches, ascending; what was registered before ``reached`` is in the journal already."""
    for start in range(0, len(found), BATCH):
        batch = found[start : start + BATCH]
        if reached is None or batch[-1].recorded >= reached:
            _append_batch(journal, batch)
        progress(start + len(batch))


def _append_batch(journal: Journal, batch: Sequence[Happening]) -> None:
    entries = [Entry(happening.case, happening.event) for happening in batch]
    for outcome in journal.append(entries, recorded=[happening.recorded for happening in batch]):
        if isinstance(outcome, Refused):
            raise outcome.problem
