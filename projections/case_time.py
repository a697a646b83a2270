"""How long cases took from opening to closing (sagsbehandlingstid), of those closed at the moment asked."""

from __future__ import annotations

import msgspec

from ..domain.text import Text
from .grouping import Selection, count, label
from .reader import Reader
from .small_numbers import is_small
from .table import Projection

PROJECTION = Projection(
    name="case_time",
    kind="case_time",
    columns=(
        ("case_type", "text NOT NULL"),
        ("started_at", "timestamptz NOT NULL"),
        ("ended_at", "timestamptz NOT NULL"),
        ("seconds", "double precision NOT NULL"),
        ("unit", "text"),
        ("responsible", "text"),
        ("attributes", "jsonb NOT NULL"),
    ),
)

DEFINITION = Text(
    da="Dage à 86.400 s fra sagens åbning til dens afslutning, for sager afsluttet i perioden og ikke åbne igen på det "
    "spurgte tidspunkt. Fraktiler ved lineær interpolation. Åbne sager tælles ikke.",
    en="Days of 86,400 s from the opening of a case to its closing, for cases closed in the period and not open "
    "again at the moment asked. Percentiles by linear interpolation. Open cases are not counted.",
)


class CaseTimes(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Processing times of a group, in days."""

    group: str | dict[str, str | None] | None
    period: str | None = None
    n: int
    median_days: float
    p90_days: float
    mean_days: float
    min_days: float
    max_days: float
    small: bool = False
    cases: list[str] | None = None


QUERY = """
SELECT {period} AS period, {groups} AS groups, count(*),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds), percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds),
       avg(seconds), min(seconds), max(seconds),
       CASE WHEN %(with_cases)s THEN array_agg(case_id ORDER BY seconds DESC) END
FROM {known} AS known
WHERE (%(case_type)s::text IS NULL OR case_type = %(case_type)s) AND {window}
GROUP BY 1, 2 ORDER BY 1, 2
"""


def case_times(reader: Reader, selection: Selection) -> list[CaseTimes]:
    """Processing times by period of closing and group. Raises UnknownField."""
    own = {"unit": "unit", "responsible": "responsible", "type": "case_type"}
    found = count(
        reader,
        QUERY,
        selection,
        at="ended_at",
        own=own,
        attributes="attributes",
        known=reader.known(PROJECTION),
    )
    return [
        CaseTimes(
            group=label(selection.by, values),
            period=period,
            n=number,
            median_days=_days(median),
            p90_days=_days(p90),
            mean_days=_days(mean),
            min_days=_days(least),
            max_days=_days(most),
            small=is_small(number),
            cases=behind,
        )
        for period, values, number, median, p90, mean, least, most, behind in found
    ]


def _days(seconds: float) -> float:
    return round(seconds / 86_400, 4)
