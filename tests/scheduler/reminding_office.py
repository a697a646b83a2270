"""An office for tests of the scheduler: its case type with ladders, and a day that is told instant by instant."""

from __future__ import annotations

import msgspec
from sagsgang.domain.events.publications import CalendarPublished, CaseTypePublished
from sagsgang.domain.events.reminder_events import SchedulerRecord
from sagsgang.domain.rules.casetype import CaseType, DeadlineRule, Term
from sagsgang.domain.rules.reminder_step import Distance, ReminderStep
from sagsgang.domain.text import Text
from sagsgang.domain.written import calendar_file
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Refused
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.scheduler.reminders.reminder_decisions import decide

from ..ledger import append, local, read

SAME = Text("ens", "same")

LADDER = (
    ReminderStep(id="week-before", before=Distance(7, "days"), to=("responsible",)),
    ReminderStep(id="day", before=Distance(0, "days"), to=("responsible",)),
    ReminderStep(
        id="overdue",
        after=Distance(1, "days"),
        every=Distance(1, "weeks"),
        times=3,
        to=("responsible", "team-leader"),
    ),
)
MEETING_LADDER = (
    ReminderStep(id="day-before", before=Distance(1, "days"), at="10:00", to=("citizen",), channel="sms"),
    ReminderStep(id="hours-before", before=Distance(2, "hours"), to=("citizen",), channel="sms"),
)
PERMIT = CaseType(
    id="permit",
    title=Text("Tilladelse", "Permit"),
    expects=("meeting-agreed", "meeting-held", "meeting-cancelled"),
    deadlines=(
        DeadlineRule(
            id="decision",
            label=Text("Afgørelse", "Decision"),
            after=("application-received",),
            term=Term(30, "days"),
            met_by=("decided",),
            cancelled_by=("returned",),
            reminders=LADDER,
        ),
    ),
    meeting_reminders=MEETING_LADDER,
)


class Office:
    """A journal that is filled instant by instant, with a scheduler that ticks when it is told to."""

    def __init__(self, journal: Journal, began: str = "2025-01-01", case_type: CaseType = PERMIT) -> None:
        self.journal = journal
        self.decided_until = local(began)
        calendar = CalendarPublished(
            source="test", id="", occurred=local(began), definition=calendar_file.shipped()["denmark"]
        )
        refused = [one for one in journal.publish([calendar], local(began)) if isinstance(one, Refused)]
        assert not refused
        self.publish(began, case_type)

    def publish(self, at: str, case_type: CaseType) -> None:
        """Publish a version of the case type, recorded at a local moment."""
        event = CaseTypePublished(source="test", id="", occurred=local(at), definition=case_type)
        assert not any(isinstance(one, Refused) for one in self.journal.publish([event], local(at)))

    def told(self, ledger: str) -> str:
        """All this happens, and is recorded when it says; gives the id of the last event."""
        happened = read(ledger)
        append(self.journal, happened)
        return happened[-1].event.id

    def tick(self, at: str) -> tuple[int, int]:
        """The scheduler wakes up at a local moment. Gives how many reminders it issued and withheld."""
        catch_up(self.journal)
        until = local(at)
        done = decide(self.journal, self.decided_until, until, recorded=until)
        self.decided_until = until
        return done.issued, done.withheld

    def noted(self, case: str) -> list[tuple[str, ...]]:
        """What the scheduler noted in a case, in the order of the journal, in short."""
        history = self.journal.history([case], self.journal.head().position).get(case, [])
        return [_short(one.event) for one in history if isinstance(one.event, SchedulerRecord)]


def _short(event: SchedulerRecord) -> tuple[str, ...]:
    said = msgspec.structs.asdict(event)
    which = f"{event.step}#{event.number}" if event.number > 1 else event.step
    end = [said["reason"]] if "reason" in said else []
    return event.TOPIC.removeprefix("reminder-"), which, event.to, *end
