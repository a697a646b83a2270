"""Which events of a case are in force, and in which order they happened (rule 2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from .clock import Clock
from .days import written
from .reading import Happening, Version, clock_of, in_force_on, read_event

# What presupposes another comes after it, among events of one step.
RANKS = {
    **dict.fromkeys(("accepted", "returned", "meeting-held", "meeting-cancelled", "complaint-reassessed"), 1),
    **dict.fromkeys(
        ("benefit-reversed", "term-extended", "term-overridden", "check-answered", "difference-found"), 1
    ),
    **dict.fromkeys(("complaint-forwarded", "error-corrected", "difference-closed"), 2),
    "complaint-decided": 3,
    "complaint-upheld": 4,
    "complaint-answered": 5,
}


def events_in_force(history: Iterable[Any], versions: Sequence[Version]) -> list[Happening]:
    """Without what was annulled, with what was corrected, in world order."""
    clock = clock_of(versions)
    entries = list(history)
    kept = [entry for entry in entries if not is_annulled(entry.event, entries)]
    happened = {
        (entry.event.source, entry.event.id): read_event(entry, clock)
        for entry in kept
        if entry.event.name not in {"annulled", "corrected"}
    }
    for event in (entry.event for entry in kept if entry.event.name == "corrected"):
        meant = happened.get((event.corrects_source or event.source, event.corrects))
        if meant is not None:
            correct(meant, event.changes, clock)
    return in_world_order(list(happened.values()), versions, clock)


def in_world_order(events: Sequence[Happening], versions: Sequence[Version], clock: Clock) -> list[Happening]:
    """Those with a time by that time; date-only facts where they can have happened. Gives these their instant."""

    def day_of(event: Happening) -> date:
        return event.day or clock.local_day(event.occurred)

    found: list[Happening] = []
    for day, of_the_day in groupby(sorted(events, key=day_of), key=day_of):
        whole = list(of_the_day)
        version = in_force_on(versions, day)
        timed = sorted((one for one in whole if one.day is None), key=lambda one: (one.occurred, one.position))
        all_over = _all_over([step(one.name, version) for one in timed])
        behind: list[list[Happening]] = [[] for _ in range(len(timed) + 1)]
        for event in (one for one in whole if one.day is not None):
            mine = step_and_rank(event.name, version)
            before = [
                place
                for place, one in enumerate(timed[:all_over], 1)
                if step_and_rank(one.name, version) < mine and not one.name.startswith("reminder-")
            ]
            behind[max(before, default=0)].append(event)
        found += _joined(timed, behind, version, clock.midnight(day))
    return found


def _all_over(steps: Sequence[int]) -> int:
    """How many of a day's events with a time count: those up to a closing that nothing after it undoes."""
    for place, one in enumerate(steps, 1):
        if one == 5 and 0 not in steps[place:]:
            return place
    return len(steps)


def _joined(
    timed: Sequence[Happening], behind: Sequence[list[Happening]], version: Version | None, midnight: datetime
) -> list[Happening]:
    """A day: first what stands at 00:00, then each event with a time and what stands behind it."""
    found: list[Happening] = []
    for place, events in enumerate(behind):
        if place:
            found.append(timed[place - 1])
        for event in events:
            event.occurred = found[-1].occurred if place else midnight
        found += sorted(events, key=lambda one: (*step_and_rank(one.name, version), one.position))
    return found


def step_and_rank(name: str, version: Version | None) -> tuple[int, int]:
    """Where an event stands in its day, as far as nobody wrote down its time."""
    return step(name, version), RANKS.get(name, 0)


def step(name: str, version: Version | None) -> int:
    """What an event does in its day: opens, starts, stops, runs again, meets, closes."""
    if version is None:
        return 1
    if name in version.opens | version.reopens:
        return 0
    if name in version.closes:
        return 5
    if any(name in rule.met_by | rule.cancelled_by for rule in version.rules):
        return 4
    if any(name in rule.resumed_by for rule in version.rules):
        return 3
    return 2 if any(name in rule.suspended_by for rule in version.rules) else 1


def is_annulled(event: Any, entries: Sequence[Any]) -> bool:
    """Whether an annulment names the event that is not itself annulled."""
    for entry in entries:
        other = entry.event
        if other.name == "annulled" and other is not event:
            meant = (other.annuls_source or other.source, other.annuls)
            if meant == (event.source, event.id) and not is_annulled(other, entries):
                return True
    return False


def correct(happening: Happening, changes: Mapping[str, Any], clock: Clock) -> None:
    """Put right what a correction names; values stand in JSON form."""
    for name, value in changes.items():
        match name:
            case "occurred":
                moment = written(value, clock)
                if isinstance(moment, datetime):
                    happening.occurred, happening.day = moment, None
                elif moment is not None:
                    happening.day = moment
            case "until":
                happening.until = None if value is None else date.fromisoformat(value)
            case "attributes":
                happening.attributes.update(value)
            case "days" | "deadline" | "reason" | "awaits" | "sent_by":
                setattr(happening, name, value)
