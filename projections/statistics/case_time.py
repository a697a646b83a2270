"""How long cases took from opening to closing (sagsbehandlingstid), of those closed at the moment asked."""

from __future__ import annotations

from typing import LiteralString

from ...domain.text import Text
from ..asking.durations import DAY
from ..asking.grouping import Figures, Selection, count
from ..asking.reader import Reader
from ..tables.catalogue import CASE_TIME

DEFINITION = Text(
    da="Dage fra sagens åbning til dens afslutning, for sager afsluttet i perioden og ikke åbne igen på det spurgte "
    "tidspunkt: hele lokale dage, hvor en af dem kun har en dato, ellers dage à 86.400 s. Fraktiler ved lineær "
    "interpolation. Åbne sager tælles ikke. Ubrugelige: afsluttet på en dag før den, sagen åbnede; uden for alle tal.",
    en="Days from the opening of a case to its closing, for cases closed in the period and not open again at the moment "
    "asked: whole local days where one of them is a date alone, else days of 86,400 s. Percentiles by linear "
    "interpolation. Open cases are not counted. unusable: closed on a day before the one on which the case opened; "
    "outside every figure.",
)


class CaseTimes(Figures, kw_only=True, omit_defaults=True):
    """Processing times of a group, in days. ``n``: cases whose time counts; with none there are no figures.

    unusable: cases that closed before they opened.
    """

    median_days: float | None
    p90_days: float | None
    mean_days: float | None
    min_days: float | None
    max_days: float | None
    unusable: int = 0


QUERY = """
SELECT {period} AS period, {groups} AS groups, count(*) FILTER (WHERE usable), count(*) FILTER (WHERE NOT usable),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) FILTER (WHERE usable),
       percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds) FILTER (WHERE usable),
       avg(seconds) FILTER (WHERE usable), min(seconds) FILTER (WHERE usable), max(seconds) FILTER (WHERE usable),
       CASE WHEN %(with_cases)s THEN array_agg(case_id ORDER BY seconds DESC) END
FROM {known} AS known
WHERE (%(case_type)s::text IS NULL OR case_type = %(case_type)s) AND {window}
GROUP BY 1, 2 ORDER BY 1, 2
"""
FIELDS: dict[str, LiteralString] = {"unit": "unit", "responsible": "responsible", "type": "case_type"}


def case_times(reader: Reader, selection: Selection) -> list[CaseTimes]:
    """Processing times by period of closing and group. Raises UnknownField."""
    found = count(
        reader,
        QUERY,
        selection,
        at="ended_at",
        own=FIELDS,
        known=reader.known(CASE_TIME),
    )
    return [
        CaseTimes(
            **of,
            median_days=_days(median),
            p90_days=_days(p90),
            mean_days=_days(mean),
            min_days=_days(least),
            max_days=_days(most),
            unusable=unusable,
        )
        for of, _, unusable, median, p90, mean, least, most in found
    ]


def _days(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / DAY, 4)
