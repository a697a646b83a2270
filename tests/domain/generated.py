"""Made-up cases under made-up case types: every one follows from its number, and low numbers are small.

What is drawn is drawn to hurt: many events in one day and at one instant, around midnight, Easter, Christmas,
the ends of years and Februaries, the changes of the clock, and in another order than they happened in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from sagsgang.domain.events.case_events import (
    Accepted,
    ActionTaken,
    Annulled,
    ApplicationReceived,
    Closed,
    ComplaintReceived,
    Corrected,
    Decided,
    DecisionNotified,
    Event,
    GuidanceGiven,
    InformationReceived,
    InformationRequested,
    Referred,
    Reopened,
    Resumed,
    Returned,
    Suspended,
    TermExtended,
    TermOverridden,
)
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.rules.casetype import CaseType

from .generated_calendars import ALMANACS
from .generated_times import WITHOUT_TIME, told_when
from .generated_types import a_day, one_of, versions_of_a_type
from .reference.clock import DANISH, Clock
from .reference.days import DAY, MICROSECOND, summer
from .reference.reading import clock_of, read_version

# Dates that other systems write for "never" and "always", and the first and last days of the years reckoned with.
FAR = (date(9999, 12, 31), date(1, 1, 1), date(2101, 1, 1), date(1899, 12, 31))
FAR_TEXTS = (
    "9999-12-31",
    "0001-01-01",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+01:00",
    "1899-12-31",
    "1900-01-01",
    "1899-12-31T23:30:00-12:00",
    "2101-01-01",
    "2101-01-01T02:00:00+14:00",
    "2100-12-31T23:59:59-11:00",
)
QUESTIONS = (None, None, None, "citizen", "doctor")


class Example(NamedTuple):
    """A case and the versions of its type in the order of their publication."""

    number: int
    versions: list[CaseType]
    history: list[Recorded]


class Scribe:
    """Draws the events of one case, each at some instant near the one before."""

    def __init__(self, random: Random, start: date, clock: Clock = DANISH) -> None:
        self.random, self.clock = random, clock
        self.without_time = random.choice(WITHOUT_TIME)
        self.now = self.at_some_time(start)
        self.marks = [self.now]  # instants at which something may turn
        self.written: list[Event] = []

    @property
    def today(self) -> date:
        return self.clock.local_day(self.now)

    def at_some_time(self, day: date) -> datetime:
        """An instant of a day: its beginning, its very end, or some minute of it."""
        return one_of(
            self.random,
            lambda: self.clock.midnight(day),
            lambda: self.clock.midnight(day + DAY) - MICROSECOND,
            lambda: self.clock.midnight(day) + timedelta(minutes=self.random.randint(0, 23 * 60 - 1)),
        )

    def move_on(self) -> None:
        """The time of the next event."""
        steps = (
            lambda: self.now,
            lambda: self.now + timedelta(minutes=self.random.randint(1, 600)),
            lambda: self.at_some_time(self.today + self.random.randint(0, 6) * DAY),
            lambda: self.at_some_time(self.today + self.random.randint(0, 6) * DAY),
            lambda: self.at_some_time(self.today + self.random.randint(5, 45) * DAY),
            lambda: self.random.choice(self.marks) + self.random.choice((-1, 0, 0, 1)) * MICROSECOND,
        )
        self.now = one_of(self.random, *steps)
        self.marks.append(self.now)

    def a_date(self) -> date:
        """A date not far from now; its beginning is a mark."""
        if self.random.random() < 0.03:
            return self.random.choice(FAR)
        day = self.today + self.random.choice((-3, -1, 0, 1, 2, 3, 5, 8, 13, 21, 34)) * DAY
        self.marks.append(self.clock.midnight(day))
        return day

    def a_limit(self) -> Any:
        """The value of an attribute that says when a deadline ends, in all the ways it arrives."""
        day = self.today + self.random.randint(-3, 30) * DAY
        if self.random.random() < 0.1:
            day = self.random.choice(summer(day.year)).date()  # the clock changes between 01:00 and 03:00
        quarters = self.random.choice((self.random.randint(0, 95), self.random.randint(4, 16)))
        wall = datetime.fromisoformat(day.isoformat()) + timedelta(minutes=15 * quarters)
        instant = self.clock.from_wall(wall)
        self.marks += [instant, instant + MICROSECOND, self.clock.midnight(day + DAY)]
        return one_of(
            self.random,
            day.isoformat,
            wall.isoformat,
            lambda: wall.isoformat(" "),
            instant.isoformat,
            lambda: instant.isoformat().replace("+00:00", "Z"),
            lambda: wall.isoformat() + self.random.choice(("+02:00", "-05:30", "+13:45")),
            lambda: wall.isoformat(timespec="minutes"),
            lambda: self.random.choice(("next week", "2021-02-30", "", None, 14)),
            lambda: self.another_form(day, wall),
            lambda: self.random.choice(FAR_TEXTS),
        )

    def another_form(self, day: date, wall: datetime) -> str:
        """A moment as other systems write it, in no form that is taken."""
        year, week, weekday = day.isocalendar()
        return self.random.choice(
            (
                f"{day:%Y%m%d}",
                f"{day}+02:00",
                f"{day}Z",
                f"{year}-W{week:02}-{weekday}",
                f"{day:%Y-%j}",
                f" {day}",
                f"{day}T24:00",
                f"{day}T1200",
                f"{day}T12",
                f"{wall.isoformat()},5",
                f"{wall.isoformat()}+0200",
                f"{wall.isoformat()}+25:00",
                f"{wall.isoformat()}.1234567",
                f"{day:%d-%m-%Y}",
            )
        )

    def a_name(self) -> str | None:
        """The deadline that an event names, or none."""
        return self.random.choice((None, None, None, "answer", "answer", "hearing", "transfer", "another"))

    def a_move(self) -> dict[str, Any]:
        """By how much or until when a deadline is moved, and why; half of the time something is wrong with it."""
        days = self.random.choice((1, 2, 7, 14, 30))
        return one_of(
            self.random,
            lambda: {"days": days, "reason": "ill"},
            lambda: {"days": days, "reason": "ill"},
            lambda: {"until": self.a_date(), "reason": "ill"},
            lambda: {"until": self.a_date(), "reason": "ill"},
            lambda: {"days": days, "reason": self.random.choice((None, "", "ill"))},
            lambda: {"days": self.random.choice((0, -1, -20, 1_000_000, -1_000_000)), "reason": "ill"},
            lambda: {"days": days, "until": self.a_date(), "reason": "ill"},
            lambda: {"reason": "ill"},
        )

    def a_pause(self) -> date | None:
        """The day on which the clock runs again by itself, or none."""
        return self.a_date() if self.random.random() < 0.5 else None

    def awaited(self) -> str | None:
        """What is waited for, if anyone says."""
        return self.random.choice(QUESTIONS)

    def about_another(self) -> Event:
        """A correction or an annulment of an event written before."""
        head = self.head()
        about = self.random.choice([*self.written[-6:], self.written[0]])
        if self.random.random() < 0.5:
            return Annulled(**head, annuls=about.id)
        changes: dict[str, Any] = one_of(
            self.random,
            lambda: {"occurred": self.at_some_time(self.today + self.random.randint(-30, 30) * DAY).isoformat()},
            lambda: {"occurred": self.random.choice(self.marks).isoformat()},
            lambda: {"occurred": (self.today + self.random.randint(-6, 3) * DAY).isoformat()},
            lambda: {"occurred": self.random.choice(("9999-12-31", "0001-01-01", f"{self.today:%Y%m%d}"))},
            lambda: {"attributes": {"limit": self.a_limit()}},
        )
        if isinstance(about, (Suspended, InformationRequested)) and self.random.random() < 0.5:
            changes = {"until": self.random.choice((None, self.a_date().isoformat()))}
        if isinstance(about, (Suspended, Resumed, InformationReceived)) and self.random.random() < 0.2:
            changes = {"awaits": self.random.choice(QUESTIONS)}
        if isinstance(about, (TermExtended, TermOverridden)) and self.random.random() < 0.5:
            changes = self.random.choice(({"days": 5, "until": None}, {"reason": "ill"}, {"deadline": "answer"}))
        return Corrected(**head, corrects=about.id, changes=changes)

    def head(self) -> dict[str, Any]:
        """What every event says."""
        head: dict[str, Any] = {
            "source": "office",
            "id": str(len(self.written) + 1),
            **told_when(self.random, self.clock, self.now, self.without_time),
        }
        if not self.written:
            head["case_type"] = "case"
        if self.random.random() < 0.2:
            head["unit"] = self.random.choice(("north", "south"))
        return head

    def anything(self) -> Event:
        """Any event at all; every one may carry a limit, for deadlines that start with it."""
        head = self.head()
        head["attributes"] = {"limit": self.a_limit()} if self.random.random() < 0.8 else {}
        return one_of(
            self.random,
            *[lambda: Suspended(**head, deadline=self.a_name(), until=self.a_pause(), awaits=self.awaited())] * 5,
            *[lambda: Resumed(**head, deadline=self.a_name(), awaits=self.awaited())] * 3,
            *[lambda: InformationRequested(**head, until=self.a_pause(), awaits=self.awaited())] * 4,
            *[lambda: InformationReceived(**head, awaits=self.awaited())] * 3,
            lambda: DecisionNotified(**head, sent_by=self.random.choice((None, "letter", "digital-post"))),
            *[lambda: TermExtended(**head, deadline=self.a_name(), **self.a_move())] * 4,
            *[lambda: TermOverridden(**head, deadline=self.a_name(), **self.a_move())] * 2,
            *[lambda: ActionTaken(**head, action="hearing-held")] * 3,
            *[lambda: Closed(**head)] * 2,
            *[lambda: Reopened(**head)] * 3,
            *[lambda: Decided(**head)] * 2,
            *[lambda: ApplicationReceived(**head)] * 2,
            lambda: Referred(**head, to_unit="south"),
            lambda: Accepted(**head),
            lambda: Returned(**head),
            lambda: GuidanceGiven(**head),
            lambda: ComplaintReceived(**head),
            lambda: ActionTaken(**head, action="withdrawn"),
        )

    def write(self, opening: bool) -> None:
        """One more event."""
        if opening:
            event: Event = ApplicationReceived(**self.head(), attributes={"limit": self.a_limit()})
        elif self.written and self.random.random() < 0.1:
            event = self.about_another()
        else:
            event = self.anything()
        self.written.append(event)
        self.move_on()


def recorded(events: Sequence[Event]) -> list[Recorded]:
    """Events as the journal holds them, in this order."""
    live = datetime(2032, 1, 1, tzinfo=UTC)
    return [
        Recorded(place, "2032-1", place, live + timedelta(minutes=place), event)
        for place, event in enumerate(events, 1)
    ]


def example(number: int, *, turns: Callable[[Example], Sequence[datetime]] | None = None) -> Example:
    """The example of this number. ``turns`` finds the instants at which something turns in a case, so that
    two more events can happen at those very instants, or a microsecond before.
    """
    random = Random(f"deadlines {number}")
    start = a_day(random)
    versions = versions_of_a_type(random, start)
    scribe = Scribe(random, start, clock_of([read_version(version, ALMANACS) for version in versions]))
    for place in range(2 + random.randint(0, min(1 + number // 60, 34))):
        scribe.write(opening=place == 0 and random.random() < 0.9)
    instants = turns(Example(number, versions, recorded(scribe.written))) if turns else ()
    for _ in range(2 if instants else 0):
        scribe.now = random.choice(instants) - random.choice((0, 0, 1)) * MICROSECOND
        scribe.written.append(scribe.anything())
    if random.random() < 0.3:
        random.shuffle(scribe.written)
    return Example(number, versions, recorded(scribe.written))
