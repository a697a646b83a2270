"""Cases that live while the tests look on: a few a second, with reminders that come due in the seconds after.

What came due in them is computed here from what was told to the journal and when it was recorded, in a few lines of
arithmetic of its own: a meeting is reminded of two hours before it takes place, a limit two hours before it ends.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count
from random import Random
from threading import Event as Flag
from threading import Thread
from time import monotonic
from typing import NamedTuple

from sagsgang.domain.events.case_events import ApplicationReceived, Closed, Decided, Event, MeetingHeld, Returned
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.office_events import MeetingAgreed, MeetingCancelled
from sagsgang.domain.events.publications import CalendarPublished, CaseTypePublished
from sagsgang.domain.rules.casetype import Attribute, CaseType, DeadlineRule
from sagsgang.domain.rules.reminder_step import Citizen, Distance, ReminderStep
from sagsgang.domain.text import Text
from sagsgang.domain.written import calendar_file
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Entry

SOURCE = "urn:office"
AHEAD = timedelta(hours=2)
EVERY = 0.2  # seconds between two batches of events
SOON, LATE = 1.5, 6.0  # seconds from now until the reminders of a case or a meeting come due
OVER = (
    MeetingAgreed,
    MeetingHeld,
    MeetingCancelled,
    Closed,
)  # after these the meeting agreed before is none to come
SETTLED: tuple[type[Event], ...] = (Decided, Returned, Closed)  # after these the limit is none any more
FATES: dict[str, type[Event]] = {
    "decided": Decided,
    "returned": Returned,
    "closed": Closed,
    "held": MeetingHeld,
    "cancelled": MeetingCancelled,
}
TWO_HOURS = Distance(2, "hours")
HEARING = CaseType(
    id="hearing",
    title=Text("Høring", "Hearing"),
    attributes=(
        Attribute(name="limit", label=Text("Grænse", "Limit")),
        Attribute(name="mail", label=Text("E-mail", "E-mail"), personal=True),
    ),
    deadlines=(
        DeadlineRule(
            id="answer",
            label=Text("Svar", "Answer"),
            after=("application-received",),
            given="limit",
            met_by=("decided",),
            cancelled_by=("returned",),
            roll="none",
            reminders=(
                ReminderStep(id="soon", before=TWO_HOURS, to=("responsible", "team-leader"), channel="files"),
            ),
        ),
    ),
    meeting_reminders=(
        ReminderStep(id="come", before=TWO_HOURS, to=("citizen",), channel="mail"),
        ReminderStep(id="prepare", before=TWO_HOURS, to=("responsible",), channel="files"),
    ),
    citizen=Citizen(address={"mail": "mail"}),
)


class Reminder(NamedTuple):
    """One reminder of a case: of its meeting, or of its limit (``answer``); ends: when that is."""

    case: str
    deadline: str | None
    ends: datetime
    step: str
    to: str


class CameDue(NamedTuple):
    """A reminder that came due. ended: what made it pointless later, if anything did."""

    at: datetime
    ended: Recorded | None


Ladder = tuple[tuple[str, str], ...]  # step, to whom
OF_MEETING: Ladder = (("come", "citizen"), ("prepare", "responsible"))
OF_LIMIT: Ladder = (("soon", "responsible"), ("soon", "team-leader"))


def came_due(told: Sequence[Recorded]) -> Iterator[tuple[Reminder, CameDue]]:
    """What came due in one case, from what the office told of it, in its order: two hours ahead, if by then what is
    reminded of was recorded, and its end was not."""
    for place, one in enumerate(told):
        later = told[place + 1 :]
        match one.event:
            case ApplicationReceived(attributes={"limit": str(limit)}):
                of, ladder, over = datetime.fromisoformat(limit), OF_LIMIT, SETTLED
            case MeetingAgreed(takes_place=of):
                ladder, over = OF_MEETING, OVER
            case _:
                continue
        ended = next((after for after in later if isinstance(after.event, over)), None)
        if one.recorded <= of - AHEAD and (ended is None or ended.recorded > of - AHEAD):
            deadline = "answer" if ladder is OF_LIMIT else None
            for step, to in ladder:
                yield Reminder(one.case, deadline, of, step, to), CameDue(of - AHEAD, ended)


Telling = Callable[[datetime], Event]


class LivingCases:
    """``with LivingCases(…) as cases``: so many begin each second until ``end`` is called, and each lives on for seconds.

    born: told of each reference before its case begins.
    """

    def __init__(
        self, journal: Journal, per_second: float, seed: int, born: Callable[[str], None] = lambda case: None
    ) -> None:
        self.told = 0
        self._journal = journal
        self._per_second = per_second
        self._chance = Random(seed)
        self._born = born
        self._numbers = count(1)
        self._to_come: list[tuple[float, int, str, Telling]] = []
        self._ending = Flag()
        self._failed: BaseException | None = None
        self._thread = Thread(target=self._live, daemon=True)

    def __enter__(self) -> LivingCases:
        now = self._journal.clock()
        calendar = CalendarPublished(
            source=SOURCE, id="calendar", occurred=now, definition=calendar_file.shipped()["denmark"]
        )
        hearing = CaseTypePublished(source=SOURCE, id="hearing", occurred=now, definition=HEARING)
        assert all(isinstance(one, Appended) for one in self._journal.publish([calendar, hearing]))
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ending.set()
        self._thread.join()

    def end(self) -> None:
        """No case begins any more; all that was to happen in those that began has happened when this returns."""
        self.__exit__()
        if self._failed is not None:
            raise self._failed

    def _live(self) -> None:
        try:
            began, cases = monotonic(), 0
            while not self._ending.wait(EVERY):
                while cases < (monotonic() - began) * self._per_second:
                    cases += 1
                    self._begin(f"H-{cases}")
                self._tell()
            while self._to_come:
                Flag().wait(EVERY)
                self._tell()
        except BaseException as error:
            self._failed = error

    def _tell(self) -> None:
        """What has come up by now, in one write."""
        now = self._journal.clock()
        entries = []
        while self._to_come and self._to_come[0][0] <= monotonic():
            _, _, case, telling = heapq.heappop(self._to_come)
            entries.append(Entry(case, telling(now)))
        outcomes = self._journal.append(entries) if entries else []
        assert all(isinstance(one, Appended) for one in outcomes)
        self.told += len(outcomes)

    def _begin(self, case: str) -> None:
        """A case with a limit and a meeting; in half of the cases something comes between, at about the time at which
        there would be a reminder."""
        self._born(case)
        limit, meeting = (self._chance.uniform(SOON, LATE) for _ in range(2))
        self._soon(0, case, lambda now: self._received(case, now, limit))
        self._soon(0, case, lambda now: self._agreed(now, meeting))
        fate = self._chance.choice(("moved", *FATES, *6 * ("kept",)))
        of = limit if fate in ("decided", "returned") else meeting
        after = max(EVERY, of + self._chance.uniform(-2, 1.5))
        moved = self._chance.uniform(SOON, LATE)
        if fate == "moved":
            self._soon(after, case, lambda now: self._agreed(now, moved))
        elif fate != "kept":
            self._soon(after, case, lambda now: FATES[fate](source=SOURCE, id=self._id(), occurred=now))

    def _soon(self, seconds: float, case: str, telling: Telling) -> None:
        heapq.heappush(self._to_come, (monotonic() + seconds, next(self._numbers), case, telling))

    def _id(self) -> str:
        return str(next(self._numbers))

    def _received(self, case: str, now: datetime, seconds: float) -> Event:
        limit = now + timedelta(seconds=seconds) + AHEAD
        return ApplicationReceived(
            source=SOURCE,
            id=self._id(),
            occurred=now,
            case_type="hearing",
            unit="Centrum",
            responsible="abc",
            attributes={"limit": limit.isoformat(), "mail": address_of(case)},
        )

    def _agreed(self, now: datetime, seconds: float) -> Event:
        takes_place = now + timedelta(seconds=seconds) + AHEAD
        return MeetingAgreed(source=SOURCE, id=self._id(), occurred=now, takes_place=takes_place)


def address_of(case: str) -> str:
    """Where the citizen of a case has mail."""
    return f"{case.lower()}@example.dk"
