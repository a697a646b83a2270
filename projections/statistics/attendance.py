"""Attendance (fremmøde): of the meetings that were held or missed, to how many the citizen came."""

from __future__ import annotations

import msgspec

from ...domain.text import Text
from ..asking.grouping import CASE, Selection, count, label
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


class Attendance(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Meetings of a group. attendance_pct: of those whose outcome is known; none where no outcome is."""

    group: str | dict[str, str | None] | None
    period: str | None = None
    n: int
    attended: int
    missed: int
    unknown: int
    attendance_pct: float | None
    small: bool = False
    cases: list[str] | None = None


QUERY = """
SELECT {period} AS period, {groups} AS groups, count(*),
       count(*) FILTER (WHERE m.attended), count(*) FILTER (WHERE NOT m.attended),
       CASE WHEN %(with_cases)s THEN array_agg(DISTINCT m.case_id ORDER BY m.case_id) END
FROM {meetings} AS m LEFT JOIN {cases} AS c ON c.case_id = m.case_id
WHERE (%(case_type)s::text IS NULL OR m.case_type = %(case_type)s) AND {window}
GROUP BY 1, 2 ORDER BY 1, 2
"""


def attendance(reader: Reader, selection: Selection) -> list[Attendance]:
    """Attendance by period and group: reminded, unit, responsible, type or attribute. Raises UnknownField."""
    own = {
        CASE: "m.case_id",
        "reminded": "CASE WHEN m.reminded THEN 'reminded' ELSE 'not-reminded' END",
        "unit": "m.unit",
        "responsible": "m.responsible",
        "type": "m.case_type",
    }
    found = count(
        reader,
        QUERY,
        selection,
        at="m.opened_at",
        own=own,
        attributes="c.attributes",
        meetings=reader.known(MEETINGS),
        cases=reader.known(CASES),
    )
    return [
        Attendance(
            group=label(selection.by, values),
            period=period,
            n=number,
            attended=attended,
            missed=missed,
            unknown=number - attended - missed,
            attendance_pct=round(100 * attended / (attended + missed), 1) if attended + missed else None,
            small=is_small(attended + missed),
            cases=behind,
        )
        for period, values, number, attended, missed, behind in found
    ]
