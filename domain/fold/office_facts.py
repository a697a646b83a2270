"""The facts that the events of ``office_events`` make: meetings, survey answers, checks of a sample, differences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..events.case_events import MeetingHeld
from ..events.history import Recorded
from ..events.office_events import (
    CheckAnswered,
    DifferenceClosed,
    DifferenceFound,
    ErrorCorrected,
    MeetingReminded,
    ReconciliationMade,
    SampleDrawn,
    SurveyAnswered,
)
from ..facts import CheckState, Difference, Meeting, SurveyScore
from ..rules.casetype import CaseType
from .ledger import Ledger
from .trail import twin

# The events that ``OfficeRecords`` takes.
TAKEN = (
    CheckAnswered,
    DifferenceClosed,
    DifferenceFound,
    ErrorCorrected,
    MeetingHeld,
    MeetingReminded,
    ReconciliationMade,
    SampleDrawn,
    SurveyAnswered,
)


class Holder(NamedTuple):
    """Who holds the case in which an event happened."""

    case_type: str
    unit: str | None
    responsible: str | None


class OfficeRecords:
    """What is remembered from one event of a case to the next. ``take`` gives the finding of one without effect."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.reminded = False
        self.strata: Mapping[str, str | None] = {}
        self.system = ""

    def fork(self, ledger: Ledger) -> OfficeRecords:
        """The same, to go on in a ledger of its own."""
        other = twin(self)
        other.ledger = ledger
        return other

    def stands_as(self, other: OfficeRecords) -> bool:
        """Whether what comes does the same to both."""
        mine, theirs = (self.reminded, self.system, self.strata), (other.reminded, other.system, other.strata)
        return mine == theirs

    def take(self, recorded: Recorded, definition: CaseType, held: Holder) -> str | None:
        """The next event of the case, in world order."""
        at, key = recorded.event.occurred, (str(recorded.position),)
        match recorded.event:
            case MeetingReminded():
                self.reminded = True
            case MeetingHeld(attended=attended):
                meeting = Meeting(held.case_type, attended, self.reminded, held.unit, held.responsible)
                self.ledger.hold("meeting", key, meeting, at)
                self.reminded = False
            case SurveyAnswered() as answer:
                unit = answer.about_unit or held.unit
                score = SurveyScore(
                    held.case_type, answer.survey, answer.question, answer.score, answer.best, unit
                )
                self.ledger.hold("survey", key, score, at)
            case SampleDrawn() as sample:
                self._sampled(sample, definition, held)
            case CheckAnswered() as answer:
                return self._checked(answer, definition, held)
            case ErrorCorrected() as correction:
                return self._corrected(correction)
            case ReconciliationMade(system=system):
                self.system = system
            case DifferenceFound() as found:
                difference = Difference(
                    held.case_type,
                    self.system,
                    found.difference,
                    found.kind,
                    found.concerns,
                    found.field,
                    found.here,
                    found.there,
                )
                self.ledger.hold("difference", (found.difference,), difference, at)
            case DifferenceClosed(difference=name):
                if not self.ledger.holds("difference", (name,)):
                    return "unknown-difference"
                self.ledger.hold("difference", (name,), None, at)
        return None

    def _sampled(self, sample: SampleDrawn, definition: CaseType, held: Holder) -> None:
        """Every question of the checklist waits for an answer, for every case that was drawn."""
        # Anew, and not within: the stories that were copied from this one keep theirs.
        self.strata = {**self.strata, **{one.case: one.stratum for one in sample.cases}}
        for one in sample.cases:
            for check in definition.checks or ():
                if not self.ledger.holds("check", (one.case, check.id)):
                    state = CheckState(held.case_type, one.case, one.stratum, check.id, "pending", False)
                    self.ledger.hold("check", (one.case, check.id), state, sample.occurred)

    def _checked(self, answer: CheckAnswered, definition: CaseType, held: Holder) -> str | None:
        if answer.check not in {check.id for check in definition.checks or ()}:
            return "unknown-check"
        if answer.concerns not in self.strata:
            return "not-in-sample"
        state = CheckState(
            held.case_type, answer.concerns, self.strata[answer.concerns], answer.check, answer.answer, False
        )
        self.ledger.hold("check", (answer.concerns, answer.check), state, answer.occurred)
        return None

    def _corrected(self, correction: ErrorCorrected) -> str | None:
        key = (correction.concerns, correction.check)
        state = self.ledger.payload("check", key)
        if not isinstance(state, CheckState) or state.answer != "error" or state.corrected:
            return "no-error-to-correct"
        self.ledger.hold("check", key, state._replace(corrected=True), correction.occurred)
        return None
