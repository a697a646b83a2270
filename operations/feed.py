"""Open deadlines of a unit or a person with the days they end on, whole, as a calendar shows them."""

from __future__ import annotations

from typing import Annotated

from ..projections.asking.shared_zone import Among
from ..projections.queue.deadline_feed import Feed, Whose, deadline_feed
from . import problems
from .operation_help import told
from .parameters import Asked, CaseType, Responsible, Unit
from .session import Session


class FeedAsked(Asked, frozen=True, kw_only=True):
    """Whose deadlines: a unit's or a responsible person's."""

    unit: Annotated[
        Unit,
        told("Enhedens frister; den eller en ansvarlig skal siges.", "The unit's; it or a person must be said."),
    ] = None
    responsible: Annotated[Responsible, told("Den ansvarliges frister.", "The responsible person's.")] = None
    type: CaseType = None


def feed(session: Session, asked: FeedAsked) -> Feed:
    """All open deadlines with an end. Raises Problem ``whose-feed``, ``unknown-unit``, ``unknown-responsible``."""
    if asked.unit is None and asked.responsible is None:
        raise problems.whose_deadlines()
    among = Among(unit=asked.unit, responsible=asked.responsible)
    moment = session.moment(asked, case_type=asked.type, among=among)
    whose = Whose(asked.unit, asked.responsible, asked.type)
    return session.put(moment, lambda reader: deadline_feed(reader, whose))
