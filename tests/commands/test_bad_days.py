"""Bad days of an operator: restored, dropped and touched tables, empty words, and rights that do not suffice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sagsgang.cli import run

from ..conftest import fresh_database

EXAMPLE = Path(__file__).parents[2] / "examples" / "first-case"


@pytest.fixture
def url(server_url: str) -> Iterator[str]:
    """A journal with the example of the README."""
    with fresh_database(server_url) as url:
        assert run(["--database", url, "type", "publish", str(EXAMPLE / "casetype.toml"), "--json"]) == 0
        assert run(["--database", url, "append", str(EXAMPLE / "events.jsonl"), "--json"]) == 0
        yield url


def asked(url: str, capfdbinary: pytest.CaptureFixture[bytes]) -> dict[str, Any]:
    """The queue on a day when two deadlines were open."""
    capfdbinary.readouterr()
    assert run(["--database", url, "queue", "--as-of", "2015-12-15", "--json"]) == 0
    told: dict[str, Any] = json.loads(capfdbinary.readouterr().out)
    return told


def test_projections_beyond_the_journals_end_answer_nothing(
    url: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Given projections that say they are further than the journal, as after a restore, when the queue is asked, then there
    is no answer (exit status 4), and a rebuild does not replace them; told to, it does, and they stand at the journal's end.
    """
    right = asked(url, capfdbinary)
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE sagsgang.projections SET position = 99999")
    for words in (["queue"], ["rebuild"]):
        assert run(["--database", url, *words]) == 4
    assert run(["--database", url, "rebuild", "--replace"]) == 4
    again = asked(url, capfdbinary)
    assert (again["open"], again["position"]) == (2, right["position"])


def test_a_dropped_projection_is_made_anew(url: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """Given a projection whose table was dropped, when the queue is asked, or a rebuild, then it is there again."""
    assert asked(url, capfdbinary)["open"] == 2
    for words in (["queue", "--as-of", "2015-12-15", "--json"], ["rebuild", "--json"]):
        with psycopg.connect(url) as connection:
            row = connection.execute(
                "SELECT generation FROM sagsgang.projections WHERE name = 'deadlines'"
            ).fetchone()
            assert row is not None
            table = sql.Identifier("sagsgang", f"deadlines_{row[0]}")
            connection.execute(sql.SQL("DROP TABLE {}").format(table))
        assert run(["--database", url, *words]) == 0
        assert asked(url, capfdbinary)["open"] == 2


def test_rejections_cannot_be_thrown_away(url: str, tmp_path: Path) -> None:
    """Given a rejected line, when it is to be deleted or changed in the database, then the database refuses."""
    bad = tmp_path / "bad.jsonl"
    bad.write_text("not json\n")
    assert run(["--database", url, "append", str(bad), "--rejections", str(tmp_path / "r"), "--json"]) == 3
    for statement in (
        "DELETE FROM sagsgang.rejections",
        "UPDATE sagsgang.rejections SET code = 'fine'",
        "TRUNCATE sagsgang.rejections",
    ):
        with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.IntegrityConstraintViolation):
            connection.execute(statement.encode())


def test_a_user_who_may_only_read_is_answered_with_what_there_is(
    url: str, server_url: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Given a user with the right to read alone, and projections behind the journal, when the queue is asked,
    then it is answered from what they hold, and said so beside the answer.
    """
    assert asked(url, capfdbinary)["open"] == 2
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS sagsgang_reader")
        connection.execute("CREATE ROLE sagsgang_reader LOGIN PASSWORD 'reader'")
        connection.execute("GRANT USAGE ON SCHEMA sagsgang TO sagsgang_reader")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA sagsgang TO sagsgang_reader")
    try:
        with psycopg.connect(url) as connection:
            found = connection.execute("SELECT max(notification_id) FROM sagsgang.stored_events").fetchone()
            connection.execute("UPDATE sagsgang.projections SET position = %s, event = NULL", (found[0] - 1,))
        reader = psycopg.conninfo.make_conninfo(url, user="sagsgang_reader", password="reader")  # noqa: S106 - made here
        capfdbinary.readouterr()
        assert run(["--database", reader, "queue", "--as-of", "2015-12-15", "--json"]) == 0
        captured = capfdbinary.readouterr()
        assert json.loads(captured.out)["open"] == 2
        assert b"may not bring the projections up to date" in captured.err
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP OWNED BY sagsgang_reader")
            connection.execute("DROP ROLE sagsgang_reader")


@pytest.mark.parametrize(
    "words",
    [
        ["queue", "--as-of", ""],
        ["queue", "--known-at", ""],
        ["queue", "--zone", ""],
        ["stats", "quality", "--by", ""],
        ["stats", "quality", "--from", "2012-01-01", "--to", "2011-01-01"],
        ["queue", "--deadline", "no-such-deadline"],
        ["--home", "", "queue"],
        ["--database", "", "queue"],
    ],
    ids=" ".join,
)
def test_empty_and_impossible_words_are_said(
    url: str, words: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Given a word that an unset variable left empty, or a selection that nothing can fit, then it is said: status 2."""
    where = [] if words[0].startswith("--") else ["--database", url]
    assert run([*where, *words]) == 2
    captured = capfdbinary.readouterr()
    assert captured.out == b""
    assert captured.err
