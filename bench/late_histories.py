"""Histories of one case that come out of order: each of so many events, every one from its number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from sagsgang.domain.events.case_events import (
    ActionTaken,
    Annulled,
    ApplicationReceived,
    Corrected,
    Event,
    Suspended,
)
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.publications import CalendarPublished, CaseTypePublished
from sagsgang.domain.fold.law import Law
from sagsgang.domain.rules.casetype import Action, Attribute, CaseType, DeadlineRule, FindingRule, Term
from sagsgang.domain.rules.reminder_step import Distance, ReminderStep
from sagsgang.domain.text import Text
from sagsgang.domain.written import calendar_file

BEGIN = datetime(2015, 1, 5, 8, tzinfo=UTC)
TITLE = Text("Målt sag", "Measured case")
UNITS = ("North", "South", "West")
# All that costs something at each event: an end that is reminded of, one that runs out by itself, rules of finding.
CASE_TYPE = CaseType(
    id="measured",
    title=TITLE,
    actions=(Action(name="task", label=TITLE),),
    attributes=(Attribute(name="channel", label=TITLE),),
    deadlines=(
        DeadlineRule(
            id="decision",
            label=TITLE,
            after=("application-received",),
            term=Term(2, "months"),
            met_by=("decided",),
            reminders=(ReminderStep(id="week", to=("responsible",), channel="mail", before=Distance(7, "days")),),
        ),
        DeadlineRule(
            id="answer", label=TITLE, after=("application-received",), term=Term(14, "days"), whose="party"
        ),
    ),
    findings=(
        FindingRule(id="late", label=TITLE, at=("task",), recorded_after=7),
        FindingRule(id="unguided", label=TITLE, at=("application-received",), missing="guidance-given"),
        FindingRule(id="long", label=TITLE, longer_than=90),
        FindingRule(id="overdue", label=TITLE, overdue="decision"),
    ),
)


def law() -> Law:
    """What governs them."""
    head = {"source": "bench", "id": "", "occurred": BEGIN}
    published = (
        CalendarPublished(**head, definition=calendar_file.shipped()["denmark"]),
        CaseTypePublished(**head, definition=CASE_TYPE),
    )
    return Law(Recorded(at, f"${at}", 1, BEGIN, event) for at, event in enumerate(published, start=1))


def recorded(events: Sequence[Event]) -> list[Recorded]:
    """The events as the journal holds them, one a minute."""
    return [
        Recorded(at + 3, "M-1", at + 1, BEGIN + timedelta(days=30, minutes=at), event)
        for at, event in enumerate(events)
    ]


def _at(number: int) -> datetime:
    return BEGIN + timedelta(minutes=7 * number)


def _opening() -> Event:
    return ApplicationReceived(
        source="bench",
        id="opening",
        occurred=BEGIN,
        case_type=CASE_TYPE.id,
        unit=UNITS[0],
        responsible="caseworker",
        attributes={"channel": "paper"},
    )


def _task(number: int) -> Event:
    unit = UNITS[number // 10 % len(UNITS)]
    return ActionTaken(
        source="bench",
        id=f"task-{number}",
        occurred=_at(number),
        case_type=CASE_TYPE.id,
        action="task",
        unit=unit,
        responsible="caseworker",
    )


def corrections() -> Iterator[Event]:
    """What the case is like is corrected again and again."""
    yield _opening()
    number = 0
    while True:
        number += 1
        yield Corrected(
            source="bench",
            id=f"correction-{number}",
            occurred=_at(number),
            corrects="opening",
            changes={"attributes": {"channel": f"channel {number}"}},
        )


def annulments() -> Iterator[Event]:
    """Whatever happens is taken back after the next has happened too."""
    yield _opening()
    number = 0
    while True:
        number += 2
        yield _task(number)
        yield _task(number + 1)
        for taken_back in (number, number + 1):
            yield Annulled(
                source="bench", id=f"annulment-{taken_back}", occurred=_at(number + 1), annuls=f"task-{taken_back}"
            )


def suspended() -> Iterator[Event]:
    """The case waits until a day far ahead, and things happen meanwhile."""
    yield _opening()
    yield Suspended(source="bench", id="suspended", occurred=_at(1), until=date(2040, 1, 1))
    number = 1
    while True:
        number += 1
        yield _task(number)


def newest_first(count: int) -> list[Event]:
    """A log that begins with what happened last; the case opens with its last line."""
    return [*(_task(number) for number in range(count - 1, 0, -1)), _opening()]


def _first(history: Callable[[], Iterator[Event]]) -> Callable[[int], list[Event]]:
    return lambda count: list(islice(history(), count))


# By name: so many events in the order in which they come.
HISTORIES: dict[str, Callable[[int], list[Event]]] = {
    "corrections": _first(corrections),
    "annulments": _first(annulments),
    "newest first": newest_first,
    "suspended until": _first(suspended),
}
