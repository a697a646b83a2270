"""The engine and the reference, written apart from one page of rules, give one answer to every made-up case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import pytest
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.facts import DeadlinePeriod, Finding
from sagsgang.domain.fold.findings import facts_of
from sagsgang.domain.fold.law import Rules
from sagsgang.domain.fold.story import fold

from ..generated import Example, example
from ..generated_calendars import ALMANACS, calendars
from ..reference.days import local_day, offset
from ..reference.instance import Shown
from ..reference.order import events_in_force
from ..reference.reading import read_version
from ..reference.simulation import Key, Period, Simulation, live_through, periods

FEW, BLOCKS = 3_000, 3
MANY = 200_000


# The findings that docs/deadlines.md names; those about ends that can't be computed are among them.
FINDINGS = {
    "suspended-after-breach",
    "already-suspended",
    "suspension-ends-before-it-begins",
    "suspension-used-up",
    "nothing-to-suspend",
    "not-suspended",
    "resumed-before-suspended",
    "unknown-deadline",
    "date-out-of-range",
    "extension-without-reason",
    "extension-without-length",
    "extension-too-late",
    "extension-not-allowed",
    "extension-shortens",
    "override-without-length",
    "nothing-to-extend",
    "closed-before-opened",
    "already-open",
    "unknown-awaits",
    "undeterminable",
}


def lived_through(case: Example) -> Simulation | None:
    """The reference's life of a case; None if nothing ever happened in it."""
    versions = [read_version(version, ALMANACS) for version in case.versions]
    events = events_in_force(case.history, versions)
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
    if earlier == later or earlier.state != "running" or earlier.breached_at is not None:
        return earlier == later
    foretold = earlier._replace(breached_at=earlier.overdue_from, passed_on=later.passed_on)
    return foretold == later


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
    """Findings that one side alone has."""
    simulation = lived_through(case)
    expected = simulation.noted if simulation else {}
    found: dict[tuple[str, int], datetime] = {}
    for fact in facts_of(fold(case.history, Rules(case.versions, calendars()))):
        if isinstance(fact.payload, Finding) and fact.payload.finding in FINDINGS:
            about = fact.payload.finding, fact.payload.event
            found[about] = min(found.get(about, fact.opened_at), fact.opened_at)
    differ = sorted(expected.items() ^ found.items())
    return [
        f"finding {about} at {local(at)}: {'reference' if expected.get(about) == at else 'engine'} only"
        for about, at in differ
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
        kept = (
            f"{version.calendar}, {version.zone}, {version.opens} {version.closes}, {version.presumptions or ''}"
        )
        lines.append(f"version from {version.valid_from}, {kept}")
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


@pytest.mark.parametrize("block", range(BLOCKS))
def test_engine_and_reference_agree_on_made_up_cases(block: int) -> None:
    """Given thousands of made-up cases, when both live through them, then every deadline looks the same always."""
    compare(range(block * FEW // BLOCKS, (block + 1) * FEW // BLOCKS))


@pytest.mark.soak
@pytest.mark.parametrize("part", range(20))
def test_engine_and_reference_agree_on_very_many_made_up_cases(part: int) -> None:
    """Given two hundred thousand made-up cases, then every deadline looks the same always."""
    compare(range(FEW + part * MANY // 20, FEW + (part + 1) * MANY // 20))


def turns_of(case: Example) -> set[str]:
    """What one case shows: states and the ways between them, breaches, kinds of ends, and findings."""
    simulation = lived_through(case)
    seen = {code for code, _ in simulation.noted} if simulation else set()
    for (_, cycle), times in (periods(simulation) if simulation else {}).items():
        seen |= {f"cycle {min(cycle, 3)}"}
        seen |= {f"{earlier.shown.state} then {later.shown.state}" for earlier, later in pairwise(times)}
        for shown in (one.shown for one in times):
            seen |= {shown.state, f"{shown.state}, breached" if shown.breached_at else shown.state}
            seen |= {"instant"} if shown.due_at else set()
            seen |= {"rolled"} if shown.due_on != shown.unrolled_on else set()
            seen |= {"undeterminable"} if shown.state == "running" and shown.overdue_from is None else set()
            seen |= {"nothing left"} if shown.left == 0 else set()
            seen |= (
                {"passed before its end"}
                if shown.passed_on and shown.passed_on < (shown.due_on or date.min)
                else set()
            )
    return seen


def test_the_examples_reach_every_state_and_turn() -> None:
    """Given the made-up cases, then every state, way from one to another, breach, kind of end and finding is among them."""
    seen: set[str] = set()
    for number in range(400, 1600):
        seen |= turns_of(example(number))
    assert seen >= {
        *("met", "cancelled", "lapsed", "restarted", "expired", "instant", "rolled", "nothing left", "cycle 3"),
        *("running then running", "running then suspended", "suspended then running", "suspended then suspended"),
        *("suspended then met", "suspended then cancelled", "suspended then lapsed", "suspended then restarted"),
        *("running then met", "running then cancelled", "running then lapsed", "running then restarted"),
        *("lapsed then running", "lapsed then suspended", "running then expired"),
        *("met, breached", "lapsed, breached", "suspended, breached", "passed before its end"),
        *FINDINGS,
    }


def test_the_examples_are_written_down_in_every_way() -> None:
    """Given the made-up cases, then dates without times (new and old), several clocks and changes of clock are in plenty."""
    found: Counter[str] = Counter()
    for number in range(400, 1600):
        case = example(number)
        events = [entry.event for entry in case.history]
        zones = {version.zone for version in case.versions}
        found["dates"] += any(event.day is not None for event in events)
        found["old dates"] += any(event.whole_day and event.day is None for event in events)
        found["another clock"] += zones != {None}
        found["changes of clock"] += len(zones) > 1
        found["of the party"] += any(rule.of_the_party for version in case.versions for rule in version.deadlines)
        found["yearly"] += any(rule.yearly for version in case.versions for rule in version.deadlines)
        found["corrections"] += any(event.name in {"corrected", "annulled"} for event in events)
    assert min(found.values()) > 150, found
