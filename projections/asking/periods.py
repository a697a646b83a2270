"""Periods of statistics by name: 2011-03, 2011-Q1, 2011-H1, 2011."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

Period = Literal["month", "quarter", "half", "year"]
_PER_YEAR = {"month": 12, "quarter": 4, "half": 2, "year": 1}
_MARK = {"month": "-", "quarter": "-Q", "half": "-H", "year": ""}


def period_on(day: date, period: Period) -> str:
    """The name of the period that a day lies in."""
    per_year = _PER_YEAR[period]
    return _name(day.year * per_year + (day.month - 1) * per_year // 12, period)


def before(name: str, period: Period) -> str:
    """The name of the period before."""
    return _name(_number(name, period) - 1, period)


def periods(first: str, last: str, period: Period) -> Iterator[str]:
    """The names from ``first`` to ``last``, both included; none if ``last`` lies before ``first``."""
    for number in range(_number(first, period), _number(last, period) + 1):
        yield _name(number, period)


def _number(name: str, period: Period) -> int:
    year, _, part = name.partition(_MARK[period]) if _MARK[period] else (name, "", "1")
    return int(year) * _PER_YEAR[period] + int(part) - 1


def _name(number: int, period: Period) -> str:
    year, part = divmod(number, _PER_YEAR[period])
    if period == "year":
        return f"{year:04d}"
    return f"{year:04d}{_MARK[period]}{part + 1:0{2 if period == 'month' else 1}d}"
