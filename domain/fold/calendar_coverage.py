"""How far published calendars reach, against what relies on them: beyond its last day no end can be computed.

What relies on a calendar: the versions of case types and report calendars that are in force today, or will be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from ..events.history import Recorded
from ..events.publications import CalendarPublished, CaseTypePublished, ReportCalendarPublished
from ..rules.calendar import Calendar
from ..rules.casetype import CaseType, DeadlineRule
from ..rules.report_calendar import ReportCalendar
from ..text import Text

Version = TypeVar("Version", CaseType, ReportCalendar)

# So far ahead days are needed whatever the terms: yearly duties and reports are asked about a year before they are due.
AHEAD = timedelta(days=365)
# No unit of a term is longer in days than this; two days for a working day leave room for any holidays.
LONGEST_DAYS = {"days": 1, "weeks": 7, "months": 31, "working_days": 2}


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """One calendar as published last, or as it comes with the program: then nothing is said of a position and of use.

    days_left: from today to its last day, negative when that has passed. needed_until: the day to which what begins
    today may reach. runs_out: ``has`` when its last day has passed, ``soon`` when that comes before ``needed_until``.
    case_types, report_calendars: what relies on it.
    """

    id: str
    title: Text
    zone: str
    first: date
    last: date
    position: int | None = None
    days_left: int | None = None
    needed_until: date | None = None
    runs_out: Literal["soon", "has"] | None = None
    case_types: tuple[str, ...] = ()
    report_calendars: tuple[str, ...] = ()

    @property
    def in_use(self) -> bool:
        """Whether anything in force relies on it."""
        return bool(self.case_types or self.report_calendars)


def coverage(publications: Iterable[Recorded], now: datetime) -> list[Coverage]:
    """Every calendar published, by id, and how far it reaches. publications: in the one order. now: aware."""
    calendars: dict[str, tuple[int, Calendar]] = {}
    types: dict[str, list[CaseType]] = {}
    reports: dict[str, list[ReportCalendar]] = {}
    for recorded in publications:
        match recorded.event:
            case CalendarPublished(definition=calendar):
                calendars[calendar.id] = recorded.position, calendar
            case CaseTypePublished(definition=case_type):
                types.setdefault(case_type.id, []).append(case_type)
            case ReportCalendarPublished(definition=report):
                reports.setdefault(report.id, []).append(report)
    return [
        _coverage(position, calendar, types, reports, now) for _, (position, calendar) in sorted(calendars.items())
    ]


def _coverage(
    position: int,
    calendar: Calendar,
    types: dict[str, list[CaseType]],
    reports: dict[str, list[ReportCalendar]],
    now: datetime,
) -> Coverage:
    today = now.astimezone(ZoneInfo(calendar.zone)).date()
    relying = {
        id_: [one for one in _from_now_on(versions, today) if one.calendar == calendar.id]
        for id_, versions in types.items()
    }
    rules = [rule for versions in relying.values() for one in versions for rule in one.deadlines]
    needed = max([today + AHEAD, *(day for rule in rules for day in _reach(rule, today))])
    return Coverage(
        id=calendar.id,
        title=calendar.title,
        zone=calendar.zone,
        first=calendar.first,
        last=calendar.last,
        position=position,
        days_left=(calendar.last - today).days,
        needed_until=needed,
        runs_out="has" if calendar.last < today else "soon" if calendar.last < needed else None,
        case_types=tuple(sorted(id_ for id_, versions in relying.items() if versions)),
        report_calendars=tuple(
            sorted(
                id_
                for id_, versions in reports.items()
                if any(one.calendar == calendar.id and one.runs for one in _from_now_on(versions, today))
            )
        ),
    )


def _from_now_on(versions: Sequence[Version], today: date) -> Iterator[Version]:
    """The version in force today and those that come; of several with one ``valid_from`` the last one counts."""
    latest = {version.valid_from or date.min: version for version in versions}
    since = max((begins for begins in latest if begins <= today), default=date.min)
    return (version for begins, version in latest.items() if begins >= since)


def _reach(rule: DeadlineRule, today: date) -> Iterator[date]:
    """To which days a deadline that starts today may reach."""
    if rule.term is not None:
        yield _later(today, rule.term.count * LONGEST_DAYS[rule.term.unit])
    if rule.accumulation:
        yield _later(today, rule.accumulation.within * LONGEST_DAYS["months"])
    if rule.on is not None:
        yield rule.on


def _later(day: date, days: int) -> date:
    return day + timedelta(days=days) if days < (date.max - day).days else date.max


def ending(calendar: Coverage) -> Text | None:
    """What is to be said of a calendar in use that has run out, or will; None if there is nothing."""
    if calendar.runs_out is None or not calendar.in_use:
        return None
    users = ", ".join((*calendar.case_types, *calendar.report_calendars))
    if calendar.runs_out == "has":
        return Text(
            f"Kalenderen {calendar.id} sluttede {calendar.last}. Frister og kørsler, der ender senere, kan ikke beregnes "
            f"({users}). Giv den flere år (years), og offentliggør den igen.",
            f"The calendar {calendar.id} ended on {calendar.last}. Deadlines and runs that end later cannot be computed "
            f"({users}). Give it further years, and publish it again.",
        )
    return Text(
        f"Kalenderen {calendar.id} slutter {calendar.last}, og det, der begynder nu, kan nå til {calendar.needed_until} "
        f"({users}). Giv den flere år (years), og offentliggør den igen.",
        f"The calendar {calendar.id} ends on {calendar.last}, and what begins now may reach to {calendar.needed_until} "
        f"({users}). Give it further years, and publish it again.",
    )


def reach(first: date, last: date) -> str:
    """The years that a calendar covers; the days, where they are not whole years."""
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}–{last.year}"
    return f"{first} – {last}"
