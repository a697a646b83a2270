"""The action plans: of October 2007 after the ombudsman's report for 2006, and of 29 January 2008 on re-assessments.

The items are those of the documents, as are the due days where the plan gives one. Where it gives none the day is
constructed, and the item's note says so; so is everything that became of the items, save that the overdue cases were
to be made good by 1 June 2008. Owners are offices and roles; nobody is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from .docket import Docket
from .office import JSV, QUALITY, working_day, working_day_before

PLAN_2007, PLAN_2008 = "Handlingsplan 2007", "Handleplan på revurdering af fleksjob"
ADMINISTRATION, IMPLEMENTATION, TEAM = "Direktionen", "Kontoret for Implementering og Drift", "teamcheferne"
SUBMITTED_BY = date(2007, 11, 1)


class Item(NamedTuple):
    """An item of a plan. due_given: whether the plan itself gives the day. took: days before (-) or after the due day."""

    item: str
    title: str
    unit: str
    owner: str
    due: date
    due_given: bool
    took: int
    evidence: str


ITEMS_2007 = (
    Item(
        "1",
        "Kvalitetssikring via ledelsestilsyn",
        QUALITY,
        "kontrolchefen",
        date(2008, 4, 1),
        False,
        -5,
        "tilsynsplan",
    ),
    Item(
        "2", "Årlig sagstidsmåling", QUALITY, "kontrolchefen", date(2008, 3, 1), False, 12, "sagstidsmåling 2007"
    ),
    Item(
        "3",
        "Kompetenceudvikling",
        ADMINISTRATION,
        "uddannelseslederen",
        date(2008, 6, 30),
        False,
        -14,
        "kursusplan",
    ),
    Item(
        "4",
        "Analyse af en tværgående funktion sammen med Socialforvaltningen",
        ADMINISTRATION,
        "sekretariatschefen",
        date(2008, 3, 31),
        False,
        45,
        "analyserapport",
    ),
    Item(
        "5",
        "Vejviserfunktion i call-centret",
        "Call-center",
        "call-centerchefen",
        date(2008, 2, 29),
        False,
        -10,
        "vejviser",
    ),
    Item(
        "6",
        "Fælles portal på intranettet",
        ADMINISTRATION,
        "sekretariatschefen",
        date(2007, 12, 31),
        False,
        -20,
        "portalen",
    ),
    Item(
        "7",
        "SMS og e-mail, f.eks. erindring om aftalt møde",
        ADMINISTRATION,
        "sekretariatschefen",
        date(2008, 9, 1),
        False,
        60,
        "pilotprojekt",
    ),
    Item(
        "8",
        "Indskærpelse af krav til god sagsbehandling",
        ADMINISTRATION,
        "direktionen",
        date(2007, 12, 15),
        False,
        -8,
        "brev til enhederne",
    ),
    Item(
        "9",
        "Bedre information til borgerne",
        ADMINISTRATION,
        "kommunikationschefen",
        date(2008, 12, 31),
        False,
        -3,
        "brevskabeloner",
    ),
)
ITEMS_2008 = (
    Item(
        "1.1",
        "Fremrykning fra 11 til 10 måneder",
        JSV,
        "teamchefen",
        date(2008, 3, 1),
        True,
        -4,
        "ny forretningsgang",
    ),
    Item(
        "1.2",
        "Bedre IT-understøttelse",
        IMPLEMENTATION,
        "kontorchefen",
        date(2008, 9, 30),
        False,
        34,
        "systemet i drift",
    ),
    Item(
        "1.3",
        "Genopretning af verserende sager",
        IMPLEMENTATION,
        TEAM,
        date(2008, 6, 1),
        True,
        -2,
        "opgørelse pr. 1. juni",
    ),
    Item(
        "2.1",
        "Undervisning i revurderingsreglerne",
        IMPLEMENTATION,
        "kontorchefen",
        date(2008, 3, 15),
        True,
        -3,
        "deltagerlister",
    ),
    Item(
        "2.2", "Netværk for teamchefer", IMPLEMENTATION, "kontorchefen", date(2008, 2, 10), True, -5, "mødereferat"
    ),
    Item(
        "2.3",
        "Netværk for fagspecialister: revurdering som fast punkt",
        IMPLEMENTATION,
        "kontorchefen",
        date(2008, 2, 29),
        False,
        -20,
        "dagsorden",
    ),
    Item(
        "3.1",
        "Månedlig orientering af udvalget",
        ADMINISTRATION,
        "direktionen",
        date(2008, 4, 1),
        True,
        -1,
        "orientering nr. 1",
    ),
    Item(
        "3.2",
        "Implementeringsaftale med de tre jobcentre",
        IMPLEMENTATION,
        "kontorchefen",
        date(2008, 6, 15),
        True,
        9,
        "aftalen",
    ),
    Item("3.3", "Styrket lokalt tilsyn", "Jobcenter 1", TEAM, date(2008, 4, 1), True, 0, "første status"),
    Item(
        "3.4", "Styrket centralt tilsyn", QUALITY, "kontrolchefen", date(2008, 4, 1), True, 0, "første opfølgning"
    ),
)


def plan_cases() -> Iterator[Docket]:
    """The plan of 2007 as a whole, and the items of both."""
    yield _whole_plan()
    for number, items, plan, origin, made in (
        (2007, ITEMS_2007, PLAN_2007, "Borgerrådgiverens beretning 2006", date(2007, 10, 11)),
        (2008, ITEMS_2008, PLAN_2008, "Revisionens gennemgang af regnskabsåret 2006", date(2008, 1, 29)),
    ):
        for item in items:
            yield _item(f"P-{number}-{item.item}", item, plan, origin, made)


def _whole_plan() -> Docket:
    """The plan as the committee saw it on 11 October 2007; it was due at the finance administration on 1 November."""
    docket = Docket("P-2007", "handleplan")
    docket.act(
        "plan-begun",
        date(2007, 10, 11),
        after_days=0,
        unit=ADMINISTRATION,
        responsible="sekretariatschefen",
        attributes={"plan": PLAN_2007, "origin": "Borgerrådgiverens beretning 2006"},
    )
    docket.act("plan-submitted", working_day_before(SUBMITTED_BY, 2), after_days=0, note="dagen er konstrueret")
    return docket


def _item(case: str, item: Item, plan: str, origin: str, made: date) -> Docket:
    docket = Docket(case, "handleplan")
    docket.act(
        "recommendation-made",
        made,
        after_days=0,
        unit=item.unit,
        responsible=item.owner,
        note=None if item.due_given else "fristen er konstrueret: planen giver ingen dag",
        attributes={
            "plan": plan,
            "item": item.item,
            "title": item.title,
            "origin": origin,
            "area": "fleksjob" if plan == PLAN_2008 else "sagsbehandling",
            "due_on": item.due.isoformat(),
        },
    )
    done = working_day_before(item.due, -item.took) if item.took <= 0 else working_day(item.due, item.took)
    done = max(done, working_day(made, 2))
    docket.act("work-begun", min(working_day(made, 1), done), after_days=0)
    docket.act("evidence-added", done, after_days=0, attributes={"evidence": item.evidence})
    docket.act("item-completed", done, after_days=0)
    return docket
