"""Numbers as the world writes them: a mark between thousands stands between groups of three, or the row is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sagsgang.intake.event.input_problems import Malformed
from sagsgang.intake.mapping.numbers import read_boolean, read_integer, read_number

MARKS = st.sampled_from([(".", None), (",", None), (".", ","), (",", "."), (".", " "), (",", " "), (".", "'")])


@pytest.mark.parametrize(
    ("text", "decimal", "thousands", "value"),
    [
        ("1234.50", ".", None, 1234.5),
        ("1.234,50", ",", None, 1234.5),
        ("1234,50", ",", None, 1234.5),
        ("-12.345.678", ",", None, -12_345_678.0),
        ("1,234.50", ".", ",", 1234.5),
        ("1 234,50", ",", " ", 1234.5),
        ("1\u00a0234,50", ",", " ", 1234.5),
        ("12\u202f345", ".", " ", 12_345.0),
        ("1'234.50", ".", "'", 1234.5),
        (" 7 ", ",", None, 7.0),
        ("1.5e3", ".", None, 1500.0),
    ],
)
def test_a_number_is_read_with_its_marks(text: str, decimal: str, thousands: str | None, value: float) -> None:
    """Given a number as Danes, Britons, Swiss and the French write it, then it is that number."""
    assert read_number("fee", text, decimal, thousands) == value


@pytest.mark.parametrize(
    ("text", "decimal", "thousands", "keys"),
    [
        ("1234.50", ",", None, 'decimal = "."'),  # was read as 123450
        ("1.2.3,4", ",", None, None),  # was read as 123.4
        ("1.23,4", ",", None, None),
        ("12.3456", ",", None, 'decimal = "."'),
        (".123,4", ",", None, None),
        ("1234.567,8", ",", None, None),
        ("1.234,50", ".", None, 'decimal = ","'),
        ("1,5", ".", None, 'decimal = ","'),
        ("1 234,50", ",", None, 'decimal = ",", thousands = " "'),
        ("1 234.50", ".", None, 'thousands = " "'),
        ("1,234.50", ".", None, 'thousands = ","'),
        ("1'234.50", ".", None, 'thousands = "\'"'),
        ("1 2 345", ".", " ", None),
        ("1 23", ".", " ", None),
        ("12 kr", ",", None, None),
        ("", ".", None, None),
    ],
)
def test_a_number_with_other_marks_is_refused(
    text: str, decimal: str, thousands: str | None, keys: str | None
) -> None:
    """Given a number whose marks are not those of the mapping, then it is refused with what stands there, and where other
    keys would read it they are named."""
    with pytest.raises(Malformed) as caught:
        read_number("fee", text, decimal, thousands)
    said = caught.value.text.en
    assert caught.value.code == "wrong-field"
    assert (text.strip() or "(blanks)") in said
    assert (keys in said) if keys else ("in the mapping" not in said)


@given(st.integers(-(10**9), 10**9), st.integers(0, 99), MARKS, st.booleans())
def test_what_is_grouped_by_threes_is_the_number(
    whole: int, cents: int, marks: tuple[str, str | None], grouped: bool
) -> None:
    """Given any amount written with or without its thousands grouped, then it is that amount, for every pair of marks."""
    decimal, thousands = marks
    mark = thousands or ("." if decimal == "," else None)
    digits = f"{abs(whole):,}".replace(",", mark) if grouped and mark else str(abs(whole))
    text = f"{'-' if whole < 0 else ''}{digits}{decimal}{cents:02}"

    assert read_number("fee", text, decimal, thousands) == pytest.approx(
        (abs(whole) + cents / 100) * (-1 if whole < 0 else 1)
    )


@given(st.from_regex(r"[0-9]{1,4}(\.[0-9]{1,4}){1,3}(,[0-9]{1,2})?", fullmatch=True))
def test_dots_that_group_otherwise_are_never_taken(text: str) -> None:
    """Given digits with dots anywhere and the comma as decimal mark, then they are a number only where every group after
    the first has three digits and the first one to three."""
    first, *others = text.partition(",")[0].split(".")
    right = len(first) <= 3 and all(len(group) == 3 for group in others)
    try:
        value = read_number("fee", text, ",", None)
    except Malformed:
        assert not right
    else:
        assert right
        assert value == float(re.sub(r"\.", "", text).replace(",", "."))


def test_a_whole_number_may_have_blanks_between_its_thousands() -> None:
    """Given a mapping that says so, then 12 345 is a whole number; given one that does not, the key is named."""
    assert read_integer("n", "12 345", " ") == 12_345
    assert read_integer("n", "12.345", ".") == 12_345
    for text, mark in (("12 345", " "), ("12.345", ".")):
        with pytest.raises(Malformed, match=re.escape(f'thousands = "{mark}"')):
            read_integer("n", text, None)
    with pytest.raises(Malformed, match="12 34"):
        read_integer("n", "12 34", " ")


def test_a_word_that_is_neither_yes_nor_no_is_shown() -> None:
    """Given ``maybe``, then the words that are understood are named, and what stands there."""
    with pytest.raises(Malformed, match=r"1 or 0; translate other words.*maybe"):
        read_boolean("q", "maybe")
