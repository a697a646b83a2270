"""How the scheduler stands."""

from __future__ import annotations

import msgspec

from ..projections.asking.shared_zone import zone_of_journal
from ..projections.upkeep.checkpoint import lag_of
from ..scheduler.monitoring.status import SchedulerHealth
from ..scheduler.node.node import standing
from .parameters import Nothing
from .session import Session


class SchedulerStatus(SchedulerHealth, frozen=True, kw_only=True):
    """How the scheduler stands, and what is wrong with it. zone: the local time of the journal."""

    zone: str


def status(session: Session, asked: Nothing) -> SchedulerStatus:
    """Who leads, how far all is decided and delivered, what comes due next, and what is wrong."""
    del asked
    lag = lag_of(session.journal)  # as it was before anybody asked
    session.bring_up_to_date()
    found = standing(session.journal, lag=lag)
    return SchedulerStatus(**msgspec.structs.asdict(found), zone=zone_of_journal(session.journal).key)
