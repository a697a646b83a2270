"""A packed file is read through before its first row: whatever is damaged in it, it lands whole or not at all."""

from __future__ import annotations

import gzip
import json
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from sagsgang.intake.loading.append_batches import Tally
from sagsgang.intake.loading.importing import import_log
from sagsgang.intake.reading.packed import is_packed
from sagsgang.intake.reading.source import Source
from sagsgang.journal.application import Journal

from ..writing import KNOWN, NOW, cloudevent, mapping, packed, records

VISITS = mapping('id = "${n}"\n[[event]]\naction = "site-visit"\n')
CSV = b"case,when,n\n1,2026-03-01,a\n2,2026-03-02,b\n"
JSON = b"".join(json.dumps({"case": case, "when": "2026-03-01", "n": case}).encode() + b"\n" for case in "123")
XES = b'<log><trace><event><string key="case" value="1"/><string key="n" value="2"/></event></trace></log>'


def damaged(content: bytes, bit: int) -> bytes:
    """The content with one bit flipped."""
    raw = bytearray(content)
    raw[bit // 8] ^= 1 << bit % 8
    return bytes(raw)


def rows(content: bytes, name: str) -> tuple[list[object], list[str]]:
    """The rows of a file, and the codes of what is none."""
    found = records(content, VISITS, name)
    return [one.row for one in found if one.row is not None], [one.problem.code for one in found if one.problem]


def with_a_name(content: bytes) -> bytes:
    """Gzip that keeps the name of the file that was packed, as the usual program writes it."""
    file = BytesIO()
    with gzip.GzipFile("the log.csv", "wb", fileobj=file, mtime=1_700_000_000) as packing:
        packing.write(content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "plain", "content"),
    [
        ("log.csv.gz", CSV, packed(CSV)),
        ("log.csv", CSV, packed(CSV)),
        ("named.csv.gz", CSV, with_a_name(CSV)),
        ("two.csv.gz", CSV, packed(CSV[:20]) + packed(CSV[20:])),
        ("padded.csv.gz", CSV, packed(CSV) + bytes(16)),
        ("log.jsonl.gz", JSON, packed(JSON)),
        ("log.xes.gz", XES, packed(XES)),
        ("stored.csv.gz", CSV, gzip.compress(CSV, 0, mtime=0)),
    ],
)
def test_any_flipped_bit_gives_nothing_or_everything(name: str, plain: bytes, content: bytes) -> None:
    """Given a small packed file of each format, when any one of its bits is flipped, then every row comes or none does,
    and where none does there is one reason: CRC-32 finds every single flipped bit of what was packed."""
    whole = rows(plain, name)[0]
    assert rows(content, name) == (whole, [])
    for bit in range(len(content) * 8):
        found, codes = rows(damaged(content, bit), name)
        assert (found, codes) in (([], ["damaged-file"]), (whole, [])), bit


@pytest.mark.parametrize("content", [packed(CSV), packed(CSV[:20]) + packed(CSV[20:]), with_a_name(CSV)])
def test_a_packed_file_cut_anywhere_gives_nothing(content: bytes) -> None:
    """Given a packed file cut after any byte but its members' last, then no row comes and the reason is said."""
    members = {len(packed(CSV[:20]))}
    for length in range(3, len(content)):
        if length not in members or content.count(b"\x1f\x8b\x08") == 1:
            assert rows(content[:length], "log.csv.gz") == ([], ["damaged-file"]), length


@pytest.mark.parametrize("name", ["log.csv.gz", "log.jsonl.GZ", "log.gzip"])
@pytest.mark.parametrize("length", range(3))
def test_a_packed_file_that_has_not_begun_is_cut_off_too(tmp_path: Path, name: str, length: int) -> None:
    """Given a file named as packed ones are, of which nothing came or only the first two bytes, then it is damaged; a file
    of that name with text in it is read as the text that it is, and packed nothing is nothing."""
    path = tmp_path / name
    path.write_bytes(packed(CSV)[:length])
    with Source(path) as source:
        assert source.damage is not None
        assert (source.damage.code, source.stream.read()) == ("damaged-file", b"")
    for content, plain in ((CSV, CSV), (packed(b""), b"")):
        path.write_bytes(content)
        with Source(path) as source:
            assert (source.damage, source.stream.read()) == (None, plain)


@pytest.mark.parametrize("rubbish", [b"x", b"<html>", b"\x1f", b"\x1f\x8b", CSV, bytes(9) + b"x"])
def test_a_packed_file_with_something_after_its_end_gives_nothing(rubbish: bytes) -> None:
    """Given bytes behind the packed rows that are no member of their own, then no row comes: what was to stand there?"""
    assert rows(packed(CSV) + rubbish, "log.csv.gz") == ([], ["damaged-file"])


def test_members_and_padding_are_one_file() -> None:
    """Given several members with the padding that block copies leave, an empty one among them, then every row comes."""
    content = packed(CSV[:20]) + bytes(600) + packed(b"") + packed(CSV[20:]) + bytes(3)

    assert rows(content, "log.csv.gz") == rows(CSV, "log.csv")


def test_a_plain_file_is_not_taken_for_a_packed_one() -> None:
    """Given beginnings of text, then none is packed; given gzip's with one bit flipped, then it is, and damaged."""
    assert not any(map(is_packed, (b"", b"c", b"case,when", b"{", b"<log>", b"\xef\xbb\xbfcase", b"\x1fab")))
    assert all(is_packed(damaged(packed(CSV)[:16], bit)) for bit in range(24))


def test_a_damaged_file_lands_nothing_and_the_files_beside_it_land(journal: Journal, tmp_path: Path) -> None:
    """Given a log in three files, the second of which has a flipped bit in its compressed rows, then the other two land,
    nothing of the second does, and its damage is one rejection that says that nothing was read."""
    contents = (
        CSV,
        CSV.replace(b",a", b",c").replace(b",b", b",d"),
        CSV.replace(b",a", b",e").replace(b",b", b",f"),
    )
    paths = [tmp_path / f"{number}.csv.gz" for number in range(3)]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(packed(content))
    paths[1].write_bytes(damaged(packed(contents[1]), 8 * 14))
    tally = import_log(journal, VISITS, paths, known=KNOWN, now=NOW, rejections_file=tmp_path / "r.jsonl")

    assert tally == Tally(5, 4, 0, 1, str(tmp_path / "r.jsonl"))
    assert [one.event.id[0] for one in journal.read(0, journal.head().position)] == ["a", "b", "e", "f"]
    [kept] = [one.rejection for one in journal.rejections()]
    assert (kept.origin, kept.line, kept.code) == (str(paths[1]), 1, "damaged-file")
    assert "Nothing of it has been read" in kept.reason.en


@pytest.mark.soak
def test_ten_thousand_flipped_bits_of_a_large_file() -> None:
    """Given a packed file of 20,000 events, when 10,000 bits at random are flipped one at a time, then all of its bytes
    come or none."""
    random = Random(31)
    plain = b"".join(
        json.dumps(cloudevent(id=str(number), subject=f"c-{random.randrange(10**9)}")).encode() + b"\n"
        for number in range(20_000)
    )
    content = packed(plain)
    for bit in random.sample(range(len(content) * 8), 10_000):
        with Source(BytesIO(damaged(content, bit))) as source:
            assert (source.stream.read(), source.damage is None) in ((b"", False), (plain, True)), bit
