"""Deciding on what came due: each reminder is issued, or withheld because it is pointless by now; once.

The event of each has an id made from what makes it one reminder, so the journal answers whoever decides again, after a
crash or beside another node, that it has it (docs/reminders.md, rules 8 to 14).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from ...domain.events.reminder_events import SOURCE, ReminderIssued, ReminderWithheld, SchedulerRecord
from ...domain.fold.faults import NotComputed, computing
from ...journal.application import Journal
from ...journal.entry import Appended, Entry, Refused
from ...log import log
from ...projections.asking.reader import Moment, Reader, ask
from .candidates import DuePage, DueReminder, KnownSteps, came_due
from .judge import Judge, judged


class Decisions(NamedTuple):
    """How many reminders were decided on, beside those that were before.

    open_since: when the first came due that a fault of the program keeps from being decided; None: there is none.
    left_since: from when on steps are left for another go; None: none are.
    """

    issued: int = 0
    withheld: int = 0
    open_since: datetime | None = None
    left_since: datetime | None = None

    @property
    def number(self) -> int:
        """How many, of either kind."""
        return self.issued + self.withheld

    def and_then(self, later: Decisions) -> Decisions:
        """These, and those of a later page."""
        first = later.open_since if self.open_since is None else self.open_since
        return Decisions(self.issued + later.issued, self.withheld + later.withheld, first)


def decide(
    journal: Journal,
    since: datetime,
    until: datetime,
    *,
    now: datetime | None = None,
    alive: Callable[[], None] = lambda: None,
    recorded: datetime | None = None,
    told: Callable[[int, datetime], None] = lambda count, at: None,
    enough: Callable[[], bool] = lambda: False,
) -> Decisions:
    """Decide on every step that came due after ``since`` up to ``until``, in order, in constant memory.

    now: the present, at which a step must be worth sending; ``until``, if nothing is said. The projections hold all that
    was recorded by then. alive: called between pages; what it raises ends the work, and nothing is lost by that.
    recorded: for filling a journal before it goes live. told: after each page, of how many it has been decided so far, and
    up to when. enough: asked before a page, once something was decided; then the rest is left. So each go gets further,
    however much of what it goes through again was decided before.
    """
    present = now or until

    def question(reader: Reader) -> Decisions:
        done = Decisions()
        steps = KnownSteps(reader.journal, reader.position)
        seen = 0
        for page in came_due(steps, reader, since, until):
            alive()
            if done.number and page.due and enough():
                return done._replace(left_since=min([page.due[0].due.at, *(one.at for one in page.unknown)]))
            held = journal.held(SOURCE, [one.key for one in page.due])
            fresh = page._replace(due=[one for one in page.due if one.key not in held])
            judgements = judged(reader, steps, fresh, present, _event)
            done = done.and_then(_decide_page(journal, fresh, judgements, recorded))
            seen += len(page.due)
            if page.due:
                told(seen, page.due[-1].due.at)
        return done

    return ask(journal, Moment(present), question)


def _decide_page(
    journal: Journal, page: DuePage, judgements: Sequence[SchedulerRecord | None], recorded: datetime | None
) -> Decisions:
    decided = [(one.due.case, event) for one, event in zip(page.due, judgements, strict=True) if event is not None]
    events = [event for _, event in decided]
    entries = [Entry(case, event) for case, event in decided]
    times = None if recorded is None else [recorded] * len(entries)
    issued = withheld = 0
    for outcome, event in zip(journal.append(entries, recorded=times), events, strict=True):
        if isinstance(outcome, Refused) and outcome.code != "id-reused":
            raise outcome.problem
        if isinstance(outcome, Refused) and outcome.problem.details["elsewhere"]:
            log.error("the id of a reminder stands in another case", event_id=event.id)
        if isinstance(outcome, Appended):
            issued += isinstance(event, ReminderIssued)
            withheld += isinstance(event, ReminderWithheld)
    undecided = [one.due.at for one, event in zip(page.due, judgements, strict=True) if event is None]
    return Decisions(issued, withheld, min([*undecided, *(one.at for one in page.unknown)], default=None))


def _event(judge: Judge, one: DueReminder) -> SchedulerRecord | None:
    """What is to be noted of a step. None: a fault of the program keeps it open, and must not hold up other cases."""
    try:
        with computing(one.due.case):
            return judge.event(one)
    except NotComputed:
        log.error("reminder not decided", case=one.due.case, event_id=one.key)
        return None
