"""Reviews: what was drawn and answered, error rates, and the errors that are still to be put right."""

from __future__ import annotations

from typing import Annotated
from uuid import uuid4

from cyclopts import App, Parameter

from ..domain.events.office_events import Answer
from ..intake.reference import case_reference
from ..intake.review_records import Noted, record_answer, record_correction
from ..journal.application import Journal
from ..projections.reader import ask
from ..projections.reviews import follow_up as errors_to_follow
from ..projections.reviews import review
from ..terminal.language import both
from ..terminal.output import answer as give
from ..terminal.review_pages import show_follow_up, show_noted, show_review
from .asking import Asked, Json, check_number, desk, fold_in_recorded, journal, not_empty, zone_of_case
from .questions import CaseType, Limit, stats
from .sampling import On, when_of

Note = Annotated[str | None, Parameter(help=both("En bemærkning.", "A note."))]


reviews = App(name="review")


@reviews.command(
    help=both(
        "Et tilsyn: stikprøve, tjekliste, svar pr. sag, fejl og forløb.\n\nEksempel: sagsgang review show T-2011-04",
        "A review: sample, checklist, answers per case, errors and course.\n\nExample: sagsgang review show T-2011-04",
    ),
)
def show(ref: str, /, *, asked: Asked = Asked()) -> None:
    """Carry out ``sagsgang review show``."""
    with desk(asked, case=ref) as ready:
        give(review(ready.journal, ref, ready.moment), asked.json, lambda found: show_review(found, ready.zone))


@reviews.command(
    help=both(
        "Fejl, der ikke er rettet, de ældste først.\n\nEksempel: sagsgang review follow-up --type tilsyn --unit Centrum",
        "Errors not yet put right, oldest first.\n\nExample: sagsgang review follow-up --type tilsyn --unit Centrum",
    ),
)
def follow_up(
    *,
    case_type: CaseType = None,
    unit: Annotated[
        str | None,
        Parameter(help=both("Kun sager, som denne enhed har nu.", "Only cases that this unit holds now.")),
    ] = None,
    limit: Limit = 50,
    asked: Asked = Asked(),
) -> None:
    """Carry out ``sagsgang review follow-up``."""
    check_number("--limit", limit)
    not_empty("--unit", unit)
    with desk(asked, case_type) as ready:
        found = ask(ready.journal, ready.moment, lambda reader: errors_to_follow(reader, case_type, unit, limit))
        give(found, asked.json, lambda value: show_follow_up(value, ready.zone, limit))


@reviews.command(
    help=both(
        "Besvar et kontrolpunkt: ok, error (fejl) eller not-applicable (ikke relevant).\n\n"
        "Eksempel: sagsgang review answer T-2011-04 F-2008-0017 guidance error",
        "Answer a check: ok, error or not-applicable.\n\n"
        "Example: sagsgang review answer T-2011-04 F-2008-0017 guidance error",
    ),
)
def answer(
    ref: str,
    case: str,
    check: str,
    answer: Answer,
    /,
    *,
    note: Note = None,
    on: On = None,
    json: Json = False,
) -> None:
    """Carry out ``sagsgang review answer``."""
    case_reference(ref, "REF"), case_reference(case, "CASE")
    with journal() as opened:
        when = when_of(on, zone_of_case(opened, ref))
        noted = record_answer(opened, ref, case, check, answer, when, id_=str(uuid4()), note=note)
        _live(opened)
        _tell(opened, noted, json)


@reviews.command(
    help=both(
        "En fejl er rettet.\n\nEksempel: sagsgang review corrected T-2011-04 F-2008-0017 guidance",
        "An error was put right.\n\nExample: sagsgang review corrected T-2011-04 F-2008-0017 guidance",
    ),
)
def corrected(ref: str, case: str, check: str, /, *, note: Note = None, on: On = None, json: Json = False) -> None:
    """Carry out ``sagsgang review corrected``."""
    case_reference(ref, "REF"), case_reference(case, "CASE")
    with journal() as opened:
        when = when_of(on, zone_of_case(opened, ref))
        noted = record_correction(opened, ref, case, check, when, id_=str(uuid4()), note=note)
        _live(opened)
        _tell(opened, noted, json)


def _live(opened: Journal) -> None:
    """The first live record puts the journal live."""
    if not opened.is_live():
        opened.go_live()


def _tell(opened: Journal, noted: Noted, json: bool) -> None:
    fold_in_recorded(opened)
    give(noted, json, show_noted)


reviews.command(
    stats["error-rates"].default_command,
    name="rates",
    help=both(
        "Fejlprocenter med 95 %-interval; det samme som: sagsgang stats error-rates.\n\n"
        "Eksempel: sagsgang review rates --type tilsyn --by check,unit --period quarter --cases",
        "Error rates with their 95 % interval; the same as: sagsgang stats error-rates.\n\n"
        "Example: sagsgang review rates --type tilsyn --by check,unit --period quarter --cases",
    ),
)
