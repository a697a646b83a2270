"""Working days: a calendar is versioned data, and every day it calls non-working it can name.

The days are materialised when a calendar is published, so that a later version of the library that computed
them can never change what history says.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from functools import cached_property

import msgspec

from ..problem import BadInput
from ..text import Text

WEEKEND = Text("weekend", "weekend")


class OutsideCalendar(BadInput):
    """A date was asked for that the calendar does not cover."""

    code = "outside-calendar"


class Calendar(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A calendar: which days from ``first`` to ``last`` are non-working, and why.

    weekend: weekdays off, Monday is 0. names: the names of days off. days: date and index into ``names``.
    zone: IANA name of the local time in which its dates are meant.
    """

    id: str
    title: Text
    zone: str = "Europe/Copenhagen"
    weekend: tuple[int, ...] = (5, 6)
    first: date
    last: date
    names: tuple[Text, ...] = ()
    days: tuple[tuple[date, int], ...] = ()

    @cached_property
    def _named(self) -> dict[date, Text]:
        return {day: self.names[index] for day, index in self.days}

    @cached_property
    def _working(self) -> list[int]:
        """Every working day as an ordinal, ascending: counting is a search instead of a walk."""
        named = self._named
        return [
            ordinal
            for ordinal in range(self.first.toordinal(), self.last.toordinal() + 1)
            if (day := date.fromordinal(ordinal)) not in named and day.weekday() not in self.weekend
        ]

    def why_not(self, day: date) -> Text | None:
        """The name of the day off that ``day`` is, ``weekend``, or None for a working day.

        A holiday on a Sunday is named as the holiday. Raises OutsideCalendar.
        """
        if not self.first <= day <= self.last:
            raise OutsideCalendar(
                da=f"Kalenderen {self.id} dækker {self.first} til {self.last}, ikke {day}.",
                en=f"The calendar {self.id} covers {self.first} to {self.last}, not {day}.",
            )
        return self._named.get(day) or (WEEKEND if day.weekday() in self.weekend else None)

    def roll(self, day: date, *, back: bool = False) -> tuple[date, Text | None]:
        """``day``, or the next working day (``back``: the last one) and the cause: why ``day`` itself is none.

        Raises OutsideCalendar.
        """
        cause = self.why_not(day)
        return (day, None) if cause is None else (self.add_working_days(day, -1 if back else 1), cause)

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day`` (``day`` itself is not counted; 0 gives ``day``).

        A negative ``count`` goes back: -1 is the last working day before ``day``. Raises OutsideCalendar.
        """
        self.why_not(day)
        if count == 0:
            return day
        ordinal = day.toordinal()
        if count > 0:
            place = bisect_right(self._working, ordinal) + count - 1
        else:
            place = bisect_left(self._working, ordinal) + count
        if not 0 <= place < len(self._working):
            raise self._too_far(day, count)
        return date.fromordinal(self._working[place])

    def _too_far(self, day: date, count: int) -> OutsideCalendar:
        if count > 0:
            return OutsideCalendar(
                da=f"Kalenderen {self.id} slutter {self.last}: {count} arbejdsdage efter {day} ligger uden for.",
                en=f"The calendar {self.id} ends {self.last}: {count} working days after {day} lie beyond it.",
            )
        return OutsideCalendar(
            da=f"Kalenderen {self.id} begynder {self.first}: {-count} arbejdsdage før {day} ligger uden for.",
            en=f"The calendar {self.id} begins {self.first}: {-count} working days before {day} lie beyond it.",
        )

    def working_days_between(self, after: date, until: date) -> int:
        """Working days after ``after``, up to and including ``until``; 0 if ``until`` is not later.

        Raises OutsideCalendar.
        """
        self.why_not(after)
        self.why_not(until)
        return max(
            0, bisect_right(self._working, until.toordinal()) - bisect_right(self._working, after.toordinal())
        )
