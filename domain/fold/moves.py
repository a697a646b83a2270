"""What an extension and an override say: whether they may move an end, and where to (docs/deadlines.md, rules 14 and 15)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from ..events.case_events import TermExtended, TermOverridden
from ..moment import within_years
from ..rules.local_time import LocalTime

Move = TermExtended | TermOverridden


def flaw_of(event: Move) -> str | None:
    """What is wrong with an extension or an override whatever the deadline looks like: the finding."""
    if isinstance(event, TermOverridden):
        return None if has_length(event) else "override-without-length"
    if not (event.reason or "").strip():
        return "extension-without-reason"
    return None if has_length(event) else "extension-without-length"


def has_length(event: Move) -> bool:
    """Whether it says days or a day, and not both; an override may move an end to an earlier day too."""
    if (event.days is None) == (event.until is None):
        return False
    return event.days is None or event.days >= 1 or isinstance(event, TermOverridden)


class OutOfRangeError(Exception):
    """The new end would lie outside the years that the office reckons with."""


def moved_end(
    event: Move, unrolled_on: date | None, due_at: datetime | None, local: LocalTime
) -> date | datetime | None:
    """The end that it asks for, unrolled; None where there is none to count from. Raises OutOfRangeError."""
    try:
        if event.until is not None:
            end: date | datetime | None = event.until
        elif due_at is not None:
            end = local.later_on_the_wall(due_at, event.days or 0)
        else:
            end = unrolled_on + timedelta(days=event.days or 0) if unrolled_on is not None else None
        day = local.local_day(end) if isinstance(end, datetime) else end
    except OverflowError:
        raise OutOfRangeError from None
    if day is not None and not within_years(day):
        raise OutOfRangeError
    return end
