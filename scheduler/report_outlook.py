"""What was due and will be due by the report calendars, and what became of it, for whoever looks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from ..domain.events.report_runs import ReportRunFailed, ReportRunMade, RunEdition
from ..domain.fold.due_runs import due_runs
from ..domain.rules.report_calendar import RunRecipient
from ..domain.text import Text
from ..journal.application import Journal
from .report_calendar import calendars_published, runs_noted

Status = Literal["made", "failed", "waiting", "to-come"]
MICROSECOND = timedelta(microseconds=1)


class RunStanding(msgspec.Struct, kw_only=True):
    """One run of a period. due: in UTC. report: which one; none: a notice.

    status: ``waiting`` is due and not made yet. position: of the event that says what became of it. reason, text: of
    a run that failed.
    """

    calendar: str
    run: str
    label: Text
    period: str
    unit: str | None
    due: datetime
    report: str | None
    to: tuple[RunRecipient, ...]
    status: Status
    position: int | None = None
    edition: RunEdition | None = None
    reason: str | None = None
    text: Text | None = None


def outlook(journal: Journal, since: datetime, until: datetime, now: datetime) -> list[RunStanding]:
    """Every run due from ``since``, included, to ``until``, excluded, by when it is due; those made by hand too."""
    published = calendars_published(journal)
    found = {
        (one.calendar, one.run.id, one.period, one.unit): RunStanding(
            calendar=one.calendar,
            run=one.run.id,
            label=one.run.label,
            period=one.period,
            unit=one.unit,
            due=one.due_at,
            report=one.run.report.report if one.run.report else None,
            to=one.run.to,
            status="waiting" if one.due_at <= now else "to-come",
        )
        for one in due_runs(published, since - MICROSECOND, until - MICROSECOND)
    }
    for recorded in runs_noted(journal):
        event = recorded.event
        assert isinstance(event, ReportRunMade | ReportRunFailed)
        key = (event.calendar, event.run, event.period, event.about_unit)
        if key in found or since <= event.due_at < until:
            found[key] = _standing(event, recorded.position, found.get(key))
    return sorted(found.values(), key=lambda one: (one.due, one.calendar, one.run, one.unit or ""))


def _standing(event: ReportRunMade | ReportRunFailed, position: int, before: RunStanding | None) -> RunStanding:
    """What became of a run; what its event does not say of it, the calendar does."""
    standing = RunStanding(
        calendar=event.calendar,
        run=event.run,
        label=event.label,
        period=event.period,
        unit=event.about_unit,
        due=event.due_at,
        report=before.report if before else None,
        to=before.to if before else (),
        status="made",
        position=position,
    )
    if isinstance(event, ReportRunFailed):
        return msgspec.structs.replace(standing, status="failed", reason=event.reason, text=event.text)
    report = event.edition.report if event.edition else None
    return msgspec.structs.replace(standing, report=report, to=event.to, edition=event.edition)
