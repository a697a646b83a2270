"""Easter Sunday, from which the movable days of the Western churches are counted."""

from __future__ import annotations

from datetime import date
from functools import cache


@cache
def easter(year: int) -> date:
    """Easter Sunday of a year from 1583 on: the Gregorian rule in whole numbers (Meeus, "Astronomical Algorithms", 8)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap_centuries, rest = divmod(century, 4)
    moon_equation = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_equation + 15) % 30
    leap_years, since_leap = divmod(of_century, 4)
    to_sunday = (32 + 2 * rest + 2 * leap_years - epact - since_leap) % 7
    correction = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * correction + 114, 31)
    return date(year, month, day + 1)
