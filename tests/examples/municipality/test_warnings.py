"""The re-assessments of the demonstration are warned of before they fall due, not when they have."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from psycopg import sql
from sagsgang.domain.events.history import Recorded
from sagsgang.domain.events.office_events import BenefitPaid, BenefitReversed
from sagsgang.domain.written.calendar_file import shipped
from sagsgang.journal.application import Journal
from sagsgang.projections.asking.reader import Moment, Reader, ask
from sagsgang.projections.queue.reminders import due
from sagsgang.projections.tables.catalogue import DEADLINES

BEGAN, ENDED = datetime(2006, 1, 1, tzinfo=UTC), datetime(2016, 1, 1, tzinfo=UTC)
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
MET = """
SELECT case_id, anchor_pos, due_on, opened_at FROM {deadlines} AS period
WHERE deadline = 're-assessment' AND state = 'met'
"""


class Made(NamedTuple):
    """A re-assessment that was made. anchor: the position of what its count began with."""

    case: str
    anchor: int
    due_on: date
    made_at: datetime

    @property
    def two_weeks_before(self) -> datetime:
        """At eight, fourteen days before its end, or on the working day before that."""
        calendar, day = shipped()["denmark"], self.due_on - timedelta(days=14)
        while calendar.why_not(day) is not None:
            day -= timedelta(days=1)
        return datetime.combine(day, time(8), tzinfo=COPENHAGEN)


def test_who_is_to_re_assess_is_warned_two_weeks_before(database: str) -> None:
    """Given twelve months of benefit within eighteen, of which the last is paid on its last working day, then the count
    cannot be full two weeks before; the end is expected all the same, and of each re-assessment that was still to be made
    two weeks before its end the caseworker was warned, save where it could not be known or was not to be expected.
    """

    def question(reader: Reader) -> tuple[list[Made], set[tuple[str, int, str]]]:
        query = sql.SQL(MET).format(deadlines=reader.known(DEADLINES))
        made = [Made(*row) for row in reader.rows(query)]
        came = due(reader, BEGAN, ENDED)
        return made, {(one.case, one.anchor, one.ends) for one in came if one.step == "two-weeks"}

    with Journal.open(database) as journal:
        made, warned = ask(journal, Moment(ENDED), question)
        to_be_made = [one for one in made if one.made_at > one.two_weeks_before]
        not_warned = [one for one in to_be_made if (one.case, one.anchor, one.due_on.isoformat()) not in warned]
        histories = journal.history([one.case for one in not_warned], journal.head().position)
    assert len(to_be_made) > 800
    assert len(not_warned) < len(to_be_made) / 20
    assert [one for one in not_warned if not is_excused(one, histories[one.case])] == []


def is_excused(one: Made, history: list[Recorded]) -> bool:
    """Whether what was said of its months was said, or taken back, later than two weeks before its end; or nothing was
    paid in the two months before the last: then it is not expected that a third is paid."""
    said = [recorded for recorded in history if isinstance(recorded.event, BenefitPaid | BenefitReversed)]
    late = any(
        isinstance(one_of.event, BenefitReversed)
        or one_of.event.occurred <= one.two_weeks_before < one_of.recorded
        for one_of in said
    )
    last = one.due_on - timedelta(days=5)  # the roll may have brought it into the next month
    number = last.year * 12 + last.month - 1
    two_before = {f"{month // 12}-{month % 12 + 1:02}" for month in (number - 1, number - 2)}
    paid = {recorded.event.month for recorded in said if isinstance(recorded.event, BenefitPaid)}
    return late or not paid & two_before
