"""Filling a fresh journal with the demonstration municipality, so that a fill that was killed goes on where it stopped."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import datetime
from operator import attrgetter

from ...domain.events.case_events import Event
from ...domain.events.publications import JOURNAL_STREAM
from ...domain.problem import Conflict
from ...intake.definitions.definition import publish_definitions
from ...intake.definitions.written_file import written_files
from ...journal.application import Journal
from ...journal.entry import Entry, Refused
from .docket import SOURCE, Happening
from .editions import EDITIONS, OPENED
from .municipality import happenings
from .report_runs import make_reports

# Events in one transaction: a kill leaves whole ones.
BATCH = 5_000


class OtherJournal(Conflict):
    """The journal holds something else than the demonstration."""

    code = "other-journal"

    def __init__(self) -> None:
        super().__init__(
            da="Journalen rummer andet end demonstrationen, som kun fyldes i en tom journal. Vælg en ny mappe.",
            en="The journal holds something else; the demonstration is only filled into an empty one. Choose a new folder.",
        )


def is_filled(journal: Journal) -> bool:
    """Whether the journal holds the whole demonstration; False also for an empty or half filled one.

    Raises OtherJournal.
    """
    position = journal.head().position
    beginning = list(journal.read(0, min(position, EDITIONS[0].events + 2)))
    if not all(recorded.recorded == OPENED or _is_ours(recorded.event) for recorded in beginning):
        raise OtherJournal
    went_live = journal.history([JOURNAL_STREAM], position).get(JOURNAL_STREAM, [])
    if went_live and went_live[0].event.actor != SOURCE:
        raise OtherJournal
    return bool(went_live)


def _is_ours(event: Event) -> bool:
    return event.source.startswith(SOURCE)


def fill(journal: Journal, progress: Callable[[int, int], None]) -> None:
    """Append everything that is not there yet; what is made from it comes in ``go_live``.

    progress: called with the events done and the events in all. Raises Problem.
    """
    found = happenings()
    reached = journal.head().recorded
    done = 0
    for edition, until in zip(EDITIONS, [*(edition.at for edition in EDITIONS[1:]), None], strict=True):
        publish_definitions(journal, edition.kind, written_files(edition.files), edition.at, edition.at)
        upto = len(found) if until is None else bisect_left(found, until, key=attrgetter("recorded"))
        for start in range(done, upto, BATCH):
            batch = found[start : min(start + BATCH, upto)]
            _append(journal, batch, reached)
            progress(start + len(batch), len(found))
        done = upto


def go_live(journal: Journal) -> None:
    """Make the reports that came due, and go live. The projections are up to date. Raises Problem."""
    make_reports(journal)
    journal.go_live(actor=SOURCE)


def _append(journal: Journal, batch: Sequence[Happening], reached: datetime | None) -> None:
    """Append a batch; what was registered before ``reached`` is in the journal already."""
    if reached is not None and batch[-1].recorded < reached:
        return
    entries = [Entry(happening.case, happening.event) for happening in batch]
    for outcome in journal.append(entries, recorded=[happening.recorded for happening in batch]):
        if isinstance(outcome, Refused):
            raise outcome.problem
