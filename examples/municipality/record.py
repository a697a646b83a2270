"""What stands in the journal at a moment, worked out before there is any journal: so a sample can say its position."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from ...domain.events.history import Recorded
from .docket import Docket, Happening
from .editions import published_before
from .office import ZONE

OPENERS = ("application-received", "case-begun")


class Made(NamedTuple):
    """A re-assessment in the record. done_at: when it was made; in_time: whether that was in time."""

    recorded: datetime
    done_at: datetime
    case: str
    job_centre: str
    in_time: bool


class Look(NamedTuple):
    """Something that looks at the record at a moment, and becomes a case of its own; none if there was nothing to see."""

    at: datetime
    take: Callable[[Record], Docket | None]


def looked_at(record: Record, looks: Iterable[Look]) -> Iterator[Docket]:
    """The cases that came of it: each sees what those before it recorded."""
    for look in sorted(looks, key=attrgetter("at")):
        docket = look.take(record)
        if docket is not None:
            record.add(docket)
            yield docket


class Record:
    """The record of the flexjob cases, and of how much stands in the journal when."""

    def __init__(self, told: Iterable[Happening], flexjobs: Sequence[Docket]) -> None:
        self._times = sorted(happening.recorded for happening in told)
        self.flexjobs = {docket.case: docket for docket in flexjobs}
        self._courses = [_course(docket) for docket in flexjobs]
        self.made = [made for docket in flexjobs for made in _made(docket)]

    def add(self, docket: Docket) -> None:
        """What one who looked adds to the journal."""
        for happening in docket.happenings:
            insort(self._times, happening.recorded)

    def position_before(self, moment: datetime) -> int:
        """The last position of the journal before a moment."""
        return published_before(moment) + bisect_left(self._times, moment)

    def known(self, case: str, moment: datetime) -> list[Recorded]:
        """What stood of a flexjob case in the journal before a moment, in its order. Positions are not the journal's."""
        told = sorted(self.flexjobs[case].happenings, key=lambda happening: happening.recorded)
        return [
            Recorded(place, case, place, happening.recorded, happening.event)
            for place, happening in enumerate(told, start=1)
            if happening.recorded < moment
        ]

    def standing(self, until: datetime, known: datetime, *, is_open: bool) -> dict[str, str]:
        """The cases open (or closed) just before ``until``, as known before ``known``, with their job centres."""
        return {
            case: job_centre
            for case, job_centre, steps in self._courses
            if (seen := [name for at, recorded, name in steps if at < until and recorded < known])
            and (seen[-1] != "closed") == is_open
        }


def _course(docket: Docket) -> tuple[str, str, list[tuple[datetime, datetime, str]]]:
    """A case, its job centre, and what opened and closed it: when that happened, and was recorded."""
    steps = sorted(
        (happening.event.occurred, happening.recorded, happening.event.name)
        for happening in docket.happenings
        if happening.event.name in (*OPENERS, "closed", "reopened")
    )
    return docket.case, _job_centre(docket), steps


def _job_centre(docket: Docket) -> str:
    return str(docket.happenings[0].event.attributes["job_centre"])


def _made(docket: Docket) -> Iterable[Made]:
    in_time = {assessment.done: assessment.in_time for assessment in docket.assessments}
    for recorded, case, event in docket.happenings:
        done = event.occurred.astimezone(ZONE).date()
        if event.name == "re-assessed" and done in in_time:
            yield Made(recorded, event.occurred, case, _job_centre(docket), in_time[done])
