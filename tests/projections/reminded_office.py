"""A journal of made-up cases with ladders, filled in the order in which everything was recorded, and what was due in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import NamedTuple

import msgspec
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.publications import CalendarPublished, CaseTypePublished
from sagsgang.domain.rules.calendar import Calendar
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Entry, Refused
from sagsgang.projections.asking.reader import Moment, ask
from sagsgang.projections.queue.reminders import Due, due

from ..domain.generated_ladders import EPOCH, KnownCase, known_case
from ..domain.reminders_reference import Known, WasDue, was_due
from .published import every_calendar

FIRST, LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2060, 1, 1, tzinfo=UTC)
CALENDAR_CHANGES = datetime(2012, 6, 1, tzinfo=UTC)


class Told(NamedTuple):
    """Something to be recorded. case: whose event it is; of what is published, whose type."""

    recorded: datetime
    case: str
    place: int
    event: Recorded


def cases(numbers: Iterable[int]) -> list[KnownCase]:
    """Made-up cases, each of a type of its own; in odd ones something happens just when steps come."""
    return [
        known_case(
            number, every_calendar(), type_id=f"case-{number}", instants=due_instants if number % 2 else None
        )
        for number in numbers
    ]


def due_instants(case: KnownCase) -> list[datetime]:
    """When steps come in a case."""
    type_id = next(one.event.case_type for one in case.history if one.event.case_type)
    return [one.at for one in was_due(Known(case.history, case.publications, type_id))]


def in_order(made: Iterable[KnownCase]) -> list[Told]:
    """All that is recorded of them, in the order of its recording; the calendars are published apart."""
    return sorted(
        Told(one.recorded, f"case-{case.number}", one.position, one)
        for case in made
        for one in case.everything
        if not isinstance(one.event, CalendarPublished)
    )


def publish_calendars(journal: Journal) -> None:
    """The calendars, as they are before everything."""
    events = [_calendar(name, one) for name, one in every_calendar().items()]
    assert all(isinstance(one, Appended) for one in journal.publish(events, EPOCH))


def change_a_calendar(journal: Journal) -> None:
    """One that many types use has no days off of its own any more."""
    changed = msgspec.structs.replace(every_calendar()["denmark"], id="closed-days")
    assert isinstance(journal.publish([_calendar("closed-days", changed)], CALENDAR_CHANGES)[0], Appended)


def _calendar(name: str, definition: Calendar) -> CalendarPublished:
    return CalendarPublished(source="office", id=f"calendar {name}", occurred=EPOCH, definition=definition)


def fill(journal: Journal, told: Iterable[Told]) -> None:
    """Record it all."""
    for is_law, group in groupby(told, key=lambda one: isinstance(one.event.event, CaseTypePublished)):
        if is_law:
            for one in group:
                assert isinstance(one.event.event, CaseTypePublished)
                journal.publish([one.event.event], one.recorded)
        else:
            page = list(group)
            entries = [
                Entry(one.case, msgspec.structs.replace(one.event.event, source=f"urn:{one.case}")) for one in page
            ]
            outcomes = journal.append(entries, recorded=[one.recorded for one in page])
            assert not [one for one in outcomes if isinstance(one, Refused)]


def projected(journal: Journal, since: datetime = FIRST, until: datetime = LAST) -> list[Due]:
    """What the projection says was due."""
    return ask(journal, Moment(LAST), lambda reader: list(due(reader, since, until)))


def by_reference(journal: Journal) -> Iterator[tuple[str, WasDue]]:
    """What was due by the long way, case by case, from what the journal holds."""
    head = journal.head().position
    publications = journal.publications(head)
    for case, history in journal.histories(head):
        law = [one for one in publications if _concerns(one, case)]
        yield from ((case, one) for one in was_due(Known(history, law, case)))


def _concerns(publication: Recorded, type_id: str) -> bool:
    event = publication.event
    return not isinstance(event, CaseTypePublished) or event.definition.id == type_id


def comparable(one: Due) -> tuple[str, WasDue]:
    """What the projection says, as the reference says it."""
    ends = one.due_on or one.due_at
    assert ends is not None
    assert one.ends == ends.isoformat()
    assert one.about == ("deadline" if one.deadline else "meeting")
    assert one.case_type == one.case
    return one.case, WasDue(
        at=one.at,
        deadline=one.deadline or None,
        ends=ends,
        step=one.step,
        number=one.number,
        governed_from=one.governed_from,
        unit=one.unit,
        responsible=one.responsible,
    )
