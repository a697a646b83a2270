"""The open deadlines of a unit or a person with the days they end on, whole, as a calendar shows them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec
from psycopg import sql

from ...domain.day_or_instant import DayOrInstant
from ...domain.facts import is_overdue
from ...domain.text import Text
from ..asking.name_check import check_responsible, check_unit
from ..asking.reader import AsKnown, Reader
from ..tables.catalogue import DEADLINES
from ..tables.table import SCHEMA


class Whose(NamedTuple):
    """Whose deadlines; None: anybody's. responsible: the name as the events have it. case_type: of this type alone."""

    unit: str | None = None
    responsible: str | None = None
    case_type: str | None = None


class FeedItem(msgspec.Struct, kw_only=True):
    """One open deadline that ends on a day or at an instant (UTC).

    title, label: what its case type and the deadline are called. whose: the office's, or the party's. state: ``running``,
    or ``counting``: months add up to it, and it ends then if every month from now on is paid.
    revised_at: since when whoever asks at every moment has had this answer. Of two answers about one deadline the later
    one has the later ``revised_at``: rows answer one after another, and none comes back.
    """

    case: str
    type: str
    title: Text
    deadline: str
    label: Text
    cycle: int
    due: DayOrInstant
    state: str
    overdue: bool
    whose: str
    unit: str | None
    responsible: str | None
    revised_at: datetime


class Feed(AsKnown, kw_only=True):
    """All open deadlines with an end at a moment, the first to end first, and how many have none.

    suspended: their clock is stopped. without_end: a date is missing, or the months counted on were not paid.
    """

    unit: str | None
    responsible: str | None
    type: str | None
    suspended: int
    without_end: int
    items: list[FeedItem]


# A row answers from when it was recorded and has begun; that it is overdue is told from when it was.
OPEN = """
SELECT case_id, case_type, deadline, cycle, state, due_on, due_at, overdue_from, whose, unit, responsible,
       greatest(opened_at, recorded, CASE WHEN overdue_from <= %(as_of)s THEN overdue_from END)
FROM {asked} AS asked JOIN (SELECT notification_id, recorded FROM {events}) AS events ON notification_id = opened_pos
WHERE (%(case_type)s::text IS NULL OR case_type = %(case_type)s)
  AND (%(unit)s::text IS NULL OR unit = %(unit)s)
  AND (%(responsible)s::text IS NULL OR responsible = %(responsible)s)
ORDER BY overdue_from, case_id COLLATE "C", deadline COLLATE "C", cycle
"""


def deadline_feed(reader: Reader, whose: Whose) -> Feed:
    """The deadlines at the reader's moment, all of them. Raises Problem ``unknown-unit``, ``unknown-responsible``."""
    # In a calendar that is looked at for years a misspelt name would be somebody without deadlines.
    check_unit(reader, whose.unit)
    check_responsible(reader, whose.responsible)
    names = _names(reader)
    moment = reader.moment
    feed = Feed(
        **moment.told(reader.position),
        unit=whose.unit,
        responsible=whose.responsible,
        type=whose.case_type,
        suspended=0,
        without_end=0,
        items=[],
    )
    events = sql.Identifier(SCHEMA, "stored_events")
    for row in reader.rows(sql.SQL(OPEN).format(asked=reader.asked(DEADLINES), events=events), **whose._asdict()):
        _take(feed, row, names)
    return feed


def _take(feed: Feed, row: tuple[Any, ...], names: dict[tuple[str, str], tuple[Text, Text]]) -> None:
    """One open deadline, into its place."""
    case, case_type, deadline, cycle, state, due_on, due_at, overdue_from, of, unit, responsible, revised_at = row
    due = due_on or due_at
    past = overdue_from is not None and overdue_from <= feed.as_of
    if state == "suspended":
        feed.suspended += 1
    elif due is None or (state == "counting" and past):
        feed.without_end += 1
    else:
        title, label = names[case_type, deadline]
        item = FeedItem(
            case=case,
            type=case_type,
            title=title,
            deadline=deadline,
            label=label,
            cycle=cycle,
            due=due,
            state=state,
            overdue=is_overdue(state, overdue_from, feed.as_of),
            whose=of,
            unit=unit,
            responsible=responsible,
            revised_at=revised_at.astimezone(UTC),
        )
        feed.items.append(item)


def _names(reader: Reader) -> dict[tuple[str, str], tuple[Text, Text]]:
    """What types and their deadlines are called, by the last version known that names them."""
    return {
        (type_id, rule.id): (case_type.title, rule.label)
        for type_id, versions in reader.law.types().items()
        for position, case_type in versions
        if position <= reader.position
        for rule in case_type.deadlines
    }
