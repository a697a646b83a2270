"""Example data by name, with fixed times: what the tests of the journal speak of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sagsgang.domain.events.case_events import ApplicationReceived, Decided, Event, GuidanceGiven
from sagsgang.domain.events.publications import CalendarPublished, CaseTypePublished
from sagsgang.domain.rules.calendar import Calendar
from sagsgang.domain.rules.casetype import CaseType, DeadlineRule, Term
from sagsgang.domain.text import Text
from sagsgang.journal.entry import Entry

OPERA = "kmd-opera"
MONDAY = datetime(2024, 3, 4, 8, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

ANNA = "2024-0001"
BENT = "2024-0002"
CLARA = "2024-0003"


def application(number: str, occurred: datetime = MONDAY, **fields: Any) -> Event:
    """An application of the type ``fleksjob``, as the case system Opera sends it."""
    return ApplicationReceived(
        **{"source": OPERA, "id": number, "occurred": occurred, "case_type": "fleksjob"} | fields
    )


def guidance(number: str, occurred: datetime = MONDAY + HOUR, **fields: Any) -> Event:
    """Guidance given to the citizen an hour after the application."""
    return GuidanceGiven(**{"source": OPERA, "id": number, "occurred": occurred} | fields)


def decision(number: str, occurred: datetime = MONDAY + 30 * DAY, **fields: Any) -> Event:
    """A decision thirty days after the application."""
    return Decided(**{"source": OPERA, "id": number, "occurred": occurred, "outcome": "granted"} | fields)


def many(cases: int, events: int, prefix: str = "2024-") -> list[Entry]:
    """An application and further guidance for each case, taking turns: case 1, 2, 3, 1, 2, 3, ..."""
    return [
        Entry(
            f"{prefix}{case:05d}",
            application(f"{prefix}{case}/{event}", MONDAY + event * HOUR)
            if event == 0
            else guidance(f"{prefix}{case}/{event}", MONDAY + event * HOUR),
        )
        for event in range(events)
        for case in range(1, cases + 1)
    ]


def fleksjob(days: int, valid_from: date | None = None) -> CaseTypePublished:
    """The case type ``fleksjob`` with a term of so many days from application to decision."""
    return CaseTypePublished(
        source="office",
        id="any",
        occurred=MONDAY,
        definition=CaseType(
            id="fleksjob",
            title=Text("Fleksjob", "Flexible job"),
            valid_from=valid_from,
            deadlines=(
                DeadlineRule(
                    id="decision",
                    label=Text("Afgørelse", "Decision"),
                    after=("application-received",),
                    term=Term(days, "days"),
                    met_by=("decided",),
                ),
            ),
        ),
        text=f"# fleksjob, {days} days",
    )


def town_calendar() -> CalendarPublished:
    """A calendar of one year without holidays."""
    return CalendarPublished(
        source="office",
        id="any",
        occurred=MONDAY,
        definition=Calendar(id="town", title=Text("By", "Town"), first=date(2024, 1, 1), last=date(2024, 12, 31)),
        text="# town",
    )
