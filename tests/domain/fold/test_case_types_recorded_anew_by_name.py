"""An annulled event names no case type any more: given, when, then."""

from __future__ import annotations

from datetime import date

import msgspec
from sagsgang.domain.events.case_events import Annulled, ApplicationReceived, Decided
from sagsgang.domain.facts import DeadlinePeriod
from sagsgang.domain.fold.law import Law
from sagsgang.domain.fold.rows import rows
from sagsgang.domain.rules.casetype import Term

from ..filed_cases import Filed
from ..written_cases import answer, case_type

SHORT = case_type(answer())
LONG = msgspec.structs.replace(case_type(answer(term=Term(60, "days"))), id="long")


def filed_wrong() -> Filed:
    """An application of 2 March 2026, recorded under the type of 14 days instead of that of 60, and annulled."""
    case = Filed(SHORT, LONG).has(ApplicationReceived, "2026-03-02T09:00")
    return case.has(Annulled, "2026-03-03", annuls=case.last, reason="wrong type")


def ends(case: Filed) -> list[tuple[str, date | None]]:
    """The type and the end of each deadline that the case has, as known in the end."""
    head = max(entry.position for entry in case.history)
    known = [
        row for row in rows(case.history, Law(case.publications)) if row.answers(case.history[-1].recorded, head)
    ]
    return [
        (row.payload.case_type, row.payload.due_on) for row in known if isinstance(row.payload, DeadlinePeriod)
    ]


def test_the_type_of_the_event_recorded_anew_counts() -> None:
    """Given the application recorded anew under the type of 60 days, then they end on Friday 1 May."""
    case = filed_wrong().has(ApplicationReceived, "2026-03-02T09:00", "2026-03-04", case_type="long")
    assert ends(case) == [("long", date(2026, 5, 1))]


def test_an_annulment_that_comes_afterwards_does_the_same() -> None:
    """Given the same told in the other order, first anew and then annulled, then the type of 60 days counts too."""
    case = Filed(SHORT, LONG).has(ApplicationReceived, "2026-03-02T09:00")
    wrong = case.last
    case.has(ApplicationReceived, "2026-03-02T09:00", "2026-03-03", case_type="long").has(
        Annulled, "2026-03-04", annuls=wrong
    )
    assert ends(case) == [("long", date(2026, 5, 1))]


def test_an_annulment_taken_back_gives_the_first_type_back() -> None:
    """Given the annulment annulled and nothing recorded anew, then the type of 14 days counts: 16 March."""
    case = filed_wrong()
    case.has(Annulled, "2026-03-05", annuls=case.last)
    assert ends(case) == [("case", date(2026, 3, 16))]


def test_a_later_event_names_no_other_type() -> None:
    """Given an application under the type of 14 days that stands, when a decision names that of 60,
    then the first counts.
    """
    case = (
        Filed(SHORT, LONG)
        .has(ApplicationReceived, "2026-03-02T09:00")
        .has(Decided, "2026-03-04", case_type="long")
    )
    assert ends(case) == [("case", date(2026, 3, 16))]
