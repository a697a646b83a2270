"""A large case that is being computed, as people meet it: others are answered beside it, and it is said that it is behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sagsgang.journal.application import Journal
from sagsgang.projections import follow

from ..projections.test_cases_told_apart import told_beside
from .conftest import Ask, Call
from .office import append, event, publish, write

LARGE, OTHER = "15/0012348", "15/0012349"
QUEUE = ("queue", "--as-of", "2015-12-20", "--json")
SAID = "1 large case is still being computed"
NOTES = 12


@pytest.fixture
def told(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An office; a case of it has more events than others wait for, and somebody else is telling what came last of it."""
    publish(database_url, tmp_path)
    append(database_url, tmp_path)
    noted = [event(100 + one, LARGE, "guidance-given", "2015-12-02") for one in range(NOTES)]
    monkeypatch.setattr(follow, "MANY_EVENTS", NOTES)
    with Journal.open(database_url) as journal:
        yield database_url
    assert noted
