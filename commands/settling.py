"""Open differences between our cases and other systems: listed, and settled one by one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from cyclopts import App, Parameter

from ..intake.reconciliation_record import close
from ..intake.times import read_iso, within_reach
from ..projections.differences import Filter, open_differences
from ..projections.reader import ask
from ..terminal.language import both
from ..terminal.moments import now
from ..terminal.output import answer
from ..terminal.reconciliation_pages import show_noted, show_open_differences
from .asking import Asked, Json, check_number, desk, fold_in_recorded, journal, not_empty, zone_of_case

Made = Annotated[
    str | None,
    Parameter(
        help=both(
            "Hvornår det skete: dato eller tidspunkt (nu).", "When it happened: date or instant (default now)."
        )
    ),
]
A_HUNDRED_YEARS = 36_525  # days


def when_of(said: str | None, zone: ZoneInfo) -> tuple[datetime, bool]:
    """When something that is recorded now happened, and whether only the day is known. Raises Malformed."""
    present = now()
    if said is None:
        return present, False
    occurred, whole_day = read_iso(said.strip(), zone, "--made")
    within_reach(occurred, present, "--made")
    return occurred, whole_day


differences = App(name="differences")


@differences.default
def open_ones(
    *,
    case_type: Annotated[
        str | None,
        Parameter(
            name="--type", help=both("Kun samkøringssager af denne type.", "Reconciliations of this type only.")
        ),
    ] = None,
    system: Annotated[str | None, Parameter(help=both("Kun dette system.", "This system only."))] = None,
    unit: Annotated[
        str | None,
        Parameter(help=both("Kun sager, som denne enhed har nu.", "Only cases that this unit holds now.")),
    ] = None,
    open_for: Annotated[
        int, Parameter(help=both("Åbne i mindst så mange dage.", "Open for at least so many days."))
    ] = 0,
    limit: Annotated[int, Parameter(help=both("Højst så mange linjer.", "At most so many lines."))] = 50,
    asked: Asked = Asked(),
) -> None:
    """Carry out ``sagsgang differences``."""
    check_number("--limit", limit)
    check_number("--open-for", open_for, A_HUNDRED_YEARS)
    not_empty("--system", system)
    not_empty("--unit", unit)
    wanted = Filter(case_type, system, unit, open_for, limit)
    with desk(asked, case_type) as ready:
        found = ask(ready.journal, ready.moment, lambda reader: open_differences(reader, wanted))
        answer(found, asked.json, lambda value: show_open_differences(value, ready.zone))


@differences.command(
    name="close",
    help=both(
        "Afklar en difference, med begrundelse.\n\n"
        'Eksempel: sagsgang differences close S-2008-Q1 opera/F-2007-0001/unit --reason "rettet i opera"',
        "Settle a difference, with the reason.\n\n"
        'Example: sagsgang differences close S-2008-Q1 opera/F-2007-0001/unit --reason "mended in opera"',
    ),
)
def settle(
    ref: str,
    name: str,
    /,
    *,
    reason: Annotated[str, Parameter(help=both("Hvordan den blev afklaret.", "How it was settled."))],
    made: Made = None,
    json: Json = False,
) -> None:
    """Carry out ``sagsgang differences close``."""
    not_empty("--reason", reason)
    with journal() as opened:
        occurred, whole_day = when_of(made, zone_of_case(opened, ref))
        noted = close(opened, ref, name, reason, occurred, whole_day=whole_day)
        fold_in_recorded(opened)
        answer(noted, json, show_noted)
