"""What is recorded of a reconciliation: that it was made, each difference found, and each settled.

Recording the same comparison again writes nothing. A newer list in the same case settles what it no longer shows,
as far as it looked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

import msgspec
from eventsourcing.persistence import IntegrityError

from ..domain.events.case_events import Event
from ..domain.events.history import Recorded
from ..domain.events.inforce import in_force, type_of
from ..domain.events.office_events import DifferenceClosed, DifferenceFound, ReconciliationMade
from ..domain.facts import Difference
from ..domain.fold.law import Law, Rules
from ..domain.fold.quality import facts_of
from ..domain.fold.story import fold
from ..domain.person_number import may_stand_in
from ..domain.text import Problem
from ..journal.application import SOURCE, Journal
from ..journal.mapper import CaseEvent
from ..journal.refusals import version_conflict
from ..projections.reconciliation import Chosen, Comparison, Found
from .reconciliation_run import Run, check_not_before, check_order, check_scope

MADE = "reconciliation-"  # how the ids of what a reconciliation itself says begin


class Noted(msgspec.Struct, kw_only=True):
    """What became of a recording. already: nothing new was to be said. found, closed: differences; open: afterwards."""

    case: str
    already: bool
    found: int
    closed: int
    open: int


def record(journal: Journal, run: Run, comparison: Comparison) -> Noted:
    """Record a comparison in its case, which it opens where it is not there.

    Raises Problem ``unknown-case-type``, ``cannot-open``, ``other-type``, ``other-scope``, ``older-list``,
    ``older-knowledge``, ``made-backwards``, ``version-conflict``, and then writes nothing.
    """
    position = journal.head().position
    history = journal.history([run.case], position).get(run.case, [])
    rules = _rules(Law(journal.publications(position)), run, history, position)
    check_scope(run, history, rules)
    before = open_differences(history, rules)
    events = events_of(run, comparison, history, rules)
    if events:
        check_order(run, history, rules)
        _write(journal, run.case, events, len(history))
    found = {event.difference for event in events if isinstance(event, DifferenceFound)}
    closed = {event.difference for event in events if isinstance(event, DifferenceClosed)}
    left = (before.keys() | found) - closed
    return Noted(case=run.case, already=not events, found=len(found), closed=len(closed), open=len(left))


def _write(journal: Journal, case: str, events: Sequence[Event], version: int) -> None:
    """Write events as the next of a case at ``version``, all of them or none: half a comparison would be a false one.

    The first live record puts the journal live. Raises Problem ``version-conflict`` where something was written to the
    case meanwhile.
    """
    placed = (CaseEvent(case, version + number, event) for number, event in enumerate(events, 1))
    try:
        journal.recorder.insert_events([journal.mapper.to_stored_event(one) for one in placed])
    except IntegrityError:
        written = len(journal.history([case], journal.head().position).get(case, []))
        raise version_conflict(version, written) from None
    if not journal.is_live():
        journal.go_live()


def _rules(law: Law, run: Run, history: Sequence[Recorded], position: int) -> Rules:
    """What governs the case of the reconciliation. Raises Problem."""
    rules = law.rules(run.case_type, position)
    if rules is None:
        raise Problem(
            code="unknown-case-type",
            da=f"Sagstypen {run.case_type!r} er ikke offentliggjort, og samkøringen registreres i en sag af den. "
            "Offentliggør den med: sagsgang type publish FIL",
            en=f"The case type {run.case_type!r} is not published, and the reconciliation is recorded in a case of it. "
            "Publish it with: sagsgang type publish FILE",
        )
    if history and type_of(history) != run.case_type:
        raise Problem(
            code="other-type",
            da=f"Sagen {run.case} er af typen {type_of(history)}, ikke {run.case_type}. Vælg en anden sag.",
            en=f"The case {run.case} is of the type {type_of(history)}, not {run.case_type}. Choose another case.",
        )
    version = rules.on(rules.local_day(run.made_at))
    if version is None or ReconciliationMade.TOPIC not in version.opens:
        raise Problem(
            code="cannot-open",
            da=f"En sag af typen {run.case_type} åbner ikke med {ReconciliationMade.TOPIC} den dag.",
            en=f"A case of the type {run.case_type} does not open with {ReconciliationMade.TOPIC} that day.",
        )
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


def _was_looked_for(difference: Difference, chosen: Chosen) -> bool:
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
        source=SOURCE,
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
        source=SOURCE,
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
        source=SOURCE,
        id=_id(identity, gone.difference),
        occurred=run.made_at,
        whole_day=run.whole_day,
        difference=gone.difference,
        reason=f"vises ikke længere / no longer shown: {run.system} {run.list_on}",
    )


def _id(identity: str, name: str) -> str:
    return f"{identity}-{sha256(name.encode()).hexdigest()[:16]}"


def close(
    journal: Journal, case: str, name: str, reason: str, occurred: datetime, *, whole_day: bool = False
) -> Noted:
    """Settle an open difference by hand.

    Raises Problem ``not-open``, ``personal-value``, ``made-backwards`` (before it was found), ``version-conflict``.
    """
    position = journal.head().position
    history = journal.history([case], position).get(case, [])
    rules = Law(journal.publications(position)).rules(type_of(history), position)
    before = open_differences(history, rules) if rules is not None else {}
    if rules is None or name not in before:
        some = ", ".join(sorted(before)[:5])
        raise Problem(
            code="not-open",
            da=f"I sagen {case} er ingen difference med det navn åben. Åbne: {some or 'ingen'}.",
            en=f"In the case {case} no difference of that name is open. Open: {some or 'none'}.",
        )
    if may_stand_in(reason):
        raise Problem(
            code="personal-value",
            da="Begrundelsen ligner noget med et CPR-nummer. Skriv den uden.",
            en="The reason seems to hold a CPR number. Write it without.",
        )
    found = [one.event for one in in_force(history, rules.local)[0] if _is_found(one.event, name)]
    check_not_before(occurred, found, rules)
    id_ = "difference-closed-" + sha256(f"{case}\0{name}\0{len(history)}".encode()).hexdigest()[:32]
    event = DifferenceClosed(
        source=SOURCE, id=id_, occurred=occurred, whole_day=whole_day, difference=name, reason=reason
    )
    _write(journal, case, [event], len(history))
    return Noted(case=case, already=False, found=0, closed=1, open=len(before) - 1)


def _is_found(event: Event, name: str) -> bool:
    return isinstance(event, DifferenceFound) and event.difference == name
