"""The reference tells each zone by its own law of summer time; the database of zones tells the same: given, when, then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from .reference.zones import ZONES, Zone

YEARS = [(1900, 1902), (1997, 2101)]


@pytest.mark.parametrize("zone", ZONES.values(), ids=lambda zone: zone.name)
def test_every_clock_shows_what_the_database_says(zone: Zone) -> None:
    """Given instants of the years that are told, when a clock of the zone is read, then it shows what the database says."""
    random, known = Random(zone.name), ZoneInfo(zone.name)
    for first, last in YEARS:
        for _ in range(3_000):
            minutes = random.randint(0, (last - first) * 365 * 24 * 60)
            instant = datetime(first, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
            assert zone.wall(instant) == instant.astimezone(known).replace(tzinfo=None)


@pytest.mark.parametrize("zone", ZONES.values(), ids=lambda zone: zone.name)
def test_every_quarter_of_a_night_is_the_same_instant(zone: Zone) -> None:
    """Given every quarter of every Sunday night in which clocks may change, skipped ones and those that come twice too,
    then the reference and the database mean one instant by it.
    """
    known = ZoneInfo(zone.name)
    for year in range(1999, 2041):
        for month in (3, 4, 9, 10, 11):
            night = datetime(year, month, 1)  # noqa: DTZ001 - a wall clock has no zone
            while night.month == month:
                for quarter in range(16 if night.weekday() == 6 else 1):
                    wall = night + timedelta(minutes=15 * quarter)
                    assert zone.from_wall(wall) == wall.replace(tzinfo=known).astimezone(UTC)
                night += timedelta(days=1)
