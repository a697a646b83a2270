"""Which cases the projections answer differently about, as known at two positions, and what came in between."""

from __future__ import annotations

from collections.abc import Iterable
from typing import LiteralString

from psycopg import sql

from ..tables.table import Projection
from .reader import Reader

# A row opened, withdrawn or closed in between says something else as of the instant. A row whose closing lies after
# the instant still answers.
QUERY: LiteralString = """
SELECT case_id, array_agg(DISTINCT position ORDER BY position)
FROM (
    SELECT case_id,
           unnest(ARRAY[opened_pos, withdrawn_pos, CASE WHEN closed_at <= %(as_of)s THEN closed_pos END]) AS position
    FROM {table} WHERE opened_at <= %(as_of)s
) AS moved
WHERE position > %(after)s AND position <= %(position)s
GROUP BY case_id
"""


def changes(reader: Reader, projections: Iterable[Projection], after: int) -> dict[str, list[int]]:
    """Case to the positions, ascending, after ``after`` up to the reader's, at which rows about it changed.

    Only rows that say something as of the reader's instant or an earlier one. What changed and changed back is
    among them: whether an answer differs in the end is for the one who asks to compare.
    """
    found: dict[str, set[int]] = {}
    for projection in projections:
        query = sql.SQL(QUERY).format(table=reader.table(projection))
        for case, positions in reader.rows(query, after=after):
            found.setdefault(case, set()).update(positions)
    return {case: sorted(positions) for case, positions in sorted(found.items())}
