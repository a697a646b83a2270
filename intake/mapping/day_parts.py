"""Parts of a date or an instant, written as the statistics write their periods: 2011, 2011-H1, 2011-Q1, 2011-03."""

from __future__ import annotations

from datetime import datetime

from ..event.input_problems import bad_time
from .mapping import Part


def part_of(local: datetime, whole_day: bool, part: Part, field: str) -> str:
    """The ``part`` of a local time. whole_day: only the day is known. Raises Malformed (bad-time) if it has no hour."""
    if part == "hour" and whole_day:
        raise bad_time(
            field,
            "er kun en dato og har ingen time: vælg en anden part",
            "is a date alone and has no hour: choose another part",
        )
    year, week, weekday = local.isocalendar()
    return {
        "year": f"{local.year}",
        "half": f"{local.year}-H{(local.month + 5) // 6}",
        "quarter": f"{local.year}-Q{(local.month + 2) // 3}",
        "month": f"{local.year}-{local.month:02}",
        "week": f"{year}-W{week:02}",
        "weekday": f"{weekday}",
        "day": local.date().isoformat(),
        "hour": f"{local.hour:02}",
    }[part]
