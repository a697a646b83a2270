"""What looks like a CPR number, and what only looks like a case's own number."""

from __future__ import annotations

import pytest
from sagsgang.domain.person_number import is_written_in, mask, mask_every, may_stand_in

WRITTEN = [
    "010203-1234",
    "010203–1234",
    "010203 – 1234",
    "010203 - 1234",
    "010203.1234",
    "010203 1234",
    "290200-1234",
    "610203-1234",
    "910399-0000",
    "sag/010203-1234.pdf",
]
NO_DAY = ["320101-1234", "011301-1234", "300201-1234", "600101-1234", "920101-1234", "000101-1234"]
OTHER = ["2026-03-01", "20260301-1234", "010203-12345", "15/0012345", "10102-1234", "P-2015-0001", ""]


@pytest.mark.parametrize("text", WRITTEN)
def test_a_cpr_number_as_people_write_it(text: str) -> None:
    """Given a possible day, a replacement number's too, and four digits after a hyphen, dash, dot or space, then it is seen,
    and masked whole."""
    assert is_written_in(text)
    assert may_stand_in(text)
    for masked in (mask(text), mask_every(text)):
        assert "******-****" in masked
        assert not any(sign.isdigit() for sign in masked)


@pytest.mark.parametrize("text", ["0102031234", "sag 0102031234", "6102031234"])
def test_ten_digits_may_be_a_case_number(text: str) -> None:
    """Given ten digits in a row that could begin with a day, then they are not written as a CPR number, but may be one."""
    assert not is_written_in(text)
    assert may_stand_in(text)
    assert "******-****" in mask(text)


@pytest.mark.parametrize("text", [*NO_DAY, *OTHER])
def test_what_no_cpr_number_can_be(text: str) -> None:
    """Given no possible day, or other digits around it, then it is none, and stands as it was written."""
    assert not is_written_in(text)
    assert not may_stand_in(text)
    assert mask(text) == text


@pytest.mark.parametrize("text", NO_DAY)
def test_an_excerpt_says_too_little_rather_than_too_much(text: str) -> None:
    """Given digits in the form of a CPR number whatever the day, then the wary mask covers them."""
    assert mask_every(text) == "******-****"
