"""Tables are made and changed by numbered steps: each taken once, all in one transaction, whoever comes first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege, UndefinedColumn
from sagsgang.delivery.outbox import outbox
from sagsgang.domain.problem import Problem
from sagsgang.journal.application import Journal
from sagsgang.journal.schema.tables import Tables, steps_of
from sagsgang.projections.tables import registry
from sagsgang.scheduler import state

Connection = psycopg.Connection[Any]

# A cupboard with a list of what was done to it: a step that is taken twice is seen there.
FIRST = """
    CREATE TABLE IF NOT EXISTS sagsgang.shelves (shelf integer PRIMARY KEY);
    CREATE TABLE IF NOT EXISTS sagsgang.done (step integer);
    INSERT INTO sagsgang.done VALUES (1)"""
SECOND = (
    "ALTER TABLE sagsgang.shelves ADD COLUMN IF NOT EXISTS width integer; INSERT INTO sagsgang.done VALUES (2)"
)
THIRD = """
    CREATE TABLE IF NOT EXISTS sagsgang.labels (label text);
    UPDATE sagsgang.shelves SET width = 10 * shelf WHERE width IS NULL;
    INSERT INTO sagsgang.done VALUES (3)"""

OLD = Tables(0x5A65_00FF, (FIRST,))
NEW = Tables(0x5A65_00FF, (FIRST, SECOND, THIRD))

# By the table whose comment says the format.
ROOMS = {"projections": registry.TABLES, "outbox": outbox.TABLES, "scheduler_nodes": state.TABLES}


def done(connection: Connection) -> list[int]:
    """The steps that were taken, in the order of their number."""
    return [step for (step,) in connection.execute("SELECT step FROM sagsgang.done ORDER BY step")]


def with_shelf(journal: Journal) -> None:
    """The old form, with one shelf."""
    with journal.connect() as connection:
        OLD.prepare(connection)
        connection.execute("INSERT INTO sagsgang.shelves VALUES (7)")


def code_of(call: Callable[[Connection], object], connection: Connection) -> str:
    """The code of the Problem that a call raises."""
    with pytest.raises(Problem) as problem:
        call(connection)
    return problem.value.code


def test_an_old_form_becomes_the_new_one(journal: Journal) -> None:
    """Given tables of the first step with a row, when a program with three steps comes, twice, then the row is kept and
    brought on, and no step was taken twice."""
    with_shelf(journal)
    with journal.connect() as connection:
        NEW.prepare(connection)
        NEW.prepare(connection)
        assert NEW.are_there(connection)
        assert connection.execute("SELECT shelf, width FROM sagsgang.shelves").fetchall() == [(7, 70)]
        assert done(connection) == [1, 2, 3]


@pytest.mark.parametrize("comment", [None, "Owned by the team of Vestergade"])
@pytest.mark.parametrize("marked", ROOMS)
def test_tables_without_a_mark_are_of_the_first_form(journal: Journal, marked: str, comment: str | None) -> None:
    """Given a room's tables as they were made before there were marks, when the program has one step more, then that
    one alone is taken, and only once."""
    tables = sql.SQL("SELECT relname, oid FROM pg_class WHERE relnamespace = 'sagsgang'::regnamespace")
    first = replace(ROOMS[marked], steps=ROOMS[marked].steps[:1])
    later = replace(first, steps=(*first.steps, "CREATE TABLE sagsgang.extra (one integer)"))
    with journal.connect() as connection:
        first.prepare(connection)
        table = sql.Identifier("sagsgang", marked)
        connection.execute(sql.SQL("COMMENT ON TABLE {} IS {}").format(table, sql.Literal(comment)))
        before = dict(connection.execute(tables).fetchall())
        assert first.are_there(connection)
        later.prepare(connection)
        later.prepare(connection)
        after = dict(connection.execute(tables).fetchall())
    assert before.items() < after.items()
    assert after.keys() - before.keys() == {"extra"}


@pytest.mark.parametrize("before", [(), OLD.steps], ids=["none", "old"])
def test_eight_at_once_take_each_step_once(journal: Journal, before: Sequence[str]) -> None:
    """Given no tables, or those of the first step, when eight processes come at once, then all find the last form, and
    each step was taken once."""

    def come(_: int) -> bool:
        with journal.connect() as connection:
            NEW.prepare(connection)
            return NEW.are_there(connection)

    with journal.connect() as connection:
        for step in before:
            connection.execute(step.encode())
        connection.commit()
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(come, range(8))) == [True] * 8
        assert done(connection) == [1, 2, 3]


def test_old_and_new_programs_at_once(journal: Journal) -> None:
    """Given no tables, when four of an old and four of a new program come at once, then each step is taken once, and an
    old one that came too late is told so."""

    def come(tables: Tables) -> str | None:
        with journal.connect() as connection:
            try:
                tables.prepare(connection)
            except Problem as problem:
                return problem.code
        return None

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(come, [OLD, NEW] * 4))
    assert answers[1::2] == [None] * 4
    assert set(answers[::2]) <= {None, "tables-newer"}
    with journal.connect() as connection:
        assert done(connection) == [1, 2, 3]


def test_a_step_that_fails_takes_all_back(journal: Journal) -> None:
    """Given three steps of which the last fails, when they are taken, then the tables are as before, and a mended
    program brings them on."""
    with_shelf(journal)
    broken = replace(NEW, steps=(FIRST, SECOND, "UPDATE sagsgang.shelves SET height = 1"))
    with journal.connect() as connection:
        with pytest.raises(UndefinedColumn):
            broken.prepare(connection)
        assert OLD.are_there(connection)
        assert done(connection) == [1]
        NEW.prepare(connection)
        assert done(connection) == [1, 2, 3]


@pytest.mark.parametrize(("lost", "taken"), [("done", [1, 2, 3]), ("labels", [1, 2, 3, 3])])
def test_a_lost_table_is_made_again_beside_what_is_left(journal: Journal, lost: str, taken: list[int]) -> None:
    """Given a table of the first or the third step is dropped, when they are prepared, then that step and those after it
    are taken again, and the others kept their rows."""
    with_shelf(journal)
    with journal.connect() as connection:
        NEW.prepare(connection)
        connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier("sagsgang", lost)))
        NEW.prepare(connection)
        assert NEW.are_there(connection)
        assert connection.execute("SELECT shelf, width FROM sagsgang.shelves").fetchall() == [(7, 70)]
        assert done(connection) == taken


@contextmanager
def clerk(journal: Journal) -> Iterator[Connection]:
    """A connection of a user who may read and write the rows of all tables, and make and change none."""
    with journal.connect() as connection:
        role = sql.Identifier(f"clerk_of_{connection.info.dbname}")
        for words in (
            "CREATE ROLE {}",
            "GRANT USAGE ON SCHEMA sagsgang TO {}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA sagsgang TO {}",
            "SET ROLE {}",
        ):
            connection.execute(sql.SQL(words).format(role))
        try:
            yield connection
        finally:
            connection.rollback()


def test_where_no_step_is_missing_no_right_is_needed(journal: Journal) -> None:
    """Given a user who may make no table, when every step is taken, then preparing is enough; when one is missing, the
    database refuses, and whoever only reads is told what is to be done."""
    with_shelf(journal)
    with clerk(journal) as connection:
        OLD.prepare(connection)
        assert OLD.are_there(connection)
        with pytest.raises(InsufficientPrivilege):
            NEW.prepare(connection)
        assert code_of(NEW.are_there, connection) == "tables-older"
        assert done(connection) == [1]


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_needs_no_right_where_its_tables_are(journal: Journal, room: str) -> None:
    """Given the tables of a room, when a user who may make none comes, then preparing asks for no more."""
    with journal.connect() as connection:
        ROOMS[room].prepare(connection)
    with clerk(journal) as connection:
        ROOMS[room].prepare(connection)
        assert ROOMS[room].are_there(connection)


@pytest.mark.parametrize("room", ROOMS)
def test_to_create_in_the_schema_is_enough_to_make_tables(journal: Journal, room: str) -> None:
    """Given a user who may read and write rows, when there are no tables, then the database refuses to make them; with the
    right to create in the schema, it makes them."""
    with clerk(journal) as connection:
        with pytest.raises(InsufficientPrivilege):
            ROOMS[room].prepare(connection)
        assert not ROOMS[room].are_there(connection)
        role = sql.Identifier(f"clerk_of_{connection.info.dbname}")
        connection.execute("RESET ROLE")
        connection.execute(sql.SQL("GRANT CREATE ON SCHEMA sagsgang TO {}").format(role))
        connection.execute(sql.SQL("SET ROLE {}").format(role))
        ROOMS[room].prepare(connection)
        assert ROOMS[room].are_there(connection)


@pytest.mark.parametrize("lost", [False, True], ids=["whole", "half"])
def test_tables_of_a_newer_program_are_left_alone(journal: Journal, lost: bool) -> None:
    """Given tables that a newer program made, whole or with one lost, when an older one comes to read or to write, then it
    is told that it needs a newer one, and changes nothing."""
    with_shelf(journal)
    with journal.connect() as connection:
        NEW.prepare(connection)
        if lost:
            connection.execute("DROP TABLE sagsgang.done")
        connection.commit()
        with pytest.raises(Problem) as problem:
            OLD.prepare(connection)
        assert problem.value.code == "tables-newer"
        assert "sagsgang.shelves" in problem.value.text.da
        assert "Use a newer sagsgang" in problem.value.text.en
        assert code_of(OLD.are_there, connection) == "tables-newer"
        assert connection.execute("SELECT shelf, width FROM sagsgang.shelves").fetchall() == [(7, 70)]


def test_a_reader_who_began_before_sees_no_table(journal: Journal) -> None:
    """Given a reader with one snapshot for all its questions, when the tables are made meanwhile, then they are not there
    for it until it begins anew."""
    with journal.connect() as reader, journal.connect() as maker:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        assert not NEW.are_there(reader)
        NEW.prepare(maker)
        assert not NEW.are_there(reader)
        reader.rollback()
        assert NEW.are_there(reader)


def test_nobody_waits_to_see_whether_the_tables_are_there(journal: Journal) -> None:
    """Given a maker that has taken the steps and not committed, when another asks whether the tables are there, then it is
    told at once that they are not."""
    with journal.connect() as reader, journal.connect() as maker:
        reader.execute("SET lock_timeout = '1ms'")
        maker.execute("SELECT 1")
        NEW.prepare(maker)
        assert not NEW.are_there(reader)
        maker.commit()
        assert NEW.are_there(reader)


def test_steps_come_in_the_order_of_their_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a room with eleven steps, when they are read, then the second stands before the tenth."""
    room = tmp_path / "room_of_eleven_steps"
    room.mkdir()
    for number in range(1, 12):
        (room / f"schema_{number}.sql").write_text(f"SELECT {number}")
    (room / "queries.sql").write_text("SELECT 'no step'")
    monkeypatch.syspath_prepend(tmp_path)
    assert steps_of("room_of_eleven_steps") == [f"SELECT {number}" for number in range(1, 12)]
