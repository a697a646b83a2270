"""Which of the offered events the journal takes, and which place each one gets: pure, under no lock of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec import DecodeError

from ..domain.events.publications import PUBLICATIONS
from ..domain.text import Problem
from . import refusals
from .entry import Appended, Duplicate, Entry, Outcome, Refused
from .mapper import TOPICS, event_of, state_of

UTC_OFFSET = timedelta(0)


class Candidate(NamedTuple):
    """An entry that reads well on its own. typed: it names a case type. expected: the version its sender saw."""

    case: str
    topic: str
    state: bytes
    source: str
    event_id: str
    typed: bool
    expected: int | None


class Known(NamedTuple):
    """An event that the journal holds, found by its source and id."""

    position: int
    case: str
    topic: str
    state: bytes
    recorded: datetime


class Standing(NamedTuple):
    """What the journal holds while its lock is held.

    position, recorded: of its last event (0 and None when empty). clock: the database's clock.
    live: whether it went live. known: the offered events that it holds. versions: of the offered cases.
    """

    position: int
    recorded: datetime | None
    clock: datetime
    live: bool
    known: Mapping[tuple[str, str], Known]
    versions: Mapping[str, int]


class Row(NamedTuple):
    """A row of the journal, in the order of its columns in ``recorder.COPY``."""

    position: int
    case: str
    version: int
    topic: str
    state: bytes
    source: str
    event_id: str
    recorded: datetime


def examine(entry: Entry, *, publication: bool = False) -> Candidate | Refused:
    """Whether an entry could ever be stored: it reads back to the same bytes, and its references can be kept.

    publication: it comes through ``Journal.publish``, which alone writes to reserved streams.
    """
    case, event, expected = entry
    topic = event.TOPIC
    if topic not in TOPICS:
        return Refused(refusals.unknown_topic(topic))
    if not publication and (case.startswith("$") or topic in PUBLICATIONS):
        return Refused(refusals.reserved())
    if not (_keepable(case) and _keepable(event.source) and _keepable(event.id)):
        return Refused(refusals.bad_reference())
    if event.occurred.utcoffset() != UTC_OFFSET:
        return Refused(refusals.not_utc())
    try:
        state = state_of(event)
        faithful = state_of(event_of(topic, state)) == state
    except (Problem, DecodeError, TypeError, ValueError):
        faithful, state = False, b""
    if not faithful:
        return Refused(refusals.unreadable(topic))
    typed = publication or event.case_type is not None
    return Candidate(case, topic, state, event.source, event.id, typed, expected)


def admit(
    offered: Sequence[Candidate | Refused], standing: Standing, recorded: Sequence[datetime] | None
) -> tuple[list[Outcome], list[Row]]:
    """What becomes of each entry, in order, and the rows to write.

    recorded: the registration times of an import, one an entry. Raises Problem when those may not be used:
    ``journal-live``, ``recorded-backwards``, ``recorded-in-future``.
    """
    known = dict(standing.known)
    versions = dict(standing.versions)
    last = standing.recorded
    now = standing.clock if last is None else max(last, standing.clock)
    outcomes: list[Outcome] = []
    rows: list[Row] = []
    for index, candidate in enumerate(offered):
        outcome: Outcome
        if isinstance(candidate, Refused):
            outcome = candidate
        elif (settled := _settled(candidate, known, versions)) is not None:
            outcome = settled
        else:
            at = now if recorded is None else _checked(recorded[index], last, standing)
            case, topic, state, source, event_id, _, _ = candidate
            position = standing.position + len(rows) + 1
            versions[case] = version = versions.get(case, 0) + 1
            known[source, event_id] = Known(position, case, topic, state, at)
            rows.append(Row(position, case, version, topic, state, source, event_id, at))
            outcome = Appended(position, version, at)
            last = at
        outcomes.append(outcome)
    return outcomes, rows


def _settled(
    candidate: Candidate, known: Mapping[tuple[str, str], Known], versions: Mapping[str, int]
) -> Duplicate | Refused | None:
    """Why a candidate is not written, or None. An event sent again is known before anything else is asked."""
    held = known.get((candidate.source, candidate.event_id))
    if held is not None:
        if (held.case, held.topic, held.state) == (candidate.case, candidate.topic, candidate.state):
            return Duplicate(held.position)
        return Refused(refusals.id_reused(held.position))
    version = versions.get(candidate.case, 0)
    if candidate.expected is not None and candidate.expected != version:
        return Refused(refusals.version_conflict(candidate.expected, version))
    if version == 0 and not candidate.typed:
        return Refused(refusals.no_case_type())
    return None


def _checked(at: datetime, last: datetime | None, standing: Standing) -> datetime:
    if standing.live:
        raise refusals.journal_live()
    if at.utcoffset() is None or at > standing.clock:
        raise refusals.recorded_in_future(at)
    if last is not None and at < last:
        raise refusals.recorded_backwards(at, last)
    return at


def _keepable(reference: str) -> bool:
    """Whether PostgreSQL can keep and index a reference: text without NUL, not empty, not too long."""
    try:
        return 0 < len(reference.encode()) <= refusals.LONGEST_REFERENCE and "\0" not in reference
    except (UnicodeEncodeError, AttributeError):
        return False
