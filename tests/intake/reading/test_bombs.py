"""A small file that asks for gigabytes or hours gets neither: what is too large is told, and the good beside it lands."""

from __future__ import annotations

import json
import os
import time
import tracemalloc
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from sagsgang.domain.problem import Problem
from sagsgang.domain.written.toml_lines import DEEPEST
from sagsgang.domain.written.toml_page import Page
from sagsgang.intake.event.bounds import LONGEST
from sagsgang.intake.mapping import patterns
from sagsgang.intake.mapping.mapping import MappingError
from sagsgang.intake.mapping.mapping_file import parse_mapping
from sagsgang.intake.mapping.patterns import MOST_PIECES
from sagsgang.intake.reading.external_list import contents_of, read_list
from sagsgang.intake.reading.rows import read_rows
from sagsgang.intake.reading.source import Source
from sagsgang.intake.translation.translator import columns_of

from ...commands.program import begin
from ..bombs import CHEAP, LIMIT, MAPPING, event, packed, read_under_limit
from ..writing import entries, mapping, records


@pytest.fixture(scope="module")
def told() -> dict[str, list[str]]:
    """What became of every bomb's records."""
    return read_under_limit()


@pytest.mark.parametrize("name", CHEAP)
def test_a_bomb_is_told_and_the_good_beside_it_is_read(told: dict[str, list[str]], name: str) -> None:
    """Given a bomb between good records, when a program that may hold 500 MB reads it, then the bomb is rejected with its
    line and the good records are there."""
    assert told[name] == CHEAP[name][2]


def test_a_long_trace_waits_on_disk() -> None:
    """Given a trace of 10,000 events of four kilobytes, 40 MB, with the name of its case behind them, then every event has
    that name, and never is more than half of them in memory."""
    long = b'<string key="long" value="%s"/>' % (b"x" * 4_000)
    inside = b"".join(event(str(number), long) for number in range(10_000))
    content = b'<log><trace>%s<string key="name" value="last"/></trace></log>' % inside
    how = parse_mapping(MAPPING)
    seen = 0
    tracemalloc.start()
    try:
        with Source(BytesIO(content)) as source:
            source.origin = "log.xes"
            for record in read_rows(source, how, columns_of(how)):
                assert record.row is not None
                assert (record.row["case"], record.row["case:name"]) == (str(seen), "last")
                seen += 1
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert seen == 10_000
    assert peak < 20 << 20


def test_a_value_of_an_event_that_stands_there_twice_is_refused() -> None:
    """Given an event of XES that says two things under one key, then it is rejected; the same said twice is one."""
    twice = event("1", b'<string key="a" value="x"/><string key="a" value="%s"/>')
    found = records(b"<log>%s%s</log>" % (twice % b"x", twice % b"y"), parse_mapping(MAPPING), "log.xes")

    assert [one.problem and one.problem.code for one in found] == [None, "key-twice"]


@pytest.mark.parametrize(
    "text", ["x = 1\n" + "a." * 100_000 + "b = 1\n", "x = 1\n[" + '"a" . ' * 100_000 + "b]\n"]
)
def test_a_key_of_a_hundred_thousand_parts_is_refused_at_once(text: str) -> None:
    """Given a file of people's in which a key has so many parts, as a key and as a table, then its line is told; reading
    it would take their square."""
    began = time.process_time()
    [fault] = Page(text, "mapping.toml").faults

    assert (fault.line, str(DEEPEST) in fault.reason.en) == (2, True)
    assert time.process_time() - began < 1


def test_a_key_of_ordinary_depth_is_read() -> None:
    """Given dotted words in a text, a comment and keys of a few parts, then nothing is wrong."""
    words = ". ".join(["to be sure"] * 50)
    page = Page(f'a.b.c.d = "{words}" # {words}\n[x.y.z]\n"1.2.3" = "{"9." * 50}"\n', "file.toml")

    assert page.faults == []
    assert page.values["x"]["y"]["z"] == {"1.2.3": "9." * 50}


def test_an_expression_that_would_run_for_years_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given ``(?:a|a)*b``, for which a value of forty letters a takes 2 to the 40th steps, then that row is rejected
    when patience is over, as a value and as a condition, and the next one is read."""
    monkeypatch.setattr(patterns, "PATIENCE", 0.1)
    cut = mapping('[[event]]\nevent = "application-received"\nnote = { column = "x", cut = "^(?:a|a)*[bc]$" }\n')
    when = mapping(
        'unmatched = "ignore"\n[[event]]\nevent = "application-received"\nwhen = { x = { matches = "(?:a|a)*[bc]" } }\n'
    )
    slow, quick = "case,when,x\n1,2026-03-01," + "a" * 40 + "!\n", "case,when,x\n2,2026-03-01,aab\n"
    for how in (cut, when):
        began = time.process_time()
        with pytest.raises(Exception, match="takes too long") as found:
            entries(slow, how)
        assert found.value.code == "too-slow"  # type: ignore[attr-defined]
        assert time.process_time() - began < 5
        assert len(entries(quick, how)) == 1


@pytest.mark.parametrize(
    "pattern",
    ["(((a{1000}){1000}){1000})", "(?:(?:a|b){300}){300}", "x" * 5_000, "(" * 900 + "a" + ")" * 900 + "{20,}" * 2],
)
def test_an_expression_that_is_too_large_is_a_fault_of_the_mapping(pattern: str) -> None:
    """Given expressions that are a billion letters when what they count is written out, then the mapping is refused."""
    with pytest.raises(MappingError):
        mapping(f'[[event]]\nevent = "application-received"\nnote = {{ column = "x", cut = "{pattern}" }}\n')


def test_an_expression_of_ordinary_counts_is_used() -> None:
    """Given four digits, a hyphen and up to six, then the expression is used; its pieces are counted in thousands."""
    how = mapping(
        '[[event]]\nevent = "application-received"\n'
        """note = { column = "x", cut = '([0-9]{4})-0*([0-9]{1,6})' }\n"""
    )
    [entry] = entries("case,when,x\n1,2026-03-01,sag 2026-000117/2\n", how)

    assert entry.event.note == "2026117"
    assert MOST_PIECES > 1_000


def test_a_value_does_not_grow_beyond_a_line() -> None:
    """Given a replacement of a thousand letters for each of ten thousand, then the row is rejected, not ten million
    letters long."""
    how = mapping(
        '[[event]]\nevent = "application-received"\n'
        f'note = {{ column = "x", replace = {{ a = "{"b" * 1_000}" }} }}\n'
    )
    with pytest.raises(Exception, match=str(LONGEST)):
        entries("case,when,x\n1,2026-03-01," + "a" * 10_000 + "\n", how)


def test_a_csv_value_may_be_as_long_as_a_line() -> None:
    """Given a value of 200,000 letters, more than the library takes by itself, then the row is read."""
    how = mapping('[[event]]\nevent = "application-received"\nnote = "${x}"\n')
    [entry] = entries("case,when,x\n1,2026-03-01," + "q" * 200_000 + "\n", how)

    assert entry.event.note == "q" * 200_000


@pytest.mark.parametrize("line", [b"x" * (1 << 20), b"1\n" * 10_000])
def test_a_list_that_unfolds_is_refused(tmp_path: Path, line: bytes) -> None:
    """Given a packed list of some kilobytes that unfolds to 70 MiB, or to 510,000 lines, then it is refused as a whole: of a
    part of a list, what is missing is missing nowhere."""
    file = tmp_path / "list.csv.gz"
    file.write_bytes(packed(iter([b"case\n", *[line] * (70 if len(line) > 20_000 else 51)])))
    assert file.stat().st_size < 200_000
    with pytest.raises(Problem) as found:
        read_list(contents_of(file), str(file))
    assert found.value.code == "list-too-large"


def _peak(database: str, *words: str | Path, folder: Path) -> tuple[int, int]:
    """The exit status of a call, and the bytes that it or a child of its held at most."""
    call = begin(database, *words, folder=folder)
    _, status, used = os.wait4(call.pid, 0)
    call.returncode = os.waitstatus_to_exitcode(status)
    call.communicate()
    return call.returncode, used.ru_maxrss << 10


def _lines() -> Iterator[bytes]:
    for number in range(1_000):
        data = {"casetype": "parking", "note": "a" * 1_000_000}
        said = {"specversion": "1.0", "source": "urn:b", "id": str(number), "type": "application-received"}
        yield json.dumps({**said, "subject": f"C-{number}", "time": "2026-03-01", "data": data}).encode() + b"\n"


def _long_trace() -> Iterator[bytes]:
    yield b"<log><trace>"
    for number in range(3_000_000):
        yield event(str(number % 50))
    yield b"</trace></log>"


@pytest.mark.soak
@pytest.mark.parametrize(
    ("name", "pieces", "words"),
    [
        ("events.jsonl.gz", _lines, ["append"]),
        ("log.xes.gz", _long_trace, ["import", "--check", "--mapping", "m.toml"]),
    ],
)
def test_a_call_holds_less_than_500_mb(
    database_url: str, tmp_path: Path, name: str, pieces: object, words: list[str]
) -> None:
    """Given a file of one megabyte that unfolds to a thousand events of a megabyte, and three million events in one
    trace, when a call takes them, then it needs less than 500 MB."""
    types = Path(__file__).parents[3] / "examples" / "first-case" / "casetype.toml"
    assert _peak(database_url, "type", "publish", types, folder=tmp_path)[0] == 0
    (tmp_path / "m.toml").write_text(MAPPING.replace("permit", "parking").replace('id = "${case}"\n', ""))
    (tmp_path / name).write_bytes(packed(pieces()))  # type: ignore[operator]

    status, peak = _peak(database_url, *words, name, folder=tmp_path)

    assert status == 0
    assert peak < LIMIT
