"""An import or an append killed at any moment loses nothing, doubles nothing, and goes on when it is run again."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sagsgang.intake.definitions.case_types import CASE_TYPES
from sagsgang.intake.definitions.definition import publish_definitions
from sagsgang.intake.definitions.written_file import written_files
from sagsgang.journal.application import Journal
from sagsgang.projections.upkeep.replay import replay

from ..commands.program import begin, carry_out, end
from ..conftest import fresh_database
from .journals import Told, one_table_each, tables, told
from .permits import cloudevents, write
from .strikes import Call, Striker, duration

CASES = 2_000  # 5,900 events: a batch of 4,000 and a part of one
NOW = datetime(2016, 1, 1, tzinfo=UTC)


class Filling:
    """A way to fill a journal with one log, in one or several calls that must each succeed."""

    def __init__(self, calls: int, begin: Callable[[str, int], Call], folder: Path, events: int) -> None:
        self.calls = calls
        self.begin = begin
        self.folder = folder
        self.events = events

    def publish(self, database: str) -> None:
        """Publish the case type of the log."""
        with Journal.open(database) as journal:
            publish_definitions(journal, CASE_TYPES, written_files([self.folder / "permit.toml"]), NOW)


@pytest.fixture
def importing(tmp_path: Path) -> Filling:
    """The log through its mapping, in one call."""
    files = write(tmp_path, CASES)

    def call(database: str, number: int) -> Call:
        return begin(database, "import", "--mapping", files.mapping, files.log, "--json", folder=tmp_path)

    return Filling(1, call, tmp_path, files.events)


@pytest.fixture
def appending(tmp_path: Path) -> Filling:
    """The log as CloudEvents, in two calls of two files."""
    write(tmp_path, CASES)
    lines = cloudevents(CASES, "north")
    for number in range(2):
        half = lines[number * len(lines) // 2 : (number + 1) * len(lines) // 2]
        (tmp_path / f"{number}.jsonl").write_text("\n".join(half), encoding="utf-8")

    def call(database: str, number: int) -> Call:
        return begin(database, "append", f"{number}.jsonl", "--json", folder=tmp_path)

    return Filling(2, call, tmp_path, len(lines))


def survive(server_url: str, filling: Filling, kills: int, seed: int) -> None:
    """Kill a filling so many times, in as many journals as it takes, looking at each after every kill."""
    with fresh_database(server_url) as undisturbed:
        filling.publish(undisturbed)
        seconds = max(duration(filling.begin(undisturbed, number)) for number in range(filling.calls))
        striker = Striker(seed, seconds)
        right = told(undisturbed)
    assert len(right) == filling.events
    while striker.hits < kills:
        with fresh_database(server_url) as database:
            filling.publish(database)
            for number in range(filling.calls):
                fill(database, filling, number, striker, right, kills)
            assert told(database) == right
            check_answers(database)


def fill(database: str, filling: Filling, number: int, striker: Striker, right: list[Told], kills: int) -> None:
    """Carry out one call of a filling, killed again and again, until it succeeds."""
    there = told(database)
    while striker.hits < kills:
        if not striker.strike(filling.begin(database, number)):
            return
        held = told(database)
        # Whole batches in their order: what was there before, and with it all that was acknowledged, still is.
        assert held == right[: len(held)]
        assert len(held) >= len(there)
        there = held
    assert end(filling.begin(database, number)).status == 0


def check_answers(database: str) -> None:
    """Questions have answers, the projections are those of the journal, and no table was left over."""
    assert json.loads(carry_out(database, "cases", "--json").out)["open"] == 100
    with Journal.open(database) as journal:
        assert replay(journal).differences == []
    assert tables(database) == one_table_each()


def test_a_killed_import(server_url: str, importing: Filling) -> None:
    """Given an import killed four times at random moments, when it is run again each time, then the journal holds what an
    undisturbed import gives, event for event, and the projections are right."""
    survive(server_url, importing, kills=4, seed=8)


def test_a_killed_append(server_url: str, appending: Filling) -> None:
    """Given an append killed twice at random moments, when it is run again each time, then the same holds."""
    survive(server_url, appending, kills=2, seed=9)


@pytest.mark.soak
def test_a_hundred_killed_imports(server_url: str, importing: Filling) -> None:
    """Given a hundred kills of imports, then the same holds."""
    survive(server_url, importing, kills=100, seed=10)


@pytest.mark.soak
def test_a_hundred_killed_appends(server_url: str, appending: Filling) -> None:
    """Given a hundred kills of appends, then the same holds."""
    survive(server_url, appending, kills=100, seed=11)
