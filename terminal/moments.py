"""Moments as people write them: a date, or an instant with or without an offset."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..domain.moment import parse_moment
from ..domain.text import Problem

# Beyond these years days can't be counted on in every zone: the calendar of computers ends with the year 9999.
FIRST_YEAR, LAST_YEAR = 1000, 8999


class BadMoment(Problem):
    """A moment that can't be read."""

    code = "bad-moment"


def moment_of(text: str, zone: ZoneInfo) -> datetime:
    """The instant, in UTC: a date is 00:00 local time; an instant without offset is local. Raises BadMoment."""
    parsed = parse_moment(text.strip(), zone)
    if parsed is None:
        raise BadMoment(
            da=f"{text!r} er hverken en dato (2011-07-01) eller et tidspunkt (2011-07-01T12:00).",
            en=f"{text!r} is neither a date (2011-07-01) nor an instant (2011-07-01T12:00).",
        )
    if not FIRST_YEAR <= parsed[0].year <= LAST_YEAR:
        raise BadMoment(
            da=f"{text!r} ligger uden for årene {FIRST_YEAR} til {LAST_YEAR}.",
            en=f"{text!r} lies outside the years {FIRST_YEAR} to {LAST_YEAR}.",
        )
    return parsed[0]


def now() -> datetime:
    """The present. The one place outside the database where the clock is read."""
    return datetime.now(UTC)


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its IANA name. Raises BadMoment."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadMoment(
            da=f"Tidszonen {name!r} findes ikke. Skriv for eksempel Europe/Copenhagen.",
            en=f"There is no time zone {name!r}. Write Europe/Copenhagen, for example.",
        ) from None
