"""What follows a decision: the notice of it, and a complaint within four weeks of its arrival, or none."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from random import Random
from typing import NamedTuple

from ...domain.events.case_events import Annulled, Closed, Decided, DecisionNotified
from .docket import SEED, Docket
from .office import ZONE, after_working_days, working_day

PERIOD = 28
LETTER, DIGITAL = "letter", "digital-post"
# How long a letter took in these years, and of the notices of a year, how many went by Digital Post.
POST_DAYS = 2
DIGITALLY = {2013: 0.3, 2014: 0.6, 2015: 0.85}
NEXT_DAY = 0.2  # of the notices, so many went on the working day after the decision


class Notice(NamedTuple):
    """The party was told of a decision: when and how it was sent, and when it is presumed to have arrived."""

    sent: date
    sent_by: str

    @property
    def arrived(self) -> date:
        """By the presumption for post of the case types."""
        return after_working_days(self.sent, POST_DAYS) if self.sent_by == LETTER else self.sent


class Decision(NamedTuple):
    """A decision that someone may complain about, and the day on which its case was closed, if it was."""

    decided: date
    docket: Docket
    closed: date | None

    @property
    def notice(self) -> Notice:
        """How the party was told; drawn apart from all else, so that nothing else depends on it."""
        rng = Random(f"{SEED} notice {self.docket.case} {self.decided}")
        sent_by = DIGITAL if rng.random() < DIGITALLY.get(self.decided.year, 0) else LETTER
        later = working_day(self.decided, 1)
        if rng.random() < NEXT_DAY and (self.closed is None or later < self.closed):
            return Notice(later, sent_by)
        return Notice(self.decided, sent_by)

    @property
    def last_day(self) -> date:
        """The last day to complain."""
        return working_day(self.notice.arrived, PERIOD)


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


def notify(decision: Decision) -> None:
    """The party is told. Only the day is known: the letter bears it, and no hour."""
    notice = decision.notice
    decision.docket.put(DecisionNotified, notice.sent, after_days=0, whole_day=True, sent_by=notice.sent_by)


def follow(decision: Decision, complaints: Collection[date]) -> None:
    """Tell the party, and note the first complaint about it in time, if the case is still open then.

    That none came needs no note: the time for complaints runs out by itself.
    """
    notify(decision)
    in_time = [day for day in complaints if decision.decided <= day <= decision.last_day]
    if in_time and (decision.closed is None or decision.closed > min(in_time)):
        decision.docket.act("complaint-noted", min(in_time), after_days=0)
