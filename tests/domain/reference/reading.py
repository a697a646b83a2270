"""What a case and its law say, in the reference's own words, and which events are in force (rule 2).

Case types and events are read from objects with the published field names; nothing of the engine is imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from .days import Works


@dataclass(frozen=True)
class Rule:
    """One deadline of one version of a case type."""

    id: str
    after: frozenset[str]
    unit: str | None
    count: int
    given: str | None
    on: date | None
    yearly: str | None
    met_by: frozenset[str]
    cancelled_by: frozenset[str]
    unless: frozenset[str]
    restarts: bool
    suspended_by: frozenset[str]
    resumed_by: frozenset[str]
    longest: int | None
    extensions: int
    rolls: bool
    works: Works


@dataclass(frozen=True)
class Version:
    """One version of a case type, in force from a day on (None: from the beginning)."""

    since: date | None
    opens: frozenset[str]
    closes: frozenset[str]
    reopens: frozenset[str]
    rules: tuple[Rule, ...]


@dataclass
class Happening:
    """An event in force: what happened, when, and its place among the events."""

    position: int
    name: str
    occurred: datetime
    deadline: str | None
    until: date | None
    days: int | None
    reason: str | None
    attributes: dict[str, Any]


def read_rule(rule: Any, works: Works) -> Rule:
    """A deadline rule, with the working days of its version's calendar."""
    return Rule(
        id=rule.id,
        after=frozenset(rule.after),
        unit=rule.term.unit if rule.term else None,
        count=rule.term.count if rule.term else 0,
        given=rule.given,
        on=rule.on,
        yearly=rule.yearly,
        met_by=frozenset(rule.met_by),
        cancelled_by=frozenset(rule.cancelled_by),
        unless=frozenset(rule.unless),
        restarts=rule.again == "restart",
        suspended_by=frozenset(rule.suspended_by),
        resumed_by=frozenset(rule.resumed_by),
        longest=rule.longest_suspension,
        extensions=rule.extensions,
        rolls=rule.roll == "next-working-day",
        works=works,
    )


def read_version(case_type: Any, calendars: Mapping[str, Works]) -> Version:
    """A version of a case type; ``calendars`` says which days work."""
    works = calendars[case_type.calendar]
    return Version(
        since=case_type.valid_from,
        opens=frozenset(case_type.opens),
        closes=frozenset(case_type.closes),
        reopens=frozenset(case_type.reopens),
        rules=tuple(read_rule(rule, works) for rule in case_type.deadlines),
    )


def in_force_on(versions: Sequence[Version], day: date) -> Version | None:
    """Rule 7: through the versions as published; a later start, or the same start published later, wins."""
    found: Version | None = None
    for version in versions:
        since = version.since or date.min
        if since <= day and (found is None or since >= (found.since or date.min)):
            found = version
    return found


def events_in_force(history: Iterable[Any]) -> list[Happening]:
    """Rule 2: without what was annulled, with what was corrected, in world order."""
    entries = list(history)
    kept = [entry for entry in entries if not is_annulled(entry.event, entries)]
    happened = {
        (entry.event.source, entry.event.id): read_event(entry)
        for entry in kept
        if entry.event.name not in {"annulled", "corrected"}
    }
    for event in (entry.event for entry in kept if entry.event.name == "corrected"):
        meant = happened.get((event.corrects_source or event.source, event.corrects))
        if meant is not None:
            correct(meant, event.changes)
    return sorted(happened.values(), key=lambda one: (one.occurred, one.position))


def is_annulled(event: Any, entries: Sequence[Any]) -> bool:
    """Whether an annulment names the event that is not itself annulled."""
    for entry in entries:
        other = entry.event
        if other.name == "annulled" and other is not event:
            meant = (other.annuls_source or other.source, other.annuls)
            if meant == (event.source, event.id) and not is_annulled(other, entries):
                return True
    return False


def read_event(entry: Any) -> Happening:
    """An event as it was recorded."""
    event = entry.event
    return Happening(
        position=entry.position,
        name=event.name,
        occurred=event.occurred,
        deadline=getattr(event, "deadline", None),
        until=getattr(event, "until", None),
        days=getattr(event, "days", None),
        reason=getattr(event, "reason", None),
        attributes=dict(event.attributes),
    )


def correct(happening: Happening, changes: Mapping[str, Any]) -> None:
    """Put right what a correction names; values stand in JSON form."""
    for name, value in changes.items():
        match name:
            case "occurred":
                happening.occurred = datetime.fromisoformat(value).astimezone(UTC)
            case "until":
                happening.until = None if value is None else date.fromisoformat(value)
            case "attributes":
                happening.attributes.update(value)
            case "days":
                happening.days = value
            case "deadline":
                happening.deadline = value
            case "reason":
                happening.reason = value
