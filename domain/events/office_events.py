"""What the office notes beside the course of a case: months of benefit, meetings, surveys, reviews, reconciliations.

WARNING: topics and field names are the storage format (see ``events``).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

import msgspec

from .case_events import Event

Month = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$", description="a month: 2008-03")]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
Number = Annotated[int, msgspec.Meta(ge=0)]
Answer = Literal["ok", "error", "not-applicable"]
DifferenceKind = Literal["missing-here", "missing-there", "different"]


class BenefitPaid(Event, frozen=True, kw_only=True):
    """A month of benefit was paid (ledighedsydelse udbetalt). ``month``: which one; ``part``: for part of it only."""

    TOPIC: ClassVar[str] = "benefit-paid"
    month: Month
    part: bool = False


class BenefitReversed(Event, frozen=True, kw_only=True):
    """The payment of a month was reversed (tilbageført): the month is no longer paid."""

    TOPIC: ClassVar[str] = "benefit-reversed"
    month: Month
    reason: str | None = None


class MeetingAgreed(Event, frozen=True, kw_only=True):
    """A meeting was agreed (samtale aftalt). ``takes_place``: when it is to be held."""

    TOPIC: ClassVar[str] = "meeting-agreed"
    takes_place: Instant


class MeetingCancelled(Event, frozen=True, kw_only=True):
    """The agreed meeting will not be held (samtale aflyst)."""

    TOPIC: ClassVar[str] = "meeting-cancelled"
    reason: str | None = None


class MeetingReminded(Event, frozen=True, kw_only=True):
    """The citizen was reminded of the agreed meeting (erindring). ``channel``: sms, e-mail or another."""

    TOPIC: ClassVar[str] = "meeting-reminded"
    channel: str | None = None


class SurveyAnswered(Event, frozen=True, kw_only=True):
    """One answer in a survey of users (brugerundersøgelse): ``score`` from 0 or 1 up to ``best``.

    about_unit: the unit that the answer is about; the case itself may be held by another.
    """

    TOPIC: ClassVar[str] = "survey-answered"
    survey: str
    question: str | None = None
    score: float
    best: float
    about_unit: str | None = None


class SampledCase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A case that was drawn, and the stratum that it was drawn from (none: there were no strata)."""

    case: str
    stratum: str | None = None


class Stratum(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the population: how many cases it has and how many of them were drawn."""

    stratum: str | None = None
    population: Number
    drawn: Number


class SampleDrawn(Event, frozen=True, kw_only=True):
    """A sample was drawn (stikprøve), so that anyone can draw it again.

    method: how, by name and version. seed, size: as chosen. as_of, position: the population is the cases as of
    this instant, as known at this position. chosen: the filter, field to value. by: the field of the strata.
    digest: of the population's references. cases: what was drawn.
    """

    TOPIC: ClassVar[str] = "sample-drawn"
    method: str
    seed: str
    size: Number
    as_of: Instant
    position: Number
    chosen: dict[str, str] = msgspec.field(default_factory=dict)
    by: str | None = None
    population: Number
    digest: str
    strata: tuple[Stratum, ...] = ()
    cases: tuple[SampledCase, ...]


class CheckAnswered(Event, frozen=True, kw_only=True):
    """A question of the checklist was answered for a case of the sample (kontrolpunkt)."""

    TOPIC: ClassVar[str] = "check-answered"
    concerns: str
    check: str
    answer: Answer


class ErrorCorrected(Event, frozen=True, kw_only=True):
    """An error that a check had found in a case was put right (fejl rettet)."""

    TOPIC: ClassVar[str] = "error-corrected"
    concerns: str
    check: str


class ReconciliationMade(Event, frozen=True, kw_only=True):
    """Our cases were compared with another system's list (samkøring).

    list_on: the day that the list is of. digest, lines: of the list. cases: how many of ours were compared.
    position: what was known here.
    """

    TOPIC: ClassVar[str] = "reconciliation-made"
    system: str
    list_on: date
    digest: str
    lines: Number
    cases: Number
    matched: Number
    position: Number


class DifferenceFound(Event, frozen=True, kw_only=True):
    """A case and the other system's list differ (difference). ``difference``: what it is called from now on.

    field, here, there: what differs; none where the case is missing on one side.
    """

    TOPIC: ClassVar[str] = "difference-found"
    difference: str
    kind: DifferenceKind
    concerns: str
    field: str | None = None
    here: str | None = None
    there: str | None = None


class DifferenceClosed(Event, frozen=True, kw_only=True):
    """A difference was settled (difference afklaret)."""

    TOPIC: ClassVar[str] = "difference-closed"
    difference: str
    reason: str | None = None
