"""The tables of every report and their columns. The digests of published editions rest on them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.publications import TargetsPublished
from sagsgang.domain.fold.law import Law
from sagsgang.domain.rules.targets import Target, Targets
from sagsgang.domain.text import Text
from sagsgang.reports.kinds.catalogue import KINDS
from sagsgang.reports.model.kind import Audience, ReportRequest, Rulebook
from sagsgang.reports.model.report import digest_of
from sagsgang.reports.model.span import span_of

from ..made import report

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
AT = datetime(2010, 1, 1, tzinfo=UTC)
NAME = Text("Navn", "Name")
PERIODS = {"month": "2010-03", "quarter": "2010-Q1", "half": "2010-H1", "year": "2010"}

CONTRACT = Targets(
    id="contract",
    title=NAME,
    year=2010,
    targets=(Target(id="complaints", label=NAME, measure="complaints", column="received", at_most=4),),
)
PUBLISHED = TargetsPublished(source="test", id="1", occurred=AT, definition=CONTRACT)
RULEBOOK = Rulebook(Law(()), [Recorded(1, "$targets/contract", 1, AT, PUBLISHED)])
# What a question answers, where the columns rest on it.
ANSWERS = {
    "targets": [{"contract": "contract", "target": "complaints"}],
    "answers": [{"type": "review", "concerns": "P-1", "stratum": "North", "check": "basis", "answer": "ok"}],
}

TIMELINESS = "fell_due on_time late still_open timeliness_pct"
STANDING = "open overdue not_overdue falls_due"
TIMES = "n median_days p90_days mean_days max_days"
COMPARED = "received before change_pct year_before year_change_pct decided upheld"
MONTH = {
    "timeliness": f"type deadline {TIMELINESS}",
    "trend": f"period type deadline {TIMELINESS}",
}
UNITS = {"timeliness-units": f"type deadline unit {TIMELINESS}"}
OPEN = {"backlog": f"unit {STANDING}", "falls-due": f"type deadline {STANDING}"}
FINDINGS = {"findings": "type finding n in_cases"}
CASES = "case type deadline cycle due days_left"
TARGETS = {"targets-contract": "target unit at_most at_least expected figure figure_before status"}

SHAPES: dict[tuple[str, Audience | None], dict[str, str]] = {
    ("monthly-status", "team"): {**MONTH, **OPEN, **FINDINGS, "cases": f"{CASES} responsible"},
    ("monthly-status", "quality"): {
        **MONTH,
        **UNITS,
        **OPEN,
        **FINDINGS,
        "cases": f"{CASES} unit responsible",
    },
    ("monthly-status", "director"): {**MONTH, **UNITS, **OPEN},
    ("monthly-status", "committee"): {**MONTH, "backlog": f"type {STANDING}"},
    ("quarterly-complaints", None): {
        "quarters": "period kind received decided upheld",
        "by-kind": f"kind {COMPARED}",
        "by-category": f"category {COMPARED}",
        "by-unit": f"unit {COMPARED}",
    },
    ("half-year-targets", None): TARGETS,
    ("year-end-targets", None): TARGETS,
    ("annual-times", None): {
        "types": f"type {TIMES}",
        "units": f"type unit {TIMES}",
        "years": f"type period {TIMES}",
        "long": "case type state opened_on closed_on days longest_with longest_days on_the_way_days suspended_days",
    },
    ("inquiry-cases", None): {
        "checks": "check ok error corrected not-applicable pending",
        "cases": "case stratum basis",
    },
    ("audit-basis", None): {
        "totals": f"type deadline {TIMELINESS}",
        "deadlines": "case type deadline cycle effect unit responsible due unrolled_on overdue_from breached_at state "
        "state_since outcome anchor_position state_position",
    },
}


def test_every_report_in_every_version_has_its_shape_pinned() -> None:
    """Given all kinds of reports and their audiences, then each stands in the list above."""
    every = {(kind.id, audience) for kind in KINDS.values() for audience in kind.audiences or (None,)}
    assert every == SHAPES.keys()


@pytest.mark.parametrize(("name", "audience"), SHAPES, ids=str)
def test_a_report_keeps_its_tables_and_their_columns(name: str, audience: Audience | None) -> None:
    """Given a report, its tables have the ids, and their columns the names, that editions out there were digested with.

    If this fails, don't just mend the list: every edition published so far would be told to differ, with exit status
    4, though nobody touched it. Let the report with the other table or column be a kind of another name
    (``monthly-status-2``) and keep the one of this name as it is. The order of tables and a new one count as well; the
    order of columns and what they are called on a page do not. Until a first version of the program is released, or
    for a kind that nobody can have published, mending the list is enough.
    """
    kind = KINDS[name]
    span = span_of(PERIODS[kind.periods[-1]])
    wanted = ReportRequest(
        span, COPENHAGEN, AT, unit="North" if audience == "team" else None, audience=audience, case="T-1"
    )
    asked = kind.questions(wanted, RULEBOOK)
    sections = kind.sections(wanted, {question: ANSWERS.get(question, []) for question in asked}, RULEBOOK)
    shape = [(section.id, {column.id for column in section.columns}) for section in sections]
    assert shape == [(table, set(columns.split())) for table, columns in SHAPES[name, audience].items()]


def test_the_digest_is_of_the_canonical_json() -> None:
    """Given a report of one table, its digest is the SHA-256 of its figures as JSON: keys sorted, no blanks, UTF-8."""
    [section] = report(rows=[{"unit": "Ærø", "n": 3, "small": True}]).sections
    written = '["r","2010",null,[["units",[{"n":3,"small":true,"unit":"Ærø"}]]]]'
    assert json.loads(written)[3][0][0] == section.id
    assert digest_of("r", "2010", None, [section]) == sha256(written.encode()).hexdigest()
