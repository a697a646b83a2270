"""The action plans: of October 2007 after the ombudsman's report for 2006, and of 29 January 2008 on re-assessments.

The items are those of the documents, as are the due days where the plan gives one. Where it gives none the day is
constructed, and the item's note says so; so is everything that became of the items, save that the overdue cases were
to be made good by 1 June 2008. Owners are offices and roles; nobody is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import msgspec

from .docket import Docket
from .office import working_day, working_day_before

PLAN_2007, PLAN_2008 = "Handlingsplan 2007", "Handleplan på revurdering af fleksjob"
ADMINISTRATION = "Direktionen"
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


_ITEMS = msgspec.toml.decode(
    (Path(__file__).parent / "data" / "action-plans.toml").read_bytes(), type=dict[str, tuple[Item, ...]]
)
ITEMS_2007, ITEMS_2008 = _ITEMS["2007"], _ITEMS["2008"]


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
