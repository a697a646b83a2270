"""What looks like a Danish person number (CPR): six digits of a birthday, and four more.

Three readings, from the strict to the wary, each for what a mistake would cost there:

- ``is_written_in``: a possible day, with a separator. For what the journal keeps and looks up (references, names): ten
  digits in a row are the number of many a case, and an honest one must not be turned away.
- ``may_stand_in``, ``mask``: the separator may be missing. For free words that are easily left out or written anew, and
  for error lines, which end in logs.
- ``mask_every``: ten digits that stand alone, whatever the day. For a piece of what somebody wrote, shown to somebody
  else: it says too little rather than too much.
"""

from __future__ import annotations

import re
from calendar import monthrange

MASK = "******-****"
REPLACEMENT = 60  # added to the day in a number that stands in for one that is not known yet

# A hyphen as people and their word processors write it, or a dot, with or without spaces around it; or spaces alone.
_SEPARATOR = r"(?:\s{0,3}[-.\u00ad\u2010-\u2015\u2212]\s{0,3}|\s{1,3})"
_WRITTEN = re.compile(rf"(?<![0-9])([0-9]{{2}})([0-9]{{2}})([0-9]{{2}}){_SEPARATOR}[0-9]{{4}}(?![0-9])")
_POSSIBLE = re.compile(rf"(?<![0-9])([0-9]{{2}})([0-9]{{2}})([0-9]{{2}}){_SEPARATOR}?[0-9]{{4}}(?![0-9])")
_TEN_DIGITS = re.compile(r"(?<!\d)\d{6}[\W_]{0,3}\d{4}(?!\d)")


def is_written_in(text: str) -> bool:
    """Whether a possible person number stands anywhere in ``text``, written as one: with a separator."""
    return any(map(_has_possible_day, _WRITTEN.finditer(text)))


def may_stand_in(text: str) -> bool:
    """Whether a possible person number stands anywhere in ``text``, with a separator or as ten digits."""
    return any(map(_has_possible_day, _POSSIBLE.finditer(text)))


def mask(text: str) -> str:
    """``text`` with asterisks for every possible person number."""
    return _POSSIBLE.sub(lambda found: MASK if _has_possible_day(found) else found[0], text)


def mask_every(text: str) -> str:
    """``text`` with asterisks for any ten digits that could be one; more digits in a row are another number."""
    return _TEN_DIGITS.sub(MASK, text)


def _has_possible_day(found: re.Match[str]) -> bool:
    """Whether a number can begin so, in any century (29 February 00 was a day in 2000), or stand in for such a one."""
    day, month, year = map(int, found.groups())
    if day > REPLACEMENT:
        day -= REPLACEMENT
    return 1 <= month <= 12 and 1 <= day <= max(
        monthrange(1800 + year, month)[1], monthrange(2000 + year, month)[1]
    )
