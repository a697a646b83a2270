"""The instants of a ladder as docs/reminders.md says them (rules 1 to 7), the long way and apart from the engine.

The clock is read by walking: from instants of UTC to what a clock on the wall shows, a quarter of an hour at a time,
never the other way. Days are counted one by one, and the calendar is asked of single days only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sagsgang.domain.rules.calendar import Calendar, OutsideCalendar
from sagsgang.domain.rules.reminder_step import Distance, ReminderStep

DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)  # no zone was ahead by anything finer in the years asked about


class Reached(NamedTuple):
    """A step at its instant."""

    at: datetime
    step: str
    number: int


class NeverComesError(Exception):
    """The step can't be computed."""


# -- the clock on the wall -------------------------------------------------------------------------


@lru_cache(maxsize=100_000)
def showing(wall: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The instants at which a clock on the wall shows this: none, one or two.

    None if the clock skips it: then as much later as it skips.
    """
    instant = wall.replace(tzinfo=UTC) - 26 * 4 * QUARTER
    found, before = [], None
    while instant <= wall.replace(tzinfo=UTC) + 26 * 4 * QUARTER:
        shown = instant.astimezone(zone).replace(tzinfo=None)
        if shown == wall:
            found.append(instant)
        if before is not None and before < wall < shown and shown - before != QUARTER:
            return showing(wall + (shown - before - QUARTER), zone)
        before = shown
        instant += QUARTER
    if not found:  # the mean time of a place, as clocks showed it in 1900, is ahead of UTC by odd seconds
        near = wall.replace(tzinfo=UTC)
        found = [near - (near.astimezone(zone).replace(tzinfo=None) - wall)]
    return tuple(found)


def clock(written: str) -> time:
    """A time of day as a case type writes it."""
    hours, minutes = written.split(":")
    return time(int(hours), int(minutes))


# -- rules 1 to 7: the instants of a ladder --------------------------------------------------------


def ladder(
    steps: Sequence[ReminderStep], end: date | datetime, calendar: Calendar, zone: ZoneInfo
) -> list[Reached]:
    """Every step that comes, for a deadline that ends so; in order."""
    return sorted(found for step in steps for found in _times_of(step, end, calendar, zone))


def _times_of(step: ReminderStep, end: date | datetime, calendar: Calendar, zone: ZoneInfo) -> Iterator[Reached]:
    for number in range(1, step.times + 1):
        try:
            at = _time_of(step, number, end, calendar, zone)
        except (NeverComesError, OutsideCalendar, OverflowError):
            continue
        yield Reached(at, step.id, number)


def _time_of(
    step: ReminderStep, number: int, end: date | datetime, calendar: Calendar, zone: ZoneInfo
) -> datetime:
    """Rule 7: every way in which it may come, the first that is on its side of the end."""
    if step.before is None:
        for roll in (step.roll, "next-working-day"):
            at = _instant_of(step, number, end, calendar, zone, roll)
            if _over(at, end, zone):
                return _after_quiet_hours(at, step, zone)
        raise NeverComesError
    back = "none" if step.roll == "none" else "previous-working-day"
    for roll in (step.roll, back):
        at = _after_quiet_hours(_instant_of(step, number, end, calendar, zone, roll), step, zone)
        if not _over(at, end, zone):
            return at
    at = _instant_of(step, number, end, calendar, zone, back)
    if _over(at, end, zone):
        raise NeverComesError
    return _before_quiet_hours(at, step, calendar, zone)


def _over(at: datetime, end: date | datetime, zone: ZoneInfo) -> bool:
    """From its instant on, or from the midnight that ends its day."""
    if isinstance(end, datetime):
        return at >= end
    return at >= showing(datetime.combine(end + DAY, time(0)), zone)[0]


def _instant_of(
    step: ReminderStep, number: int, end: date | datetime, calendar: Calendar, zone: ZoneInfo, roll: str
) -> datetime:
    away, back = (step.before, True) if step.before is not None else (step.after, False)
    assert away is not None
    if away.unit == "hours":
        if not isinstance(end, datetime):
            raise NeverComesError
        hour = timedelta(minutes=60)
        return end - away.count * hour if back else end + away.count * hour
    day = end.astimezone(zone).date() if isinstance(end, datetime) else end
    day = _walk(day, away, back, calendar)
    for _ in range(number - 1):
        assert step.every is not None
        day = _walk(day, step.every, back, calendar)
    if roll != "none":
        direction = -DAY if roll == "previous-working-day" else DAY
        while calendar.why_not(day) is not None:
            day += direction
    return showing(datetime.combine(day, clock(step.at)), zone)[0]


def _walk(day: date, away: Distance, back: bool, calendar: Calendar) -> date:
    """Day by day; in working days only those count on which somebody works."""
    left = away.count * (7 if away.unit == "weeks" else 1)
    while left > 0:
        day += -DAY if back else DAY
        if away.unit != "working_days" or calendar.why_not(day) is None:
            left -= 1
    return day


def _after_quiet_hours(at: datetime, step: ReminderStep, zone: ZoneInfo) -> datetime:
    if step.quiet is None:
        return at
    begin, end = clock(step.quiet[0]), clock(step.quiet[1])
    wall = at.astimezone(zone).replace(tzinfo=None)
    now, over = wall.time(), datetime.combine(wall.date(), end)
    if begin < end:
        return _next_showing(over, at, zone) if begin <= now < end else at
    if now >= begin:
        return _next_showing(over + DAY, at, zone)
    return _next_showing(over, at, zone) if now < end else at


def _before_quiet_hours(at: datetime, step: ReminderStep, calendar: Calendar, zone: ZoneInfo) -> datetime:
    """Of all minutes of the days before, the last stretch without quiet: its last hour."""
    assert step.quiet is not None
    begin, end = clock(step.quiet[0]), clock(step.quiet[1])

    def loud(instant: datetime) -> bool:
        now = instant.astimezone(zone).time()
        return not (begin <= now < end) if begin < end else end <= now < begin

    minute = timedelta(minutes=1)
    whole = at.replace(second=0, microsecond=0)
    minutes = [whole - count * minute for count in range(2 * 24 * 60)]
    stretch: list[datetime] = []
    for one in minutes:
        if loud(one):
            stretch.append(one)
        elif stretch:
            break
    found = stretch[:60][-1]
    wall = found.astimezone(zone).replace(tzinfo=None)
    if step.roll != "none" and calendar.why_not(wall.date()) is not None:
        while calendar.why_not(wall.date()) is not None:
            wall -= DAY
        found = showing(wall, zone)[0]
    return found


def _next_showing(wall: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Quiet hours never end before they begin: of a time that comes twice, the one that lies ahead."""
    return next(instant for instant in showing(wall, zone) if instant > after)
