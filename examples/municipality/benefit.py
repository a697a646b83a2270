"""Applications for a benefit: ledighedsydelse, and cash assistance in the last year. Decided, then paid."""

from __future__ import annotations

from datetime import date

from ...domain.events.case_events import (
    ApplicationReceived,
    Closed,
    Decided,
    InformationReceived,
    InformationRequested,
    Referred,
    Reopened,
    Returned,
    TermExtended,
)
from ...domain.events.office_events import BenefitPaid
from ...domain.month import month_name, month_of
from .docket import Docket
from .office import BENEFIT_CENTRE, SOCIAL, caseworker, instructed, working_day

LATE = {2006: 0.14, 2007: 0.17, 2008: 0.15}
LATE_SINCE = 0.08


def benefit(case: str, case_type: str, applied: date) -> Docket:
    """The life of one application."""
    docket = Docket(case, case_type)
    rng = docket.rng
    opening = docket.put(
        ApplicationReceived,
        applied,
        whole_day=rng.random() < 0.5,
        unit=BENEFIT_CENTRE,
        responsible=caseworker(BENEFIT_CENTRE, rng),
        attributes={"channel": _channel(rng.random(), applied)},
    )
    if rng.random() < 0.04:
        withdrawn = working_day(applied, rng.randrange(2, 12))
        docket.act("application-withdrawn", withdrawn)
        docket.put(Closed, withdrawn, reason="ansøgning trukket tilbage")
        return docket
    decided = _until_decided(docket, applied)
    if rng.random() < 0.006:
        docket.put(Closed, decided, reason="afslag")  # and nobody noted the decision
        return docket
    closed = _pay_and_close(docket, decided, granted=rng.random() < 0.85)
    if rng.random() < 0.02:
        reopened = working_day(closed, rng.randrange(15, 90))
        docket.put(Reopened, reopened, reason="nye oplysninger")
        closed = _pay_and_close(docket, working_day(reopened, rng.randrange(4, 18)), granted=True)
    if rng.random() < 0.012:
        right = working_day(applied, -rng.randrange(3, 9))
        docket.correct(
            opening, working_day(closed, rng.randrange(5, 40)), {"occurred": right.isoformat()}, "datostempel"
        )
    return docket


def _channel(drawn: float, applied: date) -> str:
    """Letters in the beginning; digital self-service takes over."""
    digital = min(0.9, max(0.02, (applied.year - 2008) * 0.13))
    return "digital" if drawn < digital else "letter"


def _until_decided(docket: Docket, applied: date) -> date:
    """The handling up to the day of the decision."""
    rng = docket.rng
    late = rng.random() < LATE.get(applied.year, LATE_SINCE)
    needed = rng.randrange(16, 40) if late else rng.randrange(4, 14)
    if late and rng.random() < 0.1:
        # It went to the social administration first, and came back.
        docket.put(Referred, working_day(applied, 1), to_unit=SOCIAL)
        docket.put(
            Returned,
            working_day(applied, rng.randrange(5, 12)),
            to_unit=BENEFIT_CENTRE,
            reason="hører under Beskæftigelses- og Integrationsforvaltningen",
        )
        return working_day(applied, needed)
    if rng.random() < 0.25:
        asked = working_day(applied, rng.randrange(1, 4))
        answered = working_day(asked, rng.randrange(4, 26))
        docket.put(InformationRequested, asked)
        docket.put(InformationReceived, answered)
        return working_day(answered, max(1, needed - 3))
    if late and rng.random() < 0.35:
        docket.put(
            TermExtended,
            working_day(applied, rng.randrange(8, 12)),
            deadline="decision",
            days=rng.choice((7, 14)),
            reason="afventer oplysning fra arbejdsgiver",
        )
    return working_day(applied, needed)


def _pay_and_close(docket: Docket, decided: date, granted: bool) -> date:
    rng = docket.rng
    outcome = "granted" if granted else "refused"
    if granted and rng.random() < 0.01:
        wrong = _pay(docket, decided, after_days=0)
        docket.annul(wrong, decided, "registreret på en forkert sag")
    docket.put(Decided, decided, outcome=outcome, attributes=instructed(rng, decided))
    if not granted:
        docket.put(Closed, decided, reason="afslag")
        return decided
    paid = working_day(decided, rng.randrange(9, 20) if rng.random() < 0.05 else rng.randrange(1, 6))
    _pay(docket, paid)
    closed = working_day(paid, rng.randrange(0, 6))
    docket.put(Closed, closed, reason="udbetalt")
    return closed


def _pay(docket: Docket, paid: date, after_days: int | None = None) -> str:
    return docket.put(BenefitPaid, paid, after_days=after_days, month=month_name(month_of(paid)))
