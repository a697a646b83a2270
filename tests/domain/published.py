"""Dates that laws, courts and authorities worked out and published: each as a case of a type with one deadline.

Where each was read, and what it says, stands beside it in ``published_examples``. The days off are those that the
source names or that are off by law, so that an example of another country rests on no calendar of ours.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sagsgang.domain.events.case_events import ApplicationReceived, Event, Resumed, Suspended, TermExtended
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.fold.clock import Clock
from sagsgang.domain.fold.law import Rules
from sagsgang.domain.fold.story import fold
from sagsgang.domain.rules.calendar import Calendar
from sagsgang.domain.rules.casetype import CaseType, DeadlineRule, Roll, Term, Unit
from sagsgang.domain.text import Text
from sagsgang.domain.written.calendar_file import shipped

FILES = Path(__file__).parent / "published_examples"
DAY = timedelta(days=1)
EVENT = Text("Begivenhed", "Event")


class Period(msgspec.Struct, frozen=True, rename={"first": "from", "last": "to"}):
    """Days that a law leaves out of a term, both included: a court's recess."""

    first: date
    last: date


class Extended(msgspec.Struct, frozen=True):
    """A term was extended on a day by so many days."""

    on: date
    days: int


class Published(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One worked example.

    kind: who worked it out. read: whether its own text was read, or what somebody says of it. dates, year: "ours" where
    the source gives no dates, or no year; what it gives is then put on dates of ours.
    calendar: a calendar that comes with the package; else days_off are off, and the weekend.
    anchor: the day of the event, day zero. given: the end before the roll is told, and not where it comes from.
    excluded: what is left out. unrolled, end: the last day before and after days off are looked at, as published.
    cannot: why a deadline of ours can't say this, or why the source is not followed.
    """

    id: str
    country: str
    zone: str
    source: str
    address: str | None = None
    kind: str
    read: str
    dates: str | None = None
    year: str | None = None
    says: str
    anchor: date
    term: dict[Unit, int] | None = None
    given: bool = False
    roll: Roll
    calendar: str | None = None
    days_off: dict[date, str] = {}
    excluded: tuple[Period, ...] = ()
    extended: Extended | None = None
    unrolled: date | None = None
    end: date | None = None
    cannot: str | None = None

    @property
    def counts(self) -> bool:
        """Whether a law, a court, an authority or a project that cites one gives both the first and the last day."""
        return self.kind != "commentary" and self.dates is None and self.cannot is None

    def days(self) -> Calendar:
        """Its working days: those of a calendar of the package, or all but the weekend and the days off it names."""
        if self.calendar is not None:
            return shipped()[self.calendar]
        named = sorted(self.days_off.items())
        return Calendar(
            id="published",
            title=EVENT,
            zone=self.zone,
            first=date(self.anchor.year - 1, 1, 1),
            last=date(self.anchor.year + 10, 12, 31),
            names=tuple(Text(name, name) for _, name in named),
            days=tuple((day, index) for index, (day, _) in enumerate(named)),
        )

    def rule(self) -> DeadlineRule:
        """The deadline of the example."""
        said: dict[str, Any] = {"given": "last_day"}
        if self.term is not None:
            [(unit, count)] = self.term.items()
            said = {"term": Term(count, unit)}
        return DeadlineRule(id="published", label=EVENT, after=("application-received",), roll=self.roll, **said)

    def events(self) -> Iterator[tuple[date, type[Event], dict[str, Any]]]:
        """What happened, day by day.

        What a law leaves out of a term lies between the last day that counts, on which the clock is stopped, and the
        last that does not, on which it runs again: neither the day of a stop nor that of a resumption is counted after it.
        """
        given = {"attributes": {"last_day": str(self.unrolled)}} if self.given else {}
        yield self.anchor, ApplicationReceived, {"case_type": "published", **given}
        for period in self.excluded:
            yield max(self.anchor, period.first - DAY), Suspended, {}
            yield period.last, Resumed, {}
        if self.extended:
            yield self.extended.on, TermExtended, {"days": self.extended.days, "reason": "published"}

    def clock(self, hour: time) -> Clock:
        """The deadline's clock when all has happened, each event at this hour of its day."""
        days = self.days()
        case_type = CaseType(
            id="published", title=EVENT, zone=self.zone, calendar=days.id, deadlines=(self.rule(),)
        )
        history = []
        for position, (day, kind, said) in enumerate(self.events(), start=1):
            at = datetime.combine(day, hour, ZoneInfo(self.zone)).astimezone(UTC)
            history.append(
                Recorded(position, "case", position, at, kind(source="s", id=str(position), occurred=at, **said))
            )
        [clock] = fold(history, Rules([case_type], {days.id: days})).clocks
        return clock


def published() -> list[Published]:
    """Every example, in the order of the files."""
    found = []
    for file in sorted(FILES.glob("*.toml")):
        page = tomllib.loads(file.read_text(encoding="utf-8"))
        usual = {key: page[key] for key in ("country", "zone", "calendar") if key in page}
        for entry in page["example"]:
            found.append(msgspec.convert({**usual, **entry}, Published))
    return found
