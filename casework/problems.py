"""Why something can't be recorded in a case: one constructor a code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from ..domain.problem import BadInput, Conflict, Problem, Unknown


def of_another_type(code: str, case: str, found: str | None, wanted: str) -> Problem:
    """The case is there, of another type: ``other-type`` for a reconciliation, ``case-type-differs`` for a review."""
    return BadInput(
        code=code,
        da=f"Sagen {case} er af typen {found}, ikke {wanted}. Vælg en anden sag.",
        en=f"The case {case} is of the type {found}, not {wanted}. Choose another case.",
    )


def does_not_open_so(case_type: str, topic: str) -> Problem:
    """A case of the type can't begin by the event on that day."""
    return BadInput(
        code="cannot-open",
        da=f"En sag af typen {case_type} åbner ikke med {topic} den dag.",
        en=f"A case of the type {case_type} does not open with {topic} that day.",
    )


def other_scope(case: str, system: str, case_type: object, where: object) -> Problem:
    """The case is about another system, type or choice of cases."""
    about = f"system {system}, type {case_type or '–'}"
    return Conflict(
        code="other-scope",
        parameter="record",
        da=f"Sagen {case} handler om {about}, {f'where {where}' if where else 'uden where'}. "
        "Registrér denne samkøring i en sag for sig selv.",
        en=f"The case {case} is about {about}, {f'where {where}' if where else 'without where'}. "
        "Record this reconciliation in a case of its own.",
    )


def older_list(case: str, newest: date, this: date) -> Problem:
    """A list that is older than what the case says settles nothing."""
    return Conflict(
        code="older-list",
        parameter="record",
        da=f"Sagen {case} har en liste pr. {newest}; denne er ældre, pr. {this}, og afklarer intet. "
        "Registrér den i en sag for sig selv.",
        en=f"The case {case} has a list of {newest}; this one is older, of {this}, and settles nothing. "
        "Record it in a case of its own.",
    )


def older_knowledge(case: str) -> Problem:
    """What was known earlier than what the case rests on settles nothing."""
    return Conflict(
        code="older-knowledge",
        parameter="known_at",
        da=f"Sagen {case} bygger på nyere viden end known_at. Udelad den, eller vælg en anden sag.",
        en=f"The case {case} rests on newer knowledge than known_at. Leave it out, or choose another case.",
    )


def made_before_the_list(list_on: date) -> Problem:
    """A reconciliation can't be made before the day of its list."""
    return Conflict(
        code="made-backwards",
        parameter="made",
        da=f"Samkøringen ville være foretaget før listens dag, {list_on}. Ret tidspunktet eller dagen.",
        en=f"The reconciliation would be made before the list's day, {list_on}. Mend the time or the day.",
    )


def made_before_the_last(last: datetime) -> Problem:
    """What is recorded must come after what the case says. last: in local time."""
    at = f"{last:%Y-%m-%dT%H:%M:%S%z}"
    return Conflict(
        code="made-backwards",
        parameter="made",
        da=f"Tidspunktet ligger før det sidste i sagen, {at}, som det skal komme efter. "
        "Skriv et senere, eller udelad det.",
        en=f"The time is before the last that the case says, {at}, and must come after it. "
        "Write a later one, or leave it out.",
    )


def not_open(case: str, some: Sequence[str]) -> Problem:
    """No such difference is open. some: those that are."""
    return BadInput(
        code="not-open",
        parameter="difference",
        da=f"I sagen {case} er ingen difference med det navn åben. Åbne: {', '.join(some) or 'ingen'}.",
        en=f"In the case {case} no difference of that name is open. Open: {', '.join(some) or 'none'}.",
    )


def personal_reason() -> Problem:
    """The reason would bring a person's number into the journal."""
    return BadInput(
        code="personal-value",
        parameter="reason",
        da="Begrundelsen ligner noget med et CPR-nummer. Skriv den uden.",
        en="The reason seems to hold a CPR number. Write it without.",
    )


def sample_annulled() -> Problem:
    """The sample that is asked for was drawn and annulled."""
    return Conflict(
        code="sample-annulled",
        parameter="seed",
        da="Netop denne stikprøve blev udtrukket før og er annulleret. Vælg et andet frø.",
        en="This very sample was drawn before and is annulled. Choose another seed.",
    )


def no_review(case: str) -> Problem:
    """The review is not there, and nothing says of which type it would be."""
    return Unknown(
        code="unknown-case",
        parameter="review_type",
        da=f"Sagen {case} findes ikke. Opret den med det samme ved at angive dens type.",
        en=f"There is no case {case}. Begin it at the same time by giving its type.",
    )


def no_checklist(case_type: str) -> Problem:
    """A sample in a case of the type could not be answered."""
    return BadInput(
        code="no-checklist",
        da=f"Sagstypen {case_type} har ingen tjekliste ([[check]]): en stikprøve dér kan ikke besvares.",
        en=f"The case type {case_type} has no checklist ([[check]]): a sample there can't be answered.",
    )


def review_not_begun(case_type: str, name: str) -> Problem:
    """A review of the type begins by an event that says more than a sample knows."""
    return BadInput(
        code="review-not-begun",
        da=f"{case_type} begynder med {name}, som siger mere end det. Tilføj den hændelse først.",
        en=f"{case_type} begins with {name}, which says more than that. Append that event first.",
    )


def no_error_to_correct(check: str, case: str, answer: str) -> Problem:
    """What was put right is no error."""
    return BadInput(
        code="no-error-to-correct",
        da=f"Kontrolpunktet {check} er ikke en fejl i sagen {case}: svaret er {answer}.",
        en=f"The check {check} is no error in the case {case}: the answer is {answer}.",
    )


def unknown_check(check: str, listed: Sequence[str]) -> Problem:
    """The checklist has no such check."""
    return BadInput(
        code="unknown-check",
        parameter="check",
        da=f"Tjeklisten har ikke kontrolpunktet {check!r}. Den har: {', '.join(listed)}.",
        en=f"The checklist does not have {check!r}. It has: {', '.join(listed)}.",
    )


def not_in_sample(case: str, review: str) -> Problem:
    """The case was not drawn by that day."""
    return BadInput(
        code="not-in-sample",
        parameter="case",
        da=f"Sagen {case} var ikke i stikprøven den dag. Se stikprøven i tilsynet {review}.",
        en=f"The case {case} was not in the sample that day. See the sample in the review {review}.",
    )
