"""The backlog of a duty on the terminal."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from rich.text import Text as Styled

from ..operations.backlog import DutyBacklog
from ..projections.queue.backlog import DutyCase
from .language import both, counted, number, say
from .output import out
from .tables import STATES, heading, table, when, word

BAR = 20  # the longest bar of a burn-down


def show_backlog(page: DutyBacklog) -> None:
    """The split, the units, the burn-down, the lead times, the cases, and how it was counted."""
    zone = ZoneInfo(page.zone)
    out.print(heading(page.as_of, page.known_at, page.position, zone), style="dim")
    out.print(
        both(
            f"{page.type}, {page.deadline}: {counted(page.under_duty, 'sag', 'sager')} under pligten, "
            f"{number(page.overdue)} overskredet, {number(page.not_overdue)} ikke",
            f"{page.type}, {page.deadline}: {counted(page.under_duty, 'case', 'cases')} under the duty, "
            f"{number(page.overdue)} overdue, {number(page.not_overdue)} not",
        ),
        style="bold",
        markup=False,
    )
    if page.by_unit:
        headings = both(
            "Enhed|Under pligten|Overskredet|Ikke|heraf tæller|berostillet",
            "Unit|Under the duty|Overdue|Not|of these counting|suspended",
        )
        rows = [
            [one.unit, one.under_duty, one.overdue, one.not_overdue, one.counting, one.suspended]
            for one in page.by_unit
        ]
        out.print(table(headings.split("|"), rows))
    if page.burn_down:
        _show_burn_down(page)
    if page.lead_time:
        _show_lead_time(page)
    if page.cases:
        _show_cases(page.cases, zone)
    out.print(say(page.definition), style="dim", markup=False)


def _show_burn_down(page: DutyBacklog) -> None:
    headings = both("Dag|Stadig åbne|Ret linje|Nye overskredne|", "Day|Still open|Straight line|Newly overdue|")
    longest = max(page.overdue, 1)
    rows = [
        [
            when(point.on),
            point.still_open,
            point.ideal,
            point.newly_overdue,
            "█" * -(-point.still_open * BAR // longest) if point.still_open is not None else "",
        ]
        for point in page.burn_down
    ]
    out.print(table(headings.split("|"), rows))
    ended = ", ".join(f"{word(STATES, state)} {number(count)}" for state, count in page.ended.items())
    if page.restored is None:
        said = both(f"Måldagen {page.until} er ikke kommet endnu.", f"The target day {page.until} has not come.")
    elif not page.restored:
        said = both(f"Ikke genoprettet pr. {page.until}.", f"Not restored by {page.until}.")
    elif page.restored_on is None:
        said = both("Intet var overskredet.", "Nothing was overdue.")
    else:
        said = both(f"Genoprettet {page.restored_on}.", f"Restored on {page.restored_on}.")
    out.print(f"{said} {ended}".strip(), style="green" if page.restored else "yellow", markup=False)


def _show_lead_time(page: DutyBacklog) -> None:
    headings = both(
        "Måned|Oversendelser|Varsel, median dage|Mindst", "Month|Transfers|Lead time, median days|Least"
    )
    rows = [[one.month, one.n, one.median_days, one.min_days] for one in page.lead_time]
    out.print(table(headings.split("|"), rows))
    for change in page.lead_changes:
        out.print(
            both(
                f"Ændret {change.changed_on}: median {_days(change.before.median_days)} dage før "
                f"({number(change.before.n)}), {_days(change.after.median_days)} efter ({number(change.after.n)}); "
                f"vundet {_days(change.gained_days)} dage.",
                f"Changed on {change.changed_on}: median {_days(change.before.median_days)} days before "
                f"({number(change.before.n)}), {_days(change.after.median_days)} after ({number(change.after.n)}); "
                f"{_days(change.gained_days)} days gained.",
            ),
            style="bold",
        )


def _days(days: float | None) -> str:
    return "–" if days is None else number(days, 1)


def _show_cases(cases: list[DutyCase], zone: ZoneInfo) -> None:
    headings = both(
        "Sag|Nr.|Enhed|Status|Udløber|Dage over|Endte|Hvordan", "Case|No.|Unit|State|Due|Days over|Ended|How"
    )
    rows: list[list[Any]] = [
        [
            case.case,
            case.cycle,
            case.unit,
            Styled(both("overskredet", "overdue"), style="bold red") if case.overdue else word(STATES, case.state),
            when(case.due, zone),
            case.days_overdue,
            when(case.ended_on) if case.ended_on else None,
            word(STATES, case.ended_as) if case.ended_as else None,
        ]
        for case in cases
    ]
    out.print(table(headings.split("|"), rows))
