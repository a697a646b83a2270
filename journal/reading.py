"""Reading the journal: by position, by case, by time of recording; always a page at a time, in constant memory.

Positions are dense and rows never change, so pages up to a fixed position belong together without one long
transaction: a reader holds up neither writers nor vacuum, however slow it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any, LiteralString, NamedTuple, cast

from ..domain.events.encoding import event_of
from ..domain.events.history import Recorded
from ..domain.events.unreadable import Unreadable
from ..domain.problem import Problem
from ..log import log

PAGE = 5000
HEAVY = 8 << 20  # bytes of stored events after which a page ends, however few they are
CASES_AT_ONCE = 2000
SAMPLE = 10_000  # positions looked at to split the cases evenly

COLUMNS: LiteralString = (
    "SELECT notification_id, originator_id, originator_version, recorded, topic, state FROM sagsgang.stored_events"
)
# The first of some rows, until so many are read or they weigh so much; one at least. What a row weighs is known without
# reading it.
_WEIGHED: LiteralString = """
    SELECT notification_id, originator_id, originator_version, recorded, topic, state FROM (
        SELECT *, sum(octet_length(state)) OVER (ORDER BY {order} ROWS UNBOUNDED PRECEDING) - octet_length(state) AS before
        FROM (SELECT * FROM sagsgang.stored_events WHERE {where} ORDER BY {order} LIMIT %s) AS page
    ) AS weighed WHERE before < %s ORDER BY {order}"""
BY_POSITION: LiteralString = _WEIGHED.replace("{order}", "notification_id").replace(
    "{where}", "notification_id > %s AND notification_id <= %s"
)
_BY_CASE: LiteralString = _WEIGHED.replace("{order}", "originator_id, originator_version")
BY_CASE: LiteralString = _BY_CASE.replace(
    "{where}",
    """(originator_id, originator_version) > (%s, %s) AND (%s::text IS NULL OR originator_id < %s)
        AND notification_id <= %s AND NOT starts_with(originator_id, '$')""",
)
OF_CASES: LiteralString = _BY_CASE.replace(
    "{where}",
    "(originator_id, originator_version) > (%s, %s) AND originator_id = ANY(%b) AND notification_id <= %s",
)
HEAD: LiteralString = (
    "SELECT notification_id, recorded FROM sagsgang.stored_events ORDER BY notification_id DESC LIMIT 1"
)
POSITION_AT: LiteralString = """
    SELECT notification_id FROM sagsgang.stored_events
    WHERE recorded <= %s ORDER BY recorded DESC, notification_id DESC LIMIT 1"""
IDENTITY: LiteralString = "SELECT source, event_id FROM sagsgang.stored_events WHERE notification_id = %s"
RECORDED_AT: LiteralString = "SELECT recorded FROM sagsgang.stored_events WHERE notification_id = %s"
TOUCHED: LiteralString = """
    SELECT DISTINCT originator_id FROM sagsgang.stored_events
    WHERE notification_id > %s AND notification_id <= %s AND NOT starts_with(originator_id, '$')"""
# Of each so many positions the cases with an event in them, against all cases that there are.
SPREAD: LiteralString = """
    SELECT (SELECT count(*) FROM (
            SELECT DISTINCT originator_id, (notification_id - %s - 1) / %s FROM sagsgang.stored_events
            WHERE notification_id > %s AND notification_id <= %s AND NOT starts_with(originator_id, '$')) AS parts),
        (SELECT count(*) FROM sagsgang.stored_events
            WHERE originator_version = 1 AND notification_id <= %s AND NOT starts_with(originator_id, '$'))"""
FIRST_OF_CASES: LiteralString = COLUMNS + " WHERE originator_id = ANY(%b) AND originator_version = 1"
# Cases with many events are found by their versions alone; of the others the weight is summed up.
LARGE: LiteralString = """
    SELECT one FROM unnest(%b::text[]) AS one
    WHERE EXISTS (SELECT FROM sagsgang.stored_events
            WHERE originator_id = one AND originator_version = %s AND notification_id <= %s)
        OR (SELECT sum(octet_length(state)) FROM sagsgang.stored_events
            WHERE originator_id = one AND notification_id <= %s) > %s"""
TOUCHED_AFTER: LiteralString = """
    SELECT EXISTS (SELECT FROM sagsgang.stored_events
        WHERE originator_id = %s AND notification_id > %s AND notification_id <= %s)"""
HELD: LiteralString = """
    SELECT event_id, topic FROM sagsgang.stored_events WHERE source = %s AND event_id = ANY(%b)"""
IDENTIFIED: LiteralString = """
    SELECT held.notification_id, held.originator_id, held.originator_version, held.recorded, held.topic, held.state
    FROM unnest(%b::text[]) AS offered (id) CROSS JOIN LATERAL (
        SELECT * FROM sagsgang.stored_events AS e WHERE e.source = %s AND e.event_id = offered.id LIMIT 1
    ) AS held"""
NAMED: LiteralString = """
    SELECT held.notification_id, held.originator_id, held.originator_version, held.recorded, held.topic, held.state
    FROM unnest(%b::text[]) AS offered (beginning) CROSS JOIN LATERAL (
        SELECT * FROM sagsgang.stored_events AS e WHERE e.source = %s
            AND e.event_id >= offered.beginning AND e.event_id < offered.beginning || U&'\\+10FFFF'
        ORDER BY e.event_id
    ) AS held"""
CHANGED: LiteralString = """
    SELECT EXISTS (SELECT FROM sagsgang.stored_events WHERE notification_id > %s AND topic = ANY(%s))"""
ANY_CASE: LiteralString = """
    SELECT EXISTS (SELECT FROM sagsgang.stored_events WHERE originator_id < '$' OR originator_id >= '%%')"""
CASES_AT: LiteralString = """
    SELECT originator_id FROM sagsgang.stored_events
    WHERE notification_id = ANY(%b) AND NOT starts_with(originator_id, '$') ORDER BY originator_id"""


History = tuple[str, list[Recorded]]
"""A case and its events by version."""


class Head(NamedTuple):
    """The end of the journal: its last position (0 when empty) and when that was recorded."""

    position: int
    recorded: datetime | None


class EventReader:
    """What can be asked of the journal. ``until`` is always a position, included; ``after`` is excluded.

    How a query gets to the database is for those to say who derive from this.
    """

    seen = 0
    """A position that is known to be there: whoever asks up to it need not look where the journal ends."""
    unreadable: dict[int, str]
    """The positions that were met and could not be read, each with the topic of its event."""

    def _rows(self, query: LiteralString, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of one short query."""
        raise NotImplementedError

    def head(self) -> Head:
        """The last position and when it was recorded."""
        for position, recorded in self._rows(HEAD):
            self.seen = max(self.seen, position)
            return Head(position, recorded)
        return Head(0, None)

    def lacks_events(self) -> bool:
        """Whether something beside the journal rests on later positions than it has: then nothing is appended."""
        [(remembered,)] = self._rows("SELECT sagsgang.remembered_position()")
        return bool(remembered > self.head().position)

    def position_at(self, known_at: datetime) -> int:
        """The last position recorded at ``known_at`` or before; 0 if none."""
        for (position,) in self._rows(POSITION_AT, known_at):
            return int(position)
        return 0

    def recorded_at(self, position: int) -> datetime | None:
        """When the event at a position was recorded; None if there is no such position."""
        for (recorded,) in self._rows(RECORDED_AT, position):
            return cast(datetime, recorded)
        return None

    def count(self, until: int) -> int:
        """How many events there are up to ``until``, publications included: positions are dense."""
        return max(0, until if until <= self.seen else min(until, self.head().position))

    def read(self, after: int, until: int) -> Iterator[Recorded]:
        """Every event after ``after`` up to ``until``, in the one order, publications included."""
        for page in self.pages(after, until):
            yield from page

    def pages(self, after: int, until: int) -> Iterator[list[Recorded]]:
        """The same, so many at a time as memory holds well: ``PAGE`` events, or ``HEAVY`` bytes of them."""
        until = self.count(until)
        while rows := self._rows(BY_POSITION, after, until, PAGE, HEAVY):
            yield [self._recorded(row) for row in rows]
            after = rows[-1][0]

    def histories(self, until: int, *, first: str | None = None, last: str | None = None) -> Iterator[History]:
        """Every case from ``first`` (included) to ``last`` (excluded) with its events by version, by case.

        Cases come in the order of their references' code points. Reserved streams are left out.
        """
        for page in self.history_pages(until, first=first, last=last):
            yield from page

    def history_pages(
        self, until: int, *, first: str | None = None, last: str | None = None
    ) -> Iterator[list[History]]:
        """The same, so many at a time as memory holds well: as ``pages``, and the last of them whole, however large."""
        return self._whole_cases(
            first or "",
            lambda case, version: self._rows(BY_CASE, case, version, last, last, until, PAGE, HEAVY),
        )

    def history_pages_of(self, cases: Collection[str], until: int) -> Iterator[list[History]]:
        """The events of these cases by version, by case, as many at a time as memory holds well."""
        wanted = sorted(cases)
        for start in range(0, len(wanted), CASES_AT_ONCE):
            some = wanted[start : start + CASES_AT_ONCE]
            yield from self._whole_cases("", partial(self._of_cases, some, until))

    def _of_cases(self, cases: list[str], until: int, case: str, version: int) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._rows(OF_CASES, case, version, cases, until, PAGE, HEAVY)
        return found

    def history(self, cases: Collection[str], until: int) -> dict[str, list[Recorded]]:
        """The events of these cases by version; a case without events is not in the answer. All at once: of few."""
        return {case: history for page in self.history_pages_of(cases, until) for case, history in page}

    def case_types(self, cases: Sequence[str]) -> dict[str, str | None]:
        """The type that the first event of each case says."""
        rows = self._rows(FIRST_OF_CASES, list(cases)) if cases else []
        return {one.case: one.event.case_type for one in map(self._recorded, rows)}

    def cases_touched(self, after: int, until: int) -> set[str]:
        """The cases with an event after ``after`` up to ``until``; reserved streams are left out."""
        return {case for (case,) in self._rows(TOUCHED, after, until)}

    def spread(self, after: int, until: int, batch: int) -> tuple[int, int]:
        """How many cases the batches after ``after`` up to ``until`` touch, one in each of them counted anew; and how many
        cases there are by then."""
        [(touched, cases)] = self._rows(SPREAD, after, batch, after, until, until)
        return touched, cases

    def is_touched(self, case: str, after: int, until: int) -> bool:
        """Whether a case has an event after ``after`` up to ``until``."""
        [(found,)] = self._rows(TOUCHED_AFTER, case, after, until)
        return bool(found)

    def large(self, cases: Collection[str], until: int, *, events: int, size: int) -> set[str]:
        """Those of some cases that have more than so many events up to ``until``, or bytes of them."""
        wanted = sorted(cases)
        found = self._rows(LARGE, wanted, events + 1, until, until, size) if wanted else []
        return {case for (case,) in found}

    def held(self, source: str, ids: Sequence[str]) -> dict[str, str]:
        """Of which of these ids of a source the journal has an event: id to topic."""
        return dict(self._rows(HELD, source, list(ids)))

    def identified(self, source: str, ids: Sequence[str]) -> dict[str, Recorded]:
        """The events of a source that the journal has under these ids, by id."""
        return {one.event.id: one for one in map(self._recorded, self._rows(IDENTIFIED, list(ids), source))}

    def named(self, source: str, beginnings: Sequence[str]) -> list[Recorded]:
        """The events of a source whose ids begin so, by id for each of the beginnings."""
        return [self._recorded(row) for row in self._rows(NAMED, list(beginnings), source)]

    def holds_after(self, position: int, topics: Sequence[str]) -> bool:
        """Whether an event of these topics stands after ``position``."""
        [(found,)] = self._rows(CHANGED, position, list(topics))
        return bool(found)

    def holds_cases(self) -> bool:
        """Whether there is an event of a case."""
        [(found,)] = self._rows(ANY_CASE)
        return bool(found)

    def case_bounds(self, parts: int, until: int) -> list[str]:
        """At most ``parts`` - 1 case references, ascending, that split the events in about equal parts.

        Found from evenly spaced positions, so the same journal always gives the same bounds.
        """
        end = self.count(until)
        step = max(1, end // SAMPLE)
        cases = [case for (case,) in self._rows(CASES_AT, list(range(1, end + 1, step)))]
        return sorted({cases[len(cases) * part // parts] for part in range(1, parts)}) if cases else []

    def _whole_cases(
        self, case: str, read: Callable[[str, int], list[tuple[Any, ...]]]
    ) -> Iterator[list[History]]:
        """Cases whole, page by page. read: the rows that follow on a version of a case, by case and version."""
        history: list[Recorded] = []
        version, more = 0, True
        while more and (rows := read(case, version)):
            page: list[History] = []
            for recorded in map(self._recorded, rows):
                if history and recorded.case != history[0].case:
                    page.append((history[0].case, history))
                    history = []
                history.append(recorded)
            case, version = history[-1].case, history[-1].version
            more = len(rows) == PAGE or sum(len(row[-1]) for row in rows) >= HEAVY  # else it was the last page
            if page:
                yield page
        if history:
            yield [(history[0].case, history)]

    def _recorded(self, row: tuple[Any, ...]) -> Recorded:
        position, case, version, recorded, topic, state = row
        try:
            return Recorded(position, case, version, recorded, event_of(topic, state))
        except Problem as problem:
            return Recorded(
                position, case, version, recorded, self._unreadable(position, topic, recorded, problem)
            )

    def _unreadable(self, position: int, topic: str, recorded: datetime, problem: Problem) -> Unreadable:
        """What stands in the place of an event that cannot be read. The log tells of each once."""
        if position not in self.unreadable:
            log.error("event cannot be read", position=position, topic=topic, code=problem.code)
        self.unreadable[position] = topic
        [(source, event_id)] = self._rows(IDENTITY, position)
        return Unreadable(source=source, id=event_id, occurred=recorded, topic=topic)
