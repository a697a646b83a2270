"""Reviews (ledelsestilsyn, egen drift): what was drawn, what was answered, and which errors are still to be put right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from psycopg import sql

from ...domain.events.corrections import in_force
from ...domain.events.history import Recorded
from ...domain.events.office_events import CheckAnswered, ErrorCorrected, SampleDrawn, Stratum
from ...domain.facts import CheckState
from ...domain.problem import BadInput
from ...domain.rules.casetype import Check
from ...domain.rules.local_time import LocalTime
from ...domain.text import Text
from ...domain.words.published_names import Labels
from ..asking.folded_case import KnownCase
from ..asking.name_check import check_unit
from ..asking.reader import AsKnown, Reader
from ..one_case.case_file import CaseFile, CaseHeader, EventLine, case_file
from ..tables.catalogue import CASES, CHECKS
from .checks import check_labels
from .populations import SampleRecord


class NoChecklist(BadInput):
    """A case was taken for a review, and its type has no checklist."""

    code = "no-checklist"


class SampleLine(SampleRecord, kw_only=True):
    """A sample of a review. drawn: so many cases. chosen_labels: of the ids in ``chosen``."""

    chosen: dict[str, str]
    by: str | None
    strata: tuple[Stratum, ...]
    drawn: int
    chosen_labels: dict[str, Text]


class CheckLine(msgspec.Struct, kw_only=True):
    """A question of the checklist, and how its answers divide. corrected: of the errors, those put right."""

    check: str
    label: Text
    source: str | None
    ok: int
    error: int
    not_applicable: int
    pending: int
    corrected: int


class CheckedCase(msgspec.Struct, kw_only=True):
    """A case of the sample: check to answer, and the checks whose error was put right."""

    case: str
    stratum: str | None
    answers: dict[str, str]
    corrected: list[str]


class Review(CaseHeader, kw_only=True):
    """A review as of a moment. answered: of so many (``of``) questions. steps: all that is no answer, in time order."""

    samples: list[SampleLine]
    checks: list[CheckLine]
    cases: list[CheckedCase]
    answered: int
    of: int
    errors_open: int
    errors_corrected: int
    steps: list[EventLine]


def review(known: KnownCase) -> Review:
    """A review as of a moment. Raises NoChecklist."""
    file = case_file(known)
    states = checks_of(known)
    lines = _check_lines(checklist_of(known), states)
    # What is personal as known now is told of no moment.
    personal = known.journal.law().personal(known.case_type)
    return _page(file, known, personal, lines, _checked_cases(known, states))


def _page(
    file: CaseFile, known: KnownCase, personal: Collection[str], lines: list[CheckLine], checked: list[CheckedCase]
) -> Review:
    pending, of = sum(line.pending for line in lines), sum(len(one.answers) for one in checked)
    corrected = sum(line.corrected for line in lines)
    answers = (CheckAnswered.TOPIC, ErrorCorrected.TOPIC)
    header = {name: getattr(file, name) for name in CaseHeader.__struct_fields__}
    header["attributes"] = {name: one for name, one in file.attributes.items() if name not in personal}
    return Review(
        **header,
        samples=[
            _sample_line(recorded.position, sample, Labels(known.law)) for recorded, sample in samples_of(known)
        ],
        checks=lines,
        cases=checked,
        answered=of - pending,
        of=of,
        errors_open=sum(line.error for line in lines) - corrected,
        errors_corrected=corrected,
        steps=[
            msgspec.structs.replace(event, body=_impersonal(event.body, personal))
            for event in file.events
            if event.name not in answers and event.standing != "annulled"
        ],
    )


def _impersonal(body: Mapping[str, Any], personal: Collection[str]) -> dict[str, Any]:
    """What an event says, but for its personal attributes: these are told by the case's own history alone."""
    kept = dict(body)
    if "attributes" in kept:
        kept["attributes"] = {name: one for name, one in kept["attributes"].items() if name not in personal}
    if "changes" in kept:
        kept["changes"] = _impersonal(kept["changes"], personal)
    return kept


def checklist_of(known: KnownCase) -> tuple[Check, ...]:
    """The checklist of a review's type, as last published. Raises NoChecklist."""
    versions = known.law.types().get(known.case_type or "", [])
    checks = versions[-1][1].checks if versions else ()
    if not checks:
        raise NoChecklist(
            da=f"Sagen {known.case} er intet tilsyn: dens sagstype har ingen tjekliste ([[check]]).",
            en=f"The case {known.case} is no review: its case type has no checklist ([[check]]).",
        )
    return checks


def samples_of(known: KnownCase) -> list[tuple[Recorded, SampleDrawn]]:
    """The samples that were drawn by the moment, as they hold after corrections and annulments."""
    rules = known.law.rules(known.case_type, known.position)
    holding, _ = in_force(known.history, rules.local if rules else LocalTime.of(known.moment.zone))
    return [
        (recorded, recorded.event)
        for recorded in holding
        if isinstance(recorded.event, SampleDrawn) and recorded.event.occurred <= known.moment.as_of
    ]


def checks_of(known: KnownCase) -> list[CheckState]:
    """How every question of a review stands at the moment."""
    story = known.story()
    held = story.ledger.held if story else []
    return [fact.payload for fact in held if isinstance(fact.payload, CheckState) and fact.closed_at is None]


def _sample_line(event_position: int, sample: SampleDrawn, labels: Labels) -> SampleLine:
    return SampleLine.of(
        sample,
        event_position=event_position,
        drawn_at=sample.occurred,
        drawn=len(sample.cases),
        chosen_labels=labels.of_choice(sample.chosen),
    )


def _check_lines(checklist: Sequence[Check], states: Sequence[CheckState]) -> list[CheckLine]:
    """In the order of the checklist; a question that an earlier version of the type asked comes last."""
    named: dict[str, tuple[Text, str | None]] = {check.id: (check.label, check.source) for check in checklist}
    for state in states:
        named.setdefault(state.check, (Text(state.check, state.check), None))
    answers = Counter((state.check, state.answer) for state in states)
    corrected = Counter(state.check for state in states if state.corrected)
    return [
        CheckLine(
            check=check,
            label=label,
            source=source,
            ok=answers[check, "ok"],
            error=answers[check, "error"],
            not_applicable=answers[check, "not-applicable"],
            pending=answers[check, "pending"],
            corrected=corrected[check],
        )
        for check, (label, source) in named.items()
    ]


def _checked_cases(known: KnownCase, states: Sequence[CheckState]) -> list[CheckedCase]:
    """The cases in the order in which they were drawn."""
    checked: dict[str, CheckedCase] = {}
    for _, sample in samples_of(known):
        for one in sample.cases:
            checked.setdefault(one.case, CheckedCase(case=one.case, stratum=one.stratum, answers={}, corrected=[]))
    for state in states:
        checked[state.concerns].answers[state.check] = state.answer
        if state.corrected:
            checked[state.concerns].corrected.append(state.check)
    return list(checked.values())


class OpenError(msgspec.Struct, kw_only=True):
    """An error that is not put right. unit, responsible: who holds the case now, and is to put it right."""

    review: str
    case: str
    check: str
    label: Text
    found_at: datetime
    days_open: int
    unit: str | None
    responsible: str | None


class FollowUp(AsKnown, kw_only=True):
    """The errors of reviews: how many are open and how many were put right; the open ones, oldest first.

    next: the cursor of the items that follow.
    """

    open: int
    corrected: int
    items: list[OpenError]
    next: str | None = None


ERRORS = """
WITH errors AS (
    SELECT k.case_id, k.concerns, k."check", k.opened_at, k.corrected, c.unit, c.responsible,
           (%(as_of)s::timestamptz AT TIME ZONE %(zone)s)::date - (k.opened_at AT TIME ZONE %(zone)s)::date AS days
    FROM {checks} AS k LEFT JOIN {cases} AS c ON c.case_id = k.concerns
    WHERE k.answer = 'error' AND (%(case_type)s::text IS NULL OR k.case_type = %(case_type)s)
      AND (%(unit)s::text IS NULL OR c.unit = %(unit)s)
)
"""
COUNTS = "SELECT count(*) FILTER (WHERE NOT corrected), count(*) FILTER (WHERE corrected) FROM errors"
ITEMS = """
SELECT case_id, concerns, "check", opened_at, days, unit, responsible FROM errors WHERE NOT corrected
ORDER BY opened_at, case_id, concerns, "check" LIMIT %(limit)s OFFSET %(skipped)s
"""


def follow_up(reader: Reader, case_type: str | None, unit: str | None, limit: int, skipped: int = 0) -> FollowUp:
    """The errors not put right at the reader's moment, so many (limit) after so many (skipped).

    case_type: of the reviews; unit: that holds the case now.

    Raises Problem ``unknown-unit``.
    """
    check_unit(reader, unit)
    errors = sql.SQL(ERRORS).format(checks=reader.known(CHECKS), cases=reader.known(CASES))
    wanted = {"case_type": case_type, "unit": unit}
    [(still_open, corrected)] = reader.rows(errors + sql.SQL(COUNTS), **wanted)
    labels = check_labels(reader.law, case_type)
    return FollowUp(
        **reader.moment.told(reader.position),
        open=still_open,
        corrected=corrected,
        items=[
            OpenError(
                review=review_case,
                case=case,
                check=check,
                label=labels.get(check, Text(check, check)),
                found_at=found_at,
                days_open=days,
                unit=held_by,
                responsible=responsible,
            )
            for review_case, case, check, found_at, days, held_by, responsible in reader.rows(
                errors + sql.SQL(ITEMS), **wanted, limit=limit, skipped=skipped
            )
        ],
    )
