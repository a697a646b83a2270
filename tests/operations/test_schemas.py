"""The JSON Schemas of what people write: they take every file that is right, and refuse what ``check`` refuses."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator
from sagsgang.delivery.settings.channels_file import parse_channels
from sagsgang.domain.problem import Problem
from sagsgang.domain.text import LANGUAGES
from sagsgang.domain.written import calendar_file, casetype_file
from sagsgang.intake.definitions import directory_file, report_calendar_file, targets_file
from sagsgang.intake.definitions.written_file import WrittenFile
from sagsgang.intake.mapping.mapping import MappingError
from sagsgang.intake.mapping.mapping_file import parse_mapping
from sagsgang.operations.schemas import FORMS, SchemaAsked, schema

ROOT = Path(__file__).parents[2]
FITS: Callable[[Any], None] = lambda run: None  # noqa: E731 (a stand-in for what the office's reports can be made of)


def _mapping_is_right(text: str) -> bool:
    try:
        parse_mapping(text)
    except MappingError:
        return False
    return True


IS_RIGHT: dict[str, Callable[[str], bool]] = {
    "casetype": lambda text: not casetype_file.parse(text, "", calendars=KNOWN)[1],
    "calendar": lambda text: not calendar_file.parse(text, "")[1],
    "directory": lambda text: not directory_file.parse(text, "")[1],
    "targets": lambda text: not targets_file.parse(text, "")[1],
    "report-calendar": lambda text: not report_calendar_file.parse(text, "", calendars=KNOWN, fits=FITS)[1],
    "mapping": _mapping_is_right,
    "channels": lambda text: not parse_channels(text, "")[1].faults,
}
KNOWN = ("denmark", "every-day", "uk-foi")


@cache
def validator(name: str, language: str = "en") -> Draft202012Validator:
    """What validates by the schema of a name."""
    asked = msgspec.convert({"name": name, "language": language}, SchemaAsked)
    found = msgspec.to_builtins(schema(None, asked))  # type: ignore[arg-type]
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found, format_checker=Draft202012Validator.FORMAT_CHECKER)


def plain(value: Any) -> Any:
    """The values of a TOML file as editors hold them against a schema: dates are texts."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def written() -> Iterator[tuple[str, str]]:
    """Every TOML text of the repository that people are shown, with where it stands."""
    for path in sorted({*ROOT.glob("examples/**/*.toml"), *ROOT.glob("domain/written/calendars/*.toml")}):
        text = path.read_text(encoding="utf-8")
        yield (
            str(path.relative_to(ROOT)),
            text.replace("HERE", "/var/lib") if path.name == "channels.toml" else text,
        )
    for page in sorted(ROOT.glob("docs/*.md")):
        for number, text in enumerate(re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.S)):
            yield f"{page.name} {number}", text


TEXTS = dict(written())
RIGHT = [(where, name) for where, text in TEXTS.items() for name in FORMS if IS_RIGHT[name](text)]


def test_every_kind_of_file_is_among_them() -> None:
    """Given the files of the repository, then of each kind there is one without fault, and every example is of a kind."""
    assert {name for _, name in RIGHT} == set(FORMS)
    of_a_kind = {where for where, _ in RIGHT}
    # What the demonstration's generator reads is no file that an office writes.
    of_an_office = [where for where in TEXTS if where.endswith(".toml") and "/municipality/data/" not in where]
    assert [where for where in of_an_office if where not in of_a_kind] == []


@pytest.mark.parametrize(("where", "name"), RIGHT)
def test_a_file_without_fault_keeps_to_its_schema(where: str, name: str) -> None:
    """Given a file that is checked without fault, then its schema finds none either."""
    found = [error.message for error in validator(name).iter_errors(plain(tomllib.loads(TEXTS[where])))]
    assert found == []


CASE_TYPE = TEXTS["examples/first-case/casetype.toml"]
DEADLINE = '[[deadline]]\nid = "x"\nlabel = { da = "X", en = "X" }\nafter = "decided"\n'
PLANTED = {
    "casetype": [
        (CASE_TYPE, 'colour = "red"\n', ""),
        (CASE_TYPE, 'valid_from = "soon"\nopens = 7\n', ""),
        (CASE_TYPE, "", f"{DEADLINE}term = {{ fortnights = 2 }}\n"),
        (CASE_TYPE, "", f"{DEADLINE}term = {{ weeks = 2, days = 1 }}\n"),
        (CASE_TYPE, "", f"{DEADLINE}term = {{ weeks = 10001 }}\n"),
        (CASE_TYPE, "", f'{DEADLINE}yearly = "13-01"\n'),
        (CASE_TYPE, "", f'{DEADLINE}on = 2020-01-01\nroll = "next-day"\n'),
        (CASE_TYPE, "", '[[action]]\nname = "Visit"\nlabel = { da = "X", en = "X" }\n'),
        (CASE_TYPE, "", '[[action]]\nname = "visit"\nlabel = "Visit"\n'),
        (CASE_TYPE, "", '[[action]]\nlabel = { da = "X", en = "X" }\n'),
        (CASE_TYPE, "", '[[check]]\nid = "c"\nlabel = { da = "X" }\n'),
        (
            CASE_TYPE,
            "",
            f'{DEADLINE}term = {{ days = 1 }}\n[[deadline.reminder]]\nid = "a"\nto = "mayor"\nbefore = {{ days = 1 }}\n',
        ),
        (CASE_TYPE, "", "[citizen]\naddress = {}\n"),
    ],
    "calendar": [
        (TEXTS["domain/written/calendars/denmark.toml"], "open = ['soon']\n", ""),
        (TEXTS["domain/written/calendars/denmark.toml"], "zon = 'Europe/Paris'\n", ""),
        (
            TEXTS["domain/written/calendars/every-day.toml"],
            "also = [{ day = '31-12', name = { da = 'X', en = 'X' } }]\n",
            "",
        ),
    ],
    "directory": [(TEXTS["examples/vejviser/vejviser.toml"], "", '[[entry]]\ntopic = { da = "X", en = "X" }\n')],
    "targets": [
        (TEXTS["examples/targets/2010.toml"], "", '[[target]]\nid = "x"\nmeasure = "happiness"\ncolumn = "n"\n'),
        (TEXTS["examples/targets/2010.toml"].replace("year = 2010", "year = 1010"), "", ""),
    ],
    "report-calendar": [
        (TEXTS["examples/report-calendar/bif-2008.toml"].replace('every = "', 'every = "bi'), "", ""),
        (TEXTS["examples/report-calendar/bif-2008.toml"], 'zones = "UTC"\n', ""),
    ],
    "mapping": [
        (TEXTS["examples/wabo/mapping.toml"], 'unmatched = "drop"\n', ""),
        (TEXTS["examples/wabo/mapping.toml"], "", "[[event]]\naction = 'x'\nwhn = { a = 'b' }\n"),
        (TEXTS["examples/wabo/mapping.toml"], "", "[[event]]\naction = 'x'\nwhen = { a = { less_then = '7' } }\n"),
        (
            TEXTS["examples/wabo/mapping.toml"],
            "",
            "[[event]]\naction = 'x'\nattributes = { a = { colum = 'a' } }\n",
        ),
        (TEXTS["examples/wabo/mapping.toml"], "", "[[event]]\naction = 'x'\nonly = 'second'\n"),
    ],
    "channels": [
        (TEXTS["examples/municipality/channels.toml"], "", '[channel.x]\nkind = "pigeon"\n'),
        (TEXTS["examples/municipality/channels.toml"], "", '[channel.x]\nkind = "folder"\n'),
        (TEXTS["examples/municipality/channels.toml"], "", '[channel.x]\nkind = "folder"\npath = "here"\n'),
        (TEXTS["examples/municipality/channels.toml"], "", '[retry]\nfirst = "soon"\n'),
        (TEXTS["examples/municipality/channels.toml"], "", "[retry]\nfactor = 0\n"),
        (TEXTS["examples/municipality/channels.toml"], "", '[unit."A"]\nmailbox = "a"\n'),
    ],
}


@pytest.mark.parametrize(
    ("name", "text"),
    [(name, above + of + below) for name, planted in PLANTED.items() for of, above, below in planted],
)
def test_a_planted_fault_is_found_by_both(name: str, text: str) -> None:
    """Given a file with one fault of form, then the check and the schema both refuse it."""
    assert not IS_RIGHT[name](text)
    assert [*validator(name).iter_errors(plain(tomllib.loads(text)))] != []


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_says_what_it_holds(name: str, language: str) -> None:
    """Given a schema in either language, then every key has a few words, but for those of a text in two languages."""
    found = validator(name, language).schema
    tables = {"": found, **found["$defs"]}
    silent = [
        (table, key)
        for table, form in tables.items()
        for key, held in form.get("properties", {}).items()
        if not held.get("description") and key not in ("da", "en", "kind") and table != "Reasons"
    ]
    assert silent == []


def lines() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every event of the examples."""
    for path in sorted(ROOT.glob("examples/**/*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            yield f"{path.parent.name}/{path.name} {number}", json.loads(line)


@pytest.mark.parametrize(("where", "event"), [*lines()])
def test_the_events_of_the_examples_keep_to_the_schema(where: str, event: dict[str, Any]) -> None:
    """Given an event that ``append`` takes, then the schema of events takes it."""
    assert [error.message for error in validator("event").iter_errors(event)] == [], where


EVENT = {
    "specversion": "1.0",
    "source": "urn:x",
    "id": "1",
    "type": "decided",
    "subject": "A-1",
    "time": "2026-03-20",
}


@pytest.mark.parametrize(
    "change",
    [
        {"specversion": "0.3"},
        {"time": "yesterday"},
        {"expectedVersion": 1},
        {"data": {"outcom": "granted"}},
        {"type": "referred"},
        {"type": "survey-answered", "data": {"survey": "2010"}},
        {"type": "site-visit", "data": {"outcome": "granted"}},
    ],
)
def test_an_event_with_a_fault_is_refused(change: dict[str, Any]) -> None:
    """Given an event as it should be, then it is taken; with one fault it is not."""
    assert validator("event").is_valid(EVENT)
    assert not validator("event").is_valid(EVENT | change)


def test_an_event_of_a_case_type_is_an_action_of_it_or_of_the_catalogue() -> None:
    """Given the file of a case type, then the schema of its events has its actions and attributes, and no others."""
    file = WrittenFile("casetype.toml", TEXTS["examples/wabo/casetype.toml"])
    found = msgspec.to_builtins(schema(None, SchemaAsked(name="event", casetype=(file,))))  # type: ignore[arg-type]
    case_type, _ = casetype_file.parse(file.text, file.name)
    assert case_type is not None

    of_type = Draft202012Validator(found)
    assert of_type.is_valid(EVENT | {"type": case_type.actions[0].name})
    assert not of_type.is_valid(EVENT | {"type": "site-vist"})
    declared = found["$defs"]["decided"]["properties"]["attributes"]["properties"]
    assert declared.keys() == {one.name for one in case_type.attributes}


def test_an_answer_has_its_schema_and_a_misspelt_name_its_hint() -> None:
    """Given the name of an operation, its schema is that of its answer; given a misspelt one, the one meant is said."""
    found = msgspec.to_builtins(schema(None, SchemaAsked(name="queue")))  # type: ignore[arg-type]
    Draft202012Validator.check_schema(found)
    assert {"open", "overdue", "items"} <= found["$defs"]["Queue"]["properties"].keys()

    with pytest.raises(Problem) as caught:
        schema(None, SchemaAsked(name="casetpe"))  # type: ignore[arg-type]
    assert (caught.value.code, caught.value.kind) == ("unknown-schema", "bad-input")
    assert "casetype" in caught.value.text.en
