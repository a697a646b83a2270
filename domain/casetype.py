"""A case type as data: what opens, meets, suspends, extends and closes what, and in which words.

A case type is written as TOML (``casetype_file``), checked, and published into the journal, so that history
replays under the rules as they were known. A new version of a rule is a new version of the case type with its
own ``valid_from``: the day in the world from which it governs.

WARNING: the field names are the storage format. Every field is stored, defaults too, so that another default in
a later version of sagsgang can never change what was published.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from .text import Text

Unit = Literal["days", "weeks", "months", "working_days"]
Effect = Literal["legal", "service", "internal"]
Roll = Literal["next-working-day", "none"]
Again = Literal["ignore", "restart"]

MET = "met:"  # before a deadline's id: the event that it was met


class Term(msgspec.Struct, frozen=True):
    """A budget of time: ``count`` of ``unit``. Day zero, the day of the anchor event, is not counted."""

    count: int
    unit: Unit


class DeadlineRule(msgspec.Struct, frozen=True, kw_only=True):
    """One deadline of a case type.

    after: names of the events that start it; ``met:ID`` starts it when another deadline of the case is met.
    Exactly one of
      term: so long after the anchor;
      given: the attribute of the anchor event that holds the date or instant;
      on: a fixed date;
      yearly: the next such month and day (``11-01``) after the anchor.
    met_by: events that meet it. cancelled_by: events that end it unmet without a breach.
    unless: events after which it does not start. again: what a second anchor does while it is open.
    suspended_by, resumed_by: events that stop the clock and start it again.
    longest_suspension: days after which the clock runs again by itself.
    extensions: how many times it may be extended (an override is always possible, and is an event of its own).
    effect: a legal term, a service target or an internal deadline. roll: what a non-working end day does.
    source, certainty, reason: where the rule comes from, how sure that is, and why it is read so.
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
