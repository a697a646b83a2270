"""A writer killed at any moment loses nothing that was acknowledged and doubles nothing."""

from __future__ import annotations

import random
import signal
from itertools import pairwise

import pytest
from sagsgang.journal.application import Journal

from .test_one_order import appender


def survive(database_url: str, journal: Journal, kills: int, seed: int) -> None:
    """Kill a writer so many times while it writes; the next offers what was not acknowledged, and a bit more."""
    chance = random.Random(seed)
    acknowledged = -1
    for _ in range(kills):
        first = max(0, acknowledged + 1 - chance.randrange(4))
        with appender(database_url, "north", first, 1_000_000) as writer:
            assert writer.stdout is not None
            for _ in range(chance.randrange(1, 60)):
                acknowledged = max(acknowledged, int(writer.stdout.readline()))
            writer.send_signal(signal.SIGKILL)
            for line in writer.stdout:
                acknowledged = max(acknowledged, int(line))
    with appender(database_url, "north", acknowledged + 1, acknowledged + 20) as writer:
        writer.communicate()
        assert writer.returncode == 0
    events = list(journal.read(0, journal.head().position))
    assert [recorded.position for recorded in events] == list(range(1, len(events) + 1))
    assert [recorded.version for recorded in events] == list(range(1, len(events) + 1))
    assert [int(recorded.event.id) for recorded in events] == list(range(acknowledged + 20))
    assert all(before.recorded <= after.recorded for before, after in pairwise(events))


def test_ten_kills(database_url: str, journal: Journal) -> None:
    """Given a writer killed ten times at random moments, then what was acknowledged is there, once, in order."""
    survive(database_url, journal, kills=10, seed=662)


@pytest.mark.soak
def test_a_hundred_kills(database_url: str, journal: Journal) -> None:
    """Given a writer killed a hundred times at random moments, then the same holds."""
    survive(database_url, journal, kills=100, seed=2007)
