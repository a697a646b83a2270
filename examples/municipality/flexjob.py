"""Flexjob cases: visitation, the decision, and the benefit until the case is closed."""

from __future__ import annotations

from datetime import date

from ...domain.events.case_events import (
    Accepted,
    ApplicationReceived,
    Closed,
    Decided,
    GuidanceGiven,
    InformationReceived,
    InformationRequested,
    Referred,
    Reopened,
    Returned,
    TermExtended,
    Value,
)
from ...domain.events.office_events import BenefitPaid
from ...domain.month import month_name, month_of
from .docket import Docket
from .flexjob_plan import GONE_THROUGH, RESTORED_BY, FlexjobPlan
from .office import JOB_CENTRES, JSV, SOCIAL, caseworker, instructed, working_day, working_day_before
from .payments import paid_on_of
from .re_assessment import Benefit

WHY_ENDED = ("ansat i fleksjob", "ansat i fleksjob", "førtidspension", "flyttet")
RECEIVING = {"benefit": "receiving"}
# No six months are longer. Of those to whom the decision came later, so many were told in time.
TERM_DAYS, TOLD_OF_DELAY = 184, 0.5


def flexjob(case: str, plan: FlexjobPlan) -> Docket:
    """The life of one case."""
    docket = Docket(case, "fleksjob")
    _live(docket, plan)
    _tell_of_delay(docket, plan)
    return docket


def _live(docket: Docket, plan: FlexjobPlan) -> None:
    job_centre = docket.rng.choice(JOB_CENTRES)
    opening = _apply(docket, plan, job_centre)
    if plan.decided is None:
        ended = working_day(plan.applied, docket.rng.randrange(10, 90))
        docket.act("application-withdrawn", ended)
        docket.put(Closed, ended, reason="trukket tilbage")
        return
    _guide(docket, plan.applied)
    decided = _until_decided(docket, plan.applied, plan.decided, job_centre)
    if plan.forgotten:
        docket.put(Closed, working_day(decided, docket.rng.randrange(12, 40)), reason="afslag")
        return
    docket.put(
        Decided,
        decided,
        outcome="granted" if plan.granted else "refused",
        attributes=instructed(docket.rng, decided),
    )
    if docket.rng.random() < 0.02:
        right = working_day_before(plan.applied, docket.rng.randrange(3, 12))
        day = working_day(decided, docket.rng.randrange(2, 12))
        docket.correct(opening, day, {"occurred": right.isoformat()}, "modtaget i en anden enhed først")
    if plan.granted and plan.benefit is not None:
        _receive_benefit(docket, plan, decided, plan.benefit, job_centre)
    else:
        reason = "ansat i fleksjob" if plan.granted else "afslag"
        docket.put(Closed, working_day(decided, docket.rng.randrange(30, 55)), reason=reason)


def _tell_of_delay(docket: Docket, plan: FlexjobPlan) -> None:
    """Where the term will not be kept and was not extended, the citizen is told before it passes, in every other case."""
    extended = any(isinstance(one.event, TermExtended) for one in docket.happenings)
    if extended or plan.decided is None or (plan.decided - plan.applied).days < TERM_DAYS:
        return
    if docket.rng.random() < TOLD_OF_DELAY:
        docket.act("citizen-informed", working_day(plan.applied, docket.rng.randrange(150, 176)), after_days=0)


# -- visitation ------------------------------------------------------------------------------------


def _apply(docket: Docket, plan: FlexjobPlan, job_centre: str) -> str:
    """The case begins: with the application, or before anybody had noted one. Gives the first event's id."""
    rng = docket.rng
    channel: dict[str, Value] = {"channel": "digital" if plan.applied.year >= 2012 else "letter"}
    belongs: dict[str, Value] = {"job_centre": job_centre}
    responsible = caseworker(job_centre, rng)
    if not plan.begun:
        return docket.put(
            ApplicationReceived,
            plan.applied,
            whole_day=rng.random() < 0.7,
            unit=job_centre,
            responsible=responsible,
            attributes=channel | belongs,
        )
    begun = docket.act("case-begun", plan.applied, unit=job_centre, responsible=responsible, attributes=belongs)
    if rng.random() < 0.5:
        noted = working_day(plan.applied, rng.randrange(1, 20))
        docket.put(ApplicationReceived, noted, whole_day=True, attributes=channel)
    return begun


def _guide(docket: Docket, applied: date) -> None:
    """In some cases no guidance is in the record; fewer since the ways of working changed in 2011."""
    rng = docket.rng
    if rng.random() < (0.08 if applied.year <= 2010 else 0.02):
        return
    days = rng.randrange(30, 48) if rng.random() < 0.08 else rng.randrange(2, 26)
    docket.put(GuidanceGiven, working_day(applied, days))


def _until_decided(docket: Docket, applied: date, planned: date, job_centre: str) -> date:
    """What happens before the decision; gives its day."""
    rng = docket.rng
    room = (planned - applied).days
    if rng.random() < 0.3 and room > 100:
        asked = working_day(applied, rng.randrange(48, 60))
        docket.put(InformationRequested, asked, until=working_day(asked, 60) if rng.random() < 0.4 else None)
        docket.put(InformationReceived, working_day(asked, rng.randrange(12, 28)))
    if rng.random() < 0.06 and room > 110:
        _consult(docket, working_day(applied, rng.randrange(10, 40)), job_centre)
    if rng.random() < 0.02 and room > 110:
        wrong = docket.put(Decided, working_day(applied, 92), after_days=1, outcome="granted")
        docket.annul(wrong, working_day(applied, 103), "registreret på en forkert sag")
    if room > 190 and rng.random() < 0.3:
        _extend(docket, working_day(applied, rng.randrange(165, 176)))
    return planned


def _consult(docket: Docket, sent: date, job_centre: str) -> None:
    """The case goes to the social administration, which looks at it or says that it is not theirs."""
    rng = docket.rng
    docket.put(Referred, sent, to_unit=SOCIAL)
    if rng.random() < 0.3:
        reason = "hører under Beskæftigelses- og Integrationsforvaltningen"
        docket.put(Returned, working_day(sent, rng.randrange(4, 15)), to_unit=job_centre, reason=reason)
        return
    taken = working_day(sent, rng.randrange(3, 11))
    back = working_day(taken, rng.randrange(14, 40))
    docket.put(Accepted, taken, responsible=caseworker(SOCIAL, rng))
    docket.put(Referred, back, to_unit=job_centre)
    docket.put(Accepted, working_day(back, rng.randrange(2, 8)), responsible=caseworker(job_centre, rng))


def _extend(docket: Docket, day: date) -> None:
    """The term is extended, and the citizen is told, mostly."""
    rng = docket.rng
    docket.put(
        TermExtended,
        day,
        deadline="decision",
        days=rng.choice((30, 60)),
        reason="afventer speciallægeerklæring" if rng.random() < 0.95 else None,
    )
    if rng.random() < 0.8:
        docket.act("citizen-informed", working_day(day, rng.randrange(1, 12)))


# -- the benefit -----------------------------------------------------------------------------------


def _receive_benefit(docket: Docket, plan: FlexjobPlan, decided: date, started: date, job_centre: str) -> None:
    rng = docket.rng
    docket.put(Referred, decided, to_unit=JSV)
    docket.put(Accepted, working_day(decided, rng.randrange(3, 9)), responsible=caseworker(JSV, rng))
    registered = _start_benefit(docket, plan, started)
    benefit = Benefit(docket, job_centre)
    closed = _end_benefit(docket, benefit.run(started, plan.ended, registered))
    if closed is not None and closed > RESTORED_BY and rng.random() < 0.04:
        # The job was lost again: the case is reopened, and the benefit starts anew.
        reopened = working_day(closed, rng.randrange(30, 200))
        docket.put(Reopened, reopened, reason="fleksjob ophørt")
        started = working_day(reopened, 5)
        docket.act("benefit-started", started, after_days=0, attributes=RECEIVING)
        _end_benefit(docket, benefit.run(started, working_day(started, rng.randrange(60, 500))))


def _end_benefit(docket: Docket, ended: date | None) -> date | None:
    """The benefit ends and the case is closed; gives the day, none if the benefit never ended."""
    if ended is None:
        return None
    docket.act("benefit-ended", ended, attributes={"benefit": "ended"})
    closed = working_day(ended, docket.rng.randrange(5, 40))
    docket.put(Closed, closed, reason=docket.rng.choice(WHY_ENDED))
    return closed


def _start_benefit(docket: Docket, plan: FlexjobPlan, started: date) -> date | None:
    """The benefit starts, and is registered: at once, or only when the cases were gone through (then: that day)."""
    rng = docket.rng
    if plan.wrongly_from is not None:
        put_right = max(working_day(GONE_THROUGH, rng.randrange(4, 16)), started)
        wrong = docket.act("benefit-started", plan.wrongly_from, after_days=0, attributes=RECEIVING)
        docket.correct(wrong, put_right, {"occurred": started.isoformat()}, "første udbetaling var senere")
        _paid_elsewhere(docket, plan.wrongly_from, put_right)
        return None
    registered = working_day(GONE_THROUGH, rng.randrange(7, 18)) if plan.found else None
    after_days = 0 if registered is None else (registered - started).days
    docket.act("benefit-started", started, after_days=after_days, attributes=RECEIVING)
    return registered


def _paid_elsewhere(docket: Docket, wrongly_from: date, put_right: date) -> None:
    """The first payment stood on this case and belonged to another."""
    month = month_of(wrongly_from)
    wrong = docket.put(BenefitPaid, paid_on_of(month), after_days=0, month=month_name(month))
    docket.annul(wrong, put_right, "udbetalt på en anden sag")
