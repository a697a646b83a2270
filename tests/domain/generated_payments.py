"""Made-up payment histories under made-up case types that count months: every one follows from its number.

Even numbers are plain: a benefit paid month after month with gaps, re-assessed when somebody got to it, under
the law as it changed in March 2008. Odd numbers are wild: small windows, every choice, everything in any order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sagsgang.domain.events.case_events import (
    Accepted,
    ActionTaken,
    Annulled,
    ApplicationReceived,
    Closed,
    Corrected,
    Decided,
    Event,
    GuidanceGiven,
    Reopened,
    Resumed,
    Suspended,
    TermExtended,
    TermOverridden,
)
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.office_events import BenefitPaid, BenefitReversed
from sagsgang.domain.rules.casetype import CaseType

from .generated import Example, recorded
from .generated_calendars import ALMANACS
from .generated_counts import law_of_2008, month_later, wild_law, written
from .generated_times import WITHOUT_TIME, told_when
from .generated_types import one_of
from .reference.clock import Clock
from .reference.days import DAY, MICROSECOND, midnight
from .reference.reading import clock_of, read_version


class Office:
    """Writes what happens in one plain case, month after month."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.written: list[Event] = []

    def write(self, kind: type[Event], day: date, **said: Any) -> None:
        """One more event, at some time of a day."""
        minutes = self.random.choice((0, self.random.randint(1, 23 * 60 - 1)))
        head: dict[str, Any] = {"source": "office", "id": str(len(self.written) + 1)}
        if not self.written:
            head["case_type"] = "case"
        self.written.append(kind(**head, occurred=midnight(day) + timedelta(minutes=minutes), **said))

    def pay(self, month: date, part_of: float) -> None:
        """A month is paid on one of its last days or the first after it, sometimes months late, in part or twice."""
        days = self.random.choice((27, 29, 30, 31, self.random.randint(31, 150)))
        part = self.random.random() < part_of
        self.write(BenefitPaid, month + days * DAY, month=written(month), part=part)
        if self.random.random() < 0.05:
            later = month + (days + self.random.randint(0, 60)) * DAY
            self.write(BenefitPaid, later, month=written(month), part=not part)
        if self.random.random() < 0.06:
            late = self.random.choice((1, 40, 200, 400))
            self.write(BenefitReversed, month + (days + self.random.randint(0, late)) * DAY, month=written(month))

    def do(self, month: date) -> None:
        """What else happens in a month, now and then."""
        day = month + self.random.randint(0, 30) * DAY
        chance = self.random.random()
        if chance < 0.04:
            self.write(Accepted, day)
        elif chance < 0.08:
            self.write(ActionTaken, day, action="re-assessed")
        elif chance < 0.09:
            self.write(ActionTaken, day, action="benefit-ended")
        elif chance < 0.10:
            self.write(Closed, day)
            self.write(Reopened, day + self.random.choice((1, 20, 90, 300)) * DAY)
        elif chance < 0.11:
            self.write(TermOverridden, day, **a_move(self.random, day))
        elif chance < 0.13:
            self.about_another(day)

    def about_another(self, day: date) -> None:
        """A payment was not as it was written, or never was."""
        about = self.random.choice(self.written)
        if self.random.random() < 0.5:
            self.write(Annulled, day, annuls=about.id)
        else:
            self.write(Corrected, day, corrects=about.id, changes=a_change(self.random, about, day))


def a_move(random: Random, day: date) -> dict[str, Any]:
    """How a deadline is moved."""
    return one_of(
        random,
        lambda: {"until": day + random.randint(-20, 90) * DAY},
        lambda: {"days": random.choice((-10, 0, 1, 30))},
        dict,
        lambda: {"days": 1, "until": day},
    )


def a_change(random: Random, about: Event, day: date) -> dict[str, Any]:
    """What a correction says of an event."""
    if isinstance(about, BenefitPaid | BenefitReversed) and random.random() < 0.7:
        changes: dict[str, Any] = {"month": written(month_later(day, random.randint(-12, 1)))}
        if isinstance(about, BenefitPaid) and random.random() < 0.5:
            changes = {"part": not about.part}
        return changes
    other = day - random.randint(-20, 300) * DAY
    return {"occurred": random.choice((midnight(other).isoformat(), other.isoformat()))}


def plain(random: Random) -> tuple[list[CaseType], list[Recorded]]:
    """A case with a benefit, mostly begun between 2006 and 2008, for one to four years."""
    office = Office(random)
    start = date(random.choice((2006, 2006, 2007, 2007, 2008, 2012)), random.randint(1, 12), 1)
    office.write(ApplicationReceived, start + random.randint(0, 27) * DAY)
    gaps, parts = random.choice((0, 0.1, 0.2, 0.4)), random.choice((0, 0.1, 0.3))
    pays = True
    for passed in range(random.randint(10, 40)):
        month = month_later(start, passed)
        if random.random() < gaps:
            pays = not pays
        if pays:
            office.pay(month, parts)
        office.do(month)
    if random.random() < 0.3:
        office.written.sort(key=lambda event: event.occurred)
    return law_of_2008(random), recorded(office.written)


class Scribe:
    """Draws the events of one wild case, each at some instant near the one before."""

    def __init__(self, random: Random, start: date, clock: Clock) -> None:
        self.random, self.clock = random, clock
        self.without_time = random.choice(WITHOUT_TIME)
        self.now = clock.midnight(start)
        self.marks = [self.now]
        self.written: list[Event] = []

    def when(self) -> dict[str, Any]:
        """The time of the next event, or no more than its day."""
        return told_when(self.random, self.clock, self.now, self.without_time)

    def move_on(self) -> None:
        """The time of the next event: often one at which something turns."""
        day = self.clock.local_day(self.now)
        self.now = one_of(
            self.random,
            lambda: self.now,
            lambda: self.now + timedelta(minutes=self.random.randint(1, 3000)),
            lambda: self.clock.midnight(day + self.random.randint(0, 25) * DAY),
            lambda: self.clock.midnight(day + self.random.randint(10, 45) * DAY),
            lambda: self.clock.midnight(month_later(day, 1)) + self.random.choice((-1, 0, 1)) * MICROSECOND,
            lambda: self.clock.midnight(
                month_later(day, self.random.randint(1, 5)) + self.random.randint(0, 4) * DAY
            ),
            lambda: self.random.choice(self.marks) + self.random.choice((-1, 0, 0, 1)) * MICROSECOND,
        )
        self.marks.append(self.now)

    def a_month(self) -> str:
        """A month not far from now: late, in time or ahead."""
        return written(
            month_later(
                self.clock.local_day(self.now), self.random.choice((-9, -4, -3, -2, -1, -1, 0, 0, 0, 1, 2, 5))
            )
        )

    def month_of_an_action(self) -> dict[str, Any]:
        """How an action says its month: not at all, by its attribute, or so that nobody can read it."""
        part = {"part": self.random.choice((True, True, False, "true"))} if self.random.random() < 0.3 else {}
        odd = ("2008-13", "2008-3", "March", "", 200803, True, "0000-01", "2008-03-01", " 2008-03")
        return one_of(
            self.random,
            lambda: part,
            lambda: {"month": self.a_month(), **part},
            lambda: {"month": self.a_month(), **part},
            lambda: {"month": self.random.choice(odd)},
        )

    def anything(self) -> Event:
        """Any event at all; most are about months."""
        head: dict[str, Any] = {"source": "office", "id": str(len(self.written) + 1), **self.when()}
        if not self.written:
            head["case_type"] = "case"
        if self.random.random() < 0.1:
            head["unit"] = self.random.choice(("north", "south"))
        name = self.random.choice((None, None, "transfer", "re-assessment", "another", "guidance"))
        if self.written and self.random.random() < 0.08:
            return self.about_another(head)
        return one_of(
            self.random,
            *[lambda: BenefitPaid(**head, month=self.a_month())] * 14,
            *[lambda: BenefitPaid(**head, month=self.a_month(), part=True)] * 4,
            *[lambda: BenefitReversed(**head, month=self.a_month())] * 5,
            *[lambda: self.action(head, "allowance-paid", **self.month_of_an_action())] * 3,
            *[lambda: self.action(head, "allowance-stopped", **self.month_of_an_action())] * 2,
            *[lambda: self.action(head, "re-assessed", **self.month_of_an_action())] * 3,
            *[lambda: self.action(head, "benefit-ended", **self.month_of_an_action())] * 2,
            *[lambda: Accepted(**head)] * 2,
            *[lambda: Closed(**head)] * 2,
            *[lambda: Reopened(**head)] * 3,
            *[lambda: TermOverridden(**head, deadline=name, **a_move(self.random, self.clock.local_day(self.now)))]
            * 2,
            lambda: Decided(**head),
            lambda: self.action(head, "withdrawn"),
            lambda: GuidanceGiven(**head),
            lambda: ApplicationReceived(**head),
            lambda: TermExtended(**head, deadline=name, days=14, reason="ill"),
            lambda: Suspended(**head, deadline=name),
            lambda: Resumed(**head, deadline=name),
        )

    def action(self, head: dict[str, Any], name: str, **attributes: Any) -> Event:
        """An action that the case type names itself."""
        return ActionTaken(**head, action=name, attributes=attributes)

    def about_another(self, head: dict[str, Any]) -> Event:
        """A correction or an annulment of an event written before."""
        about = self.random.choice([*self.written[-6:], self.written[0]])
        if self.random.random() < 0.5:
            return Annulled(**head, annuls=about.id)
        changes = a_change(self.random, about, self.clock.local_day(self.now))
        if isinstance(about, ActionTaken):
            changes = {"attributes": {"month": self.a_month()}}
        return Corrected(**head, corrects=about.id, changes=changes)

    def write(self, event: Event) -> None:
        """One more event, and on to the time of the next."""
        self.written.append(event)
        self.move_on()


def wild(random: Random, longest: int) -> tuple[list[CaseType], Scribe]:
    """Anything, at any time."""
    start = date(random.choice((2000, 2007, 2007, 2008, 2023)), random.randint(1, 12), random.choice((1, 9, 28)))
    versions = wild_law(random, start)
    scribe = Scribe(random, start, clock_of([read_version(version, ALMANACS) for version in versions]))
    if random.random() < 0.93:
        head: dict[str, Any] = {"source": "office", "id": "1", **scribe.when()}
        scribe.write(ApplicationReceived(**head, case_type="case"))
    for _ in range(random.randint(2, longest)):
        scribe.write(scribe.anything())
    return versions, scribe


def payment_example(number: int, *, turns: Callable[[Example], Sequence[datetime]] | None = None) -> Example:
    """The example of this number; low ones are small. ``turns`` finds the instants at which something turns in
    a case, so that more events of a wild one can happen at those very instants, or a microsecond before.
    """
    random = Random(f"months {number}")
    if number % 2 == 0:
        return Example(number, *plain(random))
    versions, scribe = wild(random, min(4 + number // 40, 36))
    instants = turns(Example(number, versions, recorded(scribe.written))) if turns else ()
    for _ in range(3 if instants else 0):
        scribe.now = random.choice(instants) - random.choice((0, 0, 1)) * MICROSECOND
        scribe.written.append(scribe.anything())
    if random.random() < 0.25:
        random.shuffle(scribe.written)
    return Example(number, versions, recorded(scribe.written))
