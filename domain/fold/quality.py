"""What the office wants found in its cases: the rules of finding of the case type, applied to a story.

A finding is computed like a deadline and never written: it comes with the event that shows it, and goes when the
office records what was missing, or corrects or takes back what was wrong (docs/quality-controller.md). The version
of the case type in force on the day of the event that is looked at decides; of a deadline, that of its clock; of the
length of a case, that of the day on which it opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cached_property

from ..events.case_events import Event
from ..events.history import Recorded
from ..facts import CasePeriod, Fact, Finding
from ..rules.casetype import FindingRule
from .clock import Clock
from .duration import Happened, longer_from
from .law import Version
from .story import Story


def facts_of(story: Story) -> list[Fact]:
    """Every fact that held for some time, and every finding, with clocks that wake by themselves run to their end."""
    told, found = told_and_found(story)
    return told + found


def told_and_found(story: Story) -> tuple[list[Fact], list[Fact]]:
    """The same, apart: what the events made, and what the type's rules of finding say of it."""
    ahead = story.ahead()
    return ahead.ledger.facts(), findings_of(ahead)


def findings_of(story: Story) -> list[Fact]:
    """The findings of a story. A type without rules of finding costs nothing."""
    return list(_Controller(story).facts()) if story.rules.finds else []


class _Controller:
    """Goes through one case once, rule by rule."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.rules = story.rules
        self.first: dict[str, datetime] = {}
        for recorded in story.taken:  # in world order
            self.first.setdefault(recorded.event.name, recorded.event.occurred)

    def facts(self) -> Iterator[Fact]:
        """Every finding; one that lies ahead is one that will be, unless something happens before."""
        opened = False
        for recorded, version in self._under_versions():
            name = recorded.event.name
            if not opened and name in version.opens:
                opened = True
                yield from self._about_length(recorded, version)
            for rule in version.case_type.findings or ():
                if name in rule.at and self._shows(rule, recorded):
                    yield from self._found(rule, recorded, recorded.event.occurred)
        for clock in self.story.clocks:
            yield from self._about_deadline(clock)

    def _under_versions(self) -> Iterator[tuple[Recorded, Version]]:
        """Each event with the version in force on its day; nearly always one governs from the first to the last."""
        taken = self.story.taken
        earliest, latest = (self._version(one) for one in (taken[0], taken[-1])) if taken else (None, None)
        for recorded in taken:
            version = latest if earliest is latest else self._version(recorded)
            if version is not None:
                yield recorded, version

    def _version(self, recorded: Recorded) -> Version | None:
        return self.rules.on(self.rules.local_day(recorded.event.occurred))

    def _shows(self, rule: FindingRule, recorded: Recorded) -> bool:
        event = recorded.event
        if rule.missing is not None:
            return not self._happened((rule.missing,), event.occurred)
        if rule.lacks is not None:
            return not _carries(event, rule.lacks)
        if rule.recorded_after is not None:
            days = self.rules.local_day(recorded.recorded) - self.rules.local_day(event.occurred)
            return days > timedelta(days=rule.recorded_after)
        return False

    def _about_length(self, opening: Recorded, version: Version) -> Iterator[Fact]:
        opened = Happened(opening.event.occurred, opening.event.whole_day)
        for rule in version.case_type.findings or ():
            if rule.longer_than is None:
                continue
            try:
                since = self._open_from(opened, longer_from(opened, rule.longer_than, self.rules))
            except OverflowError:  # beyond the last day that there is
                continue
            if since is not None:
                yield from self._found(rule, opening, since)

    def _about_deadline(self, clock: Clock) -> Iterator[Fact]:
        breached_at = clock.breached_at or (clock.overdue_from if clock.state == "running" else None)
        if breached_at is None or clock.rule.of_the_party:
            return
        for rule in clock.version.case_type.findings or ():
            if rule.overdue == clock.rule.id:
                yield from self._found(rule, clock.anchor, breached_at)

    def _found(self, rule: FindingRule, about: Recorded, at: datetime) -> Iterator[Fact]:
        """The finding, unless it was moot by then. One event has it once: what decides is one version of one rule."""
        if self._happened(rule.unless, at):
            return
        name, position = about.event.name, about.position
        payload = Finding(rule.id, self.story.case_type or "", position, name, self._unit(at))
        yield Fact("finding", (rule.id, str(position), ""), payload, at, None)

    # -- what the case was like --------------------------------------------------------------------

    def _happened(self, names: Iterable[str], until: datetime) -> bool:
        """Whether one of these had happened by an instant; an instant includes what happened at that very instant."""
        return any(name in self.first and self.first[name] <= until for name in names)

    def _open_from(self, opened: Happened, limit: datetime) -> datetime | None:
        """The first instant from ``limit`` on at which the case is open.

        Of a case that opened on a day, the day of ``limit`` is the first that is too long: closed on it, it was.
        """
        for opened_at, closed_at, period in self._periods:
            reaches = closed_at is None or closed_at > limit or (opened.whole_day and closed_at == limit)
            if period.state == "open" and reaches:
                return max(limit, opened_at)
        return None

    def _unit(self, at: datetime) -> str | None:
        """Who held the case at an instant."""
        unit = None
        for opened_at, _, period in self._periods:
            if opened_at > at:
                break
            unit = period.unit
        return unit

    @cached_property
    def _periods(self) -> list[tuple[datetime, datetime | None, CasePeriod]]:
        """What the case looked like, and from when until when."""
        return [
            (held.opened_at, held.closed_at, held.payload)
            for held in self.story.ledger.held
            if isinstance(held.payload, CasePeriod) and not held.is_empty
        ]


def _carries(event: Event, name: str) -> bool:
    """Whether an event says something under a name: in a field of its own, else in an attribute."""
    value = getattr(event, name) if name in event.__struct_fields__ else event.attributes.get(name)
    if value is None or value is False:
        return False
    return not isinstance(value, str) or bool(value.strip())
