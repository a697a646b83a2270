"""Deciding on what came due: each reminder is issued, or withheld because it is pointless by now; once.

The event of each has an id made from what makes it one reminder, so the journal answers whoever decides again, after a
crash or beside another node, that it has it (docs/reminders.md, rules 8 to 14).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple, cast

import structlog

from ..domain.events.history import Recorded
from ..domain.events.inforce import in_force
from ..domain.events.reminder_events import (
    OVER,
    SOURCE,
    About,
    Key,
    ReminderIssued,
    ReminderWithheld,
    SchedulerRecord,
    WithheldReason,
    key_of,
)
from ..domain.fold.law import Law
from ..domain.rules.reminder_step import Recipient, ReminderStep
from ..journal.application import Journal
from ..journal.entry import Appended, Entry, Refused
from ..projections.reader import Moment, Reader, ask
from ..projections.reminders import Due, Holder, Instance, Subject, due, instances, step_of, still_open
from ..projections.set_aside import NotComputed, computing

AT_ONCE = 1_000

log = structlog.get_logger()


class Decisions(NamedTuple):
    """How many reminders were decided on, beside those that were before.

    open_since: when the first came due that a fault of the program keeps from being decided; None: there is none.
    """

    issued: int = 0
    withheld: int = 0
    open_since: datetime | None = None

    def and_then(self, later: Decisions) -> Decisions:
        """These, and those of a later page."""
        first = later.open_since if self.open_since is None else self.open_since
        return Decisions(self.issued + later.issued, self.withheld + later.withheld, first)


class Candidate(NamedTuple):
    """A step that came due, for one recipient. key: the id of the event that will tell of it."""

    key: str
    due: Due
    step: ReminderStep
    to: Recipient

    @property
    def subject(self) -> Subject:
        """What it reminds of."""
        return Subject(self.due.case, self.due.about, self.due.deadline, self.due.ends)


class Ladders:
    """The steps as they were known when they came due."""

    def __init__(self, publications: Sequence[Recorded]) -> None:
        self._law = Law(publications)
        self._recorded = [one.recorded for one in publications]
        self._positions = [one.position for one in publications]

    def step(self, one: Due) -> ReminderStep:
        """The step of the version of the case type that the ladder was reckoned by."""
        known = bisect_right(self._recorded, one.at)
        rules = self._law.rules(one.case_type, self._positions[known - 1] if known else 0)
        assert rules is not None, "a ladder is reckoned by rules that were known"
        return step_of(rules, one.about, one.deadline, one.governed_from, one.step)


def decide(
    journal: Journal,
    since: datetime,
    until: datetime,
    *,
    now: datetime | None = None,
    alive: Callable[[], None] = lambda: None,
    recorded: datetime | None = None,
) -> Decisions:
    """Decide on every step that came due after ``since`` up to ``until``, in order, in constant memory.

    now: the present, at which a step must be worth sending; ``until``, if nothing is said. The projections hold all that
    was recorded by then. alive: called between pages; what it raises ends the work, and nothing is lost by that.
    recorded: for filling a journal before it goes live.
    """
    present = now or until

    def question(reader: Reader) -> Decisions:
        done = Decisions()
        for page in came_due(journal, reader, since, until):
            alive()
            done = done.and_then(_decide_page(journal, reader, page, present, recorded))
        return done

    return ask(journal, Moment(present), question)


def came_due(journal: Journal, reader: Reader, since: datetime, until: datetime) -> Iterator[list[Candidate]]:
    """What came due after ``since`` up to ``until``, in order, for each recipient; so many at once that one
    transaction is worth its while."""
    ladders = Ladders(journal.publications(reader.position))
    found = due(reader, since, until)
    while page := list(islice(found, AT_ONCE)):
        yield [*_candidates(page, ladders)]


def _candidates(page: Sequence[Due], ladders: Ladders) -> Iterator[Candidate]:
    for one in page:
        step = ladders.step(one)
        for to in step.to:
            about = cast(About, one.about)
            key = Key(one.case, about, one.deadline or None, one.ends, one.step, one.number, to)
            yield Candidate(key_of(key), one, step, to)


def _decide_page(
    journal: Journal, reader: Reader, page: Sequence[Candidate], now: datetime, recorded: datetime | None
) -> Decisions:
    held = journal.held(SOURCE, [one.key for one in page])
    left = [one for one in page if one.key not in held]
    judge = judge_of(journal, reader, left, now)
    judged = [(one, _event(judge, one)) for one in left]
    decided = [(one.due.case, event) for one, event in judged if event is not None]
    events = [event for _, event in decided]
    entries = [Entry(case, event) for case, event in decided]
    times = None if recorded is None else [recorded] * len(entries)
    issued = withheld = 0
    for outcome, event in zip(journal.append(entries, recorded=times), events, strict=True):
        if isinstance(outcome, Refused) and outcome.code != "id-reused":
            raise outcome.problem
        if isinstance(outcome, Appended):
            issued += isinstance(event, ReminderIssued)
            withheld += isinstance(event, ReminderWithheld)
    return Decisions(issued, withheld, next((one.due.at for one, event in judged if event is None), None))


def _event(judge: Judge, one: Candidate) -> SchedulerRecord | None:
    """What is to be noted of a step. None: a fault of the program keeps it open, and must not hold up other cases."""
    try:
        with computing(one.due.case):
            return judge.event(one)
    except NotComputed:
        log.error("reminder not decided", case=one.due.case, event_id=one.key)
        return None


def judge_of(journal: Journal, reader: Reader, candidates: Sequence[Candidate], now: datetime) -> Judge:
    """Whoever can say of these what is still worth sending."""
    cases = sorted({one.due.case for one in candidates})
    read = sorted({one.due.case for one in candidates if one.step.idle is not None or one.subject.is_meeting})
    histories = journal.history(read, reader.position)
    return Judge(now, still_open(reader, cases), instances(reader, cases), histories)


class Judge:
    """Says of a step that came due whether it is still worth sending at the moment of deciding."""

    def __init__(
        self,
        now: datetime,
        opened: Mapping[Subject, Holder],
        known: Mapping[tuple[str, str, int], Instance],
        histories: Mapping[str, Sequence[Recorded]],
    ) -> None:
        """opened: what is open now. known: by case, deadline and what started it, each instance of a deadline. histories:
        of the cases that are reminded of a meeting, or only when nothing happens in them."""
        self.now = now
        self.opened = opened
        self.known = known
        self.histories = histories

    def event(self, one: Candidate) -> SchedulerRecord:
        """What is to be noted of it."""
        reason = self.reason(one)
        if reason is not None:
            return ReminderWithheld(**self._said(one), reason=reason)
        to = self._addressee(one)
        return ReminderIssued(**self._said(one), anchor=one.due.anchor, channel=one.step.channel, addressee=to)

    def reason(self, one: Candidate) -> WithheldReason | None:
        """Why it is pointless; None: it is not."""
        if one.subject not in self.opened:
            return self._meeting_off(one) if one.subject.is_meeting else self._why_not_open(one)
        if one.step.before is not None and one.due.due_at is not None and self.now >= one.due.due_at:
            return "past"
        if one.step.idle is not None and self._was_active(one, timedelta(days=one.step.idle)):
            return "active"
        return None

    def _why_not_open(self, one: Candidate) -> WithheldReason:
        """What became of the very instance that the step came due for."""
        instance = self.known.get((one.due.case, one.due.deadline, one.due.anchor))
        if instance is None:
            return "annulled"
        if instance.state == "running" and instance.ends == one.due.ends:
            return "rule-changed"
        return OVER[instance.state]

    def _meeting_off(self, one: Candidate) -> WithheldReason:
        if any(subject.case == one.due.case and subject.is_meeting for subject in self.opened):
            return "moved"
        history = self.histories.get(one.due.case, ())
        holding = in_force(history, UTC)[0]
        return "meeting-over" if any(each.position == one.due.anchor for each in holding) else "annulled"

    def _was_active(self, one: Candidate, for_so_long: timedelta) -> bool:
        """Rule 12: as of the instant of the step, and as known then."""
        at = one.due.at
        return any(
            recorded.recorded <= at and at - for_so_long < recorded.event.occurred <= at
            for recorded in self.histories.get(one.due.case, ())
            if not isinstance(recorded.event, SchedulerRecord)
        )

    def _addressee(self, one: Candidate) -> str | None:
        holder = self.opened[one.subject]
        match one.to:
            case "responsible":
                return holder.responsible or holder.unit
            case "unit" | "team-leader":
                return holder.unit
        return None

    def _said(self, one: Candidate) -> dict[str, Any]:
        return {
            "source": SOURCE,
            "id": one.key,
            "occurred": self.now,
            "about": one.due.about,
            "deadline": one.due.deadline or None,
            "ends": one.due.ends,
            "step": one.due.step,
            "number": one.due.number,
            "to": one.to,
            "due_at": one.due.at,
        }
