"""One case: what happened in it, what holds, and why each deadline is what it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from ..domain.casetype import DeadlineRule
from ..domain.clock import Clock, Step
from ..domain.event_names import event_name
from ..domain.events import Annulled, Corrected, Event
from ..domain.history import Recorded
from ..domain.inforce import in_force
from ..domain.law import Law, Rules
from ..domain.story import Story, fold, type_of
from ..domain.text import Problem, Text
from ..journal.application import Journal
from .reader import Moment


class EventLine(msgspec.Struct, kw_only=True):
    """One event of a case. standing: ``in-force``, ``corrected`` or ``annulled``; body: as it was recorded."""

    position: int
    version: int
    recorded: datetime
    occurred: datetime
    whole_day: bool
    name: str
    label: Text
    standing: str
    source: str
    id: str
    body: dict[str, Any]


class DeadlineLine(msgspec.Struct, kw_only=True):
    """One instance of a deadline at the moment asked."""

    deadline: str
    label: Text
    cycle: int
    state: str
    due: date | datetime | None
    unrolled_on: date | None
    overdue: bool
    breached_at: datetime | None
    left: int | None
    effect: str
    source: str | None


class CaseFile(msgspec.Struct, kw_only=True):
    """A case as of a moment: its history, state, deadlines and findings."""

    case: str
    type: str | None
    title: Text | None
    as_of: datetime
    known_at: datetime | None
    position: int
    state: str
    unit: str | None
    responsible: str | None
    referred_to: str | None
    concerns: str | None
    received_at: datetime | None
    attributes: dict[str, Any]
    events: list[EventLine]
    deadlines: list[DeadlineLine]
    findings: list[str]


class Reason(msgspec.Struct, kw_only=True):
    """One step in why a deadline ends when it does. roll: why the unrolled date is no working day."""

    what: str
    at: datetime
    event: int | None
    unrolled_on: date | None
    due: date | datetime | None
    roll: Text | None


class RuleMove(msgspec.Struct, kw_only=True):
    """A published rule or calendar that moved the deadline: by how many days (None: from or to no end)."""

    position: int
    recorded: datetime
    before: date | datetime | None
    after: date | datetime | None
    days: int | None


class Explanation(msgspec.Struct, kw_only=True):
    """Why one instance of a deadline is what it is."""

    case: str
    deadline: str
    label: Text
    cycle: int
    state: str
    due: date | datetime | None
    overdue: bool
    breached_at: datetime | None
    left: int | None
    case_type: str
    rule_valid_from: date | None
    rule_published_at: int | None
    rule: DeadlineRule
    calendar: str
    because: list[Reason]
    moved_by_rules: list[RuleMove]


class UnknownCase(Problem):
    """No event of the case was known at the moment asked."""

    code = "unknown-case"


class Known:
    """A case as the journal knew it at a moment."""

    def __init__(self, journal: Journal, case: str, moment: Moment) -> None:
        self.moment = moment
        head = journal.head().position
        self.position = head if moment.known_at is None else journal.position_at(moment.known_at)
        self.case = case
        self.history: list[Recorded] = journal.history([case], self.position).get(case, [])
        if not self.history:
            raise UnknownCase(
                da=f"Sagen {case} kendes ikke på det spurgte tidspunkt. Se sagerne med: sagsgang cases",
                en=f"The case {case} is not known at the moment asked. See the cases with: sagsgang cases",
            )
        self.publications = journal.publications(self.position)
        self.law = Law(self.publications)
        self.case_type = type_of(self.history)

    def story(self, position: int | None = None) -> Story | None:
        """The case as of the moment, as known at a position (None: all that was known)."""
        known_at = self.position if position is None else position
        history = [recorded for recorded in self.history if recorded.position <= known_at]
        rules = self.law.rules(self.case_type, known_at)
        if rules is None or not history:
            return None
        story = fold(self._until_now(history, rules), rules)
        story.wake(self.moment.as_of)
        return story

    def _until_now(self, history: Sequence[Recorded], rules: Rules) -> list[Recorded]:
        """Only what had happened: a later event, and what speaks of it, is left out."""
        happened = {
            (recorded.event.source, recorded.event.id)
            for recorded in in_force(history, rules.zone)[0]
            if recorded.event.occurred <= self.moment.as_of
        }
        about_events = (Annulled, Corrected)
        return [
            recorded
            for recorded in history
            if isinstance(recorded.event, about_events) or (recorded.event.source, recorded.event.id) in happened
        ]


def case_file(journal: Journal, case: str, moment: Moment) -> CaseFile:
    """Everything about a case as of a moment. Raises UnknownCase."""
    known = Known(journal, case, moment)
    story = known.story()
    rules = known.law.rules(known.case_type, known.position)
    title = known.law.types()[known.case_type][-1][1].title if known.case_type in known.law.types() else None
    return CaseFile(
        case=case,
        type=known.case_type,
        title=title,
        as_of=moment.as_of,
        known_at=moment.known_at,
        position=known.position,
        state=story.state if story else "not-opened",
        unit=story.unit if story else None,
        responsible=story.responsible if story else None,
        referred_to=story.referred_to if story else None,
        concerns=story.concerns if story else None,
        received_at=story.received_at if story else None,
        attributes=story.attributes if story else {},
        events=_event_lines(known, rules.zone if rules else moment.zone),
        deadlines=[_deadline_line(clock, moment.as_of) for clock in story.clocks] if story else [],
        findings=sorted({held.key[0] for held in story.log if held.kind == "finding"}) if story else [],
    )


def _event_lines(known: Known, zone: ZoneInfo) -> list[EventLine]:
    """What had happened by the moment asked, as it holds; corrections and annulments of it, whenever they were made."""
    holding, _ = in_force(known.history, zone)
    current = {recorded.position: recorded for recorded in holding}
    lines = []
    for recorded in known.history:
        event = recorded.event
        now = current.get(recorded.position)
        if not isinstance(event, Annulled | Corrected) and (now or recorded).event.occurred > known.moment.as_of:
            continue
        standing = "annulled" if now is None else "in-force" if now.event == event else "corrected"
        body = msgspec.to_builtins(event)
        for name in ("source", "id", "occurred", "whole_day"):
            body.pop(name, None)
        lines.append(
            EventLine(
                position=recorded.position,
                version=recorded.version,
                recorded=recorded.recorded,
                occurred=event.occurred,
                whole_day=event.whole_day,
                name=event.name,
                label=_label(known, event),
                standing=standing,
                source=event.source,
                id=event.id,
                body=body,
            )
        )
    return sorted(lines, key=lambda line: (line.occurred, line.position))


def _label(known: Known, event: Event) -> Text:
    """The event as the office calls it: by its case type, or by its own name where none says more."""
    versions = known.law.types().get(known.case_type or "")
    return event_name(versions[-1][1], event.name) if versions else Text(event.name, event.name)


def _deadline_line(clock: Clock, as_of: datetime) -> DeadlineLine:
    return DeadlineLine(
        deadline=clock.rule.id,
        label=clock.rule.label,
        cycle=clock.cycle,
        state=clock.state,
        due=_due(clock),
        unrolled_on=clock.unrolled_on,
        overdue=clock.is_past(as_of),
        breached_at=_breached_at(clock, as_of),
        left=clock.left,
        effect=clock.rule.effect,
        source=clock.rule.source,
    )


def _due(clock: Clock) -> date | datetime | None:
    return None if clock.state == "suspended" else clock.due_on or clock.due_at


def _breached_at(clock: Clock, as_of: datetime) -> datetime | None:
    return clock.breached_at or (clock.overdue_from if clock.is_past(as_of) else None)


def explain(journal: Journal, case: str, moment: Moment, deadline: str | None = None) -> list[Explanation]:
    """Why the deadlines of a case (or one of them) are what they are. Raises UnknownCase, Problem."""
    known = Known(journal, case, moment)
    story = known.story()
    clocks = [clock for clock in (story.clocks if story else []) if deadline is None or clock.rule.id == deadline]
    if deadline is not None and not clocks:
        ids = sorted({clock.rule.id for clock in story.clocks}) if story else []
        named = ", ".join(ids)
        raise Problem(
            code="unknown-deadline",
            da=f"Sagen {case} har ikke fristen {deadline!r} på det tidspunkt. Dens frister: {named or 'ingen'}.",
            en=f"The case {case} has no deadline {deadline!r} at that moment. Its deadlines: {named or 'none'}.",
        )
    return [_explanation(known, clock) for clock in clocks]


def _explanation(known: Known, clock: Clock) -> Explanation:
    as_of = known.moment.as_of
    version = clock.version.case_type
    published = [at for at, one in known.law.types()[version.id] if one == version]
    return Explanation(
        case=known.case,
        deadline=clock.rule.id,
        label=clock.rule.label,
        cycle=clock.cycle,
        state=clock.state,
        due=_due(clock),
        overdue=clock.is_past(as_of),
        breached_at=_breached_at(clock, as_of),
        left=clock.left,
        case_type=version.id,
        rule_valid_from=version.valid_from,
        rule_published_at=published[-1] if published else None,
        rule=clock.rule,
        calendar=clock.calendar.id,
        because=[_reason(step, clock) for step in clock.steps],
        moved_by_rules=_moves(known, clock),
    )


def _reason(step: Step, clock: Clock) -> Reason:
    rolled = step.unrolled_on is not None and step.due_on != step.unrolled_on
    return Reason(
        what=step.what,
        at=step.at,
        event=step.position,
        unrolled_on=step.unrolled_on,
        due=step.due_on or step.due_at,
        roll=clock.calendar.why_not(step.unrolled_on) if rolled and step.unrolled_on else None,
    )


def _moves(known: Known, clock: Clock) -> list[RuleMove]:
    """What each publication after the case began did to this instance: the same history before and after it."""
    moves = []
    recorded = {one.position: one.recorded for one in known.publications}
    for epoch in known.law.epochs(known.case_type or ""):
        if not known.history[0].position < epoch <= known.position:
            continue
        before, after = (_same_clock(known.story(position), clock) for position in (epoch - 1, epoch))
        if before is None or after is None or _due(before) == _due(after):
            continue
        ends = (_day(before), _day(after))
        moves.append(
            RuleMove(
                position=epoch,
                recorded=recorded[epoch],
                before=_due(before),
                after=_due(after),
                days=(ends[1] - ends[0]).days if ends[0] and ends[1] else None,
            )
        )
    return moves


def _same_clock(story: Story | None, clock: Clock) -> Clock | None:
    return next(
        (
            other
            for other in (story.clocks if story else [])
            if (other.rule.id, other.cycle) == (clock.rule.id, clock.cycle)
        ),
        None,
    )


def _day(clock: Clock) -> date | None:
    due = _due(clock)
    return due.date() if isinstance(due, datetime) else due
