"""Timeliness, complaints and case time counted a second way: from the events alone, by plain Python.

Written from docs/statistics.md and docs/deadlines.md, without the fold, the projections and their SQL. The office is a
small one: every case has one application or complaint, and no two events of a case lie on one local day, so that their
order in the world needs no rule. Its one deadline, ``answer``, is 14 days, without a roll, and is met by a decision.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Copenhagen")
TERM = timedelta(days=14)
ONE = timedelta(days=1)
STEPS = {
    "complaint-received": "received",
    "complaint-answered": "answered",
    "complaint-decided": "decided",
    "complaint-upheld": "upheld",
}


class Told(NamedTuple):
    """An event as it was sent: what, when (a day, or an instant in UTC), and what else it says."""

    case: str
    id: str
    name: str
    when: date | datetime
    says: dict[str, Any]


class Case(NamedTuple):
    """What became of a case: whether it was closed, and its deadline."""

    closed: tuple[Told, Told] | None
    outcome: tuple[str, str] | None  # the month in which the deadline counts, and as what


def start_of(day: date) -> datetime:
    """00:00 of a local day."""
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def instant(told: Told) -> datetime:
    """When something happened; on a day, as of its first instant."""
    return told.when if isinstance(told.when, datetime) else start_of(told.when)


def day(told: Told) -> date:
    """The local day of an event."""
    return told.when.astimezone(ZONE).date() if isinstance(told.when, datetime) else told.when


def month(of: date) -> str:
    """The period of a day."""
    return f"{of:%Y-%m}"


def holding(events: Sequence[Told]) -> list[Told]:
    """The events of a case that are in force, in the order in which they happened. ``events``: in that of sending."""
    against = defaultdict(list)
    for one in events:
        if one.name == "annulled":
            against[one.says["annuls"]].append(one)

    def annulled(one: Told) -> bool:
        return any(not annulled(other) for other in against[one.id])

    right = {one.id: one for one in events if not annulled(one)}
    for one in events:
        if one.name == "corrected" and one.id in right and one.says["corrects"] in right:
            target = one.says["corrects"]
            right[target] = right[target]._replace(when=one.says["occurred"])
    return sorted(right.values(), key=instant)


def by_then(events: Sequence[Told], as_of: datetime) -> list[Told]:
    """Of a case's events those that are in force and had happened by an instant."""
    return [one for one in holding(events) if instant(one) <= as_of]


class Deadline:
    """The one deadline of a case."""

    def __init__(self, began: date) -> None:
        self.due = began + TERM
        self.state = "running"
        self.passed_on: date | None = None
        self.left: timedelta | None = None

    def time_passes(self, until: datetime) -> None:
        """What is due passes by itself, before anything that happens at that instant."""
        if self.state == "running" and self.passed_on is None and start_of(self.due + ONE) <= until:
            self.passed_on = self.due

    def take(self, told: Told) -> None:
        """An event of the open case."""
        self.time_passes(instant(told))
        if self.state != "running":
            return
        if told.name == "decided":
            self.state = "met"
        elif told.name == "term-overridden":
            self.due = told.says["until"] if "until" in told.says else self.due + timedelta(days=told.says["days"])
            if self.passed_on is None and start_of(self.due + ONE) <= instant(told):
                self.passed_on = day(told)

    def close(self, told: Told) -> None:
        """The case closes: the clock stops, and what was left is kept, unless it is overdue."""
        self.time_passes(instant(told))
        if self.state == "running":
            overdue = start_of(self.due + ONE) <= instant(told)
            self.state, self.left = "lapsed", None if overdue else self.due - day(told)

    def reopen(self, told: Told) -> None:
        """The case opens again: what was left is given back."""
        if self.state == "lapsed":
            self.state = "running"
            if self.left is not None:
                self.due = day(told) + self.left
            self.time_passes(instant(told))

    def counts(self, as_of: datetime) -> tuple[str, str] | None:
        """In which month it counts, and as what: once passed, in that of the day it passed, for ever."""
        self.time_passes(as_of)
        if self.passed_on is not None:
            return month(self.passed_on), "still_open" if self.state == "running" else "late"
        if self.state == "met" and start_of(self.due + ONE) <= as_of:
            return month(self.due), "on_time"
        return None


def course(events: Iterable[Told], opens: str, as_of: datetime) -> Case:
    """The course of a case, from its events in world order."""
    opened = closed = early = None
    deadline: Deadline | None = None
    for told in events:
        if told.name == "closed" and opened is None:
            early = early or told
        elif told.name == opens:
            opened, deadline = told, Deadline(day(told))
            if early is not None:  # a closing from before takes effect now
                closed = early
                deadline.close(told)
        elif told.name == "closed" and closed is None:
            assert deadline is not None
            closed = told
            deadline.close(told)
        elif told.name == "reopened" and closed is not None:
            assert deadline is not None
            closed = None
            deadline.reopen(told)
        elif closed is None and deadline is not None:
            deadline.take(told)
    timed = (opened, closed) if opened is not None and closed is not None else None
    return Case(timed, deadline.counts(as_of) if deadline is not None else None)


def days_between(opened: Told, closed: Told) -> float:
    """Whole local days where one of them is a date alone, else days of 86,400 s."""
    if isinstance(opened.when, datetime) and isinstance(closed.when, datetime):
        return (closed.when - opened.when).total_seconds() / 86_400
    return float((day(closed) - day(opened)).days)


def case_times(cases: Iterable[Case]) -> dict[str, dict[str, Any]]:
    """By the month of closing: how many, in days on average, the least and the most, and how many are unusable."""
    by_month = defaultdict(list)
    unusable: Counter[str] = Counter()
    for case in cases:
        if case.closed is not None:
            opened, closed = case.closed
            if day(closed) < day(opened):
                unusable[month(day(closed))] += 1
            else:
                by_month[month(day(closed))].append(days_between(opened, closed))
    return {
        name: {
            "n": len(by_month[name]),
            "unusable": unusable[name],
            "mean": sum(by_month[name]) / len(by_month[name]) if by_month[name] else None,
            "least": min(by_month[name], default=None),
            "most": max(by_month[name], default=None),
        }
        for name in {*by_month, *unusable}
    }


def timeliness(cases: Iterable[Case]) -> dict[str, Counter[str]]:
    """By the month in which deadlines fell due: how many were met in time, late, and still open."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        if case.outcome is not None:
            name, outcome = case.outcome
            found[name][outcome] += 1
    return found


def complaints(cases: Iterable[Sequence[Told]]) -> dict[tuple[str, str | None], Counter[str]]:
    """By month and kind: how many complaints took each step, a step counting on the day of its first event."""
    found: dict[tuple[str, str | None], Counter[str]] = defaultdict(Counter)
    for events in cases:
        kind = next((one.says["kind"] for one in events if one.name == "complaint-received"), None)
        first: dict[str, Told] = {}
        for one in events:
            if one.name in STEPS:
                first.setdefault(STEPS[one.name], one)
        for step, one in first.items():
            found[month(day(one)), kind][step] += 1
    return found
