"""Who held a case from when to when, and where it was sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from psycopg import sql

from ...domain.text import Text
from ...domain.words.published_names import Labels
from ..asking.durations import days_between, zone_of
from ..asking.folded_case import UnknownCase
from ..asking.reader import AsKnown, Reader
from ..tables.catalogue import CASES
from .referrals import ON_THE_WAY, Referral, referrals_of


class Stretch(msgspec.Struct, kw_only=True):
    """The open case was with a unit. until: none while it still is. days: up to the moment asked."""

    since: datetime = msgspec.field(name="from")
    until: datetime | None = msgspec.field(name="to")
    unit: str | None
    responsible: str | None
    referred_to: str | None
    days: float


class UnitShare(msgspec.Struct, kw_only=True):
    """How long a unit had the case, in days, and in percent of all its days."""

    unit: str | None
    days: float
    pct: float


class Custody(AsKnown, kw_only=True):
    """One case and who held it. ``state`` and the holder are those at the moment asked. days: open, in all."""

    case: str
    type: str
    state: str
    unit: str | None
    responsible: str | None
    referred_to: str | None
    days: float
    stretches: list[Stretch]
    units: list[UnitShare]
    referrals: list[Referral]
    type_label: Text


class HeldRow(NamedTuple):
    """What a row of ``cases`` says of who holds the case."""

    case_type: str
    state: str
    unit: str | None
    responsible: str | None
    going_to: str | None
    opened_at: datetime
    closed_at: datetime | None

    @property
    def holder(self) -> tuple[str | None, str | None, str | None]:
        """Who holds it; rows that differ in other things are one stretch."""
        return self.unit, self.responsible, self.going_to


QUERY = """
SELECT case_type, state, unit, responsible, {on_the_way}, opened_at, closed_at
FROM {cases} AS cases WHERE case_id = %(case)s ORDER BY opened_at
"""


def custody(reader: Reader, case: str) -> Custody:
    """Who held a case up to the reader's moment. Raises UnknownCase."""
    query = sql.SQL(QUERY).format(on_the_way=sql.SQL(ON_THE_WAY), cases=reader.believed(CASES))
    held = [HeldRow(*row) for row in reader.rows(query, case=case)]
    if not held:
        raise UnknownCase(
            see="cases",
            da=f"Sagen {case} var ikke begyndt eller ikke kendt på det spurgte tidspunkt.",
            en=f"The case {case} had not begun or was not known at the moment asked.",
        )
    latest = held[-1]
    stretches = stretches_of(held, reader.moment.as_of, zone_of(reader, latest.case_type))
    return Custody(
        case=case,
        type=latest.case_type,
        **reader.moment.told(reader.position),
        state=latest.state,
        unit=latest.unit,
        responsible=latest.responsible,
        referred_to=latest.going_to,
        days=round(sum(stretch.days for stretch in stretches), 4),
        stretches=stretches,
        units=units_of(stretches),
        referrals=referrals_of(reader, case),
        type_label=Labels(reader.law).type(latest.case_type),
    )


def stretches_of(held: Iterable[HeldRow], as_of: datetime, zone: ZoneInfo) -> list[Stretch]:
    """The rows of an open case, in their order, as stretches with one holder each.

    A closed case is with nobody, so there is a gap between the closing and a reopening.
    """
    stretches: list[Stretch] = []
    holder = None
    for row in held:
        if row.state != "open":
            holder = None
            continue
        if row.holder != holder:
            holder = row.holder
            unit, responsible, going_to = holder
            stretches.append(
                Stretch(
                    since=row.opened_at,
                    until=None,
                    unit=unit,
                    responsible=responsible,
                    referred_to=going_to,
                    days=0.0,
                )
            )
        stretch = stretches[-1]
        stretch.until = row.closed_at
        stretch.days = round(days_between(stretch.since, row.closed_at or as_of, zone), 4)
    return stretches


def units_of(stretches: Iterable[Stretch]) -> list[UnitShare]:
    """The days of each unit and its share of them all, the longest first."""
    days: dict[str | None, float] = {}
    for stretch in stretches:
        days[stretch.unit] = days.get(stretch.unit, 0.0) + stretch.days
    total = sum(days.values())
    return [
        UnitShare(unit=unit, days=round(held, 4), pct=round(100 * held / total, 1) if total else 0.0)
        for unit, held in sorted(days.items(), key=lambda item: -item[1])
    ]
