"""Stored for ever: one example of every event as it lies in journals out there is read and written back alike.

The files hold the bytes that were stored. They are never changed: a test that fails here says that journals
already written would be read otherwise. A changed event gets a new topic, and a file of its own.
"""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from sagsgang.domain.events.encoding import TOPICS, event_of, state_of
from sagsgang.domain.rules.casetype import (
    Accumulation,
    CaseType,
    Check,
    DeadlineRule,
    FindingRule,
    Presumption,
)
from sagsgang.domain.rules.reminder_step import Citizen, ReminderStep

STORED = Path(__file__).parents[1] / "domain" / "stored_events"
EXAMPLES = {path.stem.replace("@", "/"): path.read_bytes().rstrip(b"\n") for path in STORED.glob("*.json")}


def topic_of(example: str) -> str:
    """The topic of an example: one topic may have several, ``topic+what-it-is-about``."""
    return example.partition("+")[0]


def test_every_kind_of_event_has_an_example() -> None:
    """Given the catalogue and the publications, then each topic has a stored example (``/`` written ``@``)."""
    assert set(TOPICS) <= set(EXAMPLES)
    assert set(map(topic_of, EXAMPLES)) == set(TOPICS)


@pytest.mark.parametrize("example", sorted(EXAMPLES))
def test_a_stored_event_reads_and_writes_back_to_the_same_bytes(example: str) -> None:
    """Given the bytes of an event, then it is read field by field and written back byte for byte."""
    topic, state = topic_of(example), EXAMPLES[example]
    event = event_of(topic, state)
    assert type(event) is TOPICS[topic]
    assert state_of(event) == state
    fields = json.loads(state)
    assert {
        name: json.loads(msgspec.json.encode(getattr(event, name)))
        for name in fields
        if name not in {"occurred", "definition"}
    } == {name: value for name, value in fields.items() if name not in {"occurred", "definition"}}
    assert event.occurred.isoformat().replace("+00:00", "Z") == fields["occurred"]


# Fields that came after journals were written, and the example that has them: what was stored before knows none of them.
ADDED = {"day": "+day", "awaits": "+awaits"}
LATER = ("+day", "+awaits", "+parties", "decision-notified")  # examples that were made with them


@pytest.mark.parametrize("example", sorted(EXAMPLES))
def test_an_example_says_every_field(example: str) -> None:
    """Given a kind of event, then its example fills in every field, so none can be renamed or added unseen; one made
    before a field was added is without it, for ever, and every added field has an example of its own.
    """
    said = set(json.loads(EXAMPLES[example]))
    fields = set(TOPICS[topic_of(example)].__struct_fields__)
    if example.endswith(LATER):
        assert said == fields
    else:
        assert said == fields - ADDED.keys()
        assert all(
            topic_of(example) + ending in EXAMPLES for name, ending in ADDED.items() if name in fields - {"day"}
        )


def test_the_examples_of_a_case_type_say_every_field() -> None:
    """Given the examples of a case type, then each knows nothing of what came after it, and together they fill in
    every field of what a case type is made of.
    """
    first, counting, reminding, parties = (
        json.loads(EXAMPLES["case-type-published" + about])["definition"]
        for about in ("", "+counting", "+reminding", "+parties")
    )
    types = [first, counting, reminding, parties]
    rules = [rule for case_type in types for rule in case_type["deadlines"]]

    assert first.keys() & {"findings", "checks"} == set()
    assert all("accumulation" not in rule for rule in first["deadlines"])
    assert counting.keys() & {"meeting_reminders", "citizen"} == set()
    assert all("reminders" not in rule for rule in [*first["deadlines"], *counting["deadlines"]])
    assert all("presumptions" not in before for before in (first, counting, reminding))
    assert all(
        {"whose", "total_suspension"}.isdisjoint(rule) for before in types[:3] for rule in before["deadlines"]
    )
    assert set().union(*types) == set(CaseType.__struct_fields__)
    ladder = [step for rule in reminding["deadlines"] for step in rule["reminders"]]
    for struct, said in (
        (DeadlineRule, rules),
        (Accumulation, [rule["accumulation"] for rule in counting["deadlines"]]),
        (FindingRule, counting["findings"]),
        (Check, counting["checks"]),
        (ReminderStep, [*ladder, *reminding["meeting_reminders"]]),
        (Citizen, [reminding["citizen"]]),
        (Presumption, parties["presumptions"]),
    ):
        assert {name for one in said for name, value in one.items() if value} == set(struct.__struct_fields__)
