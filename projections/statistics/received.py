"""Cases received: how many were opened in a period, where they came in, and what has become of them."""

from __future__ import annotations

from typing import LiteralString

from ...domain.text import Text
from ..asking.grouping import Figures, Selection, count
from ..asking.reader import Reader
from ..tables.catalogue import CASES

DEFINITION = Text(
    da="Sager, hvis første åbning ligger i perioden; en genåbnet sag er modtaget én gang. Åbne og afsluttede: på det "
    "spurgte tidspunkt. Enhed og ansvarlig: de første, sagen havde, så tallene for en periode flytter sig "
    "ikke, når sager "
    "sendes videre. Sagens oplysninger: som de var på det spurgte tidspunkt.",
    en="Cases whose first opening lies in the period; one that was reopened was received once. open and closed: at the "
    "moment asked. unit and responsible: the first that the case had, so that the figures of a period do not move when "
    "cases are sent on. Attributes: as they were at the moment asked.",
)


class Received(Figures, kw_only=True, omit_defaults=True):
    """Cases received by a group, and which of them are open and closed. ``n`` is the number received."""

    received: int
    open: int
    closed: int


QUERY = """
SELECT {period} AS period, {groups} AS groups, count(*),
       count(*) FILTER (WHERE state = 'open'), count(*) FILTER (WHERE state = 'closed'),
       CASE WHEN %(with_cases)s THEN array_agg(case_id ORDER BY received_at, case_id) END
FROM {known} AS known CROSS JOIN LATERAL (
    SELECT (array_agg(held.unit ORDER BY held.opened_at) FILTER (WHERE held.unit IS NOT NULL))[1] AS first_unit,
           (array_agg(held.responsible ORDER BY held.opened_at) FILTER (WHERE held.responsible IS NOT NULL))[1]
               AS first_responsible
    FROM {believed} AS held WHERE held.case_id = known.case_id AND held.state <> 'not-opened'
) AS first
WHERE received_at <= %(as_of)s AND (%(case_type)s::text IS NULL OR case_type = %(case_type)s) AND {window}
GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2
"""
FIELDS: dict[str, LiteralString] = {"unit": "first_unit", "responsible": "first_responsible", "type": "case_type"}


def received(reader: Reader, selection: Selection) -> list[Received]:
    """Cases received by period and group: unit, responsible, type or attribute. Raises UnknownField."""
    found = count(
        reader,
        QUERY,
        selection,
        at="received_at",
        own=FIELDS,
        known=reader.known(CASES),
        believed=reader.believed(CASES),
    )
    return [
        Received(
            **of,
            received=number,
            open=opened,
            closed=closed,
        )
        for of, number, opened, closed in found
    ]
