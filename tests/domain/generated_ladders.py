"""Made-up ladders of reminders, and cases that have them: known step by step, as an office works, or as it doesn't.

What is recorded comes soon after it happened, or weeks late, or ahead of its time, and some of it at the very instant
at which a step comes, or a microsecond before or after.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

import msgspec
from sagsgang.domain.events.case_events import Closed, Decided, Event, MeetingHeld, Suspended, TermOverridden
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.office_events import MeetingAgreed, MeetingCancelled
from sagsgang.domain.events.publications import CalendarPublished, CaseTypePublished
from sagsgang.domain.rules.calendar import Calendar
from sagsgang.domain.rules.casetype import CaseType
from sagsgang.domain.rules.reminder_step import Distance, DistanceUnit, ReminderStep

from . import generated, generated_payments
from .generated_types import one_of
from .reference.days import MICROSECOND

EPOCH = datetime(1990, 1, 1, tzinfo=UTC)  # the calendars were there before any case
LAST = datetime(2026, 1, 1, tzinfo=UTC)  # what happens later is known ahead of its time
TIMES = ("08:00", "08:00", "00:00", "02:00", "02:30", "02:59", "03:00", "12:15", "23:59", "07:31")
QUIET = (("21:00", "08:00"), ("00:00", "06:00"), ("12:00", "13:30"), ("23:59", "02:30"), ("01:30", "00:00"))
DAYS: tuple[DistanceUnit, ...] = ("days", "weeks", "working_days")
Calendars = dict[str, Calendar]


def a_distance(random: Random, least: int, most: int) -> Distance:
    """So many days, working days, or (fewer) weeks."""
    unit = random.choice(DAYS)
    far = random.choice((2, most // 3, most))
    return Distance(random.randint(least, max(least, far // 7 if unit == "weeks" else far)), unit)


def a_step(random: Random, name: str, *, hours: bool, after: bool) -> ReminderStep:
    """One step, of a form that a case type's file may have. hours: whether it may be counted in hours."""
    said: dict[str, Any] = {"to": ("responsible",), "quiet": random.choice((None, None, *QUIET))}
    later = after and random.random() < 0.45
    if hours and random.random() < 0.3:
        distance = Distance(random.choice((1, 2, 3, 24, 26, 48, 100)), "hours")
        said |= {"after" if later else "before": distance}
        return ReminderStep(id=name, **said)
    said |= {
        "at": random.choice(TIMES),
        "roll": random.choice(("none", "none", "previous-working-day", "next-working-day")),
    }
    if not later:
        return ReminderStep(id=name, before=a_distance(random, 0, 21), **said)
    if random.random() < 0.5:
        said |= {"every": a_distance(random, 1, 10), "times": random.randint(2, 5)}
    return ReminderStep(id=name, after=a_distance(random, 1, 14), **said)


def a_ladder(random: Random, *, hours: bool, after: bool = True) -> tuple[ReminderStep, ...]:
    """A few steps."""
    names = ("first", "second", "third", "fourth")[: random.randint(1, 4)]
    return tuple(a_step(random, name, hours=hours, after=after) for name in names)


def with_ladders(random: Random, version: CaseType) -> CaseType:
    """A version of a type, most of whose deadlines have a ladder, and often its meetings."""
    deadlines = tuple(
        msgspec.structs.replace(rule, reminders=a_ladder(random, hours=rule.given is not None))
        if random.random() < 0.85
        else rule
        for rule in version.deadlines
    )
    said: dict[str, Any] = {"deadlines": deadlines}
    if random.random() < 0.7:
        said["meeting_reminders"] = a_ladder(random, hours=True, after=False)
    return msgspec.structs.replace(version, **said)


class KnownCase(NamedTuple):
    """A case and its law, by position; what is published and what happens share one order."""

    number: int
    everything: list[Recorded]

    @property
    def history(self) -> list[Recorded]:
        """The events of the case."""
        return [one for one in self.everything if not _is_law(one.event)]

    @property
    def publications(self) -> list[Recorded]:
        """The calendars and the versions of the type."""
        return [one for one in self.everything if _is_law(one.event)]


class Told(NamedTuple):
    """What is recorded next, and how long after it happened; None: the law, published when it is needed."""

    lag: timedelta | None
    event: Event


def _is_law(event: Event) -> bool:
    return isinstance(event, CaseTypePublished | CalendarPublished)


def known_case(
    number: int,
    calendars: Calendars,
    *,
    type_id: str = "case",
    instants: Callable[[KnownCase], Sequence[datetime]] | None = None,
) -> KnownCase:
    """The case of this number. ``instants`` finds those at which its steps come, so that more can happen just then."""
    random = Random(f"ladders {number}")
    made = generated_payments.payment_example(number) if number % 5 == 4 else generated.example(number)
    events = _with_meetings(random, [one.event for one in made.history])
    told = [Told(_a_lag(random), event) for event in events]
    versions = [msgspec.structs.replace(with_ladders(random, one), id=type_id) for one in made.versions]
    for place, version in enumerate(versions):
        published = CaseTypePublished(source="office", id=f"version {place}", occurred=EPOCH, definition=version)
        told.insert(random.randint(1, len(told)) if place else 0, Told(None, published))
    case = KnownCase(number, _by_position(told, calendars, type_id))
    found = list(instants(case)) if instants is not None else []
    for place in range(random.randint(1, 3) if found else 0):
        # It happens at that instant, or is recorded at that instant, having happened before.
        late = random.choice((timedelta(0), timedelta(hours=random.randint(1, 400))))
        event = _just_then(random, f"then {place}", random.choice(found) - late)
        recorded = event.occurred + late
        later = (at for at, one in enumerate(told) if one.lag is not None and one.event.occurred > recorded)
        spot = next(later, len(told)) if random.random() < 0.9 else random.randint(1, len(told))
        told.insert(max(spot, 1), Told(late, event))
    return KnownCase(number, _by_position(told, calendars, type_id))


def _a_lag(random: Random) -> timedelta:
    """How long after it happened something is recorded; below zero: before."""
    return one_of(
        random,
        *[lambda: random.randint(0, 90) * timedelta(minutes=1)] * 4,
        *[lambda: timedelta(0)] * 2,
        lambda: timedelta(hours=random.randint(1, 90)),
        lambda: timedelta(days=random.randint(1, 60)),
        lambda: -timedelta(hours=random.randint(1, 200)),
    )


def _just_then(random: Random, name: str, instant: datetime) -> Event:
    """Something that stops, ends or moves what was to be reminded of, at that very instant or beside it."""
    beside = (-MICROSECOND, timedelta(0), timedelta(0), MICROSECOND)
    head: dict[str, Any] = {"source": "office", "id": name, "occurred": instant + random.choice(beside)}
    return one_of(
        random,
        lambda: Decided(**head),
        lambda: Suspended(**head),
        lambda: Closed(**head),
        lambda: TermOverridden(**head, days=random.choice((1, 7, -1)), reason="ill"),
        lambda: MeetingCancelled(**head),
        lambda: Decided(**head, unit="east", responsible="eva"),
    )


def _with_meetings(random: Random, events: list[Event]) -> list[Event]:
    """The same events, with meetings agreed, moved, held and cancelled among them."""
    found = list(events)
    for place in range(random.choice((0, 0, 1, 2, 4))):
        near = random.choice(events).occurred + timedelta(minutes=random.randint(0, 5_000))
        head: dict[str, Any] = {"source": "office", "id": f"meeting-{place}", "occurred": near}
        takes_place = near + timedelta(minutes=15 * random.randint(-20, 3_000))
        event = one_of(
            random,
            *[lambda: MeetingAgreed(**head, takes_place=takes_place)] * 3,  # noqa: B023 - made at once
            lambda: MeetingHeld(**head, attended=True),  # noqa: B023
            lambda: MeetingCancelled(**head),  # noqa: B023
        )
        found.insert(random.randint(1, len(found)), event)
    return found


def _by_position(told: Sequence[Told], calendars: Calendars, type_id: str) -> list[Recorded]:
    """Everything with its position and its time of recording; the calendars first, the law just before what it is for."""
    publications = [
        CalendarPublished(source="office", id=f"calendar {name}", occurred=EPOCH, definition=calendar)
        for name, calendar in calendars.items()
    ]
    found = [Recorded(place, "$", place, EPOCH, event) for place, event in enumerate(publications, 1)]
    now, version = EPOCH, 0
    for place, (lag, event) in enumerate(told):
        said = event
        if lag is None:
            happens = next((one.event.occurred for one in told[place:] if one.lag is not None), now)
            now = max(now, min(happens - timedelta(hours=1), LAST))
        else:
            version += 1
            now = max(now, min(event.occurred + lag, LAST))
            # The journal takes no first event of a case that does not say its type.
            said = msgspec.structs.replace(event, case_type=type_id if version == 1 or event.case_type else None)
        found.append(Recorded(len(found) + 1, "case", version, now, said))
    return found
