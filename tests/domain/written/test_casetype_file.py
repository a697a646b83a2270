"""Case types as people write them."""

import re
from datetime import date
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sagsgang.domain.events.catalogue import CATALOGUE
from sagsgang.domain.rules.casetype import (
    Accumulation,
    Action,
    Attribute,
    CaseType,
    Check,
    DeadlineRule,
    FallsDue,
    FindingRule,
    OnChange,
    PartMonths,
    Presumption,
    Term,
    WhenBelow,
)
from sagsgang.domain.rules.reminder_step import Citizen, ReminderStep
from sagsgang.domain.text import Text
from sagsgang.domain.words.event_names import EVENT_NAMES
from sagsgang.domain.written import calendar_file, casetype_file
from sagsgang.domain.written.accumulation_forms import CHOICES
from sagsgang.domain.written.toml_page import FileError

GUIDE = (Path(__file__).parents[3] / "docs" / "case-types.md").read_text(encoding="utf-8")
CASE_TYPE_EXAMPLE, _, CALENDAR_EXAMPLE = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)

SHORT = """\
id = "fleksjob"
title = { da = "Fleksjob", en = "Flexjob" }
calendar = "denmark"
opens = ["application-received"]
closes = ["closed"]

[[action]]
name = "benefit-granted"
label = { da = "Ydelse udbetalt", en = "Benefit paid" }

[[attribute]]
name = "job_centre"
label = { da = "Jobcenter", en = "Job centre" }

[[deadline]]
id = "decision"
label = { da = "Afgørelse", en = "Decision" }
after = ["application-received"]
term = { months = 6 }
met_by = ["decided"]
effect = "legal"
source = "Retssikkerhedsloven § 3, stk. 2"

[[deadline]]
id = "letter"
label = { da = "Brev", en = "Letter" }
after = ["met:decision"]
term = { weeks = 1 }
met_by = ["closed"]
"""


def read(text: str) -> CaseType:
    """The case type of a text without fault."""
    case_type, faults = casetype_file.parse(text, "type.toml")
    assert faults == []
    assert case_type is not None
    return case_type


def faults_of(text: str) -> list[FileError]:
    """The faults of a text that has some."""
    case_type, faults = casetype_file.parse(text, "type.toml")
    assert case_type is None
    assert faults
    return faults


def line_of(text: str, piece: str) -> int:
    """The line of the only occurrence of ``piece``."""
    assert text.count(piece) == 1, piece
    return text[: text.index(piece)].count("\n") + 1


def test_a_file_becomes_the_case_type_that_it_describes() -> None:
    """Given a file, then each table is the struct that one would write by hand."""
    assert read(SHORT) == CaseType(
        id="fleksjob",
        title=Text("Fleksjob", "Flexjob"),
        calendar="denmark",
        opens=("application-received",),
        closes=("closed",),
        actions=(Action("benefit-granted", Text("Ydelse udbetalt", "Benefit paid")),),
        attributes=(Attribute(name="job_centre", label=Text("Jobcenter", "Job centre")),),
        deadlines=(
            DeadlineRule(
                id="decision",
                label=Text("Afgørelse", "Decision"),
                after=("application-received",),
                term=Term(6, "months"),
                met_by=("decided",),
                effect="legal",
                source="Retssikkerhedsloven § 3, stk. 2",
            ),
            DeadlineRule(
                id="letter",
                label=Text("Brev", "Letter"),
                after=("met:decision",),
                term=Term(1, "weeks"),
                met_by=("closed",),
            ),
        ),
    )


def test_what_the_file_leaves_out_is_as_the_structs_have_it() -> None:
    """Given only an id and a title, then every other field has its default."""
    assert read('id = "x"\ntitle = { da = "X", en = "Y" }\n') == CaseType(id="x", title=Text("X", "Y"))


def test_one_name_needs_no_brackets() -> None:
    """Given a single name where a list may stand, then it is a list of one."""
    assert read(SHORT.replace('["application-received"]\nterm', '"application-received"\nterm')) == read(SHORT)


@pytest.mark.parametrize(
    ("written", "field", "value"),
    [
        ("term = { days = 0 }", "term", Term(0, "days")),
        ("term = { working_days = 10000 }", "term", Term(10000, "working_days")),
        ('given = "deadline"', "given", "deadline"),
        ("on = 2008-06-01", "on", date(2008, 6, 1)),
        ('yearly = "02-29"', "yearly", "02-29"),
    ],
)
def test_a_deadline_ends_in_each_of_four_ways(written: str, field: str, value: object) -> None:
    """Given one of term, given, on and yearly, then that one is set, and an undeclared attribute will do."""
    deadline = read(SHORT.replace("term = { weeks = 1 }", written)).deadlines[1]
    ends = {name: getattr(deadline, name) for name in ("term", "given", "on", "yearly")}
    assert ends == {"term": None, "given": None, "on": None, "yearly": None, field: value}


@pytest.mark.parametrize(
    ("written", "instead", "points_to", "says"),
    [
        ('id = "fleksjob"\n', "", 1, 'The key "id" is missing'),
        ('"fleksjob"', '"Flex job"', '"Flex job"', '"id" must be small letters'),
        ('"fleksjob"', '"-x"', '"-x"', '"id" must be small letters'),
        ('{ da = "Fleksjob", en = "Flexjob" }', '"Fleksjob"', 'title = "Fleksjob"', "Danish and English"),
        (', en = "Flexjob"', "", "title =", 'The key "en" is missing'),
        ('en = "Flexjob"', 'en = "Flexjob", eng = "x"', "title =", 'Did you mean "en"?'),
        ('calendar = "denmark"', 'calendar = "danmark"', '"danmark"', 'Did you mean "denmark"?'),
        ('calendar = "denmark"', 'zone = "Europe/Kopenhagen"', "Kopenhagen", 'Did you mean "Europe/Copenhagen"?'),
        ('calendar = "denmark"', 'zone = "/etc/passwd"', "passwd", "There is no time zone"),
        ('calendar = "denmark"', "zone = 1", "zone = 1", "There is no time zone"),
        ('calendar = "denmark"', 'valid_from = "2008-03-01"', "valid_from", "without quotes"),
        ('calendar = "denmark"', "valid_from = 2008-03-01T00:00:00Z", "valid_from", "without quotes"),
        ('calendar = "denmark"', 'role = "complain"', "role", '"case", "complaint"'),
        ('calendar = "denmark"', 'colour = "red"', "colour", "Unknown key"),
        ("closes =", "closess =", "closess", 'Did you mean "closes"?'),
        ('opens = ["application-received"]', "opens = []", "opens", "at least one event"),
        ('closes = ["closed"]', "closes = [1]", "closes", "a list of names"),
        ('closes = ["closed"]', 'closes = ["close"]', '"close"', 'Did you mean "closed"?'),
        ('closes = ["closed"]', 'closes = ["met:decision"]', "closes", '"after" only'),
        ('closes = ["closed"]', 'closes = ["action-taken"]', "closes", "by its own name"),
        ('closes = ["closed"]', 'closes = ["reminder-issued"]', "closes", "noted by the scheduler"),
        ("[[action]]", "[action]", "[action]", "tables: [[action]]"),
        ('name = "benefit-granted"', 'name = "decided"', 'name = "decided"', "choose another name"),
        ('name = "benefit-granted"', 'name = "Benefit"', 'name = "Benefit"', "small letters"),
        ('name = "job_centre"', 'name = "job-centre"', "job-centre", "underscores"),
        ('en = "Job centre" }', 'en = "Job centre" }\npersonal = "no"', "personal", "true or false"),
        ('id = "letter"', 'id = "decision"', 25, "stands on line 16 already"),
        ('id = "letter"', "id = 7", "id = 7", "small letters"),
        ('label = { da = "Brev", en = "Letter" }', "", 24, 'The key "label" is missing'),
        ('after = ["met:decision"]', "after = []", "after = []", "at least one event"),
        ('after = ["met:decision"]', "", 24, 'The key "after" is missing'),
        ('after = ["met:decision"]', 'after = ["met:decisions"]', "decisions", 'Did you mean "decision"?'),
        ('after = ["met:decision"]', 'after = ["met:letter"]', "met:letter", "letter → letter"),
        (
            'met_by = ["closed"]',
            'met_by = ["benefit-grant"]',
            '"benefit-grant"',
            'Did you mean "benefit-granted"?',
        ),
        ("term = { weeks = 1 }", "", 24, "it has none"),
        ("term = { weeks = 1 }", "term = { weeks = 1, days = 2 }", "days = 2", "exactly one of days"),
        ("term = { weeks = 1 }", "term = {}", "term = {}", "exactly one of days"),
        ("term = { weeks = 1 }", "term = { years = 1 }", "years", 'Unknown key "years"'),
        ("term = { weeks = 1 }", "term = { weeks = -1 }", "-1", "from 0 to 10000"),
        ("term = { weeks = 1 }", "term = { weeks = 10001 }", "10001", "from 0 to 10000"),
        ("term = { weeks = 1 }", "term = { weeks = 1.5 }", "1.5", "a whole number"),
        ("term = { weeks = 1 }", "term = { weeks = true }", "true", "a whole number"),
        ("term = { weeks = 1 }", "term = 7", "term = 7", "a table"),
        ("term = { weeks = 1 }", 'yearly = "02-30"', "02-30", "a month and a day"),
        ("term = { weeks = 1 }", 'yearly = "1-1"', "1-1", "a month and a day"),
        ("term = { weeks = 1 }", 'term = { weeks = 1 }\nyearly = "11-01"', "11-01", "it has term, yearly"),
        ("term = { weeks = 1 }", 'given = ""', "given", "not empty"),
        ("term = { weeks = 1 }", 'given = "a\\u0007b"', "given", "a quoted text"),
        ("term = { weeks = 1 }", "term = { weeks = 1 }\nextensions = -1", "extensions", "from 0"),
        ("term = { weeks = 1 }", "term = { weeks = 1 }\nlongest_suspension = 0", "longest", "from 1"),
        ("term = { weeks = 1 }", 'term = { weeks = 1 }\nagain = "yes"', "again", '"ignore", "restart"'),
        ("term = { weeks = 1 }", 'term = { weeks = 1 }\nroll = "back"', "roll", '"next-working-day", "none"'),
        ('source = "Retssikkerhedsloven § 3, stk. 2"', "", "effect", "A legal term names its source"),
        ("term = { months = 6 }", "term = { months = 6", "months", "not valid TOML"),
        ("term = { weeks = 1 }", "on = 2008-02-30", "2008-02-30", "not valid TOML"),
    ],
)
def test_each_fault_points_to_its_line_and_says_what_to_do(
    written: str, instead: str, points_to: str | int, says: str
) -> None:
    """Given a right file with one thing wrong in it, then that is the only fault, on its line."""
    assert SHORT.count(written) >= 1
    text = SHORT.replace(written, instead, 1)

    (fault,) = faults_of(text)

    assert fault.file == "type.toml"
    assert fault.line == (points_to if isinstance(points_to, int) else line_of(text, points_to))
    assert says in fault.reason.en
    assert fault.reason.da not in ("", fault.reason.en)


COUNTING = (
    SHORT
    + """
[[deadline]]
id = "re-assessment"
label = { da = "Revurdering", en = "Re-assessment" }
met_by = ["decided"]

[deadline.accumulation]
months = 12
within = 18
counted_by = ["benefit-paid"]
reversed_by = ["benefit-reversed"]
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

[[finding]]
id = "no-guidance"
label = { da = "Ingen vejledning", en = "No guidance" }
at = ["decided"]
missing = "guidance-given"
unless = ["benefit-granted"]
source = "Forvaltningsloven § 7"

[[finding]]
id = "late"
label = { da = "For sent", en = "Late" }
overdue = "decision"

[[check]]
id = "form-used"
label = { da = "Skema brugt", en = "Form used" }
"""
)


def test_months_that_add_up_findings_and_checks_become_structs_too() -> None:
    """Given a file with each of them, then they are what one would write by hand, and a count starts with what it
    counts and has no clock.
    """
    case_type = read(COUNTING)

    assert case_type.deadlines[2] == DeadlineRule(
        id="re-assessment",
        label=Text("Revurdering", "Re-assessment"),
        after=("benefit-paid",),
        met_by=("decided",),
        suspended_by=(),
        resumed_by=(),
        extensions=0,
        accumulation=Accumulation(
            months=12,
            within=18,
            counted_by=("benefit-paid",),
            reversed_by=("benefit-reversed",),
            part_months="count",
            when_below="stays",
            on_change="by-month",
            falls_due="last-day",
            reasons={
                "part_months": Text("a", "b"),
                "when_below": Text("c", "d"),
                "on_change": Text("e", "f"),
                "falls_due": Text("g", "h"),
                "starts_over_by": Text("i", "j"),
            },
        ),
    )
    assert case_type.findings == (
        FindingRule(
            id="no-guidance",
            label=Text("Ingen vejledning", "No guidance"),
            at=("decided",),
            missing="guidance-given",
            unless=("benefit-granted",),
            source="Forvaltningsloven § 7",
        ),
        FindingRule(id="late", label=Text("For sent", "Late"), overdue="decision"),
    )
    assert case_type.checks == (Check(id="form-used", label=Text("Skema brugt", "Form used")),)


def test_a_type_that_uses_none_of_them_is_stored_as_before_they_were_there() -> None:
    """Given a type without months that add up, findings and checks, then it is stored without a word of them."""
    stored = msgspec.to_builtins(read(SHORT))

    assert stored.keys() & {"findings", "checks"} == set()
    assert all("accumulation" not in rule for rule in stored["deadlines"])
    assert msgspec.convert(stored, CaseType) == read(SHORT)


@pytest.mark.parametrize(
    ("written", "instead", "points_to", "says"),
    [
        ("months = 12", "months = 19", "months = 19", "19 months can never be reached within 18"),
        ("months = 12", "months = 0", "months = 0", "from 1 to 600"),
        ("within = 18", "", "[deadline.accumulation]", 'The key "within" is missing'),
        ('part_months = "count"', "", "[deadline.accumulation]", 'The key "part_months" is missing'),
        ('when_below = "stays"', 'when_below = "stay"', '"stay"', '"stays", "falls-away"'),
        ('on_change = "by-month"', 'on_change = "never"', '"never"', '"by-month", "by-start"'),
        ('falls_due = "last-day"', "falls_due = 31", "= 31", '"first-day", "last-day"'),
        ('on_change = { da = "e", en = "f" }', "", "[deadline.accumulation.reasons]", '"on_change" is missing'),
        ('counted_by = ["benefit-paid"]', "counted_by = []", "counted_by = []", "at least one event"),
        ('counted_by = ["benefit-paid"]', 'counted_by = ["paid-out"]', "paid-out", "Unknown event"),
        ('reversed_by = ["benefit-reversed"]', 'reversed_by = "benefit-paid"', "reversed_by", "take it back"),
        ("starts_over_by = []", 'starts_over_by = ["met:decision"]', "starts_over_by = [", 'in "after" only'),
        (
            "\n[deadline.accumulation]\n",
            'after = "decided"\n[deadline.accumulation]\n',
            '= "decided"',
            'no "after"',
        ),
        (
            "\n[deadline.accumulation]\n",
            "term = { days = 1 }\n[deadline.accumulation]\n",
            "[deadline.accumulation]",
            "it has term",
        ),
        ("\n[deadline.accumulation]\n", "extensions = 1\n[deadline.accumulation]\n", "extensions", "remove it"),
        ('missing = "guidance-given"', "", 54, "it has none"),
        ('missing = "guidance-given"', 'missing = "guidance-gave"', "guidance-gave", '"guidance-given"'),
        ('missing = "guidance-given"', 'missing = "decided"', 'missing = "decided"', "can never be missing"),
        ('missing = "guidance-given"', 'lacks = "Time"', '"Time"', "underscores"),
        ('missing = "guidance-given"', "recorded_after = -1", "-1", "from 0 to 10000"),
        ('missing = "guidance-given"', "longer_than = 30", "at =", 'has no "at"'),
        (
            'missing = "guidance-given"',
            'missing = "guidance-given"\nlonger_than = 30',
            "= 30",
            "missing, longer_than",
        ),
        ('at = ["decided"]', "", 54, 'needs "at"'),
        ('at = ["decided"]', "at = []", "at = []", 'needs "at"'),
        ('at = ["decided"]', "at = 7", "at = 7", "a list of names"),
        (
            'unless = ["benefit-granted"]',
            'unless = ["benefit-grant"]',
            "unless =",
            'Did you mean "benefit-granted"?',
        ),
        ('id = "no-guidance"', 'id = "unexpected-event"', "unexpected-event", "every case type has"),
        ('id = "late"', 'id = "no-guidance"', 63, "stands on line 55 already"),
        ('overdue = "decision"', 'overdue = "decisions"', "decisions", 'Did you mean "decision"?'),
        ('id = "form-used"', 'id = "Form used"', 'id = "Form used"', "small letters"),
    ],
)
def test_each_fault_of_a_count_a_finding_or_a_check_points_to_its_line(
    written: str, instead: str, points_to: str | int, says: str
) -> None:
    """Given a right file with one thing wrong in it, then that is the only fault, on its line."""
    assert COUNTING.count(written) == 1
    text = COUNTING.replace(written, instead)

    (fault,) = faults_of(text)

    assert fault.line == (points_to if isinstance(points_to, int) else line_of(text, points_to))
    assert says in fault.reason.en
    assert fault.reason.da not in ("", fault.reason.en)


def test_everything_wrong_is_reported_at_once_from_the_top_down() -> None:
    """Given a file with seven things wrong, then there are seven faults, in the order of the lines."""
    text = (
        SHORT.replace('calendar = "denmark"', 'calender = "denmark"')
        .replace('["application-received"]\ncloses', '["application-recieved"]\ncloses')
        .replace('name = "benefit-granted"', 'name = "closed"')
        .replace("months = 6", "months = 6, weeks = 2")
        .replace('source = "Retssikkerhedsloven § 3, stk. 2"', "")
        .replace('id = "letter"', 'id = "decision"')
        .replace('met_by = ["closed"]', 'met_by = "closing"')
    )

    faults = faults_of(text)

    wrong = ["calender", "recieved", 'name = "closed"', "weeks = 2", "effect", 'da = "Brev"', '"closing"']
    lines = [line_of(text, piece) for piece in wrong]
    lines[5] -= 1  # the second id stands above its label
    assert [fault.line for fault in faults] == lines


def starting(rules: dict[str, list[str]]) -> str:
    """A case type with these deadlines and what starts them."""
    text = 'id = "x"\ntitle = { da = "X", en = "X" }\n'
    for id, after in rules.items():
        label = f'{{ da = "{id}", en = "{id}" }}'
        text += f'[[deadline]]\nid = "{id}"\nlabel = {label}\nafter = {after}\nterm = {{ days = 1 }}\n'
    return text


def test_each_circle_of_deadlines_is_told_once() -> None:
    """Given two circles of deadlines that can start by each other alone, then each is told by one fault."""
    rules = {
        "a": ["met:b"],
        "b": ["met:c"],
        "c": ["met:a"],
        "d": ["met:e"],
        "e": ["met:d"],
        "f": ["met:a"],
    }
    text = starting(rules)

    faults = faults_of(text)

    circles = [set(re.findall(r"\b[a-f]\b", fault.reason.en.split(": ")[1])) for fault in faults]
    assert sorted(map(sorted, circles)) == [["a", "b", "c"], ["d", "e"]]
    for fault, circle in zip(faults, circles, strict=True):
        assert text.splitlines()[fault.line - 1] in {f"after = {rules[id]}" for id in circle}


@pytest.mark.parametrize(
    "rules",
    [
        {"a": ["decided", "met:a"]},
        {"a": ["met:b"], "b": ["met:c", "decided"], "c": ["met:a"]},
        {"a": ["met:a", "met:b"], "b": ["decided"]},
    ],
)
def test_a_circle_that_an_ordinary_event_starts_is_a_deadline_that_comes_again(
    rules: dict[str, list[str]],
) -> None:
    """Given deadlines in a circle, one of which an event starts, by itself or by another deadline, then none is a
    fault."""
    assert [set(rule.after) for rule in read(starting(rules)).deadlines] == [
        set(after) for after in rules.values()
    ]


@pytest.mark.parametrize(
    ("rules", "party", "said", "circles"),
    [
        # Each waits for the other: neither can start.
        ({"a": ["breached:b"], "b": ["breached:a"]}, "", "wait for each other", [["a", "b"]]),
        ({"a": ["met:b"], "b": ["expired:c"], "c": ["met:a"]}, "c", "wait for each other", [["a", "b", "c"]]),
        # An event starts it, and then it starts itself for ever.
        ({"a": ["decided", "breached:a"]}, "", "start each other", [["a"]]),
        ({"a": ["decided", "expired:a"]}, "a", "start each other", [["a"]]),
        ({"a": ["decided", "breached:b"], "b": ["breached:a"]}, "", "start each other", [["a", "b"]]),
        # Several at once, of both kinds: each is told once.
        (
            {
                "a": ["decided", "breached:b"],
                "b": ["breached:a"],
                "c": ["decided", "expired:c"],
                "d": ["met:e"],
                "e": ["breached:d"],
            },
            "c",
            "each other",
            [["a", "b"], ["c"], ["d", "e"]],
        ),
    ],
)
def test_what_runs_out_by_itself_makes_circles_too(
    rules: dict[str, list[str]], party: str, said: str, circles: list[list[str]]
) -> None:
    """Given deadlines that follow the breach or the expiry of one another in a circle, then each circle is one fault, at
    a line of its own, which says in words what is wrong with it.
    """
    text = starting(rules)
    for id in party:
        text = text.replace(f'id = "{id}"\n', f'id = "{id}"\nwhose = "party"\n')

    faults = faults_of(text)

    assert (
        sorted(sorted(set(re.findall(r"\b[a-e]\b", fault.reason.en.split(": ")[1]))) for fault in faults)
        == circles
    )
    assert all(said in fault.reason.en for fault in faults)
    assert all(fault.reason.da != fault.reason.en for fault in faults)
    assert all(text.splitlines()[fault.line - 1].startswith("after = ") for fault in faults)


def test_a_circle_that_an_event_turns_is_none() -> None:
    """Given a notice after a breach, and the deadline anew when the notice was given, then nothing turns by itself."""
    rules = {"decision": ["decided", "met:notice"], "notice": ["breached:decision"]}
    assert [rule.after for rule in read(starting(rules)).deadlines] == [
        ("decided", "met:notice"),
        ("breached:decision",),
    ]


PARTY = SHORT.replace('met_by = ["decided"]', 'whose = "party"\nmet_by = ["decided"]')
LATE = '\n[[finding]]\nid = "late"\nlabel = { da = "Sent", en = "Late" }\noverdue = "decision"\n'


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (PARTY.replace("met:decision", "breached:decision"), "breached:decision", 'write "expired:decision"'),
        (SHORT.replace("met:decision", "expired:decision"), "expired:decision", 'write "breached:decision"'),
        (SHORT.replace("met:decision", "breached:decission"), "breached:decission", "does not have"),
        (SHORT.replace('met_by = ["closed"]', 'met_by = ["expired:decision"]'), 'met_by = ["expired', "after"),
        (SHORT.replace('met_by = ["closed"]', 'unless = ["breached:decision"]'), 'unless = ["breached', "after"),
        (SHORT.replace('opens = ["application-received"]', 'opens = ["breached:decision"]'), "opens =", "after"),
        (PARTY + LATE, 'overdue = "decision"', "nobody is late"),
        (PARTY.replace('whose = "party"', 'whose = "citizen"'), "whose", '"party"'),
        (PARTY.replace('whose = "party"', "total_suspension = 0"), "total_suspension", "1"),
        (
            SHORT + '\n[[presumption]]\nevent = "decission-notified"\nworking_days = 6\n',
            "decission",
            "decision-notified",
        ),
        (SHORT + '\n[[presumption]]\nevent = "decision-notified"\n', "[[presumption]]", "working_days"),
        (SHORT + '\n[[presumption]]\nevent = "decision-notified"\nworking_days = -1\n', "working_days", "0"),
    ],
)
def test_each_fault_of_parties_and_notices_points_to_its_line(text: str, line: str, says: str) -> None:
    """Given a deadline of the wrong side, or a presumption that is none, then one fault stands at its line, in two
    languages, and says what to write.
    """
    [fault] = faults_of(text)
    assert fault.line == line_of(text, line)
    assert says in fault.reason.en
    assert fault.reason.da != fault.reason.en


def test_a_count_is_the_offices() -> None:
    """Given a deadline that months add up to, when it is said to be the party's, then that is a fault: it has no end to
    run out at.
    """
    text = COUNTING.replace("\n[deadline.accumulation]\n", 'whose = "party"\n[deadline.accumulation]\n')
    [fault] = faults_of(text)
    assert fault.line == line_of(text, 'whose = "party"')


def test_a_presumption_becomes_data_with_its_source() -> None:
    """Given when a notice is taken to have arrived, then the type holds it as it is written; one without is stored as it
    was before there were any.
    """
    written = (
        '\n[[presumption]]\nevent = "decision-notified"\nsent_by = "letter"\nworking_days = 6\n'
        'source = "Ankestyrelsen, Klagefrister"\ncertainty = { da = "høj", en = "high" }\n'
    )
    presumption = Presumption(
        event="decision-notified",
        sent_by="letter",
        working_days=6,
        source="Ankestyrelsen, Klagefrister",
        certainty=Text("høj", "high"),
    )
    assert read(SHORT + written).presumptions == (presumption,)
    assert b"presumption" not in msgspec.json.encode(read(SHORT))


def test_a_name_that_is_wrong_makes_no_circle_besides() -> None:
    """Given a deadline after itself and after one that is misspelt, then the misspelt name is the only fault."""
    (fault,) = faults_of(starting({"alpha": ["met:alpha", "met:betta"], "beta": ["decided"]}))
    assert 'Did you mean "beta"?' in fault.reason.en


@pytest.mark.parametrize("key", ["certainty", "reason"])
def test_how_sure_a_rule_is_and_why_it_is_so_is_said_in_both_languages(key: str) -> None:
    """Given a rule's certainty or reason, then it is in Danish and English, and in one language it is a fault."""
    rule = "term = { weeks = 1 }"
    said = read(SHORT.replace(rule, f'{rule}\n{key} = {{ da = "høj", en = "high" }}')).deadlines[1]
    assert getattr(said, key) == Text("høj", "high")
    (fault,) = faults_of(SHORT.replace(rule, f'{rule}\n{key} = "high"'))
    assert "Danish and English" in fault.reason.en


def test_the_calendars_that_exist_are_the_callers_to_say() -> None:
    """Given a calendar of the office's own, then the type may name it, and no longer one that is not there."""
    own = SHORT.replace('"denmark"', '"borgerservice"')

    assert casetype_file.parse(own, "type.toml", calendars={"borgerservice"})[1] == []
    _, faults = casetype_file.parse(
        SHORT.replace('calendar = "denmark"\n', ""), "type.toml", calendars={"every-day"}
    )
    assert [fault.line for fault in faults] == [1]
    assert 'Unknown calendar "denmark"' in faults[0].reason.en


def test_faults_repeat_no_civil_registration_number() -> None:
    """Given a number like a CPR number where it does not belong, then no fault repeats it, nor long texts."""
    text = SHORT.replace('"fleksjob"', '"sag 010203-1234"').replace('["closed"]\n\n', '["0102031234"]\n\n')
    text = text.replace('calendar = "denmark"', f'role = "{"x" * 500}"')

    faults = faults_of(text)

    said = " ".join(fault.reason.da + fault.reason.en for fault in faults)
    assert len(faults) == 3
    assert "1234" not in said
    assert "x" * 50 not in said


def test_a_byte_order_mark_is_no_fault() -> None:
    """Given a file as some editors on Windows write it, then it is read like any other."""
    assert read("\ufeff" + SHORT.replace("\n", "\r\n")) == read(SHORT)


@pytest.mark.parametrize("text", ["", "[" * 5000, "x = " + "[" * 5000, "x = 1" + "0" * 5000, "\0", "= 1"])
def test_nothing_written_breaks_the_reader(text: str) -> None:
    """Given what is no case type at all, then there are faults in the first line and no error."""
    assert {fault.line for fault in faults_of(text)} == {1}


@given(st.integers(0, len(COUNTING)), st.integers(0, 40), st.text("[]{}=\"'#.\n 0aæ-:", max_size=5))
@settings(deadline=None)
def test_a_damaged_file_gives_a_case_type_or_faults_and_never_breaks(at: int, cut: int, put: str) -> None:
    """Given the file with a piece cut out and another put in, then it is read, or its faults lie within it."""
    text = COUNTING[:at] + put + COUNTING[at + cut :]

    case_type, faults = casetype_file.parse(text, "type.toml")

    assert (case_type is None) == bool(faults)
    assert all(1 <= fault.line <= text.count("\n") + 1 for fault in faults)


def test_the_example_of_the_guide_is_right_and_leaves_no_key_out() -> None:
    """Given the guide's example, then it reads without fault and uses every field of every struct."""
    example = read(CASE_TYPE_EXAMPLE)

    assert used(example) == fields(CaseType)
    assert set.union(*map(used, example.actions)) == fields(Action)
    assert set.union(*map(used, example.attributes)) == fields(Attribute)
    assert written_in("deadline") == fields(DeadlineRule) - {"accumulation", "reminders"}
    assert written_in("deadline.accumulation") == fields(Accumulation) - {"reasons"}
    assert written_in("deadline.accumulation.reasons") == set(CHOICES)
    assert written_in("presumption") == fields(Presumption)
    assert written_in("finding") == fields(FindingRule)
    assert written_in("check") == fields(Check)
    assert written_in("deadline.reminder") | written_in("meeting_reminder") == fields(ReminderStep)
    assert written_in("citizen") == fields(Citizen)


def written_in(table: str) -> set[str]:
    """The keys of the guide's example that stand under a heading, wherever it comes again."""
    parts = re.split(r"^\[+([a-z_.]+)\]+", CASE_TYPE_EXAMPLE, flags=re.MULTILINE)
    under = "\n".join(text for name, text in zip(parts[1::2], parts[2::2], strict=True) if name == table)
    return set(re.findall(r"^(\w+) =", under, re.MULTILINE))


STRUCTS = [
    CaseType,
    Action,
    Attribute,
    DeadlineRule,
    Term,
    Accumulation,
    Presumption,
    FindingRule,
    Check,
    ReminderStep,
    Citizen,
]


@pytest.mark.parametrize("struct", STRUCTS)
def test_the_guide_describes_every_field(struct: type[msgspec.Struct]) -> None:
    """Given the tables of the guide, then each field of the struct is in one of them."""
    tables = "\n".join(line for line in GUIDE.splitlines() if line.startswith("|"))
    units = {"count", "unit"}  # a term is written as unit = count
    for name in fields(struct) - units:
        assert f"`{name}`" in tables, name
    for unit in ("days", "weeks", "months", "working_days"):
        assert f"{{ {unit} = n }}" in tables


@pytest.mark.parametrize("choice", [PartMonths, WhenBelow, OnChange, FallsDue])
def test_the_guide_says_every_choice_of_months_that_add_up(choice: object) -> None:
    """Given what can be chosen where the law leaves it open, then the table of the guide has each word."""
    table = GUIDE.split("## Months that add up")[1].split("## Findings")[0]
    assert all(f'`"{word}"`' in table for word in get_args(choice))


def test_the_guide_lists_the_events_that_rules_can_name() -> None:
    """Given the guide's table of events, then it is the catalogue, less the one that goes by its action's name and
    those that change nothing in a case."""
    listed = dict(
        re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \|$", GUIDE.split("## Events that rules")[1], re.MULTILINE)
    )

    unnamed = {
        "action-taken",
        "reminder-issued",
        "reminder-withheld",
        "reminder-delivered",
        "reminder-undelivered",
        "reminder-offered",
        "reminder-dismissed",
    }
    assert listed == {topic: EVENT_NAMES[topic].da for topic in CATALOGUE if topic not in unnamed}


def test_the_calendar_of_the_guide_is_right() -> None:
    """Given the guide's calendar, then it reads without fault and uses every key of the form."""
    calendar, faults = calendar_file.parse(CALENDAR_EXAMPLE, "calendar.toml")

    assert faults == []
    assert calendar is not None
    assert set(re.findall(r"^(\w+) =", CALENDAR_EXAMPLE, re.MULTILINE)) == set(
        calendar_file.CalendarForm.__struct_fields__
    )


def test_the_guide_links_to_what_deadlines_do() -> None:
    """Given the guide, then the page that it sends its reader to is there."""
    assert "(deadlines.md)" in GUIDE
    assert (Path(__file__).parents[3] / "docs" / "deadlines.md").exists()


def fields(struct: type[msgspec.Struct]) -> set[str]:
    """The names of a struct's fields."""
    return set(struct.__struct_fields__)


def used(thing: msgspec.Struct) -> set[str]:
    """The fields that differ from nothing at all."""
    return {name for name in thing.__struct_fields__ if getattr(thing, name) not in (None, (), False)}


@pytest.mark.parametrize(
    ("table", "name"),
    [*(("attribute", name) for name in ("case", "unit", "type", "state", "responsible")), ("check", "stratum")],
)
def test_what_every_case_has_already_is_no_name(table: str, name: str) -> None:
    """Given an attribute or a check called like a column that every answer has, then it is a fault at its line."""
    key = "name" if table == "attribute" else "id"
    extra = f'\n[[{table}]]\n{key} = "{name}"\nlabel = {{ da = "x", en = "x" }}\n'

    case_type, faults = casetype_file.parse(SHORT + extra, "type.toml")

    assert case_type is None
    [fault] = faults
    assert (fault.line, name in fault.reason.en) == (SHORT.count("\n") + 3, True)
