"""Words of a call that are off are told in a line, with exit status 2; what can't be done, with exit status 1."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from .conftest import Ask, Call
from .office import PERMIT
from .program import carry_out

# The call, and what the line on standard error must name for its reader to see which word is meant.
OFF = [
    ("que", "que"),
    ("--nope", "--nope"),
    ("queue --nope", "--nope"),
    ("stats nope", "nope"),
    ("queue --limit", "--limit"),
    ("queue --limit many", "--limit"),
    ("queue --limit -1", "--limit"),
    ("queue --limit 99999999999999999999", "--limit"),
    ("queue --due-within -1", "--due-within"),
    ("queue --due-within 999999999", "--due-within"),
    ("queue --overdue --overdue=maybe", "--overdue"),
    ("queue --as-of yesterday", "yesterday"),
    ("queue --as-of 2015-02-29", "2015-02-29"),
    ("queue --as-of 9999-12-31", "9999-12-31"),
    ("queue --as-of 0001-01-01", "0001-01-01"),
    ("queue --known-at 24/12/2015", "24/12/2015"),
    ("queue --zone Mars/Base", "Mars/Base"),
    ("queue --zone ../../etc/passwd", "passwd"),
    ("queue --type permitt", "permitt"),
    ("cases --limit -1", "--limit"),
    ("cases --by colour", "colour"),
    ("cases --by unit,colour", "colour"),
    ("case show", "REF"),
    ("case explain 15/0012345 decisjon", "decisjon"),
    ("stats case-time --period week", "week"),
    ("stats case-time --from soon", "soon"),
    ("stats case-time --by colour", "colour"),
    ("stats timeliness --type permitt", "permitt"),
    ("type show permitt", "permitt"),
    ("type diagram permit --format pdf", "pdf"),
    ("type check", "file"),
    ("type publish", "file"),
    ("type publish permit.toml --recorded soon", "soon"),
    ("import log.csv", "--mapping"),
    ("import --mapping mapping.toml", "file"),
    ("append", "FILE"),
    ("append a.jsonl b.jsonl", "b.jsonl"),
    ("rejections --limit -1", "--limit"),
    ("rejections --after -1", "--after"),
    ("rebuild nope", "nope"),
    ("replay --until soon", "soon"),
    ("forecast permitt", "permitt"),
    ("forecast permit --received soon", "soon"),
    ("forecast permit --event decided", "application-received"),
    ("--lang fr queue", "fr"),
    ("queue --database a --database b", "--database"),
]

# The call, and what its line must say: the words are understood, but it can't be done.
UNDOABLE = [
    ("case show 15/0000000", "15/0000000"),
    ("case explain 15/0000000", "15/0000000"),
    ("case show 15/0012345 --known-at 2001-01-01", "15/0012345"),
    ("append nowhere-202603011200.jsonl", "nowhere-202603011200.jsonl"),
    ("append .", "."),
    ("import --mapping nowhere.toml permit.toml", "nowhere.toml"),
    ("import --mapping permit.toml nowhere.csv", "nowhere.csv"),
    ("import --mapping permit.toml permit.toml", "permit.toml"),
    ("type publish nowhere.toml", "nowhere.toml"),
    ("type diagram permit --output nowhere/permit.svg", "nowhere/permit.svg"),
    ("stop", "URL"),
]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of its own to work in, with a case type file."""
    monkeypatch.chdir(tmp_path)
    Path("permit.toml").write_text(PERMIT, encoding="utf-8")


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(("words", "named"), OFF, ids=[words for words, _ in OFF])
def test_words_that_are_off(call: Call, office: str, words: str, named: str) -> None:
    """Given an office, when the words of a call are off, then standard error names them in a line or two, nothing
    stands on standard output, there is no traceback, and the status is 2."""
    status, out, err = call(office, *shlex.split(words))
    assert (status, out) == (2, b"")
    assert named in err
    assert err.startswith("sagsgang: ")
    assert len(err.splitlines()) <= 2
    assert "Unexpected" not in err


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(("words", "named"), UNDOABLE, ids=[words for words, _ in UNDOABLE])
def test_what_cannot_be_done(call: Call, office: str, words: str, named: str) -> None:
    """Given an office, when something is asked that it can't do, then a line says what, of a file a line a fault, and the
    status is 1."""
    status, out, err = call(office, *shlex.split(words))
    assert (status, out) == (1, b"")
    assert named in err
    assert err.startswith("sagsgang: ")
    assert all(named in line for line in err.splitlines())
    assert "Unexpected" not in err


def test_an_append_that_cannot_begin_changes_nothing(
    call: Call, ask: Ask, database_url: str, tmp_path: Path
) -> None:
    """Given a new journal, when a folder, or a file that is not there, is appended, then the journal is as it was:
    above all not live, for that can't be taken back."""
    assert call(database_url, "init")[0] == 0
    for file in (tmp_path, tmp_path / "nowhere.jsonl"):
        assert call(database_url, "append", file)[0] == 1
    told = ask(database_url, "status")
    assert (told["position"], told["live"]) == (0, False)


@pytest.mark.parametrize(
    "words",
    [
        "--as-of 2015-12-20 --limit 2 --json queue --type permit",
        "--type permit queue --json --as-of 2015-12-20 --limit 2",
        "--json queue --limit=2 --as-of=2015-12-20 --type=permit",
        "queue --limit 2 --type permit --json --as-of 2015-12-20",
    ],
)
def test_options_stand_before_and_after_the_command(call: Call, office: str, words: str) -> None:
    """Given the same options before the command, after it, and on both sides, then the answer is the same."""
    status, out, err = call(office, *words.split())
    assert (status, err) == (0, "")
    told = json.loads(out)
    assert told["as_of"] == "2015-12-19T23:00:00Z"
    assert [item["case"] for item in told["items"]] == ["15/0012345", "15/0012348"]


def test_options_stand_before_a_command_of_two_words(ask: Ask, office: str) -> None:
    """Given options before ``case show`` and ``stats case-time``, then they are understood."""
    assert ask(office, "--as-of", "2015-12-20", "case", "show", "15/0012345")["as_of"] == "2015-12-19T23:00:00Z"
    assert ask(office, "--period", "year", "stats", "case-time")["rows"][0]["period"] == "2015"


def test_the_database_is_said_before_or_after(office: str) -> None:
    """Given another database's URL in the environment, when the call says its own before the command or after it, then
    that is the journal that answers."""
    elsewhere = "postgresql://nowhere.invalid/nothing"
    before = carry_out(elsewhere, "--database", office, "cases", "--json")
    after = carry_out(elsewhere, "cases", "--json", f"--database={office}")
    assert (before.status, after.status) == (0, 0)
    assert json.loads(before.out)["open"] == json.loads(after.out)["open"] == 4


def test_a_word_that_is_no_text(office: str) -> None:
    """Given a case's reference in Latin-1 bytes, when it is asked for, then the line says so, and the status is 2."""
    done = carry_out(office, "case", "show", b"\xe6r\xf8".decode(errors="surrogateescape"))
    assert (done.status, done.out) == (2, b"")
    assert "UTF-8" in done.err


@pytest.mark.parametrize(
    "words",
    [
        "case show 010203-1234",
        "case explain 0102031234",
        "case explain 15/0012345 010203-1234",
        "queue --type 010203-1234",
        "queue --as-of 010203-1234",
        "cases --by 010203-1234",
        "append 010203-1234.jsonl",
        "010203-1234",
    ],
)
def test_an_error_repeats_no_cpr_number(call: Call, office: str, words: str) -> None:
    """Given a CPR number where another word belongs, then the error says what is wrong without it: standard error ends
    in logs. (The number of a case, and a date in a file's name, are repeated, as the tests above show.)"""
    status, out, err = call(office, *words.split())
    assert status in (1, 2)
    assert out == b""
    assert "010203" not in err
    assert "******-****" in err


def test_an_error_speaks_the_language_of_the_call(office: str) -> None:
    """Given --lang, SAGSGANG_LANG and the locale, then an error is in the language of the first that is said."""
    words = ("queue", "--as-of", "i går")
    danish, english = "hverken en dato", "neither a date"
    assert english in carry_out(office, *words, "--lang", "en", SAGSGANG_LANG="da").err
    assert danish in carry_out(office, *words, SAGSGANG_LANG="da", LC_ALL="en_GB.UTF-8").err
    assert danish in carry_out(office, *words, SAGSGANG_LANG="", LC_ALL="da_DK.UTF-8").err


def test_a_database_that_is_not_there(call: Call) -> None:
    """Given a URL that is none, and one where no server is, then one line says so without the password, status 1."""
    for url in ("nonsense", "postgresql://anna:p4ssw0rd@127.0.0.1:1/cases", "postgresql://anna:p@ssw0rd@/cases"):
        status, out, err = call(url, "queue")
        assert (status, out) == (1, b"")
        assert len(err.splitlines()) == 1
        assert "ssw0rd" not in err
