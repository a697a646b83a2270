"""Why a deadline is what it is: the rule, the events, the calendar, and the publications that moved it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

import msgspec

from ...domain.day_or_instant import DayOrInstant
from ...domain.fold.accumulation import CountingClock, MonthLine
from ...domain.fold.as_of import breached_at, due_of, passed_on
from ...domain.fold.beginning import Step
from ...domain.fold.clock import Clock
from ...domain.problem import BadInput
from ...domain.rules.casetype import CaseType, DeadlineRule, Presumption
from ...domain.text import Text
from ...domain.words.accumulation_words import Choice
from ...domain.words.rule_words import named_choices, spoken_events, starts_by_another
from ..asking.folded_case import KnownCase


class Reason(msgspec.Struct, kw_only=True):
    """One step in why a deadline ends when it does. roll: why the unrolled date is no working day.

    awaits, until: of a stop of the clock, what the case waits for, and the day on which the stop ends by itself.
    left: what is left of the deadline while its clock stands: days, or working days for a term in working days.
    """

    what: str
    at: datetime
    event: int | None
    unrolled_on: date | None
    due: DayOrInstant | None
    roll: Text | None
    awaits: str | None = None
    until: date | None = None
    left: int | None = None


class Presumed(msgspec.Struct, kw_only=True):
    """The notice that the deadline begins with: how it was sent, and when the case type presumes that it arrived.

    presumption: the rule, with its source. arrived_on: the day that is counted from; none: it can't be computed.
    """

    sent_on: date
    sent_by: str | None
    arrived_on: date | None
    presumption: Presumption


class RuleMove(msgspec.Struct, kw_only=True):
    """A published rule or calendar that moved the deadline: by how many days (None: from or to no end)."""

    position: int
    recorded: datetime
    before: DayOrInstant | None
    after: DayOrInstant | None
    days: int | None


class Counted(msgspec.Struct, kw_only=True):
    """How months add up to the deadline: the window month by month, and the choices with their reasons.

    months, within: of the rule that decides; each line of the window says what its month was judged by.
    """

    months: int
    within: int
    reached_in: str | None
    window: list[MonthLine]
    choices: list[Choice]


class Explanation(msgspec.Struct, kw_only=True):
    """Why one instance of a deadline is what it is.

    rule, case_type, rule_valid_from, rule_published_at: what it stands under; where months add up, what judged the month
    in which it falls due.
    type_label, calendar_label, after_label: of the case type, the calendar, and what starts the deadline (``rule.after``);
    began_label: of what it began with, where that is what became of another deadline.
    whose: the office's, or the party's. passed_on: the day in whose period a breach counts. day_zero: the day that the
    term is counted from. after: what of ``rule.after`` it began with: an event, or what became of another deadline.
    """

    case: str
    deadline: str
    label: Text
    cycle: int
    state: str
    due: DayOrInstant | None
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
    counted: Counted | None = None
    whose: str = "office"
    passed_on: date | None = None
    day_zero: date | None = None
    after: str | None = None
    presumed: Presumed | None = None
    type_label: Text
    calendar_label: Text
    after_label: Text
    began_label: Text | None = None


Ends = dict[tuple[str, int], date | datetime | None]
"""Deadline and cycle to its end, or the one that it expected."""


class Turn(NamedTuple):
    """A publication that may have moved the deadlines of a case, and their ends as known before and after it."""

    position: int
    recorded: datetime
    before: Ends
    after: Ends


def explain(known: KnownCase, deadline: str | None = None) -> list[Explanation]:
    """Why the deadlines of a case (or one of them) are what they are. Raises Problem ``unknown-deadline``."""
    story = known.story()
    clocks = [clock for clock in (story.clocks if story else []) if deadline is None or clock.rule.id == deadline]
    if deadline is not None and not clocks:
        ids = sorted({clock.rule.id for clock in story.clocks}) if story else []
        named = ", ".join(ids)
        raise BadInput(
            code="unknown-deadline",
            parameter="deadline",
            da=f"Sagen {known.case} har ikke fristen {deadline!r} på det tidspunkt. Dens frister: {named or 'ingen'}.",
            en=f"The case {known.case} has no deadline {deadline!r} at that moment. Its deadlines: {named or 'none'}.",
        )
    turns = [*_turns(known)] if clocks else []
    return [_explanation(known, clock, turns) for clock in clocks]


def _explanation(known: KnownCase, clock: Clock, turns: Sequence[Turn]) -> Explanation:
    as_of = known.moment.as_of
    deciding = clock.deciding_version if isinstance(clock, CountingClock) else clock.version
    version = deciding.case_type
    rule = next((rule for rule in version.deadlines if rule.id == clock.rule.id), clock.rule)
    published = [at for at, one in known.law.types()[version.id] if one == version]
    return Explanation(
        case=known.case,
        deadline=clock.rule.id,
        label=clock.rule.label,
        cycle=clock.cycle,
        state=clock.state,
        due=due_of(clock, as_of),
        overdue=clock.is_past(as_of),
        breached_at=breached_at(clock, as_of),
        left=clock.left,
        case_type=version.id,
        rule_valid_from=version.valid_from,
        rule_published_at=published[-1] if published else None,
        rule=rule,
        calendar=clock.calendar.id,
        because=[_reason(step, clock) for step in clock.steps],
        moved_by_rules=_moves(clock, turns),
        counted=_counted(clock, version, rule, as_of) if isinstance(clock, CountingClock) else None,
        whose="party" if rule.of_the_party else "office",
        passed_on=passed_on(clock, as_of),
        day_zero=clock.beginning.day_zero,
        after=clock.beginning.by or None,
        presumed=_presumed(clock),
        type_label=version.title,
        calendar_label=clock.calendar.title,
        after_label=spoken_events(version, rule.after),
        began_label=spoken_events(version, [clock.beginning.by])
        if clock.beginning.by and starts_by_another(clock.beginning.by)
        else None,
    )


def _presumed(clock: Clock) -> Presumed | None:
    """The presumption for post, where it is counted from a notice."""
    event, beginning = clock.anchor.event, clock.beginning
    presumption = clock.version.presumption(event) if beginning.at == event.occurred else None
    if presumption is None:
        return None
    return Presumed(
        sent_on=clock.rules.local_day(event.occurred),
        sent_by=presumption.sent_by,
        arrived_on=beginning.day_zero,
        presumption=presumption,
    )


def _counted(clock: CountingClock, version: CaseType, rule: DeadlineRule, as_of: datetime) -> Counted:
    window = list(clock.window(clock.rules.local_day(as_of)))
    accumulation = rule.accumulation
    assert accumulation
    return Counted(
        months=accumulation.months,
        within=accumulation.within,
        reached_in=next((line.month for line in window if line.reached), None),
        window=window,
        choices=list(named_choices(version, accumulation)),
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
        awaits=step.stop.awaits if step.stop else None,
        until=step.stop.until if step.stop else None,
        left=step.left,
    )


def _turns(known: KnownCase) -> Iterator[Turn]:
    """Each publication after the case began, with where its deadlines ended: the same history before and after it."""
    recorded = {one.position: one.recorded for one in known.publications}
    for epoch in known.law.epochs(known.case_type or ""):
        if known.history[0].position < epoch <= known.position:
            yield Turn(epoch, recorded[epoch], _ends(known, epoch - 1), _ends(known, epoch))


def _ends(known: KnownCase, position: int) -> Ends:
    story = known.story(position)
    return {(clock.rule.id, clock.cycle): _end(clock) for clock in reversed(story.clocks if story else [])}


def _moves(clock: Clock, turns: Sequence[Turn]) -> list[RuleMove]:
    """What each publication did to this instance."""
    moves = []
    which = clock.rule.id, clock.cycle
    for turn in turns:
        if which not in turn.before or which not in turn.after:
            continue
        before, after = turn.before[which], turn.after[which]
        if before == after:
            continue
        days = (_day(after) - _day(before)).days if before and after else None
        moves.append(
            RuleMove(position=turn.position, recorded=turn.recorded, before=before, after=after, days=days)
        )
    return moves


def _end(clock: Clock) -> date | datetime | None:
    """Its end, or the one it expected, as it was known then."""
    return None if clock.state == "suspended" else clock.due_on or clock.due_at


def _day(end: date | datetime) -> date:
    return end.date() if isinstance(end, datetime) else end
