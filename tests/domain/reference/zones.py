"""Time zones by their own laws: when each clock is put forward and back, found by walking to Sundays.

Nothing is read from a database of zones. Each zone is told for the years from 1996, and for 1900 and 1901.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
TOLD_SINCE = 1996
Change = tuple[datetime, timedelta]


def _sunday(day: date, step: int) -> date:
    """The first Sunday from this day on, stepping forward (1) or back (-1)."""
    while day.weekday() != 6:
        day += step * DAY
    return day


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def european(year: int) -> tuple[tuple[datetime, bool], ...]:
    """Directive 2000/84/EC (and 94/21/EC before it): 01:00 UTC on the last Sundays of March and October."""
    spring, autumn = _sunday(date(year, 3, 31), -1), _sunday(date(year, 10, 31), -1)
    return (_at(spring, 1), True), (_at(autumn, 1), False)


def american(year: int) -> tuple[tuple[datetime, bool], ...]:
    """At 02:00 on the wall: from 2007 the second Sunday of March and the first of November (Energy Policy Act 2005),
    before that the first of April and the last of October."""
    if year >= 2007:
        spring, autumn = _sunday(date(year, 3, 8), 1), _sunday(date(year, 11, 1), 1)
    else:
        spring, autumn = _sunday(date(year, 4, 1), 1), _sunday(date(year, 10, 31), -1)
    return (_at(spring, 7), True), (_at(autumn, 6), False)


def zealandic(year: int) -> tuple[tuple[datetime, bool], ...]:
    """At 02:00 standard time, 14:00 UTC the day before: from 2007/08 the first Sunday of April and the last of
    September (New Zealand Daylight Time Order 2007); before that the third of March and the first of October."""
    back = _sunday(date(year, 4, 1), 1) if year >= 2008 else _sunday(date(year, 3, 15), 1)
    forward = _sunday(date(year, 9, 30), -1) if year >= 2007 else _sunday(date(year, 10, 1), 1)
    return (_at(back - DAY, 14), False), (_at(forward - DAY, 14), True)


def never(year: int) -> tuple[tuple[datetime, bool], ...]:
    """No summer time."""
    return ()


class Zone:
    """A zone: how far its clocks are ahead of UTC."""

    def __init__(
        self,
        name: str,
        ahead: timedelta,
        changes: Callable[[int], tuple[tuple[datetime, bool], ...]],
        in_1900: timedelta,
    ) -> None:
        self.name, self.ahead, self.in_1900 = name, ahead, in_1900
        self._changes = cache(changes)

    def offset(self, instant: datetime) -> timedelta:
        """How far ahead of UTC at an instant: the last change before it says it."""
        if instant.year < TOLD_SINCE:
            return self.in_1900
        found = False
        for change, summer in (*self._changes(instant.year - 1), *self._changes(instant.year)):
            if change <= instant:
                found = summer
        return self.ahead + HOUR if found else self.ahead

    def wall(self, instant: datetime) -> datetime:
        """What a clock on the wall shows."""
        return (instant + self.offset(instant)).replace(tzinfo=None)

    def from_wall(self, wall: datetime) -> datetime:
        """The instant at which the clock on the wall shows this.

        An hour that comes twice is meant the first time; one that is skipped is read as if the clock had not been
        changed yet.
        """
        if wall.year < TOLD_SINCE:
            return wall.replace(tzinfo=UTC) - self.in_1900
        for ahead in (self.ahead + HOUR, self.ahead):
            instant = wall.replace(tzinfo=UTC) - ahead
            if self.offset(instant) == ahead:
                return instant
        return wall.replace(tzinfo=UTC) - self.ahead


def _hours(hours: int, minutes: int = 0, seconds: int = 0) -> timedelta:
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


# Clocks ahead and behind, half hours, the other hemisphere, and one whose midnight is skipped in spring (Azores).
# In 1900 some kept the mean time of a place (tz database, from the laws it quotes).
ZONES = {
    zone.name: zone
    for zone in (
        Zone("Europe/Copenhagen", _hours(1), european, _hours(1)),
        Zone("Europe/London", _hours(0), european, _hours(0)),
        Zone("Atlantic/Azores", _hours(-1), european, -_hours(1, 54, 32)),
        Zone("America/New_York", _hours(-5), american, _hours(-5)),
        Zone("Asia/Kolkata", _hours(5, 30), never, _hours(5, 21, 10)),
        Zone("Pacific/Auckland", _hours(12), zealandic, _hours(11, 30)),
    )
}
COPENHAGEN = ZONES["Europe/Copenhagen"]
