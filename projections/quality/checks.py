"""The checklists of reviews: what was answered about each case of a sample, and how often it was an error."""

from __future__ import annotations

from typing import Any, LiteralString, NamedTuple

from ...domain.confidence import wilson
from ...domain.fold.law import Law
from ...domain.text import Text
from ..asking.grouping import Figures, Selection, count
from ..asking.reader import Reader
from ..tables.catalogue import CASES, CHECKS

DEFINITION = Text(
    da="Kontrolpunkter i stikprøver udtrukket i perioden: et svar hører til den dag, stikprøven blev udtrukket, ikke "
    "dagen for svaret. Tæller: svar »fejl«, også når fejlen siden er rettet. Nævner (antal): svar »ok« og »fejl«. "
    "Ikke relevante og ubesvarede tælles for sig og indgår ikke i procenten. Grænserne er Wilsons 95 %-interval; "
    "det tager populationen for uendelig. En sag, der er udtrukket i to tilsyn, er besvaret to gange. Som udgangspunkt "
    "opdelt efter kontrolpunkt; andre opdelinger lægger kontrolpunkter sammen. Enheden er den, der havde den "
    "kontrollerede sag ved udtrækningen; oplysninger er tilsynets egne. Sagerne er dem med fejl.",
    en="Checks in samples drawn in the period: an answer belongs to the day on which its sample was drawn, not to the "
    'day of the answer. Numerator (errors): answers "error", those put right since included. Denominator (n): answers '
    '"ok" and "error". Not applicable and pending ones are counted beside and are no part of the percentage. '
    "low_pct to high_pct: the Wilson 95 % interval; it takes the population for endless. A case drawn in two reviews "
    "is answered twice. By default divided by check; other divisions add checks together. The unit is the one that "
    "held the checked case when the sample was drawn; attributes are the review's own. The cases are those with errors.",
)


class ErrorRates(Figures, kw_only=True, omit_defaults=True):
    """How often a check found an error. n: answered ok or error. corrected: errors put right since.

    low_pct, high_pct: the 95 % interval of error_pct; none of the three where nothing was answered. label: the check
    in words, where checks are what is divided by.
    """

    label: Text | None = None
    errors: int
    error_pct: float | None = None
    low_pct: float | None = None
    high_pct: float | None = None
    corrected: int
    not_applicable: int
    pending: int


# The first row of a check is that of the draw, so its opening is the day of the draw; the last one is how it stands.
QUERY = """
WITH states AS (
    SELECT k.*, min(opened_at) OVER (PARTITION BY case_id, concerns, "check") AS drawn_at
    FROM {believed} AS k
    WHERE (%(case_type)s::text IS NULL OR case_type = %(case_type)s)
), checked AS (
    SELECT s.*, c.unit, r.unit AS review_unit, r.attributes
    FROM states AS s
    LEFT JOIN {case_periods} AS c ON c.case_id = s.concerns
        AND c.opened_at <= s.drawn_at AND (c.closed_at > s.drawn_at OR c.closed_at IS NULL)
    LEFT JOIN {cases} AS r ON r.case_id = s.case_id
    WHERE s.closed_at IS NULL
)
SELECT {period} AS period, {groups} AS groups,
       count(*) FILTER (WHERE answer IN ('ok', 'error')), count(*) FILTER (WHERE answer = 'error'),
       count(*) FILTER (WHERE corrected),
       count(*) FILTER (WHERE answer = 'not-applicable'), count(*) FILTER (WHERE answer = 'pending'),
       CASE WHEN %(with_cases)s
            THEN coalesce(array_agg(DISTINCT concerns ORDER BY concerns) FILTER (WHERE answer = 'error'), '{{}}') END
FROM checked WHERE {window} GROUP BY 1, 2 ORDER BY 1, 2
"""
FIELDS: dict[str, LiteralString] = {
    "check": '"check"',
    "stratum": "stratum",
    "unit": "unit",
    "type": "case_type",
    "review": "case_id",
    "review_unit": "review_unit",
}


def error_rates(reader: Reader, selection: Selection) -> list[ErrorRates]:
    """How often each check found an error. By check, stratum, unit, type, review or the review's attributes.

    Raises UnknownField.
    """
    by = selection.by or ("check",)
    found = count(
        reader,
        QUERY,
        selection._replace(by=by),
        at="drawn_at",
        own=FIELDS,
        believed=reader.believed(CHECKS),
        case_periods=reader.believed(CASES),
        cases=reader.known(CASES),
    )
    labels = check_labels(reader.law, selection.case_type) if by == ("check",) else {}
    return [_row(of, labels.get(of["group"]) if labels else None, Counts(*numbers)) for of, *numbers in found]


def check_labels(law: Law, case_type: str | None) -> dict[str | None, Text]:
    """What the checks of a case type (None: of all) are called, by id; the latest publication counts."""
    return {
        check.id: check.label
        for type_id, versions in law.types().items()
        if case_type in (None, type_id)
        for _, version in versions
        for check in version.checks or ()
    }


class Counts(NamedTuple):
    """How the checks of a group stand. checked: answered ok or error."""

    checked: int
    errors: int
    corrected: int
    not_applicable: int
    pending: int


def _row(of: dict[str, Any], named: Text | None, counts: Counts) -> ErrorRates:
    interval = wilson(counts.errors, counts.checked) if counts.checked else None
    return ErrorRates(
        **of,
        label=named,
        errors=counts.errors,
        error_pct=round(100 * counts.errors / counts.checked, 1) if counts.checked else None,
        low_pct=round(100 * interval.low, 1) if interval else None,
        high_pct=round(100 * interval.high, 1) if interval else None,
        corrected=counts.corrected,
        not_applicable=counts.not_applicable,
        pending=counts.pending,
    )
