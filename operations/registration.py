"""When rules count as registered: as is said, or before all cases as long as there are none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

from ..domain.problem import Problem
from ..journal.application import Journal
from ..projections.asking.shared_zone import zone_of_journal
from .moments import moment_of
from .operation_help import told

Written = TypeVar("Written")
Recorded = Annotated[
    str | None,
    told(
        "Registreringstid, når en journal fyldes, før den går i drift (ellers før alle sager, så længe der ingen er).",
        "Time of registration, when a journal is filled before it goes live (else before all cases, as long as there "
        "are none).",
    ),
]


def recorded_at(journal: Journal, recorded: str | None) -> datetime | None:
    """The time of registration that is said, in the local time of the journal. Raises BadMoment."""
    return moment_of(recorded, zone_of_journal(journal)) if recorded else None


def registering(
    journal: Journal,
    recorded: str | None,
    write: Callable[[datetime | None], Written],
    zone: ZoneInfo | None = None,
) -> Written:
    """Write rules, registered as is said, in the journal's local time or another's; before all cases as long as there are
    none. Where the journal went live meanwhile, or got its first case, it is asked anew: no time had been said."""
    if recorded:
        return write(moment_of(recorded, zone or zone_of_journal(journal)))
    while True:
        at = journal.before_all_cases()
        try:
            return write(at)
        except Problem as problem:
            if at is None or problem.code not in ("journal-live", "recorded-backwards"):
                raise
