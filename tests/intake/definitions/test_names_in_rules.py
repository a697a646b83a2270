"""Names in published rules have the form of those in events, whoever wrote the file and however old the journal is."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from sagsgang.domain.events.encoding import state_of
from sagsgang.domain.events.publications import CaseTypePublished, DirectoryPublished, TargetsPublished
from sagsgang.domain.plain_text import plain_event
from sagsgang.domain.rules.casetype import CaseType, Presumption
from sagsgang.domain.rules.directory import Directory, Responsibility
from sagsgang.domain.rules.targets import Target, Targets
from sagsgang.domain.text import Text
from sagsgang.domain.written import casetype_file
from sagsgang.intake.definitions import directory_file, targets_file
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Duplicate

from ...journal.examples import DAY, MONDAY

RING, ONE = "A\u030arhus", "\u00c5rhus"
TITLE = Text("Byg", "Build")
HEAD = {"source": "sagsgang", "id": "", "occurred": MONDAY}
TYPE = """
id = "permit"
title = { da = "Byg", en = "Build" }
opens = ["application-received "]

[[presumption]]
event = "decision-notified"
sent_by = "brev A\u030a "
working_days = 6
"""
DIRECTORY = f"""
id = "who"
title = {{ da = "Hvem", en = "Who" }}

[[entry]]
topic = {{ da = "Fleksjob", en = "Flexjob" }}
words = ["{RING} ", "job"]
authority = " {RING}"
unit = "{RING} "
"""
TARGETS = f"""
id = "contract"
title = {{ da = "Aftale", en = "Contract" }}
year = 2010

[[target]]
id = "t"
label = {{ da = "Tid", en = "Time" }}
unit = " {RING}"
measure = "timeliness"
column = "timeliness_pct "
where = {{ category = "{RING} " }}
at_least = 90
"""


def named(unit: str) -> tuple[CaseTypePublished, DirectoryPublished, TargetsPublished]:
    """Rules of three kinds with a name in them, as a caller of the library may make them."""
    permit = CaseType(
        id="permit",
        title=TITLE,
        presumptions=(Presumption(event="decision-notified", sent_by=unit, working_days=6),),
    )
    who = Directory(id="who", title=TITLE, entries=(Responsibility(topic=TITLE, words=(unit,), authority=unit),))
    target = Target(
        id="t", label=TITLE, unit=unit, measure="timeliness", column="late", at_most=1.0, where={"unit": unit}
    )
    return (
        CaseTypePublished(**HEAD, definition=permit),
        DirectoryPublished(**HEAD, definition=who),
        TargetsPublished(**HEAD, definition=Targets(id="c", title=TITLE, year=2010, targets=(target,))),
    )


def test_files_give_names_in_one_form() -> None:
    """Given a case type, a directory and targets whose names hold an A and a ring, and blanks around them, when they are
    read, then each is the name that events have, and nothing is a fault."""
    permit, faults = casetype_file.parse(TYPE, "permit.toml", calendars={"denmark"})
    assert permit is not None, faults
    assert permit.opens == ("application-received",)
    assert [one.sent_by for one in permit.presumptions or ()] == ["brev \u00c5"]
    who, _ = directory_file.parse(DIRECTORY, "who.toml")
    assert who is not None
    assert [(one.words, one.authority, one.unit) for one in who.entries] == [((ONE, "job"), ONE, ONE)]
    contract, faults = targets_file.parse(TARGETS, "targets.toml")
    assert contract is not None, faults
    assert [(one.unit, one.column, one.where) for one in contract.targets] == [
        (ONE, "timeliness_pct", {"category": ONE})
    ]


def test_a_topic_written_in_two_ways_stands_twice() -> None:
    """Given a directory with one matter as one letter and as two, then the second is a fault, as of any that stands
    there already."""
    again = DIRECTORY.replace("Fleksjob", ONE) + DIRECTORY.partition("[[entry]]")[2].join(
        ["[[entry]]", ""]
    ).replace("Fleksjob", f"{RING} ")
    who, [fault] = directory_file.parse(again, "who.toml")
    assert who is None
    assert "stands on line 6 already" in fault.reason.en


def test_a_sign_that_nobody_sees_is_no_part_of_a_name() -> None:
    """Given a unit with a space of no width in a directory, then the fault names the sign and the line: an event with that
    unit would be refused."""
    _, [fault] = directory_file.parse(DIRECTORY.replace(f'unit = "{RING} "', 'unit = "Nord\u200b"'), "who.toml")
    assert "U+200B ZERO WIDTH SPACE" in fault.reason.en
    assert fault.line == 9


def test_what_is_published_has_one_form_through_every_door(journal: Journal) -> None:
    """Given rules with a name as two letters, published by a caller of the library, then the journal holds it as one; and
    the same rules with the name as one letter are the same publication, sent again."""
    assert [type(one) for one in journal.publish(named(f"{RING} "))] == [Appended, Appended, Appended]
    assert journal.publish(named(ONE)) == [Duplicate(1), Duplicate(2), Duplicate(3)]
    for kind in ("$type/", "$directory/", "$targets/"):
        [held] = journal.published(kind, 3)
        assert ONE in state_of(held.event).decode()
        assert RING not in state_of(held.event).decode()


def test_rules_of_an_old_journal_are_read_in_one_form(journal: Journal) -> None:
    """Given a journal that took a name as two letters with a blank behind, before there was one form, when the rules are
    read, then it is one letter; and the file published once more is the publication that is there."""
    [first, *_] = journal.publish(named(ONE))
    assert isinstance(first, Appended)
    with journal.connect() as connection:
        connection.execute("ALTER TABLE sagsgang.stored_events DISABLE TRIGGER USER")
        for position, event in enumerate(named(f"{RING} "), 1):
            connection.execute(
                "UPDATE sagsgang.stored_events SET state = %s WHERE notification_id = %s",
                (state_of(event), position),
            )
        connection.execute("ALTER TABLE sagsgang.stored_events ENABLE TRIGGER USER")
    for kind in ("$type/", "$directory/", "$targets/"):
        [held] = journal.published(kind, 3)
        assert RING not in state_of(held.event).decode()
    late = [msgspec.structs.replace(one, occurred=MONDAY + DAY) for one in named(f" {RING}")]
    assert journal.publish(late) == [Duplicate(1), Duplicate(2), Duplicate(3)]


@pytest.mark.parametrize("file", sorted(Path(__file__).parents[3].glob("examples/*/casetype.toml")), ids=str)
def test_what_is_in_its_form_is_left_alone(file: Path) -> None:
    """Given the case types that come with the program, then none is changed: what was published of them stays the same."""
    found, faults = casetype_file.parse(
        file.read_text("utf-8"), str(file), calendars={"denmark", "every-day", "uk-foi"}
    )
    assert found is not None, faults
    event = CaseTypePublished(**HEAD, definition=found, text=file.read_text("utf-8"))
    assert plain_event(event) == event
