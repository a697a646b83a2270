"""Lines without a quote are read many at a time: each is the record that it is alone."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest
from sagsgang.intake.reading.records import Record

from ..writing import mapping, records

HOW = mapping('[[event]]\naction = "payment"\nid = "${x}"\nactor = "${who}"\n')
HEADER = b"case,when,who,x\n"
LINES = (
    b"A-1,2026-03-01,Asta,1",
    b"A-2,2026-03-01,,2",
    b",,,",
    b"",
    b"A-3,2026-03-01,Bo,3,too many",
    b"A-4,2026-03-01",
    b"A-5,2026-03-01,J\xc3\xb8rn,5",
    b"A-6,2026-03-01,J\xf8rn,6",
    b"A-7,2026-03-01,a\rb,7",
    b"A-8,2026-03-01,a\0b,8",
    b"A-9,2026-03-01,a\xe2\x80\xa8b,9",
    b"A-10,2026-03-01," + b"y" * 140_000 + b",10",
    b'A-11,2026-03-01,"a, b",11',
    b'A-12,2026-03-01,"a ""b""",12',
)


@cache
def alone(line: bytes, end: bytes) -> list[Record]:
    """The records of a file with this line alone."""
    return records(HEADER + line + end, HOW)


def plain(record: Record) -> tuple[object, ...]:
    """A record to be compared: a problem by its code and words."""
    problem = record.problem
    return (*record[:3], (problem.code, problem.text.en) if problem else None)


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("seed", range(6))
def test_each_line_is_read_as_it_is_alone(end: bytes, seed: int) -> None:
    """Given good and bad lines in any order, more than the file's buffer holds, then each gives the record, or the reason,
    that it gives as the only line of a file, under its own number."""
    random = Random(seed)
    common = LINES[:5] if seed % 2 else LINES
    chosen = [random.choice(common if random.random() < 0.02 else LINES[:2]) for _ in range(3_000)]

    found = records(HEADER + end.join(chosen) + end, HOW)

    wanted = [one._replace(line=number) for number, line in enumerate(chosen, 2) for one in alone(line, end)]
    assert list(map(plain, found)) == list(map(plain, wanted))


def test_a_quote_opened_between_plain_lines_takes_none_of_them_with_it() -> None:
    """Given plain lines, one that opens a quote and never closes it, and plain lines after it, then it alone is bad."""
    many = [b"A-%d,2026-03-01,Asta,%d" % (number, number) for number in range(4_000)]
    broken = [*many[:2_500], b'B-1,2026-03-01,"Asta,x', *many[2_500:]]

    found = records(HEADER + b"\n".join(broken) + b"\n", HOW)

    assert [one.line for one in found if one.problem] == [2_502]
    assert sum(one.row is not None for one in found) == 4_000


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "iso-8859-1", "cp932", "iso2022_jp"])
def test_a_value_is_the_same_in_every_character_set(encoding: str) -> None:
    """Given many lines in a character set, one that keeps a state too, then the words are those written."""
    word = "表計" if "jp" in encoding or "932" in encoding else "Sørup"
    how = mapping(
        f'[csv]\nencoding = "{encoding}"\n[[event]]\naction = "payment"\nid = "${{x}}"\nactor = "${{who}}"\n'
    )
    text = "case,when,who,x\n" + "".join(f"A-1,2026-03-01,{word},{number}\n" for number in range(3_000))

    found = records(text.encode(encoding), how)

    assert {one.row["who"] for one in found if one.row} == {word}
    assert [one.line for one in found] == list(range(2, 3_002))
