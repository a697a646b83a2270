"""What an instance of a deadline looks like to whoever asks for it."""

from __future__ import annotations

from ..facts import DeadlinePeriod
from .clock import Clock
from .office_facts import Holder


def shown(clock: Clock, held: Holder) -> DeadlinePeriod:
    """The instance as it is now. held: who holds the case."""
    stopped = clock.state == "suspended"
    return DeadlinePeriod(
        clock.rule.id,
        clock.cycle,
        clock.state,
        None if stopped else clock.due_on,
        None if stopped else clock.due_at,
        None if stopped else clock.unrolled_on,
        None if stopped else clock.overdue_from,
        clock.breached_at,
        clock.passed_on,
        clock.left,
        clock.rule.effect,
        "party" if clock.rule.of_the_party else "office",
        held.case_type,
        held.unit,
        held.responsible,
        clock.anchor.position,
    )
