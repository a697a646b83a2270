"""What is recorded of a reconciliation: that it was made, each difference found, and each settled. Pure decisions.

Recording the same comparison again writes nothing. A newer list in the same case settles what it no longer shows,
as far as it looked.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

import msgspec

from ..domain.events.case_events import Event
from ..domain.events.corrections import in_force, type_of
from ..domain.events.history import Recorded
from ..domain.events.office_events import DifferenceClosed, DifferenceFound, ReconciliationMade
from ..domain.events.own_names import JOURNAL
from ..domain.facts import Difference
from ..domain.fold.findings import facts_of
from ..domain.fold.law import Rules
from ..domain.fold.story import fold
from ..domain.person_number import may_stand_in
from ..projections.asking.name_check import unknown_case_type
from ..projections.quality.reconciliation import Comparison, Found, ReconciledFilter
from . import problems
from .case_read import CaseRead, When
from .reconciliation_scope import Run, check_not_before, check_order, check_scope

MADE = "reconciliation-"  # how the ids of what a reconciliation itself says begin


class Settled(NamedTuple):
    """How a case stands after what was decided. found, closed: differences; open: afterwards."""

    found: int
    closed: int
    open: int


def comparison_recorded(read: CaseRead, run: Run, comparison: Comparison) -> list[Event]:
    """The events that record a comparison in its case, which they open where it is not there.

    Raises Problem ``unknown-case-type``, ``cannot-open``, ``other-type``, ``other-scope``, ``older-list``,
    ``older-knowledge``, ``made-backwards``.
    """
    rules = _rules(read, run)
    check_scope(run, read.history, rules)
    events = events_of(run, comparison, read.history, rules)
    if events:
        check_order(run, read.history, rules)
    return events


def settled_by(read: CaseRead, events: Sequence[Event]) -> Settled:
    """How a case stands once the events are recorded."""
    rules = read.law.rules(type_of(read.history), read.position)
    before = open_differences(read.history, rules) if rules is not None else {}
    found = {event.difference for event in events if isinstance(event, DifferenceFound)}
    closed = {event.difference for event in events if isinstance(event, DifferenceClosed)}
    return Settled(len(found), len(closed), len((before.keys() | found) - closed))


def _rules(read: CaseRead, run: Run) -> Rules:
    """What governs the case of the reconciliation. Raises Problem."""
    rules = read.law.rules(run.case_type, read.position)
    if rules is None:
        raise unknown_case_type(run.case_type, read.law.types(), "record_type")
    if read.history and (found := type_of(read.history)) != run.case_type:
        raise problems.of_another_type("other-type", run.case, found, run.case_type)
    version = rules.on(rules.local_day(run.made_at))
    if version is None or ReconciliationMade.TOPIC not in version.opens:
        raise problems.does_not_open_so(run.case_type, ReconciliationMade.TOPIC)
    return rules


def events_of(run: Run, comparison: Comparison, history: Sequence[Recorded], rules: Rules) -> list[Event]:
    """The events that say what is new in a comparison; none where the case says it all already.

    history: of the case that it is recorded in, by position. The ids are made from what is compared and from how
    many reconciliations the case had before.
    """
    before = open_differences(history, rules)
    settled = _settled(history, rules, run.digest)
    news = [
        found
        for found in comparison.differences
        if _values(found) not in settled and _values(found) != _open_values(before.get(found.difference))
    ]
    found_now = {found.difference for found in comparison.differences}
    gone = [
        one
        for name, one in sorted(before.items())
        if one.system == run.system and name not in found_now and _was_looked_for(one, run.chosen)
    ]
    number = sum(isinstance(recorded.event, ReconciliationMade) for recorded in history)
    if not news and not gone and _is_told(run, comparison, history, rules):
        return []
    said = (run.case, run.system, run.list_on, run.digest, run.scope(), number)
    identity = MADE + sha256(msgspec.json.encode(said, order="deterministic")).hexdigest()[:32]
    return [
        _made(run, comparison, identity),
        *(_found(run, one, identity) for one in news),
        *(_gone(run, one, identity) for one in gone),
    ]


def open_differences(history: Sequence[Recorded], rules: Rules) -> dict[str, Difference]:
    """The differences that are open after all that is recorded in a case, by name."""
    return {
        fact.payload.difference: fact.payload
        for fact in (facts_of(fold(history, rules)) if history else ())
        if isinstance(fact.payload, Difference) and fact.closed_at is None
    }


Said = tuple[str, str | None, str | None]


def _values(found: Found) -> Said:
    return found.difference, found.here, found.there


def _open_values(difference: Difference | None) -> Said | None:
    return (difference.difference, difference.here, difference.there) if difference is not None else None


def _was_looked_for(difference: Difference, chosen: ReconciledFilter) -> bool:
    """A field that was not compared this time says nothing of its difference."""
    return difference.field is None or difference.field in chosen.fields


def _settled(history: Sequence[Recorded], rules: Rules, digest: str) -> set[Said]:
    """What this very list showed before, and a person has settled since: the same list is no news of it."""
    told: dict[str, Said] = {}
    settled: dict[str, Said] = {}
    same_list = False
    for recorded in in_force(history, rules.local)[0]:
        match recorded.event:
            case ReconciliationMade(digest=its):
                same_list = its == digest
            case DifferenceFound(difference=name, here=here, there=there):
                settled.pop(name, None)
                told.pop(name, None)
                if same_list:
                    told[name] = (name, here, there)
            case DifferenceClosed(difference=name, id=id_) if name in told and not id_.startswith(MADE):
                settled[name] = told[name]
    return set(settled.values())


def _is_told(run: Run, comparison: Comparison, history: Sequence[Recorded], rules: Rules) -> bool:
    """Whether the last reconciliation with the system says the same of the same list."""
    made = [
        recorded.event
        for recorded in in_force(history, rules.local)[0]
        if isinstance(recorded.event, ReconciliationMade) and recorded.event.system == run.system
    ]
    now = (run.list_on, run.digest, comparison.cases, comparison.matched, run.scope())
    return bool(made) and now == (
        made[-1].list_on,
        made[-1].digest,
        made[-1].cases,
        made[-1].matched,
        made[-1].attributes,
    )


def _made(run: Run, comparison: Comparison, identity: str) -> ReconciliationMade:
    return ReconciliationMade(
        source=JOURNAL,
        id=identity,
        occurred=run.made_at,
        whole_day=run.whole_day,
        case_type=run.case_type,
        attributes=dict(run.scope()),
        system=run.system,
        list_on=run.list_on,
        digest=run.digest,
        lines=run.lines,
        cases=comparison.cases,
        matched=comparison.matched,
        position=run.position,
    )


def _found(run: Run, found: Found, identity: str) -> DifferenceFound:
    return DifferenceFound(
        source=JOURNAL,
        id=_id(identity, found.difference),
        occurred=run.made_at,
        whole_day=run.whole_day,
        difference=found.difference,
        kind=found.kind,
        concerns=found.case,
        field=found.field,
        here=found.here,
        there=found.there,
    )


def _gone(run: Run, gone: Difference, identity: str) -> DifferenceClosed:
    return DifferenceClosed(
        source=JOURNAL,
        id=_id(identity, gone.difference),
        occurred=run.made_at,
        whole_day=run.whole_day,
        difference=gone.difference,
        reason=f"vises ikke længere / no longer shown: {run.system} {run.list_on}",
    )


def _id(identity: str, name: str) -> str:
    return f"{identity}-{sha256(name.encode()).hexdigest()[:16]}"


def difference_closed(read: CaseRead, name: str, reason: str, when: When) -> list[Event]:
    """The event that settles an open difference by hand.

    Raises Problem ``not-open``, ``personal-value``, ``made-backwards`` (before it was found).
    """
    rules = read.law.rules(type_of(read.history), read.position)
    before = open_differences(read.history, rules) if rules is not None else {}
    if rules is None or name not in before:
        raise problems.not_open(read.case, sorted(before)[:5])
    if may_stand_in(reason):
        raise problems.personal_reason()
    found = [one.event for one in in_force(read.history, rules.local)[0] if _is_found(one.event, name)]
    check_not_before(when.occurred, found, rules)
    id_ = "difference-closed-" + sha256(f"{read.case}\0{name}\0{len(read.history)}".encode()).hexdigest()[:32]
    return [
        DifferenceClosed(
            source=JOURNAL,
            id=id_,
            occurred=when.occurred,
            whole_day=when.whole_day,
            difference=name,
            reason=reason,
        )
    ]


def _is_found(event: Event, name: str) -> bool:
    return isinstance(event, DifferenceFound) and event.difference == name
