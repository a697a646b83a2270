"""How long a case took: whole local days where a day is all that is known, else seconds (docs/statistics.md).

An instant says to the second when something happened; a date-only fact happened some time on its day. Between two
days lie whole days, whatever the clocks did in between; between a day and an instant no hour is known either.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from .law import Rules

DAY = 86_400  # seconds


class Happened(NamedTuple):
    """When something happened. whole_day: some time on the local day of ``at``, nobody knows when."""

    at: datetime
    whole_day: bool


class Duration(NamedTuple):
    """How long a case took, in seconds: whole days of 86,400 s where it was counted in local days.

    usable: it ended on the day on which it began, or later. On one day no order is asked for: many a system cuts one
    of its two times to the day.
    """

    seconds: float
    usable: bool


def duration(opened: Happened, closed: Happened, rules: Rules) -> Duration:
    """From an opening to a closing, in the local time of the case type."""
    days = (rules.local_day(closed.at) - rules.local_day(opened.at)).days
    if opened.whole_day or closed.whole_day:
        return Duration(float(days * DAY), days >= 0)
    return Duration((closed.at - opened.at).total_seconds(), days >= 0)


def longer_from(opened: Happened, days: int, rules: Rules) -> datetime:
    """From when on a case that is open has been open for longer than so many days. Raises OverflowError.

    Of one that opened on a day, from 00:00 of the day after: until then so many whole days lie between.
    """
    if not opened.whole_day:
        return opened.at + timedelta(days=days)
    return rules.start_of(rules.local_day(opened.at) + timedelta(days=days + 1))
