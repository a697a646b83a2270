"""What only the scheduler writes is not taken from others."""

from __future__ import annotations

import json

import pytest
from sagsgang.domain.events.encoding import event_of
from sagsgang.domain.problem import Problem
from sagsgang.intake.event.cloudevents import read_cloudevent
from sagsgang.intake.mapping.mapping import MappingError
from sagsgang.intake.mapping.mapping_file import parse_mapping
from sagsgang.intake.translation.translator import Translator

from ..writing import COPENHAGEN, KNOWN, NOW, cloudevent

RECORDS = [
    "reminder-issued",
    "reminder-withheld",
    "reminder-delivered",
    "reminder-undelivered",
    "reminder-offered",
    "reminder-dismissed",
]
SCHEDULER = "urn:sagsgang:scheduler"
AGAINST = [
    ("annulled", {"annuls": "1", "annuls_source": SCHEDULER}, "annuls_source"),
    ("corrected", {"corrects": "1", "corrects_source": SCHEDULER, "changes": {"attempts": 1}}, "corrects_source"),
]
MAPPING = """source = "urn:log"
case = "${case}"
case_type = "permit"
occurred = "${when}"

[[event]]
"""


@pytest.mark.parametrize("name", RECORDS)
def test_an_event_of_the_scheduler_is_refused_with_what_to_send_instead(name: str) -> None:
    """Given an event that only the scheduler writes, then it is refused, and who reminded of a meeting is told how to
    say so."""
    said = {"about": "deadline", "ends": "2026-04-01", "step": "s", "number": 1, "to": "unit", "channel": "email"}
    raw = json.dumps(cloudevent(type=name, data={"casetype": "permit", **said})).encode()

    with pytest.raises(Problem) as caught:
        read_cloudevent(raw, known=KNOWN, now=NOW, zone=COPENHAGEN)

    assert (caught.value.code, caught.value.details["field"]) == ("reserved-event", "type")
    assert "meeting-reminded" in caught.value.text.en
    assert "meeting-reminded" in caught.value.text.da


def test_nobody_speaks_in_the_schedulers_name() -> None:
    """Given an event with the scheduler's source, which could take the place of a reminder, then it is refused."""
    raw = json.dumps(cloudevent(source="urn:sagsgang:scheduler")).encode()

    with pytest.raises(Problem) as caught:
        read_cloudevent(raw, known=KNOWN, now=NOW, zone=COPENHAGEN)

    assert (caught.value.code, caught.value.details["field"]) == ("reserved-event", "source")


@pytest.mark.parametrize(("name", "said", "field"), AGAINST)
def test_nobody_takes_back_what_the_scheduler_noted(name: str, said: dict[str, object], field: str) -> None:
    """Given a correction or an annulment of an event of the scheduler, then it is refused, and told what to correct."""
    raw = json.dumps(cloudevent(type=name, data={"casetype": "permit", **said})).encode()

    with pytest.raises(Problem) as caught:
        read_cloudevent(raw, known=KNOWN, now=NOW, zone=COPENHAGEN)

    assert (caught.value.code, caught.value.details["field"]) == ("reserved-event", field)
    assert "Correct the event" in caught.value.text.en
    assert "Ret den hændelse" in caught.value.text.da


@pytest.mark.parametrize("name", RECORDS)
def test_a_mapping_can_not_write_them(name: str) -> None:
    """Given a mapping with such an event, then it can't be used, and says so on the event's line."""
    with pytest.raises(MappingError) as caught:
        parse_mapping(f'{MAPPING}event = "{name}"\n', "m.toml")

    assert "m.toml" in caught.value.text.en
    assert "line 7" in caught.value.text.en
    assert "Only the scheduler itself" in caught.value.text.en


def test_a_mapping_can_not_speak_in_the_schedulers_name() -> None:
    """Given a mapping whose source is the scheduler, then it can't be used."""
    text = MAPPING.replace("urn:log", "urn:sagsgang:scheduler") + 'event = "closed"\n'

    with pytest.raises(MappingError) as caught:
        parse_mapping(text, "m.toml")

    assert "sagsgang's own source" in caught.value.text.en


def test_a_row_can_not_take_back_what_the_scheduler_noted() -> None:
    """Given a log whose column says which system's event is annulled, then only a row that says the scheduler's is
    rejected."""
    fields = 'fields = { annuls = "${id}", annuls_source = "${by}" }\n'
    translator = Translator(parse_mapping(f'{MAPPING}event = "annulled"\n{fields}'), known=KNOWN, now=NOW)
    own, record = ({"case": "A-1", "when": "2026-03-02", "id": "7", "by": by} for by in ("urn:log", SCHEDULER))

    [entry] = translator.translate(own).entries
    with pytest.raises(Problem) as caught:
        translator.translate(record)

    assert event_of(entry.topic, entry.state).annuls_source == "urn:log"
    assert (caught.value.code, caught.value.details["field"]) == ("reserved-event", "annuls_source")


def test_a_row_that_names_one_as_its_action_is_refused_and_the_others_are_kept() -> None:
    """Given a log whose column says which action it was, then a row that says an event of the scheduler is rejected."""
    translator = Translator(parse_mapping(f'{MAPPING}action = "${{what}}"\n'), known=KNOWN, now=NOW)
    visit, record = (
        {"case": "A-1", "when": "2026-03-02", "what": what} for what in ("site-visit", "reminder-issued")
    )

    [entry] = translator.translate(visit).entries
    with pytest.raises(Problem) as caught:
        translator.translate(record)

    assert event_of(entry.topic, entry.state).name == "site-visit"
    assert caught.value.code == "reserved-event"


def test_a_row_can_not_name_an_event_of_the_catalogue_as_its_action() -> None:
    """Given a row whose action is the name of an event, then it is rejected: it would pass for that event."""
    translator = Translator(parse_mapping(f'{MAPPING}action = "${{what}}"\n'), known=KNOWN, now=NOW)

    with pytest.raises(Problem) as caught:
        translator.translate({"case": "A-1", "when": "2026-03-02", "what": "closed"})

    assert caught.value.code == "unknown-type"
    assert "send it as the type" in caught.value.text.en


def test_a_misspelt_name_is_not_led_to_an_event_that_nobody_may_send() -> None:
    """Given a name like one of the scheduler's, then the hint does not propose it."""
    raw = json.dumps(cloudevent(type="reminder-isued")).encode()

    with pytest.raises(Problem) as caught:
        read_cloudevent(raw, known=KNOWN, now=NOW, zone=COPENHAGEN)

    assert caught.value.code == "unknown-type"
    assert "reminder-issued" not in caught.value.text.en
