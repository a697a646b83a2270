"""A misspelt unit or person must not look like one that has nothing to do: whoever asks is told, by every command alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Ask, Call
from .office import CENTRE, ISLAND

DIRECTORY = """
id = "vejviser"
title = { da = "Vejviser", en = "Directory" }

[[entry]]
topic = { da = "Parkering", en = "Parking" }
authority = "Teknik"
unit = "Parkeringskontoret"
"""
ASKED = [
    "queue",
    "backlog --type permit --deadline decision",
    "differences",
    "review follow-up",
    "feed",
    "report make monthly-status --period 2015-12 --for team",
]


@pytest.mark.parametrize("asked", ASKED)
def test_a_misspelt_unit_is_told_by_every_command(call: Call, office: str, asked: str) -> None:
    """Given a unit like one that has cases, when a command asks about it, then standard error names it and the one that
    was meant, and the status is 2; the right one is answered."""
    misspelt = ISLAND[:-1]
    status, out, err = call(office, *asked.split(), "--unit", misspelt)
    assert (status, out) == (2, b"")
    assert repr(misspelt) in err
    assert repr(ISLAND) in err
    if not asked.startswith(("feed", "report")):
        assert call(office, *asked.split(), "--unit", ISLAND)[0] == 0


def test_a_unit_that_is_like_none_is_told_with_those_that_there_are(call: Call, office: str) -> None:
    """Given a unit like no other, then the units of the office are named."""
    status, _, err = call(office, "queue", "--unit", "Xyzzy")
    assert status == 2
    assert CENTRE in err
    assert ISLAND in err


def test_a_unit_known_at_another_time_is_known(ask: Ask, office: str) -> None:
    """Given a moment before the unit's first case, in the world and in the journal, then the answer is that it had none."""
    assert ask(office, "queue", "--unit", ISLAND, "--as-of", "2001-01-01")["open"] == 0
    assert ask(office, "queue", "--unit", ISLAND, "--known-at", "2001-01-01")["open"] == 0


def test_a_unit_of_the_directory_is_known(call: Call, ask: Ask, database_url: str, tmp_path: Path) -> None:
    """Given a unit without cases, when a directory that names it is published, then it is known, and has nothing to do."""
    asked = ("queue", "--unit", "Parkeringskontoret")
    ask(database_url, "init")
    assert call(database_url, *asked)[0] == 2
    file = tmp_path / "vejviser.toml"
    file.write_text(DIRECTORY, encoding="utf-8")
    ask(database_url, "directory", "publish", file)
    assert ask(database_url, *asked)["open"] == 0


def test_a_misspelt_person_is_told(call: Call, office: str) -> None:
    """Given somebody who never was responsible for a case, when the queue is asked for, then the status is 2."""
    status, out, err = call(office, "queue", "--responsible", "Nobody")
    assert (status, out) == (2, b"")
    assert "Nobody" in err
