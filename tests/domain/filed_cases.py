"""Cases as they were recorded: each event with the day of its recording, so that a test can ask on both time axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sagsgang.domain.events.case_events import ApplicationReceived, Event
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.publications import CalendarPublished, CaseTypePublished
from sagsgang.domain.facts import Finding
from sagsgang.domain.fold.law import Law
from sagsgang.domain.fold.rows import rows
from sagsgang.domain.rules.casetype import Action, CaseType, DeadlineRule, FindingRule, Term
from sagsgang.domain.text import Text
from sagsgang.domain.words.finding_names import FINDING_NAMES
from sagsgang.domain.written.calendar_file import shipped

from .written_cases import local

NAME = Text("Fund", "Finding")
WITHDRAWN = Action("withdrawn", Text("Trukket tilbage", "Withdrawn"))
ANSWER = DeadlineRule(
    id="answer",
    label=Text("Svar", "Answer"),
    after=("application-received", "complaint-received"),
    term=Term(4, "weeks"),
    met_by=("decided", "complaint-answered"),
    roll="none",
)


def rule(**said: Any) -> FindingRule:
    """A rule of finding."""
    return FindingRule(**{"id": "found", "label": NAME, **said})


def kind_of_case(*findings: FindingRule, **said: Any) -> CaseType:
    """A case type that wants these found."""
    usual: dict[str, Any] = {
        "id": "case",
        "title": NAME,
        "opens": ("application-received", "complaint-received"),
        "expects": ("guidance-given", "decided"),
        "actions": (WITHDRAWN,),
        "deadlines": (ANSWER,),
        "findings": findings,
    }
    return CaseType(**{**usual, **said})


class Filed:
    """A case as it was recorded: say when each event happened and when the journal got it, then ask."""

    def __init__(self, *types: CaseType) -> None:
        self.publications: list[Recorded] = []
        self.history: list[Recorded] = []
        self.recorded: list[str] = []
        for calendar in shipped().values():
            self._publish(CalendarPublished(**self._head("2000-01-01"), definition=calendar))
        for case_type in types:
            self.publishes(case_type, "2000-01-01")

    def _head(self, occurred: str) -> dict[str, Any]:
        return {"source": "office", "id": str(len(self.recorded) + 1), "occurred": local(occurred)}

    def _publish(self, event: Event, recorded: str = "2000-01-01") -> None:
        self.recorded.append(recorded)
        place = len(self.recorded)
        self.publications.append(Recorded(place, "$type", place, local(recorded), event))

    def publishes(self, case_type: CaseType, recorded: str) -> Filed:
        """A version of the case type is published."""
        self._publish(CaseTypePublished(**self._head(recorded), definition=case_type), recorded)
        return self

    def has(self, kind: type[Event], occurred: str, recorded: str | None = None, **said: Any) -> Filed:
        """One more event; recorded on the day on which it happened, unless another is said."""
        at = recorded or occurred
        assert not self.recorded or at >= self.recorded[-1], "the journal's time never runs backwards"
        head = self._head(occurred) | ({} if self.history else {"case_type": "case"})
        self.recorded.append(at)
        place = len(self.recorded)
        self.history.append(Recorded(place, "2015-1", place, local(at), kind(**head, **said)))
        return self

    @property
    def last(self) -> str:
        """The id of the last event."""
        return self.history[-1].event.id

    def found(self, as_of: str, known_at: str = "2100-01-01") -> list[str]:
        """The rules whose findings hold as of an instant, using what was recorded by another."""
        return sorted(payload.finding for payload in self._payloads(as_of, known_at))

    def _payloads(self, as_of: str, known_at: str) -> Sequence[Finding]:
        position = sum(1 for recorded in self.recorded if recorded <= known_at)
        return [
            row.payload
            for row in rows(self.history, Law(self.publications))
            if isinstance(row.payload, Finding)
            and row.payload.finding not in FINDING_NAMES
            and row.answers(local(as_of), position)
        ]

    def about(self, as_of: str = "2100-01-01") -> list[tuple[str, str, str | None]]:
        """Each finding, the name of the event that it is about, and the unit that held the case then."""
        return [(one.finding, one.event_name, one.unit) for one in self._payloads(as_of, "2100-01-01")]


def received(on: str, *types: CaseType, recorded: str | None = None, **said: Any) -> Filed:
    """A case whose application came in then."""
    return Filed(*types).has(ApplicationReceived, on, recorded, **said)
