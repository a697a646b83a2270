"""How an instance begins, and where the law says that it ends (rule 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from .clock import Clock
from .days import (
    DAY,
    NotInAlmanacError,
    Works,
    walk_months,
    walk_to_yearly,
    walk_working_days,
    written,
)
from .reading import Happening, Rule, Version


@dataclass(frozen=True)
class Beginning:
    """What started an instance, when, and its unrolled end (None: it can't be computed).

    anchor: the event; for one that follows a deadline which ran out, the event that started that one.
    year_of: the day that a yearly duty was started for.
    """

    anchor: Happening
    at: datetime
    end: date | datetime | None
    year_of: date | None


def beginning(
    rule: Rule, anchor: Happening, at: datetime, zero: date | None, clock: Clock, year_before: date | None
) -> Beginning:
    """Rule 8. ``zero``: day zero, None if it can't be computed. ``year_before``: for which the duty before was."""
    year_of = None
    if rule.yearly is not None:
        since = year_before or zero
        year_of = next_yearly(since, rule.yearly) if since is not None else None
    return Beginning(anchor, at, first_end(rule, anchor, zero, clock, year_of), year_of)


def next_yearly(since: date, yearly: str) -> date:
    """The next such month and day strictly after a day."""
    month, day = yearly.split("-")
    return walk_to_yearly(since, int(month), int(day))


def first_end(
    rule: Rule, anchor: Happening, zero: date | None, clock: Clock, year_of: date | None
) -> date | datetime | None:
    """The unrolled end, by walking from day zero; None if it can't be computed."""
    if rule.given is not None:
        return written(anchor.attributes.get(rule.given), clock)
    if rule.on is not None:
        return rule.on
    if rule.yearly is not None:
        return year_of
    if zero is None:
        return None
    try:
        return end_of_term(zero, rule.count, rule.unit, rule.almanac.works)
    except NotInAlmanacError:
        return None


def end_of_term(zero: date, count: int, unit: str | None, works: Works) -> date:
    """So many days, weeks, months or working days after day zero, day by day."""
    match unit:
        case "months":
            return walk_months(zero, count)
        case "working_days":
            return walk_working_days(zero, count, works)
    end = zero
    for _ in range(count * (7 if unit == "weeks" else 1)):
        end += DAY
    return end


def day_zero(anchor: Happening, clock: Clock, version: Version) -> date | None:
    """The local day of an event; of a notice, the day on which it is presumed to have arrived; None: not computable."""
    day = clock.local_day(anchor.occurred)
    for name, sent_by, working_days in version.presumed:
        if name == anchor.name and sent_by in {None, anchor.sent_by}:
            try:
                return walk_working_days(day, working_days, version.almanac.works)
            except NotInAlmanacError:
                return None
    return day
