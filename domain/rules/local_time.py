"""Local time of a case type: the zone of each version governs from the day on which the version does (rule 1).

A later version's zone never moves a day that lies before its validity.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo

from ..moment import day_of_midnight, midnight, parse_moment

DAY = timedelta(days=1)


class LocalTime:
    """Days and instants, to and fro."""

    def __init__(self, zones: Sequence[tuple[date, tzinfo]]) -> None:
        """``zones``: from which day on which zone, ascending; the first also governs what lies before it."""
        self.zone = zones[-1][1]
        turns = [turn for place, turn in enumerate(zones) if place == 0 or turn[1] != zones[place - 1][1]]
        self._since = [since for since, _ in turns[1:]]
        self._zones = [zone for _, zone in turns]
        self._turns = [midnight(since, zone) for since, zone in turns[1:]]
        self._starts: dict[date, datetime] = {}

    @classmethod
    def of(cls, zone: tzinfo) -> LocalTime:
        """The local time of one zone, always."""
        return cls([(date.min, zone)])

    def zone_on(self, day: date) -> tzinfo:
        """The zone in which a day is meant."""
        return self._zones[bisect_right(self._since, day)]

    def zone_at(self, instant: datetime) -> tzinfo:
        """The zone that governs at an instant."""
        return self._zones[bisect_right(self._turns, instant)]

    def local_day(self, instant: datetime) -> date:
        """The date of an instant."""
        if not self._turns:
            return instant.astimezone(self.zone).date()
        place = bisect_right(self._turns, instant)
        day = instant.astimezone(self._zones[place]).date()
        return day if place == len(self._since) else min(day, self._since[place] - DAY)

    def start_of(self, day: date) -> datetime:
        """00:00 local time of a day, in UTC."""
        found = self._starts.get(day)
        if found is None:
            found = self._starts[day] = midnight(day, self.zone_on(day))
        return found

    def end_of(self, day: date) -> datetime:
        """The first instant that is no longer ``day``, in UTC."""
        return self.start_of(day + DAY)

    def day_of(self, occurred: datetime, day: date | None) -> date:
        """The day of a date-only fact: as it says, else the day whose midnight it was given as."""
        return day if day is not None else day_of_midnight(occurred, self.zone_at(occurred))

    def parse(self, value: object) -> tuple[datetime, bool] | None:
        """A date or instant as text, in the zone that governs on the day that it names; see ``parse_moment``."""
        return parse_moment(value, self._zone_named(value))

    def later_on_the_wall(self, instant: datetime, days: int) -> datetime:
        """The same local time so many calendar days later; a day with a clock change is a day all the same."""
        wall = instant.astimezone(self.zone_at(instant)).replace(tzinfo=None) + timedelta(days=days)
        return wall.replace(tzinfo=self.zone_on(wall.date())).astimezone(UTC)

    def _zone_named(self, value: object) -> tzinfo:
        if not self._since or not isinstance(value, str):
            return self.zone
        try:
            return self.zone_on(date.fromisoformat(value[:10]))
        except ValueError:  # it is no moment at all, whatever the zone
            return self.zone
