"""Case references: short, printable, fit for a file name or an address, and never a person's number."""

from __future__ import annotations

import re
from calendar import monthrange
from functools import lru_cache

from .malformed import bad_case_id

LONGEST = 120

_CPR = re.compile(r"(?<!\d)(\d\d)(\d\d)(\d\d)-\d{4}(?!\d)", re.ASCII)
_OTHER = re.compile(r"[^A-Za-zÀ-ÖØ-öø-ÿ0-9\-_./:#]")  # letters in one form only: å, never a and a ring


@lru_cache(maxsize=16_384)
def case_reference(text: str, field: str = "subject") -> str:
    """``text``, if it can be a case's reference.

    1 to 120 characters: letters (Danish too), digits and ``-_./:#``. Raises Malformed (bad-case-id) for
    anything else, and for a CPR number (DDMMYY-XXXX with a possible date) anywhere in it.
    """
    if not 1 <= len(text) <= LONGEST:
        raise bad_case_id(
            field,
            f"skal være på 1 til {LONGEST} tegn",
            f"must have 1 to {LONGEST} characters",
        )
    if _OTHER.search(text):
        raise bad_case_id(
            field,
            "må kun bestå af bogstaver, cifre og - _ . / : #",
            "may only hold letters, digits and - _ . / : #",
        )
    if any(_possible_day(*map(int, found.groups())) for found in _CPR.finditer(text)):
        raise bad_case_id(
            field,
            "ligner et CPR-nummer: brug sagsnummeret i stedet, og ret det i det afsendende system",
            "looks like a CPR number: use the case's number instead, and mend it in the sending system",
        )
    return text


def _possible_day(day: int, month: int, year: int) -> bool:
    """Whether a CPR number can begin so, in any century (29 February 00 was a day in 2000)."""
    return 1 <= month <= 12 and 1 <= day <= max(
        monthrange(1800 + year, month)[1], monthrange(2000 + year, month)[1]
    )
