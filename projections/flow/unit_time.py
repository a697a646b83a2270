"""How long each unit holds the cases, and how long they wait on their way to it."""

from __future__ import annotations

from typing import LiteralString

from psycopg import sql

from ...domain.text import Text
from ..asking.durations import days, zones
from ..asking.grouping import Figures, Selection, count
from ..asking.periods import Period
from ..asking.reader import Reader
from ..tables.catalogue import CASES
from .referrals import ON_THE_WAY

DEFINITION = Text(
    da="Dage, hvor åbne sager var hos enheden inden for perioden, til det spurgte tidspunkt: hele lokale dage mellem "
    "datoer, ellers dage à 86.400 s. Antal: sager, den havde. Dage i alt: summen. Median, p90 og længst: pr. sag i "
    "gruppen; fraktiler ved lineær interpolation. En oversendt sag er hos afsenderen, til den modtages. Ventet: dage, "
    "hvor sager var oversendt til enheden, men ikke modtaget. Som udgangspunkt opdelt efter enhed.",
    en="Days that open cases were with the unit within the period, up to the moment asked: whole local days between "
    "dates, else days of 86,400 s. n: cases it held. held_days: the sum. median_days, p90_days, max_days: per "
    "case of the "
    "group; percentiles by linear interpolation. A referred case is with its sender until it is received. waiting_days: "
    "days that cases were referred to the unit and not received. By default divided by unit.",
)


class UnitTime(Figures, kw_only=True, omit_defaults=True):
    """Days that cases were with a group. ``n``: cases held; with none there are no percentiles."""

    held_days: float
    median_days: float | None
    p90_days: float | None
    max_days: float | None
    waiting_days: float


# ``parts``: each stretch cut at the selection's ends, at the moment asked, and where one period ends and the next begins.
QUERY = """
WITH held AS (
    SELECT case_id, case_type, unit, responsible, attributes, {on_the_way} AS going_to,
           greatest(opened_at, %(since)s::timestamptz) AS held_from,
           least(coalesce(closed_at, %(as_of)s), %(until)s::timestamptz) AS held_to
    FROM {cases} AS cases
    WHERE state = 'open' AND (%(case_type)s::text IS NULL OR case_type = %(case_type)s)
), parts AS (
    SELECT held.*, greatest(held_from, begins) AS part_from,
           {days} AS days
    FROM held CROSS JOIN LATERAL ({spans}) AS spans
    WHERE held_from < held_to AND begins < held_to AND ends > held_from
), shares AS (
    SELECT case_id, case_type, unit, responsible, attributes, part_from, days AS held, NULL AS waiting FROM parts
    UNION ALL
    SELECT case_id, case_type, going_to, NULL, attributes, part_from, NULL, days FROM parts WHERE going_to IS NOT NULL
), per_case AS (
    SELECT {period} AS period, {groups} AS groups, case_id, sum(held) AS held, sum(waiting) AS waiting
    FROM shares GROUP BY 1, 2, 3
)
SELECT period, groups, count(held), coalesce(sum(held), 0), percentile_cont(0.5) WITHIN GROUP (ORDER BY held),
       percentile_cont(0.9) WITHIN GROUP (ORDER BY held), max(held), coalesce(sum(waiting), 0),
       CASE WHEN %(with_cases)s THEN array_agg(case_id ORDER BY held DESC NULLS LAST, case_id) END
FROM per_case GROUP BY 1, 2 ORDER BY 1, 4 DESC, 2
"""

WHOLE: LiteralString = "SELECT held_from AS begins, held_to AS ends"
# In local time, so that a period begins at 00:00 where the office is, whatever the clocks do in between.
SPANS: LiteralString = (
    "SELECT local AT TIME ZONE %(zone)s AS begins, (local + {step}) AT TIME ZONE %(zone)s AS ends"
    " FROM generate_series(date_trunc('year', held_from AT TIME ZONE %(zone)s), held_to AT TIME ZONE %(zone)s, {step})"
    " AS local"
)
STEPS: dict[Period, LiteralString] = {
    "month": "interval '1 month'",
    "quarter": "interval '3 months'",
    "half": "interval '6 months'",
    "year": "interval '1 year'",
}
FIELDS: dict[str, LiteralString] = {"unit": "unit", "responsible": "responsible", "type": "case_type"}


def unit_time(reader: Reader, selection: Selection) -> list[UnitTime]:
    """Days held by period and group: unit, responsible, type or attribute; by unit unless said. Raises UnknownField."""
    by = selection.by or ("unit",)
    found = count(
        reader,
        QUERY,
        selection._replace(by=by),
        at="part_from",
        own=FIELDS,
        cases=reader.believed(CASES),
        on_the_way=sql.SQL(ON_THE_WAY),
        spans=_spans(selection.period),
        days=days("greatest(held_from, begins)", "least(held_to, ends)"),
        values=zones(reader),
    )
    return [
        UnitTime(
            **of,
            held_days=round(held, 4),
            median_days=None if median is None else round(median, 4),
            p90_days=None if p90 is None else round(p90, 4),
            max_days=None if most is None else round(most, 4),
            waiting_days=round(waiting, 4),
        )
        for of, _, held, median, p90, most, waiting in found
    ]


def _spans(period: Period | None) -> sql.Composable:
    """A row source: the periods that a stretch may lie in, or the stretch itself."""
    if period is None:
        return sql.SQL(WHOLE)
    return sql.SQL(SPANS).format(step=sql.SQL(STEPS[period]))
