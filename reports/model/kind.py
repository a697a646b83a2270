"""What every kind of report says about itself: what it asks, and how the answers become sections."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from ...domain.events.history import Recorded
from ...domain.fold.law import Law
from ...domain.text import Text
from ...presentation.model.section import Row, Section
from ...projections.asking.grouping import Selection
from ...projections.asking.periods import Period
from .questions import Question
from .span import Span

Audience = Literal["team", "quality", "director", "committee"]


class ReportRequest(NamedTuple):
    """What is wanted of a report. as_of: the instant that it looks back from. case: whose inquiry."""

    span: Span
    zone: ZoneInfo
    as_of: datetime
    unit: str | None = None
    case_type: str | None = None
    audience: Audience | None = None
    case: str | None = None

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen beside the period and the unit, as an edition notes it."""
        said = {"for": self.audience, "type": self.case_type, "case": self.case, "zone": self.zone.key}
        return {what: value for what, value in said.items() if value is not None}

    @property
    def where(self) -> dict[str, str]:
        """The unit, as measures are narrowed to it."""
        return {} if self.unit is None else {"unit": self.unit}

    def within(self, first: Span, last: Span, *by: str, period: Period | None = None) -> Selection:
        """The selection from the beginning of one period to the end of another."""
        return Selection(self.case_type, first.start(self.zone), last.end(self.zone), period, by)


class Rulebook(NamedTuple):
    """What was published: case types and calendars, and every targets' publication by position."""

    law: Law
    targets: Sequence[Recorded] = ()


Answers = Mapping[str, list[Row]]


class Kind(NamedTuple):
    """A kind of report.

    periods: what it can be made about. about: in a sentence, for whom and what. questions: what it asks, by name.
    sections: what it makes of the answers; pure. audiences: for whom there is a version of it, the fullest first.
    needs: what it can't do without.
    """

    id: str
    title: Text
    about: Text
    periods: tuple[Period, ...]
    questions: Callable[[ReportRequest, Rulebook], dict[str, Question]]
    sections: Callable[[ReportRequest, Answers, Rulebook], list[Section]]
    audiences: tuple[Audience, ...] = ()
    needs: tuple[Literal["case"], ...] = ()
