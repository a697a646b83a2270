"""Report calendars: those published, the runs of one, and what was and will be due."""

from __future__ import annotations

from ...domain.rules.report_calendar import ReportCalendar, ReportRun, RunRecipient
from ...domain.text import Text
from ...operations.report_calendars import (
    DueAsked,
    ReportCalendars,
    ReportCalendarsAsked,
    RunMadeAgain,
    RunsDue,
)
from ...scheduler.report_runs.report_outlook import RunStanding
from ..model.columns import column
from ..model.section import Column, Emphasis, LabelledValue, Line, Marked, Row, Section
from ..model.sentences import joined, same, sentence
from .definitions import ALWAYS, ID, POSITION, TITLE, UNTITLED, VALID_FROM, notes_of, versions

CALENDARS = (ID, TITLE, VALID_FROM, Column(id="runs", label=Text("Kørsler", "Runs"), sort="number"), POSITION)
RUNS = (
    Column(id="due", label=Text("Forfalder", "Due"), sort="instant"),
    Column(id="run", label=Text("Kørsel", "Run"), sort="text"),
    column("period"),
    column("unit", names=None),
    Column(id="status", label=Text("Status", "Status"), sort="text", names="status"),
    Column(id="edition", label=Text("Udgave", "Edition"), sort="number"),
    Column(id="to", label=Text("Til", "To"), sort="text", priority=2),
)
STATUSES: dict[str, Text] = {
    "made": Text("lavet", "made"),
    "failed": Text("mislykket", "failed"),
    "waiting": Text("venter", "waiting"),
    "by-hand": Text("laves i hånden", "by hand"),
    "to-come": Text("kommer", "to come"),
}
EMPHASIS: dict[str, Emphasis] = {"made": "good", "failed": "error", "waiting": "warning"}
EVERY = {
    "month": Text("hver måned", "every month"),
    "quarter": Text("hvert kvartal", "every quarter"),
    "half": Text("hvert halvår", "every half-year"),
    "year": Text("hvert år", "every year"),
}
ROLLS = {
    "next-working-day": Text("ellers næste arbejdsdag", "or the next working day"),
    "previous-working-day": Text("ellers arbejdsdagen før", "or the working day before"),
}
ROLES = {
    "unit": Text("postkassen", "the mailbox"),
    "team-leader": Text("teamchefen", "the team leader"),
}


def calendars(found: ReportCalendars, _: ReportCalendarsAsked) -> list[Section]:
    """Every version of every calendar."""
    none = Text("Ingen rapportkalender er offentliggjort.", "No report calendar is published.")
    return versions(
        "calendars",
        found.calendars,
        CALENDARS,
        found.next,
        none=none,
        publish="report-calendar.publish",
        runs=lambda one: len(one.runs),
    )


def calendar(found: ReportCalendar, _: object) -> list[Section]:
    """A calendar in sentences."""
    since = sentence(
        "gælder fra {since}, kalender {calendar}",
        "valid from {since}, calendar {calendar}",
        since=found.valid_from or ALWAYS,
        calendar=found.calendar,
    )
    head = Section(id="calendar", title=_titled(found.id, found.title), lines=(Line(since, "dim"),))
    return [head, *(_run(run) for run in found.runs)]


def _run(run: ReportRun) -> Section:
    facts = (
        LabelledValue(Text("hvornår", "when"), _when(run)),
        LabelledValue(Text("rapport", "report"), _report(run)),
        LabelledValue(Text("besked", "notice"), run.notice),
        LabelledValue(Text("til", "to"), joined((_recipient(one) for one in run.to), "; ")),
        LabelledValue(Text("kilde", "source"), run.source),
    )
    return Section(id=run.id, title=_titled(run.id, run.label), facts=tuple(one for one in facts if one.value))


def _when(run: ReportRun) -> Text:
    after = sentence(
        "{every}, den {day}. i {month}. måned efter perioden kl. {at}",
        "{every}, on day {day} of month {month} after the period at {at}",
        every=EVERY[run.every],
        day=run.on.day,
        month=run.on.month,
        at=str(run.at),
    )
    return joined((after, ROLLS.get(run.roll)))


def _report(run: ReportRun) -> str | None:
    if run.report is None:
        return None
    parts = [run.report.report, run.report.audience, run.report.case_type]
    parts += [", ".join(run.report.units), ", ".join(run.report.formats)]
    return " · ".join(part for part in parts if part)


def due(found: RunsDue, _: DueAsked) -> list[Section]:
    """What was and will be due, and what became of it."""
    return [_standings(found.runs, next=found.next, notes=notes_of(found))]


def run(found: RunMadeAgain, _: object) -> list[Section]:
    """What became of a run."""
    return [_standings([found])]


def _standings(runs: list[RunStanding], *, next: str | None = None, notes: tuple[Line, ...] = ()) -> Section:
    failed = (
        Line(
            sentence(
                "{run} {period}: {why}", "{run} {period}: {why}", run=one.run, period=one.period, why=one.text
            ),
            "warning",
        )
        for one in runs
        if one.text is not None
    )
    return Section(
        id="runs",
        title=UNTITLED,
        columns=RUNS,
        rows=[_standing(one) for one in runs],
        next=next,
        notes=(*failed, *notes),
        empty=Text("Ingen kørsler i tidsrummet.", "No runs in that time."),
        names={"status": STATUSES},
    )


def _standing(one: RunStanding) -> Row:
    return {
        "due": one.due,
        "run": one.run,
        "period": one.period,
        "unit": one.unit,
        "status": Marked(one.status, EMPHASIS.get(one.status, "dim")),
        "edition": one.edition.number if one.edition else None,
        "to": joined(_name(recipient) for recipient in one.to),
    }


def _titled(identity: str, title: Text) -> Text:
    return sentence("{id} · {title}", "{id} · {title}", id=identity, title=title)


def _recipient(one: RunRecipient) -> Text:
    return sentence("{name} ({channel})", "{name} ({channel})", name=_name(one), channel=one.channel)


def _name(one: RunRecipient) -> Text:
    if one.role is None:
        return same(str(one.recipient))
    return joined((ROLES[one.role], one.unit), " ")
