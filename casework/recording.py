"""The one writer of what the office itself records: read a case, let a pure function decide, append what it decided.

Optimistic concurrency: the events land all or none, on the version of the case that was read. Where somebody wrote to it
meanwhile, it is read and decided anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from ..domain.events.case_events import Event
from ..domain.events.history import Recorded
from ..domain.fold.law import Law
from ..journal.application import Journal
from ..journal.entry import Appended, Duplicate, Entry, Refused
from .case_read import CaseRead
from .going_live import GoingLive

ATTEMPTS = 10  # each one lost to another who wrote to the same case in between
MEANWHILE = ("version-conflict", "id-reused")  # what is said where another was quicker


class Read(Protocol):
    """What a decision is made on: at least a case and its history, by position."""

    @property
    def case(self) -> str:
        """Its reference."""

    @property
    def history(self) -> list[Recorded]:
        """Its events; none where it is not there."""


def read_case(journal: Journal, case: str) -> CaseRead:
    """A case as it stands now."""
    position = journal.head().position
    history = journal.history([case], position).get(case, [])
    return CaseRead(case, position, history, Law(journal.publications(position)))


DecidedOn = TypeVar("DecidedOn", bound=Read)


class Written(NamedTuple, Generic[DecidedOn]):
    """What came of it.

    read: what it was decided on. events: what was decided; none: there was nothing new to say. position: of the last.
    already: nothing was written, as the journal held it all.
    """

    read: DecidedOn
    events: Sequence[Event]
    position: int | None
    already: bool


def record(
    journal: Journal, read: Callable[[], DecidedOn], decide: Callable[[DecidedOn], Sequence[Event]]
) -> Written[DecidedOn]:
    """Append what ``decide`` says of what ``read`` gives. The first that is written puts the journal live.

    Raises Problem as the two and ``Journal.append`` do, ``version-conflict`` where others were quicker every time; then
    nothing is written.
    """
    for attempt in range(1, ATTEMPTS + 1):
        found = read()
        events = decide(found)
        if not events:
            break
        version = found.history[-1].version if found.history else 0
        entries = [Entry(found.case, event, number) for number, event in enumerate(events, version)]
        outcomes = GoingLive(journal).append(entries, together=[len(entries)])
        refused = [one for one in outcomes if isinstance(one, Refused) and one.code != "held-back"]
        if not refused:
            [*_, last] = [one for one in outcomes if isinstance(one, Appended | Duplicate)]
            return Written(found, events, last.position, all(isinstance(one, Duplicate) for one in outcomes))
        if refused[0].code not in MEANWHILE or attempt == ATTEMPTS:
            raise refused[0].problem
    return Written(found, [], None, already=True)
