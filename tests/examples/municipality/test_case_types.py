"""The case types of the demonstration: every choice has its source, its certainty or its reason, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest
from sagsgang.domain.rules.casetype import CaseType
from sagsgang.domain.text import Text
from sagsgang.domain.written.casetype_file import parse
from sagsgang.examples.municipality.editions import DATA, EDITIONS, TYPES

FILES = sorted(TYPES.glob("*.toml"))
GENERATED_FROM = "action-plans.toml"  # read by what makes the cases, and no file that an office publishes


def read(file: Path) -> CaseType:
    """A case type without fault."""
    case_type, faults = parse(file.read_text(encoding="utf-8"), file.name)
    assert case_type is not None, faults
    return case_type


def texts(value: object) -> Iterator[Text]:
    """Every text in two languages that stands somewhere in a value."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from texts(getattr(value, name))
    elif isinstance(value, tuple | list):
        for one in value:
            yield from texts(one)
    elif isinstance(value, dict):
        yield from texts(list(value.values()))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_deadline_says_how_certain_it_is_and_why(file: Path) -> None:
    """Given a case type, then each deadline tells its certainty and its reason, and a finding whence it comes or why."""
    case_type = read(file)
    assert case_type.description
    assert all(rule.certainty and rule.reason for rule in case_type.deadlines)
    assert all(finding.source or finding.reason for finding in case_type.findings or ())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_everything_is_said_in_both_languages(file: Path) -> None:
    """Given a case type, then whatever is shown of it is written in Danish and in English, and not the same twice."""
    found = list(texts(read(file)))
    assert len(found) >= 5  # a title, a description, and a label, a certainty and a reason of a deadline
    assert all(text.da.strip() and text.en.strip() for text in found)
    # What is a word in both languages may be the same; a sentence never is.
    assert [text for text in found if text.da == text.en and " " in text.da] == []


def test_only_the_transfer_changes_on_1_march_2008() -> None:
    """Given both versions of the flexjob type, then they differ in the transfer's months and in what is said of it."""
    before, after = (read(TYPES / f"{name}.toml") for name in ("fleksjob", "fleksjob-2008"))
    changed = [
        old.id
        for old, new in zip(before.deadlines, after.deadlines, strict=True)
        if msgspec.json.encode(old) != msgspec.json.encode(new)
    ]
    assert changed == ["transfer"]
    others = [field for field in before.__struct_fields__ if getattr(before, field) != getattr(after, field)]
    assert others == ["valid_from", "deadlines"]


@pytest.mark.parametrize(
    ("before", "after", "findings"),
    [
        ("fleksjob-2008", "fleksjob-2014", {"application-recorded-late", "guidance-recorded-late"}),
        ("ydelse", "ydelse-2014", {"application-recorded-late"}),
        ("klage", "klage-2014", {"complaint-recorded-late"}),
        ("klage-afgoerelse", "klage-afgoerelse-2014", {"complaint-recorded-late"}),
    ],
)
def test_on_1_january_2014_only_the_source_of_registration_changes(
    before: str, after: str, findings: set[str]
) -> None:
    """Given the act of 2013, in force on that day, then what is found of late registration rests on it from then on, and
    no deadline changes.
    """
    old, new = (read(TYPES / f"{name}.toml") for name in (before, after))
    assert new.valid_from == date(2014, 1, 1)
    assert msgspec.json.encode(old.deadlines) == msgspec.json.encode(new.deadlines)
    changed = {
        was.id for was, becomes in zip(old.findings or (), new.findings or (), strict=True) if was != becomes
    }
    assert changed == findings
    others = [name for name in old.__struct_fields__ if getattr(old, name) != getattr(new, name)]
    assert sorted(others) == ["findings", "valid_from"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_source_is_printed_that_was_not_checked(file: Path) -> None:
    """Given a case type, then what stands as a source was looked up; a doubt stands in the certainty, or nothing does."""
    text = file.read_text(encoding="utf-8")
    sources = [line for line in text.splitlines() if line.startswith("source = ")]
    assert [line for line in sources if "efterprøvet" in line or "not checked" in line] == []


def test_the_act_of_2013_judges_nothing_before_2014() -> None:
    """Given what was published before December 2013, then none of it names a section of the act in force from 2014."""
    before = [
        file for edition in EDITIONS if edition.at < datetime(2013, 12, 1, tzinfo=UTC) for file in edition.files
    ]
    assert len(before) > 10
    assert [file.name for file in before if "Offentlighedsloven §" in file.read_text(encoding="utf-8")] == []


def test_every_file_is_published() -> None:
    """Given the case types, the directory and the targets of the demonstration, then each is published once."""
    published = [file for edition in EDITIONS for file in edition.files]
    assert sorted(published) == sorted(
        [*FILES, *(file for file in DATA.glob("*.toml") if file.name != GENERATED_FROM)]
    )
    moments = [edition.at for edition in EDITIONS]
    assert moments == sorted(moments)
