"""One case as the journal knew it at a moment: its events, the law as known, and its story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from ..domain.events.case_events import Annulled, Corrected
from ..domain.events.history import Recorded
from ..domain.events.inforce import hold, type_of
from ..domain.fold.clock import Clock
from ..domain.fold.ending import MICROSECOND
from ..domain.fold.law import Law, Rules
from ..domain.fold.order import arrange
from ..domain.fold.story import Story, fold
from ..domain.text import Problem
from ..journal.application import Journal
from .reader import Moment
from .set_aside import computing


class UnknownCase(Problem):
    """No event of the case was known at the moment asked."""

    code = "unknown-case"


class Known:
    """A case as the journal knew it at a moment."""

    def __init__(self, journal: Journal, case: str, moment: Moment) -> None:
        self.moment = moment
        head = journal.head().position
        self.position = head if moment.known_at is None else journal.position_at(moment.known_at)
        self.case = case
        self.history: list[Recorded] = journal.history([case], self.position).get(case, [])
        if not self.history or case.startswith("$"):
            raise UnknownCase(
                da=f"Sagen {case} kendes ikke på det spurgte tidspunkt. Se sagerne med: sagsgang cases",
                en=f"The case {case} is not known at the moment asked. See the cases with: sagsgang cases",
            )
        self.publications = journal.publications(self.position)
        self.law = Law(self.publications)
        self.case_type = type_of(self.history)

    def story(self, position: int | None = None) -> Story | None:
        """The case as of the moment, as known at a position (None: all that was known). Raises NotComputed."""
        known_at = self.position if position is None else position
        history = [recorded for recorded in self.history if recorded.position <= known_at]
        rules = self.law.rules(self.case_type, known_at)
        if not history:
            return None
        with computing(self.case):
            self.law.must_be_read(self.case_type, known_at)
            if rules is None:
                return None
            story = fold(happened_by(history, rules, self.moment.as_of), rules)
            story.wake(self.moment.as_of)
        return story


def happened_by(history: Sequence[Recorded], rules: Rules, as_of: datetime) -> list[Recorded]:
    """Without what happens later, and what corrects that; an annulled event stays for its annulment to speak of."""
    later = {
        (recorded.event.source, recorded.event.id)
        for recorded in arrange(hold(history, rules.local)[0], rules)
        if recorded.event.occurred > as_of and not isinstance(recorded.event, Annulled | Corrected)
    }
    return [recorded for recorded in history if not {_identity(recorded), _target(recorded)} & later]


def _identity(recorded: Recorded) -> tuple[str, str]:
    return recorded.event.source, recorded.event.id


def _target(recorded: Recorded) -> tuple[str, str] | None:
    """The event that a correction or annulment speaks of."""
    match recorded.event:
        case Annulled(annuls=id_, annuls_source=source) | Corrected(corrects=id_, corrects_source=source):
            return source or recorded.event.source, id_
    return None


def due_of(clock: Clock, as_of: datetime) -> date | datetime | None:
    """When it ends. Of a count: when it would if every month were paid, as long as that day has not gone by."""
    if clock.state == "suspended":
        return None
    if clock.state == "counting" and clock.due_on is not None and clock.due_on < clock.rules.local_day(as_of):
        return None
    return clock.due_on or clock.due_at


def passed_on(clock: Clock, as_of: datetime) -> date | None:
    """The day in whose period a breach counts (docs/deadlines.md, rule 16); none where there is none."""
    if clock.passed_on is None and clock.is_past(as_of) and clock.overdue_from is not None:
        return clock.due_on or clock.rules.local_day(clock.overdue_from - MICROSECOND)
    return clock.passed_on


def breached_at(clock: Clock, as_of: datetime) -> datetime | None:
    return clock.breached_at or (clock.overdue_from if clock.is_past(as_of) else None)
