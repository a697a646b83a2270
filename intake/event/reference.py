"""Case references: short, printable, fit for a file name or an address, and never a person's number."""

from __future__ import annotations

import re
from functools import lru_cache

from ...domain.person_number import is_written_in
from ...domain.signs import sign_name
from .input_problems import bad_case_id, with_value

LONGEST = 120

_OTHER = re.compile(r"[^A-Za-zÀ-ÖØ-öø-ÿ0-9\-_./:#]")  # letters in one form only: å, never a and a ring


@lru_cache(maxsize=16_384)
def case_reference(text: str, field: str = "subject") -> str:
    """``text``, if it can be a case's reference.

    1 to 120 characters: letters (Danish too), digits and ``-_./:#``. Raises Malformed (bad-case-id) for
    anything else, and for what is written as a CPR number anywhere in it; ten digits in a row are a case's number.
    """
    if not 1 <= len(text) <= LONGEST:
        raise bad_case_id(
            field,
            f"skal være på 1 til {LONGEST} tegn",
            f"must have 1 to {LONGEST} characters",
        )
    if is_written_in(text):
        raise bad_case_id(
            field,
            "ligner et CPR-nummer: brug sagsnummeret i stedet, og ret det i det afsendende system",
            "looks like a CPR number: use the case's number instead, and mend it in the sending system",
        )
    if other := _OTHER.search(text):
        sign = sign_name(other[0])
        problem = bad_case_id(
            field,
            f"må kun bestå af bogstaver, cifre og - _ . / : #, og har {sign}: en kortlægning erstatter det med replace",
            f"may only hold letters, digits and - _ . / : #, and has {sign}: a mapping replaces it with replace",
        )
        raise with_value(problem, text)
    return text
