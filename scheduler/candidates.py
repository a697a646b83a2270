"""What came due, step by step and recipient by recipient, in pages: what is to be decided on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import NamedTuple, cast

from ..domain.events.clock_slips import NO_SLIPS, Slips
from ..domain.events.history import Recorded
from ..domain.events.reminder_events import About, Key, key_of
from ..domain.fold.law import Law, Rules
from ..domain.rules.reminder_step import Recipient, ReminderStep
from ..projections.reader import Reader
from ..projections.reminders import Due, Subject, due, due_among, last_due_among, place_of

AT_ONCE = 1_000  # steps
MICROSECOND = timedelta(microseconds=1)


class Candidate(NamedTuple):
    """A step that came due, for one recipient.

    key: the id of the event that will tell of it. place: of the step in its ladder. over_at: when the end is over.
    """

    key: str
    due: Due
    step: ReminderStep
    place: int
    to: Recipient
    over_at: datetime

    @property
    def subject(self) -> Subject:
        """What it reminds of."""
        return Subject(self.due.case, self.due.about, self.due.deadline, self.due.ends)

    @property
    def rank(self) -> tuple[datetime, int, int]:
        """Its place among the steps of its ladder, in the order in which they come."""
        return self.due.at, self.place, self.due.number


class Page(NamedTuple):
    """So much of what came due that one transaction is worth its while.

    together: with it, what else came due later in the same cases; of a step that came due again and again the last time,
    unless it asks what happened before it.
    """

    due: list[Candidate]
    together: list[Candidate]


class KnownSteps:
    """The steps as they were known when they came due. slips: of the journal's clock."""

    def __init__(self, publications: Sequence[Recorded], slips: Slips = NO_SLIPS) -> None:
        self.slips = slips
        self._law = Law(publications)
        self._recorded = [slips.known_at(one.recorded) for one in publications]
        self._positions = [one.position for one in publications]

    def candidates(self, page: Iterable[Due]) -> Iterator[Candidate]:
        """Each of them, for each of its recipients."""
        for one in page:
            rules = self.rules_then(one)
            place, step = place_of(rules, one.about, one.deadline, one.governed_from, one.step)
            over_at = one.due_at or rules.end_of(cast(date, one.due_on))
            for to in step.to:
                about = cast(About, one.about)
                key = Key(one.case, about, one.deadline or None, one.ends, one.step, one.number, to)
                yield Candidate(key_of(key), one, step, place, to, over_at)

    def rules_now(self, case_type: str) -> Rules | None:
        """The rules as known last."""
        return self._law.rules(case_type, self._positions[-1] if self._positions else 0)

    def rules_then(self, one: Due) -> Rules:
        """The rules as known when a step came due."""
        known = bisect_right(self._recorded, one.at)
        rules = self._law.rules(one.case_type, self._positions[known - 1] if known else 0)
        assert rules is not None, "a ladder is reckoned by rules that were known"
        return rules


def came_due(steps: KnownSteps, reader: Reader, since: datetime, until: datetime) -> Iterator[Page]:
    """What came due after ``since`` up to ``until``, in order, in constant memory."""
    found = due(reader, since, until, steps.slips)
    while page := list(islice(found, AT_ONCE)):
        candidates = together = [*steps.candidates(page)]
        if len(page) == AT_ONCE:
            together = [*candidates, *_later(steps, reader, page, until)]
        yield Page(candidates, together)


def _later(steps: KnownSteps, reader: Reader, page: Sequence[Due], until: datetime) -> Iterator[Candidate]:
    """What else came due later in the cases of a page. All of it, for each page, would be the square of a great tick."""
    cases, since = sorted({one.case for one in page}), page[0].at - MICROSECOND
    last = [*steps.candidates(last_due_among(reader, cases, since, until, steps.slips))]
    yield from last
    asking = sorted({one.due.case for one in last if one.step.idle is not None})
    if asking:
        yield from steps.candidates(due_among(reader, asking, since, until, steps.slips))
