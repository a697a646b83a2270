"""The office of the demonstration municipality: its days, its seasons, its units and who sits in them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from ...domain.events.case_events import Value
from ...domain.rules.calendar import Calendar
from ...domain.written.calendar_file import shipped

ZONE = ZoneInfo("Europe/Copenhagen")
FIRST, LAST = date(2006, 1, 2), date(2015, 12, 31)

JOB_CENTRES = ("Jobcenter 1", "Jobcenter 2", "Jobcenter 3")
JSV = "JSV"
BENEFIT_CENTRE = "Ydelsescenter"
QUALITY = "Kvalitetskontrollen"
SOCIAL = "Socialforvaltningen"  # another administration
# Which numbers of caseworkers sit where: they have no names.
DESKS = {
    "Jobcenter 1": range(1, 8),
    "Jobcenter 2": range(8, 15),
    "Jobcenter 3": range(15, 22),
    JSV: range(22, 30),
    BENEFIT_CENTRE: range(30, 42),
    SOCIAL: range(42, 48),
    QUALITY: range(48, 52),
}
# How busy each month is, against the busiest one.
SEASON = (1.0, 0.9, 0.9, 0.75, 0.75, 0.7, 0.4, 0.8, 0.95, 0.95, 0.9, 0.5)


def _calendar() -> Calendar:
    """Its days off; ``shipped`` keeps what it read the first time, which takes a while."""
    return shipped()["denmark"]


def caseworker(unit: str, rng: Random) -> str:
    """Someone of the unit, by number."""
    return f"sagsbehandler {rng.choice(DESKS[unit]):02d}"


def instructed(rng: Random, decided: date) -> dict[str, Value]:
    """What a decision says of complaint instructions; in some they are missing, or nobody wrote that they were given."""
    drawn = rng.random() / (0.07 if decided.year <= 2010 else 0.025)
    if drawn < 1:
        return {"complaint_instructions": False} if drawn < 0.4 else {}
    return {"complaint_instructions": True}


def working_day(day: date, days: int = 0) -> date:
    """``days`` days after ``day``, or the next working day."""
    return _calendar().roll(day + timedelta(days=days))[0]


def after_working_days(day: date, days: int) -> date:
    """The ``days``-th working day after ``day``."""
    return _calendar().add_working_days(day, days)


def working_day_before(day: date, days: int = 0) -> date:
    """``days`` days before ``day``, or the last working day before that."""
    found = day - timedelta(days=days)
    while _calendar().why_not(found) is not None:
        found -= timedelta(days=1)
    return found


def busy_day(rng: Random, first: date, last: date) -> date:
    """A working day between two days, both included; the busy months have more of them."""
    while True:
        day = first + timedelta(days=rng.randrange((last - first).days + 1))
        if _calendar().why_not(day) is None and rng.random() < SEASON[day.month - 1]:
            return day


def instant(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """A local time of day as an instant in UTC."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE).astimezone(UTC)
