"""What the server says when it cannot go on becomes a line that says what to do, and no half of anything is kept."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from os import getpid
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from sagsgang.cli import run
from sagsgang.domain.problem import Problem
from sagsgang.journal.application import Journal
from sagsgang.journal.connection import retry
from sagsgang.journal.connection.outages import problem_of
from sagsgang.journal.entry import Entry

from ..databases import fresh_database
from ..journal.examples import ANNA, application
from .program import carry_out

_numbers = count(1)
# What a server may answer to a write, by its code, and what a person is to do about it.
ANSWERS = {
    "53100": ("server-disk-full", "Give it room"),
    "53200": ("server-out-of-memory", "max_locks_per_transaction"),
    "53400": ("server-limit", "Raise the limit"),
    "57014": ("call-cancelled", "Run the command again"),
    "25006": ("read-only-database", "Use the server and the role that write"),
    "42501": ("no-rights", "Grant the right"),
    "XX001": ("damaged-page", "restore the back-up"),
    "XX002": ("damaged-page", "restore the back-up"),
    "58030": ("database-gone", "See that the server runs"),  # I/O error
}


@pytest.fixture(scope="module")
def answering(server_url: str) -> Iterator[str]:
    """The URL of a journal to whose writes the server answers with the code that the database is set to."""
    with fresh_database(server_url) as url:
        Journal.open(url).close()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                """
                CREATE FUNCTION public.answer() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
                    RAISE EXCEPTION 'the server said so' USING ERRCODE = current_setting('sagsgang.answer');
                END $$;
                ALTER TABLE sagsgang.stored_events ADD CONSTRAINT answer CHECK (public.answer())"""
            )
        yield url


@pytest.mark.parametrize("state", ANSWERS)
def test_each_answer_of_the_server_has_its_words(
    answering: str, state: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Given a server that answers a write with a code, when a command writes, then it ends with status 1 and one line that
    says what to do and the server's own words."""
    with psycopg.connect(answering, autocommit=True) as connection:
        name = sql.Identifier(connection.info.dbname)
        words = sql.SQL("ALTER DATABASE {} SET sagsgang.answer = {}")
        connection.execute(words.format(name, sql.Literal(state)))
    assert run(["--database", answering, "live", "--lang", "en"]) == 1
    [line] = capfd.readouterr().err.splitlines()
    code, told = ANSWERS[state]
    assert "the server said so" in line
    assert "Traceback" not in line
    with Journal.open(answering) as journal:
        with pytest.raises(Exception, match="the server said so") as said:
            journal.append([Entry(ANNA, application("a1"))])
        problem = said.value if isinstance(said.value, Problem) else problem_of(said.value)
        assert problem is not None
        assert problem.code == code
        assert told in problem.text.en
        assert problem.text.da != problem.text.en
        assert journal.head().position == 0


@pytest.fixture
def crowded(database_url: str) -> Iterator[str]:
    """The URL of a role that may have no connection more."""
    name = f"sagsgang_crowd_{getpid()}_{next(_numbers)}"
    found = {key: str(value) for key, value in conninfo_to_dict(database_url).items()}
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'c' CONNECTION LIMIT 0").format(sql.Identifier(name)))
        host, port = quote(found["host"], safe=""), found.get("port", "5432")
        yield f"postgresql://{name}:c@{urlsplit(database_url).path}?host={host}&port={port}"
        owner.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def test_all_connections_taken(crowded: str) -> None:
    """Given a server whose connections are all taken, when a command is called, then it tries for some seconds, and ends
    with status 1 and one line that says so and what to do."""
    finished = carry_out(crowded, "queue", "--json")
    if "authentication failed" in finished.err:
        pytest.skip("the server takes nobody but its owner: no role can be crowded out")
    assert (finished.status, finished.out) == (1, b"")
    [line] = finished.err.splitlines()
    assert line.startswith("sagsgang: All connections of the server are taken. Wait until some are free")
    assert "too many connections for role" in line


def test_attempts_have_an_end() -> None:
    """Given what is tried again, then all pauses together last less than what a person waits for a line, 10 seconds."""
    assert 2 < sum(retry.PAUSES) < 10
