"""Satisfaction (brugertilfredshed): what users answered in surveys, by unit and period."""

from __future__ import annotations

from typing import LiteralString

from ...domain.text import Text
from ..asking.grouping import Figures, Selection, count
from ..asking.reader import Reader
from ..tables.catalogue import CASES, SURVEYS

DEFINITION = Text(
    da="Svar givet i perioden, om den enhed, de angår. Gennemsnit: af point, tomt hvor svarene har hver sin skala. "
    "Procent af bedste: gennemsnit af point ÷ bedste mulige. Tilfredse: andelen med mindst 80 % af bedste, dvs. 4 af 5. "
    "Svar uden for skalaen (point under 0 eller over bedste) er ubrugelige og tæller kun dér. Et svar er ikke en borger.",
    en="Answers given in the period, about the unit that they concern. mean: of the scores, empty where answers have "
    "different scales. mean_pct: the mean of score ÷ best. satisfied_pct: the share with at least 80 % of best, that "
    "is 4 of 5. Answers off their scale (a score below 0 or above best) are unusable and count only there. An answer "
    "is not a citizen.",
)


class Satisfaction(Figures, kw_only=True, omit_defaults=True):
    """Answers of a group. ``n``: those that can be used; unusable: those off their scale."""

    mean: float | None
    mean_pct: float | None
    satisfied_pct: float | None
    unusable: int = 0


# 80 % of best as whole numbers: 0.8 × 7 is more than 5.6 in binary fractions. A best beyond 64 bits, which journals took
# once, is no scale: added up with others it would leave no figure at all, for anybody. CASE keeps to its order, AND not.
QUERY = """
WITH answers AS (
    SELECT s.*, c.attributes, best > 0 AND best <= 9223372036854775807 AND score BETWEEN 0 AND best AS usable
    FROM {surveys} AS s LEFT JOIN {cases} AS c ON c.case_id = s.case_id
    WHERE %(case_type)s::text IS NULL OR s.case_type = %(case_type)s
)
SELECT {period} AS period, {groups} AS groups, count(*) FILTER (WHERE usable),
       CASE WHEN min(best) FILTER (WHERE usable) = max(best) FILTER (WHERE usable)
            THEN avg(score) FILTER (WHERE usable) END,
       100 * avg(score / nullif(best, 0)) FILTER (WHERE usable),
       count(*) FILTER (WHERE CASE WHEN usable THEN 10 * score >= 8 * best END),
       count(*) FILTER (WHERE NOT usable),
       CASE WHEN %(with_cases)s THEN array_agg(DISTINCT case_id ORDER BY case_id) END
FROM answers AS s WHERE {window}
GROUP BY 1, 2 ORDER BY 1, 2
"""
FIELDS: dict[str, LiteralString] = {
    "survey": "s.survey",
    "question": "s.question",
    "unit": "s.unit",
    "type": "s.case_type",
}


def satisfaction(reader: Reader, selection: Selection) -> list[Satisfaction]:
    """Satisfaction by period and group: survey, question, unit, type or attribute. Raises UnknownField."""
    found = count(
        reader,
        QUERY,
        selection,
        at="s.opened_at",
        own=FIELDS,
        attributes="s.attributes",
        surveys=reader.known(SURVEYS),
        cases=reader.known(CASES),
    )
    return [
        Satisfaction(
            **of,
            mean=None if mean is None else round(mean, 2),
            mean_pct=None if mean_pct is None else round(mean_pct, 1),
            satisfied_pct=round(100 * satisfied / number, 1) if number else None,
            unusable=unusable,
        )
        for of, number, mean, mean_pct, satisfied, unusable in found
    ]
