"""The clock of a case: which zone its versions keep, and since when (rule 1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from .zones import COPENHAGEN, DAY, Zone


class Clock:
    """The clock that the versions of a case type keep, one after another."""

    def __init__(self, kept: Iterable[tuple[date | None, Zone]]) -> None:
        """``kept``: since when which zone, in the order of publication; the last word on a day counts."""
        turns = {since or date.min: zone for since, zone in kept}
        self.turns = sorted(turns.items(), key=lambda turn: turn[0])
        self._midnights: dict[date, datetime] = {}

    def zone_on(self, day: date) -> Zone:
        """The zone of the version in force on a day; before the first, of the first."""
        found = self.turns[0][1]
        for since, zone in self.turns:
            if since <= day:
                found = zone
        return found

    def midnight(self, day: date) -> datetime:
        """00:00 of a day."""
        if day not in self._midnights:
            wall = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a wall clock has no zone
            self._midnights[day] = self.zone_on(day).from_wall(wall)
        return self._midnights[day]

    def _governs(self, instant: datetime) -> tuple[Zone, date]:
        """The zone that governs an instant, and the last day it can show."""
        zone = self.turns[0][1]
        for since, new in self.turns[1:]:
            if instant < self.midnight(since):
                return zone, since - DAY
            zone = new
        return zone, date.max

    def local_day(self, instant: datetime) -> date:
        """The date at an instant; the last hours of an old zone belong to its last day."""
        zone, last = self._governs(instant)
        return min(zone.wall(instant).date(), last)

    def from_wall(self, wall: datetime) -> datetime:
        """The instant at which a clock on the wall shows this, in the zone of that day."""
        return self.zone_on(wall.date()).from_wall(wall)

    def later_on_the_wall(self, instant: datetime, days: int) -> datetime:
        """The instant so many days later at which a clock on the wall shows the same time."""
        zone, _ = self._governs(instant)
        return self.from_wall(zone.wall(instant) + days * DAY)

    def day_of_old_midnight(self, instant: datetime) -> date:
        """The day of a date-only fact stored as 00:00 of a zone that nobody wrote down: this clock's, if it fits.

        Else the day whose 00:00 UTC lies nearest, since every midnight lies within half a day of that.
        """
        zone, _ = self._governs(instant)
        wall = zone.wall(instant)
        if wall.hour == wall.minute == wall.second == wall.microsecond == 0:
            return wall.date()
        day = instant.astimezone(UTC)
        return (day + timedelta(hours=12)).date()


DANISH = Clock([(None, COPENHAGEN)])
