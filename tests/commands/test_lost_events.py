"""A journal that lost its last events: nothing is appended over them until somebody says that it is the right one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.errors import IntegrityError
from sagsgang.cli import run
from sagsgang.delivery.outbox import outbox
from sagsgang.domain.problem import Problem
from sagsgang.intake.loading import choices
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Entry
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.scheduler import state

from ..journal.clerk import hired_at
from ..journal.examples import BENT, application, guidance, many

FIRST = "2024-00001"
Call = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def call(journal: Journal, capfd: pytest.CaptureFixture[str]) -> Call:
    """A call of the program: its status, its JSON, and what it said."""

    def carried_out(*words: str) -> tuple[int, Any, str]:
        capfd.readouterr()
        status = run(["--database", journal.url, *words, "--json"])
        out, said = capfd.readouterr()
        return status, json.loads(out) if out else None, said

    return carried_out


def cut(url: str, after: int) -> None:
    """Take the events after a position away, past what guards them, as whoever restores a table alone does."""
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("ALTER TABLE sagsgang.stored_events DISABLE TRIGGER append_only")
        owner.execute("DELETE FROM sagsgang.stored_events WHERE notification_id > %s", (after,))
        owner.execute("ALTER TABLE sagsgang.stored_events ENABLE ALWAYS TRIGGER append_only")


def test_positions_are_not_given_again_until_somebody_says_so(
    journal: Journal, call: Call, tmp_path: Path
) -> None:
    """Given projections up to position 6, an outbox and a scheduler that have read as far, and a journal whose last two
    events are gone, when an event is appended, through the command, the journal, its library's path or plain SQL, then it
    is refused, with both positions and what to do, and nothing is written; a question says so too, and ``doctor``. After
    ``rebuild --replace`` everything stands at the end that there is, and the event gets position 5."""
    journal.append(many(2, 3))
    catch_up(journal)
    with journal.connect() as connection:
        for tables in (outbox.TABLES, state.TABLES, choices.TABLES):
            tables.prepare(connection)
        connection.execute("UPDATE sagsgang.outbox_position SET position = 6")
        connection.execute("UPDATE sagsgang.scheduler_state SET decided_until = now(), decided_position = 6")
        connection.execute("INSERT INTO sagsgang.import_files VALUES (sha256('x'), 2, 3, 3)")
    cut(journal.url, 4)
    event = tmp_path / "one.jsonl"
    event.write_text(
        '{"specversion":"1.0","type":"guidance-given","source":"urn:x","id":"n1","subject":"2024-00001",'
        '"time":"2024-03-05T10:00:00Z"}\n'
    )

    status, _, said = call("append", str(event))
    assert status == 4
    assert "4" in said
    assert "6" in said
    assert "rebuild --replace" in said
    with pytest.raises(Problem) as problem:
        journal.append([Entry(FIRST, guidance("n2"))])
    assert problem.value.code == "events-gone"
    assert (problem.value.details["head"], problem.value.details["remembered"]) == (4, 6)
    with journal.connect() as connection, pytest.raises(IntegrityError, match="events are gone"):
        connection.execute(
            "INSERT INTO sagsgang.stored_events SELECT 'x', 1, topic, state, 5, source, 'n', recorded "
            "FROM sagsgang.stored_events WHERE notification_id = 4"
        )
    assert journal.head().position == 4
    assert call("queue")[0] == 4
    assert call("rebuild")[0] == 4
    with pytest.raises(Problem):
        journal.append([Entry(FIRST, guidance("n3"))])

    status, told, _ = call("rebuild", "--replace")
    assert (status, sorted(told["went_back"])) == (4, ["imports", "outbox", "scheduler"])
    [outcome] = journal.append([Entry(BENT, application("n4"))])
    assert isinstance(outcome, Appended)
    assert outcome.position == 5
    status, told, _ = call("doctor")
    assert {one["code"] for one in told["checks"] if not one["ok"]} - {"setting-fsync"} == set()


@pytest.mark.parametrize("rests", ["outbox", "scheduler"])
def test_each_of_them_remembers(journal: Journal, call: Call, rests: str) -> None:
    """Given a journal that lost its last event, and one alone that rests on it, then it is enough to refuse; and a rebuild
    that is told to replace lets go on."""
    journal.append(many(2, 3)[:5])
    with journal.connect() as connection:
        outbox.TABLES.prepare(connection)
        state.TABLES.prepare(connection)
        if rests == "outbox":
            connection.execute("UPDATE sagsgang.outbox_position SET position = 6")
        else:
            connection.execute("UPDATE sagsgang.scheduler_state SET decided_until = now(), decided_position = 6")
    with pytest.raises(Problem):
        journal.append([Entry(FIRST, guidance("n1"))])
    assert call("rebuild", "--replace")[1]["went_back"] == [rests]
    assert isinstance(journal.append([Entry(FIRST, guidance("n1"))])[0], Appended)


def test_who_only_appends_is_kept_from_it_too_and_from_nothing_else(journal: Journal) -> None:
    """Given a role that may append and read nothing else, then it appends while all is well, also where the registry of
    projections is dropped or has lost its columns; and not over events that are gone."""
    journal.append(many(1, 3))
    catch_up(journal)
    with hired_at(journal.url) as clerk:
        clerk.run("GRANT USAGE ON SCHEMA sagsgang TO {role}")
        clerk.run("GRANT SELECT, INSERT ON sagsgang.stored_events, sagsgang.rejections TO {role}")
        with Journal.open(clerk.url) as appending:
            assert isinstance(appending.append([Entry(FIRST, guidance("n1"))])[0], Appended)
            catch_up(journal)
            cut(journal.url, 3)
            with pytest.raises(Problem):
                appending.append([Entry(FIRST, guidance("n2"))])
            with journal.connect() as connection:
                connection.execute("ALTER TABLE sagsgang.projections RENAME COLUMN position TO stands")
            assert isinstance(appending.append([Entry(FIRST, guidance("n2"))])[0], Appended)
            with journal.connect() as connection:
                connection.execute("DROP TABLE sagsgang.projections")
            assert isinstance(appending.append([Entry(FIRST, guidance("n3"))])[0], Appended)
