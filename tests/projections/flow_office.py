"""An office whose cases go from unit to unit, for tests of who held them and how long.

All days are those of Copenhagen in winter, so that a day has 86,400 s, but where the clocks are the point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import msgspec
from sagsgang.domain.events.publications import CalendarPublished, CaseTypePublished
from sagsgang.domain.rules.casetype import Attribute, CaseType, DeadlineRule, Term
from sagsgang.domain.text import Text
from sagsgang.domain.written import calendar_file
from sagsgang.journal.application import Journal
from sagsgang.projections.asking.grouping import Selection
from sagsgang.projections.asking.reader import Moment, Reader, ask
from sagsgang.projections.flow.custody import Custody, custody
from sagsgang.projections.flow.long_cases import LongCases, LongCasesWanted, long_cases
from sagsgang.projections.flow.referrals import Referrals, referrals
from sagsgang.projections.flow.unit_time import UnitTime, unit_time
from sagsgang.projections.upkeep.catch_up import catch_up

from ..conftest import fresh_database
from ..ledger import COPENHAGEN, Happened, append, read
from ..ledger import local as day

JSV, NORTH, SOUTH, EAST = "JSV", "North", "South", "East"
FLEXJOB = CaseType(
    id="fleksjob",
    title=Text("Fleksjob", "Flexjob"),
    closes=("closed",),
    reopens=("reopened",),
    expects=("referred", "accepted", "returned"),
    attributes=(Attribute(name="track", label=Text("Spor", "Track")),),
    deadlines=tuple(
        DeadlineRule(
            id=name,
            label=Text(name, name),
            after=("application-received",),
            term=Term(6, "months"),
            suspended_by=("information-requested",),
            resumed_by=("information-received",),
        )
        for name in ("decision", "answer")
    ),
)

NUMBERS = count(1)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Office:
    """A case type of its own in a journal that the tests of a file share, its cases, and what is asked of them."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.type = f"fleksjob-{next(NUMBERS)}"
        own = msgspec.structs.replace(FLEXJOB, id=self.type)
        journal.publish([CaseTypePublished(source="office", id="", occurred=LONG_AGO, definition=own)])

    def told(self, ledger: str) -> int:
        """All this happened; gives the position of the last event."""
        happened = [
            one._replace(case=self._ref(one.case), event=msgspec.structs.replace(one.event, case_type=self.type))
            for one in read(ledger)
        ]
        before = self.journal.head().position
        append(self.journal, [self._own(one) for one in happened], filed=False)
        return before + len(happened)

    def _own(self, one: Happened) -> Happened:
        """An id in the ledger is one of this office's own, and so is one that it speaks of."""
        said = {
            name: f"{self.type} {getattr(one.event, name)}"
            for name in ("id", "corrects", "annuls")
            if hasattr(one.event, name)
        }
        return one._replace(event=msgspec.structs.replace(one.event, **said))

    def ask(self, as_of: str, question: Callable[[Reader], Any]) -> Any:
        """A question as of a date, with everything recorded."""
        catch_up(self.journal)
        return ask(self.journal, Moment(day(as_of), None, COPENHAGEN), question)

    def custody(self, case: str, as_of: str, known: int | None = None) -> Custody:
        """Who held the case, as known at a position."""
        ref = self._ref(case)
        found = self.ask(as_of, lambda reader: custody(reader if known is None else reader.at(known), ref))
        assert isinstance(found, Custody)
        return found

    def unit_time(self, as_of: str, **selected: Any) -> dict[Any, UnitTime]:
        """The statistic, by group, or by period and group."""
        selection = Selection(case_type=self.type, **selected)
        found = [self._named(row) for row in self.ask(as_of, lambda reader: unit_time(reader, selection))]
        return {(row.period, row.group) if "period" in selected else row.group: row for row in found}

    def referrals(self, as_of: str, **selected: Any) -> list[Referrals]:
        """The statistic."""
        selection = Selection(case_type=self.type, **selected)
        return [self._named(row) for row in self.ask(as_of, lambda reader: referrals(reader, selection))]

    def long_cases(self, as_of: str, **wanted: Any) -> LongCases:
        """The statistic."""
        chosen = LongCasesWanted(case_type=self.type, **wanted)
        found = self.ask(as_of, lambda reader: long_cases(reader, chosen))
        assert isinstance(found, LongCases)
        for row in found.rows:
            row.case = self._name(row.case)
        return found

    def _ref(self, case: str) -> str:
        return f"{self.type}/{case}"

    def _name(self, ref: str) -> str:
        return ref.removeprefix(f"{self.type}/")

    def _named(self, row: Any) -> Any:
        if row.cases is not None:
            row.cases = [self._name(ref) for ref in row.cases]
        return row


@contextmanager
def archive(server_url: str) -> Iterator[Journal]:
    """A journal with a calendar, for many offices: a database for each test would take its time."""
    with fresh_database(server_url) as url, Journal.open(url) as journal:
        denmark = calendar_file.shipped()["denmark"]
        journal.publish([CalendarPublished(source="office", id="", occurred=LONG_AGO, definition=denmark)])
        yield journal


def closed_after(case: str, days: int, received: str = "2010-01-01") -> str:
    """A case that was closed so many days after it was received by JSV."""
    closed = date.fromisoformat(received) + timedelta(days=days)
    return f"{received} {case} application-received unit=JSV\n{closed} {case} closed\n"
