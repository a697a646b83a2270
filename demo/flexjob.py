"""Flexjob cases: visitation, the benefit, and its re-assessment between JSV and the job centres."""

from __future__ import annotations

from datetime import date

from ..domain.events import (
    Accepted,
    ApplicationReceived,
    Closed,
    Decided,
    GuidanceGiven,
    InformationReceived,
    InformationRequested,
    MeetingHeld,
    Referred,
    Reopened,
    Returned,
    TermExtended,
)
from ..domain.term import add_months
from .docket import Docket
from .flexjob_plan import FlexjobPlan
from .office import JOB_CENTRES, JSV, LAST, caseworker, working_day, working_day_before

# What the action plan of 29 January 2008 changed, and when.
TEN_MONTHS_FROM = date(2008, 3, 1)
GONE_THROUGH = date(2007, 12, 3)
RESTORED_BY = date(2008, 6, 1)
WHY_ENDED = ("ansat i fleksjob", "ansat i fleksjob", "førtidspension", "flyttet")


def flexjob(case: str, plan: FlexjobPlan) -> Docket:
    """The life of one case."""
    docket = Docket(case, "fleksjob")
    job_centre = docket.rng.choice(JOB_CENTRES)
    opening = docket.put(
        ApplicationReceived,
        plan.applied,
        whole_day=docket.rng.random() < 0.7,
        unit=job_centre,
        responsible=caseworker(job_centre, docket.rng),
        attributes={"channel": "digital" if plan.applied.year >= 2012 else "letter"},
    )
    if plan.decided is None:
        docket.put(Closed, working_day(plan.applied, docket.rng.randrange(10, 90)), reason="trukket tilbage")
        return docket
    _guide(docket, plan.applied)
    decided = _until_decided(docket, plan.applied, plan.decided)
    docket.put(Decided, decided, outcome="granted" if plan.granted else "refused")
    if docket.rng.random() < 0.02:
        right = working_day_before(plan.applied, docket.rng.randrange(3, 12))
        day = working_day(decided, docket.rng.randrange(2, 12))
        docket.correct(opening, day, {"occurred": right.isoformat()}, "modtaget i en anden enhed først")
    if plan.granted and plan.benefit is not None:
        _receive_benefit(docket, plan, decided, plan.benefit, job_centre)
    else:
        reason = "ansat i fleksjob" if plan.granted else "afslag"
        docket.put(Closed, working_day(decided, docket.rng.randrange(12, 40)), reason=reason)
    return docket


# -- visitation ------------------------------------------------------------------------------------


def _guide(docket: Docket, applied: date) -> None:
    """In some cases no guidance is in the record; fewer since the ways of working changed in 2011."""
    rng = docket.rng
    if rng.random() < (0.08 if applied.year <= 2010 else 0.02):
        return
    days = rng.randrange(30, 48) if rng.random() < 0.08 else rng.randrange(2, 26)
    docket.put(GuidanceGiven, working_day(applied, days))


def _until_decided(docket: Docket, applied: date, planned: date) -> date:
    """What happens before the decision; gives its day."""
    rng = docket.rng
    room = (planned - applied).days
    if rng.random() < 0.3 and room > 100:
        asked = working_day(applied, rng.randrange(48, 60))
        docket.put(InformationRequested, asked, until=working_day(asked, 60) if rng.random() < 0.4 else None)
        docket.put(InformationReceived, working_day(asked, rng.randrange(12, 28)))
    if rng.random() < 0.02 and room > 110:
        wrong = docket.put(Decided, working_day(applied, 92), after_days=1, outcome="granted")
        docket.annul(wrong, working_day(applied, 103), "registreret på en forkert sag")
    if room > 190 and rng.random() < 0.3:
        docket.put(
            TermExtended,
            working_day(applied, rng.randrange(165, 176)),
            deadline="decision",
            days=rng.choice((30, 60)),
            reason="afventer speciallægeerklæring" if rng.random() < 0.95 else None,
        )
    return planned


# -- the benefit and its re-assessment -------------------------------------------------------------


def _receive_benefit(docket: Docket, plan: FlexjobPlan, decided: date, benefit: date, job_centre: str) -> None:
    rng = docket.rng
    docket.put(Referred, decided, to_unit=JSV)
    docket.put(Accepted, working_day(decided, rng.randrange(3, 9)), responsible=caseworker(JSV, rng))
    started = _start_benefit(docket, plan, benefit)
    closed = _until_closed(docket, started, plan.ended, job_centre)
    if closed is not None and closed > RESTORED_BY and rng.random() < 0.04:
        # The job was lost again: the case is reopened, and the benefit starts anew.
        reopened = working_day(closed, rng.randrange(30, 200))
        docket.put(Reopened, reopened, reason="fleksjob ophørt")
        started = working_day(reopened, 5)
        docket.act("benefit-started", started, attributes={"benefit": "receiving"})
        _until_closed(docket, started, working_day(started, rng.randrange(60, 500)), job_centre)


def _until_closed(docket: Docket, started: date, ended: date | None, job_centre: str) -> date | None:
    """Re-assessment upon re-assessment until the benefit ends; gives the day of closing, none if it never does."""
    rng = docket.rng
    assessed: date | None = started
    while assessed is not None and assessed <= LAST:
        assessed = _re_assess(docket, assessed, ended, job_centre)
    if ended is None:
        return None
    docket.act("benefit-ended", ended, attributes={"benefit": "ended"})
    closed = working_day(ended, rng.randrange(5, 40))
    docket.put(Closed, closed, reason=rng.choice(WHY_ENDED))
    return closed


def _start_benefit(docket: Docket, plan: FlexjobPlan, benefit: date) -> date:
    """The benefit starts, and is registered: at once, or only when the cases were gone through."""
    rng = docket.rng
    receiving = {"benefit": "receiving"}
    if plan.wrongly_from is not None:
        wrong = docket.act("benefit-started", plan.wrongly_from, after_days=0, attributes=receiving)
        put_right = max(working_day(GONE_THROUGH, rng.randrange(4, 16)), benefit)
        docket.correct(wrong, put_right, {"occurred": benefit.isoformat()}, "første udbetaling var senere")
        return benefit
    after_days = 0
    if plan.found:
        after_days = (working_day(GONE_THROUGH, rng.randrange(7, 18)) - benefit).days
    docket.act("benefit-started", benefit, after_days=after_days, attributes=receiving)
    return benefit


def _re_assess(docket: Docket, started: date, ended: date | None, job_centre: str) -> date | None:
    """One round: to the job centre, re-assessed, back to JSV. Gives its day; none if the benefit ended before."""
    rng = docket.rng
    due = working_day(add_months(started, 12))
    done = _re_assessed_on(docket, due)
    months = 11 if started < TEN_MONTHS_FROM else 10
    sent = working_day_before(add_months(started, months), rng.randrange(4, 20))
    if done > due:
        sent = working_day_before(done, rng.randrange(28, 60))
    sent = min(sent, working_day_before(done, 21))
    if ended is not None and ended <= done:
        if working_day(sent, 14) < ended:
            _transfer(docket, sent, job_centre)
        return None
    _transfer(docket, sent, job_centre)
    if rng.random() < 0.8:
        docket.put(MeetingHeld, working_day_before(done, 3), attended=rng.random() < 0.88)
    docket.act("re-assessed", done, note="fortsat berettiget")
    docket.put(Returned, done, to_unit=JSV, responsible=caseworker(JSV, rng), reason="revurderet")
    return done


def _transfer(docket: Docket, sent: date, job_centre: str) -> None:
    rng = docket.rng
    docket.put(Referred, sent, to_unit=job_centre)
    if rng.random() < 0.08:
        docket.put(Returned, working_day(sent, 3), to_unit=JSV, reason="indstillingsskema mangler")
        docket.put(Referred, working_day(sent, 5), to_unit=job_centre)
        docket.put(Accepted, working_day(sent, 8), responsible=caseworker(job_centre, rng))
    else:
        docket.put(Accepted, working_day(sent, rng.randrange(1, 8)), responsible=caseworker(job_centre, rng))


def _re_assessed_on(docket: Docket, due: date) -> date:
    """When the re-assessment due on a day was made.

    Until the cases were gone through, more than half were left lying; all of those were made good by 1 June 2008,
    and those due in between were made in time, as the action plan demands.
    """
    rng = docket.rng
    if due < GONE_THROUGH and rng.random() < 0.6:
        weeks = rng.triangular(1, 24, 9)
        return min(working_day(GONE_THROUGH, int(7 * weeks)), working_day_before(RESTORED_BY, 1))
    if due >= RESTORED_BY and rng.random() < 0.08:
        return working_day(due, rng.randrange(2, 75))
    return working_day_before(due, rng.randrange(2, 20))
