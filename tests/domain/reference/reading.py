"""What a case and its law say, in the reference's own words.

Case types and events are read from objects with the published field names; nothing of the engine is imported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from .clock import Clock
from .days import Almanac
from .zones import ZONES, Zone


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
    altogether: int | None
    extensions: int
    rolls: bool
    of_the_party: bool
    counts_months: bool
    almanac: Almanac


@dataclass(frozen=True)
class Version:
    """One version of a case type, in force from a day on (None: from the beginning)."""

    since: date | None
    zone: Zone
    almanac: Almanac
    opens: frozenset[str]
    closes: frozenset[str]
    reopens: frozenset[str]
    rules: tuple[Rule, ...]
    presumed: tuple[tuple[str, str | None, int], ...] = ()


@dataclass
class Happening:
    """An event in force: what happened, when, and its place among the events. day: of a date-only fact."""

    position: int
    name: str
    occurred: datetime
    day: date | None
    deadline: str | None
    until: date | None
    days: int | None
    reason: str | None
    awaits: str | None
    sent_by: str | None
    attributes: dict[str, Any] = field(default_factory=dict)


def read_rule(rule: Any, almanac: Almanac) -> Rule:
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
        altogether=rule.total_suspension or None,
        extensions=rule.extensions,
        rolls=rule.roll == "next-working-day",
        of_the_party=rule.whose == "party",
        counts_months=bool(rule.accumulation),
        almanac=almanac,
    )


def read_version(case_type: Any, calendars: Mapping[str, Almanac]) -> Version:
    """A version of a case type; ``calendars`` says which days work."""
    almanac = calendars[case_type.calendar]
    return Version(
        since=case_type.valid_from,
        zone=ZONES[case_type.zone] if case_type.zone else almanac.zone,
        almanac=almanac,
        opens=frozenset(case_type.opens),
        closes=frozenset(case_type.closes),
        reopens=frozenset(case_type.reopens),
        rules=tuple(read_rule(rule, almanac) for rule in case_type.deadlines),
        presumed=tuple((one.event, one.sent_by, one.working_days) for one in case_type.presumptions or ()),
    )


def clock_of(versions: Sequence[Version]) -> Clock:
    """The clock that these versions keep."""
    return Clock((version.since, version.zone) for version in versions)


def in_force_on(versions: Sequence[Version], day: date) -> Version | None:
    """Rule 7: through the versions as published; a later start, or the same start published later, wins."""
    found: Version | None = None
    for version in versions:
        since = version.since or date.min
        if since <= day and (found is None or since >= (found.since or date.min)):
            found = version
    return found


def read_event(entry: Any, clock: Clock) -> Happening:
    """An event as it was recorded."""
    event = entry.event
    day = event.day
    if event.whole_day and day is None:
        day = clock.day_of_old_midnight(event.occurred)
    return Happening(
        position=entry.position,
        name=event.name,
        occurred=event.occurred,
        day=day if event.whole_day else None,
        deadline=getattr(event, "deadline", None),
        until=getattr(event, "until", None),
        days=getattr(event, "days", None),
        reason=getattr(event, "reason", None),
        awaits=(getattr(event, "awaits", None) or "").strip() or None,
        sent_by=getattr(event, "sent_by", None),
        attributes=dict(event.attributes),
    )
