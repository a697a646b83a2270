"""Ladders of reminders as people write them in a case type's file."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sagsgang.domain.rules.casetype import CaseType
from sagsgang.domain.rules.reminder_step import RECIPIENTS, Citizen, Distance, ReminderStep
from sagsgang.domain.text import Text
from sagsgang.domain.written import casetype_file
from sagsgang.domain.written.toml_page import FileError

FILE = """\
id = "fleksjob"
title = { da = "Fleksjob", en = "Flexjob" }

[citizen]
address = { sms = "mobile", email = "email" }
language = "language"

[[attribute]]
name = "mobile"
label = { da = "Mobilnummer", en = "Mobile number" }
personal = true

[[attribute]]
name = "email"
label = { da = "E-mail", en = "E-mail" }
personal = true

[[attribute]]
name = "language"
label = { da = "Sprog", en = "Language" }

[[deadline]]
id = "decision"
label = { da = "Afgørelse", en = "Decision" }
after = "application-received"
term = { months = 6 }
met_by = "decided"

[[deadline.reminder]]
id = "two-weeks"
before = { days = 14 }
at = "08:30"
roll = "previous-working-day"
to = "responsible"

[[deadline.reminder]]
id = "overdue"
after = { weeks = 1 }
every = { working_days = 5 }
times = 8
to = ["team-leader", "unit"]
channel = "post"
idle = 5
subject = { da = "Overskredet: {deadline}", en = "Overdue: {deadline}" }
text = { da = "Sag {case}: {due}, {mobile}, {{kladde}}, {language}", en = "Case {case}, {days_over}" }
tells = ["mobile"]

[[deadline]]
id = "hearing"
label = { da = "Høring", en = "Hearing" }
after = "meeting-agreed"
given = "takes_place"

[[deadline.reminder]]
id = "overdue"
after = { hours = 3 }
to = "responsible"

[[meeting_reminder]]
id = "day-before"
before = { days = 1 }
at = "10:00"
quiet = ["21:00", "08:00"]
to = "citizen"
channel = "sms"
text = { da = "Husk {meeting}", en = "Remember {meeting}" }

[[meeting_reminder]]
id = "two-hours"
before = { hours = 2 }
to = ["citizen", "responsible"]
"""


def read(text: str) -> CaseType:
    """The case type of a text without fault."""
    case_type, faults = casetype_file.parse(text, "type.toml")
    assert faults == []
    assert case_type is not None
    return case_type


def test_a_ladder_becomes_the_steps_that_one_would_write_by_hand() -> None:
    """Given ladders of deadlines and of meetings, then each step is the struct, and what is silent has its default."""
    case_type = read(FILE)

    assert case_type.deadlines[0].reminders == (
        ReminderStep(
            id="two-weeks",
            before=Distance(14, "days"),
            at="08:30",
            roll="previous-working-day",
            to=("responsible",),
        ),
        ReminderStep(
            id="overdue",
            after=Distance(1, "weeks"),
            every=Distance(5, "working_days"),
            times=8,
            to=("team-leader", "unit"),
            channel="post",
            idle=5,
            subject=Text("Overskredet: {deadline}", "Overdue: {deadline}"),
            text=Text("Sag {case}: {due}, {mobile}, {{kladde}}, {language}", "Case {case}, {days_over}"),
            tells=("mobile",),
        ),
    )
    assert case_type.deadlines[1].reminders == (
        ReminderStep(id="overdue", after=Distance(3, "hours"), to=("responsible",)),
    )
    assert case_type.meeting_reminders == (
        ReminderStep(
            id="day-before",
            before=Distance(1, "days"),
            at="10:00",
            quiet=("21:00", "08:00"),
            to=("citizen",),
            channel="sms",
            text=Text("Husk {meeting}", "Remember {meeting}"),
        ),
        ReminderStep(id="two-hours", before=Distance(2, "hours"), to=("citizen", "responsible")),
    )
    assert case_type.citizen == Citizen(address={"sms": "mobile", "email": "email"}, language="language")


def test_what_a_file_says_of_reminders_is_stored_whole_and_reads_back() -> None:
    """Given a file with ladders, then every field of every step is stored, defaults too, and it reads back alike."""
    stored = msgspec.to_builtins(read(FILE))

    steps = [step for rule in stored["deadlines"] for step in rule["reminders"]]
    assert all(step.keys() == set(ReminderStep.__struct_fields__) for step in steps)
    assert msgspec.convert(stored, CaseType) == read(FILE)


def test_a_type_without_reminders_is_stored_without_a_word_of_them() -> None:
    """Given a type that reminds of nothing, then it is stored as it was before there were reminders."""
    stored = msgspec.to_builtins(
        read(
            'id = "x"\ntitle = { da = "X", en = "X" }\n[[deadline]]\nid = "d"\nlabel = { da = "D", en = "D" }\n'
            'after = "decided"\nterm = { days = 1 }\n'
        )
    )

    assert stored.keys() & {"meeting_reminders", "citizen"} == set()
    assert "reminders" not in stored["deadlines"][0]


@pytest.mark.parametrize(
    ("written", "instead", "points_to", "says"),
    [
        # the distance
        ("before = { days = 14 }", "", 29, "it has none"),
        ("before = { days = 14 }", "before = { days = 14 }\nafter = { days = 1 }", "after = { days", "before, after"),
        ("before = { days = 14 }", "before = { days = 14, weeks = 2 }", "weeks = 2", "exactly one of hours, days"),
        ("before = { days = 14 }", "before = {}", "before = {}", "exactly one of hours, days"),
        ("before = { days = 14 }", "before = { months = 1 }", "{ months = 1", 'Unknown key "months"'),
        ("before = { days = 14 }", "before = { days = -1 }", "-1", "from 0 to 1000"),
        ("before = { days = 14 }", "before = { days = 1001 }", "1001", "from 0 to 1000"),
        ("before = { days = 14 }", "before = 14", "before = 14", "a table"),
        ("before = { days = 14 }", "after = { days = 0 }", "days = 0", "at least 1. The day itself is before"),
        ("after = { hours = 3 }", "after = { hours = 0 }", "hours = 0", "at least 1"),
        ("before = { hours = 2 }", "before = { hours = 0 }", "hours = 0", "too late"),
        ("before = { hours = 2 }", "after = { hours = 2 }", "hours = 2", "before it is held"),
        ("before = { hours = 2 }", 'before = { hours = 2 }\nat = "08:00"', 'at = "08:00"', 'has no "at"'),
        ("before = { hours = 2 }", 'before = { hours = 2 }\nroll = "none"', 'roll = "none"', 'has no "roll"'),
        (
            "after = { hours = 3 }",
            "after = { hours = 3 }\nevery = { days = 3 }\ntimes = 2",
            "every = { days = 3",
            'has no "every"',
        ),
        # coming again
        ("times = 8\n", "", "every =", '"every" needs "times"'),
        ("every = { working_days = 5 }\n", "", "times = 8", '"times" needs "every"'),
        ("times = 8", "times = 1", "times = 1", "from 2 to 520"),
        ("times = 8", "times = 521", "times = 521", "from 2 to 520"),
        ("every = { working_days = 5 }", "every = { working_days = 0 }", "working_days = 0", "at least 1 day"),
        ("every = { working_days = 5 }", "every = { hours = 5 }", "hours = 5", "at least 1 day"),
        ("after = { weeks = 1 }", "before = { weeks = 1 }", "every =", 'Only a step with "after"'),
        # when in the day
        ('at = "08:30"', 'at = "8:30"', '"8:30"', "a time of day"),
        ('at = "08:30"', 'at = "24:00"', '"24:00"', "a time of day"),
        ('at = "08:30"', 'at = "08:3٠"', "08:3٠", "a time of day"),
        ('at = "08:30"', "at = 08:30:00", "08:30:00", "a time of day"),
        ('quiet = ["21:00", "08:00"]', 'quiet = ["21:00"]', "quiet", "two times of day"),
        ('quiet = ["21:00", "08:00"]', 'quiet = "21:00"', "quiet", "two times of day"),
        ('quiet = ["21:00", "08:00"]', 'quiet = ["21:00", "21:00"]', "quiet", "two different times"),
        ('quiet = ["21:00", "08:00"]', 'quiet = ["21:00", "8"]', "quiet", "a time of day"),
        ('roll = "previous-working-day"', 'roll = "back"', '"back"', '"previous-working-day"'),
        # who
        ('["team-leader", "unit"]', '"boss"', '"boss"', '"responsible", "unit", "team-leader", "citizen"'),
        ('["team-leader", "unit"]', "[]", "to = []", "at least one of"),
        ('["team-leader", "unit"]', '["unit", "unit"]', '"unit", "unit"', "twice"),
        ('["team-leader", "unit"]', "7", "to = 7", "a list of names"),
        ('to = ["team-leader", "unit"]\n', "", 36, 'The key "to" is missing'),
        ('channel = "post"', 'channel = "Post"', '"Post"', "small letters"),
        ('channel = "sms"', 'channel = "chat"', 'to = "citizen"', 'no address for the channel "chat"'),
        ("idle = 5", "idle = 0", "idle = 0", "from 1 to 1000"),
        # its name
        ('id = "two-hours"', 'id = "day-before"', 69, "stands on line 60 already"),
        ('id = "two-weeks"', 'id = "overdue"', 37, "stands on line 30 already"),
        ('id = "two-weeks"', 'id = "two weeks"', "two weeks", "small letters"),
        ('id = "two-weeks"\n', "", 29, 'The key "id" is missing'),
        ('roll = "previous-working-day"', 'colour = "red"', "colour", "Unknown key"),
        # the citizen
        ('sms = "mobile"', 'sms = "mobil"', "sms =", 'Did you mean "mobile"?'),
        ('sms = "mobile"', 'sms = "language"', "sms =", "write personal = true"),
        ('sms = "mobile"', 'sms = "Mobile"', "sms =", "underscores"),
        ('sms = "mobile"', 'sms = "mobile", SMS = "mobile"', "sms =", "small letters"),
        ('language = "language"', 'language = "tongue"', "tongue", "add it as [[attribute]]"),
        ('{ sms = "mobile", email = "email" }', '"mobile"', "address", "which attribute holds the address"),
        ('address = { sms = "mobile", email = "email" }', "", "[citizen]", 'The key "address" is missing'),
        # the words
        ('tells = ["mobile"]', "", "{mobile}", 'write tells = ["mobile"]'),
        ('tells = ["mobile"]', 'tells = ["mobile", "language"]', "tells", "no personal attribute"),
        ('tells = ["mobile"]', 'tells = ["mobile", "emial"]', "tells", 'Did you mean "email"?'),
        ("{days_over}", "{days_ovr}", "{days_ovr}", 'Did you mean "days_over"?'),
        ("{days_over}", "{meeting}", "Case {case}, {meeting}", "which there is not here"),
        ("{days_over}", "{}", "Case {case}, {}", "{}, which there is not here"),
        ("Husk {meeting}", "Husk {due}", "{due}\"", "which there is not here"),
        ("{{kladde}}", "{{kladde}", "{{kladde}", "A brace stands alone"),
        ('en = "Overdue: {deadline}"', 'en = "Overdue: {deadline"', "{deadline\"", "A brace stands alone"),
        ('en = "Overdue: {deadline}"', 'en = "Overdue:\\n{deadline}"', "Overdue:", "must be one line"),
        ('en = "Overdue: {deadline}"', 'eng = "Overdue"', "subject", 'Did you mean "en"?'),
    ],
)  # fmt: skip
def test_each_fault_of_a_ladder_points_to_its_line_and_says_what_to_do(
    written: str, instead: str, points_to: str | int, says: str
) -> None:
    """Given a right file with one thing wrong in it, then each fault is on its line, in both languages."""
    assert FILE.count(written) == 1, written
    text = FILE.replace(written, instead)

    case_type, faults = casetype_file.parse(text, "type.toml")

    assert case_type is None
    said = [fault for fault in faults if says in fault.reason.en]
    assert len(said) == 1, faults
    assert said[0].line == (points_to if isinstance(points_to, int) else line_of(text, points_to))
    assert said[0].reason.da not in ("", said[0].reason.en)
    assert {fault.line for fault in faults} == {said[0].line}


def line_of(text: str, piece: str) -> int:
    """The line of the only occurrence of ``piece``."""
    assert text.count(piece) == 1, piece
    return text[: text.index(piece)].count("\n") + 1


def test_a_citizen_who_can_not_be_reached_is_no_recipient() -> None:
    """Given no [citizen] at all, then each step to the citizen says that an address is missing, and for which channel."""
    text = FILE.replace("[citizen]", "[other]", 1)

    assert [(fault.line, fault.reason.en) for fault in faults_of(text) if "no address" in fault.reason.en] == [
        (64, 'The citizen has no address for the channel "sms": write it in [citizen], address = { sms = "…" }.'),
        (
            71,
            'The citizen has no address for the channel "email": write it in [citizen], address = { email = "…" }.',
        ),
    ]


def test_an_address_that_is_not_personal_is_a_fault() -> None:
    """Given an address whose attribute lists and statistics would show, then it is to be declared as personal."""
    text = FILE.replace("personal = true\n", "", 1)

    assert {(fault.line, "personal" in fault.reason.en) for fault in faults_of(text)} == {(5, True), (45, True)}


@pytest.mark.parametrize("end", ["term = { months = 6 }", "on = 2026-06-01", 'yearly = "11-01"'])
def test_hours_need_an_end_that_has_an_hour(end: str) -> None:
    """Given a deadline that ends with a day, in whichever way, then a step in hours is a fault."""
    text = FILE.replace("term = { months = 6 }", end).replace("before = { days = 14 }", "before = { hours = 14 }")
    text = text.replace('at = "08:30"\nroll = "previous-working-day"\n', "")

    [fault] = faults_of(text)

    assert (fault.line, "has no hour" in fault.reason.en) == (31, True)


def test_a_count_of_months_has_a_ladder_too() -> None:
    """Given a deadline that months add up to, then its reminders are read like any other's."""
    counting = FILE.replace('after = "application-received"\nterm = { months = 6 }\n', "").replace(
        'tells = ["mobile"]\n', 'tells = ["mobile"]\n' + ACCUMULATION
    )
    assert read(counting).deadlines[0].reminders == read(FILE).deadlines[0].reminders


ACCUMULATION = """
[deadline.accumulation]
months = 12
within = 18
counted_by = "benefit-paid"
starts_over_by = []
part_months = "count"
when_below = "stays"
on_change = "by-month"
falls_due = "last-day"

[deadline.accumulation.reasons]
part_months = { da = "a", en = "b" }
when_below = { da = "c", en = "d" }
on_change = { da = "e", en = "f" }
falls_due = { da = "g", en = "h" }
starts_over_by = { da = "i", en = "j" }
"""


@pytest.mark.parametrize(("steps", "fits"), [(20, True), (21, False)])
def test_a_ladder_has_at_most_twenty_steps(steps: int, fits: bool) -> None:
    """Given twenty steps, then they are read; given one more, then that one is a fault on its line."""
    listed = "".join(
        f'[[meeting_reminder]]\nid = "s{n}"\nbefore = {{ days = {n} }}\nto = "unit"\n' for n in range(steps)
    )
    text = f'id = "x"\ntitle = {{ da = "X", en = "X" }}\n{listed}'

    _, faults = casetype_file.parse(text, "type.toml")

    assert [fault.line for fault in faults] == ([] if fits else [line_of(text, '"s20"') - 1])


def test_no_fault_repeats_a_persons_number() -> None:
    """Given what looks like a CPR number in the keys of a step, then no fault repeats it."""
    number = "010203-1234"
    text = FILE.replace('channel = "post"', f'channel = "{number} x"').replace("{days_over}", "{040506-1234}")
    text = text.replace('tells = ["mobile"]', f'tells = ["mobile", "{number}"]').replace('"08:30"', f'"{number}"')

    faults = faults_of(text)

    assert len(faults) == 4
    assert all("1234" not in fault.reason.da + fault.reason.en for fault in faults)


def faults_of(text: str) -> list[FileError]:
    """The faults of a text that has some."""
    case_type, faults = casetype_file.parse(text, "type.toml")
    assert case_type is None
    return faults


# -- any ladder ------------------------------------------------------------------------------------

DAYS = st.sampled_from(("days", "weeks", "working_days"))
TIMES_OF_DAY = st.times().map(lambda at: at.strftime("%H:%M"))
PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=("C",), exclude_characters="{}"), min_size=1)
PIECES = st.one_of(PLAIN, st.sampled_from(("{{", "}}", "{case}", "{unit}", "{days_left}", "{language}")))
TEMPLATES = st.lists(PIECES, min_size=1, max_size=5).map("".join).filter(str.strip)
SUBJECTS = TEMPLATES.filter(lambda one: len(one.splitlines()) == 1)


@st.composite
def steps(draw: st.DrawFn, about: str) -> ReminderStep:
    """Any step that is right in the ladder of a deadline with a day, or of a meeting."""
    after = about == "deadline" and draw(st.booleans())
    in_hours = about == "meeting" and draw(st.booleans())
    unit = "hours" if in_hours else draw(DAYS)
    away = Distance(draw(st.integers(1 if after or in_hours else 0, 1000)), unit)
    again = after and draw(st.booleans())
    to = st.lists(st.sampled_from(RECIPIENTS), min_size=1, unique=True).map(tuple)
    texts = st.none() | st.builds(Text, TEMPLATES, TEMPLATES)
    return ReminderStep(
        id=draw(st.from_regex(r"[a-z0-9][a-z0-9-]{0,9}", fullmatch=True)),
        before=None if after else away,
        after=away if after else None,
        every=Distance(draw(st.integers(1, 1000)), draw(DAYS)) if again else None,
        times=draw(st.integers(2, 520)) if again else 1,
        at="08:00" if in_hours else draw(TIMES_OF_DAY),
        roll="none" if in_hours else draw(st.sampled_from(("none", "previous-working-day", "next-working-day"))),
        quiet=draw(st.none() | st.lists(TIMES_OF_DAY, min_size=2, max_size=2, unique=True).map(tuple)),
        to=draw(to),
        channel=draw(st.sampled_from(("sms", "email"))),
        idle=draw(st.none() | st.integers(1, 1000)),
        subject=draw(st.none() | st.builds(Text, SUBJECTS, SUBJECTS)),
        text=draw(texts),
        tells=draw(st.sampled_from(((), ("mobile",), ("mobile", "email")))),
    )


def ladders(about: str) -> st.SearchStrategy[tuple[ReminderStep, ...]]:
    """Any ladder of such steps."""
    return st.lists(steps(about), max_size=5, unique_by=lambda step: step.id).map(tuple)


def toml(value: Any) -> str:
    """A value as TOML: text as JSON writes it, tables in one line."""
    match value:
        case Distance(count=count, unit=unit):
            return f"{{ {unit} = {count} }}"
        case Text(da=da, en=en):
            return f"{{ da = {toml(da)}, en = {toml(en)} }}"
        case tuple():
            return f"[{', '.join(map(toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


def heading(name: str, step: ReminderStep, every_field: bool) -> str:
    """A step as a table of its own; every_field: what is as the default is written too, where it may be."""
    default = ReminderStep(id="", to=())
    in_hours = "hours" in {distance.unit for distance in (step.before, step.after) if distance}
    silent = {"times"} | ({"at", "roll"} if in_hours else set())
    lines = [f"[[{name}]]"]
    for field in step.__struct_fields__:
        value = getattr(step, field)
        said = value != getattr(default, field) or (every_field and field not in silent)
        if value is not None and said:
            lines.append(f"{field} = {toml(value)}")
    return "\n".join(lines) + "\n"


@settings(deadline=None)
@given(ladders("deadline"), ladders("meeting"), st.booleans())
def test_any_ladder_is_read_as_it_was_meant(
    deadline: tuple[ReminderStep, ...], meeting: tuple[ReminderStep, ...], every_field: bool
) -> None:
    """Given any right ladders written as TOML, with or without what is the default, then they are read as the steps."""
    top, _, _ = FILE.partition("[[deadline.reminder]]")
    text = top + "".join(
        heading(name, step, every_field)
        for name, ladder in (("deadline.reminder", deadline), ("meeting_reminder", meeting))
        for step in ladder
    )

    case_type = read(text)

    assert (case_type.deadlines[0].reminders or ()) == deadline
    assert (case_type.meeting_reminders or ()) == meeting


@settings(deadline=None)
@given(st.integers(0, len(FILE)), st.integers(0, 40), st.text("[]{}=\"'#.\n 0aæ-:", max_size=5))
def test_a_damaged_file_gives_a_case_type_or_faults_and_never_breaks(at: int, cut: int, put: str) -> None:
    """Given the file with a piece cut out and another put in, then it is read, or its faults lie within it."""
    text = FILE[:at] + put + FILE[at + cut :]

    case_type, faults = casetype_file.parse(text, "type.toml")

    assert (case_type is None) == bool(faults)
    assert all(1 <= fault.line <= text.count("\n") + 1 for fault in faults)
