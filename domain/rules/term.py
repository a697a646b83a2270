"""Term arithmetic: from the day of the anchor event to the unrolled end of a term.

Day zero, the day of the anchor, is never counted; weeks are weeks and months are months (the rule of Danish
administrative practice, "fristberegning"); a day of the month that does not exist is the last of the month.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, date, timedelta

from ..text import Text
from .calendar import Calendar, OutsideCalendar
from .casetype import Term

UNITS = {
    "days": (Text("dag", "day"), Text("dage", "days")),
    "weeks": (Text("uge", "week"), Text("uger", "weeks")),
    "months": (Text("måned", "month"), Text("måneder", "months")),
    "working_days": (Text("arbejdsdag", "working day"), Text("arbejdsdage", "working days")),
}


def add_months(day: date, months: int) -> date:
    """The same day of the month ``months`` later, or the last of that month if it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_of_term(day: date, term: Term, calendar: Calendar) -> date:
    """The unrolled end of ``term`` counted from day zero ``day``. Raises OutsideCalendar."""
    try:
        match term.unit:
            case "days":
                return day + timedelta(days=term.count)
            case "weeks":
                return day + timedelta(weeks=term.count)
            case "months":
                return add_months(day, term.count)
            case "working_days":
                return calendar.add_working_days(day, term.count) if term.count else day
    except (OverflowError, ValueError):  # beyond the first or the last day that there is
        said = spoken_term(term)
        raise OutsideCalendar(
            da=f"{said.da} efter {day} ligger uden for kalenderen {calendar.id}, som slutter {calendar.last}.",
            en=f"{said.en} after {day} lie beyond the calendar {calendar.id}, which ends {calendar.last}.",
        ) from None


def next_yearly(day: date, month_day: str) -> date:
    """The next ``MM-DD`` strictly after ``day``; 29 February is the last of February in other years.

    Raises OutsideCalendar where there is no later year.
    """
    month, day_of_month = (int(part) for part in month_day.split("-"))
    for year in range(day.year, min(day.year + 2, MAXYEAR + 1)):
        found = date(year, month, min(day_of_month, monthrange(year, month)[1]))
        if found > day:
            return found
    raise OutsideCalendar(
        da=f"Efter {day} er der ikke flere år, som {month_day} kan komme i.",
        en=f"After {day} there is no further year in which {month_day} could come.",
    )


def spoken_term(term: Term) -> Text:
    """A term in words: 1 week, 6 months."""
    unit = UNITS[term.unit][0 if term.count == 1 else 1]
    return Text(f"{term.count} {unit.da}", f"{term.count} {unit.en}")
