"""What reviewers record themselves: a sample that was drawn, an answer to a check, an error put right. Pure decisions."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

from ..domain.events.case_events import ActionTaken, Event
from ..domain.events.catalogue import CATALOGUE
from ..domain.events.corrections import in_force, type_of
from ..domain.events.history import Recorded
from ..domain.events.office_events import Answer, CheckAnswered, ErrorCorrected, SampleDrawn
from ..domain.events.own_names import JOURNAL
from ..domain.rules.casetype import CaseType
from ..domain.rules.local_time import LocalTime
from ..domain.sampling import METHOD
from ..projections.asking.folded_case import KnownCase
from ..projections.asking.name_check import unknown_case_type
from ..projections.asking.reader import COPENHAGEN
from ..projections.quality.populations import Drawn, SampleWanted
from ..projections.quality.reviews import checklist_of, checks_of
from . import problems
from .case_read import CaseRead, When


class ReviewToRecordIn(NamedTuple):
    """The review that a sample is recorded in. case_type, unit: of a review that the sample begins (None: it is there)."""

    case: str
    case_type: str | None = None
    unit: str | None = None


def _identity(review: ReviewToRecordIn, wanted: SampleWanted) -> str:
    """The id of the event of a draw, made from what was asked for: who asks again gets the sample that stands."""
    asked = (review.case, METHOD, wanted.chosen.written(), *wanted[1:])
    return "sample-" + sha256(msgspec.json.encode(asked, order="deterministic")).hexdigest()


def standing_sample(
    read: CaseRead, review: ReviewToRecordIn, wanted: SampleWanted
) -> tuple[int, SampleDrawn] | None:
    """The sample and its position, if this very one was recorded before. Raises Problem ``sample-annulled``."""
    identity = JOURNAL, _identity(review, wanted)
    offered = [one.position for one in read.history if (one.event.source, one.event.id) == identity]
    if not offered:
        return None
    for recorded in in_force(read.history, LocalTime.of(COPENHAGEN))[0]:
        if recorded.position == offered[0] and isinstance(recorded.event, SampleDrawn):
            return recorded.position, recorded.event
    raise problems.sample_annulled()


def review_type(read: CaseRead, review: ReviewToRecordIn) -> CaseType:
    """The type of the review that a sample is to be recorded in. Raises Problem."""
    found = type_of(read.history) or review.case_type
    if found is None:
        raise problems.no_review(review.case)
    if review.case_type not in (None, found):
        raise problems.of_another_type("case-type-differs", review.case, found, str(review.case_type))
    versions = read.law.types().get(found)
    if versions is None:
        raise unknown_case_type(found, read.law.types(), "review_type")
    case_type = versions[-1][1]
    if not case_type.checks:
        raise problems.no_checklist(found)
    return case_type


def sample_recorded(
    read: CaseRead, review: ReviewToRecordIn, case_type: CaseType, wanted: SampleWanted, drawn: Drawn, when: When
) -> list[Event]:
    """The events that record a sample in its review, which is begun where it is not there: by the sample itself, where
    the type opens with one. None where this very sample stands. Raises Problem.
    """
    if standing_sample(read, review, wanted) is not None:
        return []
    identity = _identity(review, wanted)
    begins = not read.history
    opens = begins and SampleDrawn.TOPIC in case_type.opens
    sample = SampleDrawn(
        source=JOURNAL,
        id=identity,
        occurred=when.occurred,
        whole_day=when.whole_day,
        case_type=case_type.id,
        unit=review.unit if opens else None,
        **msgspec.structs.asdict(drawn),
    )
    return [_opening(case_type, review, identity, when), sample] if begins and not opens else [sample]


def _opening(case_type: CaseType, review: ReviewToRecordIn, identity: str, when: When) -> Event:
    """The event that begins a review: the first of those that open its type."""
    name = case_type.opens[0]
    kind = CATALOGUE.get(name, ActionTaken)
    values: dict[str, Any] = {
        "source": JOURNAL,
        "id": f"opening-of-{identity}",
        "occurred": when.occurred,
        "whole_day": when.whole_day,
        "case_type": case_type.id,
        "unit": review.unit,
        **({"action": name} if kind is ActionTaken else {}),
    }
    if any(field.required and field.name not in values for field in msgspec.structs.fields(kind)):
        raise problems.review_not_begun(case_type.id, name)
    return kind(**values)


def check_answered(
    known: KnownCase, case: str, check: str, answer: Answer, when: When, *, id_: str, note: str | None
) -> list[Event]:
    """The answer of a check about a case of the sample; none where it stands already, and no note is to be kept.

    known: the review at ``when``. Raises NoChecklist, Problem ``unknown-check``, ``not-in-sample``.
    """
    if _stands(known, case, check) == (answer, False) and note is None:
        return []
    return [
        CheckAnswered(
            source=JOURNAL,
            id=id_,
            occurred=when.occurred,
            whole_day=when.whole_day,
            note=note,
            concerns=case,
            check=check,
            answer=answer,
        )
    ]


def error_corrected(
    known: KnownCase, case: str, check: str, when: When, *, id_: str, note: str | None
) -> list[Event]:
    """That an error of a case was put right; none where it was already.

    known: the review at ``when``. Raises NoChecklist, Problem ``unknown-check``, ``not-in-sample``,
    ``no-error-to-correct``.
    """
    answer, corrected = _stands(known, case, check)
    if corrected:
        return []
    if answer != "error":
        raise problems.no_error_to_correct(check, case, answer)
    return [
        ErrorCorrected(
            source=JOURNAL,
            id=id_,
            occurred=when.occurred,
            whole_day=when.whole_day,
            note=note,
            concerns=case,
            check=check,
        )
    ]


def _stands(known: KnownCase, case: str, check: str) -> tuple[str, bool]:
    """The answer of a check about a case, and whether an error was put right. Raises Problem."""
    checks = [one.id for one in checklist_of(known)]
    if check not in checks:
        raise problems.unknown_check(check, checks)
    for state in checks_of(known):
        if (state.concerns, state.check) == (case, check):
            return state.answer, state.corrected
    raise problems.not_in_sample(case, known.case)


def latest(history: list[Recorded], case: str, check: str) -> int:
    """The position of the last record about a check of a case."""
    return max(
        recorded.position
        for recorded in history
        if isinstance(recorded.event, CheckAnswered | ErrorCorrected)
        and (recorded.event.concerns, recorded.event.check) == (case, check)
    )
