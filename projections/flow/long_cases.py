"""The particularly long cases (særligt lange sagsbehandlingstider), and where the time went in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString, NamedTuple

import msgspec
from psycopg import sql

from ...domain.problem import BadInput
from ...domain.text import Text
from ..asking.durations import DAY, ZONE, days, zones
from ..asking.grouping import period_of, window
from ..asking.periods import Period
from ..asking.reader import Reader
from ..tables.catalogue import CASE_TIME, CASES, DEADLINES
from .custody import UnitShare
from .referrals import ON_THE_WAY

DEFINITION = Text(
    da="Sagens dage: fra åbning til afslutning, eller til det spurgte tidspunkt, hvis den er åben: hele lokale "
    "dage, hvor "
    "kun datoen er kendt, ellers dage à 86.400 s. Sager afsluttet i perioden; åbne sager tæller med, når det spurgte "
    "tidspunkt ligger i perioden eller er dens slutning; en afsluttet før den åbnede tæller ikke. over: flere dage end "
    "angivet. slowest: mindst så lang som den fraktil (lineær interpolation) af sagstypens sager i perioden. "
    "De længste "
    "først. Dage pr. enhed: hvor sagen var; en oversendt sag er hos afsenderen, til den modtages. På vej og berostillet "
    "(mindst én frist stod stille) er dele af de samme dage. Lukket: mellem afslutning og genåbning. Procent "
    "er af sagens "
    "dage.",
    en="A case's days: from opening to closing, or to the moment asked where it is open: whole local days where only the "
    "date is known, else days of 86,400 s. Cases closed in the period; open ones count where the moment asked "
    "lies in the "
    "period or is its end; one closed before it opened does not count. over: more days than said. slowest: at least "
    "as long as that percentile (linear interpolation) of the case type's cases in the period. The longest "
    "first. Days by "
    "unit: where the case was; a referred one is with its sender until received. On its way and suspended (one deadline "
    "or more stood still) are parts of the same days. Closed: between closing and reopening. Percentages are of the "
    "case's days.",
)


class LongCasesWanted(NamedTuple):
    """Which cases are particularly long. over_days, or the slowest percent: exactly one. limit, skipped: cases a
    period; no limit: all.

    since, until: half-open, of the closing.
    """

    case_type: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    period: Period | None = None
    over_days: int | None = None
    slowest_pct: float | None = None
    limit: int | None = 50
    skipped: int = 0


class LongCase(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A particularly long case. ended_at: none while it is open. where: the units, the longest first."""

    case: str
    period: str | None = None
    type: str
    state: str
    started_at: datetime
    ended_at: datetime | None
    days: float
    where: list[UnitShare]
    on_the_way_days: float
    on_the_way_pct: float
    suspended_days: float
    suspended_pct: float
    closed_days: float
    closed_pct: float


class Lengths(msgspec.Struct, kw_only=True, omit_defaults=True):
    """How many cases of a type there were in a period, from how many days on they are long, and how many are."""

    period: str | None = None
    type: str
    n: int
    threshold_days: float
    long: int


class LongCases(msgspec.Struct, kw_only=True):
    """The particularly long cases, and among how many."""

    groups: list[Lengths]
    rows: list[LongCase]

    @property
    def most(self) -> int:
        """How many there are in the period that has the most."""
        in_period = Counter[str | None]()
        for one in self.groups:
            in_period[one.period] += one.long
        return max(in_period.values(), default=0)


# Cases that count, how long each took, and from how many days on a case of its type and period is long.
TIMED: LiteralString = """
WITH ended AS (
    SELECT case_id, case_type, 'closed' AS state, started_at, ended_at, ended_at AS counted_at, seconds / {day} AS days
    FROM {closed} AS closed WHERE usable
    UNION ALL
    -- As of the first instant of a year, the year that has just ended is meant.
    SELECT case_id, case_type, state, received_at, %(as_of)s, %(as_of)s - interval '1 microsecond',
           CASE WHEN received_on IS NOT NULL THEN (%(as_of)s AT TIME ZONE {zone})::date - received_on
                ELSE extract(epoch FROM %(as_of)s - received_at)::double precision / {day} END
    FROM {open} AS open WHERE state = 'open' AND received_at <= %(as_of)s
), timed AS (
    SELECT *, {period} AS period
    FROM ended WHERE (%(case_type)s::text IS NULL OR case_type = %(case_type)s) AND {window}
), thresholds AS (
    SELECT period, case_type,
           coalesce(%(over_days)s::double precision,
                    percentile_cont(%(percentile)s::double precision) WITHIN GROUP (ORDER BY days)) AS threshold
    FROM timed GROUP BY 1, 2
), judged AS (
    SELECT timed.*, threshold,
           days > threshold OR (days = threshold AND %(over_days)s::double precision IS NULL) AS is_long
    FROM timed JOIN thresholds
      ON timed.case_type = thresholds.case_type AND timed.period IS NOT DISTINCT FROM thresholds.period
)
"""

LENGTHS: LiteralString = """
SELECT period, case_type, count(*), threshold, count(*) FILTER (WHERE is_long)
FROM judged GROUP BY period, case_type, threshold ORDER BY period, case_type
"""

LONGEST: LiteralString = """
SELECT period, case_id, case_type, state, started_at, ended_at, days
FROM (SELECT *, row_number() OVER (PARTITION BY period ORDER BY days DESC, case_id) AS place
      FROM judged WHERE is_long) AS long
WHERE place > %(skipped)s AND (%(limit)s::bigint IS NULL OR place <= %(skipped)s + %(limit)s) ORDER BY period, place
"""

CHOSEN: LiteralString = """
(SELECT * FROM unnest(%(cases)s::text[], %(starts)s::timestamptz[], %(ends)s::timestamptz[])
    AS given (case_id, started_at, ended_at))
"""

# Where the stretches of the next two questions begin and end.
OPEN_AND_COUNTED: tuple[LiteralString, LiteralString] = (
    "greatest(opened_at, started_at)",
    "least(closed_at, ended_at)",
)
STOOD: tuple[LiteralString, LiteralString] = ("lower(stood)", "upper(stood)")

WHERE_IT_WAS: LiteralString = """
SELECT case_id, unit, sum(days), coalesce(sum(days) FILTER (WHERE going_to IS NOT NULL), 0)
FROM (
    SELECT case_id, unit, {on_the_way} AS going_to, {days} AS days
    FROM {cases} AS cases JOIN {chosen} AS chosen USING (case_id)
    WHERE state = 'open' AND opened_at < ended_at
) AS stretches
GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2
"""

# One deadline or three may stand still at once: the days are counted once.
SUSPENDED: LiteralString = """
SELECT case_id, sum({days})
FROM (
    SELECT case_id, case_type, unnest(range_agg(tstzrange(opened_at, closed_at) * tstzrange(started_at, ended_at))) AS stood
    FROM {deadlines} AS deadlines JOIN {chosen} AS chosen USING (case_id)
    WHERE state = 'suspended' GROUP BY 1, 2
) AS stretches
GROUP BY 1
"""


def long_cases(reader: Reader, wanted: LongCasesWanted) -> LongCases:
    """The particularly long cases at the reader's moment, period by period, the longest first. Raises Problem."""
    if (wanted.over_days is None) == (wanted.slowest_pct is None):
        raise BadInput(
            code="over-or-slowest",
            parameter="over",
            or_else="slowest",
            da="Skriv enten over (dage) eller slowest (procent), ikke begge.",
            en="Write either over (days) or slowest (percent), not both.",
        )
    groups = [
        Lengths(period=period, type=case_type, n=number, threshold_days=round(threshold, 4), long=long)
        for period, case_type, number, threshold, long in _ask(reader, wanted, LENGTHS)
    ]
    longest = _ask(reader, wanted, LONGEST)
    _, names, _, _, starts, ends, _ = zip(*longest, strict=True) if longest else ((),) * 7
    chosen = {"cases": list(names), "starts": list(starts), "ends": list(ends)}
    where: dict[str, list[tuple[str | None, float, float]]] = {}
    for case, *held in _of_chosen(reader, WHERE_IT_WAS, *OPEN_AND_COUNTED, chosen):
        where.setdefault(case, []).append(tuple(held))
    suspended = dict(_of_chosen(reader, SUSPENDED, *STOOD, chosen))
    return LongCases(
        groups=groups,
        rows=[_long_case(row, where.get(row[1], []), suspended.get(row[1], 0.0)) for row in longest],
    )


def _ask(reader: Reader, wanted: LongCasesWanted, question: LiteralString) -> list[tuple[Any, ...]]:
    """A question about the cases that count."""
    query = sql.SQL(TIMED + question).format(
        closed=reader.known(CASE_TIME),
        open=reader.known(CASES),
        window=window("counted_at"),
        period=period_of(wanted.period, sql.SQL("counted_at")),
        day=sql.Literal(DAY),
        zone=sql.SQL(ZONE),
    )
    return reader.rows(
        query,
        **zones(reader),
        case_type=wanted.case_type,
        since=wanted.since,
        until=wanted.until,
        over_days=wanted.over_days,
        percentile=None if wanted.slowest_pct is None else 1 - wanted.slowest_pct / 100,
        limit=wanted.limit,
        skipped=wanted.skipped,
    )


def _of_chosen(
    reader: Reader,
    question: LiteralString,
    since: LiteralString,
    until: LiteralString,
    chosen: dict[str, list[Any]],
) -> list[tuple[Any, ...]]:
    """A question about where the time went in the cases chosen: the days from ``since`` to ``until`` (SQL)."""
    query = sql.SQL(question).format(
        cases=reader.believed(CASES),
        deadlines=reader.believed(DEADLINES),
        chosen=sql.SQL(CHOSEN),
        on_the_way=sql.SQL(ON_THE_WAY),
        days=days(since, until),
    )
    return reader.rows(query, **zones(reader), **chosen)


def _long_case(
    row: tuple[Any, ...], where: Sequence[tuple[str | None, float, float]], suspended: float
) -> LongCase:
    period, case, case_type, state, started_at, ended_at, days = row
    on_the_way = sum(going for _, _, going in where)
    closed = max(0.0, days - sum(held for _, held, _ in where))

    def percent(part: float) -> float:
        return round(100 * part / days, 1) if days else 0.0

    return LongCase(
        case=case,
        period=period,
        type=case_type,
        state=state,
        started_at=started_at,
        ended_at=ended_at if state == "closed" else None,
        days=round(days, 4),
        where=[UnitShare(unit=unit, days=round(held, 4), pct=percent(held)) for unit, held, _ in where],
        on_the_way_days=round(on_the_way, 4),
        on_the_way_pct=percent(on_the_way),
        suspended_days=round(suspended, 4),
        suspended_pct=percent(suspended),
        closed_days=round(closed, 4),
        closed_pct=percent(closed),
    )
