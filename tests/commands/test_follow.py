"""``sagsgang follow`` and what ``sagsgang status`` says of it."""

from __future__ import annotations

from sagsgang.journal.application import Journal

from ..projections.large_cases import LargeCases
from .conftest import Ask, Call


def test_once_brings_everything_up_to_date(journal: Journal, ask: Ask, call: Call) -> None:
    """Given events that no projection tells, then the status says how many lag; when ``follow --once`` was called, none
    does, and nobody follows."""
    LargeCases(journal).applies("A")
    head = journal.head().position
    before = ask(journal.url, "status")
    assert (before["lag_events"], before["follower"]) == (head, None)
    assert before["lag_seconds"] > 0
    assert ask(journal.url, "follow", "--once") == {
        "position": head,
        "lag_events": 0,
        "lag_seconds": 0.0,
        "follower": None,
    }
    after = ask(journal.url, "status")
    assert (after["lag_events"], after["lag_seconds"]) == (0, 0.0)
    assert b"not behind; nobody follows the journal" in call(journal.url, "status")[1]
