"""Which steps of the ladders of reminders came due, when, and for which deadline or meeting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from psycopg import sql

from ...domain.events.clock_slips import NO_SLIPS, Slips
from ...domain.facts import DeadlineState
from ...domain.fold.law import Rules
from ...domain.fold.reminder_facts import MEETING, steps_of
from ...domain.rules.reminder_step import ReminderStep
from ..asking.reader import Reader
from ..tables.catalogue import DEADLINES, REMINDERS


class Due(NamedTuple):
    """One step that came due: as of that instant, and as known then, the deadline or meeting was open with that end.

    at: when. ends: the end as text; due_on or due_at: as a date or instant. anchor: position of
    the event that started it. governed_from: ``valid_from`` of the
    version of the case type that says the step. unit, responsible: who held the case then.
    """

    at: datetime
    case: str
    about: str
    deadline: str
    ends: str
    step: str
    number: int
    due_on: date | None
    due_at: datetime | None
    anchor: int
    case_type: str
    governed_from: date | None
    unit: str | None
    responsible: str | None


class Subject(NamedTuple):
    """What is reminded of: a deadline or meeting of a case, with an end."""

    case: str
    about: str
    deadline: str
    ends: str

    @property
    def is_meeting(self) -> bool:
        """Whether it is the agreed meeting."""
        return self.about == MEETING


class Standing(NamedTuple):
    """It is open: since which event, whether its end is only expected, and who holds the case."""

    anchor: int
    expected: bool
    unit: str | None
    responsible: str | None


def place_of(
    rules: Rules, about: str, deadline: str, governed_from: date | None, step: str
) -> tuple[int, ReminderStep]:
    """A step by its id, and its place in its ladder, of the version of the case type that this was reckoned by."""
    version = rules.on(governed_from or date.min)
    assert version is not None, "a ladder is reckoned by a version that was known"
    steps = steps_of(version.case_type, about, deadline)
    return next((place, one) for place, one in enumerate(steps) if one.id == step)


# The moments of a row are positions; what was known at an instant is what had been recorded by then.
# width_bucket counts the steps up to an instant. Nearly all ladders have none between two ticks, and are not laid out.
DUE = """
SELECT step.at, ladder.case_id, about, deadline, ends, step.name, step.number, due_on, due_at, anchor,
       case_type, governed_from, unit, responsible
FROM {ladders} AS ladder
CROSS JOIN LATERAL unnest(ladder.at, ladder.steps, ladder.numbers) AS step (at, name, number)
JOIN sagsgang.stored_events AS opened ON opened.notification_id = ladder.opened_pos
LEFT JOIN sagsgang.stored_events AS closed ON closed.notification_id = ladder.closed_pos
LEFT JOIN sagsgang.stored_events AS withdrawn ON withdrawn.notification_id = ladder.withdrawn_pos
WHERE tstzrange(ladder.at[1], ladder.at[cardinality(ladder.at)], '[]') && tstzrange(%(since)s, %(until)s, '(]')
  AND width_bucket(%(since)s::timestamptz, ladder.at) < width_bucket(%(until)s::timestamptz, ladder.at)
  AND step.at > %(since)s AND step.at <= %(until)s
  AND ladder.opened_pos <= %(position)s
  AND ladder.opened_at <= step.at AND {opened} <= step.at
  AND (withdrawn.recorded IS NULL OR {withdrawn} > step.at)
  AND (ladder.closed_at IS NULL OR ladder.closed_at > step.at OR {closed} > step.at)
  {among}
ORDER BY step.at, ladder.case_id COLLATE "C", about, deadline, ends, step.name, step.number
"""


# ``Slips.known_at``. Nearly no journal has any, and is asked without.
KNOWN_AT = """
coalesce((SELECT slip.since FROM unnest(%(slips_since)s::timestamptz[], %(slips_until)s::timestamptz[])
    AS slip (since, until) WHERE slip.since < {recorded} AND {recorded} <= slip.until ORDER BY slip.since LIMIT 1),
    {recorded})
"""


def due(reader: Reader, since: datetime, until: datetime, slips: Slips = NO_SLIPS) -> Iterator[Due]:
    """The steps that came due after ``since`` up to ``until``, in order, in constant memory.

    What is recorded later changes nothing in the answer: each instant is asked as of itself and as known then.
    """
    query, values = _due(reader, slips, sql.SQL(""))
    yield from map(Due._make, reader.stream(query, since=since, until=until, **values))


def due_among(
    reader: Reader, cases: Sequence[str], since: datetime, until: datetime, slips: Slips = NO_SLIPS
) -> list[Due]:
    """The same in these cases alone."""
    query, values = _due(reader, slips, sql.SQL("AND ladder.case_id = ANY(%(among)s)"))
    return [*map(Due._make, reader.rows(query, since=since, until=until, among=list(cases), **values))]


# Of a step that comes again and again the last: what is true of one is true of all, unless it asks what happened before it.
LAST = """
SELECT DISTINCT ON (case_id, about, deadline, ends, name) * FROM ({due}) AS due
ORDER BY case_id, about, deadline, ends, name, at DESC, number DESC
"""


def last_due_among(
    reader: Reader, cases: Sequence[str], since: datetime, until: datetime, slips: Slips = NO_SLIPS
) -> list[Due]:
    """The same, and of each step for one end the last time alone: a few rows a case, however often it came due."""
    query, values = _due(reader, slips, sql.SQL("AND ladder.case_id = ANY(%(among)s)"))
    last = sql.SQL(LAST).format(due=query)
    return [*map(Due._make, reader.rows(last, since=since, until=until, among=list(cases), **values))]


def _due(reader: Reader, slips: Slips, among: sql.SQL) -> tuple[sql.Composed, dict[str, list[datetime]]]:
    """The question, and what it needs to know of slips."""
    known = {
        event: sql.SQL(KNOWN_AT if slips.each else "{recorded}").format(recorded=sql.Identifier(event, "recorded"))
        for event in ("opened", "closed", "withdrawn")
    }
    values = {"slips_since": [one.since for one in slips.each], "slips_until": [one.until for one in slips.each]}
    query = sql.SQL(DUE).format(ladders=reader.table(REMINDERS), among=among, **known)
    return query, values if slips.each else {}


OPEN = """
SELECT case_id, about, deadline, ends, anchor, expected, unit, responsible
FROM {ladders} AS ladder WHERE case_id = ANY(%(among)s)
"""


def still_open(reader: Reader, cases: Sequence[str]) -> dict[Subject, Standing]:
    """What is open in these cases at the reader's moment, of all that has a ladder, and how it stands."""
    query = sql.SQL(OPEN).format(ladders=reader.known(REMINDERS))
    return {Subject(*row[:4]): Standing(*row[4:]) for row in reader.rows(query, among=list(cases))}


INSTANCES = """
SELECT case_id, deadline, anchor_pos, state, due_on, due_at
FROM {deadlines} AS period WHERE case_id = ANY(%(among)s)
"""


class Instance(NamedTuple):
    """An instance of a deadline as it is now. ends: its end as text; none where it has none."""

    state: DeadlineState
    ends: str | None


def instances(reader: Reader, cases: Sequence[str]) -> dict[tuple[str, str, int], Instance]:
    """By case, deadline and the position of what started it: each instance of the deadlines of these cases."""
    query = sql.SQL(INSTANCES).format(deadlines=reader.known(DEADLINES))
    return {
        (case, deadline, anchor): Instance(state, end.isoformat() if (end := due_on or due_at) else None)
        for case, deadline, anchor, state, due_on, due_at in reader.rows(query, among=list(cases))
    }


NEXT = """
SELECT min(step.at) FROM {ladders} AS ladder CROSS JOIN LATERAL unnest(ladder.at) AS step (at)
WHERE step.at > %(as_of)s
"""


def next_due(reader: Reader) -> datetime | None:
    """When the next step comes due, if nothing happens before."""
    [(at,)] = reader.rows(sql.SQL(NEXT).format(ladders=reader.asked(REMINDERS)))
    return at if isinstance(at, datetime) else None
