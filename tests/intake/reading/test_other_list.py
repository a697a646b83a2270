"""Another system's list, as it comes out of a spreadsheet; and that its references are those that an event may have."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sagsgang.domain.problem import Problem
from sagsgang.intake.event.cloudevents import read_cloudevent
from sagsgang.intake.event.input_problems import Malformed
from sagsgang.intake.reading.external_list import OtherList, contents_of, read_list

from ..writing import COPENHAGEN, KNOWN, NOW, cloudevent, packed


def listed(folder: Path, content: bytes, **how: str) -> OtherList:
    """The list in a file with this content."""
    file = folder / "list.csv"
    file.write_bytes(content)
    return read_list(contents_of(file), str(file), **how)  # type: ignore[arg-type]  # only texts are given here


@pytest.mark.parametrize(
    "content", [b"Case;Office\rA-1;Counter\rA-2;Desk\r", b"\xef\xbb\xbfCase;Office\rA-1;x\rA-2;y"]
)
@pytest.mark.parametrize("pack", [False, True])
def test_line_ends_of_an_old_mac(tmp_path: Path, content: bytes, pack: bool) -> None:
    """Given lines that end with a carriage return alone, packed or not, then both cases are read, from lines 2 and 3."""
    found = listed(tmp_path, packed(content) if pack else content)
    assert [(row.line, row.key) for row in found.rows] == [(2, "A-1"), (3, "A-2")]
    assert (found.key, found.delimiter, found.lines) == ("Case", ";", 2)


@pytest.mark.parametrize(
    ("header", "delimiter"),
    [
        ('Case,"Office; of; x"', ","),
        ('"a, b, ""c"", d";Office', ";"),
        ("Case\tOffice, floor, room", ","),
        ("Case", ";"),
    ],
)
def test_the_delimiter_is_what_stands_between_names(tmp_path: Path, header: str, delimiter: str) -> None:
    """Given delimiters within a quoted name, then they do not count; of several outside, the most frequent does."""
    assert listed(tmp_path, header.encode() + b"\n").delimiter == delimiter


def test_a_first_line_that_is_none_of_columns(tmp_path: Path) -> None:
    """Given a carriage return in the middle of the first line, then a Problem says that it can't be read."""
    with pytest.raises(Problem) as caught:
        listed(tmp_path, b"Case;Office\rA-1;x\nA-2;y\n")
    assert caught.value.code == "empty-list"


@pytest.mark.parametrize(
    ("reference", "accepted"),
    [
        ("0102031234", True),
        ("P-2015-0001", True),
        ("320101-1234", True),
        ("010203-1234", False),
        ("010203.1234", False),
        ("010203–1234", False),
        ("010203 - 1234", False),
        ("610203-1234", False),
        ("sag/010203-1234", False),
    ],
)
def test_both_doors_accept_the_same_references(tmp_path: Path, reference: str, accepted: bool) -> None:
    """Given a reference, then a list may have it exactly where an event may: ten digits are a case's number, what is
    written as a CPR number is none. Neither repeats it."""
    found = listed(tmp_path, f"Case;Office\n{reference};x\n".encode())
    line = json.dumps(cloudevent(subject=reference)).encode()
    if accepted:
        assert [row.key for row in found.rows] == [reference]
        assert read_cloudevent(line, known=KNOWN, now=NOW, zone=COPENHAGEN).case == reference
        return
    [bad] = found.bad
    assert bad.code == "personal-key"
    with pytest.raises(Malformed) as caught:
        read_cloudevent(line, known=KNOWN, now=NOW, zone=COPENHAGEN)
    assert caught.value.code == "bad-case-id"
    for text in (bad.reason, caught.value.text):
        assert "CPR" in text.da
        assert "1234" not in text.da + text.en


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (packed(b"case;state\n1;open\n2;open\n")[:-3], "damaged-file"),
        (packed(b"case;state\n1;open\n2;open\n") + b"x", "damaged-file"),
        (b"PK\x03\x04" + bytes(40), "wrong-file"),
        ("case;state\n1;open\n".encode("utf-16"), "wrong-file"),
    ],
)
def test_a_list_that_is_not_whole_is_no_list(tmp_path: Path, content: bytes, code: str) -> None:
    """Given a packed list that is cut short or followed by rubbish, a spreadsheet, or two bytes a letter, then nothing of
    it is compared: every case behind the damage would be missing there."""
    with pytest.raises(Problem) as caught:
        listed(tmp_path, content)
    assert caught.value.code == code
