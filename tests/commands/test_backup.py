"""``backup`` and ``restore``: from a database to a folder on another machine and back, with answers that agree."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sagsgang.cli import run
from sagsgang.journal.embedded import stop

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
