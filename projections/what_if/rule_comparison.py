"""One case under two sets of rules: which of its deadlines end another day, or are breached only under one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from ...domain.day_or_instant import DayOrInstant
from ...domain.events.corrections import hold, type_of
from ...domain.events.history import Recorded
from ...domain.fold.accumulation import CountingClock
from ...domain.fold.as_of import breached_at, happened_by
from ...domain.fold.clock import Clock
from ...domain.fold.law import Rules
from ...domain.fold.order import arrange
from ...domain.fold.story import Story, fold

What = Literal["moved", "falls-away", "added", "expected-moved", "breach-avoided", "breach-added", "needless"]
Pair = tuple[Clock | None, Clock | None]
Key = tuple[str, int]


class InstanceChange(msgspec.Struct, kw_only=True):
    """One instance of a deadline for which the supposed version makes a difference.

    before, after: when it ends, under the rules in force and the supposed ones; none where it does not fall due.
    days: from one to the other, in local days.
    """

    case: str
    deadline: str
    cycle: int
    changes: list[What]
    before: DayOrInstant | None
    after: DayOrInstant | None
    days: int | None
    state_before: str | None
    state_after: str | None
    breached_before: datetime | None
    breached_after: datetime | None


class Compared(NamedTuple):
    """An instance under both rules: whether it falls due and is breached under each, and what differs, if anything."""

    key: Key
    due: tuple[bool, bool]
    breached: tuple[bool, bool]
    change: InstanceChange | None


def compared(
    case: str, history: Sequence[Recorded], rules: tuple[Rules, Rules], as_of: datetime, zone: ZoneInfo
) -> list[Compared]:
    """Every instance of a case under the first rules and under the second, as of an instant.

    zone: of the local days by which moves are counted.
    """
    histories = [happened_by(history, one, as_of) for one in rules]
    told: list[dict[Key, Clock]] = []
    for happened, one in zip(histories, rules, strict=True):
        story = fold(happened, one)
        story.wake(as_of)
        told.append({(clock.rule.id, clock.cycle): clock for clock in story.clocks})
    before, after = told
    answers = []
    for key in sorted(before.keys() | after.keys()):
        pair = before.get(key), after.get(key)
        due = _falls_due(pair[0]), _falls_due(pair[1])
        breached = tuple(clock is not None and breached_at(clock, as_of) is not None for clock in pair)
        changes = _changes(pair, due, (breached[0], breached[1]))
        if _was_met(pair) and _differ(pair):
            unmet = [_unmet(*one, key, as_of) for one in zip(histories, rules, strict=True)]
            if _was_needed(unmet[0], as_of) and _was_moot(unmet[1], as_of):
                changes.append("needless")
        change = _change(case, key, pair, due, changes, as_of, zone) if changes else None
        answers.append(Compared(key, due, (breached[0], breached[1]), change))
    return answers


def _changes(pair: Pair, due: tuple[bool, bool], breached: tuple[bool, bool]) -> list[What]:
    changes: list[What] = []
    if due == (True, False):
        changes.append("falls-away")
    elif due == (False, True):
        changes.append("added")
    elif due == (True, True) and _end(pair[0]) != _end(pair[1]):
        changes.append("moved")
    elif _counts(pair[0]) and _counts(pair[1]) and _end(pair[0]) != _end(pair[1]):
        changes.append("expected-moved")
    if breached == (True, False):
        changes.append("breach-avoided")
    elif breached == (False, True):
        changes.append("breach-added")
    return changes


def _falls_due(clock: Clock | None) -> bool:
    """Whether it has an end; a count that neither reached its sum nor was met has only one that is expected."""
    if isinstance(clock, CountingClock):
        return clock.reached is not None or clock.fixed or clock.state == "met"
    return clock is not None


def _counts(clock: Clock | None) -> bool:
    return clock is not None and clock.state == "counting"


def _end(clock: Clock | None) -> date | datetime | None:
    return None if clock is None else clock.due_on or clock.due_at


def _was_met(pair: Pair) -> bool:
    return pair[0] is not None and pair[0].state == "met"


def _differ(pair: Pair) -> bool:
    """Whether the rules could have asked for something else, so that it is worth while to look again."""
    before, after = pair
    if before is None or after is None:
        return True
    return before.rule != after.rule or _end(before) != _end(after) or _falls_due(before) != _falls_due(after)


def _unmet(history: Sequence[Recorded], rules: Rules, key: Key, as_of: datetime) -> Clock | None:
    """The instance as it would stand had nobody met it: all else happened as it did."""
    events = arrange(hold(history, rules.local)[0], rules)
    story = Story(rules)
    story.case_type = type_of(history)
    found: Clock | None = None
    for recorded in events:
        story.step(recorded)
        if found is None:
            found = next((one for one in story.clocks if (one.rule.id, one.cycle) == key), None)
            if found is not None:
                found.rule = msgspec.structs.replace(found.rule, met_by=())
    story.wake(as_of)
    return found


def _was_needed(clock: Clock | None, as_of: datetime) -> bool:
    return clock is not None and breached_at(clock, as_of) is not None


def _was_moot(clock: Clock | None, as_of: datetime) -> bool:
    """Whether it would have ended by itself, or never begun."""
    return clock is None or not (clock.is_open or _was_needed(clock, as_of))


def _change(
    case: str, key: Key, pair: Pair, due: tuple[bool, bool], changes: list[What], as_of: datetime, zone: ZoneInfo
) -> InstanceChange:
    ends = [_end(clock) if falls or not any(due) else None for clock, falls in zip(pair, due, strict=True)]
    days = [one.astimezone(zone).date() if isinstance(one, datetime) else one for one in ends]
    return InstanceChange(
        case=case,
        deadline=key[0],
        cycle=key[1],
        changes=changes,
        before=ends[0],
        after=ends[1],
        days=(days[1] - days[0]).days if days[0] and days[1] else None,
        state_before=pair[0].state if pair[0] else None,
        state_after=pair[1].state if pair[1] else None,
        breached_before=breached_at(pair[0], as_of) if pair[0] else None,
        breached_after=breached_at(pair[1], as_of) if pair[1] else None,
    )
