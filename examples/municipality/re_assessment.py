"""The re-assessment of flexjobs: between JSV and the job centres, round after round, until the benefit ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ...domain.events.case_events import Accepted, Referred, Returned
from ...domain.month import last_day, month_of
from .docket import Assessment, Docket
from .flexjob_plan import COUNTED_ON, GONE_THROUGH, RESTORED_BY
from .meeting import invite
from .office import JSV, LAST, caseworker, working_day, working_day_before
from .payments import Payment, counting, pay, payments, prolonged, reached

# What the action plan of 29 January 2008 changed, and when.
TEN_MONTHS_FROM = month_of(date(2008, 3, 1))
BEFORE, SINCE, DUTY = 11, 10, 12
# In November 2007 no re-assessment was made, so that all 662 cases stood under the duty on 1 December.
NONE_MADE = date(2007, 11, 1)
LEFT_LYING, LATE = 0.6, 0.08


class Round(NamedTuple):
    """One round: sent to the job centre and re-assessed there; done: none if the benefit ended before."""

    sent: date
    done: date | None = None
    in_time: bool = False


class Benefit:
    """The benefit of one case, with its payments and re-assessments; the months of an earlier run count on."""

    def __init__(self, docket: Docket, job_centre: str) -> None:
        self.docket = docket
        self.job_centre = job_centre
        self.months: list[int] = []
        self.assessed = 0  # the month of the last re-assessment

    def run(self, started: date, ended: date | None, registered: date | None = None) -> date | None:
        """Pay and re-assess; gives the day on which the benefit ended, None if it still ran after 2015.

        registered: when the payments made before were registered, if that was later. The day may be later than
        ``ended``: who was overdue on the day of the count was re-assessed before anything else.
        """
        made = payments(self.docket.rng, started, ended or LAST)
        rounds = []
        while (planned := self._next(made, ended)) is not None:
            if ended is not None and planned.done is not None and ended <= planned.done:
                ended = working_day(planned.done, self.docket.rng.randrange(5, 60))
                made = prolonged(made, ended)
            rounds.append(planned)
            if planned.done is None:
                break
            self.assessed = month_of(planned.done)
        self.months += counting(made)
        pay(self.docket, made, registered)
        for planned in rounds:
            self._take_place(planned)
        return ended

    def _next(self, made: Sequence[Payment], ended: date | None) -> Round | None:
        """The next round; none if the benefit ends before the case needs to be sent."""
        rng = self.docket.rng
        months = [*self.months, *counting(made)]
        send_in = reached(months, lambda month: SINCE if month >= TEN_MONTHS_FROM else BEFORE, self.assessed)
        if send_in is None or last_day(send_in) > LAST:
            return None
        sent = working_day_before(last_day(send_in), rng.randrange(8, 24))
        due_in = reached(months, lambda _: DUTY, self.assessed)
        if due_in is None:
            return Round(sent) if ended is None or working_day(sent, 14) < ended else None
        due = working_day(last_day(due_in))
        done = _done_on(self.docket, due)
        if done > due:
            sent = working_day_before(done, rng.randrange(28, 60))
        sent = min(sent, working_day_before(done, 21))
        was_overdue = due < COUNTED_ON < done
        if done > LAST or (ended is not None and ended <= done and not (was_overdue and ended > COUNTED_ON)):
            return Round(sent) if ended is None or working_day(sent, 14) < ended else None
        return Round(sent, done, done <= due)

    def _take_place(self, planned: Round) -> None:
        docket, rng = self.docket, self.docket.rng
        self._transfer(planned.sent)
        if planned.done is None:
            return
        if rng.random() < 0.8:
            invite(docket, planned.sent, planned.done)
        docket.act("re-assessed", planned.done, note="fortsat berettiget")
        docket.assessments.append(Assessment(planned.done, planned.in_time))
        docket.put(Returned, planned.done, to_unit=JSV, responsible=caseworker(JSV, rng), reason="revurderet")

    def _transfer(self, sent: date) -> None:
        docket, rng = self.docket, self.docket.rng
        responsible = caseworker(self.job_centre, rng)
        docket.put(Referred, sent, to_unit=self.job_centre)
        if rng.random() < 0.08:
            docket.put(Returned, working_day(sent, 3), to_unit=JSV, reason="indstillingsskema mangler")
            docket.put(Referred, working_day(sent, 5), to_unit=self.job_centre)
            docket.put(Accepted, working_day(sent, 8), responsible=responsible)
        else:
            docket.put(Accepted, working_day(sent, rng.randrange(1, 8)), responsible=responsible)


def _done_on(docket: Docket, due: date) -> date:
    """When the re-assessment due on a day was made.

    Until the cases were gone through, more than half were left lying; all of those were made good by 1 June 2008,
    and those due in between were made in time, as the action plan demands. How many were left lying is constructed:
    the plan does not say.
    """
    rng = docket.rng
    if due < GONE_THROUGH and rng.random() < LEFT_LYING:
        weeks = rng.triangular(1, 24, 9)
        return min(working_day(GONE_THROUGH, int(7 * weeks)), working_day_before(RESTORED_BY, 1))
    if due >= RESTORED_BY and rng.random() < LATE:
        return working_day(due, rng.randrange(2, 75))
    done = working_day_before(due, rng.randrange(2, 20))
    if month_of(done) == month_of(NONE_MADE):
        return working_day_before(NONE_MADE, rng.randrange(1, 9))
    return done
