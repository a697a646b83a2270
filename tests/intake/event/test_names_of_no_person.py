"""Names that events carry (units, sources, categories) are listed and published: no CPR number comes in as one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sagsgang.intake.event.cloudevents import read_cloudevent
from sagsgang.intake.event.input_problems import Malformed
from sagsgang.intake.mapping.mapping import MappingError
from sagsgang.intake.mapping.mapping_file import parse_mapping
from sagsgang.journal.entry import Entry

from ..writing import COPENHAGEN, KNOWN, NOW, cloudevent, entries

CPR = "Enhed 010203 – 1234"
SURVEY = {"survey": "2015", "score": 4, "best": 5}
MAPPING = """
source = "urn:log"
case = "${case}"
case_type = "permit"
occurred = "${when}"

[[event]]
event = "application-received"
unit = "${unit}"
"""


def read(event: dict[str, Any]) -> Entry:
    """The entry that an event asks for."""
    return read_cloudevent(json.dumps(event).encode(), known=KNOWN, now=NOW, zone=COPENHAGEN)


def rejection(event: dict[str, Any]) -> Malformed:
    """Why an event is rejected."""
    with pytest.raises(Malformed) as caught:
        read(event)
    return caught.value


@pytest.mark.parametrize(
    ("type_", "field", "others"),
    [
        ("application-received", "unit", {"casetype": "permit"}),
        ("application-received", "responsible", {"casetype": "permit"}),
        ("application-received", "actor", {"casetype": "permit"}),
        ("referred", "to_unit", {}),
        ("complaint-received", "kind", {"casetype": "complaint"}),
        ("complaint-received", "category", {"casetype": "complaint"}),
        ("survey-answered", "survey", SURVEY),
        ("survey-answered", "question", SURVEY),
        ("survey-answered", "about_unit", SURVEY),
    ],
)
def test_a_name_is_no_cpr_number(type_: str, field: str, others: dict[str, Any]) -> None:
    """Given a CPR number in a field that is a name, then the event is rejected for that field, and the number is not
    repeated; the same event with ten digits in a row, which may be any number, is taken."""
    problem = rejection(cloudevent(type=type_, data={**others, field: CPR}))
    assert (problem.code, problem.details["field"]) == ("wrong-field", field)
    assert "CPR" in problem.text.da
    assert "1234" not in problem.text.da + problem.text.en

    read(cloudevent(type=type_, data={**others, field: "0102031234"}))


def test_a_source_is_no_cpr_number() -> None:
    """Given a CPR number as an event's source, or as a mapping's, then it is rejected."""
    assert rejection(cloudevent(source="urn:010203-1234")).details["field"] == "source"
    parse_mapping(MAPPING)
    with pytest.raises(MappingError) as caught:
        parse_mapping(MAPPING.replace("urn:log", "urn:010203-1234"))
    assert "CPR" in caught.value.text.da
    assert "1234" not in caught.value.text.da


def test_a_row_brings_in_no_cpr_number_either() -> None:
    """Given a log whose column of units holds a CPR number, then its row is rejected for that field."""
    [taken] = entries("case,when,unit\nA-1,2026-03-02,Teknik\n", parse_mapping(MAPPING))
    assert taken.event.unit == "Teknik"
    with pytest.raises(Malformed) as caught:
        entries("case,when,unit\nA-1,2026-03-02,010203.1234\n", parse_mapping(MAPPING))
    assert caught.value.details["field"] == "unit"


def test_ids_notes_and_attributes_are_not_looked_at() -> None:
    """Given a CPR number in an event's id, a note or an attribute, then the event is taken: an id must be found again by
    whoever corrects it, and the others may hold what is personal."""
    data = {"casetype": "permit", "note": CPR, "attributes": {"cpr": "010203-1234"}}
    assert read(cloudevent(id="010203-1234/1", data=data)).event.id == "010203-1234/1"
    read(cloudevent(type="annulled", data={"annuls": "010203-1234/1"}))


def test_no_correction_puts_one_in() -> None:
    """Given a correction that says a CPR number for a unit, then it is rejected for that field."""
    problem = rejection(cloudevent(type="corrected", data={"corrects": "1", "changes": {"unit": CPR}}))
    assert problem.details["field"] == "changes.unit"
    assert "010203" not in problem.text.en
