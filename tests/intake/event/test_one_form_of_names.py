"""Names and the texts of attributes have one form, whichever door they come through and however old the journal is."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sagsgang.domain.events.case_events import ApplicationReceived, Corrected, Event
from sagsgang.domain.events.encoding import event_of, state_of
from sagsgang.domain.plain_text import is_plain, plain, plain_event
from sagsgang.intake.event.cloudevents import read_cloudevent
from sagsgang.intake.event.input_problems import Malformed
from sagsgang.journal.admission import Candidate, examine
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Duplicate, Entry

from ..writing import COPENHAGEN, KNOWN, NOW, cloudevent, entries, mapping, records

RING = "A\u030arhus"  # an A and a ring, as some systems write Å
ONE = "\u00c5rhus"
DAY = datetime(2026, 3, 1, tzinfo=UTC)


def sent(**data: Any) -> Event:
    """An event as ``append`` reads it."""
    line = json.dumps(cloudevent(data={"casetype": "permit", **data})).encode()
    return read_cloudevent(line, known=KNOWN, now=NOW, zone=COPENHAGEN).event


def received(**said: Any) -> ApplicationReceived:
    """An event of the library's callers."""
    return ApplicationReceived(source="urn:test", id="1", occurred=DAY, case_type="permit", **said)


def test_every_door_gives_one_form() -> None:
    """Given a unit written as two letters with a blank behind it, and an attribute so too, when it is appended, imported
    and handed over by a caller of the library, then each time it is the same unit."""
    how = mapping(
        '[[event]]\nevent = "application-received"\nunit = "${unit}"\nattributes = { place = "${unit}" }\n'
    )
    [imported] = entries(f"case,when,unit\n1,2026-03-01, {RING} \n", how)
    taken = examine(Entry("C-1", received(unit=f"{RING} ", attributes={" place ": RING})))
    assert isinstance(taken, Candidate)

    kept = event_of(taken.topic, json.dumps(json.loads(taken.state)).encode())
    appended = sent(unit=f" {RING}", attributes={"place": f"{RING} "})
    # What the door read is looked at as the journal keeps it.
    for event in (appended, plain_event(imported.event), kept):
        assert (event.unit, event.attributes) == (ONE, {"place": ONE})


def test_a_correction_says_what_the_event_would_say() -> None:
    """Given a correction of a unit and an attribute, then their right values have the form of the event's own."""
    line = cloudevent(
        type="corrected", data={"corrects": "1", "changes": {"unit": f"{RING} ", "attributes": {"place": " x "}}}
    )
    event = read_cloudevent(json.dumps(line).encode(), known=KNOWN, now=NOW, zone=COPENHAGEN).event
    assert isinstance(event, Corrected)
    assert event.changes == {"unit": ONE, "attributes": {"place": "x"}}


def test_what_names_an_event_stays_as_it_was_sent() -> None:
    """Given an id of two letters, then it stays, for its correction speaks of it so; and so does free text."""
    line = cloudevent(id=RING, data={"casetype": "permit", "note": f" {RING}"})
    event = read_cloudevent(json.dumps(line).encode(), known=KNOWN, now=NOW, zone=COPENHAGEN).event
    assert (event.id, event.note) == (RING, f" {RING}")


def test_a_blank_name_is_none() -> None:
    """Given a unit of blanks, then the event is refused; an attribute of blanks says nothing, as null does."""
    with pytest.raises(Malformed, match="not be blank"):
        sent(unit="  ")
    assert sent(attributes={"channel": "  "}).attributes == {"channel": None}


def test_two_attributes_of_one_name_are_refused() -> None:
    """Given two attributes whose names differ by a blank, then nobody knows which counts, and the event is refused."""
    with pytest.raises(Malformed, match="twice"):
        sent(attributes={"a": 1, "a ": 2})


def test_an_old_journal_answers_by_the_one_form(database_url: str) -> None:
    """Given a journal that holds the unit as two letters, as it once was taken, when it is read, then it is one letter;
    and when the event is sent again it is the same event, not another of its id."""
    with Journal.open(database_url) as journal:
        [first] = journal.append([Entry("C-1", received(unit=ONE))])
        assert isinstance(first, Appended)
        with journal.connect() as connection:
            connection.execute("ALTER TABLE sagsgang.stored_events DISABLE TRIGGER USER")
            connection.execute(
                "UPDATE sagsgang.stored_events SET state = %s", (state_of(received(unit=f"{RING} ")),)
            )
            connection.execute("ALTER TABLE sagsgang.stored_events ENABLE TRIGGER USER")

        [held] = journal.history(["C-1"], 1)["C-1"]
        [again] = journal.append([Entry("C-1", received(unit=f"{RING} "))])

    assert held.event.unit == ONE
    assert isinstance(again, Duplicate)


@given(st.text(st.sampled_from('aA\u030a\u00e5 \u00a0"\\\n\u0338=\u2003x'), max_size=6))
def test_the_quick_look_never_overlooks(text: str) -> None:
    """Given texts of letters, rings, blanks of many kinds and quotes, when the quick look calls an event's bytes plain,
    then they are; and the one form of the one form is itself."""
    event = received(unit=text, attributes={"x": text})
    if is_plain(state_of(event)):
        assert plain_event(event) is event
    assert plain(plain(text)) == plain(text)
    assert plain_event(plain_event(event)) == plain_event(event)


@pytest.mark.parametrize("number", [1e308, -1e19, 10**30])
def test_a_number_beyond_64_bits_is_refused(number: float) -> None:
    """Given a number that no office has of anything, as an attribute and as a score, then it is refused at the door: added
    up with others it would leave no figure."""
    with pytest.raises(Malformed):
        sent(attributes={"n": number})
    line = cloudevent(
        type="survey-answered", data={"casetype": "permit", "survey": "s", "score": number, "best": 5}
    )
    with pytest.raises(Malformed):
        read_cloudevent(json.dumps(line).encode(), known=KNOWN, now=NOW, zone=COPENHAGEN)


def test_a_null_attribute_of_cloudevents_is_unset() -> None:
    """Given nulls, when CloudEvents (JSON format, 2.2) has them be the same as left out, then the event is read so; one
    that is needed is missing."""
    line = cloudevent(
        datacontenttype=None, dataschema=None, traceparent=None, data_base64=None, expectedversion=None
    )
    good = read_cloudevent(json.dumps(line).encode(), known=KNOWN, now=NOW, zone=COPENHAGEN)
    assert good.expected_version is None
    with pytest.raises(Malformed) as found:
        read_cloudevent(json.dumps(cloudevent(id=None)).encode(), known=KNOWN, now=NOW, zone=COPENHAGEN)
    assert found.value.code == "no-id"


@pytest.mark.parametrize(
    "line",
    [
        b'{"id": "1", "id": "2"}',
        b'{"id": "1", "i\\u0064": "2"}',
        b'{"id" : "1", "data": {"unit": "A", "unit" :"B"}}',
        b'{"data": {"attributes": {"a": 1, "a": 1}}}',
        b'{"data": {"cases": [{"case": "1"}, {"case": "2", "case": "3"}]}}',
    ],
)
def test_a_key_that_stands_twice_is_refused(line: bytes) -> None:
    """Given a key twice in one object, anywhere in the event, then it is refused: RFC 8259 leaves open which counts."""
    with pytest.raises(Malformed) as found:
        read_cloudevent(line, known=KNOWN, now=NOW, zone=COPENHAGEN)
    assert found.value.code == "key-twice"


def test_two_ways_to_one_column_are_refused() -> None:
    """Given a row that names the column a.b as a key and by nesting, then it is rejected; the same key in two objects is
    two columns."""
    how = mapping('[[event]]\nevent = "application-received"\n')
    found = records('{"a.b": 1, "a": {"b": 2}}\n{"a": {"b": 1}, "c": {"b": 2}}\n', how, "log.jsonl")
    assert [one.problem and one.problem.code for one in found] == ["key-twice", None]
    assert found[1].row == {"a.b": "1", "c.b": "2"}
