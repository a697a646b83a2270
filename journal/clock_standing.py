"""How the clocks stand that times of registration rest on, and what is wrong with them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from ..domain.problem import Problem
from .application import Journal
from .clock import TOLERANCE, ClockRead, HostClock, disagreement, slip_of, slipped


class ClockStanding(NamedTuple):
    """database, host: what each clock shows; None: the machine's was not handed in. recorded: the journal's last time.
    acknowledged_until: as of when everything is recorded that is written in the last slip that was acknowledged."""

    database: datetime
    host: datetime | None
    recorded: datetime | None
    slip: timedelta
    acknowledged_until: datetime | None
    problems: tuple[Problem, ...]


def clock_standing(journal: Journal, host: HostClock | None) -> ClockStanding:
    """Looks at both clocks and the journal's head. Nothing is wrong with a slip that was acknowledged."""
    before = host.now() if host is not None else None
    database = journal.clock()
    after = host.now() if host is not None else None
    recorded = journal.head().recorded
    slip = slip_of(recorded, database)
    acknowledged = [one.until for one in journal.slips_acknowledged()]
    problems = []
    if host is not None and before is not None and after is not None:
        off = disagreement(ClockRead(database, before, after), host.tolerance)
        problems += [off] if off is not None else []
    goes_on = bool(acknowledged) and recorded is not None and acknowledged[-1] >= recorded
    if recorded is not None and slip > TOLERANCE and not goes_on:
        problems.append(slipped(recorded, database))
    return ClockStanding(
        database, after, recorded, slip, acknowledged[-1] if acknowledged else None, tuple(problems)
    )
