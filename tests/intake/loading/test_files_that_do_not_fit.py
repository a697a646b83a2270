"""A file that the mapping does not fit, or that is no text at all, says what it is and which key would mend it."""

from __future__ import annotations

import re

import pytest
from sagsgang.intake.mapping.mapping import MappingError

from ..writing import mapping, packed, records

CLOSED = '[[event]]\nevent = "closed"\n'
CSV = "case,when,step\n1,2026-03-01,Ærø\n"


def refused(content: str | bytes, top: str = "") -> str:
    """Why a CSV file cannot be read with the mapping."""
    with pytest.raises(MappingError) as caught:
        records(content, mapping(top + CLOSED), "log.csv")
    assert caught.value.details["line"] == 1
    assert caught.value.details["file"] == "log.csv"
    return caught.value.text.en


@pytest.mark.parametrize(("mark", "written"), [(";", ";"), ("\t", "\\t"), ("|", "|")])
def test_another_delimiter_is_suggested(mark: str, written: str) -> None:
    """Given columns separated otherwise, then the key that would read them is written out, and reads them."""
    content = CSV.replace(",", mark)
    said = refused(content)

    assert f'write delimiter = "{written}" in [csv]' in said
    [mended] = re.findall(r'delimiter = "[^"]*"', said)
    [row] = records(content, mapping(f"[csv]\n{mended}\n" + CLOSED), "log.csv")
    assert row.row == {"case": "1", "when": "2026-03-01", "step": "Ærø"}


def test_a_comma_is_suggested_where_the_mapping_says_another() -> None:
    """Given ordinary CSV and a mapping for semicolons, then the comma is suggested."""
    assert 'delimiter = ","' in refused(CSV, '[csv]\ndelimiter = ";"\n')


def test_a_missing_column_names_those_that_are_there() -> None:
    """Given a header that is like nothing in the mapping, then its names are shown, and no delimiter is suggested."""
    said = refused("sag,dag,skridt\n1,2026-03-01,x\n")

    assert "the column case is not in the file; it has: sag, dag, skridt" in said


def test_names_in_another_encoding_suggest_the_key() -> None:
    """Given a header with Danish letters as an older system writes them, then ``encoding`` is suggested."""
    assert 'encoding = "cp1252"' in refused("case,when,beløb\n".encode("cp1252"))


@pytest.mark.parametrize("name", ["log.csv", "log.jsonl", "log", "log.csv.gz"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (CSV.encode("utf-16"), "UTF-16: save it as UTF-8"),
        (CSV.encode("utf-16-le"), "UTF-16"),
        (CSV.encode("utf-16-be"), "UTF-16"),
        (b"\xfe\xff" + CSV.encode("utf-16-be"), "UTF-16"),
        (CSV.encode("utf-32"), "UTF-32"),
        (b"PK\x03\x04" + bytes(30), "a spreadsheet"),
        (b"\xd0\xcf\x11\xe0" + bytes(30), "an old spreadsheet"),
        (b"BZh91AY&SY", "bzip2"),
        (b"\xfd7zXZ\0" + bytes(8), "xz"),
    ],
)
def test_a_file_that_is_no_text_is_told_once(content: bytes, said: str, name: str) -> None:
    """Given a file in two bytes a letter, a spreadsheet or another archive, packed again or not, then it is one record
    that says what the file is, whatever it is called."""
    for whole in (content, packed(content)):
        [one] = records(whole, mapping(CLOSED), name)

        assert one.problem is not None
        assert (one.line, one.problem.code) == (1, "wrong-file")
        assert said in one.problem.text.en


def test_xes_in_two_bytes_a_letter_is_read() -> None:
    """Given XES that declares UTF-16, which XML may, then its rows are read."""
    xes = '<?xml version="1.0" encoding="UTF-16"?><log><trace><event><string key="n" value="Ærø"/></event></trace></log>'
    [one] = records(xes.encode("utf-16"), mapping(CLOSED), "log.xes")

    assert one.row == {"n": "Ærø"}
