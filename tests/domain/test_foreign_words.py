"""What the system and libraries say is said in Danish too, and what is not known is called a quote."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sagsgang.domain.foreign_words import json_words, quoted, system_words, toml_words
from sagsgang.domain.text import Text


def json_fault(raw: bytes) -> Text:
    """Why a line is no JSON."""
    with pytest.raises((msgspec.MsgspecError, RecursionError, UnicodeDecodeError)) as caught:
        msgspec.json.decode(raw)
    return json_words(raw, caught.value)


@pytest.mark.parametrize(
    ("raw", "byte", "says"),
    [
        (b'{"a": NaN}', 7, "no number in JSON: leave the value out, or write null"),
        (b'{"a": -Infinity}', 7, "no number in JSON: leave the value out, or write null"),
        (b'{"a": None}', 7, "in JSON it is null"),
        (b'{"a": True}', 7, "in JSON it is true"),
        (b"{'a': 1}", 2, "write \" instead of '"),
        (b'{"a": 1,}', 9, "a comma too many before }"),
        (b'{"a": 1} x', 10, "more after the object"),
        (b'{"a": 1 "b": 2}', 9, "expected , or }"),
        (b'{"a" 1}', 6, "expected :"),
    ],
)
def test_where_a_line_is_no_json_and_what_to_write(raw: bytes, byte: int, says: str) -> None:
    """Given lines as other languages write them, and with a sign too many or too few, then the byte is counted from 1, as
    an editor does, and what to write is said in both languages."""
    told = json_fault(raw)
    assert f"byte {byte}, where it says" in told.en
    assert says in told.en
    assert "systemet siger" not in told.da


def test_what_is_wrong_with_the_whole_line() -> None:
    """Given a line that is cut off, and one nested a hundred thousand deep, then each is said."""
    assert "ends" in json_fault(b'{"a": ').en
    assert "too deep" in json_fault(b"[" * 100_000).en


@given(st.text(st.sampled_from("{}[],:\"1a \\ue-.tN'\n"), max_size=12))
@example('"\\u12g4"')
def test_no_fault_of_json_is_said_in_english_to_a_danish_reader(text: str) -> None:
    """Given texts of JSON's own signs, when the reader refuses one, then no word of the reader is left in the Danish."""
    fault: Exception | None = None
    try:
        msgspec.json.decode(text.encode())
    except msgspec.MsgspecError as error:
        fault = error
    assert fault is None or "systemet siger" not in json_words(text.encode(), fault).da


BROKEN = [
    *(
        "a",
        "a = ",
        "a = 1 2",
        "= 1",
        "[x",
        "[x]\n[x]",
        "a=1\na=2",
        "a='x",
        'a="x\ny"',
        'a="\\q"',
        "a=[1,",
        "a={b=1",
    ),
    *("a=01", "a=2026-13-01", 'a="""x', "a={b=1}\n[a.c]", "a={b=1,b=2}", "a=tru", 'a="\\ud800"', "[[a]", "#\x01"),
    *("[a]\n[[a]]", "a=[1 2]", "a={b=1}\na.c=2", "[a.b]\n[a]\nb.c=1", "a=2026-02-30T25:00:00", 'a="\\uzzzz"'),
]


@pytest.mark.parametrize("text", BROKEN)
def test_faults_of_toml_are_said_in_danish(text: str) -> None:
    """Given files with the faults that people make, then none of them is told in the library's English."""
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    told = toml_words(str(caught.value))
    assert "systemet siger" not in told.da


def test_what_the_system_says_of_files(tmp_path: Path) -> None:
    """Given a file that is not there, a folder in its place and a path through a file, then the system's reason is said
    in Danish, and in English in its own words."""
    (tmp_path / "file").write_text("")
    for path, da in (
        (tmp_path / "none", "findes ikke"),
        (tmp_path, "det er en mappe"),
        (tmp_path / "file" / "in", "ikke en mappe"),
    ):
        with pytest.raises(OSError) as caught:  # noqa: PT011 - which one is what is tested
            path.read_text()
        told = system_words(caught.value)
        assert da in told.da
        assert told.en == os.strerror(caught.value.errno or 0)


def test_what_is_not_known_is_called_a_quote() -> None:
    """Given an error without a number, of a number that is met nowhere, and a library's words with a CPR number in them,
    then the Danish text says that the system says so, and no number of a person is repeated."""
    assert system_words(OSError("odd")).da == "systemet siger: OSError"
    assert system_words(OSError(99_999, "very odd")).da == "systemet siger: very odd"
    assert "010203" not in json.dumps(msgspec.to_builtins(quoted("bad 010203-1234")))
