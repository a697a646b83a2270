"""The exit status says what became of a call: 0 done, 1 could not, 2 words off, 3 some input rejected, 4 differs."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import IntegrityError
from sagsgang.domain.problem import BadInput, Conflict, InternalFault, NotAllowed, Unavailable, Unknown
from sagsgang.journal.application import Journal

from .conftest import Ask, Call
from .office import EVENTS, append, event, publish, write

ROOT = Path(__file__).parents[2]


@pytest.fixture
def standing(database_url: str, tmp_path: Path) -> str:
    """An office of its own that a test may touch, with its projections made."""
    publish(database_url, tmp_path)
    append(database_url, tmp_path)
    return database_url


def tamper(database: str, projection: str, statement: LiteralString) -> None:
    """Carry out SQL past the program, on the table that readers of a projection use."""
    with psycopg.connect(database) as connection:
        found = connection.execute(
            "SELECT generation FROM sagsgang.projections WHERE name = %s", (projection,)
        ).fetchone()
        assert found is not None
        table = sql.Identifier("sagsgang", f"{projection}_{found[0]}")
        touched = connection.execute(sql.SQL(statement).format(table)).rowcount
    assert touched > 0


TAMPERING: list[tuple[str, LiteralString]] = [
    ("deadlines", "UPDATE {} SET due_on = due_on + 1 WHERE case_id = '15/0012348'"),
    ("deadlines", "DELETE FROM {} WHERE case_id = '15/0012345' AND n = 1"),
    ("cases", "UPDATE {} SET withdrawn_pos = opened_pos + 1 WHERE case_id = '15/0012348'"),
    ("cases", "UPDATE {} SET unit = 'elsewhere' WHERE case_id = '15/0012348'"),
    ("cases", """UPDATE {} SET attributes = '{{"channel": "fax"}}' WHERE case_id = '15/0012345'"""),
    (
        "cases",
        """INSERT INTO {} (case_id, n, case_type, state, attributes, opened_at, opened_pos)
        VALUES ('15/9999999', 0, 'permit', 'open', '{{}}', '2015-12-01', 5)""",
    ),
    ("case_time", "UPDATE {} SET seconds = seconds / 2"),
    ("complaints", "DELETE FROM {} WHERE step = 'upheld'"),
]


def test_a_projection_that_was_touched_is_found(call: Call, ask: Ask, standing: str) -> None:
    """Given projections of which one row was touched by SQL, when the journal is replayed, then it tells of a difference
    and the status is 4; a rebuild counts it, status 4 too, and mends it where it is told to: then nothing differs."""
    for projection, statement in TAMPERING:
        assert ask(standing, "replay")["differences"] == 0
        tamper(standing, projection, statement)
        status, out, _ = call(standing, "replay", "--json")
        told = json.loads(out)
        assert status == 4, statement
        assert told["differences"] == len(told["differing"]) >= 1
        assert all(line.startswith(projection) for line in told["differing"])
        assert call(standing, "rebuild", projection, "--json")[0] == 4
        status, out, _ = call(standing, "rebuild", projection, "--replace", "--json")
        assert status == 4
        assert json.loads(out)["differences"] >= 1
    assert ask(standing, "rebuild")["differences"] == 0
    assert ask(standing, "replay")["differences"] == 0


def test_the_journal_can_not_be_touched(ask: Ask, standing: str) -> None:
    """Given the journal, when SQL changes, deletes or empties its events, then the database refuses, as owner too, and
    every event is as it was."""
    with Journal.open(standing) as journal:
        before = list(journal.read(0, journal.head().position))
    refused: list[LiteralString] = [
        "UPDATE sagsgang.stored_events SET state = '{}' WHERE notification_id = 5",
        "UPDATE sagsgang.stored_events SET recorded = now()",
        "DELETE FROM sagsgang.stored_events WHERE notification_id = 5",
        "TRUNCATE sagsgang.stored_events",
    ]
    for statement in refused:
        with pytest.raises(IntegrityError, match="append-only"), psycopg.connect(standing) as connection:
            connection.execute(statement)
    with Journal.open(standing) as journal:
        assert list(journal.read(0, journal.head().position)) == before
    assert ask(standing, "replay")["differences"] == 0


def test_some_input_rejected(call: Call, ask: Ask, standing: str, tmp_path: Path) -> None:
    """Given a file with a good and a bad event, when it is appended, then the status is 3, and the good one is kept;
    the bad one alone gives 3 again, the good one alone 0."""
    rejections = tmp_path / "rejected.jsonl"
    good, bad = (
        event(20, "15/0012348", "site-visit", "2015-12-08"),
        event(21, "15/0012348", "sight-visit", "2015-12-08"),
    )
    for events, status in (([bad, good], 3), ([bad], 3), ([good], 0)):
        file = write(tmp_path / "some.jsonl", events)
        assert call(standing, "append", file, "--rejections", rejections)[0] == status
    names = [line["name"] for line in ask(standing, "case", "show", "15/0012348")["events"]]
    assert names == ["application-received", "site-visit"]


def test_done(call: Call, standing: str, tmp_path: Path) -> None:
    """Given an office, when what was appended is appended again, then there is nothing new and the status is 0."""
    assert call(standing, "append", write(tmp_path / "again.jsonl", EVENTS))[0] == 0


@pytest.mark.parametrize(
    "words",
    [
        ("import", "--mapping", "m.toml", "--merge", "m.toml", "log.csv"),
        ("import", "--mapping", "m.toml", "--merge", "=log.csv", "log.csv"),
        ("export", "--json"),
        ("targets", "show", "nothing"),
    ],
)
def test_words_that_lack_something_are_off(call: Call, standing: str, words: tuple[str, ...]) -> None:
    """Given an option without what belongs to it, or a name that nothing has, then the status is 2, and nothing is said on
    standard output."""
    status, out, err = call(standing, *words)
    assert (status, out) == (2, b"")
    assert err.startswith("sagsgang: ")


KINDS = {one.__name__ for one in (BadInput, Unknown, Conflict, NotAllowed, Unavailable, InternalFault)}


# The case that is asked about is not there; and what a published target says.
NOT_OF_WORDS = {"unknown-case", "unknown-column"}


def problems_of_words() -> list[tuple[str, bool]]:
    """The codes of the problems that speak of an option first, or ask for another word, and whether each says which
    parameter it is about. A case that is not there is none of them."""
    found = []
    rooms = ("commands", "operations", "casework", "projections")
    for file in (one for room in rooms for one in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in KINDS:
                said = {one.arg: ast.unparse(one.value) for one in node.keywords}
                code = said.get("code", "").strip("'")
                if code not in NOT_OF_WORDS and (
                    said.get("en", "").strip("f\"'").startswith("--")
                    or code.startswith(("bad-", "which-", "unknown-"))
                ):
                    found.append((code, ast.unparse(node.func) == "BadInput" and "parameter" in said))
    return found


def test_every_problem_with_a_word_of_the_call_is_known_as_one() -> None:
    """Given the problems of commands and operations that begin with an option's name, or whose code says that a word is bad
    or unknown, then each is bad input and says of which parameter, so that none ends with 1."""
    found = problems_of_words()
    assert len(found) > 30
    assert [code for code, says in found if not says] == []
