"""The page on statistics speaks of every measure that there is, of each of its figures, and of every key of a target."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from sagsgang.intake.definitions.targets_file import TargetForm, TargetsForm
from sagsgang.projections.statistics.measures import MEASURES
from sagsgang.projections.statistics.targets import Status

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "statistics.md").read_text(encoding="utf-8")
LISTED = dict(
    re.findall(
        r"^\| `([a-z-]+)` \| (.*)$", PAGE.split("## The measures")[1].split("What becomes")[0], re.MULTILINE
    )
)


def test_every_measure_is_listed() -> None:
    """Given the measures of the office, then the page has a line for each, and for no other."""
    assert LISTED.keys() == MEASURES.keys()


@pytest.mark.parametrize(
    "measure", ["case-time", "complaints", "timeliness", "attendance", "satisfaction", "quality"]
)
def test_every_figure_is_named(measure: str) -> None:
    """Given a measure, then each of its figures is named in its line of the page."""
    assert [column for column in MEASURES[measure].columns if f"`{column}`" not in LISTED[measure]] == []


def test_every_key_of_a_target_is_named() -> None:
    """Given the form of a file of targets, then each of its keys is named in the page's section on targets."""
    section = PAGE.split("## Targets")[1]
    assert [
        key
        for key in (*TargetsForm.__struct_fields__, *TargetForm.__struct_fields__)
        if key != "target" and f"`{key}`" not in section
    ] == []


def test_every_status_is_explained() -> None:
    """Given the ways in which a target can stand, then each is explained in the page's section on targets."""
    section = PAGE.split("## Targets")[1]
    statuses = msgspec.json.schema(Status)["enum"]
    assert len(statuses) == 5
    assert [status for status in statuses if f"`{status}`" not in section] == []
