"""What is malformed is refused with a code that never changes, and words that say what to do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sagsgang.intake.event.cloudevents import read_cloudevent
from sagsgang.intake.event.corrections import check_changes
from sagsgang.intake.event.input_problems import CODES, Malformed
from sagsgang.journal.entry import Entry

from ..writing import COPENHAGEN, KNOWN, NOW, cloudevent


def rejection(raw: bytes | dict[str, Any]) -> Malformed:
    """Why an event is rejected."""
    line = json.dumps(raw).encode() if isinstance(raw, dict) else raw
    with pytest.raises(Malformed) as caught:
        read_cloudevent(line, known=KNOWN, now=NOW, zone=COPENHAGEN)
    return caught.value


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'{"id": "\xe6"}', "not-utf8"),
        (b"\xff\xfe{\x00}\x00", "not-utf8"),
        (b"{", "not-json"),
        (b"id;type;time", "not-json"),
        (b'{"id": NaN}', "not-json"),
        (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "not-json"),
        (b'{"id": "\\ud800"}', "not-json"),
        (b"[{}]", "not-an-object"),
        (b'"text"', "not-an-object"),
        (b"17", "not-an-object"),
    ],
)
def test_a_line_that_is_no_json_object(line: bytes, code: str) -> None:
    """Given bytes that are not one JSON object, then the code says how far they came."""
    assert rejection(line).code == code


def test_what_stands_in_the_way_is_named() -> None:
    """Given a unit with a space of no width, an id with a line feed and an attribute of 1e19, then the sign is told by
    number, name and place, and the number with the largest that is taken: 2^63 - 1."""
    unseen = rejection(cloudevent(data={"casetype": "permit", "unit": "Nord\u200bvest"}))
    assert "as character 5 U+200B ZERO WIDTH SPACE" in unseen.text.en
    assert "nr. 5 tegnet U+200B ZERO WIDTH SPACE" in unseen.text.da
    assert "U+000A LINE FEED" in rejection(cloudevent(id="a\nb")).text.en
    for large in (1e19, 2**63, -1.5e300):
        told = rejection(cloudevent(data={"casetype": "permit", "attributes": {"n": large}}))
        assert "at most 9223372036854775807" in told.text.en
        assert "højst 9223372036854775807" in told.text.da


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63 - 1), 9.2e18, -0.5])
def test_what_fits_is_taken(number: float) -> None:
    """Given numbers up to the largest, whole or not, on either side of nought, then they are taken as they are."""
    line = cloudevent(data={"casetype": "permit", "attributes": {"n": number}})
    entry = read_cloudevent(json.dumps(line).encode(), known=KNOWN, now=NOW, zone=COPENHAGEN)
    assert entry.event.attributes == {"n": number}


@pytest.mark.parametrize("day", ["2026-W12-5", "20260320", "2026-3-20", "2026-03-20T10:00"])
def test_a_day_has_one_form(day: str) -> None:
    """Given a day as a week's, without hyphens, with one digit, or with an hour, then it is refused: each was once read
    as a day by some version of Python."""
    told = rejection(cloudevent(type="suspended", data={"casetype": "permit", "until": day}))
    assert (told.code, told.details["field"]) == ("wrong-field", "until")


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"specversion": "0.3"}, "wrong-field", "specversion"),
        ({"specversion": ...}, "wrong-field", "specversion"),
        ({"id": ...}, "no-id", "id"),
        ({"id": ""}, "no-id", "id"),
        ({"id": 7}, "wrong-field", "id"),
        ({"id": "x" * 301}, "wrong-field", "id"),
        ({"id": "a\nb"}, "wrong-field", "id"),
        ({"source": ...}, "no-source", "source"),
        ({"source": "urn:\0"}, "wrong-field", "source"),
        ({"type": ...}, "no-type", "type"),
        ({"type": "aplication-received"}, "unknown-type", "type"),
        ({"type": "phone-call"}, "unknown-type", "type"),
        ({"type": "case-type-published"}, "unknown-type", "type"),
        ({"subject": ...}, "no-case", "subject"),
        ({"subject": "$type/permit"}, "bad-case-id", "subject"),
        ({"subject": "case 1"}, "bad-case-id", "subject"),
        ({"subject": "x" * 121}, "bad-case-id", "subject"),
        ({"subject": "010203-1234"}, "bad-case-id", "subject"),
        ({"time": ...}, "no-time", "time"),
        ({"time": 1700000000}, "wrong-field", "time"),
        ({"time": "2026-03-02T09:14:00"}, "bad-time", "time"),
        ({"time": "02-03-2026"}, "bad-time", "time"),
        ({"time": "20260302T091400Z"}, "bad-time", "time"),
        ({"time": "2026-02-30"}, "bad-time", "time"),
        ({"time": "2026-03-02T24:00:00Z"}, "bad-time", "time"),
        ({"time": "2016-12-31T23:59:60Z"}, "bad-time", "time"),
        ({"time": "2026-04-02T12:00:01Z"}, "far-future", "time"),
        ({"time": "9999-12-31T23:59:59-10:00"}, "bad-time", "time"),
        ({"time": "1899-12-31"}, "far-past", "time"),
        ({"time": "0000-01-01T00:00:00Z"}, "far-past", "time"),
        ({"time": "0001-01-01T00:00:00+05:00"}, "far-past", "time"),
        ({"time": "0001-01-01"}, "far-past", "time"),
        ({"expectedversion": "3"}, "wrong-field", "expectedversion"),
        ({"expectedversion": -1}, "wrong-field", "expectedversion"),
        ({"expectedversion": True}, "wrong-field", "expectedversion"),
        ({"expectedVersion": 3}, "wrong-field", "expectedVersion"),
        ({"datacontenttype": "application/xml"}, "wrong-field", "datacontenttype"),
        ({"data": ..., "data_base64": "e30="}, "wrong-field", "data_base64"),
        ({"data": []}, "wrong-field", "data"),
        ({"data": {"casetype": "permitt"}}, "unknown-case-type", "casetype"),
    ],
)
def test_an_envelope_that_cannot_be_used(changed: dict[str, Any], code: str, field: str) -> None:
    """Given an event that is good but for one attribute, then the code and the attribute's name are given."""
    problem = rejection(cloudevent(**changed))

    assert (problem.code, problem.details["field"]) == (code, field)


@pytest.mark.parametrize(
    ("name", "data", "field"),
    [
        ("decided", {"outcom": "granted"}, "outcom"),
        ("decided", {"occurred": "2026-03-01"}, "occurred"),
        ("decided", {"source": "urn:x"}, "source"),
        ("decided", {"outcome": 3}, "outcome"),
        ("decided", {"outcome": "a\0b"}, "outcome"),
        ("decided", {"unit": ["Nord"]}, "unit"),
        ("decided", {"attributes": ["a"]}, "attributes"),
        ("decided", {"attributes": {"a": {"b": 1}}}, "attributes.a"),
        ("decided", {"attributes": {"a": [1]}}, "attributes.a"),
        ("decided", {"attributes": {"a": 2**63}}, "attributes.a"),
        ("decided", {"attributes": {"a": "\0"}}, "attributes.a"),
        ("decided", {"attributes": {"": 1}}, "attributes"),
        ("referred", {}, "to_unit"),
        ("referred", {"to_unit": None}, "to_unit"),
        ("suspended", {"until": "1. maj"}, "until"),
        ("suspended", {"until": "20260501"}, "until"),
        ("suspended", {"until": "2026-05-01T00:00:00Z"}, "until"),
        ("term-extended", {"days": 1.5}, "days"),
        ("term-extended", {"days": True}, "days"),
        ("term-extended", {"days": 10**9}, "days"),
        ("meeting-held", {"attended": "ja"}, "attended"),
        ("corrected", {"corrects": "1"}, "changes"),
        ("corrected", {"corrects": "1", "changes": {}}, "changes"),
        ("corrected", {"corrects": "1", "changes": {"source": "urn:x"}}, "changes.source"),
        ("corrected", {"corrects": "1", "changes": {"outcome": ["a"]}}, "changes.outcome"),
        ("corrected", {"changes": {"outcome": "a"}}, "corrects"),
        ("site-visit", {"casetype": "permit", "action": "payment"}, "action"),
        ("action-taken", {"casetype": "permit"}, "action"),
    ],
)
def test_data_that_cannot_be_used(name: str, data: dict[str, Any], field: str) -> None:
    """Given data with one field that is unknown, missing or of the wrong kind, then that field is named."""
    problem = rejection(cloudevent(type=name, data=data))

    assert (problem.code, problem.details["field"]) == ("wrong-field", field)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"concerns": "case 1"}, "bad-case-id"),
        ({"concerns": "010203-1234"}, "bad-case-id"),
    ],
)
def test_the_case_complained_about_is_a_reference_too(data: dict[str, Any], code: str) -> None:
    """Given a complaint about a case that can have no such reference, then it is rejected like a case's own."""
    problem = rejection(cloudevent(type="complaint-received", data=data))

    assert (problem.code, problem.details["field"]) == (code, "concerns")


def test_an_action_must_be_declared_by_the_case_type_named() -> None:
    """Given an action of another case type, in the short and the long form, then it is unknown."""
    short = cloudevent(type="phone-call", data={"casetype": "permit"})
    long = cloudevent(type="action-taken", data={"casetype": "permit", "action": "phone-call"})
    catalogue = cloudevent(type="action-taken", data={"casetype": "permit", "action": "closed"})

    assert {rejection(one).code for one in (short, long, catalogue)} == {"unknown-type"}


@pytest.mark.parametrize(
    ("changed", "meant"),
    [
        ({"type": "aplication-recieved"}, "application-received"),
        ({"type": "site-visits"}, "site-visit"),
        ({"data": {"casetype": "permits"}}, "permit"),
        ({"type": "decided", "data": {"outcom": "x"}}, "outcome"),
        ({"expectedVersion": 1}, "expectedversion"),
    ],
)
def test_a_misspelt_name_is_answered_with_the_one_that_was_meant(changed: dict[str, Any], meant: str) -> None:
    """Given a name with a slip of the pen, then both languages name the known one that is nearest."""
    problem = rejection(cloudevent(**changed))

    assert f"Did you mean {meant}?" in problem.text.en
    assert f"Mente du {meant}?" in problem.text.da


@pytest.mark.parametrize("field", ["subject", "type", "id", "time"])
def test_no_reason_repeats_a_cpr_number(field: str) -> None:
    """Given a CPR number in a field where it does not belong, then no word of the reason repeats its digits."""
    bad = {"subject": "010203-1234", "type": "010203-1234", "id": "010203-1234\n", "time": "010203-1234"}
    problem = rejection(cloudevent(**{field: bad[field]}))

    said = problem.text.da + problem.text.en + str(problem.details)
    assert "010203" not in said
    assert "1234" not in said


def test_control_characters_do_not_reach_the_reason() -> None:
    """Given a type with terminal codes in it, then the reason shows none of them."""
    assert rejection(cloudevent(type="x\x1b[31m\r\nx")).text.en.isprintable()


def test_only_what_is_malformed_is_rejected() -> None:
    """Given a case closed on the day it was received, long ago, with no guidance, then each event is taken."""
    for name in ("closed", "application-received", "annulled"):
        data = {"casetype": "permit"} | ({"annuls": "unknown"} if name == "annulled" else {})
        raw = json.dumps(cloudevent(type=name, time="1900-01-02", data=data)).encode()
        assert isinstance(read_cloudevent(raw, known=KNOWN, now=NOW, zone=COPENHAGEN), Entry)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("2026-03-01"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def either_an_entry_or_malformed(raw: bytes) -> None:
    """Whatever the bytes: an entry, or a Malformed with a known code and a reason in both languages."""
    problem: Malformed | None = None
    entry: Entry | None = None
    try:
        entry = read_cloudevent(raw, known=KNOWN, now=NOW, zone=COPENHAGEN)
    except Malformed as raised:
        problem = raised
    if problem is None:
        assert isinstance(entry, Entry)
    else:
        assert problem.code in CODES
        assert problem.text.da.endswith((".", "?"))
        assert problem.text.en.endswith((".", "?"))


@given(st.binary(max_size=300))
def test_any_bytes_are_an_entry_or_malformed(raw: bytes) -> None:
    """Given any bytes at all, then nothing but Malformed is ever raised."""
    either_an_entry_or_malformed(raw)


@given(
    st.sampled_from(["specversion", "id", "source", "type", "subject", "time", "expectedversion", "data", "x"]),
    _VALUES,
)
def test_any_value_in_the_envelope_is_an_entry_or_malformed(name: str, value: object) -> None:
    """Given a good event with any value in one attribute, then nothing but Malformed is ever raised."""
    either_an_entry_or_malformed(json.dumps(cloudevent(**{name: value})).encode())


@given(
    st.sampled_from(
        ["suspended", "term-extended", "meeting-held", "complaint-received", "corrected", "action-taken"]
    ),
    st.dictionaries(
        st.sampled_from(["casetype", "until", "days", "attended", "concerns", "changes", "corrects", "attributes"])
        | st.sampled_from(["unit", "action", "note", "deadline", "x"]),
        _VALUES,
        max_size=4,
    ),
)
def test_any_data_are_an_entry_or_malformed(name: str, data: dict[str, object]) -> None:
    """Given a good envelope with any data, then nothing but Malformed is ever raised."""
    either_an_entry_or_malformed(json.dumps(cloudevent(type=name, data=data)).encode())


def test_a_misspelt_field_of_a_correction_names_the_nearest_few() -> None:
    """Given a field that no event has, then the reason says which was meant and a handful that are like it: a list of all
    sixty is read by nobody."""
    with pytest.raises(Malformed) as caught:
        check_changes({"outcom": "granted"}, NOW, COPENHAGEN)
    for text in (caught.value.text.da, caught.value.text.en):
        assert "changes.outcome?" in text
        assert text.count("changes.") <= 7
