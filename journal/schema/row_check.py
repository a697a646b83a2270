"""Looking at every row of the journal: whether each is as the journal itself would have written it, read once and in
constant memory, without a function of the database: one of those may be what was changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, LiteralString, NamedTuple

import psycopg
from psycopg.rows import tuple_row

from ...domain.events.encoding import TOPICS, event_of
from ...domain.events.publications import CLOCK_STREAM, JOURNAL_STREAM, ClockSlipAcknowledged, WentLive
from ...domain.problem import Problem
from ..refusals import LARGEST_EVENT
from .shape import WRITTEN

Rule = Literal[
    "position",
    "recorded",
    "ahead",
    "version",
    "topic",
    "stream",
    "body",
    "identity",
    "size",
    "twice",
    "rewritten",
    "own",
]
Progress = Callable[[int, int], None]

AT_ONCE = 250
SMALL = 256 << 10  # bytes of a body that is read with its page; a larger one is read alone
NAMED = 10  # positions that are named of each rule
LONGEST_STREAM = 1000
TOLERANCE = timedelta(minutes=5)  # that clocks of machines may differ, as clock.TOLERANCE
FIRST_TURN = 2**31  # numbers of transactions can be compared while so many were not given yet

ROWS: LiteralString = """
    SELECT notification_id, originator_id, topic, source, event_id,
        CASE WHEN isfinite(recorded) AND recorded BETWEEN '0001-01-02 00:00+00' AND '9999-12-30 00:00+00'
            THEN recorded::timestamptz END,
        octet_length(state), CASE WHEN octet_length(state) <= %s THEN state END, ctid::text, xmin::text::bigint
    FROM sagsgang.stored_events WHERE %s::bigint IS NULL OR notification_id <= %s ORDER BY notification_id"""
LARGE: LiteralString = "SELECT state FROM sagsgang.stored_events WHERE ctid = %s::tid"
COUNT: LiteralString = "SELECT count(*) FROM sagsgang.stored_events"
NOW: LiteralString = """
    SELECT clock_timestamp(), pg_snapshot_xmax(pg_current_snapshot())::text::bigint"""
VERSIONS: LiteralString = """
    SELECT notification_id, count(*) OVER () FROM (
        SELECT notification_id, originator_version,
            row_number() OVER (PARTITION BY originator_id ORDER BY notification_id, originator_version) AS number
        FROM sagsgang.stored_events WHERE %s::bigint IS NULL OR notification_id <= %s
    ) AS these WHERE originator_version <> number ORDER BY notification_id LIMIT %s"""
TWICE: LiteralString = """
    SELECT notification_id, count(*) OVER () FROM (
        SELECT notification_id, row_number() OVER (PARTITION BY source, event_id ORDER BY notification_id) AS number
        FROM sagsgang.stored_events WHERE %s::bigint IS NULL OR notification_id <= %s
    ) AS these WHERE number > 1 ORDER BY notification_id LIMIT %s"""
UNIQUE: LiteralString = """
    SELECT EXISTS (SELECT FROM pg_constraint WHERE conname = 'stored_events_identity' AND convalidated
        AND conrelid = 'sagsgang.stored_events'::regclass)"""


class Broken(NamedTuple):
    """A rule that rows break: the first positions, and how many in all."""

    rule: Rule
    positions: list[int]
    rows: int


class Looked(NamedTuple):
    """What was seen of the rows. last: the last position. written_anew: how many rows of a live journal were written
    together although they were registered at different times: a table that was restored, or rewritten."""

    broken: list[Broken]
    events: int
    last: int
    live: bool
    written_anew: int


@dataclass
class _Seen:
    """What is remembered from row to row."""

    now: datetime
    comparable: bool
    positions: dict[Rule, list[int]] = field(default_factory=dict)
    counts: Counter[Rule] = field(default_factory=Counter)
    last: int = 0
    recorded: datetime | None = None
    newest: tuple[int, int] = (0, 0)  # the greatest number of a transaction so far, and the position that has it
    before: tuple[int, datetime] | None = None
    told: int = 0
    live: bool = False
    written_anew: int = 0
    ahead: list[tuple[int, datetime]] = field(default_factory=list)
    acknowledged: datetime | None = None

    def add(self, rule: Rule, position: int, count: int = 1) -> None:
        some = self.positions.setdefault(rule, [])
        if len(some) < NAMED:
            some.append(position)
        self.counts[rule] += count


def look_at_rows(
    connection: psycopg.Connection[Any],
    until: int | None = None,
    progress: Progress = lambda done, total: None,
) -> Looked:
    """Look at every row up to a position (None: all). In a transaction of the caller's, which sees one state throughout.

    progress: called with rows looked at and rows in all. Positions are dense, so what was cut off in the middle leaves a
    gap; what was cut off at the end leaves none here.
    """
    with connection.cursor(row_factory=tuple_row) as cursor:
        [(total,)] = cursor.execute(COUNT).fetchall()
        [(now, given)] = cursor.execute(NOW).fetchall()
        seen = _Seen(now, given < FIRST_TURN)
        done = 0
        for row in _rows(connection, until):
            _look(seen, row)
            done += 1
            if done % 1000 == 0:
                progress(done, total)
        for position, recorded in seen.ahead:
            if seen.acknowledged is None or recorded > seen.acknowledged:
                seen.add("ahead", position)
        _count(seen, cursor, "version", VERSIONS, until)
        if cursor.execute(UNIQUE).fetchone() != (True,):
            _count(seen, cursor, "twice", TWICE, until)
    progress(done, done)
    broken = [Broken(rule, positions, seen.counts[rule]) for rule, positions in seen.positions.items()]
    return Looked(broken, done, seen.last, seen.live, seen.written_anew)


def _rows(connection: psycopg.Connection[Any], until: int | None) -> Iterator[tuple[Any, ...]]:
    with (
        connection.cursor("rows", row_factory=tuple_row) as page,
        connection.cursor(row_factory=tuple_row, binary=True) as alone,
    ):
        page.itersize = AT_ONCE
        for *row, short, ctid, xmin in page.execute(ROWS, (SMALL, until, until), binary=True):
            [(state,)] = alone.execute(LARGE, (ctid,)).fetchall() if short is None else [(short,)]
            yield (*row, state, xmin)


def _count(seen: _Seen, cursor: Any, rule: Rule, query: LiteralString, until: int | None) -> None:
    for position, count in cursor.execute(query, (until, until, NAMED)).fetchall():
        seen.add(rule, position, 0)
        seen.counts[rule] = count


def _look(seen: _Seen, row: tuple[Any, ...]) -> None:
    position, stream, topic, source, event_id, recorded, size, state, xmin = row
    if position != seen.last + 1:
        seen.add("position", position)
    seen.last = position
    _look_at_time(seen, position, recorded)
    _look_at_writing(seen, position, recorded, xmin)
    if size > LARGEST_EVENT or not 0 < len(stream.encode()) <= LONGEST_STREAM:
        seen.add("size", position)
    if topic not in TOPICS:
        seen.add("topic", position)
        return
    if not _may_stand(topic, stream):
        seen.add("stream", position)
    try:
        event = event_of(topic, state)
    except Problem:
        seen.add("body", position)
        return
    if (event.source, event.id) != (source, event_id):
        seen.add("identity", position)
    if isinstance(event, WentLive | ClockSlipAcknowledged):
        # Both say the database's clock before they are registered by it.
        if recorded is not None and event.occurred > recorded + TOLERANCE:
            seen.add("own", position)
        if isinstance(event, ClockSlipAcknowledged) and stream == CLOCK_STREAM:
            if event.position > position:
                seen.add("own", position)
            seen.acknowledged = max(event.until, seen.acknowledged or event.until)
        seen.live = seen.live or stream == JOURNAL_STREAM


def _look_at_time(seen: _Seen, position: int, recorded: datetime | None) -> None:
    if recorded is None:
        seen.add("recorded", position)
        return
    if seen.recorded is not None and recorded < seen.recorded:
        seen.add("recorded", position)
    seen.recorded = recorded
    if recorded > seen.now + TOLERANCE and len(seen.ahead) < NAMED:
        seen.ahead.append((position, recorded))


def _look_at_writing(seen: _Seen, position: int, recorded: datetime | None, xmin: int) -> None:
    """Rows are written in the order of their positions, so the numbers of the transactions that wrote them rise."""
    if seen.comparable:
        newest, where = seen.newest
        if xmin < newest:
            if seen.told != where:
                seen.add("rewritten", where)
                seen.told = where
        else:
            seen.newest = (xmin, position)
    if recorded is not None:
        if seen.live and seen.before is not None and seen.before[0] == xmin and seen.before[1] != recorded:
            seen.written_anew += 1
        seen.before = (xmin, recorded)


def _may_stand(topic: str, stream: str) -> bool:
    """Whether a kind of event may stand in a stream, as the trigger has it."""
    allowed = WRITTEN[topic]
    if not allowed:
        return not stream.startswith("$")
    return stream.startswith(allowed) if allowed.endswith("/") else stream == allowed
