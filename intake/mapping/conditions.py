"""The conditions of an ``[[event]]``: of which rows it is."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from ..event.input_problems import Malformed, wrong_field
from .mapping import Condition, Rule
from .numbers import truth_of
from .patterns import Pattern
from .template import LogRow, compile_template, parse_template

Test = Callable[[str | None], bool]
RowTest = Callable[[LogRow], bool]
"""Whether a row is meant. Raises Malformed where it compares what cannot be compared."""

_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "less_than": operator.lt,
    "at_most": operator.le,
    "more_than": operator.gt,
    "at_least": operator.ge,
}
COMPARED = ("equals", *_COMPARED)
"""The keys of a condition that compare with a template."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}.*)?")


def compile_when(rule: Rule) -> RowTest:
    """Whether all conditions of ``rule`` hold of a row."""
    tests = [test for column, said in rule.when.items() for test in _tests(column, said)]
    if not tests:
        return lambda row: True
    if len(tests) == 1:
        return tests[0]
    return lambda row: all(test(row) for test in tests)


def columns_when(rule: Rule) -> frozenset[str]:
    """The columns that the conditions of ``rule`` name, those that others are compared with too."""
    compared = [getattr(one, key) for one in rule.when.values() if isinstance(one, Condition) for key in COMPARED]
    return frozenset(rule.when).union(*(parse_template(text).columns for text in compared if text is not None))


def _tests(column: str, said: str | tuple[str, ...] | Condition) -> list[RowTest]:
    found = [_is(column, said) if isinstance(said, str) else _of_one_column(column, _test(said, f"when.{column}"))]
    if isinstance(said, Condition):
        found += [_comparison(column, key, text) for key in COMPARED if (text := getattr(said, key)) is not None]
    return found


def _is(column: str, value: str) -> RowTest:
    return lambda row: row.get(column) == value


def _of_one_column(column: str, test: Test) -> RowTest:
    return lambda row: test(row.get(column))


def _test(condition: str | tuple[str, ...] | Condition, field: str) -> Test:
    if isinstance(condition, str):
        return lambda value: value == condition
    if isinstance(condition, tuple):
        return frozenset(condition).__contains__
    pattern = Pattern(condition.matches, field) if condition.matches is not None else None
    present, truth = condition.present, condition.truth
    unwanted = frozenset((condition.not_,) if isinstance(condition.not_, str) else condition.not_)

    def test(value: str | None) -> bool:
        if present is not None and present != (value is not None):
            return False
        if truth is not None and (value is None or truth_of(value) is not truth):
            return False
        if pattern is not None and (value is None or not pattern.is_whole(value)):
            return False
        return value not in unwanted

    return test


def _comparison(column: str, key: str, text: str) -> RowTest:
    """An empty value compares with nothing: the condition does not hold."""
    other_of = compile_template(parse_template(text))
    compare = _COMPARED.get(key)

    def test(row: LogRow) -> bool:
        value, other = row.get(column), other_of(row)
        if value is None or other is None:
            return False
        pair = _comparable(value, other)
        if compare is None:
            return value == other or (pair is not None and pair[0] == pair[1])
        if pair is None:
            raise _not_alike(column, value, other)
        return compare(*pair)

    return test


def _comparable(value: str, other: str) -> tuple[Decimal, Decimal] | tuple[datetime, datetime] | None:
    """Both as numbers, as dates or as instants; None for anything else: text has no order that all share."""
    if _NUMBER.fullmatch(value) and _NUMBER.fullmatch(other):
        return Decimal(value), Decimal(other)
    if _TIME.fullmatch(value) and _TIME.fullmatch(other) and _is_date(value) == _is_date(other):
        try:
            times = datetime.fromisoformat(value), datetime.fromisoformat(other)
        except ValueError:
            return None
        if (times[0].tzinfo is None) == (times[1].tzinfo is None):
            return times
    return None


def _is_date(text: str) -> bool:
    return len(text) == len("2026-03-01")


def _not_alike(column: str, value: str, other: str) -> Malformed:
    return wrong_field(
        f"when.{column}",
        f"kan ikke sammenlignes med {other!r}: det skal være to tal, to datoer eller to tidspunkter; læs dem i [columns]",
        f"cannot be compared with {other!r}: it takes two numbers, two dates or two instants; read them in [columns]",
        value,
    )
