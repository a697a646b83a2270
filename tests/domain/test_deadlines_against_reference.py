"""The engine and the reference, written apart from one page of rules, give one answer to every made-up case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.facts import DeadlinePeriod, Finding
from sagsgang.domain.fold.law import Rules
from sagsgang.domain.fold.quality import facts_of
from sagsgang.domain.fold.story import fold
from sagsgang.domain.rules.calendar import Calendar
from sagsgang.domain.text import Text
from sagsgang.domain.written.calendar_file import shipped

from .generated import Example, example
from .reference.days import Works, danish_working_day, every_day, local_day, offset
from .reference.instance import Shown
from .reference.reading import events_in_force, read_version
from .reference.simulation import Key, Period, Simulation, live_through, periods

FEW = 4_000
MANY = 200_000


def municipality_open(day: date) -> bool:
    """A town hall that keeps Danish days off, and stays closed between the years and on the 13th."""
    return danish_working_day(day) and day.day != 13 and not (day.month == 12 and day.day > 26)


WORKS: dict[str, Works] = {"denmark": danish_working_day, "every-day": every_day, "closed-days": municipality_open}


# What the engine calls its findings, and what they are about.
FINDINGS = {
    "suspended-after-breach": "a stop",
    "already-suspended": "a stop",
    "suspension-ends-before-it-begins": "a stop",
    "extension-without-reason": "a move",
    "extension-without-length": "a move",
    "extension-too-late": "a move",
    "extension-not-allowed": "a move",
    "extension-shortens": "a move",
    "override-without-length": "a move",
    "closed-before-opened": "a closing",
    "undeterminable": "an end",
}


@cache
def calendars() -> dict[str, Calendar]:
    """The shipped calendars, and one with more days off."""
    first, last = date(1995, 1, 1), date(2045, 12, 31)
    days = (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
    closed = Calendar(
        id="closed-days",
        title=Text("Lukkedage", "Days closed"),
        first=first,
        last=last,
        names=(Text("lukket", "closed"),),
        days=tuple((day, 0) for day in days if day.weekday() < 5 and not municipality_open(day)),
    )
    return {**shipped(), "closed-days": closed}


def lived_through(case: Example) -> Simulation | None:
    """The reference's life of a case; None if nothing ever happened in it."""
    versions = [read_version(version, WORKS) for version in case.versions]
    events = events_in_force(case.history)
    return live_through(events, versions) if events else None


def reference_answer(case: Example) -> dict[Key, list[Period]]:
    """What every deadline of a case looked like, by living through it."""
    simulation = lived_through(case)
    return periods(simulation) if simulation else {}


def engine_answer(case: Example) -> dict[Key, list[Period]]:
    """What every deadline of a case looked like, by the engine."""
    found: dict[Key, list[Period]] = {}
    for fact in facts_of(fold(case.history, Rules(case.versions, calendars()))):
        if isinstance(fact.payload, DeadlinePeriod):
            shown = Shown(*(getattr(fact.payload, name) for name in Shown._fields))
            key = (fact.payload.deadline, fact.payload.cycle)
            found.setdefault(key, []).append(Period(shown, fact.opened_at, fact.closed_at))
    return {key: sorted(times, key=lambda period: period.opened_at) for key, times in found.items()}


def goes_on(earlier: Shown, later: Shown) -> bool:
    """Whether nothing changed but that a breach, which the earlier look foretold, has happened."""
    foretold = earlier.breached_at or (earlier.overdue_from if earlier.state == "running" else None)
    return earlier == later or (earlier._replace(breached_at=foretold) == later)


def merged(times: Sequence[Period]) -> list[Period]:
    """Periods that look the same, made one."""
    found: list[Period] = []
    for period in times:
        if found and found[-1].closed_at == period.opened_at and goes_on(found[-1].shown, period.shown):
            found[-1] = found[-1]._replace(closed_at=period.closed_at)
        else:
            found.append(period)
    return found


def without_gaps(times: Sequence[Period]) -> bool:
    """Whether periods follow each other, none is empty, and the last one holds for ever."""
    follow = all(earlier.closed_at == later.opened_at for earlier, later in pairwise(times))
    return follow and times[-1].closed_at is None and all(one.opened_at != one.closed_at for one in times)


def turns(case: Example) -> list[datetime]:
    """The instants at which something turns in a case."""
    found = {
        instant
        for times in reference_answer(case).values()
        for period in times
        for instant in (period.opened_at, period.shown.overdue_from)
        if instant is not None
    }
    return sorted(found)


def differences(case: Example) -> list[str]:
    """In readable lines: where the engine and the reference differ, and where periods of the engine don't join."""
    ours, theirs = reference_answer(case), engine_answer(case)
    lines: list[str] = []
    for key in sorted({*ours, *theirs}):
        expected, got = merged(ours.get(key, [])), merged(theirs.get(key, []))
        if key in theirs and not without_gaps(theirs[key]):
            lines.append(f"{key}: the engine's periods have gaps or are empty: {theirs[key]}")
        if expected != got:
            lines += [f"{key}:"]
            lines += [f"  {'both' if p in got else 'reference'}  {told(p)}" for p in expected]
            lines += [f"  engine     {told(p)}" for p in got if p not in expected]
    return lines + findings_that_differ(case)


def findings_that_differ(case: Example) -> list[str]:
    """Events that had no effect, or a doubtful one, and are a finding for one side only."""
    simulation = lived_through(case)
    expected = simulation.noted if simulation else set()
    found: set[tuple[str, int]] = set()
    for fact in facts_of(fold(case.history, Rules(case.versions, calendars()))):
        if isinstance(fact.payload, Finding) and fact.payload.finding in FINDINGS:
            is_move = fact.payload.event_name.startswith("term-")
            found.add(("a move" if is_move else FINDINGS[fact.payload.finding], fact.payload.event))
    return [
        f"finding about {about} at {position}: {'reference' if (about, position) in expected else 'engine'} only"
        for about, position in sorted(expected ^ found)
    ]


def fails(case: Example) -> bool:
    """Whether there is a difference, or an error where none should be."""
    try:
        return bool(differences(case))
    except Exception:  # an error is a difference too, and is shown when the smallest case is known
        return True


def smallest(case: Example) -> Example:
    """Leave out events, versions and deadlines for as long as there is still a difference."""
    while smaller := next((one for one in shrunk(case) if fails(one)), None):
        case = smaller
    return case


def shrunk(case: Example) -> Iterator[Example]:
    """Everything that is a little smaller."""
    for place in range(len(case.history)):
        yield case._replace(history=case.history[:place] + case.history[place + 1 :])
    for place, version in enumerate(case.versions):
        others = case.versions[:place] + case.versions[place + 1 :]
        if others:
            yield case._replace(versions=others)
        for rule in version.deadlines:
            fewer: Any = tuple(one for one in version.deadlines if one is not rule)
            changed = [type(version)(**{**_fields(version), "deadlines": fewer})]
            yield case._replace(versions=case.versions[:place] + changed + case.versions[place + 1 :])


def _fields(thing: Any) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in thing.__struct_fields__}


def local(instant: datetime | None) -> str:
    """An instant as a wall clock in Copenhagen shows it."""
    if instant is None:
        return "for ever"
    ahead = offset(instant)
    return f"{(instant + ahead).replace(tzinfo=None).isoformat()}+{ahead.seconds // 3600}"


def told(period: Period) -> str:
    """A period in one line."""
    shown = period.shown
    values = (
        f"{name}={local(value) if isinstance(value, datetime) else value}"
        for name, value in shown._asdict().items()
        if value is not None
    )
    return f"{local(period.opened_at)} to {local(period.closed_at)}: {', '.join(values)}"


def event_told(entry: Recorded) -> str:
    """An event in one line."""
    event = entry.event
    plain = {"source", "id", "occurred", "case_type"}
    said = {
        name: value
        for name, value in _fields(event).items()
        if name not in plain and value not in (None, {}, False)
    }
    weekday = f"{local_day(event.occurred):%a}"
    return f"{entry.position:3} id {event.id:3} {weekday} {local(event.occurred)}  {event.name}  {said}"


def told_case(case: Example) -> str:
    """The case, its law and the difference, as a person reads them."""
    lines = [f"example({case.number}), made small:"]
    for version in case.versions:
        lines.append(f"version from {version.valid_from}, {version.calendar}, {version.opens} {version.closes}")
        for rule in version.deadlines:
            said = {
                name: value for name, value in _fields(rule).items() if name not in ("label", "effect") and value
            }
            lines.append(f"    {said}")
    lines += [event_told(entry) for entry in sorted(case.history, key=lambda one: one.position)]
    return "\n".join([*lines, *differences(case)])


def compare(numbers: range) -> None:
    """Every example of these numbers, the smallest first; stops at the first that differs."""
    for number in numbers:
        case = example(number, turns=turns if number % 2 else None)
        if fails(case):
            pytest.fail(told_case(smallest(case)), pytrace=False)


def test_engine_and_reference_agree_on_made_up_cases() -> None:
    """Given thousands of made-up cases, when both live through them, then every deadline looks the same always."""
    compare(range(FEW))


@pytest.mark.soak
@pytest.mark.parametrize("part", range(20))
def test_engine_and_reference_agree_on_very_many_made_up_cases(part: int) -> None:
    """Given two hundred thousand made-up cases, then every deadline looks the same always."""
    compare(range(FEW + part * MANY // 20, FEW + (part + 1) * MANY // 20))


def test_the_examples_reach_every_state_and_turn() -> None:
    """Given the made-up cases, then every state, breach, undeterminable end and way back is among them."""
    seen: set[str] = set()
    for number in range(400, 1200):
        for times in reference_answer(example(number)).values():
            for earlier, later in pairwise(times):
                seen.add(f"{earlier.shown.state} then {later.shown.state}")
            for _, shown in ((one.opened_at, one.shown) for one in times):
                seen.add(shown.state)
                seen |= {"breached"} if shown.breached_at else set()
                seen |= {"instant"} if shown.due_at else set()
                seen |= {"rolled"} if shown.due_on != shown.unrolled_on else set()
                seen |= {"undeterminable"} if shown.state == "running" and shown.overdue_from is None else set()
    assert seen >= {
        *("met", "cancelled", "lapsed", "restarted", "breached", "instant", "rolled", "undeterminable"),
        *("running then running", "running then suspended", "suspended then running", "lapsed then running"),
        *("suspended then met", "suspended then cancelled", "suspended then lapsed", "suspended then restarted"),
        *("running then met", "running then cancelled", "running then lapsed", "running then restarted"),
    }
