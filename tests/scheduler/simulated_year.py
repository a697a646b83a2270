"""A year of an office, made up by its seed: what happens in many cases, and when it is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from sagsgang.domain.events.case_events import (
    ActionTaken,
    Annulled,
    ApplicationReceived,
    Closed,
    ComplaintReceived,
    Corrected,
    Decided,
    Event,
    InformationReceived,
    InformationRequested,
    MeetingHeld,
    Reopened,
    Suspended,
    TermExtended,
    TermOverridden,
)
from sagsgang.domain.events.office_events import MeetingAgreed, MeetingCancelled
from sagsgang.domain.events.publications import CalendarPublished, CaseTypePublished
from sagsgang.domain.rules.casetype import CaseType, DeadlineRule, Term
from sagsgang.domain.rules.reminder_step import Distance, Recipient, ReminderStep
from sagsgang.domain.text import Text
from sagsgang.domain.written import calendar_file

NAME = Text("Sag", "Case")
TYPE = "permit"
DAY = timedelta(days=1)
BEGINNING = datetime(2024, 6, 1, tzinfo=UTC)
QUIET = ("21:00", "08:00")
ESCALATED: tuple[Recipient, ...] = ("responsible", "team-leader")

ANSWER = (
    ReminderStep(id="fortnight", before=Distance(14, "days"), to=("responsible",)),
    ReminderStep(id="week", before=Distance(7, "days"), at="02:30", to=("responsible",)),
    ReminderStep(id="two", before=Distance(2, "working_days"), to=("responsible",), quiet=QUIET, at="06:00"),
    ReminderStep(id="last", before=Distance(0, "days"), roll="previous-working-day", to=("responsible", "unit")),
    ReminderStep(id="over", after=Distance(1, "days"), every=Distance(1, "weeks"), times=3, to=ESCALATED),
    ReminderStep(id="idle", after=Distance(3, "working_days"), idle=5, to=("team-leader",)),
)
HEARING = (
    ReminderStep(id="day", before=Distance(24, "hours"), quiet=QUIET, to=("responsible",)),
    ReminderStep(id="hours", before=Distance(3, "hours"), to=("unit",)),
    ReminderStep(id="late", after=Distance(2, "hours"), quiet=("23:00", "03:00"), to=("responsible",)),
)
RENEWAL = (
    ReminderStep(id="month", before=Distance(4, "weeks"), roll="next-working-day", to=("unit",)),
    ReminderStep(id="week", before=Distance(1, "weeks"), at="00:00", to=("responsible",)),
)
MEETING = (
    ReminderStep(id="days", before=Distance(3, "days"), at="02:30", to=("citizen",), channel="sms"),
    ReminderStep(id="day", before=Distance(24, "hours"), quiet=QUIET, to=("citizen",), channel="sms"),
    ReminderStep(id="hours", before=Distance(2, "hours"), to=("citizen", "responsible"), channel="sms"),
)


def _version(since: date | None, term: Term, answer: tuple[ReminderStep, ...], **said: Any) -> CaseType:
    hearing: dict[str, Any] = {"reminders": HEARING} if said.pop("hearing", True) else {}
    return CaseType(
        id=TYPE,
        title=NAME,
        valid_from=since,
        expects=("meeting-agreed", "meeting-held", "meeting-cancelled"),
        deadlines=(
            DeadlineRule(
                id="answer",
                label=NAME,
                after=("application-received", "reopened"),
                term=term,
                met_by=("decided",),
                cancelled_by=("withdrawn",),
                suspended_by=("suspended", "information-requested"),
                resumed_by=("resumed", "information-received"),
                reminders=answer,
            ),
            DeadlineRule(
                id="hearing",
                label=NAME,
                after=("complaint-received",),
                given="limit",
                met_by=("hearing-held",),
                again="restart",
                roll="none",
                **hearing,
            ),
            DeadlineRule(
                id="renewal",
                label=NAME,
                after=("met:answer", "renewed"),
                term=Term(3, "months"),
                met_by=("closed",),
                again="restart",
                reminders=RENEWAL,
            ),
        ),
        meeting_reminders=MEETING,
        **said,
    )


# When each version is published: the law changes from May, and what had been in force is put right in March and July.
VERSIONS = (
    (BEGINNING, _version(None, Term(4, "weeks"), ANSWER)),
    (datetime(2025, 3, 20, 9, tzinfo=UTC), _version(None, Term(4, "weeks"), ANSWER[1:])),
    (datetime(2025, 4, 2, 12, tzinfo=UTC), _version(date(2025, 5, 1), Term(15, "working_days"), ANSWER)),
    (datetime(2025, 4, 23, 8, tzinfo=UTC), _version(None, Term(4, "weeks"), ANSWER[1:], hearing=False)),
    (datetime(2025, 7, 1, 8, tzinfo=UTC), _version(date(2025, 5, 1), Term(3, "weeks"), ANSWER[:4])),
)


class Told(NamedTuple):
    """What is recorded at an instant: an event of a case, or something published (no case)."""

    recorded: datetime
    case: str
    place: int
    event: Event


def published() -> list[Told]:
    """The calendar and the versions of the case type."""
    calendar = CalendarPublished(
        source="office", id="calendar", occurred=BEGINNING, definition=calendar_file.shipped()["denmark"]
    )
    versions = [
        Told(at, "", place, CaseTypePublished(source="office", id=f"version {place}", occurred=at, definition=one))
        for place, (at, one) in enumerate(VERSIONS, 1)
    ]
    return [Told(BEGINNING, "", 0, calendar), *versions]


def happens(number: int, begin: datetime, end: datetime) -> list[Told]:
    """All that happens in the case of this number, in the order of its recording; the case is received between
    three months before ``begin`` and ``end``, and all is recorded by ``end``."""
    random = Random(f"a year, case {number}")
    first = begin - 90 * DAY
    received = first + random.random() * (end - first)
    received = received.replace(second=0, microsecond=0)
    told, now = [], received - timedelta(hours=1)
    for place, event in enumerate(_life(random, f"2025-{number}", received)):
        now = max(now, event.occurred + _lag(random))
        if now > end:
            break
        told.append(Told(now, f"2025-{number}", place, event))
    return told


def _lag(random: Random) -> timedelta:
    """Most is recorded within the hour, some much later, a little ahead of its time."""
    chance = random.random()
    if chance < 0.7:
        return timedelta(seconds=random.randint(0, 3_000))
    if chance < 0.85:
        return timedelta(0)
    if chance < 0.95:
        return timedelta(hours=random.randint(1, 400))
    return -timedelta(hours=random.randint(1, 72))


def _life(random: Random, case: str, received: datetime) -> Iterator[Event]:
    """The events of a case, roughly in the order in which they happen."""
    now, written = received, 1

    def head() -> dict[str, Any]:
        said: dict[str, Any] = {"source": f"urn:{case}", "id": str(written), "occurred": now}
        if random.random() < 0.15:
            said |= {"responsible": random.choice(("anna", "bo", "cai"))}
        return said

    yield ApplicationReceived(**head(), case_type=TYPE, unit=random.choice(("north", "south")))
    while random.random() < 0.92:
        now += random.choice((timedelta(hours=random.randint(0, 30)), random.randint(1, 20) * DAY))
        now = now.replace(minute=random.choice((0, random.randint(0, 59))))
        written += 1
        yield _next(random, head(), now, written)


def _next(random: Random, head: dict[str, Any], now: datetime, written: int) -> Event:
    """Something that happens in a case."""
    soon = (now + random.choice((timedelta(hours=random.randint(1, 60)), random.randint(2, 15) * DAY))).replace(
        minute=15 * random.randint(0, 3), second=0
    )
    before = now - random.randint(1, 9) * DAY
    about = str(random.randint(2, written - 1)) if written > 2 else "9999"
    choices: list[tuple[int, Callable[[], Event]]] = [
        (3, lambda: InformationRequested(**head, until=random.choice((None, (now + 9 * DAY).date())))),
        (2, lambda: InformationReceived(**head)),
        (1, lambda: Suspended(**head, deadline="answer", until=(now + random.randint(1, 20) * DAY).date())),
        (2, lambda: TermExtended(**head, deadline="answer", days=random.randint(1, 21), reason="ill")),
        (2, lambda: TermOverridden(**head, deadline="answer", days=random.choice((-5, 3, 14)))),
        (3, lambda: ComplaintReceived(**head, attributes={"limit": soon.isoformat()})),
        (2, lambda: ActionTaken(**head, action="hearing-held")),
        (4, lambda: MeetingAgreed(**head, takes_place=soon)),
        (2, lambda: MeetingHeld(**head, attended=True)),
        (1, lambda: MeetingCancelled(**head)),
        (3, lambda: Decided(**head)),
        (1, lambda: ActionTaken(**head, action="withdrawn")),
        (2, lambda: ActionTaken(**head, action="renewed")),
        (4, lambda: ActionTaken(**head, action="noted")),
        (1, lambda: Closed(**head)),
        (1, lambda: Reopened(**head)),
        (2, lambda: Annulled(**head, annuls=about)),
        (2, lambda: Corrected(**head, corrects=about, changes={"occurred": before.isoformat()})),
    ]
    weights, makers = zip(*choices, strict=True)
    make: Callable[[], Event] = random.choices(makers, weights)[0]
    return make()
