"""What happened, event by event: read from the journal a few cases at a time, and counted beside who held each case.

No row is kept of an event: the journal has it. So a count reads the histories, in constant memory, and takes those
events that are in force; the rows of ``cases`` say which unit held a case then, and what it was like.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString, NamedTuple

import msgspec
from psycopg import sql

from ...domain.events.corrections import hold, in_force, type_of
from ...domain.events.history import Recorded
from ...domain.events.unreadable import readable
from ...domain.fold.order import arrange
from ...domain.rules.local_time import LocalTime
from ..asking.grouping import CASE, Selection, figures, grouped
from ..asking.reader import Reader
from ..tables.catalogue import CASES

HELD_BY: dict[str, LiteralString] = {"unit": "unit", "responsible": "responsible", "type": "case_type"}
EVENTS_AT_ONCE = 20_000
HEAVY = 8 << 20  # signs of attributes after which so many are counted, however few they are

Group = tuple[str | None, tuple[str | None, ...]]  # a period, and the values of the fields
Total = tuple[dict[str, Any], int, int]  # what ``Figures`` say; how many are marked; in how many cases


class Act(NamedTuple):
    """Something that is to be counted: an event, or what it and those before it amount to.

    says: its own fields. marked: it is counted apart too.
    """

    case: str
    case_type: str | None
    at: datetime
    says: tuple[str | None, ...]
    attributes: Mapping[str, Any]
    marked: bool = False


class _Counted(NamedTuple):
    """How many acts of a group there were, how many of them were marked, in how many cases, and which."""

    n: int
    marked: int
    in_cases: int
    cases: list[str] | None


# The unit and what else a case had when something happened; an attribute is the event's own where it says it.
QUERY = """
SELECT {period} AS period, {groups} AS groups, count(*), count(*) FILTER (WHERE marked), count(DISTINCT case_id),
       CASE WHEN %(with_cases)s THEN array_agg(DISTINCT case_id ORDER BY case_id) END
FROM (
    SELECT act.case_id, act.at, act.says, act.marked, act.case_type, held.unit, held.responsible,
           coalesce(held.attributes, '{{}}') || act.attributes AS attributes
    FROM (SELECT case_id, case_type, at, says::jsonb AS says, attributes::jsonb AS attributes, marked
          FROM unnest(%(acts_case)s::text[], %(acts_type)s::text[], %(acts_at)s::timestamptz[], %(acts_says)s::text[],
                      %(acts_attributes)s::text[], %(acts_marked)s::bool[])
              AS given (case_id, case_type, at, says, attributes, marked)) AS act
    LEFT JOIN LATERAL ({held}) AS held ON true
) AS acts
WHERE (%(case_type)s::text IS NULL OR case_type = %(case_type)s) AND {window}
GROUP BY 1, 2
"""
HELD: LiteralString = """
SELECT unit, responsible, attributes FROM {believed} AS held
WHERE held.case_id = act.case_id AND held.opened_at <= act.at ORDER BY held.opened_at DESC LIMIT 1
"""
# Where nobody asks who held the case, nobody looks for it: an event needs no look-up then.
NOBODY: LiteralString = "SELECT NULL::text AS unit, NULL::text AS responsible, NULL::jsonb AS attributes"
_encode = msgspec.json.encode


def counted(
    reader: Reader,
    selection: Selection,
    acts_of: Callable[[str | None, Sequence[Recorded]], Iterable[Act]],
    own: Mapping[str, LiteralString],
) -> list[Total]:
    """How many acts there were, by period and group, in the order of the periods, the most first.

    acts_of: from a case's type and its events that are in force at the reader's moment, in world order. own: the fields
    beside attributes: the acts' own, and ``HELD_BY``. Raises UnknownField.
    """
    found: dict[Group, _Counted] = {}
    asked = False
    histories = _histories(reader, selection.case_type)
    for acts in _chunks(act for case_type, history in histories for act in acts_of(case_type, history)):
        _add(found, _count(reader, selection, acts, own))
        asked = True
    if not asked:
        _count(reader, selection, [], own)  # a field that there is not is told all the same
    totals = sorted(found.items(), key=lambda one: (one[0][0] or "", -one[1].n, repr(one[0][1])))
    return [
        (figures(selection.by, values, period, one.n, one.cases), one.marked, one.in_cases)
        for (period, values), one in totals
    ]


def _histories(reader: Reader, wanted: str | None) -> Iterator[tuple[str | None, list[Recorded]]]:
    """Of every case (of a type) its type, and the events in force at the reader's moment, in world order.

    One that cannot be read is not counted; the journal remembers that it was met (``unreadable``).
    """
    for history in reader.histories():
        case_type = type_of(history)
        if wanted not in (None, case_type):
            continue
        events = _in_world_order(reader, case_type, readable(history))
        yield case_type, [one for one in events if one.event.occurred <= reader.moment.as_of]


def _in_world_order(reader: Reader, case_type: str | None, history: Sequence[Recorded]) -> Sequence[Recorded]:
    """The events that hold; those of a type that was never published by the clock of the question."""
    rules = reader.law.rules(case_type, reader.position)
    if rules is None:
        return in_force(history, LocalTime.of(reader.moment.zone))[0]
    return arrange(hold(history, rules.local)[0], rules)


def _chunks(acts: Iterable[Act]) -> Iterator[list[Act]]:
    """So many at a time; the acts of one case stay together, so that no case is counted twice."""
    chunk: list[Act] = []
    weight = 0
    for act in acts:
        if (len(chunk) >= EVENTS_AT_ONCE or weight >= HEAVY) and act.case != chunk[-1].case:
            yield chunk
            chunk, weight = [], 0
        chunk.append(act)
        weight += sum(len(value) for value in act.attributes.values() if isinstance(value, str))
    if chunk:
        yield chunk


def _count(
    reader: Reader, selection: Selection, acts: Sequence[Act], own: Mapping[str, LiteralString]
) -> list[tuple[Any, ...]]:
    looked_up = not set(selection.by) <= own.keys() - {"unit", "responsible"} | {CASE}
    return grouped(
        reader,
        QUERY,
        selection,
        at="at",
        own=own,
        values={
            "acts_case": [act.case for act in acts],
            "acts_type": [act.case_type for act in acts],
            "acts_at": [act.at for act in acts],
            "acts_says": [_encode(act.says).decode() for act in acts],
            "acts_marked": [act.marked for act in acts],
            "acts_attributes": [_encode(act.attributes).decode() for act in acts],
        },
        held=sql.SQL(HELD).format(believed=reader.believed(CASES)) if looked_up else sql.SQL(NOBODY),
    )


def _add(found: dict[Group, _Counted], rows: Iterable[tuple[Any, ...]]) -> None:
    for period, values, number, marked, in_cases, behind in rows:
        group = (period, tuple(values))
        so_far = found.get(group, _Counted(0, 0, 0, None))
        found[group] = _Counted(
            so_far.n + number,
            so_far.marked + marked,
            so_far.in_cases + in_cases,
            None if behind is None else [*(so_far.cases or []), *behind],
        )
