"""Writing: one order for all events, under one lock, in the table of the library's PostgreSQL recorder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

import psycopg
from eventsourcing.persistence import IntegrityError, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder
from psycopg import Cursor
from psycopg.rows import DictRow, tuple_row

from ..domain.events.publications import CLOCK_STREAM, JOURNAL_STREAM, ClockSlipAcknowledged, WentLive
from ..domain.problem import Problem
from ..domain.text import Text
from . import refusals
from .admission import Candidate, EventRow, JournalStanding, Known, Late, admit, reservation
from .alike import Alike, following
from .array_columns import numbers, several_bytes, take_columns, texts
from .clock import TOLERANCE, ClockRead, HostClock, disagreement, slip_of, slipped
from .connection.datastore import JournalDatastore
from .connection.locks import Lock, take
from .connection.retry import again
from .entry import Appended, Duplicate, JournalEntry, Outcome, Refused
from .recent import WORTH, Recent
from .schema.format import Brought, bring_up_to_date, is_whole
from .statements import ACKNOWLEDGED, HEAD, INSERT, KNOWN, OF_SOURCE, VERSIONS, WRITE, WRITE_ALIKE

REMEMBERED = "remembered_position"  # what the trigger of schema_4.sql calls its rule
MICROSECOND = timedelta(microseconds=1)
WRITER_LOCK = 7021190010  # one number for every journal: PostgreSQL keeps advisory locks apart by database

# An advisory lock needs no right but INSERT, and leaves autovacuum alone; the library's table lock does neither.
WRITERS = Lock(
    WRITER_LOCK,
    Text(
        "Skrivelåsen, én ad gangen skriver i journalen,", "The writers' lock, one at a time writes in the journal,"
    ),
    wait=90,
    idle=30,
    whole=120,
)


class JournalRecorder(PostgresApplicationRecorder):
    """The library's recorder on the journal's table: dense positions, times of recording, identity of events."""

    datastore: JournalDatastore
    brought = Brought(False, [])  # what this one did when it opened the journal

    def __init__(
        self,
        datastore: JournalDatastore,
        *,
        events_table_name: str = "stored_events",
        host: HostClock | None = None,
    ):
        """host: the clock of this machine, which the database's is compared with at each write; None: it is not."""
        self._host = host
        super().__init__(datastore, events_table_name=events_table_name)
        # The library's composite type and insert function would write rows without source and id.
        self.sql_create_statements = [
            statement
            for statement in self.sql_create_statements
            if not any(word in statement.as_string() for word in ("CREATE TYPE", "FUNCTION"))
        ]
        self._recent = Recent()

    def create_table(self, *, mend: bool = False, make: bool = True) -> None:
        """Create the journal's schema unless it is there, and bring it up to date. Several processes may do so at once.

        mend: put back what is lost, if all rows are whole. make: else one that is not there is not made. Raises Problem as
        ``format.bring_up_to_date``.
        """
        with self.datastore.cursor() as curs:
            if is_whole(curs):
                return
        with self.datastore.transaction(commit=True) as curs:
            take(curs.connection, WRITERS._replace(idle=600, whole=None))
            self.create_table_in(curs, mend=mend, make=make)

    def create_table_in(self, curs: Cursor[Any], *, mend: bool = False, make: bool = True) -> None:
        """The same within a transaction of the caller's, who holds the writers' lock: it is rolled back with the rest."""
        if not is_whole(curs):
            self.brought = bring_up_to_date(curs, lambda: self._create_table(curs), mend=mend, make=make)

    # The library's path: app.save(aggregate) ends here.

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Write events whose versions the caller gives. Saving the very same events again gives their positions.

        Raises IntegrityError when a version or an identity is taken by another event, Problem ``reserved-case`` and
        ``reserved-event`` for what only the journal writes, and as ``append`` where a clock can not be relied on.
        When an acknowledgement is lost, the library tries again and meets its own rows: they are read back, not taken
        for a conflict.
        """
        if not stored_events:
            return []
        for one in map(_journal_entry, stored_events):
            if (taken := reservation(str(one.originator_id), one.topic, one.source, one.event_id)) is not None:
                raise taken
        try:
            return cast(list[int], self._insert(stored_events, **kwargs))
        except IntegrityError as error:
            if (gone := _gone(error.__cause__)) is not None:
                raise gone from None
            held = self._held(stored_events)
            if held is None:
                raise
            return held

    @again
    def _insert(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """As the library's, but not in pipeline mode: there psycopg 3.3 sends a part of a large statement and
        waits for the answer to the whole, for ever (psycopg issue 685, still so at a sync within a pipeline)."""
        with self.datastore.get_connection() as conn, conn.transaction(), conn.cursor() as curs:
            self._insert_events(curs, stored_events, **kwargs)
            self._insert_stored_events(curs, stored_events, **kwargs)
            return self._fetch_ids_after_insert_events(curs, stored_events, **kwargs)

    def _insert_stored_events(
        self, curs: Cursor[DictRow], stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> None:
        take(curs.connection, WRITERS)
        with curs.connection.cursor(row_factory=tuple_row, binary=True) as reading:
            _, problem = self._read_head(reading)
        if problem is not None:
            raise problem
        self._notify_channel(curs)
        rows = [
            (e.originator_id, e.originator_version, e.topic, e.state, e.source, e.event_id)
            for e in map(_journal_entry, stored_events)
        ]
        curs.execute(INSERT, [list(column) for column in zip(*rows, strict=True)], prepare=True)

    def _held(self, stored_events: Sequence[StoredEvent]) -> list[int] | None:
        """The positions of exactly these events, or None when one of them is not in the journal as it is here."""
        entries = [_journal_entry(event) for event in stored_events]
        with self.datastore.get_connection() as conn, conn.cursor(row_factory=tuple_row, binary=True) as curs:
            known = _known(curs.execute(KNOWN, _identities(entries)))
        positions = []
        for entry in entries:
            held = known.get((entry.source, entry.event_id))
            if held is None or held[1:4] != (entry.originator_id, entry.topic, entry.state):
                return None
            positions.append(held.position)
        return positions

    # The journal's path: Journal.append ends here.

    def append(
        self,
        offered: Sequence[Candidate | Refused],
        recorded: Sequence[datetime] | None,
        *,
        together: Sequence[int] | None = None,
        late: Late = "raise",
    ) -> list[Outcome]:
        """Write what ``admission.admit`` admits, in one transaction.

        Raises Problem as ``admit``, and ``clock-ahead``, ``clock-behind`` or ``clock-slipped`` instead of writing
        anything where a clock can not be relied on; ``events-gone`` where positions would be given again.
        """
        if all(isinstance(candidate, Refused) for candidate in offered):
            return [candidate for candidate in offered if isinstance(candidate, Refused)]
        return self._append(offered, recorded, together, late, {})

    @again
    def _append(
        self,
        offered: Sequence[Candidate | Refused],
        recorded: Sequence[datetime] | None,
        together: Sequence[int] | None,
        late: Late,
        sent: dict[int, Appended],
    ) -> list[Outcome]:
        """``sent``: what an earlier attempt wrote without hearing whether it was committed, by index of entry."""
        candidates = [candidate for candidate in offered if isinstance(candidate, Candidate)]
        with self.datastore.get_connection() as conn, conn.transaction():
            standing, clocks = self._standing(conn, candidates)
            try:
                outcomes, rows = admit(offered, standing, recorded, together=together, late=late)
            except Problem as problem:
                raise (clocks or problem) from None
            if clocks is not None and not all(_may_be_written(clocks, row) for row in rows):
                raise clocks
            for index, before in sent.items():
                if _is_same_write(offered[index], before, outcomes[index], standing):
                    outcomes[index] = before
            sent.clear()
            sent.update((i, outcome) for i, outcome in enumerate(outcomes) if isinstance(outcome, Appended))
            if rows:
                try:
                    self._write(conn, rows)
                except psycopg.IntegrityError as error:
                    raise (_gone(error) or error) from None
        if len(candidates) >= WORTH and rows:
            self._recent.wrote(rows)
        return outcomes

    def append_alike(self, alike: Alike) -> bool:
        """Write events of one source in one transaction, if the journal holds none of them and takes all of them.

        False: they are not all to be written as they come, and none was; ``append`` decides each. Raises Problem as that.
        """
        return len(alike.ids) >= WORTH and self._append_alike(alike, [])

    @again
    def _append_alike(self, alike: Alike, sent: list[tuple[int, datetime]]) -> bool:
        """``sent``: the first position and the time of what an earlier attempt wrote without hearing whether it was
        committed."""
        with self.datastore.get_connection() as conn, conn.transaction():
            take(conn, WRITERS)
            with conn.cursor(row_factory=tuple_row, binary=True) as curs:
                (position, recorded, clock, _), clocks = self._read_head(curs)
                if clocks is not None:
                    return False
                self._recent.begin((position, recorded), {alike.source}, lambda source: _holds(curs, source))
                if ids := self._recent.unknown_ids(alike.source, alike.ids):
                    known = _known(curs.execute(KNOWN, ([alike.source] * len(ids), ids), prepare=True))
                    if known:
                        return bool(sent) and _are_same_write(alike, *sent[0], known)
                cases = list(set(alike.cases))
                held = self._recent.versions(cases)
                if len(held) < len(cases):
                    asked = [case for case in cases if case not in held]
                    held.update(curs.execute(VERSIONS, (asked,), prepare=True).fetchall())
            versions = following(alike, held)
            if versions is None:
                return False
            at = clock if recorded is None else max(recorded, clock)
            sent[:] = [(position + 1, at)]
            self._write_alike(conn, position, at, alike, versions)
        self._recent.wrote_columns(position + 1, at, alike.cases, versions, alike.ids)
        return True

    @again
    def settled(self) -> tuple[datetime, int]:
        """Under the writers' lock: the last instant before any write that comes from now on, and the last position."""
        with self.datastore.get_connection() as conn, conn.transaction():
            take(conn, WRITERS)
            with conn.cursor(row_factory=tuple_row, binary=True) as curs:
                before = self._host.now() if self._host is not None else None
                [(position, _, clock, _)] = curs.execute(HEAD, (JOURNAL_STREAM, WentLive.TOPIC)).fetchall()
        if (problem := self._disagreement(clock, before)) is not None:
            raise problem
        return clock - MICROSECOND, position

    def _disagreement(self, database: datetime, before: datetime | None) -> Problem | None:
        """Why the database's clock, read after ``before``, cannot be relied on; None: it can, or nobody can say."""
        if self._host is None or before is None:
            return None
        return disagreement(ClockRead(database, before, self._host.now()), self._host.tolerance)

    def _read_head(self, curs: Cursor[tuple[Any, ...]]) -> tuple[tuple[Any, ...], Problem | None]:
        """The row of ``HEAD``, and why what is written now would be dated wrong; None: it would not. Under the lock."""
        before = self._host.now() if self._host is not None else None
        [head] = curs.execute(HEAD, (JOURNAL_STREAM, WentLive.TOPIC)).fetchall()
        _, recorded, database, _ = head
        if (problem := self._disagreement(database, before)) is not None:
            return head, problem
        if slip_of(recorded, database) <= TOLERANCE:
            return head, None
        for (until,) in curs.execute(ACKNOWLEDGED, (CLOCK_STREAM,)).fetchall():
            if until >= recorded:
                return head, None
        return head, slipped(recorded, database)

    def _standing(
        self, conn: psycopg.Connection[DictRow], candidates: Sequence[Candidate]
    ) -> tuple[JournalStanding, Problem | None]:
        """Take the lock, and then read what must be known to admit the candidates, and whether clocks can be relied on."""
        take(conn, WRITERS)
        cases = list({candidate.case for candidate in candidates})
        with conn.cursor(row_factory=tuple_row, binary=True) as curs:
            head, clocks = self._read_head(curs)
            position, recorded, clock, live = head
            versions: dict[str, int] = {}
            if len(candidates) >= WORTH:
                sources = {candidate.source for candidate in candidates}
                self._recent.begin((position, recorded), sources, lambda source: _holds(curs, source))
                candidates = self._recent.unknown(candidates)
                versions = self._recent.versions(cases)
                cases = [case for case in cases if case not in versions]
            known = _known(curs.execute(KNOWN, _identities(candidates), prepare=True)) if candidates else {}
            if cases:
                versions.update(curs.execute(VERSIONS, (cases,), prepare=True).fetchall())
        return JournalStanding(position, recorded, clock, live, known, versions), clocks

    def _write(self, conn: psycopg.Connection[DictRow], rows: Sequence[EventRow]) -> None:
        positions, cases, versions, topics, states, sources, ids, times = map(list, zip(*rows, strict=True))
        if len(set(sources)) == len(set(times)) == 1:
            alike = Alike(sources[0], cases, topics, states, ids, [])
            self._write_alike(conn, positions[0] - 1, times[0], alike, versions)
            return
        with conn.cursor() as curs:
            columns = (positions, cases, versions, topics, states, sources, ids, times)
            curs.execute(WRITE, columns, prepare=True)
            self._notify_channel(curs)

    def _write_alike(
        self, conn: psycopg.Connection[DictRow], last: int, at: datetime, alike: Alike, versions: Sequence[int]
    ) -> None:
        """last: the position before these."""
        columns = (
            texts(alike.cases),
            numbers(versions),
            texts(alike.topics),
            several_bytes(alike.states),
            texts(alike.ids),
        )
        with conn.cursor() as curs:
            take_columns(curs)
            curs.execute(WRITE_ALIKE, (last, alike.source, at, *columns), prepare=True)
            self._notify_channel(curs)


def _journal_entry(event: StoredEvent) -> JournalEntry:
    if not isinstance(event, JournalEntry):
        raise TypeError("the journal stores JournalEntry, which says the event's source and id")
    return event


def _identities(events: Sequence[Candidate] | Sequence[JournalEntry]) -> tuple[list[str], list[str]]:
    return [event.source for event in events], [event.event_id for event in events]


def _known(curs: Cursor[tuple[Any, ...]]) -> dict[tuple[str, str], Known]:
    return {(source, event_id): Known(*held) for source, event_id, *held in curs.fetchall()}


def _holds(curs: Cursor[tuple[Any, ...]], source: str) -> bool:
    """Whether the journal holds anything of a source."""
    return curs.execute(OF_SOURCE, (source,)).fetchall() == [(True,)]


def _gone(error: BaseException | None) -> Problem | None:
    """What the database refuses because something rests on later events than it holds; None: it refuses something else."""
    if not isinstance(error, psycopg.IntegrityError) or error.diag.constraint_name != REMEMBERED:
        return None
    head, remembered = map(int, (error.diag.message_detail or "").split())
    return refusals.events_gone(head, remembered)


def _may_be_written(clocks: Problem, row: EventRow) -> bool:
    """Whether a row goes past clocks that are off: the one that lets the others go on does, if only the past is wrong."""
    return clocks.code == "clock-slipped" and row.topic == ClockSlipAcknowledged.TOPIC


def _are_same_write(alike: Alike, first: int, at: datetime, known: Mapping[tuple[str, str], Known]) -> bool:
    """Whether what an earlier attempt wrote is what the journal now holds: it was committed."""
    held = [known.get((alike.source, id_)) for id_ in alike.ids]
    places = [(one.position, one.recorded) for one in held if one is not None]
    return places == [(position, at) for position in range(first, first + len(alike.ids))]


def _is_same_write(
    candidate: Candidate | Refused, before: Appended, now: Outcome, standing: JournalStanding
) -> bool:
    """Whether what an earlier attempt wrote is what the journal now holds as a duplicate: it was committed."""
    if not isinstance(candidate, Candidate) or not isinstance(now, Duplicate):
        return False
    held = standing.known.get((candidate.source, candidate.event_id))
    return held is not None and (held.position, held.recorded) == (before.position, before.recorded)
