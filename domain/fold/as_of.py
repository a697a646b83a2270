"""A case as of an instant: what had happened by then, and how its deadlines stood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from ..events.case_events import Annulled, Corrected
from ..events.corrections import hold
from ..events.history import Recorded
from .clock import Clock
from .ending import MICROSECOND
from .law import Rules
from .order import arrange


def happened_by(history: Sequence[Recorded], rules: Rules, as_of: datetime) -> list[Recorded]:
    """Without what happens later, and what corrects that; an annulled event stays for its annulment to speak of."""
    later = {
        (recorded.event.source, recorded.event.id)
        for recorded in arrange(hold(history, rules.local)[0], rules)
        if recorded.event.occurred > as_of and not isinstance(recorded.event, Annulled | Corrected)
    }
    return [recorded for recorded in history if not {_identity(recorded), _target(recorded)} & later]


def _identity(recorded: Recorded) -> tuple[str, str]:
    return recorded.event.source, recorded.event.id


def _target(recorded: Recorded) -> tuple[str, str] | None:
    """The event that a correction or annulment speaks of."""
    match recorded.event:
        case Annulled(annuls=id_, annuls_source=source) | Corrected(corrects=id_, corrects_source=source):
            return source or recorded.event.source, id_
    return None


def due_of(clock: Clock, as_of: datetime) -> date | datetime | None:
    """When it ends. Of a count: when it would if every month were paid, as long as that day has not gone by."""
    if clock.state == "suspended":
        return None
    if clock.state == "counting" and clock.due_on is not None and clock.due_on < clock.rules.local_day(as_of):
        return None
    return clock.due_on or clock.due_at


def passed_on(clock: Clock, as_of: datetime) -> date | None:
    """The day in whose period a breach counts (docs/deadlines.md, rule 16); none where there is none."""
    if clock.passed_on is None and clock.is_past(as_of) and clock.overdue_from is not None:
        return clock.due_on or clock.rules.local_day(clock.overdue_from - MICROSECOND)
    return clock.passed_on


def breached_at(clock: Clock, as_of: datetime) -> datetime | None:
    """When it first passed its end without being met (UTC); none where it has not."""
    return clock.breached_at or (clock.overdue_from if clock.is_past(as_of) else None)
