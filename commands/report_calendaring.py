"""The calendar of reports: what is due, and a run made once more."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from cyclopts import Parameter

from ..domain.events.report_runs import ReportRunFailed
from ..domain.problem import BadInput
from ..operations.moments import moment_of
from ..operations.report_calendars import unknown_units_noted
from ..projections.asking.shared_zone import zone_of_journal
from ..scheduler.report_runs.report_calendar import make_again
from ..scheduler.report_runs.report_outlook import outlook
from ..terminal.language import both, say
from ..terminal.output import answer, note, show_notes
from ..terminal.reader_time import now
from ..terminal.report_calendar_pages import show_outlook
from .asking import Json, journal, not_empty
from .listener import session_of

FAILED = 1
AROUND = timedelta(days=31)  # what is shown of the past and of what comes, if nothing is said


def due(
    *,
    since: Annotated[
        str | None, Parameter(name="--from", help=both("Fra og med.", "From then, included."))
    ] = None,
    until: Annotated[str | None, Parameter(name="--to", help=both("Til, ikke med.", "To then, excluded."))] = None,
    json: Json = False,
) -> None:
    """Carry out ``sagsgang report-calendar due``."""
    at = now()
    with journal() as opened:
        zone = zone_of_journal(opened)
        begins = moment_of(since, zone) if since is not None else at - AROUND
        ends = moment_of(until, zone) if until is not None else max(begins, at) + AROUND
        if ends < begins:
            raise BadInput(
                code="bad-period",
                parameter="period",
                da="--to ligger før --from. Byt dem om.",
                en="--to lies before --from. Change them round.",
            )
        found = outlook(opened, begins, ends, at)
        to_come = [(one.run, one.unit) for one in found if one.status == "to-come"]
        notes = unknown_units_noted(session_of(opened), to_come)
    told = {"from": begins, "to": ends, "runs": found, "notes": notes}
    answer(told, json, lambda _: show_outlook(found, zone))
    if not json:
        show_notes(notes)


def run_again(
    calendar_id: str,
    run: str,
    /,
    *,
    period: Annotated[
        str,
        Parameter(
            help=both(
                "Hvilken periode: 2008-03, 2010-Q1, 2010-H1 eller 2010.",
                "Which period: 2008-03, 2010-Q1, 2010-H1 or 2010.",
            )
        ),
    ],
    unit: Annotated[str | None, Parameter(help=both("Hvilken enheds.", "Which unit's."))] = None,
    json: Json = False,
) -> int:
    """Carry out ``sagsgang report-calendar run``: exit status 1 when it fails again."""
    not_empty("--unit", unit)
    with journal() as opened:
        session_of(opened).bring_up_to_date(wait=None)
        done = make_again(opened, calendar_id, run, period, unit, now())
        found = outlook(opened, done.due.due_at, done.due.due_at + timedelta(seconds=1), now())
    [standing] = [
        one for one in found if (one.calendar, one.run, one.period, one.unit) == (calendar_id, run, period, unit)
    ]
    answer(standing, json, lambda one: show_outlook([one], done.due.zone))
    if isinstance(done.event, ReportRunFailed):
        if json:
            note(say(done.event.text))
        return FAILED
    return 0
