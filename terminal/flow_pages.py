"""Case flow on the terminal: who held a case, and where the time went in the long ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from rich.text import Text as Styled

from ..operations.cases import CaseAsked
from ..operations.long_cases import LongCasesAsked, LongCasesFound
from ..projections.flow.custody import Custody, Stretch, UnitShare
from ..projections.flow.long_cases import Lengths, LongCase
from ..projections.flow.referrals import Referral
from .language import both, counted, number, say
from .output import out
from .tables import STATES, heading, table, when, word

OUTCOMES = {
    "accepted": ("modtaget", "accepted"),
    "returned": ("returneret", "returned"),
    "on-the-way": ("på vej", "on its way"),
    "sent-on": ("sendt videre", "sent on"),
    "third-unit": ("gået til en tredje enhed", "gone to a third unit"),
    "closed": ("lukket på vej", "closed on its way"),
}


def show_custody(found: Custody, asked: CaseAsked) -> None:
    """Who held a case from when to when, how long each unit did, and what became of each referral."""
    zone = ZoneInfo(found.zone)
    out.print(heading(found.as_of, found.known_at, found.position, zone), style="dim")
    out.print(f"{found.case} · {found.type} · {_held(found)}", style="bold", markup=False)
    if not found.stretches:
        out.print(both("Sagen har ikke været åben endnu.", "The case has not been open yet."))
        return
    headings = both(
        "Fra|Til|Dage|Enhed|På vej til|Ansvarlig", "From|To|Days|Unit|On its way to|Responsible"
    ).split("|")
    out.print(table(headings, [_stretch_row(stretch, zone) for stretch in found.stretches]))
    out.print(f"{both('I alt', 'In all')}: {_shares(found.units)}", markup=False)
    if found.referrals:
        headings = both("Sendt|Fra|Til|Udfald|Dato|Dage", "Sent|From|To|Outcome|When|Days").split("|")
        out.print(table(headings, [_referral_row(referral, zone) for referral in found.referrals]))


def _held(found: Custody) -> str:
    """Who holds the case at the moment asked, in words."""
    if found.state != "open":
        return word(STATES, found.state)
    holder = " / ".join(name for name in (found.unit, found.responsible) if name) or both(
        "ingen enhed angivet", "no unit said"
    )
    if found.referred_to is None:
        return f"{both('hos', 'with')} {holder}"
    return f"{both('hos', 'with')} {holder}, {both('på vej til', 'on its way to')} {found.referred_to}"


def _stretch_row(stretch: Stretch, zone: ZoneInfo) -> list[Any]:
    return [
        when(stretch.since, zone),
        when(stretch.until, zone),
        stretch.days,
        stretch.unit,
        Styled(stretch.referred_to, style="yellow") if stretch.referred_to else "",
        stretch.responsible or "",
    ]


def _referral_row(referral: Referral, zone: ZoneInfo) -> list[Any]:
    return [
        when(referral.sent_at, zone),
        referral.from_unit,
        referral.to_unit,
        word(OUTCOMES, referral.outcome),
        when(referral.ended_at, zone),
        referral.days,
    ]


def show_long_cases(found: LongCasesFound, asked: LongCasesAsked) -> None:
    """How many cases are long, the long ones with where the time went, and the definition."""
    zone = ZoneInfo(found.zone)
    out.print(heading(found.as_of, found.known_at, found.position, zone), style="dim")
    if not found.groups:
        out.print(both("Ingen sager i det udsnit.", "No cases in that selection."), style="bold")
    for group in found.groups:
        out.print(_lengths(group), style="bold", markup=False)
    if found.rows:
        columns = [column for column in COLUMNS if any(column.cell(row) for row in found.rows)]
        headings = [both(column.da, column.en) for column in columns]
        out.print(table(headings, [[column.cell(row) for column in columns] for row in found.rows]))
    out.print(say(found.definition), style="dim")


def _lengths(group: Lengths) -> str:
    about = " ".join(name for name in (group.period, group.type) if name)
    return both(
        f"{about}: {number(group.long)} af {counted(group.n, 'sag', 'sager')} særligt lange "
        f"(grænse: {number(group.threshold_days, 1)} dage)",
        f"{about}: {number(group.long)} of {counted(group.n, 'case', 'cases')} particularly long "
        f"(threshold: {number(group.threshold_days, 1)} days)",
    )


def _shares(units: list[UnitShare]) -> str:
    unnamed = both("ingen enhed", "no unit")
    return ", ".join(f"{one.unit or unnamed} {_part(one.days, one.pct)}" for one in units)


def _part(days: float, pct: float) -> str:
    return f"{number(days, 1)} ({number(pct)}{both(' %', '%')})" if days else ""


class _Column(NamedTuple):
    """A column of the long cases; one without anything in it is left out."""

    da: str
    en: str
    cell: Callable[[LongCase], Any]


COLUMNS = (
    _Column("Periode", "Period", lambda row: row.period),
    _Column("Sag", "Case", lambda row: row.case),
    _Column("Status", "State", lambda row: word(STATES, row.state)),
    _Column("Dage", "Days", lambda row: row.days),
    _Column("På vej", "On its way", lambda row: _part(row.on_the_way_days, row.on_the_way_pct)),
    _Column("Berostillet", "Suspended", lambda row: _part(row.suspended_days, row.suspended_pct)),
    _Column("Lukket", "Closed", lambda row: _part(row.closed_days, row.closed_pct)),
    _Column("Hvor tiden gik", "Where the time went", lambda row: _shares(row.where)),
)
