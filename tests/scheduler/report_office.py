"""An office with a report calendar: permits to be decided within four weeks, told instant by instant.

As known on 1 April 2008 at 08:00, when the reports on March come due, P-1 is decided in time, P-2 late (it was due on
4 March), and P-3, due on 10 March, is still open. ``MARCH`` is the ledger; afterwards it turns out, in ``APRIL``, that
P-3 was decided on 5 March.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sagsgang.domain.events.publications import CalendarPublished, CaseTypePublished, ReportCalendarPublished
from sagsgang.domain.rules.casetype import CaseType, DeadlineRule, Term
from sagsgang.domain.rules.report_calendar import ReportCalendar, ReportRun, ReportWanted, RunDay, RunRecipient
from sagsgang.domain.text import Text
from sagsgang.domain.written import calendar_file
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.reports.editions.editions import Edition, editions
from sagsgang.scheduler.report_runs.report_calendar import RunDone, make_due_runs

from ..ledger import append, local, read

PERMIT = CaseType(
    id="permit",
    title=Text("Tilladelse", "Permit"),
    deadlines=(
        DeadlineRule(
            id="decision",
            label=Text("Afgørelse", "Decision"),
            after=("application-received",),
            term=Term(4, "weeks"),
            met_by=("decided",),
        ),
    ),
)
OPENED = "2008-01-01"
DUE = "2008-04-01T08:00"
MARCH = """
2008-02-04  P-1  application-received  case_type=permit unit=North recorded=2008-02-11
2008-02-05  P-2  application-received  case_type=permit unit=North recorded=2008-02-11
2008-02-11  P-3  application-received  case_type=permit unit=South
2008-02-28  P-1  decided
2008-03-10  P-2  decided
"""
APRIL = "2008-03-05 P-3 decided recorded=2008-04-07"


def status(id_: str = "status", *units: str, audience: str | None = None, **more: Any) -> ReportRun:
    """The monthly status on the 1st at 08:00, to the director."""
    wanted = ReportWanted(
        report=more.pop("report", "monthly-status"),
        audience=audience,
        units=units,
        case_type=more.pop("case_type", None),
        formats=("html", "csv"),
    )
    said = {"every": "month", "on": RunDay(day=1), "to": (RunRecipient(recipient="director"),), **more}
    return ReportRun(id=id_, label=Text("Månedsstatus", "Monthly status"), report=wanted, **said)


def notice(id_: str = "reconciliation") -> ReportRun:
    """A notice on the 1st of every month at 08:00."""
    return ReportRun(
        id=id_,
        label=Text("Samkøring", "Reconciliation"),
        every="month",
        on=RunDay(day=1),
        notice=Text("Samkøring for {period} skal laves.", "Reconciliation of {period} is due."),
        to=(RunRecipient(recipient="quality-unit", channel="folder"),),
    )


class ReportOffice:
    """A journal that is filled in the order of registration, and the runs of its report calendar."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        at = local(OPENED)
        calendar = CalendarPublished(
            source="test", id="", occurred=at, definition=calendar_file.shipped()["denmark"]
        )
        permit = CaseTypePublished(source="test", id="", occurred=at, definition=PERMIT)
        assert all(isinstance(one, Appended) for one in journal.publish([calendar, permit], at))

    def publish(self, at: str, *runs: ReportRun, id_: str = "office") -> None:
        """Publish the report calendar with these runs, recorded at a local moment."""
        definition = ReportCalendar(id=id_, title=Text("Kalender", "Calendar"), runs=runs)
        event = ReportCalendarPublished(source="test", id="", occurred=local(at), definition=definition)
        [outcome] = self.journal.publish([event], local(at))
        assert isinstance(outcome, Appended)

    def told(self, ledger: str) -> None:
        """All this happened, and was recorded when it says."""
        append(self.journal, read(ledger))

    def tick(self, until: str, since: str = OPENED) -> list[RunDone]:
        """Bring the projections up to date, and make the runs that came due; recorded at that local moment."""
        catch_up(self.journal)
        return make_due_runs(self.journal, local(since), local(until), recorded=local(until))

    def editions(self) -> list[Edition]:
        """Every edition that was published."""
        return editions(self.journal)


def told(done: Sequence[RunDone]) -> list[tuple[str, str, str | None, str, bool]]:
    """Of each run: its name, period and unit, what became of it, and whether it was so before."""
    return [
        (one.event.run, one.event.period, one.event.about_unit, type(one.event).TOPIC, one.already) for one in done
    ]
