"""Report calendars on the terminal: what is in a calendar, and what was and will be due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from rich.text import Text as Styled

from ..domain.rules.report_calendar import ReportCalendar, ReportRun, RunRecipient
from ..operations.report_calendars import ReportCalendars, ReportCalendarVersion, RunDone, RunsDue
from ..scheduler.report_runs.report_outlook import RunStanding
from .language import both, say
from .output import out, show_notes
from .tables import table, when, word

EVERY = {
    "month": ("hver måned", "every month"),
    "quarter": ("hvert kvartal", "every quarter"),
    "half": ("hvert halvår", "every half-year"),
    "year": ("hvert år", "every year"),
}
ROLLS = {
    "none": ("", ""),
    "next-working-day": ("ellers næste arbejdsdag", "or the next working day"),
    "previous-working-day": ("ellers arbejdsdagen før", "or the working day before"),
}
ROLES = {"unit": ("postkassen", "the mailbox"), "team-leader": ("teamchefen", "the team leader")}
STATUSES = {
    "made": ("lavet", "made", "green"),
    "failed": ("mislykket", "failed", "bold red"),
    "waiting": ("venter", "waiting", "yellow"),
    "by-hand": ("laves i hånden", "by hand", "dim"),
    "to-come": ("kommer", "to come", "dim"),
}


def show_calendars(found: ReportCalendars, _: object) -> None:
    """Every version of every calendar."""
    if not found.calendars:
        out.print(
            both(
                "Ingen rapportkalender er offentliggjort. Offentliggør med: sagsgang report-calendar publish FIL",
                "No report calendar is published. Publish with: sagsgang report-calendar publish FILE",
            )
        )
        return
    headings = both("Id|Titel|Gælder fra|Kørsler|Position", "Id|Title|Valid from|Runs|Position").split("|")
    rows = [[one.id, say(one.title), _since(one), len(one.runs), one.position] for one in found.calendars]
    out.print(table(headings, rows))


def show_calendar(calendar: ReportCalendar, _: object) -> None:
    """A calendar in sentences."""
    out.print(f"{calendar.id} · {say(calendar.title)}", style="bold", markup=False)
    out.print(
        f"{both('gælder fra', 'valid from')} {_since(calendar)}, {both('kalender', 'calendar')} {calendar.calendar}",
        style="dim",
        markup=False,
    )
    for run in calendar.runs:
        out.print()
        out.print(f"{run.id} · {say(run.label)}", style="bold", markup=False)
        lines = [
            (both("hvornår", "when"), _when(run)),
            (both("rapport", "report"), _report(run)),
            (both("besked", "notice"), say(run.notice) if run.notice else None),
            (both("til", "to"), "; ".join(map(_recipient, run.to))),
            (both("kilde", "source"), run.source),
        ]
        for name, said in lines:
            if said:
                out.print(f"  {name}: {said}", markup=False)


def show_due(found: RunsDue, _: object) -> None:
    """What was and will be due, and what became of it."""
    if found.runs:
        show_outlook(found.runs, ZoneInfo(found.zone))
    else:
        out.print(both("Ingen kørsler i tidsrummet.", "No runs in that time."))
    show_notes(found.notes)


def show_run(found: RunDone, _: object) -> None:
    """What became of a run."""
    show_outlook([found], ZoneInfo(found.zone))


def show_outlook(found: Sequence[RunStanding], zone: ZoneInfo) -> None:
    """Runs, and what became of them."""
    headings = both("Forfalder|Kørsel|Periode|Enhed|Status|Udgave|Til", "Due|Run|Period|Unit|Status|Edition|To")
    out.print(table(headings.split("|"), [_row(one, zone) for one in found]))
    for one in found:
        if one.text is not None:
            out.print(f"{one.run} {one.period}: {say(one.text)}", style="yellow", markup=False)


def _row(one: RunStanding, zone: ZoneInfo) -> list[Any]:
    da, en, style = STATUSES[one.status]
    return [
        when(one.due, zone),
        one.run,
        one.period,
        one.unit,
        Styled(both(da, en), style=style),
        one.edition.number if one.edition else None,
        ", ".join(map(_name, one.to)),
    ]


def _since(calendar: ReportCalendar | ReportCalendarVersion) -> str:
    return when(calendar.valid_from) if calendar.valid_from else both("altid", "always")


def _when(run: ReportRun) -> str:
    on = run.on
    after = both(
        f"{word(EVERY, run.every)}, den {on.day}. i {on.month}. måned efter perioden kl. {run.at}",
        f"{word(EVERY, run.every)}, on day {on.day} of month {on.month} after the period at {run.at}",
    )
    rolled = word(ROLLS, run.roll)
    return f"{after}, {rolled}" if rolled else after


def _report(run: ReportRun) -> str | None:
    if run.report is None:
        return None
    parts = [run.report.report, run.report.audience, run.report.case_type]
    parts += [", ".join(run.report.units) or None, ", ".join(run.report.formats)]
    return " · ".join(part for part in parts if part)


def _recipient(one: RunRecipient) -> str:
    return f"{_name(one)} ({one.channel})"


def _name(one: RunRecipient) -> str:
    if one.role is None:
        return str(one.recipient)
    return f"{word(ROLES, one.role)} {one.unit}" if one.unit else word(ROLES, one.role)
