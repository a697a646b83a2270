"""The directory of who is responsible for what: checked, published, and asked as of any day, as known at any moment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sagsgang.cli import run

from ..conftest import fresh_database
from .conftest import Ask, Call, Page

EXAMPLE = Path(__file__).parents[2] / "examples" / "vejviser" / "vejviser.toml"

OLD = """\
id = "vejviser"
title = { da = "Vejviser", en = "Directory" }

[[entry]]
topic = { da = "Børnetilskud", en = "Child allowance" }
words = ["børn", "penge"]
authority = "Familieforvaltningen"
unit = "Børnekontoret"
source = "Vedtægten § 3"

[[entry]]
topic = { da = "Kontanthjælp", en = "Cash assistance" }
words = ["penge"]
authority = "Socialforvaltningen"

[[entry]]
topic = { da = "Fleksjob", en = "Flexjob" }
authority = "Beskæftigelsesforvaltningen"
unit = "JSV"
note = { da = "Ring først.", en = "Call first." }
"""
# From 1 March 2008 on, cash assistance is another administration's.
NEW = OLD.replace("\n\n", "\nvalid_from = 2008-03-01\n\n", 1).replace(
    '"Socialforvaltningen"', '"Beskæftigelsesforvaltningen"'
)


@pytest.fixture(scope="module")
def directory(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a journal that knows the old directory since 1 January 2008, and the new one since 1 February."""
    folder = tmp_path_factory.mktemp("directory")
    with fresh_database(server_url) as url:
        for name, text, recorded in (("old", OLD, "2008-01-01"), ("new", NEW, "2008-02-01")):
            (folder / f"{name}.toml").write_text(text, encoding="utf-8")
            words = ["directory", "publish", str(folder / f"{name}.toml"), "--recorded", recorded]
            assert run(["--database", url, *words]) == 0
        yield url


def topics(ask: Ask, database: str, *words: str) -> list[str]:
    """What the directory finds, by its Danish topics."""
    return [match["topic"]["da"] for match in ask(database, "directory", "find", *words)["matches"]]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("kontanthjælp", ["Kontanthjælp"]),
        ("KONTANTHJÆLP", ["Kontanthjælp"]),
        ("kontanthjaelp", ["Kontanthjælp"]),
        ("cash", ["Kontanthjælp"]),
        ("boern", ["Børnetilskud"]),
        ("barnet penge", ["Børnetilskud", "Kontanthjælp"]),
        ("tilskud", ["Børnetilskud"]),
        ("fleksjobbet", ["Fleksjob"]),
        ("hvem har ansvaret for fleksjob", ["Fleksjob"]),
        ("børn penge", ["Børnetilskud", "Kontanthjælp"]),
        ("kontanthjælp penge", ["Kontanthjælp", "Børnetilskud"]),
    ],
)
def test_what_is_found(ask: Ask, directory: str, words: str, found: list[str]) -> None:
    """Given words in either language, whatever their case, accents, endings or place in a compound, then the entries that
    speak of them are found, and the one that more of them speak of comes first."""
    assert topics(ask, directory, *words.split()) == found


def test_a_match_says_who_and_by_which_version(ask: Ask, directory: str) -> None:
    """Given a question, then the answer says authority, unit, note and source, and the version it stands in."""
    told = ask(directory, "directory", "find", "flexjob", "--as-of", "2010-01-01")
    assert (told["day"], told["n"], told["nearest"]) == ("2010-01-01", 1, [])
    assert told["matches"] == [
        {
            "topic": {"da": "Fleksjob", "en": "Flexjob"},
            "authority": "Beskæftigelsesforvaltningen",
            "unit": "JSV",
            "note": {"da": "Ring først.", "en": "Call first."},
            "source": None,
            "directory": "vejviser",
            "valid_from": "2008-03-01",
            "position": 2,
        }
    ]


@pytest.mark.parametrize(
    ("moment", "authority"),
    [
        ("--as-of 2008-02-29", "Socialforvaltningen"),
        ("--as-of 2008-03-01", "Beskæftigelsesforvaltningen"),
        ("--as-of 2008-03-01 --known-at 2008-01-31", "Socialforvaltningen"),
        ("--as-of 2008-02-29T23:30:00Z", "Beskæftigelsesforvaltningen"),
    ],
)
def test_which_version_is_in_force(ask: Ask, directory: str, moment: str, authority: str) -> None:
    """Given a directory that governs from 1 March 2008 and was published on 1 February, then it answers for days from then
    on, where it was known; the day is the local one."""
    [match] = ask(directory, "directory", "find", "kontanthjælp", *moment.split())["matches"]
    assert match["authority"] == authority


def test_nothing_found_says_what_is_near(ask: Ask, call: Call, directory: str) -> None:
    """Given a misspelt word, and a compound of a known one, then nothing is found and the topics that may be meant are
    said; given a word like none, then how to see them all. It is an answer, not an error."""
    for word in ("kontanhtjælp", "kontanthjælpsudbetaling"):
        told = ask(directory, "directory", "find", word)
        assert (told["n"], told["matches"]) == (0, [])
        assert [topic["en"] for topic in told["nearest"]] == ["Cash assistance"]
    status, out, _ = call(directory, "directory", "find", "xyzzy")
    assert status == 0
    assert b"sagsgang directory list" in out


def test_what_is_asked_is_not_repeated_with_a_persons_number(call: Call, directory: str) -> None:
    """Given a question with a CPR number in it, then the answer does not repeat it."""
    status, out, err = call(directory, "directory", "find", "xyzzy", "010190-1234")
    assert status == 0
    assert "1234" not in out.decode() + err


def test_directories_are_listed_and_shown(ask: Ask, directory: str) -> None:
    """Given two versions, then both are listed with their positions, and shown is the one in force on the day."""
    listed = ask(directory, "directory", "list")["directories"]
    assert [(one["id"], one["valid_from"], one["position"], one["entries"]) for one in listed] == [
        ("vejviser", None, 1, 3),
        ("vejviser", "2008-03-01", 2, 3),
    ]
    shown = ask(directory, "directory", "show", "vejviser", "--as-of", "2008-01-15")
    assert shown["position"] == 1
    assert shown["directory"]["entries"][1]["authority"] == "Socialforvaltningen"


def test_the_same_directory_twice_is_one(ask: Ask, directory: str, tmp_path: Path) -> None:
    """Given the old directory, when it is published again, then it is the same publication."""
    (tmp_path / "again.toml").write_text(OLD, encoding="utf-8")
    [published] = ask(directory, "directory", "publish", tmp_path / "again.toml")["published"]
    assert published == {"kind": "directory", "id": "vejviser", "position": 1, "already": True}


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        ("find", 2, "at least one word"),
        ("find x --limit -1", 2, "--limit"),
        ("find x --known-at 2007-01-01", 1, "directory publish"),
        ("show nowhere", 2, "vejviser"),
        ("check", 2, "file"),
        ("publish nowhere.toml", 1, "nowhere.toml"),
    ],
)
def test_what_can_not_be_answered(call: Call, directory: str, words: str, status: int, says: str) -> None:
    """Given a call that can't be answered, then one line says what to do, with an exit status."""
    ended, out, err = call(directory, "directory", *words.split())
    assert (ended, out, len(err.splitlines())) == (status, b"", 1)
    assert says in err


FAULTS = {
    '\ntitle = { da = "Vejviser", en = "Directory" }\n': ("\n", 1, '"title" is missing'),
    'id = "vejviser"': ('id = "Vej Viser"', 1, '"id" must be'),
    '"Child allowance" }': ('"Child allowance" }\nphone = "1234"', 6, 'Unknown key "phone"'),
    'authority = "Socialforvaltningen"\n': ("", 11, '"authority" is missing'),
    '"Kontanthjælp", en = "Cash assistance"': ('"børnetilskud", en = "Cash assistance"', 12, "line 5 already"),
    'words = ["børn", "penge"]': ('words = ["børn", 7]', 6, '"words" must be'),
}


@pytest.mark.parametrize("written", FAULTS)
def test_a_fault_has_its_line(call: Call, directory: str, tmp_path: Path, written: str) -> None:
    """Given a directory with one thing wrong, then the check says what, on which line, and nothing is published."""
    becomes, line, reason = FAULTS[written]
    file = tmp_path / "faulty.toml"
    assert OLD.count(written) == 1
    file.write_text(OLD.replace(written, becomes), encoding="utf-8")
    status, out, _ = call(directory, "directory", "check", file, "--json")
    [fault] = json.loads(out)["errors"]
    assert (status, fault["line"]) == (1, line)
    assert reason in fault["reason"]["en"]
    status, _, err = call(directory, "directory", "publish", file)
    assert status == 1
    assert f"faulty.toml:{line}:" in err


def test_every_fault_is_found_at_once(call: Call, directory: str, tmp_path: Path) -> None:
    """Given a file with several things wrong and one in order, then all faults are said, from the top down."""
    (tmp_path / "bad.toml").write_text('id = "X"\n\n[[entry]]\ntopic = "Fleksjob"\n', encoding="utf-8")
    (tmp_path / "empty.toml").write_text(OLD.partition("[[entry]]")[0] + "entry = []\n", encoding="utf-8")
    (tmp_path / "good.toml").write_text(OLD, encoding="utf-8")
    files = [tmp_path / f"{name}.toml" for name in ("bad", "empty", "good")]
    status, out, _ = call(directory, "directory", "check", *files, "--json")
    told = json.loads(out)
    assert status == 1
    assert told["directories"] == ["vejviser"]
    assert [(Path(one["file"]).name, one["line"]) for one in told["errors"]] == [
        ("bad.toml", 1),
        ("bad.toml", 1),
        ("bad.toml", 3),
        ("bad.toml", 4),
        ("empty.toml", 4),
    ]


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("language", ["da", "en"])
def test_the_pages_fit(page: Page, directory: str, language: str, width: int) -> None:
    """Given the example's long names, when it is shown and asked, then no line is too long, in either language."""
    for words in (("check", EXAMPLE), ("list",), ("show", "vejviser"), ("find", "penge")):
        text = page(directory, "directory", *words, language=language, width=width)
        assert max(map(len, text.splitlines())) <= width


def test_the_example_says_what_it_made_up(ask: Ask, call: Call, database_url: str) -> None:
    """Given the example, then every entry either names the document that says so, or says that it is constructed."""
    assert call(database_url, "directory", "publish", EXAMPLE)[0] == 0
    entries = ask(database_url, "directory", "show", "vejviser")["directory"]["entries"]
    assert len(entries) > 5
    for entry in entries:
        made_up = "Constructed" in (entry.get("note") or {"en": ""})["en"]
        assert made_up != bool(entry.get("source")), entry["topic"]["en"]
