"""What came due, step by step and recipient by recipient, in pages: what is to be decided on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import NamedTuple, cast

from ...domain.events.reminder_events import About, Key, key_of
from ...domain.fold.faults import computing
from ...domain.fold.law import Rules
from ...domain.problem import Problem
from ...domain.rules.reminder_step import Recipient, ReminderStep
from ...journal.reader import JournalReader
from ...log import log
from ...projections.asking.reader import Reader
from ...projections.queue.reminders import Due, Subject, due, due_among, last_due_among, place_of

AT_ONCE = 1_000  # steps

MICROSECOND = timedelta(microseconds=1)


class DueReminder(NamedTuple):
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


class DuePage(NamedTuple):
    """So much of what came due that one transaction is worth its while.

    unknown: of what nobody can say what it says, for its rules cannot be read or are gone: it stays open. together: with
    it, what else came due later in the same cases; of a step that came due again and again the last time, unless it asks
    what happened before it.
    """

    due: list[DueReminder]
    unknown: list[Due]
    together: list[DueReminder]


class KnownSteps:
    """The steps as they were known when they came due, up to a position of the journal."""

    def __init__(self, journal: JournalReader, position: int) -> None:
        publications = journal.publications(position)
        self.slips = journal.slips()
        self._law = journal.law(position)
        self._recorded = [self.slips.known_at(one.recorded) for one in publications]
        self._positions = [one.position for one in publications]

    def candidates(self, page: Iterable[Due], unknown: list[Due] | None = None) -> Iterator[DueReminder]:
        """Each of them, for each of its recipients. unknown: gets those of which the rules do not tell what they are."""
        for one in page:
            try:
                with computing(one.case):
                    found = self._candidates(one)
            except (
                Problem
            ) as problem:  # beside a fault, that its calendar is gone: whatever it is, it is this case's
                if unknown is not None:
                    log.error("reminder not known", case=one.case, step=one.step, code=problem.code)
                    unknown.append(one)
            else:
                yield from found

    def _candidates(self, one: Due) -> list[DueReminder]:
        rules = self.rules_then(one)
        place, step = place_of(rules, one.about, one.deadline, one.governed_from, one.step)
        over_at = one.due_at or rules.end_of(cast(date, one.due_on))
        about = cast(About, one.about)
        keys = {
            to: Key(one.case, about, one.deadline or None, one.ends, one.step, one.number, to) for to in step.to
        }
        return [DueReminder(key_of(key), one, step, place, to, over_at) for to, key in keys.items()]

    def rules_now(self, case_type: str) -> Rules:
        """The rules as known last. Raises LookupError, and Problem as ``Law.rules``."""
        return self._rules(case_type, len(self._positions))

    def rules_then(self, one: Due) -> Rules:
        """The rules as known when a step came due. Raises as ``rules_now``."""
        return self._rules(one.case_type, bisect_right(self._recorded, one.at))

    def _rules(self, case_type: str, known: int) -> Rules:
        rules = self._law.rules(case_type, self._positions[known - 1] if known else 0)
        if rules is None:
            raise LookupError("a ladder is reckoned by rules that were known")
        return rules


def came_due(steps: KnownSteps, reader: Reader, since: datetime, until: datetime) -> Iterator[DuePage]:
    """What came due after ``since`` up to ``until``, in order, in constant memory."""
    found = due(reader, since, until, steps.slips)
    while page := list(islice(found, AT_ONCE)):
        unknown: list[Due] = []
        candidates = together = [*steps.candidates(page, unknown)]
        if len(page) == AT_ONCE:
            together = [*candidates, *_later(steps, reader, page, until)]
        yield DuePage(candidates, unknown, together)


def _later(steps: KnownSteps, reader: Reader, page: Sequence[Due], until: datetime) -> Iterator[DueReminder]:
    """What else came due later in the cases of a page. All of it, for each page, would be the square of a great tick."""
    cases, since = sorted({one.case for one in page}), page[0].at - MICROSECOND
    last = [*steps.candidates(last_due_among(reader, cases, since, until, steps.slips))]
    yield from last
    asking = sorted({one.due.case for one in last if one.step.idle is not None})
    if asking:
        yield from steps.candidates(due_among(reader, asking, since, until, steps.slips))
