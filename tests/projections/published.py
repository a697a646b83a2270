"""Generated cases with their rules published in between, as a journal would hold them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

import msgspec
from sagsgang.domain.events.case_events import Event
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.publications import CalendarPublished, CaseTypePublished
from sagsgang.domain.rules.calendar import Calendar
from sagsgang.domain.rules.casetype import Attribute, CaseType
from sagsgang.domain.text import Text
from sagsgang.domain.written import calendar_file

from ..domain import generated_calendars
from ..domain.generated import example

LIVE = datetime(2032, 1, 1, tzinfo=UTC)


class Published(NamedTuple):
    """One case: its events and the publications that govern it, by position."""

    history: list[Recorded]
    publications: list[Recorded]

    @property
    def head(self) -> int:
        """The last position."""
        return len(self.history) + len(self.publications)


@cache
def calendars() -> dict[str, Calendar]:
    """The shipped calendars, and one with more days off: every 13th of a month."""
    shipped = calendar_file.shipped()
    denmark = shipped["denmark"]
    thirteenths = [
        (date(year, month, 13), len(denmark.names))
        for year in range(denmark.first.year, denmark.last.year + 1)
        for month in range(1, 13)
    ]
    named = dict(thirteenths) | dict(denmark.days)
    closed = msgspec.structs.replace(
        denmark,
        id="closed-days",
        names=(*denmark.names, Text("den 13.", "the 13th")),
        days=tuple(sorted(named.items())),
    )
    return {**shipped, "closed-days": closed}


def every_calendar() -> dict[str, Calendar]:
    """These, and all others that generated versions name."""
    return {**generated_calendars.calendars(), **calendars()}


def _attributes(random: Random) -> tuple[Attribute, ...]:
    """What the generated events say of a case: one version may leave it out, or call it personal where others do not."""
    limit = Attribute(name="limit", label=Text("Grænse", "Limit"), personal=random.random() < 0.25)
    return (limit,) if random.random() < 0.8 else ()


def published(number: int, type_id: str = "case") -> Published:
    """The generated case of this number, with versions and a changed calendar published before and between its events."""
    random = Random(f"published {number}")
    made = example(number)
    personal = Random(f"personal {number}")
    versions = [
        msgspec.structs.replace(version, id=type_id, attributes=_attributes(personal)) for version in made.versions
    ]
    events = [_of_type(recorded.event, type_id) for recorded in made.history]
    # The journal takes no first event of a case that does not say its type.
    events[0] = msgspec.structs.replace(events[0], case_type=type_id)
    named = {version.calendar for version in versions} | calendars().keys()
    calendar = {name: one for name, one in every_calendar().items() if name in named}
    first: list[Event] = [_calendar(one, name) for name, one in calendar.items()]
    if number % 2:
        # The first version in publication must be there before the case; the others may come in between.
        first.append(_version(versions[0], 0))
        later: list[Event] = [_version(version, place) for place, version in enumerate(versions[1:], 1)]
    else:
        first += [_version(version, place) for place, version in enumerate(versions)]
        later = []
    if random.random() < 0.3:
        later.append(_calendar(msgspec.structs.replace(calendar["closed-days"], id="denmark"), "denmark-2"))
    mixed: list[Event] = [*first, *events]
    for publication in later:
        mixed.insert(random.randint(len(first), len(mixed)), publication)
    by_position = [
        Recorded(position, "case", position, LIVE + timedelta(minutes=position), event)
        for position, event in enumerate(mixed, 1)
    ]
    law = (CaseTypePublished, CalendarPublished)
    return Published(
        [one for one in by_position if not isinstance(one.event, law)],
        [one for one in by_position if isinstance(one.event, law)],
    )


def _of_type(event: Event, type_id: str) -> Event:
    return msgspec.structs.replace(event, case_type=type_id) if event.case_type else event


def _calendar(calendar: Calendar, name: str) -> CalendarPublished:
    return CalendarPublished(source="office", id=f"calendar {name}", occurred=LIVE, definition=calendar)


def _version(case_type: CaseType, place: int) -> CaseTypePublished:
    return CaseTypePublished(source="office", id=f"version {place}", occurred=LIVE, definition=case_type)
