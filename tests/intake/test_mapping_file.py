"""A mapping file that cannot be used says so before the first row, with the line and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from sagsgang.intake.mapped import Translator
from sagsgang.intake.mapping import MappingError
from sagsgang.intake.mapping_file import parse_mapping, read_mapping

from .writing import KNOWN, NOW, mapping

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
        (TOP + CLOSED + "whn = {}\n", 8, "did you mean when?"),
        (TOP + 'unmatchd = "ignore"\n' + CLOSED, 5, "did you mean unmatched?"),
        (TOP, None, "is missing"),
        (TOP + "event = []\n", 5, "at least one"),
        (TOP + "zone = 'Europe/Copenhaven'\n" + CLOSED, 5, "time zone Europe/Copenhaven is unknown"),
        (TOP + "unmatched = 'drop'\n" + CLOSED, 5, "wrong form"),
        (TOP + "empty = ''\n" + CLOSED, 5, "wrong form"),
        (TOP + '[csv]\ndelimiter = ";;"\n' + CLOSED, 6, "one ASCII character"),
        (TOP + '[csv]\nencoding = "utf-16"\n' + CLOSED, 6, "no lines to read"),
        (TOP + '[csv]\nencoding = "latin-99"\n' + CLOSED, 6, "unknown encoding"),
        (TOP + '[csv]\ndelimeter = ";"\n' + CLOSED, 6, "did you mean delimiter?"),
        (CLOSED, None, "is missing"),
        ('source = "urn:log"\n' + CLOSED, 3, "case: is missing"),
        (TOP.replace("${when}", "$when") + CLOSED, 4, "write columns as"),
        (TOP.replace("${case}", "${}") + CLOSED, 2, "write columns as"),
        (TOP + CLOSED + 'event = "closed"\n', 8, "not valid TOML"),
        (TOP + CLOSED + 'action = "site-visit"\n', 7, "either event or action"),
        (TOP + CLOSED.replace("event =", "note ="), 6, "either event or action"),
        (TOP + CLOSED.replace('"closed"', '"close"'), 7, "did you mean closed?"),
        (TOP + CLOSED.replace('"closed"', '"action-taken"'), 7, "use action"),
        (TOP + CLOSED.replace('"closed"', '"corrected"'), 7, "send as CloudEvents"),
        (TOP + CLOSED + CLOSED + 'only = "frist"\n', 11, "wrong form"),
        (TOP + CLOSED + 'fields = { outcome = "x" }\n', 8, "the field is unknown; known: reason"),
        (TOP + CLOSED.replace("closed", "referred"), 6, "is missing in fields"),
        (TOP + CLOSED.replace("closed", "meeting-held") + "fields = { attended = 1 }\n", 8, "true or false"),
        (TOP + CLOSED + 'when = { step = { matches = "(" } }\n', 8, "not a regular expression"),
        (TOP + CLOSED + 'when = { step = { matsch = "a" } }\n', 8, "did you mean matches?"),
        (TOP + CLOSED + 'occurred = { column = "when", format = "%Q" }\n', 8, "the format %Q cannot be used"),
        (TOP + CLOSED + 'attributes = { a = { column = "a", type = "float" } }\n', 8, "wrong form"),
        (TOP + CLOSED + 'attributes = { a = { colum = "a" } }\n', 8, "did you mean column?"),
        (TOP + CLOSED + "[event.attributes]\na = 'x'\nb = '${'\n", 10, "write columns as"),
    ],
)
def test_an_error_has_its_line_and_reason(text: str, line: int | None, reason: str) -> None:
    """Given a mapping with one thing wrong, then file, line and reason are named, in both languages."""
    problem = error(text)

    assert reason in problem.text.en
    assert (problem.details["file"], problem.details["line"]) == ("m.toml", line)
    assert problem.text.en.startswith(f"m.toml, line {line}:" if line else "m.toml:")
    assert problem.text.da.startswith(f"m.toml, linje {line}:" if line else "m.toml:")


def test_a_mapping_that_is_not_there_or_not_text_is_said(tmp_path: Path) -> None:
    """Given a path to nothing, and a file in another encoding, then the path is named."""
    (tmp_path / "latin.toml").write_bytes("# Ærø".encode("latin-1"))
    for name, reason in (("none.toml", "cannot be opened"), ("latin.toml", "is not UTF-8")):
        with pytest.raises(MappingError, match=f"{name}: {reason}"):
            read_mapping(tmp_path / name)


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
