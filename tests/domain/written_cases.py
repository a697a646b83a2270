"""Cases as a test writes them: a type with a deadline, events at local times, and what to ask of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sagsgang.domain.events.case_events import (
    ApplicationReceived,
    Event,
)
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.facts import DeadlinePeriod, Fact, Finding
from sagsgang.domain.fold.findings import facts_of
from sagsgang.domain.fold.law import Rules
from sagsgang.domain.fold.story import fold
from sagsgang.domain.rules.casetype import CaseType, DeadlineRule, Term
from sagsgang.domain.text import Text
from sagsgang.domain.written.calendar_file import shipped

from ..ledger import local

ANY = Text("Sag", "Case")
SENT = datetime(2020, 1, 1, tzinfo=UTC)


def rule(**said: Any) -> DeadlineRule:
    """The deadline "answer": from application to decision, 56 days, no roll, unless something else is said."""
    usual: dict[str, Any] = {
        "id": "answer",
        "label": ANY,
        "after": ("application-received",),
        "met_by": ("decided",),
        "roll": "none",
    }
    if not said.keys() & {"term", "given", "on", "yearly"}:
        usual["term"] = Term(56, "days")
    return DeadlineRule(**{**usual, **said})


def answer(**said: Any) -> DeadlineRule:
    """The deadline "answer" as offices have it: 14 days, rolled, and the clock stands while the citizen is asked."""
    usual: dict[str, Any] = {
        "suspended_by": ("suspended", "information-requested"),
        "resumed_by": ("resumed", "information-received"),
        "roll": "next-working-day",
    }
    if not said.keys() & {"term", "given", "on", "yearly"}:
        usual["term"] = Term(14, "days")
    return rule(**{**usual, **said})


def case_type(*rules: DeadlineRule, **said: Any) -> CaseType:
    """A case type with these deadlines."""
    return CaseType(id="case", title=ANY, deadlines=rules or (rule(),), **said)


class Case:
    """A case of a type: write events, then ask what its deadlines look like."""

    def __init__(self, *versions: CaseType | DeadlineRule) -> None:
        types = [one if isinstance(one, CaseType) else case_type(one) for one in versions] or [case_type()]
        self.rules = Rules(types, shipped())
        self.history: list[Recorded] = []

    def has(self, kind: type[Event], occurred: str, **said: Any) -> Case:
        """One more event."""
        place = len(self.history) + 1
        head: dict[str, Any] = {"source": "office", "id": str(place), "occurred": local(occurred)}
        if place == 1:
            head["case_type"] = "case"
        self.history.append(Recorded(place, "2015-1", place, SENT, kind(**head, **said)))
        return self

    def on(self, kind: type[Event], day: str, **said: Any) -> Case:
        """One more event, of which only the day is known."""
        return self.has(kind, day, whole_day=True, day=date.fromisoformat(day), **said)

    def facts(self) -> list[Fact]:
        return facts_of(fold(self.history, self.rules))

    def periods(self, deadline: str = "answer") -> list[tuple[Fact, DeadlinePeriod]]:
        """The periods of a deadline, in order."""
        found = [(fact, fact.payload) for fact in self.facts() if isinstance(fact.payload, DeadlinePeriod)]
        mine = [(fact, payload) for fact, payload in found if payload.deadline == deadline]
        return sorted(mine, key=lambda one: (one[1].cycle, one[0].opened_at))

    def at(self, written: str, deadline: str = "answer") -> DeadlinePeriod:
        """What the latest cycle of a deadline looks like at a time."""
        instant = local(written)
        held = [
            payload
            for fact, payload in self.periods(deadline)
            if fact.opened_at <= instant and (fact.closed_at is None or instant < fact.closed_at)
        ]
        return held[-1]

    def last(self, deadline: str = "answer") -> DeadlinePeriod:
        """What a deadline looks like in the end."""
        return self.periods(deadline)[-1][1]

    def findings(self) -> list[tuple[str, int]]:
        """The findings, with the place of the event that each is about."""
        payloads: Sequence[Any] = [fact.payload for fact in self.facts()]
        return [(payload.finding, payload.event) for payload in payloads if isinstance(payload, Finding)]


def received(on: str, *versions: CaseType | DeadlineRule, **said: Any) -> Case:
    """A case whose application came in then."""
    return Case(*versions).has(ApplicationReceived, on, **said)
