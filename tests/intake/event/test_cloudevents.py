"""A CloudEvent becomes one journal entry."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sagsgang.domain.events.case_events import (
    ActionTaken,
    ApplicationReceived,
    ComplaintReceived,
    Corrected,
    MeetingHeld,
    Suspended,
    TermExtended,
)
from sagsgang.domain.events.catalogue import CATALOGUE
from sagsgang.intake.event.cloudevents import read_cloudevent
from sagsgang.journal.entry import Entry

from ..writing import COPENHAGEN, KNOWN, NOW, cloudevent


def read(event: dict[str, Any]) -> Entry:
    """The entry for an event, at the tests' present and in Copenhagen."""
    return read_cloudevent(json.dumps(event).encode(), known=KNOWN, now=NOW, zone=COPENHAGEN)


def test_the_envelope_says_case_time_and_identity() -> None:
    """Given an event with an offset of +01:00, when it is read, then its time is that instant in UTC."""
    entry = read(cloudevent(source="urn:opera", id="7", subject="2026/17", time="2026-03-02T09:14:00+01:00"))

    assert entry == Entry(
        "2026/17",
        ApplicationReceived(
            source="urn:opera", id="7", occurred=datetime(2026, 3, 2, 8, 14, tzinfo=UTC), case_type="permit"
        ),
    )


def test_a_date_alone_is_that_day_in_no_zone() -> None:
    """Given a time that is a date, then the fact is date-only and says its day, whatever zone its sender lives in."""
    event = read(cloudevent(time="2025-07-01")).event

    assert (event.whole_day, event.day) == (True, date(2025, 7, 1))
    assert event.occurred == datetime(2025, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "time",
    ["2026-03-02T08:14:00Z", "2026-03-02t08:14:00z", "2026-03-02 09:14:00+01:00", "2026-03-02T08:14:00.000-00:00"],
)
def test_every_way_to_write_an_rfc_3339_time_is_the_same_instant(time: str) -> None:
    """Given one instant in each form that RFC 3339 allows, then it is read alike."""
    assert read(cloudevent(time=time)).event.occurred == datetime(2026, 3, 2, 8, 14, tzinfo=UTC)


def test_the_common_fields_come_from_the_data() -> None:
    """Given data that say who holds the case and free attributes, then the event says so."""
    attributes = {"channel": "brev", "children": 2, "rent": 4100.5, "single": True, "until": None}
    event = read(
        cloudevent(
            data={
                "casetype": "permit",
                "unit": "Nord",
                "responsible": "birk",
                "actor": "asta",
                "note": "To\nlinjer",
                "attributes": attributes,
            }
        )
    ).event

    assert (event.unit, event.responsible, event.actor, event.note) == ("Nord", "birk", "asta", "To\nlinjer")
    assert event.attributes == attributes


def test_a_field_that_is_null_is_as_good_as_absent() -> None:
    """Given null for a unit, a note and attributes, then the event says nothing of them."""
    event = read(cloudevent(data={"casetype": "permit", "unit": None, "note": None, "attributes": None})).event

    assert event == read(cloudevent()).event


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("suspended", {"until": "2026-05-01", "reason": "r"}, {"until": date(2026, 5, 1), "reason": "r"}),
        ("term-extended", {"deadline": "d", "days": 14}, {"deadline": "d", "days": 14}),
        ("meeting-held", {"attended": False}, {"attended": False}),
        (
            "complaint-received",
            {"concerns": "case-9", "kind": "decision"},
            {"concerns": "case-9", "kind": "decision"},
        ),
    ],
)
def test_the_own_fields_of_an_event_keep_their_kind(
    name: str, data: dict[str, Any], expected: dict[str, Any]
) -> None:
    """Given an event with fields of its own, then dates are dates, numbers numbers and flags flags."""
    event = read(cloudevent(type=name, data=data)).event

    assert (
        type(event)
        is {
            "suspended": Suspended,
            "term-extended": TermExtended,
            "meeting-held": MeetingHeld,
            "complaint-received": ComplaintReceived,
        }[name]
    )
    assert {field: getattr(event, field) for field in expected} == expected


def test_an_action_of_the_case_type_is_a_type_of_its_own() -> None:
    """Given a type that the case type declares as an action, then it is that action taken."""
    event = read(cloudevent(type="site-visit")).event

    assert isinstance(event, ActionTaken)
    assert event.action == "site-visit"


def test_an_action_may_be_sent_in_the_long_form_too() -> None:
    """Given ``action-taken`` with the action in its data, then it is the same event as the short form."""
    long = read(cloudevent(type="action-taken", data={"casetype": "permit", "action": "site-visit"}))

    assert long == read(cloudevent(type="site-visit"))


def test_an_action_without_a_case_type_may_be_of_any_published_one() -> None:
    """Given a later event that need not name its case type, then an action of any published type is known."""
    assert read(cloudevent(type="phone-call", data={})).event.name == "phone-call"


def test_the_expected_version_guards_the_append() -> None:
    """Given ``expectedversion`` 0, which is no absent version, then the entry carries it."""
    assert read(cloudevent(expectedversion=0)).expected_version == 0
    assert read(cloudevent()).expected_version is None


def test_other_extensions_and_a_json_content_type_are_let_be() -> None:
    """Given tracing extensions, a data schema and JSON as content type, then the event is read as without them."""
    event = cloudevent(
        traceparent="00-a-b-01",
        partitionkey="7",
        dataschema="urn:x",
        datacontenttype="application/json; charset=utf-8",
    )

    assert read(event) == read(cloudevent())


def test_a_correction_names_fields_and_their_right_values() -> None:
    """Given a correction of a time, a field and an attribute, then its changes are kept as they were said."""
    changes = {"occurred": "2026-03-01", "outcome": "granted", "attributes": {"channel": None}}
    event = read(cloudevent(type="corrected", data={"corrects": "1", "changes": changes})).event

    assert isinstance(event, Corrected)
    assert event.changes == changes


def test_every_event_of_the_catalogue_can_be_sent() -> None:
    """Given the least that each event of the catalogue needs, but for those of the scheduler, each is read as itself."""
    needed = {
        "referred": {"to_unit": "Syd"},
        "corrected": {"corrects": "1", "changes": {"note": "n"}},
        "annulled": {"annuls": "1"},
        "action-taken": {"action": "site-visit"},
        "benefit-paid": {"month": "2008-03"},
        "benefit-reversed": {"month": "2008-03"},
        "meeting-agreed": {"takes_place": "2008-03-12T09:00:00+01:00"},
        "survey-answered": {"survey": "s", "score": 4, "best": 5},
        "sample-drawn": {
            "method": "m",
            "seed": "s",
            "size": 1,
            "as_of": "2008-03-01T00:00:00Z",
            "position": 1,
            "population": 1,
            "digest": "d",
            "cases": [{"case": "F-1"}],
        },
        "check-answered": {"concerns": "F-1", "check": "c", "answer": "ok"},
        "error-corrected": {"concerns": "F-1", "check": "c"},
        "reconciliation-made": {
            "system": "s",
            "list_on": "2008-03-31",
            "digest": "d",
            "lines": 1,
            "cases": 1,
            "matched": 1,
            "position": 1,
        },
        "difference-found": {"difference": "d", "kind": "different", "concerns": "F-1"},
        "difference-closed": {"difference": "d"},
    }
    for topic, kind in CATALOGUE.items():
        if topic.startswith("reminder-"):
            continue
        data = {"casetype": "permit", **needed.get(topic, {})}
        assert type(read(cloudevent(type=topic, data=data)).event) is kind
