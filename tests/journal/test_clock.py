"""The clocks that times of registration rest on: off, they are told before they date anything; once off, one goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sagsgang.domain.events.publications import CLOCK_STREAM
from sagsgang.domain.problem import Problem, See
from sagsgang.journal.application import Journal
from sagsgang.journal.clock import ClockRead, HostClock, disagreement, slip_of
from sagsgang.journal.entry import Appended, Duplicate, Entry
from sagsgang.journal.mapper import CaseEvent
from sagsgang.projections.asking.reader import Moment, ask
from sagsgang.projections.queue.queue_items import QueueFilter, queue
from sagsgang.projections.upkeep.catch_up import catch_up

from ..conftest import fresh_database
from ..faked_clock import NEEDS, FakedClock, faked_clock
from .examples import ANNA, BENT, CLARA, application, guidance

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FIVE = timedelta(minutes=5)
SECOND = timedelta(seconds=1)
DAYS_30 = timedelta(days=30)
HOST = HostClock(lambda: datetime.now(UTC))


@pytest.mark.parametrize(
    ("database", "code"),
    [
        (NOON, None),
        (NOON + SECOND + FIVE, None),  # 5 minutes ahead of the later look
        (NOON + SECOND + FIVE + SECOND, "clock-ahead"),
        (NOON - FIVE, None),
        (NOON - FIVE - SECOND, "clock-behind"),
    ],
)
def test_clocks_agree_if_they_may_within_the_time_that_the_answer_took(
    database: datetime, code: str | None
) -> None:
    """Given the database's clock read between 12:00:00 and 12:00:01 of this machine, and a tolerance of five minutes, then
    it is ahead only if it was so at 12:00:01, and behind only if it was so at 12:00:00: a slow network is no wrong clock."""
    problem = disagreement(ClockRead(database, NOON, NOON + SECOND), FIVE)
    assert (problem and problem.code) == code


def test_a_slip_is_what_lies_ahead_of_the_clock() -> None:
    """Given an empty journal, one recorded before the clock and one a month ahead, then only the last has slipped."""
    assert slip_of(None, NOON) == timedelta(0)
    assert slip_of(NOON - SECOND, NOON) == timedelta(0)
    assert slip_of(NOON + DAYS_30, NOON) == DAYS_30


@pytest.fixture(scope="module")
def server(server_url: str) -> Iterator[FakedClock]:
    """A server whose clock the test sets. server_url: the shared one has made the user as whom root runs servers."""
    with faked_clock() as clock:
        yield clock


@pytest.fixture
def slipping(server: FakedClock) -> Iterator[Journal]:
    """A journal on it, written from a machine whose clock is right."""
    with fresh_database(server.url) as url, Journal.open(url, host=HOST) as journal:
        server.shift("+0")
        yield journal
        server.shift("+0")


def problem_of(journal: Journal, number: str) -> Problem:
    with pytest.raises(Problem) as problem:
        journal.append([Entry(CLARA, application(number))])
    return problem.value


@NEEDS
def test_nothing_is_dated_by_a_clock_that_is_wrong_now(server: FakedClock, slipping: Journal) -> None:
    """Given a server whose clock is 30 days ahead, then two hours behind, when events are appended, by the journal's way
    and the library's, and the journal is put live, then nothing is written and the clock is named; right again, it is."""
    slipping.append([Entry(ANNA, application("a1"))])
    for by, code in (("+30d", "clock-ahead"), ("-2h", "clock-behind")):
        server.shift(by)
        assert problem_of(slipping, "c1").code == code
        with pytest.raises(Problem, match="clock"):
            slipping.save(CaseEvent(BENT, 1, application("b1")))
        with pytest.raises(Problem, match="clock"):
            slipping.go_live()
        assert slipping.append([Entry(ANNA, application("a1"))]) == [Duplicate(1)]  # nothing to date
        assert [one.event.id for one in slipping.read(0, 9)] == ["a1"]  # and questions are answered
    server.shift("+0")
    [outcome] = slipping.append([Entry(CLARA, application("c1"))])
    assert isinstance(outcome, Appended)
    assert slipping.slip() == timedelta(0)


@NEEDS
def test_after_a_slip_nothing_is_written_until_somebody_says_so(server: FakedClock, slipping: Journal) -> None:
    """Given an event recorded while the server's clock was 30 days ahead, by a client that does not compare clocks, when the
    clock is right again, then nothing is written, with words on until when and how to go on, while questions are answered;
    when somebody lets the office go on, that is an event with who, why and from which position on; then events are written,
    recorded as of the slip, in order; and when the clock has got there, it dates them again."""
    slipping.append([Entry(ANNA, application("a1"))])
    server.shift("+30d")
    with Journal.open(slipping.url) as careless:
        careless.append([Entry(ANNA, guidance("a2"))])
    server.shift("+0")
    ahead = slipping.head().recorded
    assert ahead is not None
    assert DAYS_30 - timedelta(minutes=1) < slipping.slip() <= DAYS_30

    problem = problem_of(slipping, "c1")
    assert (problem.code, problem.details["until"]) == ("clock-slipped", ahead)
    assert problem.details["see"] == See("clock", {"go_on": True})
    with pytest.raises(Problem, match="clock"):
        slipping.save(CaseEvent(BENT, 1, application("b1")))
    catch_up(slipping)
    assert ask(slipping, Moment(slipping.clock()), lambda reader: queue(reader, QueueFilter())).open == 0

    assert isinstance(slipping.acknowledge_slip("Mette Holm", "NTP was down"), Appended)
    assert slipping.acknowledge_slip("Mette Holm", "NTP was down") is None
    [said] = slipping.slips_acknowledged()
    assert (said.actor, said.reason, said.position, said.until) == ("Mette Holm", "NTP was down", 2, ahead)
    [outcome] = slipping.append([Entry(CLARA, application("c1"))])
    assert isinstance(outcome, Appended)
    assert outcome.recorded == ahead
    slipping.save(CaseEvent(BENT, 1, application("b1")))

    server.shift("+31d")
    with Journal.open(slipping.url) as later:  # a machine whose clock has come as far
        later.append([Entry(BENT, guidance("b2"))])
        assert later.slip() == timedelta(0)
    events = list(slipping.read(0, 9))
    assert [one.event.id for one in events if one.case != CLOCK_STREAM] == ["a1", "a2", "c1", "b1", "b2"]
    assert all(before.recorded <= after.recorded for before, after in pairwise(events))
    assert events[-1].recorded > ahead + timedelta(hours=12)


@NEEDS
def test_an_acknowledgement_is_of_one_slip(server: FakedClock, slipping: Journal) -> None:
    """Given a slip of a day that was acknowledged, when the clock slips again by two, then that is not acknowledged."""
    server.shift("+1d")
    with Journal.open(slipping.url) as careless:
        careless.append([Entry(ANNA, application("a1"))])
        server.shift("+0")
        assert isinstance(slipping.acknowledge_slip("Mette Holm", "once"), Appended)
        server.shift("+2d")
        careless.append([Entry(ANNA, guidance("a2"))])
    server.shift("+0")
    assert problem_of(slipping, "c1").code == "clock-slipped"
    assert isinstance(slipping.acknowledge_slip("Mette Holm", "twice"), Appended)
    assert [one.id for one in slipping.slips_acknowledged()] == ["clock-slip 1", "clock-slip 2"]
    assert [type(one) for one in slipping.append([Entry(CLARA, application("c1"))])] == [Appended]


@NEEDS
def test_a_clock_that_is_set_back_a_little_goes_unnoticed(server: FakedClock, slipping: Journal) -> None:
    """Given a clock that runs a minute fast and is then set right, when events are appended, then they are recorded as of
    the last one until the clock gets there: nobody is asked for a minute."""
    server.shift("+1m")
    [first] = slipping.append([Entry(ANNA, application("a1"))])
    server.shift("+0")
    [second] = slipping.append([Entry(ANNA, guidance("a2"))])
    assert isinstance(first, Appended)
    assert isinstance(second, Appended)
    assert first.recorded == second.recorded
