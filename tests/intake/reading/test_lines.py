"""Files are read line by line: packed or not, damaged or not, however long a line is."""

from __future__ import annotations

import gzip
import os
import threading
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sagsgang.intake.reading.foreign_form import foreign_form
from sagsgang.intake.reading.lines import FileLine, read_lines
from sagsgang.intake.reading.packed import is_packed
from sagsgang.intake.reading.source import Source, UnreadableFile, total_bytes

from ..writing import packed, piped


def lines(content: bytes, longest: int = 100, kept: int = 1000) -> list[FileLine]:
    """The lines of a file with this content."""
    with Source(BytesIO(content)) as source:
        return list(read_lines(source, longest, kept))


def lines_of_a_pipe(content: bytes) -> list[FileLine]:
    """The lines of a pipe with this content, which nobody can check beforehand."""
    with piped(content) as pipe, Source(pipe) as source:
        return list(read_lines(source, 100, 1000))


def said(content: bytes, longest: int = 100) -> list[tuple[int, bytes, str | None]]:
    """The lines as number, bytes and code."""
    return [(line.number, line.raw, line.problem and line.problem.code) for line in lines(content, longest)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", []),
        (b"a", [b"a"]),
        (b"a\nb\n", [b"a\n", b"b\n"]),
        (b"a\r\nb", [b"a\r\n", b"b"]),
        (b"\n\na\n", [b"\n", b"\n", b"a\n"]),
        (b"\xef\xbb\xbfa\nb\n", [b"a\n", b"b\n"]),
        (b"\xef\xbb\xbf", [b""]),
    ],
)
def test_lines_are_numbered_as_they_stand(content: bytes, expected: list[bytes]) -> None:
    """Given line ends of both kinds, empty lines, a byte order mark, no end at the end: every line keeps its place."""
    assert said(content) == [(number, raw, None) for number, raw in enumerate(expected, 1)]
    assert said(packed(content)) == said(content)


def test_a_line_that_is_too_long_is_kept_and_the_next_goes_on() -> None:
    """Given a line of 101 bytes where 100 are allowed, then it alone is too large, and nothing of it is lost."""
    assert said(b"a\n" + b"x" * 101 + b"\nb\n") == [
        (1, b"a\n", None),
        (2, b"x" * 101 + b"\n", "too-large"),
        (3, b"b\n", None),
    ]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
def test_a_line_of_exactly_the_length_allowed_is_a_good_one(end: bytes) -> None:
    """Given 100 bytes and a line end of either kind or none, then the line end does not count."""
    assert said(b"x" * 100 + end) == [(1, b"x" * 100 + end, None)]
    assert said(b"\xef\xbb\xbf" + b"x" * 100 + end) == [(1, b"x" * 100 + end, None)]
    assert said(b"x" * 101 + end) == [(1, b"x" * 101 + end, "too-large")]


def test_of_a_line_beyond_all_measure_only_the_beginning_is_kept() -> None:
    """Given a line of 5,000 bytes where 1,000 are kept, then memory holds no more, and the next line goes on."""
    long, after = lines(b"x" * 5000 + b"\nb\n")

    assert (len(long.raw), after.raw, after.number) == (1000, b"b\n", 2)


@given(st.lists(st.binary(max_size=30).map(lambda raw: raw.replace(b"\n", b"")), max_size=12), st.integers(1, 40))
def test_every_byte_comes_back(parts: list[bytes], longest: int) -> None:
    """Given any lines and any bound, then the lines put together are the file, and only the long ones are marked."""
    content = b"\n".join(parts)
    if content.startswith(b"\xef\xbb\xbf") or is_packed(content[:16]) or foreign_form(content[:16]):
        return
    found = lines(content, longest)

    assert b"".join(line.raw for line in found) == content
    for line in found:
        body = line.raw.removesuffix(b"\n").removesuffix(b"\r")
        assert (line.problem is not None) == (len(body) > longest)


def test_gzip_is_known_by_its_content() -> None:
    """Given gzip of two members with padding after each, then both are read, whatever the file is called."""
    content = packed(b"a\nb\n") + b"\0" * 70_000 + packed(b"c\n") + b"\0" * 10

    assert [line.raw for line in lines(content)] == [b"a\n", b"b\n", b"c\n"]
    assert not any(line.problem for line in lines(content))


def test_a_packed_pipe_cut_short_gives_its_good_lines_first() -> None:
    """Given a packed pipe cut in the middle, then every whole line before the cut comes, then the damage."""
    content = b"".join(b"line %d\n" % number for number in range(5000))
    *good, last = lines_of_a_pipe(packed(content)[: len(packed(content)) // 2])

    assert len(good) > 1000
    assert all(line.raw == b"line %d\n" % (line.number - 1) and line.problem is None for line in good)
    assert last.problem is not None
    assert (last.problem.code, last.number) == ("damaged-file", len(good) + 1)


def test_no_good_line_of_a_pipe_before_corrupt_bytes_is_lost() -> None:
    """Given a packed pipe whose second member is corrupt, then all of the first is there, then the damage."""
    content = b"".join(b"line %d\n" % number for number in range(5000))
    *good, last = lines_of_a_pipe(packed(content) + packed(b"other\n")[:10] + b"\xff" * 50)

    assert b"".join(line.raw for line in good) == content
    assert last.problem is not None
    assert last.problem.code == "damaged-file"


def test_a_wrong_checksum_at_the_end_of_a_pipe_is_damage() -> None:
    """Given packed lines whose checksum does not fit, then the lines come, and the damage is said."""
    content = bytearray(packed(b"a\nb\n"))
    content[-6] ^= 1
    *good, last = lines_of_a_pipe(bytes(content))

    assert [line.raw for line in good] == [b"a\n", b"b\n"]
    assert last.problem is not None
    assert last.problem.code == "damaged-file"


@given(st.binary(min_size=1, max_size=60), st.data())
def test_no_damage_raises(content: bytes, data: st.DataObject) -> None:
    """Given a packed file with any byte changed or cut, then lines come or the damage is said; nothing is raised."""
    raw = bytearray(gzip.compress(content + b"\n", mtime=0))
    raw[data.draw(st.integers(2, len(raw) - 1))] ^= data.draw(st.integers(0, 255))
    cut = bytes(raw[: data.draw(st.integers(2, len(raw)))])
    for line in [*lines(cut), *lines_of_a_pipe(cut)]:
        assert line.problem is None or line.problem.code in ("damaged-file", "too-large", "wrong-file")


def test_how_far_a_file_is_read_is_counted_as_it_lies_on_disk(tmp_path: Path) -> None:
    """Given a packed and a plain file, then what is consumed in the end adds up to the total known before."""
    paths = [tmp_path / "a.gz", tmp_path / "b"]
    paths[0].write_bytes(packed(b"a\n" * 10_000))
    paths[1].write_bytes(b"b\n" * 10)
    consumed = 0
    for path in paths:
        with Source(path) as source:
            list(read_lines(source))
            consumed += source.consumed()

    assert consumed == total_bytes(paths) == sum(path.stat().st_size for path in paths)


def test_a_pipe_has_no_total_and_is_read_all_the_same(tmp_path: Path) -> None:
    """Given a named pipe that is written packed, then its lines come, and no total is promised."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(packed(b"a\nb\n"),))
    writer.start()
    with Source(pipe) as source:
        assert [line.raw for line in read_lines(source)] == [b"a\n", b"b\n"]
        assert source.consumed() == 0
    writer.join()
    assert total_bytes([pipe]) is None


def test_a_file_that_is_not_there_is_said_with_its_name(tmp_path: Path) -> None:
    """Given a path to nothing and a path to a folder, then the problem names the path."""
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(UnreadableFile, match=path.name):
            Source(path)
