"""What reviewers record themselves: a sample that was drawn, an answer to a check, an error put right."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

from ..domain.events.case_events import ActionTaken, Event
from ..domain.events.catalogue import CATALOGUE
from ..domain.events.inforce import in_force, type_of
from ..domain.events.office_events import Answer, CheckAnswered, ErrorCorrected, SampleDrawn
from ..domain.fold.law import Law
from ..domain.rules.casetype import CaseType
from ..domain.rules.local_time import LocalTime
from ..domain.sampling import METHOD
from ..domain.text import Problem
from ..journal.application import SOURCE, Journal
from ..journal.entry import Appended, Entry, Refused
from ..projections.known_case import Known
from ..projections.populations import Drawn, Wanted
from ..projections.reader import COPENHAGEN, Moment
from ..projections.reviews import checklist_of, checks_of


class When(NamedTuple):
    """When something happened: the instant in UTC, and whether only the day is known."""

    occurred: datetime
    whole_day: bool = False


class Review(NamedTuple):
    """The review that a sample is recorded in. case_type, unit: of a review that the sample begins (None: it is there)."""

    case: str
    case_type: str | None = None
    unit: str | None = None


class Noted(msgspec.Struct, kw_only=True):
    """What became of a record: where it stands in the journal; already: it was there, and nothing was written."""

    case: str
    position: int
    already: bool


class Recorded(NamedTuple):
    """A sample that stands in the journal; already: it stood there before it was asked for."""

    position: int
    event: SampleDrawn
    already: bool


def _identity(review: Review, wanted: Wanted) -> str:
    """The id of the event of a draw, made from what was asked for: who asks again gets the sample that stands."""
    asked = (review.case, METHOD, wanted.chosen.written(), *wanted[1:])
    return "sample-" + sha256(msgspec.json.encode(asked, order="deterministic")).hexdigest()


def standing_sample(journal: Journal, review: Review, wanted: Wanted) -> Recorded | None:
    """The sample, if this very one was recorded before. Raises Problem ``sample-annulled``."""
    history = journal.history([review.case], journal.head().position).get(review.case, [])
    identity = SOURCE, _identity(review, wanted)
    offered = [one.position for one in history if (one.event.source, one.event.id) == identity]
    if not offered:
        return None
    for recorded in in_force(history, LocalTime.of(COPENHAGEN))[0]:
        if recorded.position == offered[0] and isinstance(recorded.event, SampleDrawn):
            return Recorded(recorded.position, recorded.event, already=True)
    raise Problem(
        code="sample-annulled",
        da="Netop denne stikprøve blev udtrukket før og er annulleret. Vælg et andet frø (--seed).",
        en="This very sample was drawn before and is annulled. Choose another seed (--seed).",
    )


def check_review(journal: Journal, law: Law, review: Review) -> CaseType:
    """The type of the review that a sample is to be recorded in. Raises Problem."""
    history = journal.history([review.case], journal.head().position).get(review.case, [])
    found = type_of(history) or review.case_type
    if found is None:
        raise Problem(
            code="unknown-case",
            da=f"Sagen {review.case} findes ikke. Opret den med det samme ved at angive --review-type.",
            en=f"There is no case {review.case}. Begin it at the same time by giving --review-type.",
        )
    if review.case_type not in (None, found):
        raise Problem(
            code="case-type-differs",
            da=f"Sagen {review.case} er af typen {found}, ikke {review.case_type}.",
            en=f"The case {review.case} is of the type {found}, not {review.case_type}.",
        )
    versions = law.types().get(found)
    if versions is None:
        raise Problem(
            code="unknown-case-type",
            da=f"Sagstypen {found!r} er ikke offentliggjort.",
            en=f"The case type {found!r} is not published.",
        )
    case_type = versions[-1][1]
    if not case_type.checks:
        raise Problem(
            code="no-checklist",
            da=f"Sagstypen {found} har ingen tjekliste ([[check]]): en stikprøve dér kan ikke besvares.",
            en=f"The case type {found} has no checklist ([[check]]): a sample there can't be answered.",
        )
    return case_type


def record_sample(
    journal: Journal, review: Review, case_type: CaseType, wanted: Wanted, drawn: Drawn, when: When
) -> Recorded:
    """Append a sample to its review, which is begun where it is not there: by the sample itself, where the type opens
    with one. Raises Problem.
    """
    identity = _identity(review, wanted)
    begins = not journal.history([review.case], journal.head().position)
    opens = begins and SampleDrawn.TOPIC in case_type.opens
    event = SampleDrawn(
        source=SOURCE,
        id=identity,
        occurred=when.occurred,
        whole_day=when.whole_day,
        case_type=case_type.id,
        unit=review.unit if opens else None,
        **msgspec.structs.asdict(drawn),
    )
    entries = [Entry(review.case, event, 0 if opens else None)]
    if begins and not opens:
        entries.insert(0, Entry(review.case, _opening(case_type, review, identity, when), 0))
    outcome = journal.append(entries)[-1]
    if not isinstance(outcome, Refused):
        return Recorded(outcome.position, event, already=not isinstance(outcome, Appended))
    standing = standing_sample(journal, review, wanted)  # somebody else drew it at the same moment
    if standing is None:
        raise outcome.problem
    return standing


def _opening(case_type: CaseType, review: Review, identity: str, when: When) -> Event:
    """The event that begins a review: the first of those that open its type."""
    name = case_type.opens[0]
    kind = CATALOGUE.get(name, ActionTaken)
    values: dict[str, Any] = {
        "source": SOURCE,
        "id": f"opening-of-{identity}",
        "occurred": when.occurred,
        "whole_day": when.whole_day,
        "case_type": case_type.id,
        "unit": review.unit,
        **({"action": name} if kind is ActionTaken else {}),
    }
    if any(field.required and field.name not in values for field in msgspec.structs.fields(kind)):
        raise Problem(
            code="review-not-begun",
            da=f"{case_type.id} begynder med {name}, som siger mere end det. Tilføj den først med: sagsgang append",
            en=f"{case_type.id} begins with {name}, which says more than that. Append it first with: sagsgang append",
        )
    return kind(**values)


def record_answer(
    journal: Journal, review: str, case: str, check: str, answer: Answer, when: When, *, id_: str, note: str | None
) -> Noted:
    """Answer a check about a case of the sample. An answer that stands already, without a note, is not written again.

    Raises UnknownCase, NoChecklist, Problem ``unknown-check``, ``not-in-sample``.
    """
    known = Known(journal, review, Moment(when.occurred))
    stands = _stands(known, case, check)
    if stands == (answer, False) and note is None:
        return Noted(case=review, position=_latest(known, case, check), already=True)
    event = CheckAnswered(
        source=SOURCE,
        id=id_,
        occurred=when.occurred,
        whole_day=when.whole_day,
        note=note,
        concerns=case,
        check=check,
        answer=answer,
    )
    return _append(journal, review, event)


def record_correction(
    journal: Journal, review: str, case: str, check: str, when: When, *, id_: str, note: str | None
) -> Noted:
    """An error of a case was put right; once.

    Raises UnknownCase, NoChecklist, Problem ``unknown-check``, ``not-in-sample``, ``no-error-to-correct``.
    """
    known = Known(journal, review, Moment(when.occurred))
    answer, corrected = _stands(known, case, check)
    if corrected:
        return Noted(case=review, position=_latest(known, case, check), already=True)
    if answer != "error":
        raise Problem(
            code="no-error-to-correct",
            da=f"Kontrolpunktet {check} er ikke en fejl i sagen {case}: svaret er {answer}.",
            en=f"The check {check} is no error in the case {case}: the answer is {answer}.",
        )
    event = ErrorCorrected(
        source=SOURCE,
        id=id_,
        occurred=when.occurred,
        whole_day=when.whole_day,
        note=note,
        concerns=case,
        check=check,
    )
    return _append(journal, review, event)


def _stands(known: Known, case: str, check: str) -> tuple[str, bool]:
    """The answer of a check about a case, and whether an error was put right. Raises Problem."""
    checks = [one.id for one in checklist_of(known)]
    if check not in checks:
        listed = ", ".join(checks)
        raise Problem(
            code="unknown-check",
            da=f"Tjeklisten har ikke kontrolpunktet {check!r}. Den har: {listed}.",
            en=f"The checklist does not have {check!r}. It has: {listed}.",
        )
    for state in checks_of(known):
        if (state.concerns, state.check) == (case, check):
            return state.answer, state.corrected
    raise Problem(
        code="not-in-sample",
        da=f"Sagen {case} var ikke i stikprøven den dag. Se den med: sagsgang review show {known.case}",
        en=f"The case {case} was not in the sample that day. See it with: sagsgang review show {known.case}",
    )


def _latest(known: Known, case: str, check: str) -> int:
    """The position of the last record about a check of a case."""
    return max(
        recorded.position
        for recorded in known.history
        if isinstance(recorded.event, CheckAnswered | ErrorCorrected)
        and (recorded.event.concerns, recorded.event.check) == (case, check)
    )


def _append(journal: Journal, review: str, event: Event) -> Noted:
    [outcome] = journal.append([Entry(review, event)])
    if isinstance(outcome, Refused):
        raise outcome.problem
    return Noted(case=review, position=outcome.position, already=not isinstance(outcome, Appended))
