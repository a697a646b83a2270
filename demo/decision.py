"""What follows a decision: a complaint within four weeks, or none."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

from ..domain.events.case_events import Annulled, Closed, Decided
from .docket import Docket
from .office import ZONE, working_day

PERIOD = 28


class Decision(NamedTuple):
    """A decision that someone may complain about, and the day on which its case was closed, if it was."""

    decided: date
    docket: Docket
    closed: date | None

    @property
    def last_day(self) -> date:
        """The last day to complain."""
        return working_day(self.decided, PERIOD)


def decisions(docket: Docket) -> Iterator[Decision]:
    """The decisions of a case, but for those taken back, in their order."""
    annulled = {one.event.annuls for one in docket.happenings if isinstance(one.event, Annulled)}
    days = [
        (type(one.event), one.event.occurred.astimezone(ZONE).date())
        for one in docket.happenings
        if isinstance(one.event, Decided | Closed) and one.event.id not in annulled
    ]
    for place, (kind, day) in enumerate(days):
        if kind is Decided:
            closings = [closed for other, closed in days[place:] if other is Closed]
            yield Decision(day, docket, closings[0] if closings else None)


def follow(decision: Decision, complaints: Collection[date]) -> None:
    """Note the first complaint about it, or that none came, if the case is still open then."""
    in_time = [day for day in complaints if decision.decided <= day <= decision.last_day]
    ends = min(in_time, default=decision.last_day)
    if decision.closed is not None and decision.closed <= ends:
        return
    if in_time:
        decision.docket.act("complaint-noted", ends, after_days=0)
    else:
        decision.docket.act("decision-final", ends, after_days=0, at=(23, 30))
