"""Rights: to create the journal is to create a schema; to write is to read and insert, no more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from psycopg.errors import InsufficientPrivilege
from sagsgang.domain.problem import Problem
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Duplicate, Entry

from ..clerk import Clerk, hired_at
from ..examples import ANNA, application


@pytest.fixture
def clerk(database_url: str) -> Iterator[Clerk]:
    """A newly hired clerk, at an empty database."""
    with hired_at(database_url) as hired:
        yield hired


def test_to_select_and_insert_is_enough_to_write(clerk: Clerk, journal: Journal) -> None:
    """Given a role that may only select and insert, then it opens the journal, appends and reads."""
    clerk.run("GRANT USAGE ON SCHEMA sagsgang TO {role}")
    clerk.run("GRANT SELECT, INSERT ON sagsgang.stored_events TO {role}")
    with Journal.open(clerk.url) as opened:
        first = opened.append([Entry(ANNA, application("a1"))])
        again = opened.append([Entry(ANNA, application("a1"))])
        assert [type(first[0]), *again] == [Appended, Duplicate(1)]
        assert opened.head() == journal.head()
        with opened.connect() as connection, pytest.raises(InsufficientPrivilege):
            connection.execute("DELETE FROM sagsgang.stored_events")


def test_to_create_a_schema_is_enough_to_create_the_journal(clerk: Clerk) -> None:
    """Given a role without rights, when it opens a journal, then it is told what it lacks; with that, it can."""
    with pytest.raises(Problem) as problem:
        Journal.open(clerk.url)
    assert problem.value.code == "no-rights"
    assert "GRANT CREATE ON DATABASE" in problem.value.text.da
    clerk.run("GRANT CREATE ON DATABASE {database} TO {role}")
    with Journal.open(clerk.url) as opened:
        assert opened.head().position == 0
