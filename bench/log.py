"""The log that is measured with: made-up cases of one type, every one from its number."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sagsgang.domain.events.case_events import (
    ActionTaken,
    ApplicationReceived,
    Closed,
    Decided,
    Event,
    GuidanceGiven,
    InformationReceived,
    InformationRequested,
)
from sagsgang.domain.events.publications import CalendarPublished, CaseTypePublished
from sagsgang.domain.rules.casetype import Action, Attribute, CaseType, DeadlineRule, Term
from sagsgang.domain.text import Text
from sagsgang.domain.written import calendar_file
from sagsgang.journal.entry import Entry

BEGIN = datetime(2006, 1, 1, tzinfo=UTC)
DAYS = 3_650
TITLE = Text("Målt sag", "Measured case")
CASE_TYPE = CaseType(
    id="measured",
    title=TITLE,
    expects=("guidance-given",),
    actions=(Action(name="task", label=TITLE),),
    attributes=(Attribute(name="channel", label=TITLE),),
    deadlines=(
        DeadlineRule(
            id="decision",
            label=TITLE,
            after=("application-received",),
            term=Term(2, "months"),
            met_by=("decided",),
            suspended_by=("information-requested",),
            resumed_by=("information-received",),
        ),
    ),
)


def publications(now: datetime) -> list[CalendarPublished | CaseTypePublished]:
    """What must be published before the log."""
    denmark = calendar_file.shipped()["denmark"]
    return [
        CalendarPublished(source="bench", id="", occurred=now, definition=denmark),
        CaseTypePublished(source="bench", id="", occurred=now, definition=CASE_TYPE),
    ]


def log(cases: int) -> Iterator[Entry]:
    """The events of so many cases, about six a case, in the order in which they happened, month by month."""
    waiting: list[tuple[datetime, int, Entry]] = []
    every = timedelta(days=DAYS) / cases
    for number in range(cases):
        begins = BEGIN + number * every
        waiting += [(event.occurred, number, Entry(f"M-{number:06d}", event)) for event in _case(number, begins)]
        if number % 2_000 == 1_999:
            waiting.sort(key=lambda one: one[:2])
            ready = [one for one in waiting if one[0] < begins]
            waiting = [one for one in waiting if one[0] >= begins]
            yield from (entry for _, _, entry in ready)
    waiting.sort(key=lambda one: one[:2])
    yield from (entry for _, _, entry in waiting)


def _case(number: int, begins: datetime) -> list[Event]:
    random = Random(number)
    day = timedelta(days=1)
    unit, person = f"Unit {number % 7}", f"caseworker {number % 90:02d}"
    at = [begins + random.random() * day]

    def head(days: float) -> dict[str, object]:
        at[0] += days * day
        return {"source": "urn:bench", "id": f"{number}-{at[0].timestamp():.6f}", "occurred": at[0]}

    events: list[Event] = [
        ApplicationReceived(
            **head(0.001),
            case_type="measured",
            unit=unit,
            responsible=person,
            attributes={"channel": random.choice(("post", "net", "desk"))},
        ),
        GuidanceGiven(**head(random.random() * 5), actor=person),
        ActionTaken(**head(random.random() * 20), action="task", actor=person),
    ]
    if number % 4 == 0:
        events.append(InformationRequested(**head(random.random() * 3), actor=person))
        events.append(InformationReceived(**head(random.random() * 20), actor=person))
    if number % 50:
        events.append(Decided(**head(random.random() * 45), outcome="granted", actor=person))
        events.append(Closed(**head(1)))
    return events


def write_csv(entries: Iterable[Entry], path: Path) -> None:
    """The log as a foreign system would export it; ``mapping.toml`` reads it."""
    with path.open("w", newline="", encoding="utf-8") as file:
        written = csv.writer(file)
        written.writerow(["case", "id", "name", "occurred", "unit", "responsible", "actor", "channel"])
        for case, event, _ in entries:
            channel = event.attributes.get("channel", "")
            held = (event.unit, event.responsible, event.actor, channel)
            written.writerow([case, event.id, event.name, event.occurred.isoformat(), *held])


def moments() -> list[datetime]:
    """Past dates to ask about, spread over the log's ten years."""
    return [datetime(year, month, 15, tzinfo=UTC) for year in range(2007, 2016) for month in (2, 9)]
