"""The database's clock was ahead once: the scheduler goes by the clock, not by what was recorded ahead of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sagsgang.delivery.channels.folder import FolderChannel
from sagsgang.delivery.settings.address_book import AddressBook, Reached
from sagsgang.delivery.settings.settings import DeliverySettings
from sagsgang.domain.events.case_events import ApplicationReceived, Decided, Event
from sagsgang.domain.events.clock_slips import Slip, Slips
from sagsgang.domain.events.publications import CalendarPublished, CaseTypePublished
from sagsgang.domain.problem import Problem
from sagsgang.domain.written import calendar_file
from sagsgang.journal.application import Journal
from sagsgang.journal.clock import HostClock
from sagsgang.journal.entry import Appended, Entry
from sagsgang.projections.asking.folded_case import KnownCase
from sagsgang.projections.asking.reader import Moment
from sagsgang.projections.one_case.reminder_account import reminders_of
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.scheduler import state
from sagsgang.scheduler.monitoring.metrics import Metrics
from sagsgang.scheduler.node.leader_duty import LeaderDuty
from sagsgang.scheduler.node.node import standing

from ...conftest import fresh_database
from ...faked_clock import NEEDS, FakedClock, faked_clock
from ..reminding_office import LADDER, PERMIT

DAY = timedelta(days=1)
# The end rolls over free days, five at most: 30 to 35 days after the application, whatever the day of the test.
TWO_STEPS = msgspec.structs.replace(
    PERMIT, deadlines=(msgspec.structs.replace(PERMIT.deadlines[0], reminders=LADDER[:2]),)
)
BOOK = AddressBook(people={"abc": Reached({"email": "abc"})})


@pytest.fixture(scope="module")
def server(server_url: str) -> Iterator[FakedClock]:
    """A server whose clock the test sets. server_url: the shared one has made the user as whom root runs servers."""
    with faked_clock() as clock:
        yield clock


class Slipping:
    """An office whose machine's clock is right, on a server whose clock may not be."""

    def __init__(self, server: FakedClock, journal: Journal, folder: Path) -> None:
        self.server = server
        self.journal = journal
        self.folder = folder
        self.passed = timedelta(0)
        self.duty = LeaderDuty(
            journal, DeliverySettings({"email": FolderChannel("email", folder)}, BOOK), "node", Metrics()
        )

    def now(self) -> datetime:
        """By the machine's clock: as much later than the test's as days have passed."""
        return datetime.now(UTC) + self.passed

    def days_pass(self, days: int) -> None:
        """Both clocks go on."""
        self.passed += days * DAY
        self.server.shift(f"+{self.passed.days}d")

    def happens(self, journal: Journal, case: str, kind: type[Event], **said: Any) -> Appended:
        """Something happens now by the machine's clock, and is sent at once."""
        event = kind(source="office", id=f"{case}-{kind.TOPIC}", occurred=self.now(), **said)
        [outcome] = journal.append([Entry(case, event)])
        assert isinstance(outcome, Appended), outcome
        return outcome

    def received(self, journal: Journal, case: str) -> Appended:
        """An application: its answer is due in 30 days, of which the caseworker is reminded 7 days before."""
        return self.happens(
            journal, case, ApplicationReceived, case_type="permit", unit="Centrum", responsible="abc"
        )

    def works(self) -> tuple[int, int]:
        """The node ticks and delivers. Gives how many were issued, and how many delivered."""
        return self.duty.tick(lambda: None).issued, self.duty.deliver(lambda: None).delivered

    def fetched(self) -> list[tuple[str, str]]:
        """The cases and steps of the messages in the folder."""
        found = [json.loads(file.read_text())["data"]["about"] for file in self.folder.glob("*.json")]
        return sorted((about["case"], about["step"]) for about in found)

    def problems(self) -> list[str]:
        """What the scheduler's status says of clocks, by code."""
        return [one.code for one in standing(self.journal).problems if "clock" in one.code or "ahead" in one.code]


@pytest.fixture
def office(server: FakedClock, tmp_path: Path) -> Iterator[Slipping]:
    """An office with a case, A, whose scheduler ticked once; all clocks are right."""
    server.shift("+0")
    held: list[Slipping] = []
    host = HostClock(lambda: held[0].now() if held else datetime.now(UTC))
    with fresh_database(server.url) as url, Journal.open(url, host=host) as journal:
        office = Slipping(server, journal, tmp_path)
        held.append(office)
        now = office.now()
        calendar = CalendarPublished(
            source="t", id="", occurred=now, definition=calendar_file.shipped()["denmark"]
        )
        journal.publish([calendar, CaseTypePublished(source="t", id="", occurred=now, definition=TWO_STEPS)])
        office.duty.take_over()
        office.received(journal, "A")
        assert office.works() == (0, 0)
        yield office
        server.shift("+0")


def slips_by_thirty_days(office: Slipping) -> None:
    """The server's clock is ahead while a program that compares no clocks sends case B; then it is right again."""
    office.server.shift("+30d")
    with Journal.open(office.journal.url) as careless:
        office.received(careless, "B")
    office.server.shift("+0")


@NEEDS
def test_nothing_of_the_coming_month_is_issued_and_what_comes_due_is_delivered(office: Slipping) -> None:
    """Given an event recorded 30 days ahead, when the clock is right again and somebody lets the office go on, then no
    reminder of the coming month is issued; and when 29 days have passed, still within the slip, those of the cases recorded
    before, ahead and meanwhile are issued, each once, and delivered at once, but for the case decided on meanwhile."""
    slips_by_thirty_days(office)
    office.journal.acknowledge_slip("Mette Holm", "NTP was down")
    for _ in range(2):
        assert office.works() == (0, 0)
    assert office.received(office.journal, "C").recorded > office.now() + 29 * DAY
    office.received(office.journal, "D")
    office.happens(office.journal, "D", Decided)

    office.days_pass(29)
    done = office.duty.tick(lambda: None)
    assert abs(done.until - office.now()) < timedelta(minutes=1)
    assert done.issued == 3
    assert office.duty.deliver(lambda: None).delivered == 3
    assert office.works() == (0, 0)
    assert office.fetched() == [(case, "week-before") for case in "ABC"]
    assert office.problems() == []
    [ladder] = reminders_of(KnownCase(office.journal, "C", Moment(office.now())))
    assert [(one.step, one.standing) for one in ladder.steps[:2]] == [
        ("week-before", "delivered"),
        ("day", "planned"),
    ]

    office.days_pass(
        8
    )  # the slip is over: the clock dates what is recorded, and what came due by it is reminded of
    assert abs(office.received(office.journal, "E").recorded - office.now()) < timedelta(minutes=1)
    assert office.works() == (0, 0)
    office.days_pass(29)
    assert office.works() == (1, 1)
    assert office.fetched() == [(case, "week-before") for case in "ABCE"]


@NEEDS
def test_by_a_clock_that_is_ahead_nothing_is_decided(office: Slipping) -> None:
    """Given a server whose clock is 30 days ahead now, when the scheduler ticks, then nothing is decided, and the status
    says it; right again, with an event recorded ahead, the status says that until somebody lets the office go on."""
    before = standing(office.journal).decided_until
    office.server.shift("+30d")
    with pytest.raises(Problem) as problem:
        office.duty.tick(lambda: None)
    assert problem.value.code == "clock-ahead"
    assert office.problems() == ["clock-ahead"]
    assert standing(office.journal).decided_until == before

    slips_by_thirty_days(office)
    assert office.problems() == ["clock-slipped"]
    assert 29 * DAY < timedelta(seconds=standing(office.journal).slip_seconds) <= 30 * DAY
    office.journal.acknowledge_slip("Mette Holm", "NTP was down")
    assert office.problems() == []


@NEEDS
def test_what_is_decided_ahead_is_a_trouble_until_the_next_tick(office: Slipping) -> None:
    """Given a node that by a wrong clock had decided up to 30 days ahead, then the status says so, and is not well; the next
    tick goes by the clock, and what comes due in that month is reminded of."""
    with office.journal.connect() as connection:
        far = state.decided(connection)
        assert far is not None
        state.put_decided(connection, state.DecidedUntil(office.now() + 30 * DAY, far.position))
        connection.commit()
    found = standing(office.journal)
    assert found.lag_seconds is not None
    assert found.lag_seconds < -29 * 86_400
    assert (office.problems(), found.healthy) == (["decided-ahead"], False)
    assert office.works() == (0, 0)
    assert office.problems() == []
    office.days_pass(29)
    catch_up(office.journal)
    assert office.works() == (1, 1)


def test_what_was_recorded_in_a_slip_was_known_from_its_acknowledgement_on() -> None:
    """Given a slip acknowledged on the 2nd until the 30th, then what is recorded in it counts as known from the 2nd on, all
    else from its own time; and at an instant within it what is recorded as of its end may have been known."""
    second, thirtieth = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 30, tzinfo=UTC)
    slips = Slips((Slip(second, thirtieth),))
    assert [slips.known_at(at) for at in (second - DAY, second, second + DAY, thirtieth, thirtieth + DAY)] == [
        second - DAY,
        second,
        second,
        second,
        thirtieth + DAY,
    ]
    assert [slips.recorded_by(at) for at in (second - DAY, second, second + DAY, thirtieth, thirtieth + DAY)] == [
        second - DAY,
        thirtieth,
        thirtieth,
        thirtieth,
        thirtieth + DAY,
    ]
