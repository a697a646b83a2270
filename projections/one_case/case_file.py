"""One case: what happened in it, who holds it, and its deadlines at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from heapq import merge
from operator import itemgetter
from typing import Any

import msgspec

from ...domain.day_or_instant import DayOrInstant
from ...domain.events.case_events import Annulled, Corrected, Event
from ...domain.events.corrections import at_midnight, in_force
from ...domain.events.history import Recorded
from ...domain.events.unreadable import CannotBeRead, Unreadable, readable
from ...domain.facts import Finding
from ...domain.fold.as_of import breached_at, due_of, passed_on
from ...domain.fold.clock import Clock
from ...domain.fold.faults import NotComputed
from ...domain.fold.findings import facts_of
from ...domain.fold.law import Rules
from ...domain.fold.order import arrange
from ...domain.fold.story import Story
from ...domain.rules.casetype import FindingRule
from ...domain.rules.local_time import LocalTime
from ...domain.text import Text
from ...domain.words.event_names import event_name
from ...domain.words.finding_names import OF_THE_RECORD, finding_name, kind_of, rule_of
from ...domain.words.published_names import Labels
from ..asking.folded_case import KnownCase
from ..asking.reader import AsKnown


class EventLine(msgspec.Struct, kw_only=True):
    """One event of a case. standing: ``in-force``, ``corrected``, ``annulled`` or ``unreadable``; body: as it was recorded.

    Of an event that cannot be read, ``name`` is what it was recorded as, and ``occurred`` when.
    """

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
    """One instance of a deadline at the moment asked. whose: the office's, or the party's.

    passed_on: the day in whose period a breach counts, wherever the end was moved since.
    """

    deadline: str
    label: Text
    cycle: int
    state: str
    due: DayOrInstant | None
    unrolled_on: date | None
    overdue: bool
    breached_at: datetime | None
    left: int | None
    effect: str
    source: str | None
    whose: str = "office"
    passed_on: date | None = None


class FindingLine(msgspec.Struct, kw_only=True):
    """One finding that holds at the moment asked. since: when what it says came about. event: the position of the
    event that it is about. kind: ``record``, or what the rule of the case type looks for; rule: that rule.
    """

    finding: str
    label: Text
    kind: str
    since: datetime
    event: int
    rule: FindingRule | None


class CaseHeader(AsKnown, kw_only=True):
    """How a case stands as of a moment. attribute_labels: of its attributes, those that a case type names."""

    case: str
    type: str | None
    title: Text | None
    state: str
    unit: str | None
    responsible: str | None
    attributes: dict[str, Any]
    deadlines: list[DeadlineLine]
    attribute_labels: dict[str, Text]


class CaseFile(CaseHeader, kw_only=True):
    """A case as of a moment: how it stands, its history and findings (``findings``: each code once).

    check_labels: of the checks that stand in it, those that a case type names.
    unreadable: the positions of what cannot be read. Where the case rests on one of them its state is ``not-computed``, and
    it has no deadlines and findings.
    """

    referred_to: str | None
    concerns: str | None
    received_at: datetime | None
    events: list[EventLine]
    findings: list[str]
    found: list[FindingLine]
    unreadable: list[int] = msgspec.field(default_factory=list)
    check_labels: dict[str, Text] = msgspec.field(default_factory=dict)


def case_file(known: KnownCase) -> CaseFile:
    """Everything about a case as of a moment."""
    moment = known.moment
    unreadable = [one.position for one in known.history if isinstance(one.event, Unreadable)]
    try:
        story, without = known.story(), "not-opened"
    except NotComputed as problem:
        if problem.code != CannotBeRead.code:
            raise
        story, without = None, "not-computed"
        unreadable = sorted({*unreadable, problem.details["position"]})
    rules = known.law.rules(known.case_type, known.position)
    title = known.law.types()[known.case_type][-1][1].title if known.case_type in known.law.types() else None
    found = _finding_lines(known, story) if story else []
    lines = _event_lines(known, rules)
    return CaseFile(
        case=known.case,
        type=known.case_type,
        title=title,
        **moment.told(known.position),
        state=story.state if story else without,
        unit=story.unit if story else None,
        responsible=story.responsible if story else None,
        referred_to=story.referred_to if story else None,
        concerns=story.concerns if story else None,
        received_at=story.received_at if story else None,
        attributes=story.attributes if story else {},
        events=lines,
        deadlines=[_deadline_line(clock, moment.as_of) for clock in story.clocks] if story else [],
        findings=sorted({line.finding for line in found}),
        found=found,
        unreadable=unreadable,
        attribute_labels=_labels(known, "attribute", _attributes(story, lines)),
        check_labels=_labels(known, "check", (line.body.get("check") for line in lines)),
    )


def _labels(known: KnownCase, field: str, values: Iterable[str | None]) -> dict[str, Text]:
    """What attributes or checks are called: by the case's type, else by any that names them."""
    labels = Labels(known.law)
    found = labels.of(field, values, known.case_type) | {}
    elsewhere = labels.of(field, (name for name, text in found.items() if text.en == name))
    return {name: text for name, text in (found | elsewhere).items() if text.en != name}


def _attributes(story: Story | None, lines: Sequence[EventLine]) -> Iterator[str | None]:
    """The names of attributes: of the case, in its events, and those that an event is about."""
    yield from story.attributes if story else ()
    for line in lines:
        changes = line.body.get("changes") or {}
        yield from (*line.body.get("attributes", ()), *changes, *changes.get("attributes", ()))
        yield from (line.body.get("field"), line.body.get("by"))


def _event_lines(known: KnownCase, rules: Rules | None) -> list[EventLine]:
    """What had happened by the moment asked, as it holds; corrections and annulments of it, whenever they were made.

    In world order (docs/deadlines.md, rule 2): a date without a time where it counts on its day. What holds no more, or at
    another time by now, stands where it said that it happened, behind what holds.
    """
    local = rules.local if rules else LocalTime.of(known.moment.zone)
    holding, _ = in_force(readable(known.history), local)
    current = {recorded.position: recorded for recorded in holding}
    lines = []
    for recorded in known.history:
        event = at_midnight(recorded, local).event
        now = current.get(recorded.position)
        if not isinstance(event, Annulled | Corrected) and (now or recorded).event.occurred > known.moment.as_of:
            continue
        standing = "annulled" if now is None else "in-force" if now.event == event else "corrected"
        if isinstance(event, Unreadable):
            standing = "unreadable"
        body = msgspec.to_builtins(event)
        for name in ("source", "id", "occurred", "whole_day", "day", "topic"):
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
    by_time = sorted(lines, key=lambda line: (line.occurred, line.position))
    told = {line.position: line for line in by_time}
    holds = [
        (one.event.occurred, told.pop(one.position))
        for one in (arrange(holding, rules) if rules else ())
        if one.position in told and not _is_moved(current[one.position], told[one.position])
    ]
    return [line for _, line in merge(holds, ((line.occurred, line) for line in told.values()), key=itemgetter(0))]


def _is_moved(now: Recorded, line: EventLine) -> bool:
    """Whether a correction moved an event away from where it said that it happened."""
    return (now.event.occurred, now.event.whole_day) != (line.occurred, line.whole_day)


def _label(known: KnownCase, event: Event) -> Text:
    """The event as the office calls it: by its case type, or by its own name where none says more."""
    versions = known.law.types().get(known.case_type or "")
    return event_name(versions[-1][1], event.name) if versions else Text(event.name, event.name)


def _deadline_line(clock: Clock, as_of: datetime) -> DeadlineLine:
    return DeadlineLine(
        deadline=clock.rule.id,
        label=clock.rule.label,
        cycle=clock.cycle,
        state=clock.state,
        due=due_of(clock, as_of),
        unrolled_on=clock.unrolled_on,
        overdue=clock.is_past(as_of),
        breached_at=breached_at(clock, as_of),
        left=clock.left,
        effect=clock.rule.effect,
        source=clock.rule.source,
        whose="party" if clock.rule.of_the_party else "office",
        passed_on=passed_on(clock, as_of),
    )


def _finding_lines(known: KnownCase, story: Story) -> list[FindingLine]:
    """The findings that hold at the moment, in the order in which they came about."""
    versions = [version for _, version in known.law.types().get(known.case_type or "", [])]
    lines = []
    for fact in facts_of(story):
        payload, as_of = fact.payload, known.moment.as_of
        if not isinstance(payload, Finding) or fact.opened_at > as_of:
            continue
        rule = rule_of(payload.finding, versions)
        lines.append(
            FindingLine(
                finding=payload.finding,
                label=finding_name(payload.finding, rule),
                kind=kind_of(rule) if rule is not None else OF_THE_RECORD,
                since=fact.opened_at,
                event=payload.event,
                rule=rule,
            )
        )
    return sorted(lines, key=lambda line: (line.since, line.event, line.finding))
