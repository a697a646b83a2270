"""What was due and will be due by the report calendars, and what became of it, for whoever looks."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from ...domain.events.report_runs import ReportRunFailed, ReportRunMade, RunEdition
from ...domain.excerpt import nearest
from ...domain.fold.due_runs import due_runs
from ...domain.rules.report_calendar import RunRecipient
from ...domain.text import Text
from ...journal.application import Journal
from ...projections.asking.name_check import known_units
from ...projections.asking.reader import Moment, NotProjected, Reader, ask
from .report_calendar import calendars_published, runs_recorded

Status = Literal["made", "failed", "waiting", "by-hand", "to-come"]
MICROSECOND = timedelta(microseconds=1)


class RunStanding(msgspec.Struct, kw_only=True):
    """One run of a period. due: in UTC. report: which one; none: a notice.

    status: ``waiting`` is due and not made yet; ``by-hand`` was due before the scheduler's first start, so no node makes
    it by itself. position: of the event that says what became of it. reason, text: of
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


def outlook(
    journal: Journal, since: datetime, until: datetime, now: datetime, position: int = sys.maxsize
) -> list[RunStanding]:
    """Every run due from ``since``, included, to ``until``, excluded, by when it is due; those made by hand too.

    position: of what stands in the journal up to it.
    """
    published = [one for one in calendars_published(journal) if one.position <= position]
    began = journal.reminders_began()

    def awaited(due_at: datetime) -> Status:
        if due_at > now:
            return "to-come"
        return "by-hand" if began is None or due_at <= began else "waiting"

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
            status=awaited(one.due_at),
        )
        for one in due_runs(published, since - MICROSECOND, until - MICROSECOND)
    }
    for recorded in runs_recorded(journal):
        event = recorded.event
        if recorded.position > position:
            continue
        assert isinstance(event, ReportRunMade | ReportRunFailed)
        key = (event.calendar, event.run, event.period, event.about_unit)
        if key in found or since <= event.due_at < until:
            found[key] = _standing(event, recorded.position, found.get(key))
    return sorted(found.values(), key=lambda one: (one.due, one.calendar, one.run, one.unit or ""))


def unknown_units(journal: Journal, named: Iterable[tuple[str, str]], now: datetime) -> list[Text]:
    """What is to be said of units that nobody has heard of by now: a file may well come before a unit's first case.

    named: runs and the units that they name. Nothing is said where no answer can be given yet.
    """

    def said(reader: Reader) -> list[Text]:
        known = known_units(reader)
        unknown: dict[str, dict[str, str]] = {}
        for run, unit in named:
            if unit not in known:
                meant = nearest(unit, known)
                unknown.setdefault(run, {})[unit] = f"{unit!r} ({meant!r}?)" if meant else repr(unit)
        return [
            Text(
                f"Kørslen {run} nævner, hvad ingen sag har været hos og ingen vejviser nævner: "
                f"{', '.join(units.values())}. Så længe mislykkes rapporterne om det.",
                f"The run {run} names what no case was ever with and no directory names: "
                f"{', '.join(units.values())}. Until then the reports about it fail.",
            )
            for run, units in unknown.items()
        ]

    try:
        return ask(journal, Moment(now), said)
    except NotProjected:
        return []


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
