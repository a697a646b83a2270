"""The case F-2007-0001, made by hand: one deadline with everything that can happen to a deadline.

The application is registered as received on 9 January 2007. Six months, a stop of 70 days while information is
awaited, and an extension by 104 days bring the term to 30 December 2007, a Sunday; New Year's Eve and New Year's
Day follow, so it may be met until 2 January 2008. The decision of 28 December is in time, as far as anyone knows.

On 15 January 2008 the record is put right: the letter had been lying in another unit since 3 January 2007. Counted
from there the same steps give 24 December 2007, and Christmas brings it to 27 December. The decision was a day late.
"""

from __future__ import annotations

from datetime import date

from ...domain.events.case_events import (
    Accepted,
    ApplicationReceived,
    Closed,
    Decided,
    DecisionNotified,
    GuidanceGiven,
    InformationReceived,
    InformationRequested,
    MeetingHeld,
    Referred,
    Returned,
    TermExtended,
)
from ...domain.events.office_events import BenefitPaid, MeetingAgreed, MeetingReminded
from ...domain.month import month_name, month_of
from .docket import Docket
from .office import JSV, instant
from .payments import paid_on_of

CASE = "F-2007-0001"
FIRST_SAID, RECEIVED = date(2007, 1, 9), date(2007, 1, 3)
PUT_RIGHT = date(2008, 1, 15)
ENDED = date(2009, 9, 1)


def explained() -> Docket:
    """The life of the case."""
    docket = Docket(CASE, "fleksjob")
    opening = docket.put(
        ApplicationReceived,
        FIRST_SAID,
        after_days=0,
        whole_day=True,
        unit="Jobcenter 2",
        responsible="sagsbehandler 11",
        attributes={"channel": "letter", "job_centre": "Jobcenter 2"},
    )
    docket.put(GuidanceGiven, date(2007, 1, 25), after_days=21)
    docket.put(InformationRequested, date(2007, 3, 12), after_days=0)
    docket.put(InformationReceived, date(2007, 5, 21), after_days=0)
    docket.put(
        TermExtended,
        date(2007, 8, 20),
        after_days=0,
        deadline="decision",
        days=104,
        reason="afventer speciallægeerklæring",
    )
    docket.put(
        Decided,
        date(2007, 12, 28),
        after_days=0,
        outcome="granted",
        attributes={"complaint_instructions": True},
    )
    docket.correct(
        opening, PUT_RIGHT, {"occurred": RECEIVED.isoformat()}, "lå i en anden enhed siden 3. januar 2007"
    )
    docket.put(DecisionNotified, date(2007, 12, 28), after_days=0, whole_day=True, sent_by="letter")
    docket.put(Referred, date(2008, 1, 16), after_days=0, to_unit=JSV)
    docket.put(Accepted, date(2008, 1, 21), after_days=0, responsible="sagsbehandler 24")
    docket.act("benefit-started", date(2008, 2, 1), after_days=0, attributes={"benefit": "receiving"})
    for month in range(month_of(date(2008, 2, 1)), month_of(ENDED) + 1):
        paid_on = min(paid_on_of(month), ENDED)
        docket.put(BenefitPaid, paid_on, after_days=0, month=month_name(month), part=paid_on == ENDED)
    docket.put(Referred, date(2008, 11, 17), after_days=0, to_unit="Jobcenter 2")
    docket.put(Accepted, date(2008, 11, 24), after_days=0, responsible="sagsbehandler 11")
    docket.put(MeetingAgreed, date(2009, 1, 6), after_days=0, takes_place=instant(date(2009, 1, 20), 10))
    docket.put(MeetingReminded, date(2009, 1, 19), after_days=0, channel="sms")
    docket.put(MeetingHeld, date(2009, 1, 20), after_days=0, at=(10, 0), attended=True)
    docket.act("re-assessed", date(2009, 1, 26), after_days=0, note="fortsat berettiget")
    docket.put(
        Returned, date(2009, 1, 26), after_days=0, to_unit=JSV, reason="revurderet", responsible="sagsbehandler 24"
    )
    docket.act("benefit-ended", ENDED, after_days=0, attributes={"benefit": "ended"})
    docket.put(Closed, date(2009, 9, 14), after_days=0, reason="ansat i fleksjob")
    return docket
