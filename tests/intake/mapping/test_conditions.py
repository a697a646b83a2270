"""The conditions of an ``[[event]]``: words for yes and no, and two columns compared."""

from __future__ import annotations

import pytest
from sagsgang.intake.event.input_problems import Malformed
from sagsgang.intake.mapping.conditions import columns_when, compile_when
from sagsgang.intake.mapping.mapping import MappingError
from sagsgang.intake.translation.translator import columns_of

from ..writing import mapping


def holds(when: str, **row: str) -> bool:
    """Whether the conditions hold of a row."""
    [rule] = mapping(f"[[event]]\nevent = 'closed'\nwhen = {when}\n").rules
    return compile_when(rule)(row)


@pytest.mark.parametrize(
    ("when", "value", "expected"),
    [
        ("{ q = true }", "true", True),
        ("{ q = true }", "Ja", True),
        ("{ q = true }", "1", True),
        ("{ q = true }", "false", False),
        ("{ q = true }", "maybe", False),
        ("{ q = false }", "False", True),
        ("{ q = false }", "nej", True),
        ("{ q = false }", "maybe", False),
        ("{ q = { truth = true, not = '1' } }", "1", False),
        ("{ q = 7 }", "7", True),
        ("{ q = 7 }", "07", False),
        ("{ q = [7, 'x'] }", "7", True),
        ("{ q = { not = 7 } }", "7", False),
    ],
)
def test_yes_and_no_and_whole_numbers_need_no_quotes(when: str, value: str, expected: bool) -> None:
    """Given ``q = true``, then the usual words for yes are meant, in any case; given a whole number, its text."""
    assert holds(when, q=value) is expected
    assert not holds(when.replace("not = 7", "present = true"))


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        ("{ q = 1.5 }", 'in quotes: "1.5"'),
        ("{ q = 2026-03-01 }", 'in quotes: "2026-03-01"'),
        ("{ q = [true] }", 'in quotes: "true"'),
        ("{ q = { less_than = 7 } }", 'in quotes: "7"'),
        ("{ a.b = 'x' }", 'a column with a dot is written in quotes: "a.b"'),
        ("{ q = { less_then = '7' } }", 'Did you mean "less_than"?'),
        ("{ q = { less_than = '${' } }", "write columns as"),
    ],
)
def test_what_needs_quotes_is_told_so(when: str, reason: str) -> None:
    """Given a value that TOML reads as something else than text, then it is told how it is written."""
    with pytest.raises(MappingError) as caught:
        holds(when)
    assert reason in caught.value.text.en


@pytest.mark.parametrize(
    ("key", "value", "other", "expected"),
    [
        ("less_than", "9", "10", True),  # as text it would be the other way round
        ("less_than", "10", "10.0", False),
        ("at_most", "10", "10.0", True),
        ("more_than", "-1", "-2", True),
        ("at_least", "2026-03-01", "2026-03-01", True),
        ("more_than", "2026-03-01", "2026-02-28", True),
        ("less_than", "2026-03-01 10:00", "2026-03-01T10:01", True),
        # 10:00 in Copenhagen's winter is 09:00 UTC
        ("less_than", "2026-03-01T10:00:00+01:00", "2026-03-01T09:30:00+00:00", True),
        ("equals", "2026-03-01T10:00:00+01:00", "2026-03-01T09:00:00+00:00", True),
        ("equals", "1.50", "1.5", True),
        ("equals", "Asta", "Asta", True),
        ("equals", "Asta", "Birk", False),
        ("equals", "2026-03-01", "2026-03-01 10:00", False),
    ],
)
def test_two_columns_are_compared_as_what_they_are(key: str, value: str, other: str, expected: bool) -> None:
    """Given two numbers, two dates or two instants, then they are compared as such; text only for being the same."""
    assert holds(f"{{ a = {{ {key} = '${{b}}' }} }}", a=value, b=other) is expected
    assert holds(f"{{ a = {{ {key} = '{other}' }} }}", a=value) is expected


@pytest.mark.parametrize(
    ("value", "other"),
    [
        ("Asta", "Birk"),
        ("9", "2026-03-01"),
        ("2026-03-01", "2026-03-01 10:00"),
        ("2026-03-01 10:00", "2026-03-01T10:00:00+01:00"),
        ("1,5", "2"),
        ("2026-02-30", "2026-03-01"),
    ],
)
def test_what_has_no_order_rejects_the_row(value: str, other: str) -> None:
    """Given texts, a number beside a date, a date beside an instant, or a time with its offset beside one without, then
    the row is rejected instead of being put in an order that nobody meant."""
    with pytest.raises(Malformed, match="cannot be compared"):
        holds("{ a = { less_than = '${b}' } }", a=value, b=other)


def test_an_empty_side_compares_with_nothing() -> None:
    """Given one of two columns empty, then no comparison holds, and none is an error."""
    for key in ("equals", "less_than", "at_most", "more_than", "at_least"):
        assert not holds(f"{{ a = {{ {key} = '${{b}}' }} }}", a="1")
        assert not holds(f"{{ a = {{ {key} = '${{b}}' }} }}", b="1")


def test_the_columns_of_a_comparison_are_needed() -> None:
    """Given a comparison with another column, then both are among those that the file must have."""
    how = mapping("[[event]]\nevent = 'closed'\nwhen = { a = { less_than = '${b} ${c}' } }\n")

    assert columns_when(how.rules[0]) == {"a", "b", "c"}
    assert columns_of(how) == {"a", "b", "c", "case", "when"}
