"""Lead time: how long before a duty falls due the case is to be handed to whoever carries it out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise

import msgspec
from psycopg import sql

from ...domain.fold.law import Law
from ...domain.rules.casetype import CaseType, DeadlineRule
from ...domain.text import Text
from ..asking.reader import Reader
from ..tables.catalogue import DEADLINES

DEFINITION = Text(
    da="Varsel: dage fra oversendelsens udløb til udløbet af samme sags næste pligt, som udløber den dag eller senere; "
    "tæller pligten endnu, regnes med det ventede udløb. Med er oversendelser, hvis udløb er kommet på det spurgte "
    "tidspunkt, og som løb, blev opfyldt eller blev overskredet; de deles efter måneden for oversendelsens udløb, og "
    "ved en ændring af reglen efter dagen, den gælder fra. gained_days: medianen efter minus medianen før.",
    en="Lead time: days from the transfer's end to that of the same case's next duty, the first that ends that day or "
    "later; of a duty that still counts, the expected end. Counted are transfers whose end has come at the moment "
    "asked and which ran, were met or were breached; they are divided by the month in which the transfer ends, and "
    "where the rule changed, by the day from which the change governs. gained_days: the median after minus the median "
    "before.",
)


class LeadTime(msgspec.Struct, kw_only=True):
    """The lead times of the transfers that fell due in a month."""

    month: str
    n: int
    median_days: float
    min_days: int


class Side(msgspec.Struct, kw_only=True):
    """The lead times on one side of a change."""

    n: int
    median_days: float | None


class LeadChange(msgspec.Struct, kw_only=True):
    """What a change of the rule meant. before: since the change before it; after: until the next one."""

    changed_on: date
    before: Side
    after: Side
    gained_days: float | None


# The first duty of the case that ends no earlier than the transfer; the due day of an instant is its local date.
PAIRS = """
WITH told AS ( -- an end that has passed stays, wherever it was moved since
    SELECT *, least(passed_on, due_on, (due_at AT TIME ZONE %(zone)s)::date) AS due
    FROM {known} AS known
    WHERE case_type = %(case_type)s AND deadline IN (%(lead)s, %(duty)s)
), paired AS (
    SELECT lead.due, min(duty.due) - lead.due AS days
    FROM told AS lead JOIN told AS duty
      ON duty.case_id = lead.case_id AND duty.deadline = %(duty)s AND duty.due >= lead.due
    WHERE lead.deadline = %(lead)s AND lead.due <= (%(as_of)s::timestamptz AT TIME ZONE %(zone)s)::date
      AND (lead.state IN ('running', 'met') OR lead.breached_at IS NOT NULL OR lead.overdue_from <= lead.opened_at)
    GROUP BY lead.case_id, lead.cycle, lead.due
)
"""

BY_MONTH = """
SELECT to_char(due, 'YYYY-MM'), count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY days), min(days)
FROM paired GROUP BY 1 ORDER BY 1
"""

BY_CHANGE = """
SELECT width_bucket(due, %(changes)s::date[]), count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY days)
FROM paired GROUP BY 1 ORDER BY 1
"""


def lead_times(
    reader: Reader, case_type: str, lead: str, duty: str, as_of: datetime, changed_on: Sequence[date] = ()
) -> tuple[list[LeadTime], list[LeadChange]]:
    """The lead times from one deadline to another, by month, and what each change meant.

    changed_on: the days of change; none: those from which another version of either rule governs.
    """
    changes = sorted(changed_on or rule_changes(reader.law, reader.position, case_type, (lead, duty)))
    asked = {"case_type": case_type, "lead": lead, "duty": duty, "as_of": as_of, "changes": changes}
    pairs = sql.SQL(PAIRS).format(known=reader.known(DEADLINES))
    months = [
        LeadTime(month=month, n=n, median_days=median, min_days=least)
        for month, n, median, least in reader.rows(pairs + sql.SQL(BY_MONTH), **asked)
    ]
    if not changes:
        return months, []
    sides = {
        place: Side(n=n, median_days=median)
        for place, n, median in reader.rows(pairs + sql.SQL(BY_CHANGE), **asked)
    }
    return months, [_change(day, place, sides) for place, day in enumerate(changes)]


def _change(day: date, place: int, sides: dict[int, Side]) -> LeadChange:
    """The change at a place in their order; ``sides``: the stretches between them, by number."""
    nothing = Side(n=0, median_days=None)
    before, after = sides.get(place, nothing), sides.get(place + 1, nothing)
    gained = None
    if before.median_days is not None and after.median_days is not None:
        gained = after.median_days - before.median_days
    return LeadChange(changed_on=day, before=before, after=after, gained_days=gained)


def rule_changes(law: Law, position: int, case_type: str, named: Sequence[str]) -> list[date]:
    """The days from which another version of the named deadlines governs, as known at a position."""
    latest = {
        version.valid_from or date.min: version
        for published, version in law.types().get(case_type, [])
        if published <= position
    }
    days = sorted(latest)
    return [day for before, day in pairwise(days) if _rules(latest[before], named) != _rules(latest[day], named)]


def _rules(version: CaseType, named: Sequence[str]) -> list[DeadlineRule]:
    """The named rules, without the words about them: those change nothing."""
    return [
        msgspec.structs.replace(rule, label=Text("", ""), source=None, certainty=None, reason=None)
        for rule in version.deadlines
        if rule.id in named
    ]
