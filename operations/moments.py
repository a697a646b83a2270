"""Moments, periods and zones as people write them: a date, or an instant with or without an offset."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..domain.moment import FIRST_DAY, LAST_DAY, parse_moment
from ..domain.problem import BadInput
from ..domain.zone_name import zone_named

# The years that the office reckons with, in questions as in events.
FIRST_YEAR, LAST_YEAR = FIRST_DAY.year, LAST_DAY.year
DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])")  # as a date, or an instant, begins


class BadMoment(BadInput):
    """A moment that can't be read."""

    code = "bad-moment"
    parameter = ""


def moment_of(text: str, zone: ZoneInfo) -> datetime:
    """The instant, in UTC: a date is 00:00 local time; an instant without offset is local. Raises BadMoment."""
    written = text.strip()
    parsed, day = parse_moment(written, zone), DAY.match(written)
    if (parsed or day) and not FIRST_YEAR <= int(written[:4]) <= LAST_YEAR:
        raise BadMoment(
            da=f"{text!r} ligger uden for årene {FIRST_YEAR} til {LAST_YEAR}.",
            en=f"{text!r} lies outside the years {FIRST_YEAR} to {LAST_YEAR}.",
        )
    if parsed is not None:
        return parsed[0]
    if day is not None:
        _check_day(text, *map(int, day.groups()))
    raise BadMoment(
        da=f"{text!r} er hverken en dato (2011-07-01) eller et tidspunkt (2011-07-01T12:00).",
        en=f"{text!r} is neither a date (2011-07-01) nor an instant (2011-07-01T12:00).",
    )


def day_of(text: str, zone: ZoneInfo, parameter: str) -> date:
    """A date. Raises BadMoment for an instant."""
    moment = moment_of(text, zone)
    if len(text.strip()) != len("2007-12-01"):
        raise BadMoment(
            parameter=parameter,
            da=f"{text!r} er ikke en dato (2007-12-01).",
            en=f"{text!r} is not a date (2007-12-01).",
        )
    return moment.astimezone(zone).date()


def _check_day(text: str, year: int, month: int, day: int) -> None:
    """Raises BadMoment for a day that its month does not have."""
    days = monthrange(year, month)[1] if 1 <= month <= 12 else 0
    if day > days > 0:
        raise BadMoment(
            da=f"{text!r}: den måned har kun {days} dage.",
            en=f"{text!r}: that month has only {days} days.",
        )


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its IANA name. Raises BadMoment."""
    try:
        return zone_named(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadMoment(
            da=f"Tidszonen {name!r} findes ikke. Skriv for eksempel Europe/Copenhagen.",
            en=f"There is no time zone {name!r}. Write Europe/Copenhagen, for example.",
        ) from None
