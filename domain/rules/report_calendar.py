"""The calendar of reports as data: which report, or which notice, is made of every period, when, and who gets it.

Pure reckoning of one run; which runs came due in a window of time is asked of ``due_runs`` (docs/report-calendar.md).
WARNING: the field names are the storage format, as those of ``casetype``.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo

import msgspec

from ..month import first_day, month_of
from ..text import Text
from .calendar import Calendar, OutsideCalendar

Every = Literal["month", "quarter", "half", "year"]
Roll = Literal["none", "previous-working-day", "next-working-day"]
Role = Literal["unit", "team-leader"]
ROLES: tuple[Role, ...] = get_args(Role)
MONTHS: dict[Every, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
PERIOD = "period"  # the name in braces that stands in a notice for the period


class RunDay(msgspec.Struct, frozen=True, kw_only=True):
    """A day after the end of the period. month: which one after it, from 1; day: 31 is the last of a shorter month."""

    month: int = 1
    day: int


class RunRecipient(msgspec.Struct, frozen=True, kw_only=True):
    """Who gets it, by which of the operator's channels.

    Exactly one of ``recipient``, a name in the operator's address book, and ``role``: the mailbox or the leader of a
    unit. unit: whose; none: the unit that the report is about.
    """

    recipient: str | None = None
    role: Role | None = None
    unit: str | None = None
    channel: str = "email"


class ReportWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which report, as ``report publish`` makes it. units: one for each; none: one about all of them.

    formats: the files that go to the recipients.
    """

    report: str
    audience: str | None = None
    case_type: str | None = None
    units: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("pdf",)


class ReportRun(msgspec.Struct, frozen=True, kw_only=True):
    """What is made of every period. Exactly one of ``report`` and ``notice``, a text that may hold ``{period}``.

    on: the day, which ``roll`` moves to a working day. at: local time of that day. source: who decided it should be so.
    """

    id: str
    label: Text
    every: Every
    on: RunDay
    at: str = "08:00"
    roll: Roll = "none"
    report: ReportWanted | None = None
    notice: Text | None = None
    to: tuple[RunRecipient, ...] = ()
    source: str | None = None

    @property
    def units(self) -> tuple[str | None, ...]:
        """What there is one of each: the units, or one about all."""
        return (self.report.units if self.report else ()) or (None,)


class ReportCalendar(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a calendar of reports. Without runs it ends what the version before it began.

    valid_from: the first day that it governs; none: from the beginning of time. calendar: of working days.
    zone: of the local times; none: that of the working days.
    """

    id: str
    title: Text
    valid_from: date | None = None
    calendar: str = "denmark"
    zone: str | None = None
    runs: tuple[ReportRun, ...] = ()


class Came(NamedTuple):
    """One period of a run. first: its first month. due_at: the instant at which the run comes due, in UTC."""

    first: int
    period: str
    due_at: datetime


def period_of(first: int, every: Every) -> str:
    """The name of the period that begins with a month: 2008-03, 2010-Q1, 2010-H1 or 2010."""
    year, month = divmod(first, 12)
    match every:
        case "month":
            return f"{year:04d}-{month + 1:02d}"
        case "quarter":
            return f"{year:04d}-Q{month // 3 + 1}"
        case "half":
            return f"{year:04d}-H{month // 6 + 1}"
    return f"{year:04d}"


def due_of(run: ReportRun, first: int, working: Calendar | None, zone: ZoneInfo) -> datetime | None:
    """When the run of the period that begins with a month comes due, in UTC.

    None where it can't be computed: no working calendar is known, it does not reach so far, or time does not.
    """
    try:
        month = first_day(first + MONTHS[run.every] + run.on.month - 1)
        day = month.replace(day=min(run.on.day, monthrange(month.year, month.month)[1]))
        rolled = _rolled(day, run.roll, working)
        if rolled is None:
            return None
        # A local time that the clocks skip comes as much later; one that comes twice, the first time.
        return datetime.combine(rolled, time.fromisoformat(run.at), tzinfo=zone).astimezone(UTC)
    except (OutsideCalendar, OverflowError, ValueError):
        return None


def comes(
    run: ReportRun, since: datetime, until: datetime, working: Calendar | None, zone: ZoneInfo
) -> Iterator[Came]:
    """Every period whose run comes due after ``since`` and no later than ``until``."""
    length = MONTHS[run.every]
    # A day that rolls may land in the month before or after its own.
    earliest = month_of(since.astimezone(zone).date()) - 1 - (run.on.month - 1)
    latest = month_of(until.astimezone(zone).date()) + 1 - (run.on.month - 1)
    for after in range(earliest + -earliest % length, latest + 1, length):
        due_at = due_of(run, after - length, working, zone)
        if due_at is not None and since < due_at <= until:
            yield Came(after - length, period_of(after - length, run.every), due_at)


def _rolled(day: date, roll: Roll, working: Calendar | None) -> date | None:
    if roll == "none":
        return day
    if working is None:
        return None
    if working.why_not(day) is None:
        return day
    return working.add_working_days(day, 1 if roll == "next-working-day" else -1)
