"""The database ends connections, or takes none: a call goes on or says so in a line, and the next run goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql
from sagsgang.intake.definitions.case_types import CASE_TYPES
from sagsgang.intake.definitions.definition import publish_definitions
from sagsgang.intake.definitions.written_file import written_files
from sagsgang.journal.application import Journal
from sagsgang.projections.upkeep.replay import replay

from ..commands.program import Finished, begin, carry_out, end
from .conftest import NOW, copied
from .journals import one_table_each, tables, told
from .permits import write


class Server:
    """The server, past the program, by a connection to another database of it."""

    def __init__(self, connection: psycopg.Connection, database: str) -> None:
        self.connection = connection
        self.name = urlsplit(database).path.removeprefix("/")

    def end_connections(self) -> int:
        """End every connection to the database. Gives how many there were."""
        found = self.connection.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s", (self.name,)
        ).fetchone()
        assert found is not None
        return int(found[0])

    def allow_connections(self, allowed: bool) -> None:
        """Let the database take connections, or take none."""
        words = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(
            sql.Identifier(self.name), sql.Literal(allowed)
        )
        self.connection.execute(words)


@contextmanager
def server_of(database: str) -> Iterator[Server]:
    """The server of a database."""
    elsewhere = urlsplit(database)._replace(path="/postgres").geturl()
    with psycopg.connect(elsewhere, autocommit=True) as connection:
        yield Server(connection, database)


def check_end(finished: Finished) -> None:
    """A call that lost its database went on nevertheless, or says so in one line, after one on what had landed by then."""
    if finished.status == 0:
        return
    assert (finished.status, finished.out) == (1, b"")
    *landed, line = finished.err.splitlines()
    assert len(landed) <= 1
    assert all("What was written is recorded" in one for one in landed)
    assert line.startswith("sagsgang: The database gave up on the way (")
    assert "run the command again" in line


def head(journal_url: str) -> int:
    """The last position."""
    with psycopg.connect(journal_url) as connection:
        found = connection.execute("SELECT max(notification_id) FROM sagsgang.stored_events").fetchone()
    return int(found[0]) if found and found[0] else 0


def test_connections_lost_during_an_import(database_url: str, tmp_path: Path) -> None:
    """Given an import, when all connections to its database are ended each time that a batch has landed, then it goes on,
    or ends with status 1 and says so; run again, it ends, and every row is there once."""
    files = write(tmp_path, 3_000)
    with Journal.open(database_url) as journal:
        publish_definitions(journal, CASE_TYPES, written_files([files.case_type]), NOW)
    words = ("import", "--mapping", files.mapping, files.log, "--json")
    with server_of(database_url) as server:
        call = begin(database_url, *words, folder=tmp_path)
        position, ended = head(database_url), 0
        while call.poll() is None:
            if head(database_url) > position:
                position = head(database_url)
                ended += server.end_connections()
        check_end(end(call))
    assert ended > 0
    again = carry_out(database_url, *words, folder=tmp_path)
    told_again = json.loads(again.out)
    assert again.status == 0
    assert told_again["appended"] + told_again["duplicates"] == files.events == len(told(database_url))
    with Journal.open(database_url) as journal:
        assert replay(journal).differences == []


def test_connections_lost_during_a_rebuild(unread: str) -> None:
    """Given a rebuild, when all connections are ended as soon as it has made its tables, then it ends with status 1 and
    one line; readers have their answer; run again, it ends, and leaves one table for each projection."""
    with copied(unread) as database, server_of(database) as server:
        before = carry_out(database, "queue", "--json")
        assert before.status == 0
        call = begin(database, "rebuild", "--json")
        while call.poll() is None and len(tables(database)) == len(one_table_each()):
            continue
        assert server.end_connections() > 0
        check_end(end(call))
        reader = carry_out(database, "queue", "--json")
        assert reader.status == 0
        assert json.loads(reader.out)["open"] == json.loads(before.out)["open"] == 100
        again = carry_out(database, "rebuild", "--json")
        assert (again.status, json.loads(again.out)["differences"]) == (0, 0)
        assert tables(database) == one_table_each()


@pytest.mark.soak
def test_a_database_that_stays_away_during_an_import(database_url: str, tmp_path: Path) -> None:
    """Given an import, when its database ends all connections after the first batch and takes none from then on, then it
    tries for a while and ends with status 1 and one line; when the database is back, it goes on."""
    files = write(tmp_path, 3_000)
    with Journal.open(database_url) as journal:
        publish_definitions(journal, CASE_TYPES, written_files([files.case_type]), NOW)
    words = ("import", "--mapping", files.mapping, files.log, "--json")
    with server_of(database_url) as server:
        call = begin(database_url, *words, folder=tmp_path)
        while call.poll() is None and head(database_url) < 4_000:
            continue
        server.allow_connections(False)
        server.end_connections()
        finished = end(call)
        assert finished.status == 1
        check_end(finished)
        server.allow_connections(True)
    assert 4_000 <= len(told(database_url)) < files.events
    assert carry_out(database_url, *words, folder=tmp_path).status == 0
    assert len(told(database_url)) == files.events
