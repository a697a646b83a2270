"""What a message may repeat of what someone wrote."""

import pytest
from sagsgang.domain.excerpt import excerpt, nearest, nearest_few


@pytest.mark.parametrize(
    "written", ["0102031234", "010203-1234", "010203 1234", "010203\n\t1234", "010203 - 1234", "010203\x001234"]
)
def test_what_looks_like_a_cpr_number_is_masked(written: str) -> None:
    """Given a CPR number in any of its spellings, then the excerpt has asterisks for it and keeps the rest."""
    assert excerpt(f"sag {written} Ærø") == "sag ******-**** Ærø"


@pytest.mark.parametrize(
    "written", ["20260331123456", "01020312345", "9876543210123", "010203-12345", "1010203-1234"]
)
def test_another_number_is_shown(written: str) -> None:
    """Given more digits in a row than a CPR number has, such as a time or an invoice's number, then they are shown: whoever
    is to mend the line has to find it."""
    assert excerpt(f"sag {written}") == f"sag {written}"


def test_an_excerpt_is_one_short_line_of_printable_signs() -> None:
    """Given a long text with terminal codes in it, then 40 signs of it are left, and none of the codes."""
    assert excerpt("a\x1b[31m\r\nb") == "a?[31m b"
    assert excerpt("x" * 40) == "x" * 40
    assert excerpt("x" * 41) == "x" * 39 + "…"
    assert excerpt("x" * 500, 100) == "x" * 99 + "…"
    assert excerpt(7) == "7"


@pytest.mark.parametrize("blank", range(0, 200, 7))
def test_no_cut_leaves_a_piece_of_a_cpr_number(blank: int) -> None:
    """Given a CPR number at any place of a long text, then no digit of it is to be seen."""
    assert not any(sign.isdigit() for sign in excerpt("x" * blank + "010203-1234"))


def test_the_word_that_was_meant_is_the_nearest_one() -> None:
    """Given a slip of the pen, then the known word most like it; given another word altogether, then none."""
    assert nearest("closd", ["decided", "closed"]) == "closed"
    assert nearest("xyz", ["decided", "closed"]) is None
    assert nearest("closed", []) is None


def test_of_many_words_the_likest_are_named() -> None:
    """Given a slip of the pen among many fields of one prefix, then the meant one is the first of few, by what differs."""
    known = [
        f"changes.{name}" for name in ("outcome", "occurred", "note", "unit", "until", "days", "reason", "actor")
    ]
    told = nearest_few("changes.outcom", known, 3)
    assert told[0] == "changes.outcome"
    assert len(told) == 3
    assert set(told) <= set(known)
