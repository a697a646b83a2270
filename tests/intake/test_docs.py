"""What the guides say is what the intake does: their examples are read, their tables are compared."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from sagsgang.domain.events.catalogue import CATALOGUE
from sagsgang.intake.event.cloudevents import read_cloudevent
from sagsgang.intake.event.event_types import own_fields
from sagsgang.intake.event.input_problems import CODES
from sagsgang.intake.mapping.mapping_file import parse_mapping
from sagsgang.intake.translation.translator import Translator
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended

from .writing import COPENHAGEN, KNOWN, NOW, ROOT, entries

GUIDE = (ROOT / "docs" / "integrator.md").read_text(encoding="utf-8")
MAPPING = (ROOT / "docs" / "mapping.md").read_text(encoding="utf-8")
KNOWN_THERE = {**KNOWN, "appeal": frozenset[str]()}


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def tables(text: str, heading: str) -> list[list[str]]:
    """The rows of the table under a heading, without its head."""
    section = re.split(r"^## ", text, flags=re.MULTILINE)
    [found] = [part for part in section if part.startswith(heading)]
    rows = [line.strip("| ").split("|") for line in found.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def test_the_events_of_the_guide_are_taken_by_the_journal(journal: Journal) -> None:
    """Given every event shown in the guide, in its order, then the journal appends each."""
    shown = [
        read_cloudevent(block.encode(), known=KNOWN_THERE, now=NOW, zone=COPENHAGEN)
        for block in blocks(GUIDE, "json")
    ]

    assert len(shown) == 5
    assert all(isinstance(outcome, Appended) for outcome in journal.append(shown))


def test_the_guide_lists_every_event_with_its_fields() -> None:
    """Given the catalogue, then the guide's table has each event once, its fields, and a star where one is needed."""
    listed = {row[0].strip("`"): row[2] if len(row) > 2 else "" for row in tables(GUIDE, "The events")}
    said = {
        topic: ", ".join(f"`{name}`" + "*" * field.required for name, field in own_fields(kind).items())
        for topic, kind in CATALOGUE.items()
    }

    assert listed == said


def test_the_guide_lists_every_code() -> None:
    """Given the codes of the intake, then the guide has each with its meaning, and beside them the journal's."""
    listed = {row[0].strip("`"): row[1] for row in tables(GUIDE, "Errors")}

    assert {code: listed.get(code) for code in CODES} == CODES
    assert set(listed) - set(CODES) == {"id-reused", "version-conflict", "no-case-type", "recorded-backwards"}


@pytest.mark.parametrize("block", blocks(MAPPING, "toml"))
def test_the_mappings_of_the_guide_can_be_used(block: str) -> None:
    """Given every mapping shown, then it is read, and it names only what is published."""
    Translator(parse_mapping(block), known=KNOWN_THERE, now=NOW)


def test_the_first_mapping_makes_of_its_log_what_the_guide_says() -> None:
    """Given the log and the mapping at the head of the guide, then there are the three events that it promises."""
    log = "".join(line[4:] + "\n" for line in MAPPING.splitlines() if line.startswith("    "))
    found = entries(log, parse_mapping(blocks(MAPPING, "toml")[0]), "permits.csv")

    assert [(entry.case, entry.event.name) for entry in found] == [
        ("permit-17", "application-received"),
        ("permit-17", "site-visit"),
        ("permit-17", "decided"),
    ]
    assert found[0].event.attributes == {"channel": "letter", "due": "2026-04-27"}


def test_the_guide_to_mappings_names_every_key() -> None:
    """Given the form of a mapping, then every key of it is explained."""
    from sagsgang.intake.mapping.mapping import Carry, Condition, Csv, Derived, LogMapping, MappedColumn, Rule

    for form in (LogMapping, Rule, MappedColumn, Derived, Condition, Csv, Carry):
        for field in msgspec.structs.fields(form):
            assert (
                f"`{field.encode_name}`" in MAPPING
                or f"[{field.encode_name}]" in MAPPING
                or (f"{field.encode_name} =" in MAPPING)
            ), field.encode_name


@pytest.mark.parametrize(
    "readme", sorted((ROOT / "examples").glob("*/README.md")), ids=lambda one: one.parent.name
)
def test_a_readme_of_an_example_has_five_lines(readme: Path) -> None:
    """Given an example of the intake, then its README is five lines: what, where from, how to load, what to ask."""
    assert len(readme.read_text(encoding="utf-8").splitlines()) == 5
