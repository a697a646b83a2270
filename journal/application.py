"""The journal: the one log of everything that happened in the cases, in one order, never changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, LiteralString, Self, cast

import msgspec
import psycopg
from eventsourcing.application import Application
from eventsourcing.persistence import BaseInfrastructureFactory, InfrastructureFactory, Mapper
from eventsourcing.postgres import PostgresFactory
from eventsourcing.utils import Environment, EnvType

from ..domain.events import own_names
from ..domain.events.case_events import Event
from ..domain.events.publications import (
    ClockSlipAcknowledged,
    RemindersBegan,
    WentLive,
    ZoneChosen,
    stream_of,
)
from .admission import Candidate, Late, examine
from .alike import Alike
from .clock import HostClock, slip_of
from .connection.datastore import JournalDatastore, checked_connection
from .connection.retry import again
from .entry import Duplicate, Entry, Outcome, Refused
from .mapper import EventMapper
from .publishing import Publication, unpublished
from .reader import ConnectionReader, JournalReader, Memory, Snapshot, rows_of
from .recorder import JournalRecorder
from .rejections import RejectionBook

SOURCE = own_names.JOURNAL
BEGINNING = datetime(1900, 1, 1, tzinfo=UTC)
"""When rules count as registered that are published before a journal holds a case: no event of a case comes before."""
PUBLISHING_ATTEMPTS = 10  # each one lost to another who published to the same stream in between


class JournalFactory(PostgresFactory):
    """Builds the library's parts on a datastore that is already there."""

    def __init__(self, env: Environment | EnvType | None, datastore: JournalDatastore):
        # PostgresFactory would make a datastore of its own, from environment variables.
        BaseInfrastructureFactory.__init__(self, env)
        self.datastore = datastore


class Journal(JournalReader, RejectionBook, Application[str]):
    """The journal of one database. Use as a context manager, or call ``close``.

    All of the library's ``Application`` works on it: ``save``, ``repository``, ``notification_log``,
    ``recorder.subscribe``. It reads no environment variables.
    """

    recorder: JournalRecorder

    def __init__(self, datastore: JournalDatastore, host: HostClock | None = None):
        self.datastore = datastore
        self.host = host
        JournalReader.__init__(self, Memory())
        Application.__init__(self)

    @classmethod
    def open(cls, url: str, *, host: HostClock | None = None, mend: bool = False, make: bool = True) -> Self:
        """The journal in the database at ``url``. make: it is created if it is not there.

        host: the clock of this machine: what is written while the database's is far from it is refused. None: they are
        not compared. mend: put back what guards the journal where it is lost, if all rows are whole.
        Raises Problem: ``bad-url``, ``database-unreachable``, ``server-too-old``, ``database-not-utf8``,
        ``journal-format``, ``journal-older``, ``journal-unguarded``, ``journal-damaged``, ``no-rights``, ``no-journal``.
        """
        journal = cls(JournalDatastore(url, checked_connection(url)), host)
        try:
            journal.recorder.create_table(mend=mend, make=make)
        except BaseException:
            journal.close()
            raise
        return journal

    @classmethod
    def to_be_made(cls, url: str) -> Self:
        """The journal in a database that need hold none, which is made when something is brought in, and not before.

        Raises Problem as ``open`` of the server and the address.
        """
        return cls(JournalDatastore(url, checked_connection(url)))

    @property
    def url(self) -> str:
        """The address this journal was opened with, for a process of its own. It may hold a password."""
        return self.datastore.url

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """No environment but what is said here: a stray variable must not change how events are stored."""
        return Environment("", dict(env or {}))

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        return JournalFactory(env, self.datastore)

    def construct_recorder(self) -> JournalRecorder:
        return JournalRecorder(self.datastore, host=self.host)

    def construct_mapper(self) -> Mapper[str]:
        return self.factory.mapper(transcoder=self.construct_transcoder(), mapper_class=EventMapper)

    def connect(self) -> psycopg.Connection[Any]:
        """A new connection to the journal's database, times in UTC, not in autocommit. The caller closes it.

        For what holds a lock or listens; what only asks is lent one.
        """
        return self.datastore.connect()

    def lend(self) -> AbstractContextManager[psycopg.Connection[Any]]:
        """A connection of the pool, in autocommit, for as long as this lasts."""
        return self.datastore.lend()

    def over(self, connection: psycopg.Connection[Any], *, locked: bool = False) -> ConnectionReader:
        """This journal, read over a connection that is at hand. locked: it holds a lock that others wait for."""
        return ConnectionReader(connection, self.memory, locked=locked)

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """This journal as it is now, whatever comes meanwhile: what is read in here, over its connection, fits together."""
        with self.lend() as connection:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")  # whose end is that of the loan
            yield Snapshot(connection, self.memory)

    def append(
        self,
        entries: Sequence[Entry | Candidate],
        *,
        recorded: Sequence[datetime] | None = None,
        together: Sequence[int] | None = None,
        late: Late = "raise",
    ) -> list[Outcome]:
        """Write events in one transaction; good ones land beside refused ones. One outcome an entry, in order.

        entries: events, or what ``admission.examine`` made of them. recorded: when each was registered at its source,
        for filling a journal before it goes live: ascending, not before the journal's last, not in the future. None:
        the database's clock. together: how many entries, one after the other, land all or none (else ``held-back``);
        where each expects the version after the one before it, they land on the version of the case that was read.
        late: what becomes of a time of registration that may not be used; see ``admission.Late``.
        Raises Problem ``journal-live``, ``clock-ahead``, ``clock-behind``, ``clock-slipped``, ``events-gone``, and
        ``recorded-backwards`` or ``recorded-in-future`` unless ``late`` says otherwise; then nothing is written.
        Reasons of refusal: ``id-reused``, ``version-conflict``, ``no-case-type``, ``reserved-case``,
        ``reserved-event``, ``bad-reference``, ``occurred-not-utc``, ``unknown-topic``, ``unreadable-event``,
        ``event-too-large``.
        """
        _check_length(entries, recorded)
        offered = [one if isinstance(one, Candidate) else examine(one) for one in entries]
        return self.recorder.append(offered, recorded, together=together, late=late)

    def append_alike(self, alike: Alike) -> bool:
        """Write events of one source in one transaction, if there is nothing to decide: the journal holds none of them.

        They are recorded by the database's clock. False: nothing was written, and ``append`` is to decide each. Raises
        Problem ``clock-ahead`` and the like as that does.
        """
        return self.recorder.append_alike(alike)

    def publish(self, events: Sequence[Publication], recorded: datetime | None = None) -> list[Outcome]:
        """Publish case types and calendars. What is already in force as it stands is a duplicate.

        An event's id is made from its content, so whoever publishes the same file, when and from where, says
        the same. Going back to an earlier content is a publication of its own. Raises Problem as ``append``.
        """
        done: dict[int, Outcome] = {}
        taken: set[str] = set()  # ids under which something else stands
        for _ in range(PUBLISHING_ATTEMPTS):
            left = [index for index in range(len(events)) if not _is_settled(done.get(index))]
            if not left:
                break
            streams = sorted({stream_of(events[index]) for index in left})
            answers = unpublished(
                [events[index] for index in left], self.history(streams, self.head().position), taken
            )
            entries = {index: one for index, one in zip(left, answers, strict=True) if isinstance(one, Entry)}
            done |= {index: one for index, one in zip(left, answers, strict=True) if isinstance(one, Duplicate)}
            times = None if recorded is None else [recorded] * len(entries)
            written = self._append(list(entries.values()), times, publication=True)
            done |= dict(zip(entries, written, strict=True))
            taken |= {
                entries[index].event.id
                for index, outcome in zip(entries, written, strict=True)
                if isinstance(outcome, Refused) and outcome.problem.details.get("elsewhere")
            }
        return [done[index] for index in range(len(events))]

    def record(self, events: Sequence[Event], recorded: datetime | None = None) -> list[Outcome]:
        """Write down what was done, in the journal's own streams, under ids that the events bring.

        Unlike ``publish`` it asks not what is in force: the same event again is a duplicate, whatever came after it.
        Raises Problem as ``append``.
        """
        entries = [Entry(stream_of(event), event) for event in events]
        return self._append(entries, None if recorded is None else [recorded] * len(entries), publication=True)

    def begin_reminders(self, since: datetime, recorded: datetime | None = None) -> datetime:
        """From when on reminders are due: ``since``, unless it was said before. Gives what holds. UTC."""
        if (before := self.reminders_began()) is not None:
            return before
        outcome = self._say(RemindersBegan(source=SOURCE, id="reminders-began", occurred=since), recorded)
        if isinstance(outcome, Refused):
            raise outcome.problem
        began = self.reminders_began()
        assert began is not None
        return began

    def choose_zone(self, zone: str, occurred: datetime, recorded: datetime | None = None) -> Outcome:
        """The local time of the journal from now on, by its IANA name; the same again is a duplicate.

        Raises Problem as ``append``.
        """
        chosen = self._zones_chosen()
        if chosen and chosen[-1][1].zone == zone:
            return Duplicate(chosen[-1][0])
        event = ZoneChosen(source=SOURCE, id=f"zone {len(chosen) + 1}", occurred=occurred, zone=zone)
        return self._say(event, recorded)

    def settled(self) -> tuple[datetime, int]:
        """The present, by the database's clock, and a position: all that is ever recorded up to then stands there or before.

        The lock of writers is taken for a moment, so no write is under way. It holds as long as the database's clock
        is not set back. The journal's last time may lie ahead of the present (``slip``), which decides nothing.
        Raises Problem ``clock-ahead`` or ``clock-behind``: by such a clock nothing is to be decided.
        """
        return self.recorder.settled()

    def go_live(self, occurred: datetime | None = None, actor: str | None = None) -> Outcome:
        """From now on the journal gives every time of recording itself. Once; then a duplicate.

        occurred: when it was decided, UTC; None: the database's clock.
        """
        event = WentLive(source=SOURCE, id="went-live", occurred=occurred or self.clock(), actor=actor)
        outcome = self._say(event)
        if isinstance(outcome, Refused) and outcome.code == "id-reused":
            return Duplicate(outcome.problem.details["position"])
        return outcome

    def before_all_cases(self) -> datetime | None:
        """When rules that are published now may count as registered: ``BEGINNING``, or as near to it as the journal's
        last event leaves. None: the journal is live or holds events of cases, and its clock says it.
        """
        if self.is_live() or self.holds_cases():
            return None
        return max(BEGINNING, self.head().recorded or BEGINNING)

    def slip(self) -> timedelta:
        """How far the last time of registration lies ahead of the database's clock: 0 where all is well.

        While it is more than 0 what is appended is recorded as of that time, and beyond ``clock.TOLERANCE`` only once
        somebody has acknowledged it.
        """
        return slip_of(self.head().recorded, self.clock())

    def acknowledge_slip(self, actor: str, reason: str) -> Outcome | None:
        """Let the office go on although the clock has been ahead: until it gets there again, everything is recorded as of
        the journal's last time of registration. None: the clock is not behind it, or it is acknowledged already.

        Raises Problem ``clock-ahead`` or ``clock-behind`` where the clock is wrong now.
        """
        head, now = self.head(), self.clock()
        before = self.slips_acknowledged()
        if head.recorded is None or head.recorded <= now or (before and before[-1].until >= head.recorded):
            return None
        event = ClockSlipAcknowledged(
            source=SOURCE,
            id=f"clock-slip {len(before) + 1}",
            occurred=now,
            actor=actor,
            until=head.recorded,
            position=self.position_at(now) + 1,
            reason=reason,
        )
        return self._say(event)

    def _say(self, event: Event, recorded: datetime | None = None) -> Outcome:
        """Write what the journal says of itself. Where an event in another stream has the id, as a sender once could
        take it, it is said under the next one."""
        for number in count(2):
            [outcome] = self.record([event], recorded)
            if not (isinstance(outcome, Refused) and outcome.problem.details.get("elsewhere")):
                return outcome
            event = msgspec.structs.replace(event, id=f"{event.id.partition('/')[0]}/{number}")
        raise AssertionError

    def _append(
        self, entries: Sequence[Entry], recorded: Sequence[datetime] | None, *, publication: bool
    ) -> list[Outcome]:
        _check_length(entries, recorded)
        return self.recorder.append([examine(entry, publication=publication) for entry in entries], recorded)

    @again
    def _rows(self, query: LiteralString, *values: Any) -> list[tuple[Any, ...]]:
        with self.datastore.get_connection() as connection:
            return rows_of(connection, query, values)

    def clock(self) -> datetime:
        """The present, by the database's clock; UTC."""
        [(now,)] = self._rows("SELECT clock_timestamp()")
        return cast(datetime, now)


def _check_length(entries: Sequence[Entry | Candidate], recorded: Sequence[datetime] | None) -> None:
    if recorded is not None and len(recorded) != len(entries):
        raise ValueError("recorded gives one time an entry")


def _is_settled(outcome: Outcome | None) -> bool:
    """Whether an outcome stands; a conflict with another publisher does not: what is in force is asked again."""
    if isinstance(outcome, Refused):
        return outcome.code not in {"version-conflict", "id-reused"}
    return outcome is not None
