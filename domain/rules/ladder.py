"""A ladder of reminders: at which instants the steps for a deadline come, for an end that it has.

Pure arithmetic; whether a step is due is asked of the projection (docs/reminders.md, whose rules the numbers name).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from .calendar import Calendar, OutsideCalendar
from .reminder_step import Distance, ReminderStep, StepRoll

MINUTE = timedelta(minutes=1)


class Rung(NamedTuple):
    """One step at one instant, in UTC. number: from 1, where the step comes again."""

    at: datetime
    step: str
    number: int


class Ladders:
    """The ladders of one version of a case type. Many deadlines end on one day: each day is reckoned once."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._on_days: dict[tuple[str, date, tzinfo], tuple[Rung, ...]] = {}

    def of(self, name: str, steps: Sequence[ReminderStep], end: date | datetime, zone: tzinfo) -> tuple[Rung, ...]:
        """``rungs``, remembered. name: tells the ladders of the version apart."""
        if isinstance(end, datetime):
            return rungs(steps, end, self.calendar, zone)
        found = self._on_days.get((name, end, zone))
        if found is None:
            found = self._on_days[name, end, zone] = rungs(steps, end, self.calendar, zone)
        return found


def rungs(
    steps: Sequence[ReminderStep], end: date | datetime, calendar: Calendar, zone: tzinfo
) -> tuple[Rung, ...]:
    """Every step for a deadline that ends on a day or at an instant, in the order in which they come.

    A step that can't be computed (outside the calendar, beyond the last day that there is) does not come.
    """
    found = [rung for step in steps for rung in _of_step(step, end, calendar, zone)]
    places = {step.id: place for place, step in enumerate(steps)}
    return tuple(sorted(found, key=lambda rung: (rung.at, places[rung.step], rung.number)))


def _of_step(step: ReminderStep, end: date | datetime, calendar: Calendar, zone: tzinfo) -> Iterator[Rung]:
    reckoning = _Reckoning(step, end, calendar, zone)
    for number in range(1, step.times + 1):
        try:
            at = reckoning.instant(number)
        except (OutsideCalendar, OverflowError, ValueError):
            return
        if at is not None:
            yield Rung(at, step.id, number)


class _Reckoning:
    """One step, for one end."""

    def __init__(self, step: ReminderStep, end: date | datetime, calendar: Calendar, zone: tzinfo) -> None:
        self.step = step
        self.end = end
        self.calendar = calendar
        self.zone = zone

    def instant(self, number: int) -> datetime | None:
        """When it comes for this time; None: it does not come."""
        step = self.step
        if step.before is None:
            assert step.after is not None
            return self._after_quiet(self._after(step.after, number))
        at = self._after_quiet(self._before(step.before, step.roll))
        if not self._is_over(at):
            return at
        # Rule 7: what would come when the end is over is no warning of it, and comes before it instead.
        back = self._before(step.before, "none" if step.roll == "none" else "previous-working-day")
        if self._is_over(back):
            return None
        at = self._after_quiet(back)
        return self._earlier(back) if self._is_over(at) else at

    def _before(self, far: Distance, roll: StepRoll) -> datetime:
        if far.unit == "hours":
            return self._instant_of_end() - timedelta(hours=far.count)
        return self._on(_rolled(_moved(self._last_day(), far, -1, self.calendar), roll, self.calendar))

    def _after(self, far: Distance, number: int) -> datetime:
        if far.unit == "hours":
            return self._instant_of_end() + timedelta(hours=far.count)
        day = _moved(self._last_day(), far, 1, self.calendar)
        if self.step.every is not None and number > 1:
            again = Distance(self.step.every.count * (number - 1), self.step.every.unit)
            day = _moved(day, again, 1, self.calendar)
        at = self._on(_rolled(day, self.step.roll, self.calendar))
        # Rule 7: nothing is said to be over that is not.
        return at if self._is_over(at) else self._on(_rolled(day, "next-working-day", self.calendar))

    def _earlier(self, at: datetime) -> datetime:
        """Rule 7: before the quiet hours that an instant falls in; with a roll, on a working day."""
        assert self.step.quiet is not None
        found = _before_quiet(at, self.step.quiet, self.zone)
        if self.step.roll == "none":
            return found
        local = found.astimezone(self.zone)
        day = _rolled(local.date(), "previous-working-day", self.calendar)
        return found if day == local.date() else _on_the_wall(day, local.time(), self.zone)

    def _is_over(self, at: datetime) -> bool:
        """Rule 7: an end that is an instant is over at it; a day, when the next one begins."""
        if isinstance(self.end, datetime):
            return at >= self.end
        return at.astimezone(self.zone).date() > self.end

    def _on(self, day: date) -> datetime:
        return _on_the_wall(day, time.fromisoformat(self.step.at), self.zone)

    def _last_day(self) -> date:
        return self.end.astimezone(self.zone).date() if isinstance(self.end, datetime) else self.end

    def _instant_of_end(self) -> datetime:
        if not isinstance(self.end, datetime):
            raise ValueError("a day has no hour to count from")
        return self.end

    def _after_quiet(self, at: datetime) -> datetime:
        return at if self.step.quiet is None else quiet_until(at, self.step.quiet, self.zone) or at


def _moved(day: date, distance: Distance, sign: int, calendar: Calendar) -> date:
    """Rule 2: so many days away. No working days away is the day itself."""
    match distance.unit:
        case "weeks":
            return day + sign * timedelta(weeks=distance.count)
        case "working_days":
            return calendar.add_working_days(day, sign * distance.count)
    return day + sign * timedelta(days=distance.count)


def _rolled(day: date, roll: StepRoll, calendar: Calendar) -> date:
    """Rule 4."""
    return day if roll == "none" else calendar.roll(day, back=roll == "previous-working-day")[0]


def quiet_until(at: datetime, quiet: tuple[str, str], zone: tzinfo) -> datetime | None:
    """Rule 6: the end of the quiet hours, in UTC, if an instant falls in them; else None."""
    if not _is_quiet(at, quiet, zone):
        return None
    begins, ends = (time.fromisoformat(one) for one in quiet)
    local = at.astimezone(zone)
    tomorrow = begins > ends and local.time() >= begins
    return _next_on_the_wall(local.date() + timedelta(days=tomorrow), ends, zone, at)


def _is_quiet(at: datetime, quiet: tuple[str, str], zone: tzinfo) -> bool:
    begins, ends = (time.fromisoformat(one) for one in quiet)
    now = at.astimezone(zone).time()
    return begins <= now < ends if begins <= ends else now >= begins or now < ends


def _before_quiet(at: datetime, quiet: tuple[str, str], zone: tzinfo) -> datetime:
    """Rule 7: an hour before the quiet hours begin that an instant falls in, or when those before them end, if that is
    later. Looked for minute by minute, because the clocks may be changed in between."""
    found = at.replace(second=0, microsecond=0)
    while _is_quiet(found - MINUTE, quiet, zone):
        found -= MINUTE
    for _ in range(60):
        if _is_quiet(found - MINUTE, quiet, zone):
            break
        found -= MINUTE
    return found


def _next_on_the_wall(day: date, at: time, zone: tzinfo, after: datetime) -> datetime:
    """A local time after an instant: one that comes twice, the second time if the first has gone by."""
    first = _on_the_wall(day, at, zone)
    return first if first > after else _on_the_wall(day, at.replace(fold=1), zone)


def _on_the_wall(day: date, at: time, zone: tzinfo) -> datetime:
    """Rule 3: a local time in UTC. One that the clocks skip comes as much later; one that comes twice, the first time."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
