"""Dates and instants as text, and what they mean in a time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo


def parse_moment(value: object, zone: tzinfo) -> tuple[datetime, bool] | None:
    """An ISO date (a date-only fact, 00:00 local) or instant (local if it has no offset) as (UTC, whole day)."""
    if not isinstance(value, str):
        return None
    try:
        if len(value) == 10:
            day = date.fromisoformat(value)
            return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC), True
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC), False
    except (ValueError, OverflowError):
        return None
