"""Cases sent from one unit to another (oversendelse): whether they were received or returned, and how soon.

Nothing is stored for it: which unit a case is on its way to is part of the rows of ``cases``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, LiteralString

import msgspec
from psycopg import sql

from ...domain.text import Text
from ..asking.durations import days, zones
from ..asking.grouping import Figures, Selection, count
from ..asking.reader import Reader
from ..tables.catalogue import CASES

# The unit that a case is on its way to. A case in the hands of the unit it was sent to has arrived, even where
# nobody wrote down that it was received.
ON_THE_WAY: LiteralString = "CASE WHEN state = 'open' AND referred_to IS DISTINCT FROM unit THEN referred_to END"

DEFINITION = Text(
    da="Oversendelser, der er sendt i perioden af enheden unit til enheden to_unit, fra sagen er åben. Modtaget: den fik "
    "sagen. Returneret: sagen blev hos afsenderen. På vej: ingen af delene på det spurgte tidspunkt. Andet: "
    "sendt videre, "
    "gået til en tredje enhed eller lukket på vejen. Dage til modtaget eller returneret: hele lokale dage mellem datoer, "
    "ellers dage à 86.400 s; fraktiler ved lineær interpolation. Modtages en sag i samme øjeblik, den sendes, var den "
    "aldrig på vej: det tælles ikke.",
    en="Referrals sent in the period by unit to to_unit, of cases that are open. accepted: that unit got the case. "
    "returned: the case stayed with its sender. on_the_way: neither, at the moment asked. otherwise: sent on, gone to a "
    "third unit, or closed on its way. Days until accepted or returned: whole local days between dates, else days of "
    "86,400 s; percentiles by linear interpolation. A case received at the very instant it was sent was never "
    "on its way: "
    "that is not counted.",
)


class Referrals(Figures, kw_only=True, omit_defaults=True):
    """Referrals of a group, and days until they were accepted or returned. ``n`` is the number sent."""

    sent: int
    accepted: int
    returned: int
    on_the_way: int
    otherwise: int
    median_days: float | None
    p90_days: float | None
    max_days: float | None


class Referral(msgspec.Struct, kw_only=True):
    """One referral. outcome: accepted, returned, on-the-way, sent-on, third-unit or closed.

    days: until it ended, or so far; whole between dates, else of 86,400 s.
    """

    sent_at: datetime
    from_unit: str | None
    to_unit: str
    ended_at: datetime | None
    outcome: str
    days: float


# ``turns`` are the rows at which a case sets out, or is no longer on its way to where it was going.
SENT = """
(WITH told AS (
    SELECT case_id, case_type, state, unit, attributes, opened_at, {on_the_way} AS going_to,
           lag({on_the_way}) OVER by_case AS was_going_to, lag(unit) OVER by_case AS unit_before
    FROM {cases} AS cases
    WHERE (%(case_type)s::text IS NULL OR case_type = %(case_type)s) AND ({only})
    WINDOW by_case AS (PARTITION BY case_id ORDER BY opened_at)
), turns AS (
    SELECT *, lead(opened_at) OVER by_case AS ended_at, lead(state) OVER by_case AS state_then,
           lead(unit) OVER by_case AS unit_then, lead(unit_before) OVER by_case AS unit_until_then,
           lead(going_to) OVER by_case AS going_then
    FROM told WHERE going_to IS DISTINCT FROM was_going_to
    WINDOW by_case AS (PARTITION BY case_id ORDER BY opened_at)
)
SELECT case_id, case_type, attributes, unit, going_to AS to_unit, opened_at AS sent_at, ended_at,
       CASE WHEN ended_at IS NULL THEN 'on-the-way' WHEN unit_then = going_to THEN 'accepted'
            WHEN state_then <> 'open' THEN 'closed' WHEN going_then IS NOT NULL THEN 'sent-on'
            WHEN unit_then IS DISTINCT FROM unit_until_then THEN 'third-unit' ELSE 'returned' END AS outcome,
       {days} AS days
FROM turns WHERE going_to IS NOT NULL)
"""

QUERY = """
SELECT {period} AS period, {groups} AS groups, count(*),
       count(*) FILTER (WHERE outcome = 'accepted'), count(*) FILTER (WHERE outcome = 'returned'),
       count(*) FILTER (WHERE outcome = 'on-the-way'),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY days) FILTER (WHERE outcome IN ('accepted', 'returned')),
       percentile_cont(0.9) WITHIN GROUP (ORDER BY days) FILTER (WHERE outcome IN ('accepted', 'returned')),
       max(days) FILTER (WHERE outcome IN ('accepted', 'returned')),
       CASE WHEN %(with_cases)s THEN array_agg(DISTINCT case_id ORDER BY case_id) END
FROM {sent} AS sent WHERE {window}
GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2
"""
FIELDS: dict[str, LiteralString] = {"unit": "unit", "to_unit": "to_unit", "type": "case_type"}


def referrals(reader: Reader, selection: Selection) -> list[Referrals]:
    """Referrals by the period of sending and group; by sender and receiver unless said. Raises UnknownField."""
    by = selection.by or ("unit", "to_unit")
    found = count(
        reader,
        QUERY,
        selection._replace(by=by),
        at="sent_at",
        own=FIELDS,
        values=zones(reader),
        sent=_sent(reader, sql.SQL("true")),
    )
    return [
        Referrals(
            **of,
            sent=number,
            accepted=accepted,
            returned=returned,
            on_the_way=on_the_way,
            otherwise=number - accepted - returned - on_the_way,
            median_days=_rounded(median),
            p90_days=_rounded(p90),
            max_days=_rounded(most),
        )
        for of, number, accepted, returned, on_the_way, median, p90, most in found
    ]


def referrals_of(reader: Reader, case: str) -> list[Referral]:
    """The referrals of one case, the first one first."""
    query = sql.SQL("SELECT sent_at, unit, to_unit, ended_at, outcome, days FROM {} AS sent ORDER BY sent_at")
    found = reader.rows(
        query.format(_sent(reader, sql.SQL("case_id = %(case)s"))), case_type=None, case=case, **zones(reader)
    )
    return [_referral(*row) for row in found]


def _sent(reader: Reader, only: sql.SQL) -> sql.Composed:
    return sql.SQL(SENT).format(
        on_the_way=sql.SQL(ON_THE_WAY),
        cases=reader.believed(CASES),
        only=only,
        days=days("opened_at", "coalesce(ended_at, %(as_of)s)"),
    )


def _referral(sent_at: datetime, unit: str | None, to_unit: str, *ended: Any) -> Referral:
    ended_at, outcome, days = ended
    return Referral(
        sent_at=sent_at, from_unit=unit, to_unit=to_unit, ended_at=ended_at, outcome=outcome, days=round(days, 4)
    )


def _rounded(days: float | None) -> float | None:
    return None if days is None else round(days, 4)
