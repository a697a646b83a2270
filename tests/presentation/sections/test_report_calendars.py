"""Report calendars as sections: what became of each run, and what keeps one from being made."""

from __future__ import annotations

from datetime import UTC, datetime

from sagsgang.domain.rules.report_calendar import RunRecipient
from sagsgang.domain.text import Text
from sagsgang.operations.report_calendars import DueAsked, ReportCalendars, ReportCalendarsAsked, RunsDue
from sagsgang.presentation.model.section import Line, Marked
from sagsgang.presentation.sections.report_calendars import calendars, due
from sagsgang.scheduler.report_runs.report_outlook import RunStanding

DUE = datetime(2016, 1, 4, 7, tzinfo=UTC)


def test_a_run_that_failed_says_why_below_the_table() -> None:
    """Given a failed run to a unit's leader, and a note of a unit that nobody knows, then the row says that it failed, who
    was to get it, and below the table stand its reason and the note, in both languages."""
    run = RunStanding(
        calendar="office",
        run="status",
        label=Text("Status", "Status"),
        period="2015-12",
        unit="North",
        due=DUE,
        report="monthly-status",
        to=(RunRecipient(role="team-leader"), RunRecipient(recipient="director")),
        status="failed",
        reason="unknown-unit",
        text=Text("Enheden er ukendt.", "The unit is unknown."),
    )
    note = Text("Ingen kender South.", "Nobody knows South.")
    found = RunsDue(since=DUE, until=DUE, zone="UTC", runs=[run], notes=[note], next=None)
    [section] = due(found, DueAsked())
    [row] = section.rows
    assert (row["status"], row["edition"]) == (Marked("failed", "error"), None)
    assert row["to"] == Text("teamchefen, director", "the team leader, director")
    why = Text("status 2015-12: Enheden er ukendt.", "status 2015-12: The unit is unknown.")
    assert section.notes == (Line(why, "warning"), Line(note, "warning"))


def test_where_no_calendar_is_published_the_section_says_what_helps() -> None:
    """Given no report calendar, then it is said, with the operation that publishes one."""
    [section] = calendars(ReportCalendars([]), ReportCalendarsAsked())
    assert (section.rows, section.empty.en, section.see) == (
        [],
        "No report calendar is published.",
        "report-calendar.publish",
    )
