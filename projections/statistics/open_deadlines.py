"""How the work stands: open deadlines, how many of them are overdue, and how many fall due in a period to come."""

from __future__ import annotations

from typing import LiteralString

from psycopg import sql

from ...domain.text import Text
from ..asking.grouping import Figures, Selection, count
from ..asking.reader import Reader
from ..queue.queue_items import OVERDUE
from ..tables.catalogue import CASES, DEADLINES

DEFINITION = Text(
    da="Frister, der er åbne på det spurgte tidspunkt: løbende, berostillede og dem, måneder endnu tæller op til. "
    "Overskredet: løbende og udløbet. Forfalder: endnu ikke overskredet, og udløber i perioden, hvis intet sker; "
    "for tællende frister: hvis hver måned herfra udbetales. Berostillede forfalder ikke.",
    en="Deadlines open at the moment asked: running, suspended, and those that months still add up to. overdue: "
    "running and past its end. falls_due: not overdue, and ending in the period unless something happens; for those "
    "that months add up to: if every month from here on is paid. Suspended ones do not fall due.",
)


class OpenDeadlines(Figures, kw_only=True, omit_defaults=True):
    """Open deadlines of a group. falls_due: in the selection's period, or ever where it has none."""

    open: int
    overdue: int
    not_overdue: int
    falls_due: int


QUERY = """
WITH standing AS (
    SELECT d.*, coalesce(d.due_at, d.due_on::timestamp AT TIME ZONE %(zone)s) AS due, c.attributes
    FROM (SELECT *, {overdue} AS is_overdue FROM {asked} AS every) AS d LEFT JOIN {cases} AS c ON c.case_id = d.case_id
    WHERE (%(case_type)s::text IS NULL OR d.case_type = %(case_type)s)
)
SELECT {period} AS period, {groups} AS groups, count(*), count(*) FILTER (WHERE is_overdue),
       count(*) FILTER (WHERE NOT is_overdue AND state IN ('running', 'counting') AND overdue_from > %(as_of)s AND {window}),
       CASE WHEN %(with_cases)s THEN array_agg(DISTINCT case_id ORDER BY case_id) END
FROM standing GROUP BY 1, 2 ORDER BY 1, 2
"""
FIELDS: dict[str, LiteralString] = {
    "deadline": "deadline",
    "unit": "unit",
    "responsible": "responsible",
    "type": "case_type",
    "effect": "effect",
    "state": "state",
    "whose": "whose",
}


def open_deadlines(reader: Reader, selection: Selection) -> list[OpenDeadlines]:
    """Open deadlines by group; a period divides them by when they end. Raises UnknownField."""
    found = count(
        reader,
        QUERY,
        selection,
        at="due",
        own=FIELDS,
        asked=reader.asked(DEADLINES),
        overdue=sql.SQL(OVERDUE),
        cases=reader.known(CASES),
    )
    return [
        OpenDeadlines(
            **of,
            open=number,
            overdue=overdue,
            not_overdue=number - overdue,
            falls_due=falls_due,
        )
        for of, number, overdue, falls_due in found
    ]
