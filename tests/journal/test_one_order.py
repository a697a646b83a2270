"""One order: positions are dense, committed in order, and ``recorded`` never runs backwards, whoever writes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import IntegrityError, UniqueViolation
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Entry
from sagsgang.journal.mapper import CaseEvent
from sagsgang.journal.schema.format import clock_set_aside

from .examples import ANNA, BENT, MONDAY, application, guidance

APPENDER = Path(__file__).with_name("appender.py")
ROW = """INSERT INTO sagsgang.stored_events
    (notification_id, originator_id, originator_version, topic, state, source, event_id, recorded)
    SELECT position, stream, version, 'guidance-given',
        convert_to(format('{"source":"sql","id":"%%s","occurred":"2024-03-04T09:30:00Z"}', id), 'UTF8'), 'sql', id, recorded
    FROM (VALUES (%s::bigint, %s, %s::bigint, %s, %s::timestamptz)) AS offered (position, stream, version, id, recorded)"""


def appender(url: str, writer: str, first: int, until: int) -> subprocess.Popen[str]:
    """A process that appends the events ``first`` to ``until`` of one writer; says each number acknowledged."""
    words = [sys.executable, str(APPENDER), url, writer, str(first), str(until)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def test_two_writers_and_a_reader(database_url: str, journal: Journal) -> None:
    """Given two processes appending at once, when a third reads all the while, then it never sees a gap.

    At the end it has seen every event of both exactly once, and each writer's events in the order sent.
    """
    seen: list[tuple[str, str]] = []
    with ExitStack() as stack:
        writers = [stack.enter_context(appender(database_url, name, 0, 200)) for name in ("north", "south")]
        position = 0
        running = True
        while running:
            running = any(writer.poll() is None for writer in writers)
            head = journal.head().position
            page = list(journal.read(position, head))
            assert [recorded.position for recorded in page] == list(range(position + 1, head + 1))
            seen += [(recorded.event.source, recorded.event.id) for recorded in page]
            position = head
        said = [writer.communicate()[0] for writer in writers]
    assert [len(lines.split()) for lines in said] == [200, 200]
    for name in ("north", "south"):
        assert [number for source, number in seen if source == name] == [str(n) for n in range(200)]
    assert len(seen) == 400


def test_a_subscription_sees_what_two_writers_append(database_url: str, journal: Journal) -> None:
    """Given a subscription of the library, when two processes append, then it gets positions 1, 2, 3, ..."""
    with ExitStack() as stack:
        subscription = stack.enter_context(journal.recorder.subscribe(gt=0))
        writers = [stack.enter_context(appender(database_url, name, 0, 50)) for name in ("north", "south")]
        got = [next(subscription).id for _ in range(100)]
        for writer in writers:
            writer.communicate()
    assert got == list(range(1, 101))


@pytest.fixture
def two_events(journal: Journal) -> Iterator[psycopg.Connection]:
    """A connection past the journal's code to a journal that holds two events of one case."""
    journal.append([Entry(ANNA, application("a1")), Entry(ANNA, guidance("a2"))])
    with journal.connect() as connection:
        yield connection


def test_the_database_takes_the_next_position_only(journal: Journal, two_events: psycopg.Connection) -> None:
    """Given a journal of two events, when SQL inserts position 3, then that is taken; 5 and 0 are not."""
    later = journal.head().recorded
    with two_events.transaction():
        two_events.execute(ROW, (3, ANNA, 3, "s3", later))
    for position in (5, 0, -1):
        with pytest.raises(IntegrityError, match="one order"), two_events.transaction():
            two_events.execute(ROW, (position, ANNA, 4, f"s{position}", later))
    with pytest.raises(UniqueViolation), two_events.transaction():
        two_events.execute(ROW, (3, ANNA, 4, "s4", later))
    gap_within = ROW.replace(") AS offered", ", (%s, %s, %s, %s, %s)) AS offered")
    with pytest.raises(IntegrityError, match="one order"), two_events.transaction():
        two_events.execute(gap_within, (4, ANNA, 4, "s4", later, 6, ANNA, 5, "s6", later))
    assert journal.head().position == 3


def test_the_database_never_lets_recorded_run_backwards(journal: Journal, two_events: psycopg.Connection) -> None:
    """Given a journal, when SQL inserts a row recorded a microsecond before the last one, then it is refused."""
    last = journal.head().recorded
    assert last is not None
    with pytest.raises(IntegrityError, match="backwards"), two_events.transaction():
        two_events.execute(ROW, (3, ANNA, 3, "s3", last - timedelta(microseconds=1)))
    with two_events.transaction():
        two_events.execute(ROW, (3, ANNA, 3, "s3", last))


def test_a_clock_that_steps_back_does_not_take_recorded_along(
    journal: Journal, two_events: psycopg.Connection
) -> None:
    """Given a last event recorded a minute ahead of the clock, as after the clock was set back by one, then what follows
    is recorded at that same time, on the journal's path and on the library's."""
    row = two_events.execute("SELECT clock_timestamp() + interval '1 minute'").fetchone()
    assert row is not None
    ahead = row[0]
    with clock_set_aside(two_events):
        two_events.execute(ROW, (3, ANNA, 3, "s3", ahead))
    two_events.commit()
    [outcome] = journal.append([Entry(BENT, application("b1", MONDAY))])
    assert isinstance(outcome, Appended)
    assert (outcome.position, outcome.recorded) == (4, ahead)
    journal.save(CaseEvent(BENT, 2, guidance("b2")))
    assert journal.head() == (5, ahead)


def test_recorded_is_the_databases_clock(journal: Journal) -> None:
    """Given the database's clock before and after, then an event between them is recorded between them."""
    with journal.connect() as connection:
        connection.autocommit = True
        before, after = "SELECT clock_timestamp()", "SELECT clock_timestamp()"
        [earlier] = connection.execute(before).fetchone() or ()
        [outcome] = journal.append([Entry(ANNA, application("a1"))])
        [later] = connection.execute(after).fetchone() or ()
    assert isinstance(outcome, Appended)
    assert earlier < outcome.recorded < later
