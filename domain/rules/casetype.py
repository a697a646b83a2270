"""A case type as data: what opens, meets, suspends, extends and closes what, and in which words.

A case type is written as TOML (``casetype_file``), checked, and published into the journal, so that history
replays under the rules as they were known. A new version of a rule is a new version of the case type with its
own ``valid_from``: the day in the world from which it governs.

WARNING: the field names are the storage format. Every field is stored, defaults too, so that another default in
a later version of sagsgang can never change what was published. What came later is ``UNSET`` where a type does not
use it and is then not stored, so that what was published before reads and writes back to the same bytes.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from ..text import Text
from .reminder_step import Citizen, ReminderStep

Unit = Literal["days", "weeks", "months", "working_days"]
Effect = Literal["legal", "service", "internal"]
Roll = Literal["next-working-day", "none"]
Again = Literal["ignore", "restart"]
PartMonths = Literal["count", "do-not-count"]
WhenBelow = Literal["stays", "falls-away"]
OnChange = Literal["by-month", "by-start"]
FallsDue = Literal["first-day", "last-day"]

Whose = Literal["office", "party"]

# Before a deadline's id: the event that it was met, that it was breached, and that it ran out for the party.
MET, BREACHED, EXPIRED = "met:", "breached:", "expired:"


class Term(msgspec.Struct, frozen=True):
    """A budget of time: ``count`` of ``unit``. Day zero, the day of the anchor event, is not counted."""

    count: int
    unit: Unit


class Accumulation(msgspec.Struct, frozen=True, kw_only=True):
    """A deadline that falls due in the first month in which enough months of a sliding window count.

    months, within: so many months of the last so many, the month itself included (12 within 18).
    counted_by, reversed_by: the events that say that a month counts, and that it does not after all.
    starts_over_by: the events after which earlier months count no more; none: they count on.
    part_months: whether a month paid in part counts. when_below: whether the duty stays when the sum falls below
    again. on_change: of several versions of the rule, the one in force in each month judges it, or the one in
    force when the count began judges all. falls_due: the day of the month. reasons: by choice, why it is made so.
    """

    months: int
    within: int
    counted_by: tuple[str, ...]
    reversed_by: tuple[str, ...] = ()
    starts_over_by: tuple[str, ...] = ()
    part_months: PartMonths
    when_below: WhenBelow
    on_change: OnChange
    falls_due: FallsDue
    reasons: dict[str, Text] = {}


class DeadlineRule(msgspec.Struct, frozen=True, kw_only=True):
    """One deadline of a case type.

    after: names of the events that start it; ``met:ID`` starts it when another deadline of the case is met.
    Exactly one of
      term: so long after the anchor;
      given: the attribute of the anchor event that holds the date or instant;
      on: a fixed date;
      yearly: the next such month and day (``11-01``) after the anchor;
      accumulation: when enough months of a window count; ``after`` is then what counts them.
    met_by: events that meet it. cancelled_by: events that end it unmet without a breach.
    unless: events after which it does not start. again: what a second anchor does while it is open.
    suspended_by, resumed_by: events that stop the clock and start it again.
    longest_suspension: days after which a stop of the clock ends by itself. total_suspension: days that all stops
    together may last.
    extensions: how many times it may be extended (an override is always possible, and is an event of its own).
    effect: a legal term, a service target or an internal deadline. roll: what a non-working end day does.
    source, certainty, reason: where the rule comes from, how sure that is, and why it is read so.
    reminders: the ladder of reminders (docs/reminders.md).
    whose: of the office, or of the party, where it runs out without anyone being late.
    """

    id: str
    label: Text
    after: tuple[str, ...]
    term: Term | None = None
    given: str | None = None
    on: date | None = None
    yearly: str | None = None
    met_by: tuple[str, ...] = ()
    cancelled_by: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    again: Again = "ignore"
    suspended_by: tuple[str, ...] = ("suspended",)
    resumed_by: tuple[str, ...] = ("resumed",)
    longest_suspension: int | None = None
    extensions: int = 1
    effect: Effect = "internal"
    roll: Roll = "next-working-day"
    source: str | None = None
    certainty: Text | None = None
    reason: Text | None = None
    accumulation: Accumulation | UnsetType = UNSET
    reminders: tuple[ReminderStep, ...] | UnsetType = UNSET
    whose: Whose | UnsetType = UNSET
    total_suspension: int | UnsetType = UNSET

    @property
    def of_the_party(self) -> bool:
        """Whether it binds the citizen or another party, and so expires instead of being breached."""
        return self.whose == "party"

    def names(self, event: str) -> bool:
        """Whether an event does something to an instance of it."""
        return any(
            event in names for names in (self.met_by, self.cancelled_by, self.suspended_by, self.resumed_by)
        )


class FindingRule(msgspec.Struct, frozen=True, kw_only=True):
    """What the office wants found in its cases (docs/quality-controller.md).

    Exactly one of
      missing: an event that has not happened when one of ``at`` does;
      lacks: an attribute that an event of ``at`` should carry, and does not, or says ``false``;
      recorded_after: days; an event of ``at`` was recorded more than so many days after it happened;
      overdue: the id of a deadline that was not met in time;
      longer_than: days; the case was open for more.
    unless: events that make it moot when they happened before.
    """

    id: str
    label: Text
    at: tuple[str, ...] = ()
    missing: str | None = None
    lacks: str | None = None
    recorded_after: int | None = None
    overdue: str | None = None
    longer_than: int | None = None
    unless: tuple[str, ...] = ()
    source: str | None = None
    certainty: Text | None = None
    reason: Text | None = None


class Presumption(msgspec.Struct, frozen=True, kw_only=True):
    """When a notice is presumed to have arrived: so many working days after the day on which it was sent (0: that day).

    event: the name of the event. sent_by: how it was sent, as the event says; none: however it was sent.
    """

    event: str
    working_days: int
    sent_by: str | None = None
    source: str | None = None
    certainty: Text | None = None
    reason: Text | None = None


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One question of a checklist, answered ok, error or not applicable for each case of a sample."""

    id: str
    label: Text
    source: str | None = None


class Action(msgspec.Struct, frozen=True):
    """An action that the case type names itself, beside the catalogue of events."""

    name: str
    label: Text


class Attribute(msgspec.Struct, frozen=True, kw_only=True):
    """A value that belongs to the case. A personal one never leaves the journal for a projection."""

    name: str
    label: Text
    personal: bool = False


class CaseType(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a case type.

    valid_from: the first day that this version governs; none means from the beginning of time.
    zone: the local time of its dates; none means the calendar's.
    role: ``complaint`` marks the types whose cases the complaint statistics count.
    opens, closes, reopens: the events that do so. expects: further events that are no surprise.
    findings: what the office wants found in its cases. checks: the checklist of a review (ledelsestilsyn).
    meeting_reminders: the ladder of reminders of an agreed meeting. citizen: how the citizen is reached.
    presumptions: when a notice is presumed to have arrived.
    """

    id: str
    title: Text
    valid_from: date | None = None
    zone: str | None = None
    calendar: str = "denmark"
    role: Literal["case", "complaint"] = "case"
    opens: tuple[str, ...] = ("application-received",)
    closes: tuple[str, ...] = ("closed",)
    reopens: tuple[str, ...] = ("reopened",)
    expects: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()
    source: str | None = None
    description: Text | None = None
    findings: tuple[FindingRule, ...] | UnsetType = UNSET
    checks: tuple[Check, ...] | UnsetType = UNSET
    meeting_reminders: tuple[ReminderStep, ...] | UnsetType = UNSET
    citizen: Citizen | UnsetType = UNSET
    presumptions: tuple[Presumption, ...] | UnsetType = UNSET
