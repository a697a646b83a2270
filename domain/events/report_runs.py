"""What the scheduler notes about a run of a report calendar: that it was made, or that it failed and why.

WARNING: topics and field names are the storage format (see ``events``).
"""

from __future__ import annotations

from hashlib import sha256
from typing import ClassVar

import msgspec

from ..rules.report_calendar import RunRecipient
from ..text import Text
from .case_events import Event
from .office_events import Instant, Number


class RunEdition(msgspec.Struct, frozen=True, kw_only=True):
    """The edition of a report that a run published. number: from 1, among its like. position: of its publication.

    digest: of its figures, SHA-256.
    """

    report: str
    number: int
    position: int
    digest: str


class RunRecord(Event, frozen=True, kw_only=True):
    """Which run: of which calendar, about which period and unit (none: all), and when it came due.

    label: what the calendar calls it. attempt: from 1; a run that failed can be offered again. The id is ``run_key``.
    """

    calendar: str
    run: str
    label: Text
    period: str
    about_unit: str | None = None
    due_at: Instant
    attempt: Number = 1


class ReportRunMade(RunRecord, frozen=True, kw_only=True):
    """A run was made (rapport udsendt). Exactly one of ``edition`` and ``notice``. formats: the files that go to ``to``."""

    TOPIC: ClassVar[str] = "report-run-made"
    edition: RunEdition | None = None
    notice: Text | None = None
    formats: tuple[str, ...] = ()
    to: tuple[RunRecipient, ...] = ()


class ReportRunFailed(RunRecord, frozen=True, kw_only=True):
    """A run could not be made (rapport ikke udsendt). reason: a stable code; text: what is wrong and what to do."""

    TOPIC: ClassVar[str] = "report-run-failed"
    reason: str
    text: Text


class RunDelivery(Event, frozen=True, kw_only=True):
    """What became of the message about a run to one recipient. number: which of its ``to``, from 1.

    The id begins with ``delivery_key``.
    """

    calendar: str
    run: str
    period: str
    about_unit: str | None = None
    number: Number
    channel: str


class ReportDelivered(RunDelivery, frozen=True, kw_only=True):
    """The channel took the message over (rapport afleveret). attempts: how many it took."""

    TOPIC: ClassVar[str] = "report-delivered"
    attempts: Number


class ReportUndelivered(RunDelivery, frozen=True, kw_only=True):
    """The message could not be delivered (rapport ikke afleveret). reason: a stable code."""

    TOPIC: ClassVar[str] = "report-undelivered"
    attempts: Number
    reason: str


class ReportOffered(RunDelivery, frozen=True, kw_only=True):
    """A message that could not be delivered is to be tried again (rapport genudsendt), because somebody said so:
    ``actor``, where it is known. round: the round of attempts that begins, from 2."""

    TOPIC: ClassVar[str] = "report-offered"
    round: Number


class ReportDismissed(RunDelivery, frozen=True, kw_only=True):
    """A message that could not be delivered is not to be tried again (rapport frafaldet): ``actor`` decided so. round: the
    round of attempts that had failed. reason: why it need not arrive, in words."""

    TOPIC: ClassVar[str] = "report-dismissed"
    round: Number
    reason: str


def delivery_key(run_id: str, number: int) -> str:
    """The key of the message about a run to one recipient: ``number`` of its ``to``, from 1."""
    return f"{run_id}-{number}"


def run_key(calendar: str, run: str, period: str, unit: str | None, attempt: int = 1) -> str:
    """The id of the event about a run: 32 hexadecimal digits of the SHA-256 of what makes it one run."""
    return sha256(msgspec.json.encode((calendar, run, period, unit, attempt))).hexdigest()[:32]
