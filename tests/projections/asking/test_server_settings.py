"""Whatever a database or a role is set to, the answers are the same, or it is said what is in the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from os import getpid
from typing import LiteralString

import psycopg
import pytest
from psycopg import sql
from sagsgang.domain.events.publications import CalendarPublished
from sagsgang.domain.problem import Problem
from sagsgang.domain.written.calendar_file import shipped
from sagsgang.journal.application import Journal
from sagsgang.journal.connection.session import settle
from sagsgang.journal.entry import Appended, Entry
from sagsgang.projections.asking.reader import Moment, ask
from sagsgang.projections.queue.cases import CaseFilter, overview
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.projections.upkeep.rebuild import rebuild
from sagsgang.projections.upkeep.replay import replay

from ...commands.program import carry_out
from ...databases import fresh_database
from ...journal.examples import ANNA, MONDAY, application, fleksjob

# Each as unfavourable as it can be, whether or not anyone would.
SETTINGS = {
    "default_transaction_isolation": "serializable",
    "DateStyle": "German, DMY",
    "IntervalStyle": "sql_standard",
    "TimeZone": "Pacific/Kiritimati",
    "client_encoding": "LATIN1",
    "bytea_output": "escape",
    "extra_float_digits": "-15",
    "search_path": "elsewhere, pg_catalog",
    "standard_conforming_strings": "off",
    "array_nulls": "off",
    "transform_null_equals": "on",
    "quote_all_identifiers": "on",
    "row_security": "on",
    "synchronous_commit": "off",
    "statement_timeout": "100ms",
    "lock_timeout": "100ms",
    "idle_session_timeout": "100ms",
    "idle_in_transaction_session_timeout": "100ms",
    "default_transaction_deferrable": "on",
    "plan_cache_mode": "force_generic_plan",
    "default_text_search_config": "pg_catalog.danish",
    "session_replication_role": "replica",
    "enable_indexscan": "off",
}
SINCE_17 = {"transaction_timeout": "100ms"}
NOW = datetime(2024, 6, 3, 12, tzinfo=UTC)
_numbers = count(1)


def publish(journal: Journal) -> None:
    """Two publications: a calendar, and the case type that uses it."""
    denmark = CalendarPublished(source="office", id="any", occurred=MONDAY, definition=shipped()["denmark"])
    journal.publish([denmark, fleksjob(30)])


@pytest.fixture(scope="module")
def office(server_url: str) -> Iterator[str]:
    """The URL of a database with a journal in use, and beside it a schema that answers otherwise than the system's."""
    with fresh_database(server_url) as url:
        with Journal.open(url) as journal:
            publish(journal)
            catch_up(journal)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE SCHEMA elsewhere")
            connection.execute(
                "CREATE FUNCTION elsewhere.set_config(text, text, boolean) RETURNS text RETURN 'not set'"
            )
            connection.execute("CREATE FUNCTION elsewhere.pg_backend_pid() RETURNS integer RETURN 0")
            connection.execute("CREATE FUNCTION elsewhere.least(bigint, bigint) RETURNS bigint RETURN 0")
        yield url


@pytest.mark.parametrize("name", [*SETTINGS, *SINCE_17])
def test_a_setting_changes_no_answer(office: str, name: str) -> None:
    """Given a database that is set otherwise than is common, when an event with letters of many alphabets is appended,
    followed, asked for, rebuilt and compared, then the answers are what they are without."""
    with psycopg.connect(office, autocommit=True) as owner:
        if name in SINCE_17 and owner.info.server_version < 170000:
            pytest.skip("the server is older than PostgreSQL 17: it has no such setting")
        database = sql.Identifier(owner.info.dbname)
        words = sql.SQL("ALTER DATABASE {} SET {} TO {}")
        value = (SETTINGS | SINCE_17)[name]
        # A list is one of names, not one name with a comma in it.
        said = (
            sql.SQL(", ").join(map(sql.Literal, value.split(", ")))
            if name == "search_path"
            else sql.Literal(value)
        )
        owner.execute(words.format(database, sql.Identifier(name), said))
        try:
            with Journal.open(office) as journal:
                before = journal.head().position
                case = f"Œ-Ж-{name}"
                event = application(f"ø{name}", unit="Ørestad \\ 'Ж'")
                assert isinstance(journal.append([Entry(case, event)])[0], Appended)
                [held] = journal.history([case], before + 1)[case]
                assert (held.event, held.position) == (event, before + 1)
                assert catch_up(journal) == before + 1
                found = ask(journal, Moment(as_of=NOW), lambda reader: overview(reader, CaseFilter(limit=1000)))
                [mine] = [one for one in found.items if one.case == case]
                assert (mine.unit, mine.received_at) == ("Ørestad \\ 'Ж'", MONDAY)
                assert found.open == before - 1  # each event but the two publications is a case of its own
                assert rebuild(journal).differences == 0
                assert replay(journal).differences == []
        finally:
            owner.execute(sql.SQL("ALTER DATABASE {} RESET {}").format(database, sql.Identifier(name)))


def test_what_is_acknowledged_is_on_the_disk(office: str) -> None:
    """Given databases where commits wait for nothing, or for more than is common, then ours wait for the disk at least."""
    for said, holds in (("off", "on"), ("local", "local"), ("remote_apply", "remote_apply"), ("on", "on")):
        with psycopg.connect(office, autocommit=True) as owner:
            database = sql.Identifier(owner.info.dbname)
            words = sql.SQL("ALTER DATABASE {} SET synchronous_commit = {}")
            owner.execute(words.format(database, sql.Identifier(said)))
            with Journal.open(office) as journal, journal.connect() as ours, journal.datastore.cursor() as pooled:
                assert ours.execute("SHOW synchronous_commit").fetchone() == (holds,)
                assert pooled.execute("SHOW synchronous_commit").fetchone() == {"synchronous_commit": holds}
            owner.execute(sql.SQL("ALTER DATABASE {} RESET synchronous_commit").format(database))


class Role:
    """A role in one database, with what it is granted, and the URL that acts as it."""

    def __init__(self, url: str, owner: psycopg.Connection, *grants: LiteralString) -> None:
        name = f"sagsgang_reader_{getpid()}_{next(_numbers)}"
        self.role = sql.Identifier(name)
        self.url = f"{url}{'&' if '?' in url else '?'}options=-c%20role%3D{name}"
        owner.execute(sql.SQL("CREATE ROLE {}").format(self.role))
        for grant in grants:
            owner.execute(sql.SQL(grant).format(self.role))

    def leave(self, owner: psycopg.Connection) -> None:
        """It is not needed any more."""
        owner.execute(sql.SQL("DROP OWNED BY {}").format(self.role))
        owner.execute(sql.SQL("DROP ROLE {}").format(self.role))


@pytest.fixture
def owner(database_url: str) -> Iterator[psycopg.Connection]:
    """The owner of a journal with a case that no projection has seen."""
    with Journal.open(database_url) as journal:
        publish(journal)
        catch_up(journal)
        journal.append([Entry(ANNA, application("a1"))])
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


READS: tuple[LiteralString, ...] = (
    "GRANT USAGE ON SCHEMA sagsgang TO {}",
    "GRANT SELECT ON ALL TABLES IN SCHEMA sagsgang TO {}",
)


def test_a_reader_is_told_that_the_projections_are_behind(database_url: str, owner: psycopg.Connection) -> None:
    """Given a role that may only read, and projections behind the journal, when it asks, then it is answered with what they
    hold, and told so; when it appends, then it is told what it lacks."""
    reader = Role(database_url, owner, *READS)
    try:
        asked = carry_out(reader.url, "cases", "--json")
        assert asked.status == 0
        assert b'"open":0' in asked.out.replace(b" ", b"")
        assert "may not bring the projections up to date" in asked.err
        with Journal.open(reader.url) as journal:
            with pytest.raises(Exception, match="permission denied"):
                journal.append([Entry(ANNA, application("a2"))])
            assert journal.head().position == 3
    finally:
        reader.leave(owner)


def test_a_reader_before_the_first_question_is_told_so(database_url: str) -> None:
    """Given a journal whose owner has asked nothing yet, when a role that may only read asks, then it is told who has to ask
    first."""
    Journal.open(database_url).close()
    with psycopg.connect(database_url, autocommit=True) as connection:
        reader = Role(database_url, connection, *READS)
        try:
            asked = carry_out(reader.url, "queue", "--json")
        finally:
            reader.leave(connection)
    assert (asked.status, asked.out) == (1, b"")
    assert "Let the user who owns the journal ask once" in asked.err


def test_a_read_only_database_is_read(database_url: str, owner: psycopg.Connection) -> None:
    """Given a database whose transactions only read (as on a standby), then it is asked, and whoever would write is told
    what is in the way, with exit status 1."""
    name = sql.Identifier(owner.info.dbname)
    owner.execute(sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(name))
    asked = carry_out(database_url, "cases", "--json")
    with Journal.open(database_url) as journal, pytest.raises(Problem) as problem:
        journal.append([Entry(ANNA, application("a2"))])
    written = carry_out(database_url, "live")
    owner.execute(sql.SQL("ALTER DATABASE {} RESET default_transaction_read_only").format(name))
    assert asked.status == 0
    assert "may not bring the projections up to date" in asked.err
    assert problem.value.code == "read-only-database"
    assert (written.status, written.out) == (1, b"")
    assert "can only be read here" in written.err
    assert len(written.err.splitlines()) == 1


def test_rows_that_a_policy_hides_are_an_error(database_url: str, owner: psycopg.Connection) -> None:
    """Given a role from which a policy of the database hides rows, when it asks, then that is said: it must not be answered
    as if they were not there."""
    reader = Role(database_url, owner, *READS)
    owner.execute("ALTER TABLE sagsgang.stored_events ENABLE ROW LEVEL SECURITY")
    owner.execute("CREATE POLICY few ON sagsgang.stored_events USING (notification_id < 2)")
    try:
        with Journal.open(reader.url) as journal, pytest.raises(Exception, match="row-level security"):
            journal.head()
    finally:
        reader.leave(owner)


def test_a_role_that_writes_as_a_replica_is_refused(database_url: str, owner: psycopg.Connection) -> None:
    """Given a role that may not change it and is set to write as a replica does, past the triggers that look at what is
    written, when it opens the journal, then it is told what an administrator has to take away."""
    role = Role(database_url, owner, *READS)
    connection = psycopg.connect(database_url, autocommit=True)
    try:
        connection.execute("SET session_replication_role = replica")
        connection.execute(sql.SQL("SET ROLE {}").format(role.role))
        with pytest.raises(Problem) as problem:
            settle(connection)
        assert problem.value.code == "server-setting"
        assert "RESET session_replication_role" in problem.value.text.en
    finally:
        connection.close()
        role.leave(owner)
