"""Rules of finding as people write them: what is wrong with one, beside the names that it uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..words.finding_names import FINDING_NAMES, KINDS, OF_THE_RECORD
from .toml_lines import Path
from .toml_page import Page

LOOKS_FOR = tuple(kind for kind in KINDS if kind != OF_THE_RECORD)
AT_EVENTS = ("missing", "lacks", "recorded_after")


def check_finding(page: Page, path: Path, finding: Mapping[str, Any]) -> None:
    """A rule of finding says one thing that it looks for, and at which events where it looks at events."""
    found = [key for key in LOOKS_FOR if key in finding]
    if len(found) != 1:
        there = ", ".join(found)
        page.fault(
            (*path, found[1]) if found else path,
            da=f"Fundet skal have netop én af {', '.join(LOOKS_FOR)}; det har {there or 'ingen'}.",
            en=f"The finding must have exactly one of {', '.join(LOOKS_FOR)}; it has {there or 'none'}.",
        )
    else:
        _check_at(page, path, finding, found[0])
    if finding.get("id") in [*FINDING_NAMES]:
        page.fault(
            (*path, "id"),
            da=f"»{finding['id']}« er et fund, som hver sagstype har: vælg et andet id.",
            en=f'"{finding["id"]}" is a finding that every case type has: choose another id.',
        )


def _check_at(page: Page, path: Path, finding: Mapping[str, Any], looks_for: str) -> None:
    at = finding.get("at")
    if looks_for not in AT_EVENTS:
        if "at" in finding:
            page.fault(
                (*path, "at"),
                da=f"»{looks_for}« har ingen »at«: fjern den.",
                en=f'"{looks_for}" has no "at": remove it.',
            )
    elif not at:
        page.fault(
            (*path, "at"),
            da=f"»{looks_for}« skal have »at«: de hændelser, der ses på.",
            en=f'"{looks_for}" needs "at": the events that are looked at.',
        )
    elif looks_for == "missing" and (
        at == finding["missing"] or (isinstance(at, list) and finding["missing"] in at)
    ):
        page.fault(
            (*path, "missing"),
            da="Hændelsen kan aldrig mangle, når den selv er den, der ses på.",
            en="The event can never be missing where it is itself the one looked at.",
        )
