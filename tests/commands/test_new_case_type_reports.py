"""A case type that is in nobody's code goes through every command: its reports, made, published and restated.

The library is that of ``library_cases``; the table in ``test_new_case_type_figures`` says how its deadlines ended.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from typing import Any

from . import library_cases as cases
from .library_office import OF_TYPE, Account, about, has

# One journal for all of them, on one worker.

# Each kind of report: what it is asked for, and the figures of some rows of some section.
REPORTS: dict[str, tuple[tuple[str, ...], dict[str, list[dict[str, Any]]]]] = {
    "monthly-status": (
        ("--period", "2021-06", *OF_TYPE),
        {
            "timeliness": [
                {"deadline": "receipt", "fell_due": 3, "on_time": 3},  # L-06, L-10, L-12
                {"deadline": "search", "fell_due": 2, "on_time": 2},  # L-06, L-10
            ]
        },
    ),
    "quarterly-complaints": (
        ("--period", "2021-Q2", "--type", cases.COMPLAINTS),
        {
            "by-kind": [
                {"kind": "decision", "received": 1, "before": 0, "upheld": 1},
                {"kind": "handling", "received": 1, "before": 1, "change_pct": 0.0},
            ]
        },
    ),
    "half-year-targets": (
        ("--period", "2021-H1"),
        {
            "targets-library-2021": [
                {"target": "music-supplied", "figure": 83.3, "status": "on-track"},
                {"target": "maps-supplied", "figure": 75.0, "status": "behind"},  # L-02, L-04, L-08, not O-2
                {"target": "loan-time", "figure": 43.0, "status": "on-track"},
            ]
        },
    ),
    "year-end-targets": (
        ("--period", "2021"),
        {
            "targets-library-2021": [
                {"target": "music-supplied", "figure": 83.3, "status": "reached"},
                {"target": "maps-supplied", "figure": 57.1, "status": "missed"},
                {"target": "loan-time", "figure": 43.0, "status": "reached"},
            ]
        },
    ),
    "annual-times": (
        ("--period", "2021", *OF_TYPE),
        {
            "types": [{"type": cases.TYPE, "n": 5, "median_days": 43.0}],
            "units": [
                {"unit": cases.EAST, "n": 3, "median_days": 43.0},  # 56, 19, 43
                {"unit": cases.WEST, "n": 2, "median_days": 27.5},  # 53, 2
            ],
        },
    ),
    "inquiry-cases": (
        ("--period", "2022-01", "--case", "CHECK-1"),
        {
            "cases": [
                {"stratum": "maps", "order-complete": "corrected", "terms-noted": "ok"},
                {"stratum": "maps", "order-complete": "ok", "terms-noted": "pending"},
                {"stratum": "music", "order-complete": "not-applicable"},
                {"stratum": "music", "order-complete": "not-applicable"},
            ]
        },
    ),
    "audit-basis": (("--period", "2021-Q2", *OF_TYPE), {}),
}


@about("report list", "report make")
def test_every_kind_of_report_is_made_in_every_form(told: Account) -> None:
    """Given the library's case type, then every kind of report has its figures, for whomever it is made, and is
    written as a page, a document, a workbook and rows, none of which has a person in it.
    """
    listed = {one["report"]: one["for"] for one in told("report", "list")["reports"]}
    assert listed.keys() == REPORTS.keys()
    for kind, (asked, expected) in REPORTS.items():
        report = told("report", "make", kind, *asked)
        sections = {section["id"]: section["rows"] for section in report["sections"]}
        for section, rows in expected.items():
            found = sorted(sections[section], key=lambda row: row.get("stratum") or "")
            assert all(has(row, **figures) for row, figures in zip(found, rows, strict=True)), kind
        for audience in listed[kind]:
            of_team = ("--unit", cases.WEST) if audience == "team" else ()
            assert told.call("report", "make", kind, *asked, "--for", audience, *of_team).status == 0
        _is_written_in_every_form(told, kind, asked, report)


def _is_written_in_every_form(told: Account, kind: str, asked: tuple[str, ...], report: dict[str, Any]) -> None:
    folder = told.library.folder / kind
    made = told.call("report", "make", kind, *asked, "--format", "html,pdf,xlsx,csv", "--to", folder, "--json")
    assert made.status == 0, made
    files = [folder / name for name in json.loads(made.out)["files"]]
    endings = Counter(file.suffix for file in files)
    assert endings == {".html": 1, ".pdf": 1, ".xlsx": 1, ".csv": len(report["sections"])}
    for file in files:
        content = file.read_bytes()
        if file.suffix == ".xlsx":
            with zipfile.ZipFile(io.BytesIO(content)) as workbook:
                content = b"".join(workbook.read(name) for name in workbook.namelist())
        assert cases.PERSON.encode() not in content, file.name
    lines = sum(len(file.read_text(encoding="utf-8-sig").splitlines()) for file in files if file.suffix == ".csv")
    assert lines == sum(1 + len(section["rows"]) for section in report["sections"])


@about("report make")
def test_the_auditor_can_count_it_again(told: Account) -> None:
    """Given the second quarter of 2021, then of twenty deadlines thirteen were met in time, two late, one stands open,
    and four count nowhere: the three of L-07, which was withdrawn, and L-08's first agreement.
    """
    asked, _ = REPORTS["audit-basis"]
    sections = {one["id"]: one["rows"] for one in told("report", "make", "audit-basis", *asked)["sections"]}
    outcomes = Counter(row["outcome"] for row in sections["deadlines"])
    assert outcomes == {"on-time": 13, "late": 2, "still-open": 1, "not-counted": 4}
    assert sum(row["fell_due"] for row in sections["totals"]) == 16
    nowhere = {(row["case"], row["deadline"]) for row in sections["deadlines"] if row["outcome"] == "not-counted"}
    assert nowhere == {("L-07", "receipt"), ("L-07", "search"), ("L-07", "supply"), ("L-08", "pick-up")}


@about("report publish", "report editions", "report restate")
def test_a_published_report_is_restated_by_the_late_event_alone(told: Account) -> None:
    """Given the status of June, published before the receipt of L-12 was registered, then the edition can be made
    again, and the one event makes the difference: two of three receipts in time, now three of three.
    """
    [published] = told.earlier("report publish")
    assert (published["edition"], published["already"]) == (1, False)
    assert [one["digest"] for one in told("report", "editions")["editions"]] == [published["digest"]]
    asked = ("monthly-status", "--period", "2021-06", *OF_TYPE, "--for", "quality")
    restated = told("report", "restate", *asked)
    assert restated["same"] is True
    [cause] = restated["events"]
    assert (cause["case"], cause["event"], cause["sort"]) == ("L-12", "receipt-sent", "late")
    of_the_month = [one for one in restated["figures"] if one["section"] == "timeliness"]
    assert {one["column"]: (one["before"], one["after"]) for one in of_the_month} == {
        "on_time": (2, 3),
        "still_open": (1, 0),
        "timeliness_pct": (66.7, 100.0),
    }
    assert {one["row"]["deadline"] for one in of_the_month} == {"receipt"}
