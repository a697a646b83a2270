"""Dates and instants as text, what they mean in a time zone, and the years that the office reckons with.

This is the one reader of moments, of those inside events and of those that come through a door. It is strict, so that a
text is one moment or none: what another system calls ``20260331`` or ``2026-W12-5`` is a finding, never a guess. A door
that takes a looser form brings it into this one first, and says in its own words what is wrong.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Literal

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
# Nothing is before the first day in every zone that there is.
EARLIEST = datetime.combine(FIRST_DAY, time(), tzinfo=UTC) - timedelta(hours=14)
# Midnights lie less than this before or at noon UTC of their day, in every zone from UTC-12 to UTC+12.
_HALF_A_DAY = timedelta(hours=12)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(:\d\d(\.\d{1,6})?)?)(Z|[+-]\d\d:\d\d)?", re.ASCII)

Why = Literal["form", "year-0", "hour-24", "leap-second", "calendar"]


class NoMomentError(ValueError):
    """A text that is no moment: it has another form, or it is on no calendar or clock."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


def read_moment(text: str) -> date | datetime:
    """A date (``YYYY-MM-DD``) or an instant (``YYYY-MM-DDTHH:MM[:SS[.f]]``, ``T`` or a blank; ``Z``, an offset or none).

    An instant without an offset is naive. Raises NoMomentError.
    """
    said = _INSTANT.fullmatch(text)
    if said is None and not _DAY.fullmatch(text):
        raise NoMomentError("form")
    hour, second = text[11:13], text[17:19]
    if hour == "24":  # some versions of Python take it
        raise NoMomentError("hour-24")
    try:
        return date.fromisoformat(text) if said is None else datetime.fromisoformat(text)
    except ValueError:
        why: Why = "year-0" if text.startswith("0000") else "leap-second" if second == "60" else "calendar"
        raise NoMomentError(why) from None


def parse_moment(value: object, zone: tzinfo) -> tuple[datetime, bool] | None:
    """A date (00:00 local) or an instant (local if it has no offset) as (UTC, whole day).

    None for what ``read_moment`` does not take, and for what lies outside the local years 1900 to 2100.
    """
    if not isinstance(value, str):
        return None
    try:
        moment = read_moment(value)
        if not isinstance(moment, datetime):
            return (midnight(moment, zone), True) if within_years(moment) else None
        instant = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
        return (instant, False) if within_years(instant.astimezone(zone).date()) else None
    except (ValueError, OverflowError):
        return None


def is_before_all_years(instant: datetime) -> bool:
    """Whether an instant lies before the first day of those years in every zone that there is."""
    return instant < EARLIEST


def within_years(day: date) -> bool:
    """Whether a day lies in the years that the office reckons with, 1900 to 2100."""
    return FIRST_DAY <= day <= LAST_DAY


def midnight(day: date, zone: tzinfo) -> datetime:
    """00:00 local time of a day, in UTC."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def when_said(occurred: datetime, zone: tzinfo, *, whole_day: bool) -> dict[str, Any]:
    """The fields of an event that say when it happened; a day that was said in a zone is kept as the day alone."""
    if not whole_day:
        return {"occurred": occurred}
    day = occurred.astimezone(zone).date()
    return {"occurred": midnight(day, UTC), "whole_day": True, "day": day}


def is_midnight_of(day: date, instant: datetime) -> bool:
    """Whether an instant is 00:00 of a day in some zone that there is, UTC-12 to UTC+14."""
    return timedelta(hours=-14) <= instant - midnight(day, UTC) <= timedelta(hours=12)


def day_of_midnight(instant: datetime, zone: tzinfo) -> date:
    """The day whose 00:00, in a zone that nobody kept, an instant was: the zone's own if it fits, else the nearest."""
    local = instant.astimezone(zone)
    if local.time() == time():
        return local.date()
    return (instant.astimezone(UTC) + _HALF_A_DAY).date()
