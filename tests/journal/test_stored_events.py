"""Stored for ever: one example of every event as it lies in journals out there is read and written back alike.

The files hold the bytes that were stored. They are never changed: a test that fails here says that journals
already written would be read otherwise. A changed event gets a new topic, and a file of its own.
"""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from sagsgang.journal.mapper import TOPICS, event_of, state_of

STORED = Path(__file__).parents[1] / "domain" / "stored_events"
EXAMPLES = {path.stem.replace("@", "/"): path.read_bytes().rstrip(b"\n") for path in STORED.glob("*.json")}


def test_every_kind_of_event_has_an_example() -> None:
    """Given the catalogue and the publications, then each topic has a stored example (``/`` written ``@``)."""
    assert set(EXAMPLES) == set(TOPICS)


@pytest.mark.parametrize("topic", sorted(EXAMPLES))
def test_a_stored_event_reads_and_writes_back_to_the_same_bytes(topic: str) -> None:
    """Given the bytes of an event, then it is read field by field and written back byte for byte."""
    state = EXAMPLES[topic]
    event = event_of(topic, state)
    assert type(event) is TOPICS[topic]
    assert state_of(event) == state
    fields = json.loads(state)
    assert {
        name: msgspec.to_builtins(getattr(event, name))
        for name in fields
        if name not in {"occurred", "definition"}
    } == {name: value for name, value in fields.items() if name not in {"occurred", "definition"}}
    assert event.occurred.isoformat().replace("+00:00", "Z") == fields["occurred"]


@pytest.mark.parametrize("topic", sorted(EXAMPLES))
def test_an_example_says_every_field(topic: str) -> None:
    """Given a kind of event, then its example fills in every field, so none can be renamed or added unseen."""
    assert set(json.loads(EXAMPLES[topic])) == set(TOPICS[topic].__struct_fields__)
