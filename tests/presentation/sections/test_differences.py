"""What differs after replaying is said in the reader's language, by whichever part of the program it was found."""

from __future__ import annotations

import pytest
from sagsgang.presentation.sections.comparison import difference_said
from sagsgang.projections.upkeep.differing_rows import Differing, RowDifference
from sagsgang.projections.upkeep.origin import Stranger

ENGLISH = ("missing", "extra", "differs", "row ", "cannot", "stands", "journal ends", "another")


def every_line() -> list[str]:
    """Each kind of line, made by those who make them."""
    found = Differing()
    held, right = {"unit": "A", "n": 1}, {"unit": "B", "n": 1}
    for was, is_ in ((None, right), (held, None), (held, right)):
        found.add(RowDifference("cases", "K 1 row 2: extra", 3, was, is_))
    found.add_stranger(Stranger("cases", 9, 5))
    found.add_stranger(Stranger("cases", 3, 5))
    return [
        *found.first,
        "A-1: cannot be folded: KeyError (clock.py:87)",
        "journal 7, 9: version (2)",
        "journal 7: recorded (1)",
        "journal 7: position (1)",
    ]


@pytest.mark.parametrize("line", every_line())
def test_a_line_is_danish_for_a_danish_reader(line: str) -> None:
    """Given each kind of line, of a case whose name looks like one, then a Danish reader gets it in Danish, with the case as
    it is called, and an English reader as it stands."""
    assert difference_said(line).en == line
    told = difference_said(line).da.replace("K 1 row 2: extra", "")
    assert told != line
    assert not [word for word in ENGLISH if word in told]


def test_what_is_not_known_is_shown_as_it_stands() -> None:
    """Given a line that no rule knows, then nothing of it is lost."""
    assert difference_said("something new").da == "something new"
