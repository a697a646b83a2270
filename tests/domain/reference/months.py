"""Months that add up (rules 19 to 25): what is said of them, the diary of a count, and one instance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from .clock import Clock
from .days import DAY, MICROSECOND, Almanac, NotInAlmanacError, is_last_of_month, roll, within_years
from .instance import Shown
from .order import is_annulled
from .reading import Happening, Version, read_version

MONTHS = [f"{year:04}-{month:02}" for year in range(1, 2200) for month in range(1, 13)]
NUMBERS = {name: number for number, name in enumerate(MONTHS)}
LONG_AGO = -1


@dataclass(frozen=True)
class Count:
    """One accumulation of one version of a case type."""

    id: str
    months: int
    within: int
    counted_by: frozenset[str]
    reversed_by: frozenset[str]
    starts_over_by: frozenset[str]
    part_counts: bool
    stays: bool
    by_month: bool
    last_day: bool
    met_by: frozenset[str]
    cancelled_by: frozenset[str]
    unless: frozenset[str]
    rolls: bool
    almanac: Almanac


@dataclass(frozen=True)
class Edition(Version):
    """One version of a case type and what it counts."""

    counts: Mapping[str, Count] = field(default_factory=dict)


class Noted(NamedTuple):
    """A line of the diary: a month was paid, paid in part or is not paid; or the count turned there."""

    what: str  # paid, part, unpaid; met, met-and-waits, starts-over, waits-no-more
    month: int


class Standing(NamedTuple):
    """What the diary amounts to: the last word on each month, the floor, the month of rule 24, and the wait."""

    words: dict[int, str]
    floor: int
    after: int
    waits: bool


def read_count(rule: Any, almanac: Almanac) -> Count:
    """An accumulation, with the working days of its version's calendar."""
    counted = rule.accumulation
    return Count(
        id=rule.id,
        months=counted.months,
        within=counted.within,
        counted_by=frozenset(counted.counted_by),
        reversed_by=frozenset(counted.reversed_by),
        starts_over_by=frozenset(counted.starts_over_by),
        part_counts=counted.part_months == "count",
        stays=counted.when_below == "stays",
        by_month=counted.on_change == "by-month",
        last_day=counted.falls_due == "last-day",
        met_by=frozenset(rule.met_by),
        cancelled_by=frozenset(rule.cancelled_by),
        unless=frozenset(rule.unless),
        rolls=rule.roll == "next-working-day",
        almanac=almanac,
    )


def read_edition(case_type: Any, calendars: Mapping[str, Almanac]) -> Edition:
    """A version of a case type whose deadlines are accumulations; ``calendars`` says which days work."""
    version = read_version(case_type, calendars)
    return Edition(
        **{one.name: getattr(version, one.name) for one in fields(version)},
        counts={rule.id: read_count(rule, version.almanac) for rule in case_type.deadlines},
    )


def edition_on(editions: Sequence[Edition], day: date) -> Edition | None:
    """Rule 7: a later start, or the same start published later, wins."""
    found: Edition | None = None
    for edition in editions:
        since = edition.since or date.min
        if since <= day and (found is None or since >= (found.since or date.min)):
            found = edition
    return found


@cache
def days_of(month: int) -> tuple[date, date]:
    """The first day of a month and, by walking there, the last."""
    first = last = date.fromisoformat(MONTHS[month] + "-01")
    while not is_last_of_month(last):
        last += DAY
    return first, last


def local_month(instant: datetime, clock: Clock) -> int:
    """The month at an instant."""
    return NUMBERS[clock.local_day(instant).isoformat()[:7]]


def counts(said: str | None, count: Count) -> bool:
    """Rule 20: whether a month of which this was said last counts."""
    return said == "paid" or (said == "part" and count.part_counts)


def standing(diary: Iterable[Noted]) -> Standing:
    """The diary, read from its first line to its last."""
    words: dict[int, str] = {}
    floor, after, waits = LONG_AGO, LONG_AGO, False
    for what, month in diary:
        match what:
            case "met":
                after = month
            case "met-and-waits":
                after, waits = month, True
            case "starts-over":
                floor, after, waits = month, month, False
            case "waits-no-more":
                waits = False
            case _:
                words[month] = what
    return Standing(words, floor, after, waits)


@dataclass
class Counted:
    """An instance of an accumulation."""

    count: Count
    cycle: int
    anchor: int
    clock: Clock
    state: str = "counting"
    month: int | None = None
    end: date | None = None
    fixed: bool = False
    look_again_on: date | None = None
    days_left: int | None = None
    breached_at: datetime | None = None
    passed_on: date | None = None

    @property
    def is_open(self) -> bool:
        return self.state in {"counting", "running"}

    def due(self) -> date | None:
        """The end after the roll (rule 9); none where no calendar says where that is."""
        if self.end is None or not self.count.rolls:
            return self.end
        try:
            return roll(self.end, self.count.almanac.works)
        except NotInAlmanacError:
            return None

    def overdue_from(self) -> datetime | None:
        """Rule 3, for the end that it shows; one that counts only expects it."""
        due = self.due()
        return None if due is None else self.clock.midnight(due + DAY)

    def look_for_breach(self, now: datetime) -> None:
        """Rule 16: an end that lies in the past when it takes effect is breached then."""
        late = self.overdue_from()
        if self.state == "running" and self.breached_at is None and late is not None and late <= now:
            self.breached_at, self.passed_on = now, self.clock.local_day(now)

    def time_passes(self, until: datetime) -> None:
        """Rule 16: one that runs at ``overdue_from`` is breached at that instant."""
        late = self.overdue_from()
        if self.state == "running" and self.breached_at is None and late is not None and late <= until:
            self.breached_at, self.passed_on = late, self.clock.local_day(late - MICROSECOND)

    def falls_in(self, month: int | None) -> None:
        """Its end is in this month."""
        if month is None:
            self.end = None
        else:
            first, last = days_of(month)
            self.end = last if self.count.last_day else first

    def override(self, event: Happening) -> bool:
        """Rule 25. Returns whether the override moved anything."""
        if (event.days is None) == (event.until is None) or (self.state == "counting" and event.until is None):
            return False
        end = event.until
        if event.days is not None and self.end is not None:
            end = self.end + event.days * DAY
        if end is None or not within_years(end):
            return False
        self.end = end
        self.state, self.fixed, self.look_again_on = "running", True, None
        return True

    def shown(self) -> Shown:
        """What can be read off now."""
        due = self.due()
        end = self.end if due is not None else None
        late = self.overdue_from()
        return Shown(self.state, due, None, end, late, self.breached_at, self.passed_on, None, self.anchor)


class Named(NamedTuple):
    """What an event names in fields of its own; None where it has no such field."""

    month: str | None
    part: bool | None


def month_said(event: Happening, named: Named, clock: Clock) -> int | None:
    """Rule 19: the month that an event speaks of; None if it can't be read or lies ten years off."""
    happened = local_month(event.occurred, clock)
    if named.month is None and "month" in event.attributes:
        value = event.attributes["month"]
        month = NUMBERS.get(value) if isinstance(value, str) else None
    else:
        month = happened if named.month is None else NUMBERS.get(named.month)
    return month if month is not None and -120 <= month - happened <= 120 else None


def names_in_force(history: Sequence[Any]) -> dict[int, Named]:
    """Rule 2, for the month and the part that an event names: by position, as they stand after corrections."""
    positions = {(entry.event.source, entry.event.id): entry.position for entry in history}
    found = {
        entry.position: Named(getattr(entry.event, "month", None), getattr(entry.event, "part", None))
        for entry in history
    }
    for event in (entry.event for entry in history if entry.event.name == "corrected"):
        position = positions.get((event.corrects_source or event.source, event.corrects))
        if position is not None and event.changes.keys() & {"month", "part"} and not is_annulled(event, history):
            month, part = found[position]
            found[position] = Named(event.changes.get("month", month), event.changes.get("part", part))
    return found
