"""How timely the work was: of the deadlines that fell due, how many were met in time (rettidighed)."""

from __future__ import annotations

from typing import LiteralString

from ...domain.text import Text
from ..asking.grouping import Figures, Selection, count
from ..asking.reader import Reader
from ..queue import queue_items
from ..tables.catalogue import CASES, DEADLINES


class Timeliness(Figures, kw_only=True, omit_defaults=True):
    """Of the deadlines that fell due: met on time, late, and not ended yet."""

    fell_due: int
    on_time: int
    late: int
    still_open: int
    timeliness_pct: float | None = None


QUERY: LiteralString = (
    "WITH counted AS (SELECT *, "  # noqa: S608 - constants
    + queue_items.COUNTS_AT
    + " AS counts_at, "
    + queue_items.OUTCOME
    + """ AS outcome FROM {deadlines} AS known WHERE (%(case_type)s::text IS NULL OR case_type = %(case_type)s)
), fell AS (
    SELECT d.*, c.attributes
    FROM counted AS d LEFT JOIN {cases} AS c ON c.case_id = d.case_id
    WHERE {window} AND outcome IS NOT NULL
)
SELECT {period} AS period, {groups} AS groups, count(*),
       count(*) FILTER (WHERE outcome = 'on_time'), count(*) FILTER (WHERE outcome = 'late'),
       count(*) FILTER (WHERE outcome = 'still_open'),
       CASE WHEN %(with_cases)s THEN array_agg(DISTINCT case_id ORDER BY case_id) END
FROM fell AS d GROUP BY 1, 2 ORDER BY 1, 2
"""
)

DEFINITION = Text(
    da="Myndighedens frister, hvis udløb ligger i perioden og er passeret. En frist, der én gang er "
    "overskredet, tælles i "
    "den periode, hvor det først skete, også hvis udløbet siden er flyttet eller fristen er faldet væk. "
    "Rettidige: opfyldt "
    "senest ved udløb og aldrig overskredet. For sent: overskredet, og derefter opfyldt, bortfaldet eller "
    "lukket med sagen. "
    "Stadig åbne: overskredet og ikke endt på det spurgte tidspunkt. Frister, der endte før de blev overskredet uden at "
    "blive opfyldt, partens egne frister og dem, hvis ur står uden overskridelse, tælles ikke.",
    en="Deadlines of the office whose due date lies in the period and has passed. One that was once breached "
    "counts in the "
    "period in which that first happened, even if its end was moved since or the deadline fell away. on_time: "
    "met no later "
    "than due, and never breached. late: breached, and then met, cancelled, or closed with the case. "
    "still_open: breached, "
    "and not ended at the moment asked. Deadlines that ended unmet before a breach, the party's own, and those that are "
    "suspended without a breach are not counted.",
)
FIELDS: dict[str, LiteralString] = {
    "deadline": "d.deadline",
    "unit": "d.unit",
    "responsible": "d.responsible",
    "type": "d.case_type",
    "effect": "d.effect",
}


def timeliness(reader: Reader, selection: Selection) -> list[Timeliness]:
    """How many of the deadlines that fell due were met in time. By deadline, unit, type, effect or attribute."""
    found = count(
        reader,
        QUERY,
        selection,
        at="counts_at",
        own=FIELDS,
        attributes="d.attributes",
        deadlines=reader.known(DEADLINES),
        cases=reader.known(CASES),
    )
    return [
        Timeliness(
            **of,
            fell_due=number,
            on_time=on_time,
            late=late,
            still_open=still_open,
            timeliness_pct=round(100 * on_time / number, 1),
        )
        for of, number, on_time, late, still_open in found
    ]
