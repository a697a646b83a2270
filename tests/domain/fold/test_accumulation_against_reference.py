"""Months that add up: the engine and the reference, written apart from one page of rules, give one answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest
from sagsgang.domain.facts import DeadlinePeriod, Finding
from sagsgang.domain.fold.findings import facts_of
from sagsgang.domain.fold.law import Rules
from sagsgang.domain.fold.story import fold

from ..generated import Example
from ..generated_calendars import ALMANACS, calendars
from ..generated_payments import payment_example
from ..reference.counted_case import CountedCase, count_through, counted_periods
from ..reference.instance import Shown
from ..reference.months import read_edition
from ..reference.simulation import Key, Period
from .test_deadlines_against_reference import event_told, merged, told, without_gaps

FEW = 3_000
MANY = 100_000
BLOCKS = 20
# What the engine calls its findings, and what they are about.
ABOUT = {
    "suspended-after-breach": "a stop",
    "already-suspended": "a stop",
    "suspension-ends-before-it-begins": "a stop",
    "extension-without-reason": "a move",
    "extension-without-length": "a move",
    "extension-too-late": "a move",
    "extension-not-allowed": "a move",
    "extension-shortens": "a move",
    "override-without-length": "a move",
    "undeterminable": "an end",
    "date-out-of-range": "a move",
    "month-unreadable": "a month",
}


def lived_through(case: Example) -> CountedCase | None:
    """The reference's life of a case."""
    return count_through(case.history, [read_edition(version, ALMANACS) for version in case.versions])


def turns(case: Example) -> list[datetime]:
    """The instants at which something turns in a case."""
    life = lived_through(case)
    found = {
        instant
        for times in (counted_periods(life) if life else {}).values()
        for period in times
        for instant in (period.opened_at, period.shown.overdue_from)
        if instant is not None
    }
    return sorted(found)


def numbered(number: int) -> Example:
    """The example of a number; of the wild ones every other with events at the instants at which something turns."""
    return payment_example(number, turns=turns if number % 4 == 1 else None)


def differences(case: Example) -> list[str]:
    """In readable lines: where the engine and the reference differ, and where periods of the engine don't join."""
    life = lived_through(case)
    ours: dict[Key, list[Period]] = counted_periods(life) if life else {}
    expected_findings = life.noted if life else set()
    theirs: dict[Key, list[Period]] = {}
    findings: set[tuple[str, int]] = set()
    for fact in facts_of(fold(case.history, Rules(case.versions, calendars()))):
        if isinstance(fact.payload, DeadlinePeriod):
            shown = Shown(*(getattr(fact.payload, name) for name in Shown._fields))
            key = (fact.payload.deadline, fact.payload.cycle)
            theirs.setdefault(key, []).append(Period(shown, fact.opened_at, fact.closed_at))
        elif isinstance(fact.payload, Finding) and fact.payload.finding in ABOUT:
            is_move = fact.payload.event_name.startswith("term-")
            findings.add(("a move" if is_move else ABOUT[fact.payload.finding], fact.payload.event))
    lines = [
        f"finding about {about} at {position}: {'reference' if (about, position) in expected_findings else 'engine'}"
        for about, position in sorted(expected_findings ^ findings)
    ]
    for key in sorted({*ours, *theirs}):
        lines += period_differences(key, ours.get(key, []), theirs.get(key, []))
    return lines


def period_differences(key: Key, ours: list[Period], theirs: list[Period]) -> list[str]:
    """Where what an instance looked like differs."""
    theirs = sorted(theirs, key=lambda period: period.opened_at)
    expected, got = merged(ours), merged(theirs)
    lines: list[str] = []
    if theirs and not without_gaps(theirs):
        lines.append(f"{key}: the engine's periods have gaps or are empty: {theirs}")
    if expected != got:
        lines += [f"{key}:"]
        lines += [f"  {'both' if p in got else 'reference'}  {told(p)}" for p in expected]
        lines += [f"  engine     {told(p)}" for p in got if p not in expected]
    return lines


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
    ids = {rule.id for version in case.versions for rule in version.deadlines}
    for id_ in ids if len(ids) > 1 else ():
        yield case._replace(versions=[without(version, id_) for version in case.versions])
    for place in range(len(case.versions) if len(case.versions) > 1 else 0):
        yield case._replace(versions=case.versions[:place] + case.versions[place + 1 :])
    for place in range(len(case.history)):
        yield case._replace(history=case.history[:place] + case.history[place + 1 :])


def without(version: Any, id_: str) -> Any:
    """A version of a case type without one of its deadlines."""
    fields = {name: getattr(version, name) for name in version.__struct_fields__}
    return type(version)(**{**fields, "deadlines": tuple(one for one in version.deadlines if one.id != id_)})


def told_case(case: Example) -> str:
    """The case, its law and the difference, as a person reads them."""
    lines = [f"numbered({case.number}), made small:"]
    for version in case.versions:
        lines.append(f"version from {version.valid_from}, {version.calendar}, {version.opens} {version.closes}")
        for rule in version.deadlines:
            ends = f"met by {rule.met_by}, cancelled by {rule.cancelled_by}, unless {rule.unless}, {rule.roll}"
            lines.append(f"    {rule.id}: {rule.accumulation} {ends}")
    lines += [event_told(entry) for entry in sorted(case.history, key=lambda one: one.position)]
    return "\n".join([*lines, *differences(case)])


def compare(numbers: range) -> None:
    """Every example of these numbers, the smallest first; stops at the first that differs."""
    for number in numbers:
        case = numbered(number)
        if fails(case):
            pytest.fail(told_case(smallest(case)), pytrace=False)


@pytest.mark.parametrize("block", range(2))
def test_engine_and_reference_agree_on_payment_histories(block: int) -> None:
    """Given thousands of payment histories, when both live through them, then every count looks the same always."""
    compare(range(block * FEW // 2, (block + 1) * FEW // 2))


@pytest.mark.soak
@pytest.mark.parametrize("block", range(BLOCKS))
def test_engine_and_reference_agree_on_very_many_payment_histories(block: int) -> None:
    """Given a hundred thousand payment histories, then every count looks the same always."""
    compare(range(FEW + block * MANY // BLOCKS, FEW + (block + 1) * MANY // BLOCKS))


def test_the_payment_histories_reach_every_state_and_turn() -> None:
    """Given the payment histories, then every state, way from one to another and kind of end is among them."""
    seen: set[str] = set()
    for number in range(1_000, 2_000):
        life = lived_through(numbered(number))
        for (_, cycle), times in counted_periods(life).items() if life else ():
            seen |= {f"cycle {min(cycle, 3)}"}
            seen |= {what_happened(earlier.shown, later.shown) for earlier, later in pairwise(times)}
            for _, shown in ((one.opened_at, one.shown) for one in times):
                seen |= {f"{shown.state}, breached"} if shown.breached_at else set()
                seen |= {f"{shown.state}, nothing expected"} if shown.due_on is None else set()
                seen |= {"rolled"} if shown.due_on != shown.unrolled_on else set()
    assert seen >= {
        *("counting then counting", "counting then running", "running then counting", "running then running"),
        *("counting then met", "counting then cancelled", "counting then lapsed", "lapsed then counting"),
        *("running then met", "running then cancelled", "running then lapsed", "lapsed then running"),
        *("running, earlier", "running, later", "counting, earlier", "counting, later"),
        *("counting, breached", "running, breached", "met, breached", "cancelled, breached", "lapsed, breached"),
        *("counting, nothing expected", "met, nothing expected", "rolled", "cycle 3"),
    }


def what_happened(earlier: Shown, later: Shown) -> str:
    """From which state to which, or how the end moved."""
    if earlier.state == later.state and earlier.due_on and later.due_on and earlier.due_on != later.due_on:
        return f"{later.state}, {'earlier' if later.due_on < earlier.due_on else 'later'}"
    return f"{earlier.state} then {later.state}"
