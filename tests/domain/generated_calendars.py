"""The calendars of made-up case types: each as the engine reads it, and as the reference does."""

from __future__ import annotations

from datetime import date
from functools import cache

from sagsgang.domain.rules.calendar import Calendar
from sagsgang.domain.text import Text
from sagsgang.domain.written.calendar_file import shipped

from .reference.days import DAY, Almanac, danish_working_day, easter, every_day
from .reference.zones import COPENHAGEN, ZONES

FIRST, LAST = date(1995, 1, 1), date(2045, 12, 31)
YEARS = range(1999, 2034)


def municipality_open(day: date) -> bool:
    """A town hall that keeps Danish days off, and stays closed between the years and on the 13th."""
    return danish_working_day(day) and day.day != 13 and not (day.month == 12 and day.day > 26)


def council_open(day: date) -> bool:
    """An office in London: weekends, Easter and three more days are off."""
    sunday = easter(day.year)
    off = {sunday - 2 * DAY, sunday + DAY, date(day.year, 1, 1), date(day.year, 12, 25), date(day.year, 12, 26)}
    return day.weekday() < 5 and day not in off


def runs_out_in(year: int) -> str:
    """The calendar that nobody carried on after a year."""
    return f"to-{year}"


ALMANACS: dict[str, Almanac] = {
    "denmark": Almanac(danish_working_day, date(1990, 1, 1), date(2100, 12, 31)),
    "every-day": Almanac(every_day, date(1900, 1, 1), date(2200, 12, 31)),
    "closed-days": Almanac(municipality_open, FIRST, LAST),
    "london-days": Almanac(council_open, FIRST, LAST, ZONES["Europe/London"]),
    **{runs_out_in(year): Almanac(danish_working_day, FIRST, date(year, 12, 31), COPENHAGEN) for year in YEARS},
}


def _calendar(name: str, almanac: Almanac) -> Calendar:
    """A calendar in which every weekday off is a day off with a name."""
    last = almanac.last.toordinal()
    days = (date.fromordinal(number) for number in range(almanac.first.toordinal(), last + 1))
    return Calendar(
        id=name,
        title=Text("Lukkedage", "Days closed"),
        zone=almanac.zone.name,
        first=almanac.first,
        last=almanac.last,
        names=(Text("lukket", "closed"),),
        days=tuple((day, 0) for day in days if day.weekday() < 5 and not almanac.works(day)),
    )


@cache
def calendars() -> dict[str, Calendar]:
    """The shipped calendars, and those made up here."""
    made = {name: _calendar(name, almanac) for name, almanac in ALMANACS.items() if name not in shipped()}
    return {**shipped(), **made}
