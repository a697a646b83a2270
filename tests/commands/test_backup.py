"""``backup`` and ``restore``: from a database to a folder on another machine and back, with answers that agree."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sagsgang.cli import run
from sagsgang.journal.server.embedded import stop

from ..databases import fresh_database

ROOT = Path(__file__).parents[2]
FIRST_CASE = ROOT / "examples" / "first-case"


class Terminal:
    """Calls of the program in this process: what they answer, and how they end."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self._capfd = capfd
        self.said = ""

    def status(self, *words: str | Path) -> int:
        """The exit status of a call; what it said to the person is kept."""
        self._capfd.readouterr()
        status = run([str(word) for word in words])
        self.out, self.said = self._capfd.readouterr()
        return status

    def answer(self, *words: str | Path) -> Any:
        """The JSON of a call that must succeed."""
        assert self.status(*words, "--json") == 0, self.said
        return json.loads(self.out)


@pytest.fixture
def terminal(capfd: pytest.CaptureFixture[str]) -> Terminal:
    """A terminal."""
    return Terminal(capfd)


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that is not there yet."""
    top = Path(tempfile.mkdtemp(prefix="sagsgang-tests-"))
    yield top / "home"
    stop(top / "home")
    shutil.rmtree(top)


@pytest.fixture
def office(database_url: str, terminal: Terminal, tmp_path: Path) -> str:
    """The URL of a journal with a case type, events, and a line that was rejected."""
    at = ("--database", database_url)
    assert terminal.status(*at, "type", "publish", FIRST_CASE / "casetype.toml") == 0, terminal.said
    events = tmp_path / "events.jsonl"
    events.write_text((FIRST_CASE / "events.jsonl").read_text() + "no event\n")
    assert terminal.status(*at, "append", events) == 3, terminal.said
    return database_url


def test_there_and_back(office: str, home: Path, server_url: str, terminal: Terminal, tmp_path: Path) -> None:
    """Given a journal in a database, when it is restored into a new folder, and that one's backup into another database,
    then queue, rejections and export answer the same everywhere, a replay finds no difference, and what may not be
    written over is not."""
    first, folder = tmp_path / "first.zip", tmp_path / "backups"
    folder.mkdir()
    told = terminal.answer("--database", office, "backup", first)
    assert told["rejections"] == 1
    restored = terminal.answer("--home", home, "restore", first)
    assert {key: restored[key] for key in ("position", "events", "rejections")} == {
        "position": told["position"],
        "events": told["position"],
        "rejections": 1,
    }
    terminal.answer("--home", home, "backup", "--to", folder)
    with fresh_database(server_url) as third:
        terminal.answer("--database", third, "restore", "--from", folder)
        places = (("--database", office), ("--home", home), ("--database", third))
        for words in (("queue", "--as-of", "2026-01-01"), ("rejections",)):
            answers = [terminal.answer(*place, *words) for place in places]
            assert answers[1:] == answers[:1] * 2
        for place in places:
            assert terminal.answer(*place, "replay")["differences"] == 0
    assert terminal.status("--home", home, "restore", first) == 1
    assert "--home" in terminal.said
    assert terminal.status("--database", office, "backup", first) == 1


def test_a_moment_and_words_that_are_off(office: str, server_url: str, terminal: Terminal, tmp_path: Path) -> None:
    """Given a backup of the whole, when one position is restored, then the journal ends there; a moment and a position at
    once, or a folder without a backup, is a word of the call."""
    terminal.answer("--database", office, "backup", tmp_path / "whole")
    with fresh_database(server_url) as other:
        at = ("--database", other, "restore", tmp_path / "whole")
        assert terminal.status(*at, "--until", "2026-01-01", "--position", "2") == 2
        assert terminal.status("--database", other, "restore", ROOT / "docs") == 2
        assert terminal.answer(*at, "--position", "2")["events"] == 2
        assert terminal.answer("--database", other, "replay")["differences"] == 0


def cut_a_row(url: str) -> None:
    """Take the second event away, past what guards it."""
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("ALTER TABLE sagsgang.stored_events DISABLE TRIGGER append_only")
        owner.execute("DELETE FROM sagsgang.stored_events WHERE notification_id = 2")
        owner.execute("ALTER TABLE sagsgang.stored_events ENABLE ALWAYS TRIGGER append_only")


def test_a_backup_that_no_restore_takes(
    office: str, home: Path, server_url: str, terminal: Terminal, tmp_path: Path
) -> None:
    """Given a journal of which the second event is gone, when it is backed up, then the file is written, with exit status
    4, the rule and the first positions, and how far it goes. When it is restored, into a new home or an empty database,
    then it is refused, and neither a server nor a journal is left; as far as it goes it is restored in the same place."""
    cut_a_row(office)
    file = tmp_path / "cut.zip"
    assert terminal.status("--database", office, "backup", file, "--json") == 4
    told = json.loads(terminal.out)
    assert told["broken"][0]["rule"] == "position"
    assert told["broken"][0]["positions"][0] == 3
    assert "restore --position 2" in terminal.said
    assert terminal.status("--home", home, "restore", file) == 1
    assert not (home / "postgres").exists()
    assert terminal.status("--home", home, "queue") == 1
    with fresh_database(server_url) as other:
        assert terminal.status("--database", other, "restore", file) == 1
        with psycopg.connect(other) as database:
            assert database.execute("SELECT FROM pg_namespace WHERE nspname = 'sagsgang'").fetchone() is None
    assert terminal.answer("--home", home, "restore", file, "--position", "2")["events"] == 1
    assert terminal.answer("--home", home, "status")["position"] == 1


def test_what_was_rejected_after_the_moment_is_counted(
    office: str, server_url: str, terminal: Terminal, tmp_path: Path
) -> None:
    """Given a journal with a line that was rejected after its events, when it is restored up to its last position, or
    beyond it, then the line is there; up to an earlier one it is not, and that is said, as when the backup is made so."""
    position = terminal.answer("--database", office, "backup", tmp_path / "whole")["position"]
    for wanted, rejections, said in ((position, 1, False), (position + 9, 1, False), (2, 0, True)):
        with fresh_database(server_url) as other:
            told = terminal.answer("--database", other, "restore", tmp_path / "whole", "--position", wanted)
        assert (told["rejections"], told["rejections_left_out"]) == (rejections, 1 - rejections)
        assert ("1 " in terminal.said) == said
        made = terminal.answer("--database", office, "backup", tmp_path / str(wanted), "--position", wanted)
        assert (made["rejections"], made["rejections_left_out"]) == (rejections, 1 - rejections)


def test_which_of_many(terminal: Terminal, tmp_path: Path) -> None:
    """Given a folder with seven backups, when it is named, then five of them are, and that there are two more."""
    for number in range(7):
        (tmp_path / f"{number}.zip").touch()
    assert terminal.status("--home", tmp_path / "home", "restore", tmp_path) == 2
    assert "4.zip … (+2)" in terminal.said


def test_a_damaged_file_begins_no_journal(office: str, home: Path, terminal: Terminal, tmp_path: Path) -> None:
    """Given a backup that lost its end, or a file that is not there, when it is to be restored into a new folder, then
    the folder is not even made."""
    whole = tmp_path / "whole"
    terminal.answer("--database", office, "backup", whole)
    (tmp_path / "cut").write_bytes(whole.read_bytes()[:-100])
    for name in ("cut", "nowhere"):
        assert terminal.status("--home", home, "restore", tmp_path / name) == 1
        assert name in terminal.said
        assert not home.exists()
