"""Generated cases whose events come in any order, correct and annul one another, and say things that change nothing.

Every one follows from its number. Types with deadlines and rules of finding, with months that add up, and with ladders of
reminders take turns.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import msgspec
from sagsgang.domain.events.case_events import ActionTaken, Annulled, Corrected, Event, MeetingHeld
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.office_events import MeetingAgreed, SurveyAnswered
from sagsgang.domain.events.publications import CalendarPublished, CaseTypePublished
from sagsgang.domain.rules.casetype import CaseType
from sagsgang.domain.text import Text

from ..domain.generated import example
from ..domain.generated_ladders import with_ladders
from ..domain.generated_payments import payment_example
from .published import Published, every_calendar

LIVE = datetime(2032, 1, 1, tzinfo=UTC)
UNITS = ("north", "south", None)


def disturbed(number: int) -> Published:
    """The case of this number."""
    random = Random(f"disturbed {number}")
    made = payment_example(number // 3) if number % 3 == 1 else example(number // 3)
    versions = [with_ladders(random, one) for one in made.versions] if number % 3 == 2 else made.versions
    events = [one.event for one in made.history]
    events[0] = msgspec.structs.replace(events[0], case_type=versions[0].id)
    first, *rest = events
    rest += [_something(random, events, place) for place in range(random.randint(0, 8))]
    for place in range(random.randint(0, 10)):
        rest.append(_about(random, [first, *rest], place))
    if random.random() < 0.7:
        random.shuffle(rest)
    return _by_position(random, versions, [first, *rest])


def _something(random: Random, events: Sequence[Event], place: int) -> Event:
    """What a case hardly notices, somewhere among what happened."""
    near = random.choice(events)
    said: dict[str, Any] = {
        "source": "office",
        "id": f"more {place}",
        "occurred": near.occurred + random.choice((-1, 0, 0, 1, 3_600, 200_000)) * timedelta(seconds=1),
        "unit": random.choice(UNITS),
        "case_type": random.choice((None, None, None, "case", "another")),
    }
    if near.whole_day and random.random() < 0.5:
        said |= {"occurred": near.occurred, "whole_day": True, "day": near.day}
    kind = random.randint(0, 5)
    if kind == 0:
        return MeetingAgreed(**said, takes_place=near.occurred + timedelta(days=random.randint(-2, 30)))
    if kind == 1:
        return MeetingHeld(**said, attended=random.choice((True, False)))
    if kind == 2:
        return SurveyAnswered(**said, survey="yearly", score=random.randint(1, 5), best=5)
    return ActionTaken(**said, action=random.choice(("task", "decided", "resumed")))


def _about(random: Random, events: Sequence[Event], place: int) -> Event:
    """What speaks of another event, of itself, or of one that there is not."""
    near = random.choice(events)
    said: dict[str, Any] = {
        "source": "office",
        "id": f"about {place}",
        "occurred": random.choice(events).occurred,
        "unit": random.choice((None, None, None, "south")),
    }
    about = random.choice((near.id, near.id, near.id, f"about {random.randint(0, 9)}", "nothing"))
    if random.random() < 0.45:
        return Annulled(**said, annuls=about)
    changes: tuple[dict[str, Any], ...] = (
        {"unit": random.choice(UNITS)},
        {"note": "another"},
        {"occurred": random.choice(events).occurred.isoformat()},
        {"occurred": random.choice(events).occurred.date().isoformat()},
        {"attributes": {"limit": "2020-05-05"}},
        {"no such field": 1},
    )
    return Corrected(**said, corrects=about, changes=random.choice(changes))


def _by_position(random: Random, versions: Sequence[CaseType], events: Sequence[Event]) -> Published:
    head: dict[str, Any] = {"source": "law", "occurred": LIVE}
    mixed: list[Event] = [
        CalendarPublished(**head, id=name, definition=calendar) for name, calendar in every_calendar().items()
    ]
    another = msgspec.structs.replace(versions[0], id="another", title=Text("Anden", "Another"))
    published = [
        CaseTypePublished(**head, id=f"version {place}", definition=version)
        for place, version in enumerate((*versions, another))
    ]
    late = random.randint(0, len(published)) if random.random() < 0.3 else 0
    mixed += published[late:]
    begins = len(mixed)
    mixed += events
    for one in published[:late]:
        mixed.insert(random.randint(begins, len(mixed)), one)
    placed = [
        Recorded(position, "case", position, LIVE + timedelta(minutes=position), event)
        for position, event in enumerate(mixed, 1)
    ]
    law = (CaseTypePublished, CalendarPublished)
    return Published(
        [one for one in placed if not isinstance(one.event, law)],
        [one for one in placed if isinstance(one.event, law)],
    )
