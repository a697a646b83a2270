"""The present, and the time zone in which this terminal is read."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfoNotFoundError

from tzlocal import get_localzone_name

UTC_NAMES = ("UTC", "Etc/UTC", "Etc/UCT", "UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal")  # one time


def now() -> datetime:
    """The present. The one place outside the database where the clock is read."""
    return datetime.now(UTC)


@cache
def readers_zone() -> str | None:
    """The IANA name of the time zone in which this terminal is read: the system's, or ``TZ``. None: it has no name."""
    try:
        name: str | None = get_localzone_name()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return "UTC" if name in UTC_NAMES else name
