"""A run of a report calendar that can't be made because there is none: what is wrong, and what to write instead."""

from __future__ import annotations

from collections.abc import Collection

from ...domain.excerpt import excerpt
from ...domain.problem import BadInput
from ...domain.written.toml_page import suggestion


class NoSuchRun(BadInput):
    """No report calendar has a run of that name for that period."""

    code = "unknown-run"
    parameter = "run"


class NoSuchCalendar(BadInput):
    """No report calendar of that id was published."""

    code = "unknown-report-calendar"
    parameter = "calendar"


def no_such_calendar(calendar: str, published: Collection[str]) -> NoSuchCalendar:
    """No report calendar has that id; those in ``published`` are there."""
    hint = suggestion(calendar, published)
    return NoSuchCalendar(
        da=f"Der er ingen rapportkalender {excerpt(calendar)!r}. {hint.da} Se dem med: sagsgang report-calendar list",
        en=f"There is no report calendar {excerpt(calendar)!r}. {hint.en} See them with: sagsgang report-calendar list",
    )


def no_such_run(
    calendar: str, run: str, period: str, unit: str | None, units: Collection[str | None]
) -> NoSuchRun:
    """The calendar has no such run of the period about the unit.

    units: that the run of the period is about; None among them: all in one.
    """
    named = sorted(one for one in units if one is not None)
    if named:
        hint = suggestion(unit or "", named)
        return NoSuchRun(
            da=f"Kørslen {run!r} for {period} laves for hver enhed. Skriv hvilken med --unit. {hint.da}",
            en=f"The run {run!r} for {period} is made for each unit. Say which with --unit. {hint.en}",
        )
    if units:
        return NoSuchRun(
            da=f"Kørslen {run!r} for {period} er ikke delt efter enheder. Udelad --unit.",
            en=f"The run {run!r} for {period} is not divided by unit. Leave --unit out.",
        )
    return NoSuchRun(
        da=f"Kalenderen {calendar!r} har ingen kørsel {excerpt(run)!r} af perioden {period}. Se kørslerne med: "
        f"sagsgang report-calendar show {calendar}",
        en=f"The calendar {calendar!r} has no run {excerpt(run)!r} of the period {period}. See the runs with: "
        f"sagsgang report-calendar show {calendar}",
    )
