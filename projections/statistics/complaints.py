"""Complaints: how many were received, decided and upheld, by period and kind, and how that changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, LiteralString

from psycopg import sql

from ...domain.fold.ending import MICROSECOND
from ...domain.text import Text
from ..asking.grouping import Figures, Selection, count
from ..asking.periods import before, period_on, periods
from ..asking.reader import Moment, Reader
from ..asking.small_numbers import is_small
from ..tables.catalogue import COMPLAINTS

DEFINITION = Text(
    da="Sager af en type med rollen complaint (klage). Modtaget, afgjort, medhold: klager, hvis første skridt af den "
    "art ligger i perioden. Før: modtaget i hele perioden før. Ændring: modtagne mod dem før, i procent "
    "med én decimal; tom, hvor perioden før havde ingen, hvor udsnittet skærer i perioden, og hvor den ikke er slut. "
    "Uafgjorte klager tælles som modtaget.",
    en="Cases of a type with the role complaint. received, decided, upheld: complaints whose first such step lies in "
    "the period. before: received in the whole period before. change_pct: received, against before, in percent to one "
    "decimal; empty where the period before had none, where the selection cuts the period, and where it is not over. "
    "Pending complaints count as received.",
)

NONE = {"n": 0, "small": is_small(0), "cases": None}
STEPS = ("received", "answered", "reassessed", "forwarded", "decided", "upheld")


class Complaints(Figures, kw_only=True, omit_defaults=True):
    """Complaints of a group in a period. ``n`` is the number received.

    before: how many the whole period before received; none where no period was asked for. change_pct: in percent of
    ``before``, to one decimal, a half to the even digit.
    """

    received: int
    answered: int
    reassessed: int
    forwarded: int
    decided: int
    upheld: int
    before: int | None = None
    change_pct: float | None


QUERY = """
SELECT {period} AS period, {groups} AS groups, {counts},
       CASE WHEN %(with_cases)s THEN array_agg(DISTINCT case_id ORDER BY case_id) END
FROM (
    -- A step that lies before the receipt in world time belongs to the same complaint.
    SELECT case_id, step, case_type, opened_at, source, attributes,
           coalesce(kind, max(kind) OVER complaint) AS kind,
           coalesce(category, max(category) OVER complaint) AS category,
           coalesce(concerns, max(concerns) OVER complaint) AS concerns,
           coalesce(unit, max(unit) OVER complaint) AS unit
    FROM {known} AS known WINDOW complaint AS (PARTITION BY case_id)
) AS known
WHERE (%(case_type)s::text IS NULL OR case_type = %(case_type)s) AND {window}
GROUP BY 1, 2 ORDER BY 1, 2
"""
FIELDS: dict[str, LiteralString] = {
    "kind": "kind",
    "category": "category",
    "unit": "unit",
    "source": "source",
    "type": "case_type",
    "concerns": "concerns",
}


def complaints(reader: Reader, selection: Selection) -> list[Complaints]:
    """Complaints by period and group. Raises UnknownField."""
    counts = sql.SQL(", ").join(
        sql.SQL("count(*) FILTER (WHERE step = {})").format(sql.Literal(step)) for step in STEPS
    )

    def counted(chosen: Selection) -> list[Complaints]:
        found = count(
            reader, QUERY, chosen, at="opened_at", own=FIELDS, known=reader.known(COMPLAINTS), counts=counts
        )
        return [_row(of, numbers) for of, *numbers in found]

    if selection.period is None:
        return counted(selection)
    whole = counted(selection._replace(since=None, until=None, cases=False))
    return _with_change(counted(selection), whole, selection, reader.moment)


def _row(of: dict[str, Any], numbers: Sequence[int]) -> Complaints:
    """numbers: of each step."""
    steps: dict[str, Any] = dict(zip(STEPS, numbers, strict=True))
    return Complaints(**of, **steps, change_pct=None)


def _with_change(
    found: list[Complaints], whole: list[Complaints], selection: Selection, moment: Moment
) -> list[Complaints]:
    """Each group gets every period of the selection (else from its first to its last), and the change.

    Only whole periods are compared: none that the selection cuts, and none that is not over at the moment asked.
    """
    assert selection.period is not None
    period = selection.period
    received = {(repr(row.group), row.period): row.received for row in whole}
    running = period_on(moment.as_of.astimezone(moment.zone).date(), period)
    by_group: dict[str, list[Complaints]] = {repr(row.group): [] for row in _silent(whole, selection, moment)}
    for row in found:
        by_group.setdefault(repr(row.group), []).append(row)
    if not by_group and not selection.by and selection.since and selection.until:
        by_group[repr(None)] = []
    named = {repr(row.group): row.group for row in whole}
    answers = []
    for group, rows in by_group.items():
        counted = {row.period: row for row in rows}
        for name in _asked_periods(rows, selection, moment):
            row = counted.get(name) or _row({"group": named.get(group), "period": name} | NONE, [0] * len(STEPS))
            row.before = received.get((group, before(name, period)), 0)
            if row.before and name < running and row.received == received.get((group, name), 0):
                row.change_pct = round(100 * (row.received - row.before) / row.before, 1)
                row.small = is_small(row.received, row.before)
            answers.append(row)
    return sorted(answers, key=lambda row: (row.period or "", repr(row.group)))


def _silent(whole: list[Complaints], selection: Selection, moment: Moment) -> list[Complaints]:
    """Rows of the period before the selection: a group that fell silent since has a change too, down to nought."""
    assert selection.period is not None
    if selection.since is None or selection.until is None:
        return []
    first = period_on(selection.since.astimezone(moment.zone).date(), selection.period)
    return [row for row in whole if row.period == before(first, selection.period) and row.received]


def _asked_periods(rows: list[Complaints], selection: Selection, moment: Moment) -> Iterable[str]:
    assert selection.period is not None
    named = [row.period for row in rows if row.period]
    first, last = min(named, default=""), max(named, default="")
    if selection.since is not None:
        first = period_on(selection.since.astimezone(moment.zone).date(), selection.period)
    if selection.until is not None:
        end = min(selection.until, moment.as_of + MICROSECOND) - MICROSECOND
        last = max(last, period_on(end.astimezone(moment.zone).date(), selection.period))
    return periods(first, last, selection.period)
