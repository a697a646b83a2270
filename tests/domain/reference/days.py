"""Danish days, months and hours by walking and counting: no date arithmetic beyond "the next day"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

from .clock import DANISH, Clock
from .zones import COPENHAGEN, DAY, Zone, european

MICROSECOND = timedelta(microseconds=1)
LAST_STORE_BEDEDAG = 2023
Works = Callable[[date], bool]


@cache
def easter(year: int) -> date:
    """Easter Sunday: the Sunday after the ecclesiastical full moon, found by walking.

    The Gregorian full moon: the epact (age of the moon on 1 January) after Lilius and Clavius, then the
    first fourteenth day of a moon on or after 21 March.
    """
    century = year // 100 + 1
    golden = year % 19 + 1
    epact = (11 * golden + 20 + (8 * century + 5) // 25 - 5 - (3 * century // 4 - 12)) % 30
    if epact == 24 or (epact == 25 and golden > 11):
        epact += 1
    full_moon = date(year, 3, 1) + (44 - epact - 1) * DAY
    if full_moon < date(year, 3, 21):
        full_moon += 30 * DAY
    day = full_moon + DAY
    while day.weekday() != 6:
        day += DAY
    return day


@cache
def public_holidays(year: int) -> dict[date, str]:
    """The public holidays of Denmark by law and custom of the national church (helligdage)."""
    sunday = easter(year)
    found = {
        date(year, 1, 1): "nytårsdag",
        sunday - 3 * DAY: "skærtorsdag",
        sunday - 2 * DAY: "langfredag",
        sunday: "påskedag",
        sunday + DAY: "2. påskedag",
        sunday + 39 * DAY: "Kristi himmelfartsdag",
        sunday + 49 * DAY: "pinsedag",
        sunday + 50 * DAY: "2. pinsedag",
        date(year, 12, 25): "juledag",
        date(year, 12, 26): "2. juledag",
    }
    if year <= LAST_STORE_BEDEDAG:
        found[sunday + 26 * DAY] = "store bededag"
    return found


@cache
def days_off(year: int) -> dict[date, str]:
    """Where no term ends: public holidays, 5 June, 24 and 31 December (as forældelsesloven § 27 has it)."""
    extra = {
        date(year, 6, 5): "grundlovsdag",
        date(year, 12, 24): "juleaftensdag",
        date(year, 12, 31): "nytårsaftensdag",
    }
    return extra | public_holidays(year)


@cache
def danish_working_day(day: date) -> bool:
    """Whether a term can end on this day in Denmark."""
    return day.weekday() < 5 and day not in days_off(day.year)


def every_day(day: date) -> bool:
    """A calendar without days off."""
    return True


class NotInAlmanacError(Exception):
    """Nobody has written down whether this day works."""


@dataclass(frozen=True)
class Almanac:
    """Which days work, from the first to the last that are written down, and in which zone they are meant."""

    written: Works
    first: date
    last: date
    zone: Zone = COPENHAGEN

    def works(self, day: date) -> bool:
        """Whether a day works. Raises NotInAlmanacError."""
        if not self.first <= day <= self.last:
            raise NotInAlmanacError(day)
        return self.written(day)


def roll(day: date, works: Works) -> date:
    """This day, or the next one that works."""
    while not works(day):
        day += DAY
    return day


def walk_working_days(day: date, count: int, works: Works) -> date:
    """The ``count``-th working day after ``day``; ``day`` itself is not counted."""
    while count > 0:
        day += DAY
        if works(day):
            count -= 1
    return day


def is_last_of_month(day: date) -> bool:
    """Whether tomorrow is in another month."""
    return (day + DAY).day == 1


def walk_months(day: date, count: int) -> date:
    """``count`` months later: over so many firsts, then to the same day or as far as that month goes."""
    wanted, passed = day.day, 0
    while passed < count or not (day.day == wanted or (day.day < wanted and is_last_of_month(day))):
        day += DAY
        if day.day == 1:
            passed += 1
    return day


def walk_to_yearly(day: date, month: int, day_of_month: int) -> date:
    """The next such month and day strictly after ``day``; 29 February is else the last of February."""
    while True:
        day += DAY
        if day.month != month:
            continue
        if day.day == day_of_month or (month == 2 and day_of_month == 29 and is_last_of_month(day)):
            return day


def summer(year: int) -> tuple[datetime, datetime]:
    """When summer time begins and ends in Europe."""
    (begins, _), (ends, _) = european(year)
    return begins, ends


def offset(instant: datetime) -> timedelta:
    """How far Copenhagen is ahead of UTC at an instant: one hour, in summer two."""
    return COPENHAGEN.offset(instant)


def local_day(instant: datetime) -> date:
    """The date in Copenhagen at an instant."""
    return DANISH.local_day(instant)


def midnight(day: date) -> datetime:
    """00:00 in Copenhagen, as an instant in UTC. The clocks never change at midnight there."""
    return DANISH.midnight(day)


def from_wall(wall: datetime) -> datetime:
    """The instant at which the clock on a wall in Copenhagen shows this."""
    return COPENHAGEN.from_wall(wall)


WRITTEN = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(Z|[+-]\d\d:\d\d)?)?",
    re.ASCII,
)
FIRST_YEAR, LAST_YEAR = 1900, 2100


def within_years(day: date) -> bool:
    """Whether a day lies in the years that the office reckons with."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def written(value: object, clock: Clock = DANISH) -> date | datetime | None:
    """Rule 8: a date, an instant (in UTC; without offset it is local time), or None if a value says neither.

    What lies outside the local years 1900 to 2100 is neither.
    """
    match = WRITTEN.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        wall = datetime(  # noqa: DTZ001 - its zone is read below
            int(year), int(month), int(day), int(hour or 0), int(minute or 0),
            int(second or 0), int((fraction or "0").ljust(6, "0")),
        )  # fmt: skip
    except ValueError:
        return None
    if not FIRST_YEAR - 1 <= wall.year <= LAST_YEAR + 1:
        return None
    if hour is None:
        return wall.date() if within_years(wall.date()) else None
    instant = _with_zone(wall, zone, clock)
    return instant if instant is not None and within_years(clock.local_day(instant)) else None


def _with_zone(wall: datetime, zone: str | None, clock: Clock) -> datetime | None:
    """The instant of a wall clock in the zone that is written behind it, else in that of the case."""
    if zone is None:
        return clock.from_wall(wall)
    if zone == "Z":
        return wall.replace(tzinfo=UTC)
    hours, minutes = int(zone[1:3]), int(zone[4:6])
    if hours > 23 or minutes > 59:
        return None
    ahead = timedelta(hours=hours, minutes=minutes)
    return wall.replace(tzinfo=UTC) - (-ahead if zone[0] == "-" else ahead)
