"""The docket of one case: what its system reports, each thing with when it happened and when it was registered."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from ...domain.events.case_events import ActionTaken, Annulled, Corrected, Event
from ...domain.moment import when_said
from .office import ZONE, instant, working_day

SOURCE = "urn:sagsgang:demo:"
SEED = "sagsgang demonstration 1"
# Of all things registered, so many were registered weeks too late; the office got better at it.
LATE_UNTIL_2011, LATE_SINCE = 0.05, 0.02


class Happening(NamedTuple):
    """An event of a case, and when the journal got it."""

    recorded: datetime
    case: str
    event: Event


class Assessment(NamedTuple):
    """A re-assessment that was made, and whether in time."""

    done: date
    in_time: bool


class Docket:
    """Collects the happenings of one case. What is put later on one day happened later on that day."""

    def __init__(self, case: str, case_type: str) -> None:
        self.case = case
        self.case_type = case_type
        self.rng = Random(f"{SEED} {case}")
        self.happenings: list[Happening] = []
        self.assessments: list[Assessment] = []
        self._latest: dict[date, datetime] = {}

    def put(
        self,
        kind: type[Event],
        day: date,
        /,
        *,
        after_days: int | None = None,
        whole_day: bool = False,
        at: tuple[int, int] | None = None,
        recorded: datetime | None = None,
        under: str | None = None,
        **fields: Any,
    ) -> str:
        """Something happened on a day; gives the event's id.

        after_days: how many days later it was registered (none: drawn, mostly at once); or recorded: when it was.
        whole_day: only the date is known. at: hour and minute (none: drawn, in office hours). under: the id of
        the event that it is a part of.
        """
        occurred = instant(day) if whole_day else self._time_on(day, at)
        number = f"{len(self.happenings) + 1:02d}"
        event = kind(
            source=SOURCE + self.case_type,
            id=f"{self.case}/{number}" if under is None else f"{under}-{number}",
            **when_said(occurred, ZONE, whole_day=whole_day),
            case_type=self.case_type,
            **fields,
        )
        if recorded is None:
            recorded = self._registered(occurred, day, self._delay(day) if after_days is None else after_days)
        self.happenings.append(Happening(recorded, self.case, event))
        return event.id

    def act(self, action: str, day: date, *, after_days: int | None = None, **fields: Any) -> str:
        """An action that the case type names itself."""
        return self.put(ActionTaken, day, after_days=after_days, action=action, **fields)

    def correct(self, wrong: str, day: date, changes: dict[str, Any], reason: str) -> str:
        """An earlier event is put right on a day."""
        return self.put(Corrected, day, after_days=0, corrects=wrong, changes=changes, reason=reason)

    def annul(self, wrong: str, day: date, reason: str) -> str:
        """An earlier event is taken back on a day: it never happened."""
        return self.put(Annulled, day, after_days=0, annuls=wrong, reason=reason)

    def _time_on(self, day: date, at: tuple[int, int] | None) -> datetime:
        """The given time; or one in office hours, later than what happened before on that day."""
        if at is not None:
            found = instant(day, *at)
        else:
            found = instant(day, self.rng.randrange(8, 15), self.rng.randrange(60))
            if day in self._latest:
                found = max(found, self._latest[day] + timedelta(minutes=self.rng.randrange(3, 25)))
        self._latest[day] = max(found, self._latest.get(day, found))
        return found

    def _delay(self, day: date) -> int:
        if self.rng.random() < (LATE_UNTIL_2011 if day.year <= 2011 else LATE_SINCE):
            return self.rng.randrange(6, 46)
        return self.rng.choice((0, 0, 0, 0, 0, 0, 1, 1, 2))

    def _registered(self, occurred: datetime, day: date, after_days: int) -> datetime:
        if after_days == 0 and occurred > instant(day):
            return occurred + timedelta(minutes=self.rng.randrange(2, 90))
        return instant(working_day(day, after_days), self.rng.randrange(15, 17), self.rng.randrange(60))
