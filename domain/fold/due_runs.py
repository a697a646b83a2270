"""Which runs of the report calendars came due in a window of time: a pure function of what was published.

A run is due at instant s if the version that governs s, as known at s, says so. A version published later than a run
of its own would have been due does not bring it about, and a run that was due stays due, whatever is published later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ..events.history import Recorded
from ..events.publications import CalendarPublished, ReportCalendarPublished
from ..rules.calendar import Calendar
from ..rules.report_calendar import ReportCalendar, ReportRun, comes, due_of, period_of

FAR = timedelta(days=800)  # no run comes less often: a year, up to twelve months after it, and a roll


class DueRun(NamedTuple):
    """One run of one period, about one unit (none: all). first: its first month.

    due_at: in UTC. zone: of the calendar's local times.
    """

    due_at: datetime
    calendar: str
    run: ReportRun
    unit: str | None
    first: int
    period: str
    zone: ZoneInfo


class _Reign(NamedTuple):
    """A version in force and known from one instant, included, to another (None: on and on), excluded."""

    version: ReportCalendar
    working: Calendar | None
    zone: ZoneInfo
    begins: datetime
    ends: datetime | None

    def holds(self, at: datetime) -> bool:
        return self.begins <= at and (self.ends is None or at < self.ends)


def due_runs(publications: Iterable[Recorded], since: datetime, until: datetime) -> list[DueRun]:
    """The runs that came due after ``since`` and no later than ``until``, by instant, calendar, run and unit.

    publications: of report calendars and working calendars, in the one order; those recorded later than an instant
    have no say in what is due then. A run that a later version would have due once more is due the first time only.
    """
    reigns = _reigns(publications)
    found = [one for reign in reigns for one in _of(reign, since, until) if not _came_before(one, reigns)]
    return sorted(found, key=lambda one: (one.due_at, one.calendar, one.run.id, one.unit or ""))


def next_run(publications: Iterable[Recorded], after: datetime) -> DueRun | None:
    """The first run that comes due after an instant, as known by now; None if there is none."""
    published = list(publications)
    begins = [after, *(reign.begins for reign in _reigns(published) if reign.begins > after)]
    for since in sorted(begins):
        found = due_runs(published, max(after, since - timedelta(microseconds=1)), since + FAR)
        if found:
            return found[0]
    return None


def runs_of_period(
    publications: Iterable[Recorded], calendar: str, run: str, period: str, first: int
) -> list[DueRun]:
    """A run of a period, one for each of its units, as known by now; none if no version says that it comes.

    first: the first month of the period. It does not matter whether a version was published in time.
    """
    versions, working = _published(publications)
    reigns = _as_known(versions[calendar], working) if calendar in versions else []
    found = []
    for reign in reigns:
        for one in reign.version.runs:
            if one.id == run and period_of(first, one.every) == period:
                due_at = due_of(one, first, reign.working, reign.zone)
                if due_at is not None and reign.holds(due_at):
                    found += [DueRun(due_at, calendar, one, unit, first, period, reign.zone) for unit in one.units]
    return found


def _of(reign: _Reign, since: datetime, until: datetime) -> Iterator[DueRun]:
    just_before = reign.begins - timedelta(microseconds=1)
    since = max(since, just_before)
    until = until if reign.ends is None else min(until, reign.ends - timedelta(microseconds=1))
    if until <= since:
        return
    for run in reign.version.runs:
        for came in comes(run, since, until, reign.working, reign.zone):
            for unit in run.units:
                yield DueRun(came.due_at, reign.version.id, run, unit, came.first, came.period, reign.zone)


def _came_before(one: DueRun, reigns: Sequence[_Reign]) -> bool:
    """Whether the same run of the same period was due earlier already, under a version before."""
    for reign in reigns:
        if reign.version.id != one.calendar or reign.begins >= one.due_at:
            continue
        for run in reign.version.runs:
            same = run.id == one.run.id and run.every == one.run.every and one.unit in run.units
            if not same:
                continue
            due_at = due_of(run, one.first, reign.working, reign.zone)
            if due_at is not None and due_at < one.due_at and reign.holds(due_at):
                return True
    return False


Versions = dict[str, list[tuple[datetime, ReportCalendar]]]
Working = dict[str, list[tuple[datetime, Calendar]]]


def _published(publications: Iterable[Recorded]) -> tuple[Versions, Working]:
    """Report calendars and working calendars by id, with when they became known."""
    versions: Versions = {}
    working: Working = {}
    for recorded in publications:
        match recorded.event:
            case ReportCalendarPublished(definition=calendar):
                versions.setdefault(calendar.id, []).append((recorded.recorded, calendar))
            case CalendarPublished(definition=days):
                working.setdefault(days.id, []).append((recorded.recorded, days))
    return versions, working


def _reigns(publications: Iterable[Recorded]) -> list[_Reign]:
    """Every version of every report calendar, while it is in force and known."""
    published, working = _published(publications)
    return [reign for versions in published.values() for reign in _reigns_of(versions, working)]


def _reigns_of(versions: Sequence[tuple[datetime, ReportCalendar]], working: Working) -> Iterator[_Reign]:
    first = versions[0][0]
    learnt = {at for at, _ in versions}
    for named in {version.calendar for _, version in versions}:
        learnt |= {at for at, _ in working.get(named, ()) if at > first}
    moments = sorted(learnt)
    for known, forgotten in zip(moments, [*moments[1:], None], strict=True):
        so_far = {id_: [one for one in found if one[0] <= known] for id_, found in working.items()}
        for reign in _as_known([one for one in versions if one[0] <= known], so_far):
            begins = max(known, reign.begins)
            ends = min((end for end in (reign.ends, forgotten) if end is not None), default=None)
            if ends is None or begins < ends:
                yield reign._replace(begins=begins, ends=ends)


def _as_known(versions: Sequence[tuple[datetime, ReportCalendar]], working: Working) -> list[_Reign]:
    """The versions in force one after the other; of several from one day on the last one counts."""
    by_day = {version.valid_from: version for _, version in versions}
    reigns = []
    for version in by_day.values():
        known = working.get(version.calendar, ())
        reigns.append(_reign(version, known[-1][1] if known else None))
    reigns.sort(key=lambda reign: reign.begins)
    ends = [*(reign.begins for reign in reigns[1:]), None]
    return [reign._replace(ends=end) for reign, end in zip(reigns, ends, strict=True)]


def _reign(version: ReportCalendar, working: Calendar | None) -> _Reign:
    zone = ZoneInfo(version.zone or (working.zone if working else "Europe/Copenhagen"))
    since = version.valid_from
    begins = datetime.min.replace(tzinfo=UTC)
    if since is not None:
        begins = datetime(since.year, since.month, since.day, tzinfo=zone).astimezone(UTC)
    return _Reign(version, working, zone, begins, None)
