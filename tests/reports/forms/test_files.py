"""The files of a report: other reports have other names, and one form that fails leaves the others."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from sagsgang.reports.forms.files import Naming, plain, render, stem

from ..made import report

AT = datetime(2008, 4, 4, 22, tzinfo=UTC)  # midnight in Copenhagen


def test_reports_that_differ_have_names_that_differ() -> None:
    """Given reports that differ in one thing only (units that are alike in plain letters, units in scripts without any,
    a type, a case or a unit of the same name, the zone, the moment, what was known, the edition), all names differ; and
    none has a letter that a file system or a mail server stumbles on.
    """
    whole = msgspec.structs.replace(report(), unit=None, chosen={})
    units = (
        "Team Å",
        "Team Aa",
        "team aa",
        "team-aa",
        "Team_Aa",
        "東京",
        "大阪",
        "..",
        "a" * 300,
        "a" * 301,
        "north",
    )
    reports = [msgspec.structs.replace(whole, unit=unit) for unit in units]
    choices = (
        {"type": "north"},
        {"case": "north"},
        {"case": "North"},
        {"for": "team"},
        {"zone": "America/New_York"},
    )
    reports += [whole, *(msgspec.structs.replace(whole, chosen=chosen) for chosen in choices)]
    names = [stem(one, Naming()) for one in reports]
    said = (
        Naming(as_of=AT),
        Naming(known_at=AT),
        Naming(as_of=AT, known_at=AT),
        Naming(as_of=AT.replace(second=1)),
        Naming(edition=1),
        Naming(edition=2),
        Naming(edition=1, restated=True),
        Naming(edition=1, restated=True, known_at=AT),
    )
    names += [stem(whole, naming) for naming in said]
    assert len({name.lower() for name in names}) == len(names)
    assert not [name for name in names if not set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-_")]
    assert max(map(len, names)) < 150


def test_plain_names_stay_as_they_are() -> None:
    """Given a name in plain letters, it is its own file name; one that loses something keeps what it can."""
    assert plain("centrum-2") == "centrum-2"
    assert plain("Jobcenter Ærø").startswith("jobcenter-aeroe-")


def test_a_name_says_the_moment() -> None:
    """Given a report as of a local midnight, its name says the day; at another time the instant in UTC."""
    whole = msgspec.structs.replace(report(), unit=None, chosen={})
    assert stem(whole, Naming(as_of=AT)) == "monthly-status_2008-03_as-of-2008-04-05"
    assert stem(whole, Naming(known_at=AT.replace(minute=5))).endswith("_known-at-2008-04-04t220500z")


def test_a_form_that_fails_leaves_the_others() -> None:
    """Given a cell that a workbook can't hold, and a page can, then the workbook is named as failed and the page is
    there, whatever their order.
    """
    rows: list[dict[str, Any]] = [{"unit": ("North", "South"), "n": 3}]
    made = render(report(rows=rows, chart=False), ["xlsx", "html"], "en")
    assert (list(made.files), made.failed) == (["en.html"], ["xlsx"])
