"""How timely the work was: of the deadlines that fell due, how many were met in time (rettidighed)."""

from __future__ import annotations

import msgspec

from ..domain.text import Text
from . import cases, deadlines
from .grouping import Selection, count, label
from .reader import Reader
from .small_numbers import is_small


class Timeliness(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Of the deadlines that fell due: met on time, late, and not ended yet."""

    group: str | dict[str, str | None] | None
    period: str | None = None
    n: int
    fell_due: int
    on_time: int
    late: int
    still_open: int
    timeliness_pct: float | None = None
    small: bool = False
    cases: list[str] | None = None


QUERY = """
WITH ended AS (
    SELECT d.*, coalesce(d.due_at, d.due_on::timestamp AT TIME ZONE %(zone)s) AS due,
           d.breached_at IS NOT NULL OR coalesce(d.overdue_from <= d.opened_at, false) AS was_late,
           c.attributes
    FROM {deadlines} AS d LEFT JOIN {cases} AS c ON c.case_id = d.case_id
    WHERE (%(case_type)s::text IS NULL OR d.case_type = %(case_type)s)
), fell AS (
    SELECT *, CASE WHEN state = 'running' THEN 'still_open' WHEN was_late THEN 'late' ELSE 'on_time' END AS outcome
    FROM ended AS d
    WHERE {window} AND overdue_from <= %(as_of)s
      AND (state IN ('met', 'running') OR (state IN ('cancelled', 'lapsed', 'restarted') AND was_late))
)
SELECT {period} AS period, {groups} AS groups, count(*),
       count(*) FILTER (WHERE outcome = 'on_time'), count(*) FILTER (WHERE outcome = 'late'),
       count(*) FILTER (WHERE outcome = 'still_open'),
       CASE WHEN %(with_cases)s THEN array_agg(DISTINCT case_id ORDER BY case_id) END
FROM fell AS d GROUP BY 1, 2 ORDER BY 1, 2
"""

DEFINITION = Text(
    da="Frister, hvis udløb ligger i perioden og er passeret. Rettidige: opfyldt senest ved udløb og aldrig overskredet. "
    "For sent: overskredet, og derefter opfyldt, bortfaldet eller lukket med sagen. Stadig åbne: ikke endt på det "
    "spurgte tidspunkt. Frister, der endte før de blev overskredet uden at blive opfyldt, og berostillede tælles ikke.",
    en="Deadlines whose due date lies in the period and has passed. on_time: met no later than due, and never breached. "
    "late: breached, and then met, cancelled, or closed with the case. still_open: not ended at the moment asked. "
    "Deadlines that ended unmet before a breach, and suspended ones, are not counted.",
)


def timeliness(reader: Reader, selection: Selection) -> list[Timeliness]:
    """How many of the deadlines that fell due were met in time. By deadline, unit, type, effect or attribute."""
    own = {
        "deadline": "d.deadline",
        "unit": "d.unit",
        "responsible": "d.responsible",
        "type": "d.case_type",
        "effect": "d.effect",
    }
    found = count(
        reader,
        QUERY,
        selection,
        at="due",
        own=own,
        attributes="d.attributes",
        deadlines=reader.known(deadlines.PROJECTION),
        cases=reader.known(cases.PROJECTION),
    )
    return [
        Timeliness(
            group=label(selection.by, values),
            period=period,
            n=number,
            fell_due=number,
            on_time=on_time,
            late=late,
            still_open=still_open,
            timeliness_pct=round(100 * on_time / number, 1),
            small=is_small(number),
            cases=behind,
        )
        for period, values, number, on_time, late, still_open, behind in found
    ]
