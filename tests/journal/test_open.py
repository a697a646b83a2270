"""Opening a journal: it creates what is missing, once, and says what is wrong with a database and what to do."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import ExitStack

import pytest
from sagsgang.domain.problem import Problem
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry

from ..conftest import fresh_database
from .examples import ANNA, application


def problem_of(url: str) -> Problem:
    with pytest.raises(Problem) as problem:
        Journal.open(url)
    return problem.value


def test_opening_again_finds_what_is_there(database_url: str) -> None:
    """Given a journal with an event, when it is closed and opened again, then the event is there."""
    with Journal.open(database_url) as first:
        first.append([Entry(ANNA, application("a1"))])
    with Journal.open(database_url) as again:
        assert [recorded.case for recorded in again.read(0, 9)] == [ANNA]


def test_processes_may_create_the_journal_at_once(database_url: str) -> None:
    """Given an empty database, when three processes open the journal at once, then all of them get it."""
    script = "import sys; from sagsgang.journal.application import Journal; Journal.open(sys.argv[1]).close()"
    with ExitStack() as stack:
        processes = [
            stack.enter_context(subprocess.Popen([sys.executable, "-W", "error", "-c", script, database_url]))
            for _ in range(3)
        ]
    assert [process.returncode for process in processes] == [0, 0, 0]


def test_closing_leaves_no_thread(database_url: str) -> None:
    """Given a journal that was written, read and subscribed to, when it is closed, then no thread of it runs."""
    before = set(threading.enumerate())
    with Journal.open(database_url) as journal:
        journal.append([Entry(ANNA, application("a1"))])
        with journal.recorder.subscribe(gt=0) as subscription:
            assert next(subscription).id == 1
    assert set(threading.enumerate()) == before


def test_the_environment_does_not_change_how_events_are_stored(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given the library's own variables in the environment, then the journal pays them no heed."""
    monkeypatch.setenv("COMPRESSOR_TOPIC", "zlib")
    monkeypatch.setenv("IS_SNAPSHOTTING_ENABLED", "y")
    monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", "y")
    monkeypatch.setenv("POSTGRES_SCHEMA", "elsewhere")
    with Journal.open(database_url) as journal, journal.connect() as connection:
        journal.append([Entry(ANNA, application("a1"))])
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname !~ '^(pg_|info)'"
        ).fetchall()
        names = ("rejections", "rejections_counted", "stored_events")
        assert sorted(tables) == [("sagsgang", name) for name in names]
        assert connection.execute("SELECT state FROM sagsgang.stored_events").fetchone() == (
            b'{"source":"kmd-opera","id":"a1","occurred":"2024-03-04T08:30:00Z","case_type":"fleksjob"}',
        )


def test_an_unreachable_server_is_named_without_its_password() -> None:
    """Given a URL where nobody answers, then the problem names the place and what to check, not the password."""
    problem = problem_of("postgresql://clerk:s3cret@127.0.0.1:1/cases")
    assert problem.code == "database-unreachable"
    assert "clerk@127.0.0.1:1/cases" in problem.text.da
    assert "s3cret" not in f"{problem.text}{problem}{problem.details}"
    assert problem.__cause__ is None


def test_a_database_that_is_not_there_is_said_so(server_url: str) -> None:
    """Given a server without that database, then the problem repeats what the server says."""
    with fresh_database(server_url) as url:
        missing = url
    problem = problem_of(missing)
    assert problem.code == "database-unreachable"
    assert "does not exist" in problem.text.en


def test_a_database_in_another_encoding_is_refused(server_url: str) -> None:
    """Given a database in LATIN1, which can't hold every name, then the problem says which to create."""
    with fresh_database(server_url, "ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'") as url:
        problem = problem_of(url)
    assert problem.code == "database-not-utf8"
    assert "ENCODING 'UTF8'" in problem.text.da


def test_a_journal_of_another_format_is_left_alone(database_url: str, journal: Journal) -> None:
    """Given a journal marked by a later version, when this one opens it, then it says to use a newer sagsgang."""
    with journal.connect() as connection:
        connection.execute("COMMENT ON TABLE sagsgang.stored_events IS 'sagsgang journal, format 9'")
    problem = problem_of(database_url)
    assert problem.code == "journal-format"
    assert "format 9" in problem.text.en
