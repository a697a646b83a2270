"""What the demonstration shows: questions that an office asks, put to the journal through the same doors as any other."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from ..journal.application import Journal
from ..projections import case_time, cases, complaints, deadlines
from ..projections.explanation import Explanation, explain
from ..projections.grouping import Selection
from ..projections.reader import Moment, Reader, ask
from .explained import CASE as EXPLAINED
from .flexjob import RESTORED_BY
from .flexjob_plan import COUNTED_ON
from .office import ZONE, instant

AFTERWARDS = date(2016, 1, 1)
BUSY_DAYS = (COUNTED_ON, date(2010, 6, 1))
MONTHS_OF_RESTORATION = (COUNTED_ON, *(date(2008, month, 1) for month in range(1, 6)), RESTORED_BY)
# The decision was made, and nobody knew yet that the application had come earlier than registered.
BEFORE_PUT_RIGHT = date(2008, 1, 10)
TOP = 5
ALL = 1_000_000

TRY_NEXT = (
    f"queue --as-of {COUNTED_ON} --deadline re-assessment --overdue --limit 10",
    f"cases --type fleksjob --by benefit --as-of {COUNTED_ON}",
    f"case show {EXPLAINED} --as-of {AFTERWARDS}",
    f"stats timeliness --type fleksjob --by deadline --period year --as-of {AFTERWARDS}",
    "replay --until 2008-03-01",
)


class CaseCount(msgspec.Struct, kw_only=True):
    """The cases of a type when the demonstration ends."""

    type: str | None
    open: int
    closed: int


class Knowledge(msgspec.Struct, kw_only=True):
    """Who received the benefit at a moment: as known then and as known now, and the cases that differ.

    found_later: known only now. not_so_after_all: believed then, and found to be wrong.
    """

    as_of: datetime
    then: int
    now: int
    found_later: list[str]
    not_so_after_all: list[str]


class Restoration(msgspec.Struct, kw_only=True):
    """How many re-assessments were overdue on a day."""

    on: date
    overdue: int


class Showcase(msgspec.Struct, kw_only=True):
    """Everything that the demonstration shows. constructed: no citizen in it exists.

    complaints: about the handling of cases, by the ombudsman, a row a year.
    complaints_2007_to_2010_pct: their change over those years.
    explained_then, explained_now: one deadline, as known before and after its record was put right.
    """

    constructed: bool = True
    events: int
    first_registered: datetime | None
    last_registered: datetime | None
    cases: list[CaseCount]
    queues: list[deadlines.Queue]
    restoration: list[Restoration]
    complaints: list[complaints.Complaints]
    complaints_2007_to_2010_pct: float
    case_time: list[case_time.CaseTimes]
    knowledge: Knowledge
    explained_then: Explanation
    explained_now: Explanation
    try_next: tuple[str, ...] = TRY_NEXT


def showcase(journal: Journal) -> Showcase:
    """Ask everything. The projections must be up to date."""
    end = journal.position_at(instant(AFTERWARDS))
    overview = ask(
        journal, _moment(AFTERWARDS), lambda reader: cases.overview(reader, cases.Filter(by="type", limit=0))
    )
    by_ombudsman = ask(journal, _moment(AFTERWARDS), _by_ombudsman)
    received = {row.period: row.received for row in by_ombudsman}
    then, now = (_explained(journal, known_at) for known_at in (BEFORE_PUT_RIGHT, None))
    return Showcase(
        events=end,
        first_registered=journal.recorded_at(1),
        last_registered=journal.recorded_at(end),
        cases=[CaseCount(type=group.group, open=group.open, closed=group.closed) for group in overview.by],
        queues=[_queue(journal, day) for day in BUSY_DAYS],
        restoration=[_restoration(journal, day) for day in MONTHS_OF_RESTORATION],
        complaints=by_ombudsman,
        complaints_2007_to_2010_pct=round(100 * (received["2010"] - received["2007"]) / received["2007"], 1),
        case_time=ask(journal, _moment(AFTERWARDS), _case_time),
        knowledge=_knowledge(journal),
        explained_then=then,
        explained_now=now,
    )


def _moment(as_of: date, known_at: date | None = None) -> Moment:
    return Moment(instant(as_of), None if known_at is None else instant(known_at), ZONE)


def _queue(journal: Journal, day: date) -> deadlines.Queue:
    return ask(journal, _moment(day), lambda reader: deadlines.queue(reader, deadlines.Filter(limit=TOP)))


def _restoration(journal: Journal, day: date) -> Restoration:
    wanted = deadlines.Filter(deadline="re-assessment", limit=0)
    found = ask(journal, _moment(day), lambda reader: deadlines.queue(reader, wanted))
    return Restoration(on=day, overdue=found.overdue)


def _explained(journal: Journal, known_at: date | None) -> Explanation:
    return explain(journal, EXPLAINED, _moment(BEFORE_PUT_RIGHT, known_at), "decision")[0]


def _by_ombudsman(reader: Reader) -> list[complaints.Complaints]:
    found = complaints.complaints(reader, Selection(period="year", by=("via",)))
    return [row for row in found if row.group == "borgerraadgiver"]


def _case_time(reader: Reader) -> list[case_time.CaseTimes]:
    return case_time.case_times(reader, Selection(period="year", by=("type",)))


def _knowledge(journal: Journal) -> Knowledge:
    then, now = (_receiving(journal, _moment(COUNTED_ON, known)) for known in (COUNTED_ON, None))
    return Knowledge(
        as_of=instant(COUNTED_ON),
        then=len(then),
        now=len(now),
        found_later=sorted(now - then),
        not_so_after_all=sorted(then - now),
    )


def _receiving(journal: Journal, moment: Moment) -> set[str]:
    """The open flexjob cases whose citizen receives the benefit at a moment."""
    wanted = cases.Filter(case_type="fleksjob", only_open=True, limit=ALL)
    found = ask(journal, moment, lambda reader: cases.overview(reader, wanted))
    return {item.case for item in found.items if item.attributes.get("benefit") == "receiving"}
