"""Reviews (tilsyn): how they stand, the errors still to be put right, and what reviewers record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated
from uuid import uuid4

import msgspec

from ..casework import review as decisions
from ..casework.case_read import When
from ..casework.recording import record
from ..domain.events.case_events import Event
from ..domain.events.office_events import Answer
from ..intake.event.reference import case_reference
from ..projections.asking.folded_case import KnownCase
from ..projections.asking.reader import Moment, Reader
from ..projections.quality import reviews
from .cases import CaseAsked
from .occurrence import Occurred, when_of
from .operation_help import told
from .paging import AskedInPages, page
from .parameters import CaseType, HeldNow, Reference
from .session import Session


class FollowUpAsked(AskedInPages, frozen=True, kw_only=True):
    """Which errors. type: of the reviews; unit: that holds the case now, and is to put it right."""

    type: CaseType = None
    unit: HeldNow = None


class CheckAsked(msgspec.Struct, frozen=True, kw_only=True):
    """A check about a case of a review's sample."""

    ref: Annotated[Reference, told("Tilsynets sagsnummer.", "The reference of the review.", positional=True)]
    case: Annotated[
        str, told("Sagen i stikprøven, der blev set efter.", "The case of the sample looked at.", positional=True)
    ]
    check: Annotated[str, told("Kontrolpunktet i tjeklisten.", "The check of the checklist.", positional=True)]


class AnswerAsked(CheckAsked, frozen=True, kw_only=True):
    """What a check of a case was answered, and when."""

    answer: Annotated[Answer, told("Svaret.", "The answer.", positional=True)]
    note: Annotated[str | None, told("En bemærkning.", "A note.")] = None
    on: Occurred = None


class CorrectionAsked(CheckAsked, frozen=True, kw_only=True):
    """Which error was put right, and when."""

    note: Annotated[str | None, told("En bemærkning.", "A note.")] = None
    on: Occurred = None


class CheckRecorded(msgspec.Struct, kw_only=True):
    """What became of a record: where it stands in the journal; already: it was there, and nothing was written."""

    case: str
    position: int
    already: bool


def show(session: Session, asked: CaseAsked) -> reviews.Review:
    """A review as of a moment. Raises UnknownCase, NoChecklist."""
    return session.put_to_case(asked, asked.ref, reviews.review)


def follow_up(session: Session, asked: FollowUpAsked) -> reviews.FollowUp:
    """Errors not yet put right, oldest first. Raises Problem ``unknown-unit``."""
    moment = session.moment(asked, case_type=asked.type)

    def lines(reader: Reader, limit: int, skipped: int) -> reviews.FollowUp:
        return reviews.follow_up(reader, asked.type, asked.unit, limit, skipped)

    return page(session, asked, moment, lines)


def answer(session: Session, asked: AnswerAsked) -> CheckRecorded:
    """Answer a check. Raises Malformed, UnknownCase, NoChecklist, Problem ``unknown-check``, ``not-in-sample``."""
    id_ = str(uuid4())
    return _recorded(
        session,
        asked,
        asked.on,
        lambda known, when: decisions.check_answered(
            known, asked.case, asked.check, asked.answer, when, id_=id_, note=asked.note
        ),
    )


def corrected(session: Session, asked: CorrectionAsked) -> CheckRecorded:
    """An error was put right. Raises as ``answer``, and Problem ``no-error-to-correct``."""
    id_ = str(uuid4())
    return _recorded(
        session,
        asked,
        asked.on,
        lambda known, when: decisions.error_corrected(
            known, asked.case, asked.check, when, id_=id_, note=asked.note
        ),
    )


def _recorded(
    session: Session, asked: CheckAsked, on: str | None, decide: Callable[[KnownCase, When], Sequence[Event]]
) -> CheckRecorded:
    case_reference(asked.ref, "ref"), case_reference(asked.case, "case")
    when = when_of(session, on, session.zone_of_case(asked.ref), "on")
    written = record(
        session.journal,
        lambda: KnownCase(session.journal, asked.ref, Moment(when.occurred)),
        lambda known: decide(known, when),
    )
    session.fold_in()
    position = written.position or decisions.latest(written.read.history, asked.case, asked.check)
    return CheckRecorded(case=asked.ref, position=position, already=written.already)
