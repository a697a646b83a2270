"""One step of a ladder of reminders, as a case type says it (docs/reminders.md).

WARNING: the field names are the storage format, as those of ``casetype``.
"""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from ..text import Text

DistanceUnit = Literal["hours", "days", "weeks", "working_days"]
StepRoll = Literal["none", "previous-working-day", "next-working-day"]
Recipient = Literal["responsible", "unit", "team-leader", "citizen"]
RECIPIENTS: tuple[Recipient, ...] = get_args(Recipient)


class Distance(msgspec.Struct, frozen=True):
    """So far from the day on which the deadline ends; in hours: from the instant at which it does."""

    count: int
    unit: DistanceUnit


class ReminderStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a ladder.

    Exactly one of
      before: so long before the end (0 days: on the day itself);
      after: so long after it.
    every, times: an ``after`` step comes again so often, ``times`` in all.
    at: local time of day, 08:00; a step in hours has none. roll: what a non-working day does to it.
    quiet: local times between which nothing is sent; a step that falls there waits until they are over.
    to: who gets it. channel: by which of the operator's channels.
    idle: days; only when nothing happened in the case for so long (escalation).
    subject, text: with names in braces (``wording``); none: the usual words. tells: the personal attributes that the
    text may carry.
    """

    id: str
    before: Distance | None = None
    after: Distance | None = None
    every: Distance | None = None
    times: int = 1
    at: str = "08:00"
    roll: StepRoll = "none"
    quiet: tuple[str, str] | None = None
    to: tuple[Recipient, ...]
    channel: str = "email"
    idle: int | None = None
    subject: Text | None = None
    text: Text | None = None
    tells: tuple[str, ...] = ()


class Citizen(msgspec.Struct, frozen=True, kw_only=True):
    """Where a case says how its citizen is reached: the names of attributes, which are personal.

    address: channel to attribute. language: the attribute that says ``da`` or ``en``; none: Danish.
    """

    address: dict[str, str]
    language: str | None = None
