"""A ladder of reminders: at which instants the steps for a deadline come, for an end that it has.

Pure arithmetic; whether a step is due is asked of the projection (docs/reminders.md, whose rules the numbers name).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .calendar import Calendar, OutsideCalendar
from .reminder_step import Distance, ReminderStep


class Rung(NamedTuple):
    """One step at one instant, in UTC. number: from 1, where the step comes again."""

    at: datetime
    step: str
    number: int


class Ladders:
    """The ladders of one version of a case type. Many deadlines end on one day: each day is reckoned once."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._on_days: dict[tuple[str, date, ZoneInfo], tuple[Rung, ...]] = {}

    def of(
        self, name: str, steps: Sequence[ReminderStep], end: date | datetime, zone: ZoneInfo
    ) -> tuple[Rung, ...]:
        """``rungs``, remembered. name: tells the ladders of the version apart."""
        if isinstance(end, datetime):
            return rungs(steps, end, self.calendar, zone)
        found = self._on_days.get((name, end, zone))
        if found is None:
            found = self._on_days[name, end, zone] = rungs(steps, end, self.calendar, zone)
        return found


def rungs(
    steps: Sequence[ReminderStep], end: date | datetime, calendar: Calendar, zone: ZoneInfo
) -> tuple[Rung, ...]:
    """Every step for a deadline that ends on a day or at an instant, in the order in which they come.

    A step that can't be computed (outside the calendar, beyond the last day that there is) does not come.
    """
    found = [rung for step in steps for rung in _of_step(step, end, calendar, zone)]
    places = {step.id: place for place, step in enumerate(steps)}
    return tuple(sorted(found, key=lambda rung: (rung.at, places[rung.step], rung.number)))


def _of_step(step: ReminderStep, end: date | datetime, calendar: Calendar, zone: ZoneInfo) -> Iterator[Rung]:
    for number in range(1, step.times + 1):
        try:
            at = _instant(step, number, end, calendar, zone)
        except (OutsideCalendar, OverflowError, ValueError):
            return
        # Rule 7: what would come when the end is there already is no warning of it.
        if step.before is not None and isinstance(end, datetime) and at >= end:
            continue
        yield Rung(at, step.id, number)


def _instant(
    step: ReminderStep, number: int, end: date | datetime, calendar: Calendar, zone: ZoneInfo
) -> datetime:
    distance = step.before or step.after
    assert distance is not None
    sign = -1 if step.before is not None else 1
    if distance.unit == "hours":
        if not isinstance(end, datetime):
            raise ValueError("a day has no hour to count from")
        return _after_quiet(end + sign * timedelta(hours=distance.count), step, zone)
    day = end.astimezone(zone).date() if isinstance(end, datetime) else end
    day = _moved(day, distance, sign, calendar)
    if step.every is not None and number > 1:
        day = _moved(day, Distance(step.every.count * (number - 1), step.every.unit), 1, calendar)
    return _after_quiet(_on_the_wall(_rolled(day, step, calendar), time.fromisoformat(step.at), zone), step, zone)


def _moved(day: date, distance: Distance, sign: int, calendar: Calendar) -> date:
    """Rule 2: so many days away. Working days are counted one by one; none away is the day itself."""
    match distance.unit:
        case "weeks":
            return day + sign * timedelta(weeks=distance.count)
        case "working_days":
            return _working_days_away(day, sign * distance.count, calendar)
    return day + sign * timedelta(days=distance.count)


def _working_days_away(day: date, count: int, calendar: Calendar) -> date:
    if count >= 0:
        return calendar.add_working_days(day, count)
    found = day
    while count < 0:
        found -= timedelta(days=1)
        if calendar.why_not(found) is None:
            count += 1
    return found


def _rolled(day: date, step: ReminderStep, calendar: Calendar) -> date:
    """Rule 4."""
    if step.roll == "none":
        return day
    direction = timedelta(days=-1 if step.roll == "previous-working-day" else 1)
    while calendar.why_not(day) is not None:
        day += direction
    return day


def _after_quiet(at: datetime, step: ReminderStep, zone: ZoneInfo) -> datetime:
    return at if step.quiet is None else quiet_until(at, step.quiet, zone) or at


def quiet_until(at: datetime, quiet: tuple[str, str], zone: ZoneInfo) -> datetime | None:
    """Rule 6: the end of the quiet hours, in UTC, if an instant falls in them; else None."""
    begins, ends = (time.fromisoformat(one) for one in quiet)
    local = at.astimezone(zone)
    now, today = local.time(), local.date()
    if begins <= ends:
        return _next_on_the_wall(today, ends, zone, at) if begins <= now < ends else None
    if now >= begins:
        return _next_on_the_wall(today + timedelta(days=1), ends, zone, at)
    return _next_on_the_wall(today, ends, zone, at) if now < ends else None


def _next_on_the_wall(day: date, at: time, zone: ZoneInfo, after: datetime) -> datetime:
    """A local time after an instant: one that comes twice, the second time if the first has gone by."""
    first = _on_the_wall(day, at, zone)
    return first if first > after else _on_the_wall(day, at.replace(fold=1), zone)


def _on_the_wall(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Rule 3: a local time in UTC. One that the clocks skip comes as much later; one that comes twice, the first time."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
