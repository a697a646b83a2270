"""What the live projections hold, what a rebuild makes, and what the pure function says, are the same."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random

import msgspec
import pytest
from psycopg import sql
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.publications import CalendarPublished
from sagsgang.domain.fold.law import Law
from sagsgang.domain.fold.rows import FactRow, rows
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Entry
from sagsgang.projections.asking.reader import Moment, Reader, ask
from sagsgang.projections.queue import queue_items
from sagsgang.projections.tables.catalogue import CASES, DEADLINES, PROJECTIONS
from sagsgang.projections.tables.table import Projection
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.projections.upkeep.rebuild import rebuild
from sagsgang.projections.upkeep.replay import replay

from ...conftest import fresh_database
from ..published import Published, every_calendar, published

GENERATED = 80  # cases
LATE = datetime(2200, 1, 1, tzinfo=UTC)


def fill(journal: Journal, numbers: range, random: Random) -> None:
    """Many generated cases, each of a type of its own, their events and publications interleaved, in small batches.

    The projections follow after every batch, so that most of what they hold was made step by step.
    """
    streams: dict[str, list[Recorded]] = {}
    for number in numbers:
        made: Published = published(number, f"case-{number}")
        by_position = sorted([*made.history, *made.publications])
        streams[f"case-{number}"] = [one for one in by_position if not isinstance(one.event, CalendarPublished)]
    journal.publish(
        [
            CalendarPublished(source="office", id="", occurred=LATE, definition=one)
            for one in every_calendar().values()
        ]
    )
    while streams:
        entries: list[Entry] = []
        for case in random.sample(sorted(streams), min(12, len(streams))):
            publications, events = _next(streams, case, random)
            assert all(isinstance(outcome, Appended) for outcome in journal.publish(publications))
            entries += [Entry(case, event) for event in events]
        assert all(isinstance(outcome, Appended) for outcome in journal.append(entries))
        if random.random() < 0.7:
            catch_up(journal)


def _next(streams: dict[str, list[Recorded]], case: str, random: Random) -> tuple[list, list]:
    """The next few events of a case, and the publications before them."""
    publications, events = [], []
    for _ in range(random.randint(1, 5)):
        if not streams[case]:
            break
        event = streams[case].pop(0).event
        if hasattr(event, "definition"):
            if events:
                streams[case].insert(0, Recorded(0, case, 0, LATE, event))
                break
            publications.append(event)
        else:
            events.append(msgspec.structs.replace(event, source=f"urn:{case}"))
    if not streams[case]:
        del streams[case]
    return publications, events


@pytest.fixture(scope="module")
def followed(server_url: str) -> Iterator[str]:
    """The URL of a journal with generated cases, followed step by step. Not to be touched: it is copied."""
    with fresh_database(server_url) as url:
        with Journal.open(url) as journal:
            fill(journal, range(200, 200 + GENERATED), Random(7))
            catch_up(journal)
        yield url


@pytest.fixture
def filled(server_url: str, followed: str) -> Iterator[Journal]:
    """A journal with generated cases, followed step by step."""
    with fresh_database(server_url, copy_of=followed) as url, Journal.open(url) as journal:
        yield journal


def told(journal: Journal) -> dict[str, list[FactRow]]:
    """What the pure function makes of the whole journal, case by case."""
    head = journal.head().position
    law = Law(journal.publications(head))
    return {case: rows(history, law) for case, history in journal.histories(head)}


def test_live_rows_are_what_the_pure_function_makes(filled: Journal) -> None:
    """Given projections that followed step by step, when the journal is replayed, then nothing differs;
    and asked as it was known at earlier positions, nothing differed either.
    """
    whole = replay(filled)
    assert whole.differences == []
    assert whole.events == filled.head().position
    for position in Random(3).sample(range(1, filled.head().position), 3):
        assert replay(filled, position).differences == []


def test_a_rebuild_makes_the_same_rows(filled: Journal) -> None:
    """Given live projections, when they are rebuilt, by one process and by several, then no row differs."""
    assert rebuild(filled, processes=1).differences == 0
    assert rebuild(filled, ["deadlines", "cases"]).differences == 0
    assert replay(filled).differences == []


def test_a_touched_row_is_a_difference(filled: Journal) -> None:
    """Given live projections, when a row is changed behind their back, another is taken away, and a case that the journal
    does not have gets two, then replaying and rebuilding each count the four rows, and say the same of them: a row that
    says something else is one row that differs."""
    with filled.connect() as connection:
        connection.execute("SELECT name, generation FROM sagsgang.projections")
        generation = connection.execute(
            "SELECT generation FROM sagsgang.projections WHERE name = 'deadlines'"
        ).fetchone()
        table = sql.Identifier("sagsgang", f"deadlines_{generation[0]}")
        connection.execute(
            sql.SQL("UPDATE {} SET unit = 'elsewhere' WHERE ctid = (SELECT min(ctid) FROM {})").format(
                table, table
            )
        )
        connection.execute(sql.SQL("DELETE FROM {} WHERE ctid = (SELECT max(ctid) FROM {})").format(table, table))
        connection.execute(sql.SQL("CREATE TEMPORARY TABLE strays AS SELECT * FROM {} LIMIT 2").format(table))
        connection.execute("UPDATE strays SET case_id = 'nobody', n = 1 + (ctid > '(0,1)')::int")
        connection.execute(sql.SQL("INSERT INTO {} SELECT * FROM strays").format(table))
        connection.commit()
    found = replay(filled).differences
    assert sorted(line.partition(": ")[2] for line in found) == ["differs (unit)", "extra", "extra", "missing"]
    done = rebuild(filled)
    assert (done.differences, sorted(done.differing)) == (4, sorted(found))
    assert replay(filled).differences == []


@pytest.mark.parametrize("projection", [DEADLINES, CASES], ids=["deadlines", "cases"])
def test_the_database_answers_as_the_rows_do(filled: Journal, projection: Projection) -> None:
    """Given live projections, when asked at any moment on both axes, by index or without,
    then the database gives exactly the rows that answer by their definition.
    """
    by_case = told(filled)
    random = Random(11)
    turns = sorted({row.opened_at for its_rows in by_case.values() for row in its_rows})
    for as_of in [*random.sample(turns, 12), LATE]:
        for position in [filled.head().position, *random.sample(range(1, filled.head().position), 2)]:
            right = {
                (case, row.n)
                for case, its_rows in by_case.items()
                for row in its_rows
                if row.kind == projection.kind and row.answers(as_of, position)
            }
            live = {
                (case, row.n)
                for case, its_rows in by_case.items()
                for row in its_rows
                if (case, row.n) in right and getattr(row.payload, "state", "") in ("open", "running", "suspended")
            }
            assert _asked(filled, projection, as_of, position) == (right, live)


def _asked(
    journal: Journal, projection: Projection, as_of: datetime, position: int
) -> tuple[set[tuple[str, int]], set[tuple[str, int]]]:
    def question(reader: Reader) -> tuple[set[tuple[str, int]], set[tuple[str, int]]]:
        reader.position = position
        query = sql.SQL("SELECT case_id, n FROM {} AS found")
        everything = reader.rows(query.format(reader.known(projection)))
        by_index = reader.rows(query.format(reader.asked(projection)))
        assert len(by_index) == len(set(by_index))
        return set(everything), set(by_index)

    return ask(journal, Moment(as_of), question)


def test_known_at_is_the_position_that_the_journal_had_then(filled: Journal) -> None:
    """Given a journal, when asked what was known at an event's time of recording, then that event counts,
    and just before it does not.
    """
    position = filled.head().position // 2
    recorded = filled.recorded_at(position)
    last = filled.position_at(recorded)
    assert filled.recorded_at(last) == recorded
    assert ask(filled, Moment(LATE, recorded), lambda reader: reader.position) == last
    before = ask(filled, Moment(LATE, recorded - timedelta(microseconds=1)), lambda reader: reader.position)
    assert before < position <= last


def test_following_in_any_batches_gives_the_same_tables(journal: Journal, server_url: str) -> None:
    """Given the same events in the same order, when they are followed in other batches, then the tables are equal."""
    fill(journal, range(300, 330), Random(1))
    catch_up(journal)
    followed = _tables(journal)
    rebuild(journal, processes=1)
    assert _tables(journal) == followed
    assert followed["deadlines"]
    assert followed["cases"]


def _tables(journal: Journal) -> dict[str, list[tuple[object, ...]]]:
    found: dict[str, list[tuple[object, ...]]] = {}
    for name, projection in PROJECTIONS.items():
        found[name] = ask(
            journal,
            Moment(LATE),
            lambda reader, projection=projection: reader.rows(
                sql.SQL("SELECT * FROM {} AS found ORDER BY case_id, n").format(reader.known(projection))
            ),
        )
    return found


def test_several_may_bring_the_projections_up_to_date_at_once(journal: Journal) -> None:
    """Given a journal that nothing follows yet, when several followers start at once,
    then each ends at the journal's end, and the rows are right.
    """
    fill(journal, range(400, 420), Random(5))
    with journal.connect() as connection:
        connection.execute("DROP TABLE sagsgang.projections")
        connection.commit()
    head = journal.head().position

    def follower(_: int) -> int:
        with Journal.open(journal.url) as own:
            return catch_up(own)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(follower, range(4))) == [head] * 4
    assert replay(journal).differences == []


def test_readers_during_a_rebuild_are_given_whole_answers(filled: Journal) -> None:
    """Given live projections, when they are rebuilt again and again, then a reader always gets the same answer."""
    wanted = queue_items.QueueFilter(limit=1000)
    moment = Moment(datetime(2015, 6, 1, tzinfo=UTC))
    right = ask(filled, moment, lambda reader: queue_items.queue(reader, wanted))
    with ThreadPoolExecutor(1) as pool:
        rebuilding = pool.submit(lambda: [rebuild(filled, processes=1).differences for _ in range(4)])
        answers = [ask(filled, moment, lambda reader: queue_items.queue(reader, wanted))]
        while not rebuilding.done():
            answers.append(ask(filled, moment, lambda reader: queue_items.queue(reader, wanted)))
        assert rebuilding.result() == [0] * 4
    assert all(answer == right for answer in answers)
