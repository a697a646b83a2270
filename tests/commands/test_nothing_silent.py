"""Nothing happens silently: a question makes no journal, what is refused puts none live, what differs is not destroyed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sagsgang.cli import run
from sagsgang.commands.asking import DIFFERS
from sagsgang.journal.application import Journal

from ..conftest import fresh_database
from .conftest import Ask, Call
from .office import append, publish

QUESTIONS = (
    ("queue",),
    ("cases",),
    ("status",),
    ("case", "show", "A-1"),
    ("stats", "case-time"),
    ("type", "list"),
    ("calendar", "list"),
    ("export",),
    ("rejections",),
    ("replay",),
    ("rebuild",),
    ("clock",),
    ("outbox", "list"),
    ("scheduler", "status"),
    ("doctor",),
    ("set-aside",),
    ("live",),
    ("review", "corrected", "T-1", "A-1", "guidance"),
    ("differences", "close", "S-1", "opera/A-1/unit", "--reason", "mended"),
)


@pytest.mark.parametrize("words", QUESTIONS, ids=" ".join)
def test_a_question_makes_no_journal(database_url: str, call: Call, words: tuple[str, ...]) -> None:
    """Given an empty database, when a question is asked, then it says that there is no journal and what to do, and the
    database is as empty as it was."""
    status, _, err = call(database_url, *words)
    assert status == 1
    assert "sagsgang init" in err
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT to_regnamespace('sagsgang')").fetchone() == (None,)


@pytest.mark.parametrize("words", [("queue",), ("doctor",), ("backup", "--json", "x.zip")], ids=" ".join)
def test_a_question_makes_no_home(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Given a home that is not there, when a question is asked, then no folder is made for it."""
    assert run(["--home", str(tmp_path / "none"), *words]) == 1
    assert list(tmp_path.iterdir()) == []


def test_an_act_that_makes_a_journal_says_so(database_url: str, call: Call, tmp_path: Path) -> None:
    """Given an empty database, when lines are appended that are all refused, then it is said that the journal was made, the
    lines are kept, and the journal is not live; when one is taken, it is."""
    lines = tmp_path / "events.jsonl"
    lines.write_text('{"specversion": "1.0", "id": "17", "source": "urn:opera"}\n')
    status, _, err = call(database_url, "append", lines, "--rejections", tmp_path / "refused.jsonl")
    assert status == 3
    assert "There was no journal; it was made in" in err
    with Journal.open(database_url) as journal:
        assert (journal.is_live(), journal.head().position) == (False, 0)
    event = {
        "specversion": "1.0",
        "id": "18",
        "source": "urn:opera",
        "type": "application-received",
        "subject": "A-1",
    }
    lines.write_text(json.dumps({**event, "time": "2024-03-04T08:30:00Z", "data": {"case_type": "permit"}}) + "\n")
    status, _, err = call(database_url, "append", lines, "--rejections", tmp_path / "refused.jsonl")
    with Journal.open(database_url) as journal:
        landed = journal.head().position > 0
        assert journal.is_live() == landed
    assert "There was no journal" not in err


@pytest.fixture
def touched(server_url: str, tmp_path: Path) -> Iterator[str]:
    """The URL of an office, in whose table of cases somebody wrote another unit."""
    with fresh_database(server_url) as url:
        publish(url, tmp_path)
        append(url, tmp_path)
        with psycopg.connect(url) as connection:
            generation = connection.execute(
                "SELECT generation FROM sagsgang.projections WHERE name = 'cases'"
            ).fetchone()
            assert generation is not None
            done = connection.execute(
                f"UPDATE sagsgang.cases_{generation[0]} SET unit = 'Elsewhere' WHERE n = 0".encode()  # noqa: S608
            )
            assert done.rowcount > 0
        yield url


def units(url: str) -> set[str | None]:
    with psycopg.connect(url) as connection:
        [(generation,)] = connection.execute(
            "SELECT generation FROM sagsgang.projections WHERE name = 'cases'"
        ).fetchall()
        query = f"SELECT unit FROM sagsgang.cases_{generation}"  # noqa: S608
        return {unit for (unit,) in connection.execute(query.encode())}


def test_a_rebuild_keeps_what_differs(touched: str, call: Call, tmp_path: Path) -> None:
    """Given rows that somebody touched, when a rebuild has no terminal to ask at, then it shows them, replaces nothing, and
    writes each to a file of the caller's alone; when it is told to replace, readers are given the right ones, and what they
    had been given is kept."""
    status, out, err = call(touched, "rebuild", "--differing", tmp_path / "differing.jsonl")
    assert status == DIFFERS
    assert "Elsewhere" in units(touched)
    assert "cases " in out.decode()
    assert "differs (unit)" in out.decode()
    assert "--replace" in err
    told = [json.loads(line) for line in (tmp_path / "differing.jsonl").read_text().splitlines()]
    assert {one["held"]["unit"] for one in told if one["held"]} == {"Elsewhere"}
    assert (tmp_path / "differing.jsonl").stat().st_mode & 0o777 == 0o600
    status, _, err = call(touched, "rebuild", "--replace")
    assert status == DIFFERS
    assert "replaced_rows" in err
    assert "Elsewhere" not in units(touched)
    with psycopg.connect(touched) as connection:
        kept = connection.execute("SELECT projection, held ->> 'unit' FROM sagsgang.replaced_rows").fetchall()
    assert len(kept) == sum(one["held"] is not None for one in told)
    assert set(kept) == {("cases", "Elsewhere")}
    assert call(touched, "rebuild")[0] == 0


def test_a_newer_fold_asks_nobody(touched: str, ask: Ask) -> None:
    """Given projections of an older fold, when a question is asked after the upgrade, then they are made anew at once."""
    with psycopg.connect(touched) as connection:
        connection.execute("UPDATE sagsgang.projections SET fold = fold - 1")
    ask(touched, "cases")
    assert "Elsewhere" not in units(touched)


def test_a_journal_that_lost_its_end_answers_nothing(touched: str, call: Call) -> None:
    """Given a journal whose last events were deleted behind its back, when anything is asked, then no answer is given, with
    exit status 4 and what to do."""
    with psycopg.connect(touched) as connection:
        connection.execute("ALTER TABLE sagsgang.stored_events DISABLE TRIGGER append_only")
        connection.execute(
            "DELETE FROM sagsgang.stored_events"
            " WHERE notification_id > (SELECT max(notification_id) - 3 FROM sagsgang.stored_events)"
        )
        connection.execute("ALTER TABLE sagsgang.stored_events ENABLE ALWAYS TRIGGER append_only")
    for words in (("queue",), ("replay",), ("doctor",)):
        status, out, err = call(touched, *words)
        assert status == DIFFERS
        assert "the journal ends at" in " ".join((out.decode() + err).split())


@pytest.mark.parametrize("words", [[], ["--home", "nowhere"], ["--lang", "da"]], ids=" ".join)
def test_no_word_at_all_shows_the_help(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Given a call without a command, then it shows the help, and makes nothing."""
    monkeypatch.chdir(tmp_path)
    assert run(words) == 0
    assert "sagsgang" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_rejected_lines_are_not_written_over_what_is_read(database_url: str, call: Call, tmp_path: Path) -> None:
    """Given a file of events with one that is refused, when the rejected lines are to go into that very file, then that is
    said before anything is read, and the file is as it was."""
    file = tmp_path / "events.jsonl"
    file.write_text("no event\n")
    status, _, err = call(database_url, "append", file, "--rejections", file)
    assert (status, file.read_text()) == (2, "no event\n")
    assert "--rejections" in err


def test_a_time_of_registration_for_nothing_is_refused(database_url: str, call: Call) -> None:
    """Given ``init --recorded`` without a zone that it could be the time of, then it is said, and no journal is made."""
    status, _, err = call(database_url, "init", "--recorded", "2000-01-01")
    assert status != 0
    assert "--zone" in err
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT to_regnamespace('sagsgang')").fetchone() == (None,)


def test_what_stands_beyond_the_journal_is_told_by_its_status_and_replayed_all_the_same(
    database_url: str, call: Call, tmp_path: Path
) -> None:
    """Given a journal that lost its last event, then ``status`` names the projections that stand beyond its end, and an
    examination that finds this computes the cases again all the same, as it was told to."""
    publish(database_url, tmp_path)
    append(database_url, tmp_path)
    assert call(database_url, "queue")[0] == 0
    with psycopg.connect(database_url) as connection:
        connection.execute("ALTER TABLE sagsgang.stored_events DISABLE TRIGGER append_only")
        connection.execute(
            "DELETE FROM sagsgang.stored_events WHERE notification_id ="
            " (SELECT max(notification_id) FROM sagsgang.stored_events)"
        )
        connection.execute("ALTER TABLE sagsgang.stored_events ENABLE ALWAYS TRIGGER append_only")
    told = json.loads(call(database_url, "status", "--json")[1])
    assert {one["code"] for one in told["problems"]} == {"projection-ahead"}
    status, out, _ = call(database_url, "doctor", "--replay", "--json")
    checks = json.loads(out)["checks"]
    assert status == DIFFERS
    assert "replay" in {one["part"] for one in checks}


def test_a_back_up_has_a_place_that_was_said(
    database_url: str, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given an empty word for where a back-up goes, as an unset variable leaves one, then it is said, and nothing is
    written; the folder that one is in, said as a dot, is a place."""
    monkeypatch.chdir(tmp_path)
    assert call(database_url, "init")[0] == 0
    status, _, err = call(database_url, "backup", "")
    assert (status, list(tmp_path.iterdir())) == (2, [])
    assert "--to" in err
    assert call(database_url, "backup", ".")[0] == 0
    assert len(list(tmp_path.iterdir())) == 1
