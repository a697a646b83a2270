"""A mapping file that cannot be used says so before the first row, with the line and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from sagsgang.domain.problem import Problem
from sagsgang.intake.definitions.written_file import WrittenFile
from sagsgang.intake.mapping.mapping import MappingError
from sagsgang.intake.mapping.mapping_file import located, parse_mapping, read_mapping
from sagsgang.intake.translation.translator import Translator

from ..writing import KNOWN, NOW, mapping

TOP = """source = "urn:log"
case = "${case}"
case_type = "permit"
occurred = "${when}"
"""
CLOSED = '\n[[event]]\nevent = "closed"\n'


def error(text: str) -> MappingError:
    """Why a mapping cannot be used."""
    with pytest.raises(MappingError) as caught:
        parse_mapping(text, "m.toml")
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (TOP + "x = = 1" + CLOSED, 5, "not valid TOML"),
        (TOP + CLOSED + "whn = {}\n", 8, 'Did you mean "when"?'),
        (TOP + 'unmatchd = "ignore"\n' + CLOSED, 5, 'Did you mean "unmatched"?'),
        (TOP, 1, 'The key "event" is missing'),
        (TOP + "event = []\n", 5, "at least one"),
        (TOP + "zone = 'Europe/Copenhaven'\n" + CLOSED, 5, 'no time zone "Europe/Copenhaven"'),
        (TOP + "unmatched = 'drop'\n" + CLOSED, 5, 'must be one of "reject", "ignore", not "drop"'),
        (TOP + "format = 'xlsx'\n" + CLOSED, 5, 'must be one of "csv", "xes", "jsonl", not "xlsx"'),
        (TOP + "empty = [0]\n" + CLOSED, 5, '"empty" must be a text in quotes: "0".'),
        (TOP + "empty = ''\n" + CLOSED, 5, "must be a list"),
        (TOP + '[csv]\ndelimiter = ";;"\n' + CLOSED, 6, "one ASCII character"),
        (TOP + '[csv]\nencoding = "utf-16"\n' + CLOSED, 6, "no lines to read"),
        (TOP + '[csv]\nencoding = "latin-99"\n' + CLOSED, 6, "unknown encoding"),
        (TOP + '[csv]\ndelimeter = ";"\n' + CLOSED, 6, 'Did you mean "delimiter"?'),
        (CLOSED, 1, 'The key "source" is missing'),
        ('source = "urn:log"\n' + CLOSED, 3, "case: is missing"),
        (TOP.replace("${when}", "$when") + CLOSED, 4, "write columns as"),
        (TOP.replace("${case}", "${}") + CLOSED, 2, "write columns as"),
        (TOP + CLOSED + 'event = "closed"\n', 8, "not valid TOML"),
        (TOP + CLOSED + 'action = "site-visit"\n', 7, "either event or action"),
        (TOP + CLOSED.replace("event =", "note ="), 6, "either event or action"),
        (TOP + CLOSED.replace('"closed"', '"close"'), 7, "did you mean closed?"),
        (TOP + CLOSED.replace('"closed"', '"action-taken"'), 7, "use action"),
        (TOP + CLOSED.replace('"closed"', '"corrected"'), 7, "send as CloudEvents"),
        (TOP + CLOSED + CLOSED + 'only = "frist"\n', 11, 'must be one of "each", "first", "last", not "frist"'),
        (TOP + CLOSED + 'fields = { outcome = "x" }\n', 8, "the field is unknown; known: reason"),
        (TOP + CLOSED.replace("closed", "referred"), 6, "is missing in fields"),
        (TOP + CLOSED.replace("closed", "meeting-held") + "fields = { attended = 1 }\n", 8, "true or false"),
        (TOP + CLOSED + 'when = { step = { matches = "(" } }\n', 8, "not a regular expression"),
        (TOP + CLOSED + 'when = { step = { matsch = "a" } }\n', 8, 'Did you mean "matches"?'),
        (TOP + CLOSED + 'occurred = { column = "when", format = "%Q" }\n', 8, "the format %Q cannot be used"),
        (
            TOP + CLOSED + 'attributes = { a = { column = "a", type = "float" } }\n',
            8,
            'one of "text", "integer", "number"',
        ),
        (
            TOP + CLOSED + 'attributes = { a = { column = "a", type = "number", decimal = ";" } }\n',
            8,
            'one of ".", ","',
        ),
        (TOP + CLOSED + 'attributes = { a = { colum = "a" } }\n', 8, 'Did you mean "column"?'),
        (TOP + CLOSED + "[event.attributes]\na = 'x'\nb = '${'\n", 10, "write columns as"),
        (TOP + CLOSED + "# only = 'frist'\nnote = 'only = 1'\nonly = 'frist'\n", 10, '"only" must be one of'),
        (
            TOP + CLOSED + "[event.when]\na = { present = true }\nb = { present = 1 }\n",
            10,
            "must be true or false",
        ),
        (
            TOP + CLOSED + "[event.fields.reason]\ncolumn = 'x'\ntranslate.a = 'b'\ntranslate.c = []\n",
            11,
            "must be a text in quotes or a number or true or false",
        ),
        (
            TOP + CLOSED + "[event.attributes]\nnote = 1\n[[event]]\nevent = 'closed'\nnote = '${'\n",
            12,
            "write colu",
        ),
        (TOP + "recorded = 7" + CLOSED, 5, '"recorded" must be a text in quotes: "7".'),
    ],
)
def test_an_error_has_its_line_and_reason(text: str, line: int | None, reason: str) -> None:
    """Given a mapping with one thing wrong, then file, line and reason are named, in both languages."""
    problem = error(text)

    assert reason in problem.text.en
    assert (problem.details["file"], problem.details["line"]) == ("m.toml", line)
    assert problem.text.en.startswith(f"m.toml, line {line}:" if line else "m.toml:")
    assert problem.text.da.startswith(f"m.toml, linje {line}:" if line else "m.toml:")


def test_no_fault_hides_another() -> None:
    """Given a wrong kind of value, an unknown key, a missing field and a wrong template, then each is said with its line,
    and nothing is said of what is wrong only because of another."""
    text = TOP.replace("${when}", "$when") + "zone = 7\n" + CLOSED.replace("closed", "referred")
    problem = error(text + 'whn = 1\ncase = 8\n[[event]]\nevent = "close"\nattributes = { a = { colum = "a" } }\n')

    lines = [line.partition(": ")[0] for line in problem.text.en.splitlines()]
    assert lines == [f"m.toml, line {line}" for line in (4, 5, 7, 9, 10, 12, 13)]
    assert problem.details["line"] == 4


def test_a_mapping_that_is_not_there_or_not_text_is_said(tmp_path: Path) -> None:
    """Given a path to nothing, and files in another encoding and of no use, then the path is named, and why."""
    (tmp_path / "latin.toml").write_bytes("# Ærø".encode("latin-1"))
    (tmp_path / "large.toml").write_bytes(b"#" * (1024 * 1024 + 1))
    for name, code in (
        ("none.toml", "file-unreadable"),
        ("latin.toml", "file-not-utf8"),
        ("large.toml", "file-too-large"),
    ):
        with pytest.raises(Problem, match=name) as caught:
            read_mapping(tmp_path / name)
        assert caught.value.code == code


def test_a_mapping_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    """Given a mapping as some editors on Windows save it, then it is read like any other."""
    (tmp_path / "bom.toml").write_bytes(b"\xef\xbb\xbf" + (TOP + CLOSED).replace("\n", "\r\n").encode())
    assert read_mapping(tmp_path / "bom.toml") == parse_mapping(TOP + CLOSED)


def test_an_error_repeats_no_cpr_number() -> None:
    """Given a CPR number as a key or a value where it does not belong, then no error repeats it."""
    for line in ('"010203-1234" = 1', 'unmatched = "010203-1234"'):
        assert "1234" not in str(error(TOP + line + CLOSED).text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('case_type = "permitt"\n[[event]]\nevent = "closed"\n', "did you mean permit"),
        ('[[event]]\naction = "site-vist"\n', "did you mean site-visit"),
        ('[[event]]\naction = "phone-call"\n', "phone-call is neither"),
        ('[[event]]\naction = "closed"\n', "closed is an event of the catalogue"),
    ],
)
def test_what_is_not_published_is_said_before_the_first_row(text: str, reason: str) -> None:
    """Given a case type or an action written out that no published type knows, then the import does not begin."""
    with pytest.raises(MappingError) as caught:
        Translator(mapping(text), known=KNOWN, now=NOW)
    assert reason.lower() in caught.value.text.en.lower()


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (
            TOP + CLOSED + CLOSED + "case_type = 'permitt'\n",
            11,
            "[[event]] 2: The case type permitt is not published",
        ),
        (TOP.replace("permit", "permitt") + CLOSED, 3, "did you mean permit?|Did you mean permit?"),
        (TOP + "[[event]]\naction = 'site-visitt'\n", 6, "Did you mean site-visit?"),
    ],
)
def test_what_shows_only_beside_the_journal_has_its_line_too(
    tmp_path: Path, text: str, line: int, reason: str
) -> None:
    """Given a mapping that names a case type or an action that is not published, then the file and the line are said."""
    path = tmp_path / "m.toml"
    path.write_text(text)
    with pytest.raises(MappingError) as caught, located(WrittenFile(str(path), text)):
        Translator(read_mapping(path), known=KNOWN, now=NOW)

    assert (caught.value.details["file"], caught.value.details["line"]) == (str(path), line)
    assert any(one in caught.value.text.en for one in reason.split("|"))
