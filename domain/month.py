"""Months as numbers, so that they can be counted: year times twelve plus the month from nought."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def month_of(day: date) -> int:
    """The month that a day lies in."""
    return day.year * 12 + day.month - 1


def parse_month(text: object) -> int | None:
    """``2008-03``, or None for anything else."""
    try:
        return month_of(date.fromisoformat(f"{text}-01")) if isinstance(text, str) and len(text) == 7 else None
    except ValueError:
        return None


def month_name(month: int) -> str:
    """``2008-03``."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def first_day(month: int) -> date:
    """The first day of a month. Raises ValueError outside the calendar."""
    return date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> date:
    """The last day of a month. Raises ValueError outside the calendar."""
    return date(month // 12, month % 12 + 1, monthrange(month // 12, month % 12 + 1)[1])
