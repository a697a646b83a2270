"""CSV, XES and JSON lines become rows; a bad record never takes the next ones with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sagsgang.intake.mapping.mapping import MappingError

from ..writing import mapping, packed, records

EVERY_COLUMN = '[[event]]\nevent = "closed"\n'
CSV = "case,when,step\n"


def rows(content: str | bytes, top: str = "", name: str = "") -> list[tuple[int, object]]:
    """Line and row, or line and code, of every record."""
    found = records(content, mapping(top + EVERY_COLUMN), name)
    return [(one.line, one.problem.code if one.problem else one.row) for one in found]


def test_csv_has_its_columns_from_the_header() -> None:
    """Given quotes, doubled quotes, a line break within, both line ends, an empty line: rows with what is not empty."""
    content = CSV + '1,2026-03-01,"a, b"\r\n\n2,2026-03-02,"say ""hi""\nthere"\n3,2026-03-03,\n'

    assert rows(content) == [
        (2, {"case": "1", "when": "2026-03-01", "step": "a, b"}),
        (4, {"case": "2", "when": "2026-03-02", "step": 'say "hi"\nthere'}),
        (6, {"case": "3", "when": "2026-03-03"}),
    ]


def test_csv_may_have_another_delimiter_quote_and_encoding() -> None:
    """Given a file as an older system writes it, with a byte order of its own, then the mapping's [csv] reads it."""
    top = "[csv]\ndelimiter = ';'\nquote = \"'\"\nencoding = 'latin-1'\n"

    assert rows("case;when;step\n1;2026-03-01;'Ærø; nord'\n".encode("latin-1"), top) == [
        (2, {"case": "1", "when": "2026-03-01", "step": "Ærø; nord"})
    ]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("1,2026-03-01", "bad-row"),
        ("1,2026-03-01,a,b", "bad-row"),
        ('1,2026-03-01,"a', "bad-row"),
        ('1,2026-03-01,"a"b', "bad-row"),
        ('1,"2026-03-01,a\n9,2026-03-09,z\n8,2026-03-08,y', "bad-row"),
        ("1,2026-03-01,\0", "bad-row"),
        (b"1,2026-03-01,\xe6", "not-utf8"),
        (b'1,2026-03-01,"\xe6', "not-utf8"),
    ],
)
def test_a_bad_csv_record_leaves_its_neighbours_alone(bad: str | bytes, code: str) -> None:
    """Given a record with a stray quote, other columns or other bytes, then only its first line is rejected."""
    middle = bad if isinstance(bad, bytes) else bad.encode()
    first, *others = rows(CSV.encode() + b"0,2026-03-01,x\n" + middle + b"\n2,2026-03-02,y\n")[1:]
    whole = [found for _, found in others if isinstance(found, dict)]

    assert first == (3, code)
    assert whole[-1] == {"case": "2", "when": "2026-03-02", "step": "y"}
    assert len(whole) == len(others) == 1 + middle.count(b"\n")


@given(st.lists(st.sampled_from(['"', ",", "\n", "a", "\r", "æ", "1,2,3\n", "\0", '","']), max_size=30))
def test_good_csv_lines_come_through_beside_any_rubbish(rubbish: list[str]) -> None:
    """Given any rubbish between good lines, then the good ones after it are still rows."""
    good = [f"good{number},2026-03-01,x\n" for number in range(3)]
    found = records(CSV + good[0] + "".join(rubbish) + "\n" + "".join(good[1:]), mapping(EVERY_COLUMN))
    cases = [one.row["case"] for one in found if one.row and "case" in one.row]

    assert cases[0] == "good0"
    assert cases[-2:] == ["good1", "good2"]


def test_a_column_that_the_mapping_names_must_be_in_the_header() -> None:
    """Given a header without a column that the mapping reads, then the import stops and says which was meant."""
    with pytest.raises(MappingError, match="the column when is not in the file; did you mean whenn"):
        rows("case,whenn,step\n1,2026-03-01,a\n")


def test_a_needed_column_must_not_be_there_twice() -> None:
    """Given a header that names a needed column twice, then it is said instead of taking one of them."""
    with pytest.raises(MappingError, match="twice"):
        rows("case,when,case\n1,2026-03-01,2\n")


def test_an_empty_csv_has_no_rows() -> None:
    """Given an empty file, or one of a header alone, then there are no records, and no error."""
    assert rows("") == rows(CSV) == []


XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <global scope="event"><string key="concept:name" value="UNKNOWN"/></global>
  <string key="name" value="of the log"/>
  <trace>
    <string key="concept:name" value="17"/>
    <event>
      <string key="concept:name" value="a &amp; b"><string key="nested" value="no"/></string>
      <date key="time:timestamp" value="2026-03-01T10:00:00.000+01:00"/>
      <int key="n" value="3"/><string key="none" value=""/>
    </event>
    <event><string key="concept:name" value="c"/></event>
    <string key="late" value="also"/>
  </trace>
  <trace><event><string key="concept:name" value="d"/></event></trace>
</log>
"""


def test_xes_gives_trace_and_event_attributes() -> None:
    """Given two traces, then each event is a row with its trace's attributes, wherever in the trace they stand."""
    of_case = {"case:concept:name": "17", "case:late": "also"}

    assert rows(XES) == [
        (7, of_case | {"concept:name": "a & b", "time:timestamp": "2026-03-01T10:00:00.000+01:00", "n": "3"}),
        (12, of_case | {"concept:name": "c"}),
        (15, {"concept:name": "d"}),
    ]
    assert rows(packed(XES.encode()), name="log.xes.gz") == rows(XES)


def test_a_rejected_xes_event_is_kept_as_a_row_that_can_be_offered_again() -> None:
    """Given an event without bytes of its own, then what is kept of it is JSON that reads as the same row."""
    kept = records(XES, mapping(EVERY_COLUMN))[0].kept()

    assert rows(kept) == [(1, rows(XES)[0][1])]


def test_broken_xes_gives_the_whole_traces_before_it() -> None:
    """Given a file cut in its second trace, then the first trace's events come, then what is wrong and where."""
    cut = XES[: XES.index('value="d"')]
    found = rows(cut)

    assert [line for line, _ in found] == [7, 12, 15]
    assert found[2] == (15, "broken-xml")


def test_xes_may_not_declare_entities() -> None:
    """Given a file that declares an entity, then it is not expanded: the file is rejected."""
    bomb = '<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "aaaa">]><log><trace><event/></trace></log>'

    assert rows(bomb, name="bomb.xes") == [(1, "broken-xml")]


def test_a_damaged_packed_xes_is_said_to_be_damaged() -> None:
    """Given a packed XES cut short, then the damage is the last record."""
    assert rows(packed(XES.encode())[:-20], name="log.xes.gz")[-1][1] == "damaged-file"


def test_json_lines_give_nested_keys_joined_by_dots() -> None:
    """Given objects within objects and lists, then each single value is a column, and null is none."""
    content = '{"a": {"b": 1, "c.d": true}, "e": [2.50, {"f": "x"}], "g": null, "h": ""}\n\n{"a": "\\u00e6"}\n'

    assert rows(content) == [(1, {"a.b": "1", "a.c.d": "true", "e.0": "2.5", "e.1.f": "x"}), (3, {"a": "æ"})]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("{", "not-json"),
        ("[1]", "not-an-object"),
        ('{"a": "\\u0000"}', "wrong-field"),
        (b'{"a": "\xe6"}', "not-utf8"),
    ],
)
def test_a_bad_json_line_leaves_its_neighbours_alone(bad: str | bytes, code: str) -> None:
    """Given a line that is no object, then it is rejected and those beside it are rows."""
    middle = bad if isinstance(bad, bytes) else bad.encode()

    assert rows(b'{"a": 1}\n' + middle + b'\n{"a": 2}\n') == [(1, {"a": "1"}), (2, code), (3, {"a": "2"})]


def test_words_that_mean_none_are_left_out_everywhere() -> None:
    """Given ``NULL`` among the empty values, then no row of any format has it."""
    top = 'empty = ["", "NULL"]\n'

    assert rows(CSV + "1,2026-03-01,NULL\n", top) == [(2, {"case": "1", "when": "2026-03-01"})]
    assert rows('{"case": "1", "step": "NULL"}', top) == [(1, {"case": "1"})]
    assert rows(XES.replace("a &amp; b", "NULL"), top)[0][1] == {
        "case:concept:name": "17",
        "case:late": "also",
        "time:timestamp": "2026-03-01T10:00:00.000+01:00",
        "n": "3",
    }


@pytest.mark.parametrize(
    ("content", "name", "top"),
    [
        (CSV, "log.csv", ""),
        ('{"case": "1"}', "log.jsonl.gz", ""),
        ('{"case": "1"}', "log.ndjson", ""),
        ('\n {"case": "1"}', "log", ""),
        ("<log/>", "log.bin", ""),
        ('{"case": "1"}', "log.csv", 'format = "jsonl"\n'),
    ],
)
def test_the_format_is_told_by_mapping_name_or_content(content: str, name: str, top: str) -> None:
    """Given a file of each format, then it is read without a problem: the mapping counts first, then the name."""
    assert not any(one.problem for one in records(content, mapping(top + EVERY_COLUMN), name))
