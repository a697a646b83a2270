"""Attendance (fremmøde): of the meetings that were held or missed, to how many the citizen came."""

from __future__ import annotations

from typing import LiteralString

from ...domain.text import Text
from ..asking.grouping import CASE, Figures, Selection, count
from ..asking.reader import Reader
from ..asking.small_numbers import is_small
from ..tables.catalogue import CASES, MEETINGS

DEFINITION = Text(
    da="Samtaler holdt eller udeblevet fra i perioden. Fremmøde: mødt ud af mødt og udeblevet; ukendt, hvor ingen "
    "noterede det, er ikke med. Med erindring (reminded): borgeren blev erindret efter sagens forrige samtale og "
    "senest ved denne. Forskellen siger ikke, at erindringen er årsagen: hvem der erindres, er ikke tilfældigt.",
    en="Meetings held or missed in the period. attendance_pct: attended, of attended and missed; unknown, where nobody "
    "wrote it down, is left out. reminded: the citizen was reminded after the case's meeting before and no later than "
    "this one. A difference does not say that the reminder is its cause: who is reminded is not left to chance.",
)


class Attendance(Figures, kw_only=True, omit_defaults=True):
    """Meetings of a group. attendance_pct: of those whose outcome is known; none where no outcome is."""

    attended: int
    missed: int
    unknown: int
    attendance_pct: float | None


QUERY = """
SELECT {period} AS period, {groups} AS groups, count(*),
       count(*) FILTER (WHERE m.attended), count(*) FILTER (WHERE NOT m.attended),
       CASE WHEN %(with_cases)s THEN array_agg(DISTINCT m.case_id ORDER BY m.case_id) END
FROM {meetings} AS m LEFT JOIN {cases} AS c ON c.case_id = m.case_id
WHERE (%(case_type)s::text IS NULL OR m.case_type = %(case_type)s) AND {window}
GROUP BY 1, 2 ORDER BY 1, 2
"""
FIELDS: dict[str, LiteralString] = {
    CASE: "m.case_id",
    "reminded": "CASE WHEN m.reminded THEN 'reminded' ELSE 'not-reminded' END",
    "unit": "m.unit",
    "responsible": "m.responsible",
    "type": "m.case_type",
}


def attendance(reader: Reader, selection: Selection) -> list[Attendance]:
    """Attendance by period and group: reminded, unit, responsible, type or attribute. Raises UnknownField."""
    found = count(
        reader,
        QUERY,
        selection,
        at="m.opened_at",
        own=FIELDS,
        attributes="c.attributes",
        meetings=reader.known(MEETINGS),
        cases=reader.known(CASES),
    )
    return [
        Attendance(
            **of | {"small": is_small(attended + missed)},
            attended=attended,
            missed=missed,
            unknown=number - attended - missed,
            attendance_pct=round(100 * attended / (attended + missed), 1) if attended + missed else None,
        )
        for of, number, attended, missed in found
    ]
