"""Which of the offered events the journal takes, and which place each one gets: pure, under no lock of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

import msgspec
from msgspec import DecodeError

from ..domain.events.encoding import TOPICS, event_of, state_of, unknown_topic, unreadable
from ..domain.events.own_names import is_office_act, is_own, is_reserved_stream
from ..domain.events.publications import PUBLICATIONS
from ..domain.events.reminder_events import SOURCE as SCHEDULER
from ..domain.events.reminder_events import SchedulerRecord
from ..domain.moment import is_midnight_of
from ..domain.plain_text import is_plain, plain_event
from ..domain.problem import Problem
from . import refusals
from .entry import Appended, Duplicate, Entry, Outcome, Refused

UTC_OFFSET = timedelta(0)
_new = tuple.__new__
SCHEDULERS = frozenset(topic for topic, kind in TOPICS.items() if issubclass(kind, SchedulerRecord))


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


class JournalStanding(NamedTuple):
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


class EventRow(NamedTuple):
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
        return Refused(unknown_topic(topic))
    if not (_keepable(case) and _keepable(event.source) and _keepable(event.id)):
        return Refused(refusals.bad_reference())
    if not publication and (taken := reservation(case, topic, event.source, event.id)) is not None:
        return Refused(taken)
    if event.occurred.utcoffset() != UTC_OFFSET:
        return Refused(refusals.not_utc())
    try:
        state = state_of(event)
        if not is_plain(state):
            event = plain_event(event)
            state = state_of(event)
        again = event_of(topic, state)
        # What is equal need not be written out again to be compared.
        faithful = again == event or state_of(again) == state
    except (Problem, DecodeError, TypeError, ValueError):
        faithful, state = False, b""
    if not faithful or len(state) > refusals.LARGEST_EVENT:
        return Refused(refusals.too_large(len(state)) if faithful else unreadable(topic))
    typed = publication or event.case_type is not None
    return Candidate(case, topic, state, event.source, event.id, typed, expected)


def reservation(case: str, topic: str, source: str, id_: str) -> Problem | None:
    """Why an event may not be appended to a case: its stream, topic or source is the journal's own. None: it may."""
    if is_reserved_stream(case) or topic in PUBLICATIONS:
        return refusals.reserved()
    if not is_own(source) or is_office_act(source, topic, id_):
        return None
    if source == SCHEDULER and topic in SCHEDULERS:
        return None
    return refusals.reserved_source()


Late = Literal["raise", "refuse", "clamp"]
"""What becomes of a time of registration that may not be used: nothing is written (``raise``), only its event is
refused (``refuse``), or, where it lies before the journal's last one, it counts as that (``clamp``)."""


def admit(
    offered: Sequence[Candidate | Refused],
    standing: JournalStanding,
    recorded: Sequence[datetime] | None,
    *,
    together: Sequence[int] | None = None,
    late: Late = "raise",
) -> tuple[list[Outcome], list[EventRow]]:
    """What becomes of each entry, in order, and the rows to write.

    recorded: the registration times of an import, one an entry. together: how many entries, one after the other, land
    all or none; None: each on its own. Raises Problem when registration times may not be used: ``journal-live``, and
    unless ``late`` says otherwise ``recorded-backwards``, ``recorded-in-future``.
    """
    ledger = _Ledger(standing, late)
    if together is None:
        for index, candidate in enumerate(offered):
            ledger.enter(candidate, recorded[index] if recorded is not None else None)
        return ledger.outcomes, ledger.rows
    start = 0
    for size in together:
        before = len(ledger.rows), ledger.last
        for index in range(start, start + size):
            ledger.enter(offered[index], recorded[index] if recorded is not None else None)
        if size > 1:
            ledger.take_back_unless_whole(start, *before)
        start += size
    return ledger.outcomes, ledger.rows


class _Ledger:
    """What has been decided so far: each entry is decided as the journal will be when those before it are written."""

    def __init__(self, standing: JournalStanding, late: Late) -> None:
        self._standing = standing
        self._late = late
        self._known: dict[tuple[str, str], Known | EventRow] = dict(standing.known)
        self._versions = dict(standing.versions)
        self._first = standing.position + 1
        self.last = standing.recorded
        self._now = standing.clock if self.last is None else max(self.last, standing.clock)
        self.outcomes: list[Outcome] = []
        self.rows: list[EventRow] = []

    def enter(self, candidate: Candidate | Refused, at: datetime | None) -> None:
        """Decide one entry. It runs for every event that is ever appended, so it makes few detours."""
        if isinstance(candidate, Refused):
            self.outcomes.append(candidate)
            return
        case, topic, state, source, event_id, typed, expected = candidate
        version = self._versions.get(case, 0)
        held = self._known.get((source, event_id))
        if held is not None or expected is not None or not (version or typed):
            settled = _settled(candidate, held, version)
            if settled is not None:
                self.outcomes.append(settled)
                return
        if at is None:
            at = self._now
        else:
            try:
                at = _checked(at, self.last, self._standing, self._late == "clamp")
            except Problem as problem:
                if self._late == "raise" or self._standing.live:
                    raise
                self.outcomes.append(Refused(problem))
                return
        version += 1
        position = self._first + len(self.rows)
        # A tuple's own way of being made takes a third of the time of the named one.
        row = _new(EventRow, (position, case, version, topic, state, source, event_id, at))
        self._versions[case] = version
        self._known[source, event_id] = row
        self.rows.append(row)
        self.outcomes.append(_new(Appended, (position, version, at)))
        self.last = at

    def take_back_unless_whole(self, start: int, rows: int, last: datetime | None) -> None:
        """If one of the outcomes from ``start`` on is a refusal, what the others would have written is taken back."""
        outcomes = self.outcomes[start:]
        if not any(isinstance(outcome, Refused) for outcome in outcomes):
            return
        for row in reversed(self.rows[rows:]):
            del self._known[row.source, row.event_id]
            self._versions[row.case] = row.version - 1
        del self.rows[rows:]
        self.last = last
        held_back = Refused(refusals.held_back())
        self.outcomes[start:] = [
            held_back if isinstance(one, Appended | Duplicate) and one.position >= self._first + rows else one
            for one in outcomes
        ]


def _settled(candidate: Candidate, held: Known | EventRow | None, version: int) -> Duplicate | Refused | None:
    """Why a candidate is not written, or None. An event sent again is known before anything else is asked."""
    if held is not None:
        if (held.case, held.topic) == (candidate.case, candidate.topic) and _say_the_same(held, candidate):
            return Duplicate(held.position)
        return Refused(refusals.id_reused(held.position, elsewhere=held.case != candidate.case))
    if candidate.expected is not None and candidate.expected != version:
        return Refused(refusals.version_conflict(candidate.expected, version))
    if version == 0 and not candidate.typed:
        return Refused(refusals.no_case_type())
    return None


def _say_the_same(held: Known | EventRow, candidate: Candidate) -> bool:
    """Whether the bodies are the same, or differ only in the form in which they were once kept: names as they were
    sent, a date-only fact as some zone's midnight."""
    if held.state == candidate.state:
        return True
    try:
        before, now = event_of(held.topic, held.state), event_of(candidate.topic, candidate.state)
    except Problem:
        return False  # what is held cannot be read: it is another event than one that can
    if before == now:
        return True
    if (
        now.day is None
        or before.day is not None
        or not (before.whole_day and is_midnight_of(now.day, before.occurred))
    ):
        return False
    return msgspec.structs.replace(before, occurred=now.occurred, day=now.day) == now


def _checked(at: datetime, last: datetime | None, standing: JournalStanding, clamped: bool) -> datetime:
    if standing.live:
        raise refusals.journal_live()
    if at.utcoffset() is None or at > standing.clock:
        raise refusals.recorded_in_future(at)
    if last is not None and at < last:
        if clamped:
            return last
        raise refusals.recorded_backwards(at, last)
    return at


def _keepable(reference: str) -> bool:
    """Whether PostgreSQL can keep and index a reference: text without NUL, not empty, not too long."""
    try:
        if reference.isascii():
            return 0 < len(reference) <= refusals.LONGEST_REFERENCE and "\0" not in reference
        return 0 < len(reference.encode()) <= refusals.LONGEST_REFERENCE and "\0" not in reference
    except (UnicodeEncodeError, AttributeError):
        return False
