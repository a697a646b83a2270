"""Findings: what the record shows that someone should look at. A fact is never refused for being embarrassing."""

from __future__ import annotations

import msgspec

from ..domain.finding_names import finding_name
from ..domain.text import Text
from .grouping import Selection, count, label
from .reader import Reader
from .table import Projection

PROJECTION = Projection(
    name="findings",
    kind="finding",
    columns=(
        ("finding", "text NOT NULL"),
        ("case_type", "text NOT NULL"),
        ("event_pos", "bigint NOT NULL"),
        ("event_name", "text NOT NULL"),
        ("unit", "text"),
    ),
)

DEFINITION = Text(
    da="Fund ved hændelser, der skete i perioden, som kendt på det spurgte tidspunkt: forhold, sagstypen ikke ventede, "
    "og handlinger, der ikke kunne få virkning. Som udgangspunkt opdelt efter fundets art.",
    en="Findings on events that happened in the period, as known at the moment asked: facts that the case type did "
    "not expect, and acts that could not take effect. n: findings; by default divided by kind of finding.",
)


class Findings(msgspec.Struct, kw_only=True, omit_defaults=True):
    """How many findings, in how many cases. label: what the finding is called, where findings are what is divided by."""

    group: str | dict[str, str | None] | None
    label: Text | None = None
    period: str | None = None
    n: int
    in_cases: int
    cases: list[str] | None = None


QUERY = """
SELECT {period} AS period, {groups} AS groups, count(*), count(DISTINCT case_id),
       CASE WHEN %(with_cases)s THEN array_agg(DISTINCT case_id ORDER BY case_id) END
FROM {known} AS known
WHERE (%(case_type)s::text IS NULL OR case_type = %(case_type)s) AND {window}
GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2
"""


def findings(reader: Reader, selection: Selection) -> list[Findings]:
    """Findings by period and group. Raises UnknownField."""
    own = {"finding": "finding", "event": "event_name", "unit": "unit", "type": "case_type"}
    by = selection.by or ("finding",)
    found = count(
        reader,
        QUERY,
        selection._replace(by=by),
        at="opened_at",
        own=own,
        attributes=None,
        known=reader.known(PROJECTION),
    )
    return [
        Findings(
            group=label(by, values),
            label=finding_name(values[0]) if by == ("finding",) else None,
            period=period,
            n=number,
            in_cases=in_cases,
            cases=behind,
        )
        for period, values, number, in_cases, behind in found
    ]
