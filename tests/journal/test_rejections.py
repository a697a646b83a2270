"""Rejections: input that could not be taken is kept whole with its reason, the same input once."""

from __future__ import annotations

from sagsgang.domain.text import Text
from sagsgang.journal.application import Journal
from sagsgang.journal.rejections import Rejection

NO_DATE = Text("Ingen dato", "No date")
LINE_7 = Rejection("opera.csv", 7, "no-date", NO_DATE, b"2024-0001;;\xe6\x00\xff")
LINE_9 = Rejection("opera.csv", 9, "no-date", NO_DATE, b"2024-0002;;")


def test_a_rejection_is_kept_whole(journal: Journal) -> None:
    """Given two rejected lines, one with bytes that are no text, then both are listed, in order, byte for byte."""
    assert journal.reject([LINE_7, LINE_9]) == 2
    kept = journal.rejections()
    assert [each.rejection for each in kept] == [LINE_7, LINE_9]
    assert kept[0].at.tzinfo is not None


def test_the_same_rejection_again_is_the_same(journal: Journal) -> None:
    """Given a rejected line, when its file is offered again, then it is kept once; a new reason is kept too."""
    journal.reject([LINE_7])
    other = LINE_7._replace(code="no-case", reason=Text("Ingen sag", "No case"))
    assert journal.reject([LINE_7, LINE_7, other]) == 1
    assert [each.rejection.code for each in journal.rejections()] == ["no-date", "no-case"]
    assert journal.reject([]) == 0


def test_rejections_are_listed_in_pages(journal: Journal) -> None:
    """Given five rejections, then a page of two begins after a number."""
    journal.reject([LINE_7._replace(line=n, raw=b"%d" % n) for n in range(1, 6)])
    first = journal.rejections(limit=2)
    second = journal.rejections(limit=2, after=first[-1].id)
    assert [each.rejection.line for each in first + second] == [1, 2, 3, 4]


def test_text_that_postgresql_can_not_hold_does_not_stop_a_rejection(journal: Journal) -> None:
    """Given a file whose name holds NUL and half a surrogate pair, then the rejection is kept all the same."""
    journal.reject([Rejection("a\0b\ud83d", None, "odd", Text("\0", "\ud83d"), b"")])
    [kept] = journal.rejections()
    assert kept.rejection == Rejection("ab?", None, "odd", Text("", "?"), b"")


def test_large_input_is_kept_whole(journal: Journal) -> None:
    """Given three inputs of eight megabytes, then all are kept to the last byte."""
    large = [LINE_7._replace(line=n, raw=b"%d" % n * (8 << 20)) for n in range(3)]
    assert journal.reject(large) == 3
    assert [each.rejection for each in journal.rejections()] == large


def test_column_names_are_kept_beside_the_lines_and_are_none_of_them(journal: Journal) -> None:
    """Given a file that had its columns in one order, then in another, then in the first again, then each change of its
    column names is kept with its place, the same again is not, and none of it is listed as a rejection."""
    for names in (b"a;b", b"a;b", b"b;a", b"a;b"):
        journal.keep_heading("opera.csv", names)
        journal.reject([LINE_7._replace(raw=names + b"1"), LINE_9])
    journal.keep_heading("other.csv", b"x")

    assert [(one.origin, one.raw) for one in journal.headings()] == [
        ("opera.csv", b"a;b"),
        ("opera.csv", b"b;a"),
        ("opera.csv", b"a;b"),
        ("other.csv", b"x"),
    ]
    assert [each.rejection.raw for each in journal.rejections()] == [b"a;b1", LINE_9.raw, b"b;a1"]
