"""What a mapping can say, each on a log small enough to see whole."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sagsgang.domain.events.case_events import (
    ActionTaken,
    ApplicationReceived,
    ComplaintReceived,
    MeetingHeld,
    Suspended,
)
from sagsgang.domain.events.encoding import event_of
from sagsgang.intake.event.input_problems import Malformed
from sagsgang.intake.translation.translator import Translator

from ..writing import KNOWN, NOW, entries, mapping, table

VISIT = '[[event]]\naction = "site-visit"\n'
LOG = table("""
    case, when,             step,    who,  x
    1,    2026-03-01,       receive, Asta, a
    2,    2026-03-02 10:00, receive, ,     b
    1,    2026-03-03,       visit,   Birk, c
    2,    2026-03-04,       visit,   Birk, d
    1,    2026-03-05,       visit,   Asta, e
""")


def rejected(row: dict[str, str], text: str) -> Malformed:
    """Why a row is rejected."""
    translator = Translator(mapping(text), known=KNOWN, now=NOW)
    with pytest.raises(Malformed) as caught:
        translator.translate(row)
    return caught.value


def one(row: dict[str, str], text: str) -> Any:
    """The one event that a row becomes."""
    [taken] = Translator(mapping(text), known=KNOWN, now=NOW).translate(row).entries
    return event_of(taken.topic, taken.state)


def test_a_row_becomes_an_event() -> None:
    """Given a mapping of the row's case, time, actor and attributes, then the event says all of it."""
    [first, *_] = entries(
        LOG,
        mapping(
            """
            source = "urn:permits"
            case = "P-${case}"
            id = "${x}"
            [[event]]
            event = "application-received"
            actor = "${who}"
            unit = "Nord"
            attributes = { step = "${step}", tag = "x:${x}" }
        """.replace('source = "urn:permits"\n', "")
        ),
    )

    assert first.case == "P-1"
    assert first.event == ApplicationReceived(
        source="urn:log",
        id="a/application-received",
        occurred=datetime(2026, 3, 1, tzinfo=UTC),
        whole_day=True,
        day=date(2026, 3, 1),
        case_type="permit",
        actor="Asta",
        unit="Nord",
        attributes={"step": "receive", "tag": "x:a"},
    )


def test_a_template_with_an_empty_column_is_none_as_a_whole() -> None:
    """Given a row without ``who``, then actor, note and attribute are not said, and the event stands."""
    event = one(
        {"case": "1", "when": "2026-03-01"},
        VISIT + 'actor = "${who}"\nnote = "by ${who}"\nattributes = { who = "${who}", price = "$$5" }\n',
    )

    assert (event.actor, event.note, event.attributes) == (None, None, {"price": "$5"})


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ('{ step = "visit" }', "cde"),
        ('{ step = ["visit", "receive"] }', "abcde"),
        ('{ step = { not = "visit" } }', "ab"),
        ('{ step = { not = ["visit", "x"] }, who = "Asta" }', "a"),
        ('{ step = { matches = "v.*" } }', "cde"),
        ('{ step = { matches = "v" } }', ""),
        ("{ who = { present = true } }", "acde"),
        ("{ who = { present = false } }", "b"),
        ('{ who = { not = "Birk" } }', "abe"),
        ('{ who = { present = true, not = "Birk" } }', "ae"),
        ("{}", "abcde"),
    ],
)
def test_conditions_choose_the_rows(when: str, expected: str) -> None:
    """Given each kind of condition, alone and together, then exactly the rows that meet all of them become events."""
    found = entries(LOG, mapping(f'unmatched = "ignore"\nid = "${{x}}"\n{VISIT}when = {when}\n'))

    assert "".join(entry.event.id[0] for entry in found) == expected


def test_rules_meet_every_row_in_their_order() -> None:
    """Given rules by value, by another column and for all rows, then each row has its events in the rules' order."""
    text = 'id = "${x}"\n' + "".join(
        f'[[event]]\nevent = "{name}"\nwhen = {when}\n'
        for name, when in (
            ("closed", '{ step = "visit" }'),
            ("decided", "{ who = { present = false } }"),
            ("reopened", '{ step = ["receive", "visit"] }'),
            ("accepted", "{}"),
        )
    )
    found = [entry.event.id for entry in entries(LOG, mapping(text))]

    assert found == [
        *("a/reopened", "a/accepted"),
        *("b/decided", "b/reopened", "b/accepted"),
        *("c/closed", "c/reopened", "c/accepted"),
        *("d/closed", "d/reopened", "d/accepted"),
        *("e/closed", "e/reopened", "e/accepted"),
    ]


@pytest.mark.parametrize(("only", "expected"), [("first", "cd"), ("last", "de"), ("each", "cde")])
def test_first_and_last_are_per_case_wherever_its_rows_stand(only: str, expected: str) -> None:
    """Given two cases whose rows alternate, then each case has its own first and its own last visit."""
    text = f'unmatched = "ignore"\nid = "${{x}}"\n{VISIT}when = {{ step = "visit" }}\nonly = "{only}"\n'

    assert "".join(entry.event.id[0] for entry in entries(LOG, mapping(text))) == expected


def test_a_row_may_open_a_second_case_that_concerns_the_first() -> None:
    """Given a row that is a step of a case and a complaint, then there are two events, in two cases."""
    step, complaint = entries(
        LOG.replace("receive", "appeal").splitlines()[0] + "\n1,2026-03-01,appeal,Asta,a\n",
        mapping(
            'id = "${x}"\n'
            + VISIT
            + '[[event]]\nevent = "complaint-received"\ncase = "${case}-appeal"\ncase_type = "complaint"\n'
            'fields = { concerns = "${case}", kind = "decision" }\n'
        ),
    )

    assert (step.case, step.event.case_type) == ("1", "permit")
    assert (complaint.case, complaint.event.case_type) == ("1-appeal", "complaint")
    assert isinstance(complaint.event, ComplaintReceived)
    assert (complaint.event.concerns, complaint.event.kind) == ("1", "decision")


def test_case_type_and_action_may_come_from_the_row() -> None:
    """Given columns that name the type and the action, then published ones are taken and others are rejected."""
    text = 'case_type = "${kind}"\n[[event]]\naction = "${step}"\n'
    row = {"case": "1", "when": "2026-03-01", "kind": "complaint", "step": "phone-call"}

    assert one(row, text) == one(row, text.replace("${kind}", "complaint").replace("${step}", "phone-call"))
    assert rejected(row | {"kind": "unheard"}, text).code == "unknown-case-type"
    assert rejected(row | {"kind": "permit"}, text).code == "unknown-type"
    assert rejected({name: row[name] for name in ("case", "when", "kind")}, text).code == "unknown-type"
    assert rejected({name: row[name] for name in ("case", "when", "step")}, text).code == "unknown-case-type"


@pytest.mark.parametrize(
    ("said", "text", "expected"),
    [
        ('type = "integer"', " -3 ", -3),
        ('type = "number"', "3.50", 3.5),
        ('type = "number", decimal = ","', "1.234,5", 1234.5),
        ('type = "boolean"', "JA", True),
        ('type = "boolean"', "0", False),
        ('type = "date"', "2026-03-01", "2026-03-01"),
        ('type = "date", format = "%d-%m-%y"', "01-03-26", "2026-03-01"),
        ('type = "date", format = ["%Y-%m-%d", "%d.%m.%Y"]', "01.03.2026", "2026-03-01"),
        ('type = "instant"', "2026-03-01 10:00", "2026-03-01T10:00:00+01:00"),
        ('type = "instant"', "2026-07-01T08:00:00Z", "2026-07-01T10:00:00+02:00"),
        ('type = "text"', " as it  is ", "as it  is"),
        ('empty = ["-"]', "-", None),
        ('empty = ["-"], default = "none"', "-", "none"),
        ('translate = { J = true, N = false, "?" = "unknown" }', "N", False),
        ('translate = { J = true, N = false, "?" = "unknown" }', "?", "unknown"),
        ("translate = { J = true }", "other", "other"),
        ('translate = { J = true, one = "1" }, strict = true, type = "integer"', "one", 1),
    ],
)
def test_a_column_is_read_as_its_table_says(said: str, text: str, expected: object) -> None:
    """Given a type, formats, empty words, a translation or a default, then the attribute has the value meant."""
    row = {"case": "1", "when": "2026-03-01", "x": text}
    event = one(row, VISIT + f'attributes = {{ x = {{ column = "x", {said} }} }}\n')

    assert event.attributes == ({} if expected is None else {"x": expected})
    assert type(event.attributes.get("x")) is type(expected)


@pytest.mark.parametrize(
    ("said", "text", "code"),
    [
        ('type = "integer"', "3.0", "wrong-field"),
        ('type = "integer"', "1_000", "wrong-field"),
        ('type = "integer"', "9" * 30, "wrong-field"),
        ('type = "number"', "1,5", "wrong-field"),
        ('type = "number"', "nan", "wrong-field"),
        ('type = "number"', "1e999", "wrong-field"),
        ('type = "boolean"', "perhaps", "wrong-field"),
        ('type = "date"', "2026-03-01 10:00", "bad-time"),
        ('type = "date", format = "%d-%m-%Y"', "2026-03-01", "bad-time"),
        ('type = "instant"', "yesterday", "bad-time"),
        ("translate = { J = true }, strict = true", "?", "unknown-value"),
    ],
)
def test_a_value_that_does_not_fit_rejects_the_row(said: str, text: str, code: str) -> None:
    """Given a value that is not of its type, then the row is rejected and the attribute is named."""
    row = {"case": "1", "when": "2026-03-01", "x": text}
    problem = rejected(row, VISIT + f'attributes = {{ x = {{ column = "x", {said} }} }}\n')

    assert (problem.code, problem.details["field"]) == (code, "attributes.x")


def test_an_events_own_fields_are_read_as_what_they_are() -> None:
    """Given templates and tables for a date and a flag, then they are a date and a flag without a type being said."""
    row = {"case": "1", "when": "2026-03-01", "until": "2026-05-01", "came": "nej", "dk": "01.05.2026"}
    suspended = one(row, '[[event]]\nevent = "suspended"\nfields = { until = "${until}", reason = "${none}" }\n')
    danish = one(
        row, '[[event]]\nevent = "suspended"\nfields = { until = { column = "dk", format = "%d.%m.%Y" } }\n'
    )
    met = one(row, '[[event]]\nevent = "meeting-held"\nfields = { attended = "${came}" }\n')
    always = one(row, '[[event]]\nevent = "meeting-held"\nfields = { attended = true }\n')

    assert isinstance(suspended, Suspended)
    assert suspended.until == date(2026, 5, 1) == danish.until
    assert isinstance(met, MeetingHeld)
    assert (met.attended, always.attended) == (False, True)


@pytest.mark.parametrize(
    ("occurred", "text", "expected"),
    [
        ('"${when}"', "2026-03-01T10:00:00Z", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ('"${when}"', "2026-03-01 10:00", datetime(2026, 3, 1, 15, tzinfo=UTC)),
        ('"${when}"', "2026-03-01", date(2026, 3, 1)),
        ('"${when}T08:00"', "2026-03-01", datetime(2026, 3, 1, 13, tzinfo=UTC)),
        ('{ column = "when", type = "date" }', "2026-03-01 00:00:00", date(2026, 3, 1)),
        ('{ column = "when", format = "%m/%d/%Y" }', "3/1/2026", date(2026, 3, 1)),
        (
            '{ column = "when", format = "%d.%m.%Y %H%M %z" }',
            "01.02.2026 1000 +0100",
            datetime(2026, 2, 1, 9, tzinfo=UTC),
        ),
    ],
)
def test_when_it_happened(occurred: str, text: str, expected: date) -> None:
    """Given instants, local times, dates and formats, in New York, then the event has its instant and its precision."""
    event = one({"case": "1", "when": text}, f'zone = "America/New_York"\noccurred = {occurred}\n{VISIT}')

    assert (event.day if event.whole_day else event.occurred) == expected


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ({"when": "2026-03-01"}, "no-case", "case"),
        ({"case": "a b", "when": "2026-03-01"}, "bad-case-id", "case"),
        ({"case": "010203-1234", "when": "2026-03-01"}, "bad-case-id", "case"),
        ({"case": "1"}, "no-time", "occurred"),
        ({"case": "1", "when": "1.3."}, "bad-time", "occurred"),
        ({"case": "1", "when": "2026-04-03"}, "far-future", "occurred"),
        ({"case": "1", "when": "1899-01-01"}, "far-past", "occurred"),
        ({"case": "1", "when": "2026-03-01", "who": "x" * 301}, "wrong-field", "actor"),
    ],
)
def test_a_row_without_what_an_event_needs_is_rejected(row: dict[str, str], code: str, field: str) -> None:
    """Given a row without a usable case or time, then the code and the key of the mapping are given."""
    problem = rejected(row, VISIT + 'actor = "${who}"\n')

    assert (problem.code, problem.details["field"]) == (code, field)


def test_a_row_that_no_rule_is_about_is_rejected_unless_the_mapping_ignores_it() -> None:
    """Given a row of another kind, then it is rejected; told to ignore such rows, then it gives nothing."""
    text = VISIT + 'when = { step = "visit" }\n'
    row = {"case": "1", "when": "2026-03-01", "step": "other"}

    assert rejected(row, text).code == "unmatched"
    lenient = Translator(mapping('unmatched = "ignore"\n' + text), known=KNOWN, now=NOW)
    assert lenient.translate(row).entries == []


def test_a_row_whose_last_rule_fails_gives_none_of_its_events() -> None:
    """Given a row with two events, the second of which cannot be, then the row is rejected whole."""
    text = VISIT + '[[event]]\nevent = "suspended"\nfields = { until = "${until}" }\n'

    assert rejected({"case": "1", "when": "2026-03-01", "until": "never"}, text).details["field"] == "until"


def test_an_id_of_its_own_is_the_events_id() -> None:
    """Given an id in the rule, then it is the id; where a column of it is empty, then the row has no id."""
    text = VISIT + 'id = "visit-${x}"\n'

    assert one({"case": "1", "when": "2026-03-01", "x": "7"}, text).id == "visit-7"
    assert rejected({"case": "1", "when": "2026-03-01"}, text).code == "no-id"


def test_ids_made_from_content_do_not_depend_on_the_order_of_rows() -> None:
    """Given no id in the mapping, then reordered rows have the same ids, and every different row another."""
    head, *rows = LOG.splitlines()
    how = mapping(VISIT)
    ids = {(e.case, e.event.occurred): e.event.id for e in entries(LOG, how)}
    again = entries("\n".join([head, *reversed(rows)]), how)

    assert ids == {(e.case, e.event.occurred): e.event.id for e in again}
    assert len(set(ids.values())) == len(rows)


def test_ids_made_from_content_count_columns_that_the_mapping_does_not_read() -> None:
    """Given two rows that differ in a column the mapping never names, then they are two events."""
    log = "case,when,unread\n1,2026-03-01,a\n1,2026-03-01,b\n"

    assert len({entry.event.id for entry in entries(log, mapping(VISIT))}) == 2


def test_an_event_that_is_the_same_in_two_rules_needs_ids_of_its_own() -> None:
    """Given ids from content, then two rules with the same event in two cases have different ids."""
    text = VISIT + VISIT + 'case = "${case}-b"\n'
    found = [entry.event.id for entry in entries(LOG, mapping(text))]

    assert len(set(found)) == len(found) == 10


def test_a_value_is_carried_to_later_rows_of_the_same_case() -> None:
    """Given a column filled on a case's first row only, then its later rows have the value, another case's not."""
    text = (
        'id = "${n}"\n[carry]\nby = "${case}"\ncolumns = ["art"]\n' + VISIT + 'attributes = { art = "${art}" }\n'
    )
    log = table("""
        case, when,       n, art
        1,    2026-03-01, 1, 157
        2,    2026-03-02, 2,
        1,    2026-03-03, 3,
        1,    2026-03-04, 4, 158
        1,    2026-03-05, 5,
    """)

    assert [e.event.attributes.get("art") for e in entries(log, mapping(text))] == [
        "157",
        None,
        "157",
        "158",
        "158",
    ]


def test_carried_values_do_not_choose_rows_or_make_ids() -> None:
    """Given a condition on a carried column, then only the row that holds it itself meets it."""
    text = (
        'unmatched = "ignore"\n[carry]\nby = "${case}"\ncolumns = ["art"]\n' + VISIT + 'when = { art = "157" }\n'
    )
    log = "case,when,art\n1,2026-03-01,157\n1,2026-03-02,\n"

    assert [entry.event.occurred.day for entry in entries(log, mapping(text))] == [1]


def test_the_time_of_registration_is_read_beside_the_event() -> None:
    """Given a registration time, then it is told; missing or in the future, then the row is rejected."""
    text = 'recorded = "${reg}"\n' + VISIT
    row = {"case": "1", "when": "2026-03-01"}
    translator = Translator(mapping(text), known=KNOWN, now=NOW)

    assert translator.translate(row | {"reg": "2026-03-05T10:00Z"}).recorded == [
        datetime(2026, 3, 5, 10, tzinfo=UTC)
    ]
    assert rejected(row, text).details["field"] == "recorded"
    assert rejected(row | {"reg": "2026-04-01T12:00:01Z"}, text).code == "far-future"


def test_an_action_is_an_action_taken() -> None:
    """Given an action of the case type, then the event is that action."""
    event = one({"case": "1", "when": "2026-03-01"}, VISIT)

    assert isinstance(event, ActionTaken)
    assert event.name == "site-visit"
