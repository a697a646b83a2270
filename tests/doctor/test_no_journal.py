"""Where there is no journal there is nothing to examine, in a home as in a database."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest
from sagsgang.cli import run
from sagsgang.journal.application import Journal


def test_no_journal_is_no_damage(database_url: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Given an empty database, and a home that is not there, when they are examined, then both say that there is no journal,
    with exit status 1; where a journal's table was dropped and the rest is there, that is damage, with exit status 4."""
    said = []
    for place in (["--database", database_url], ["--home", str(tmp_path / "home")]):
        assert run([*place, "doctor"]) == 1
        said.append(capfd.readouterr().err)
    assert said[0] == said[1]
    assert not (tmp_path / "home").exists()
    with Journal.open(database_url), psycopg.connect(database_url) as owner:
        owner.execute("DROP TABLE sagsgang.stored_events")
    assert run(["--database", database_url, "doctor", "--json"]) == 4
    assert "no-journal" in {one["code"] for one in json.loads(capfd.readouterr().out)["checks"]}
