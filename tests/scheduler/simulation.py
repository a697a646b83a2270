"""A simulated clock: a scheduler's real ticks on a real journal, whose time is given instead of taken from a clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

import psycopg
from psycopg import sql
from sagsgang.delivery.settings.address_book import AddressBook
from sagsgang.delivery.settings.settings import DeliverySettings
from sagsgang.domain.events.case_events import Event
from sagsgang.domain.events.publications import CalendarPublished, CaseTypePublished
from sagsgang.domain.events.reminder_events import ReminderIssued, ReminderWithheld
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry, Outcome, Refused
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.projections.upkeep.rebuild import rebuild
from sagsgang.scheduler.monitoring.metrics import Metrics
from sagsgang.scheduler.node.leader_duty import LeaderDuty

from ..conftest import fresh_database
from .simulated_year import Told

HOUR = timedelta(hours=1)
MICROSECOND = timedelta(microseconds=1)


@contextmanager
def quick_database(server_url: str) -> Iterator[str]:
    """A new empty database that does not wait for its disk: thousands of ticks are not held up, and none is killed."""
    with fresh_database(server_url) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            name = sql.Identifier(connection.info.dbname)
            connection.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(name))
        yield url


class ClockedJournal(Journal):
    """A journal that is not live yet, and takes its times of recording from ``now`` where none are given."""

    now: datetime

    def clock(self) -> datetime:
        """The simulated time; the journal's own never runs backwards."""
        recorded = self.head().recorded
        return self.now if recorded is None else max(self.now, recorded)

    def settled(self) -> tuple[datetime, int]:
        """As the journal's own, by the simulated clock."""
        return self.clock() - MICROSECOND, self.head().position

    def append(self, entries: Sequence[Entry], *, recorded: Sequence[datetime] | None = None) -> list[Outcome]:
        """As the journal's own, by the simulated clock."""
        return super().append(entries, recorded=recorded or [self.clock()] * len(entries))

    def record(self, events: Sequence[Event], recorded: datetime | None = None) -> list[Outcome]:
        """As the journal's own, by the simulated clock."""
        return super().record(events, recorded or self.clock())


class Ticked(NamedTuple):
    """A tick. at: by the clock; everything recorded up to then is known. until: up to when it decided."""

    at: datetime
    until: datetime


class Run:
    """Lives through what happens, ticking at given times. ``ticks``: those that it took."""

    def __init__(self, journal: ClockedJournal, told: Sequence[Told]) -> None:
        self.journal = journal
        self.ticks: list[Ticked] = []
        self._told = list(told)
        self._place = 0
        self._duty: LeaderDuty | None = None

    def begin(self, at: datetime) -> None:
        """Until then no scheduler runs."""
        self.record_until(at)
        self.start_node()

    def start_node(self) -> None:
        """Another node takes over: it knows nothing but what is in the database."""
        self._duty = LeaderDuty(self.journal, DeliverySettings({}, AddressBook()), "node", Metrics())
        self._duty.take_over()

    def record_until(self, at: datetime) -> None:
        """What happened up to then is in the journal, as it was recorded."""
        page: list[Told] = []
        while self._place < len(self._told) and self._told[self._place].recorded <= at:
            one = self._told[self._place]
            self._place += 1
            if one.case:
                page.append(one)
                continue
            self._append(page)
            page = []
            assert isinstance(one.event, CaseTypePublished | CalendarPublished)
            self.journal.publish([one.event], one.recorded)
        self._append(page)
        self.journal.now = at

    def _append(self, page: Sequence[Told]) -> None:
        if page:
            entries = [Entry(one.case, one.event) for one in page]
            outcomes = self.journal.append(entries, recorded=[one.recorded for one in page])
            assert not [one for one in outcomes if isinstance(one, Refused)]

    def tick(self, at: datetime, clock: datetime | None = None) -> None:
        """The node wakes up. clock: what the database's clock shows, if that is wrong."""
        assert self._duty is not None
        self.record_until(at)
        self.journal.now = clock or at
        known = self.journal.clock()
        done = self._duty.tick(lambda: None)
        self.ticks.append(Ticked(known, done.until))

    def drop_projections(self) -> None:
        """They are made anew from the journal at the next tick."""
        with self.journal.connect() as connection:
            connection.execute(sql.SQL("DROP TABLE sagsgang.projections"))
            connection.commit()

    def rebuild(self) -> None:
        """They are made anew from the journal, beside the ones that are there."""
        catch_up(self.journal)
        assert rebuild(self.journal, processes=1).differences == 0

    def notes(self) -> list[Noted]:
        """What the scheduler noted, in the journal's order."""
        head = self.journal.head().position
        return [
            Noted(one.position, one.case, one.recorded, one.event)
            for one in self.journal.read(0, head)
            if isinstance(one.event, ReminderIssued | ReminderWithheld)
        ]


class Noted(NamedTuple):
    """A reminder that was decided on."""

    position: int
    case: str
    recorded: datetime
    event: ReminderIssued | ReminderWithheld


def every_hour(run: Run, begin: datetime, end: datetime, progress: Callable[[datetime], None]) -> None:
    """A scheduler that is never ill."""
    run.begin(begin)
    at = begin
    while at < end:
        at = min(at + HOUR, end)
        run.tick(at)
        progress(at)


def with_outages(
    run: Run, begin: datetime, end: datetime, progress: Callable[[datetime], None], seed: int
) -> None:
    """A scheduler that is often ill: away for minutes or for weeks; awake too early, too late, twice; started anew
    elsewhere; its database's clock set back; its projections dropped or made anew.
    """
    random = Random(seed)
    run.begin(begin)
    for at in _odd_times(random, begin, end):
        chance = random.random()
        if chance < 0.02:
            run.drop_projections()
        elif chance < 0.03:
            run.rebuild()
        elif chance < 0.2:
            run.start_node()
        # A clock that is set back shows a time that was before; what is recorded then bears the journal's last.
        back = random.choice((timedelta(minutes=5), HOUR, timedelta(days=3))) if random.random() < 0.1 else None
        run.tick(at, None if back is None else max(begin, at - back))
        if random.random() < 0.3:
            run.tick(at)
        progress(at)
    run.tick(end)


def _odd_times(random: Random, begin: datetime, end: datetime) -> Iterator[datetime]:
    """When the node wakes up: after minutes, hours, days or weeks."""
    at = begin
    while True:
        at += random.choice(
            (
                timedelta(seconds=random.randint(1, 900)),
                timedelta(minutes=random.randint(20, 100)),
                timedelta(minutes=random.randint(20, 100)),
                timedelta(hours=random.randint(2, 30)),
                timedelta(days=random.randint(1, 6)) if random.random() < 0.5 else HOUR,
                timedelta(days=random.randint(7, 30)) if random.random() < 0.1 else HOUR,
            )
        )
        if at >= end:
            return
        yield at
