"""What the report calendar of the demonstration brought about in January 2016: each report made, and taken over.

The reports are made from the journal as at any office; the recipients are constructed, and nothing is sent.
"""

from __future__ import annotations

from datetime import date, datetime

from ...delivery.outbox.line_events import Owed, event_of, lines
from ...domain.events.report_runs import ReportRunMade
from ...domain.fold.due_runs import due_runs
from ...journal.application import Journal
from ...projections.upkeep.catch_up import catch_up
from ...scheduler.report_runs.report_calendar import RunDone, calendars_published, make_due_runs
from .office import instant

SINCE, UNTIL = instant(date(2016, 1, 1)), instant(date(2016, 2, 1))


def make_reports(journal: Journal) -> None:
    """Make what the calendar had due in that month, each when it came due. The projections are up to date."""
    before = SINCE
    for due_at in sorted({one.due_at for one in due_runs(calendars_published(journal), SINCE, UNTIL)}):
        for done in make_due_runs(journal, before, due_at, due_at):
            _take_over(journal, done, due_at)
        catch_up(journal)
        before = due_at


def _take_over(journal: Journal, done: RunDone, at: datetime) -> None:
    """Note that every recipient's channel took the message over, so that no outbox sends it again."""
    assert isinstance(done.event, ReportRunMade)
    told = [event_of(Owed(line.key, "", "delivered", 1, 1, None, at), done.event) for line in lines(done.event)]
    journal.record(told, at)
