"""The page for quality controllers lists every finding that the domain can give, and each comes about as it says."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from sagsgang.domain.events.case_events import (
    ActionTaken,
    Annulled,
    ApplicationReceived,
    Closed,
    Corrected,
    Decided,
    GuidanceGiven,
    InformationReceived,
    InformationRequested,
    MeetingHeld,
    Reopened,
    Resumed,
    Suspended,
    TermExtended,
    TermOverridden,
)
from sagsgang.domain.events.office_events import (
    CheckAnswered,
    DifferenceClosed,
    ErrorCorrected,
    SampledCase,
    SampleDrawn,
)
from sagsgang.domain.rules.casetype import Accumulation, Check
from sagsgang.domain.text import Text
from sagsgang.domain.words.finding_names import FINDING_NAMES, KINDS

from ..domain.written_cases import Case, case_type, local, received, rule

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "quality-controller.md").read_text(encoding="utf-8")
LISTED = re.findall(r"^\| `([a-z-]+)` \|", PAGE.split("## The findings of every case type")[1], re.MULTILINE)


def test_every_finding_has_a_name_in_both_languages() -> None:
    """Given the findings of the page, then each is called something in Danish and in English, and nothing else is."""
    assert FINDING_NAMES.keys() == set(LISTED)


def words(node: ast.expr | None) -> set[str]:
    """The texts that an expression can be, as far as they are written out: ``"a" if … else "b"`` is two."""
    match node:
        case ast.Constant(value=str(word)):
            return {word}
        case ast.IfExp(body=one, orelse=other):
            return words(one) | words(other)
        case ast.BoolOp(values=parts):
            return set().union(*map(words, parts))
    return set()


FILES = [*(ROOT / "domain" / "fold").glob("*.py"), ROOT / "domain" / "events" / "corrections.py"]


def written_out() -> set[str]:
    """The codes in the source: what a finding is noted with, what a ``Flaw`` says, what an act without effect returns."""
    found: set[str] = set()
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(attr="_find" | "find"), args=[code, *_]):
                    found |= words(code)
                case ast.Call(func=ast.Name(id="Flaw"), args=[_, code]):
                    found |= words(code)
                case ast.FunctionDef(returns=ast.expr() as gives) if ast.unparse(gives) == "str | None":
                    for line in ast.walk(node):
                        if isinstance(line, ast.Return):
                            found |= words(line.value)
    return found


def literals() -> set[str]:
    """Every text that is written out in those files, as a code that goes a longer way is too."""
    nodes = [node for file in FILES for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def extended(on: str, **said: object) -> Case:
    """A term that ends on 2 March 2015 is extended."""
    return received("2015-01-05").has(TermExtended, on, deadline="answer", **said)


ADDING_UP = rule(
    after=("paid",),
    term=None,
    accumulation=Accumulation(
        months=1,
        within=1,
        counted_by=("paid",),
        part_months="count",
        when_below="stays",
        on_change="by-month",
        falls_due="last-day",
    ),
)


def reviewed(*cases: str) -> Case:
    """A review with one question on its checklist, and a sample of these cases."""
    review = case_type(checks=(Check(id="form-used", label=Text("Skema", "Form")),))
    return received("2015-01-05", review).has(
        SampleDrawn,
        "2015-01-06",
        method="by hand",
        seed="1",
        size=len(cases),
        as_of=local("2015-01-06"),
        position=1,
        population=len(cases),
        digest="",
        cases=tuple(SampledCase(case=case) for case in cases),
    )


ASKING = rule(suspended_by=("information-requested",), resumed_by=("information-received",))

# The code, a case whose last event gives it, and which event of the case it is about.
SHOWN: dict[str, tuple[Case, int]] = {
    "before-opening": (Case().has(GuidanceGiven, "2015-01-02").has(ApplicationReceived, "2015-01-05"), 1),
    "closed-before-opened": (Case().has(Closed, "2015-01-02").has(ApplicationReceived, "2015-01-05"), 1),
    "after-closing": (received("2015-01-05").has(Closed, "2015-01-07").has(Decided, "2015-01-08"), 3),
    "already-closed": (received("2015-01-05").has(Closed, "2015-01-07").has(Closed, "2015-01-08"), 3),
    "already-open": (received("2015-01-05").on(Closed, "2015-01-07").on(Reopened, "2015-01-07"), 3),
    "unexpected-event": (received("2015-01-05").has(MeetingHeld, "2015-01-06"), 2),
    "case-type-differs": (received("2015-01-05").has(GuidanceGiven, "2015-01-06", case_type="other"), 2),
    "no-rule-in-force": (received("2015-01-05", case_type(valid_from=date(2015, 1, 6))), 1),
    "undeterminable": (received("2015-01-05", rule(given="limit")), 1),
    "already-suspended": (received("2015-01-05").has(Suspended, "2015-01-06").has(Suspended, "2015-01-07"), 3),
    "nothing-to-suspend": (received("2015-01-05").has(Decided, "2015-01-06").has(Suspended, "2015-01-07"), 3),
    "suspension-used-up": (
        received("2015-01-05", rule(total_suspension=7))
        .has(Suspended, "2015-01-06")
        .has(Resumed, "2015-01-13")
        .has(Suspended, "2015-01-14"),
        4,
    ),
    "resumed-before-suspended": (
        received("2015-01-05", ASKING)
        .has(InformationReceived, "2015-01-06T09:00")
        .has(InformationRequested, "2015-01-06T10:00"),
        2,
    ),
    "unknown-awaits": (
        received("2015-01-05")
        .has(Suspended, "2015-01-06", awaits="doctor")
        .has(Resumed, "2015-01-07", awaits="docter"),
        3,
    ),
    "unknown-deadline": (received("2015-01-05").has(Suspended, "2015-01-06", deadline="reply"), 2),
    "date-out-of-range": (received("2015-01-05").has(Suspended, "2015-01-06", until=date(9999, 12, 31)), 2),
    "suspended-after-breach": (received("2015-01-05").has(Suspended, "2015-03-03"), 2),
    "suspension-ends-before-it-begins": (
        received("2015-01-05").has(Suspended, "2015-01-06", until=date(2015, 1, 6)),
        2,
    ),
    "not-suspended": (received("2015-01-05").has(Resumed, "2015-01-06"), 2),
    "nothing-to-extend": (
        received("2015-01-05")
        .has(Decided, "2015-01-06")
        .has(TermExtended, "2015-01-07", deadline="answer", days=7, reason="ill"),
        3,
    ),
    "extension-without-reason": (extended("2015-02-02", days=7), 2),
    "extension-without-length": (extended("2015-02-02", reason="ill"), 2),
    "extension-too-late": (extended("2015-03-03", days=7, reason="ill"), 2),
    "extension-not-allowed": (
        extended("2015-02-02", days=7, reason="ill").has(TermExtended, "2015-02-03", days=7, reason="ill"),
        3,
    ),
    "extension-shortens": (extended("2015-02-02", until=date(2015, 3, 1), reason="ill"), 2),
    "override-without-length": (received("2015-01-05").has(TermOverridden, "2015-02-02", reason="ill"), 2),
    "month-unreadable": (
        received("2015-01-05", case_type(ADDING_UP)).has(
            ActionTaken, "2015-01-06", action="paid", attributes={"month": "soon"}
        ),
        2,
    ),
    "unknown-check": (
        reviewed("A").has(CheckAnswered, "2015-01-07", concerns="A", check="form", answer="ok"),
        3,
    ),
    "not-in-sample": (
        reviewed("A").has(CheckAnswered, "2015-01-07", concerns="B", check="form-used", answer="ok"),
        3,
    ),
    "no-error-to-correct": (
        reviewed("A")
        .has(CheckAnswered, "2015-01-07", concerns="A", check="form-used", answer="ok")
        .has(ErrorCorrected, "2015-01-08", concerns="A", check="form-used"),
        4,
    ),
    "unknown-difference": (received("2015-01-05").has(DifferenceClosed, "2015-01-06", difference="17"), 2),
    "unknown-target": (received("2015-01-05").has(Annulled, "2015-01-06", annuls="nowhere"), 2),
    "target-cannot-be-corrected": (
        received("2015-01-05")
        .has(Corrected, "2015-01-06", corrects="1", changes={"note": "by letter"})
        .has(Corrected, "2015-01-07", corrects="2", changes={"note": "by e-mail"}),
        3,
    ),
    "bad-correction": (
        received("2015-01-05").has(Corrected, "2015-01-06", corrects="1", changes={"outcome": "granted"}),
        2,
    ),
}


def test_the_page_says_what_each_rule_of_a_case_type_looks_for() -> None:
    """Given the kinds of finding, then the page tells of each when it comes and goes, and what the others are called."""
    told = re.findall(
        r"^\| `([a-z_]+)` \|", PAGE.split("## What the office wants found")[1].split("## Asking")[0], re.M
    )
    assert [*told, "record"] == list(KINDS)
    assert "`record`" in PAGE


def test_the_page_lists_every_finding_that_the_domain_can_give() -> None:
    """Given the codes written out in the story, the clock and the events in force, then the table has each, once, and
    none that is written nowhere.
    """
    assert len(LISTED) == len(set(LISTED))
    assert written_out() <= set(LISTED) <= literals()


def test_every_listed_finding_has_an_example() -> None:
    """Given the table, then there is an example for each of its lines, and none for another."""
    assert set(LISTED) == set(SHOWN)


@pytest.mark.parametrize("code", SHOWN)
def test_a_finding_is_about_the_event_that_the_page_says(code: str) -> None:
    """Given the shortest case with what a line of the table says, then that event has this finding."""
    case, event = SHOWN[code]
    assert (code, event) in case.findings()


def test_a_case_as_it_should_be_has_no_findings() -> None:
    """Given a case received, guided, decided and closed in time, when its type expects guidance, then all is well."""
    case = received("2015-01-05", case_type(expects=("guidance-given",))).has(GuidanceGiven, "2015-01-06")
    assert case.has(Decided, "2015-02-02").has(Closed, "2015-02-03").findings() == []
