"""The year of a target: which part of it has passed, and the same part of the year before."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from ...domain.fold.ending import MICROSECOND
from ..asking.reader import Moment


class Window(NamedTuple):
    """A period of a year: half-open, instants. expected: the part of a year's amount that belongs to it by now."""

    since: datetime
    until: datetime
    before_since: datetime
    before_until: datetime
    expected: float
    begun: bool
    over: bool
    year_over: bool


def contract_window(year: int, half: bool, moment: Moment) -> Window:
    """The year, or its first half, and the same part of the year before, in the moment's zone.

    Where the period is not over, the part of the year before ends at the same day and hour: included, as the moment.
    """
    start, middle, end = (_local(year, month, moment) for month in (1, 7, 13))
    until = middle if half else end
    over = moment.as_of >= until
    begun = moment.as_of >= start
    if begun and not over:
        before_until = _a_year_earlier(moment.as_of.astimezone(moment.zone)) + MICROSECOND
    else:
        before_until = _local(year - 1, 7 if half else 13, moment)
    return Window(
        since=start,
        until=until,
        before_since=_local(year - 1, 1, moment),
        before_until=before_until,
        expected=(_part(start, middle, moment.as_of) + (0 if half else _part(middle, end, moment.as_of))) / 2,
        begun=begun,
        over=over,
        year_over=over and not half,
    )


def _local(year: int, month: int, moment: Moment) -> datetime:
    """00:00 local time on the first of a month; the 13th is January of the year after."""
    return datetime(year + month // 13, (month - 1) % 12 + 1, 1, tzinfo=moment.zone)


def _a_year_earlier(local: datetime) -> datetime:
    """The same day and hour a year earlier; of 29 February, all of 28 February."""
    if (local.month, local.day) == (2, 29):
        return datetime(local.year - 1, 3, 1, tzinfo=local.tzinfo) - MICROSECOND
    return local.replace(year=local.year - 1)


def _part(start: datetime, end: datetime, now: datetime) -> float:
    """How much of an interval has passed, from 0 to 1."""
    return min(1.0, max(0.0, (now.astimezone(start.tzinfo) - start) / (end - start)))
