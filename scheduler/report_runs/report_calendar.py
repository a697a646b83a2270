"""The report calendar at work: each run that came due is made once, as known when it came due, and noted in the journal.

However late a run is made, and by whom, it says what a timely one would have said. What is noted is the run's event;
whoever sends something on reads it from there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import msgspec
import psycopg
from eventsourcing.persistence import InterfaceError, OperationalError

from ...domain.events.clock_slips import NO_SLIPS
from ...domain.events.history import Recorded
from ...domain.events.publications import (
    CALENDAR_STREAM,
    REPORT_CALENDAR_STREAM,
    REPORT_RUN_STREAM,
    ReportCalendarPublished,
)
from ...domain.events.reminder_events import SOURCE
from ...domain.events.report_runs import ReportRunFailed, ReportRunMade, RunEdition, RunRecord, run_key
from ...domain.fold import due_runs as due
from ...domain.fold.due_runs import DueRun
from ...domain.month import month_of
from ...domain.problem import Problem
from ...journal.application import Journal
from ...journal.entry import Appended, Duplicate, Refused
from ...journal.reader import JournalReader
from ...log import log
from ...projections.asking.name_check import BY_NOW, is_known, units_like
from ...projections.asking.reader import Moment, NotProjected, Reader, ask
from ...reports.editions.editions import Edition, editions, publish_edition
from ...reports.kinds.catalogue import kind_of
from ...reports.model.build import make
from ...reports.model.kind import ReportRequest
from ...reports.model.report import Report
from ...reports.model.span import span_of
from ...reports.problems import NotCaughtUp
from . import problems
from .report_run_check import asked_of

# What passes by itself, or is the caller's to mend: the run is not to blame, and is made at the next tick.
NOT_THE_RUNS = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    OperationalError,
    InterfaceError,
    NotProjected,
    NotCaughtUp,
)


class RunDone(NamedTuple):
    """What became of a run that came due. position: of its event. already: somebody had made it before."""

    due: DueRun
    event: ReportRunMade | ReportRunFailed
    position: int
    already: bool


def make_due_runs(
    journal: Journal,
    since: datetime,
    until: datetime,
    recorded: datetime | None = None,
    alive: Callable[[], None] = lambda: None,
) -> list[RunDone]:
    """Make every run that came due after ``since`` and no later than ``until``, in the order in which they came due.

    A run that can't be made is noted as failed; the others are made all the same, and it is not tried again by itself.
    until: all that is recorded up to it stands in the journal (``Journal.settled``) and in the projections.
    recorded: for filling a journal before it goes live. alive: called before each run; what it raises ends the work.
    Raises NotProjected, NotCaughtUp, and what a lost database raises: what was done until then stands.
    """
    came = due.due_runs(calendars_published(journal), since, until)
    # Before the first of them is noted: what is recorded at the very instant at which they came due is known to them.
    slips = journal.slips() if came else NO_SLIPS
    known = {due_at: journal.position_at(slips.recorded_by(due_at)) for due_at in {one.due_at for one in came}}
    noted = {calendar: _latest_attempts(journal, calendar) for calendar in {one.calendar for one in came}}
    done = []
    for one in came:
        alive()
        before = noted[one.calendar].get((one.run.id, one.period, one.unit))
        if before is not None:
            done.append(RunDone(one, _run_event(before), before.position, True))
        else:
            position = known[one.due_at]
            done.append(_made(journal, one, position, position, 1, until, recorded))
    return done


def make_again(journal: Journal, calendar: str, run: str, period: str, unit: str | None, now: datetime) -> RunDone:
    """Make a run that failed, or that no calendar had in time, as the calendar says by now; as known when it came due.

    Raises NotProjected, NotCaughtUp, Problem ``unknown-report-calendar``, ``unknown-run``, ``run-made-already``.
    """
    first = month_of(span_of(period).first)
    published = calendars_published(journal)
    ids = {one.event.definition.id for one in published if isinstance(one.event, ReportCalendarPublished)}
    if calendar not in ids:
        raise problems.unknown_calendar(calendar, ids)
    known = due.runs_of_period(published, calendar, run, period, first)
    found = next((one for one in known if one.unit == unit), None)
    if found is None:
        raise problems.unknown_run(calendar, run, period, unit, {one.unit for one in known})
    if found.due_at > now:
        raise problems.run_not_due(run, period, found.due_at)
    before = _latest_attempts(journal, calendar).get((run, period, unit))
    if before is not None and isinstance(before.event, ReportRunMade):
        raise problems.run_made_already(run, period, before.position)
    attempt = 1 if before is None else _run_event(before).attempt + 1
    # Who makes it by hand knows of the unit: that it had no case then is an answer, not a misspelt name.
    return _made(
        journal, found, journal.position_at(journal.slips().recorded_by(found.due_at)), BY_NOW, attempt, now, None
    )


def next_run(journal: JournalReader, after: datetime) -> DueRun | None:
    """The first run that comes due after an instant, as known by now; None: there is none."""
    return due.next_run(calendars_published(journal), after)


def calendars_published(journal: JournalReader) -> list[Recorded]:
    """Every report calendar, and if there is one, every calendar of working days; recorded when it was known."""
    head = journal.head().position
    found = journal.published(REPORT_CALENDAR_STREAM, head)
    if not found:
        return []
    slips = journal.slips()
    both = [*journal.published(CALENDAR_STREAM, head), *found]
    return [one._replace(recorded=slips.known_at(one.recorded)) for one in both] if slips.each else both


def runs_recorded(journal: Journal) -> list[Recorded]:
    """The events of all runs, made or failed, in the one order."""
    return journal.published(REPORT_RUN_STREAM, journal.head().position)


def _latest_attempts(journal: Journal, calendar: str) -> dict[tuple[str, str, str | None], Recorded]:
    """By run, period and unit: the event of the latest attempt."""
    stream = REPORT_RUN_STREAM + calendar
    events = journal.history([stream], journal.head().position).get(stream, [])
    return {(event.run, event.period, event.about_unit): one for one in events if (event := _run_event(one))}


def _run_event(recorded: Recorded) -> ReportRunMade | ReportRunFailed:
    assert isinstance(recorded.event, ReportRunMade | ReportRunFailed)
    return recorded.event


def _made(
    journal: Journal,
    one: DueRun,
    position: int,
    units_at: int,
    attempt: int,
    now: datetime,
    recorded: datetime | None,
) -> RunDone:
    """Make a run as known at a position, and note it; or note what was in the way."""
    run = one.run
    made = ReportRunMade(
        source=SOURCE,
        id=run_key(one.calendar, run.id, one.period, one.unit, attempt),
        occurred=recorded or now,
        calendar=one.calendar,
        run=run.id,
        label=run.label,
        period=one.period,
        about_unit=one.unit,
        due_at=one.due_at,
        attempt=attempt,
        notice=run.notice,
        formats=run.report.formats if run.report else (),
        to=run.to,
    )
    if run.report is None:
        return _record(journal, one, made, recorded)
    try:
        report = _report(journal, one, position, units_at)
    except NOT_THE_RUNS:
        raise
    except Problem as problem:
        return _record(journal, one, _failed(made, problem), recorded)
    except Exception as error:
        log.exception("a run of the report calendar failed", calendar=one.calendar, run=run.id, period=one.period)
        return _record(journal, one, _failed(made, problems.unexpected(error)), recorded)
    edition = _edition(journal, report, now, recorded)
    noted = RunEdition(
        report=report.report, number=edition.number, position=edition.position, digest=edition.edition.digest
    )
    return _record(journal, one, msgspec.structs.replace(made, edition=noted), recorded)


def _record(
    journal: Journal, one: DueRun, event: ReportRunMade | ReportRunFailed, recorded: datetime | None
) -> RunDone:
    """Write a run's event. Of two who made the same run, the one who wrote first has said what became of it."""
    [outcome] = journal.record([event], recorded)
    if isinstance(outcome, Appended):
        return RunDone(one, event, outcome.position, False)
    if isinstance(outcome, Refused) and (outcome.code != "id-reused" or outcome.problem.details.get("elsewhere")):
        raise outcome.problem
    position = outcome.position if isinstance(outcome, Duplicate) else int(outcome.problem.details["position"])
    [stands] = journal.read(position - 1, position)
    return RunDone(one, _run_event(stands), position, True)


def _report(journal: Journal, one: DueRun, position: int, units_at: int) -> Report:
    """The report as of the end of its period, or as of when it came due, if that was before the end.

    units_at: the position by which its unit must have been heard of.
    """
    assert one.run.report is not None
    kind, span = kind_of(one.run.report.report), span_of(one.period)
    as_of = min(span.end(one.zone), one.due_at)
    asked = asked_of(one.run, one.unit, ReportRequest(span, one.zone, as_of))

    def made(reader: Reader) -> Report:
        if reader.position < position:
            raise NotCaughtUp(position, reader.position)
        if asked.case_type is not None and reader.law.rules(asked.case_type, position) is None:
            raise problems.type_not_published(asked.case_type)
        if asked.unit is not None and not is_known(reader, asked.unit, units_at):
            raise problems.unit_not_known(asked.unit, units_like(reader, asked.unit, units_at))
        return make(reader.at(position), kind, asked)

    return ask(journal, Moment(as_of, None, one.zone), made)


def _edition(journal: Journal, report: Report, now: datetime, recorded: datetime | None) -> Edition:
    """The edition of the report: the one that a node published that died before it noted the run, else a new one."""
    for edition in reversed(editions(journal, report.report)):
        held = edition.edition
        same = (held.period, held.unit, held.chosen) == (report.period, report.unit, report.chosen)
        if same and (held.as_of, held.position, held.digest) == (report.as_of, report.position, report.digest):
            return edition
    return publish_edition(journal, report, now, recorded).edition


def _failed(made: ReportRunMade, problem: Problem) -> ReportRunFailed:
    shared = {name: getattr(made, name) for name in RunRecord.__struct_fields__}
    return ReportRunFailed(**shared, reason=problem.code, text=problem.text)
